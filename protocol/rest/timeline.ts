/** An attempt's timeline: every accepted command with its events, in causal order, as the journal keeps them. */
import { Schema } from "effect"
import { ActorKey, UserId } from "../ids.ts"

/** Who sent the command: a person, and over which way; another actor; or the engine, and what for. */
export const TimelineSender = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("person"), user_id: UserId, via: Schema.String }),
  Schema.Struct({ kind: Schema.Literal("actor"), actor: ActorKey }),
  Schema.Struct({ kind: Schema.Literal("engine"), purpose: Schema.String })
])
export type TimelineSender = typeof TimelineSender.Type

/**
 * Entries stand in the order in which they took effect (W6), whatever their times say. `at` is when it was decided and
 * `received_at` when the whole message was there, both on the server's clock; `claimed_at` is what the sender's own clock
 * said, and proves nothing. Events are as stored; where words are not for the reader stands `{"_tag":"Withheld","by"}`,
 * where they were erased `{"_tag":"Erased","by"}`. `chain` is the row's link, absent in rows older than the chain.
 */
export const TimelineEntry = Schema.Struct({
  seq: Schema.Int,
  at: Schema.String,
  received_at: Schema.String,
  claimed_at: Schema.NullOr(Schema.String),
  by: TimelineSender,
  events: Schema.Array(Schema.Unknown),
  chain: Schema.NullOr(Schema.String)
})
export type TimelineEntry = typeof TimelineEntry.Type

/** `next`: what to ask `after` for the following page; null at the end, as of now. */
export const Timeline = Schema.Struct({ entries: Schema.Array(TimelineEntry), next: Schema.NullOr(Schema.Int) })
export type Timeline = typeof Timeline.Type

/**
 * `csv` (a line per event) and `jsonl` (a line per entry) give all of it at once, without the envelope; so does asking
 * to `Accept` `text/csv` or `application/jsonl`.
 */
export const TimelineFormat = Schema.Literals(["json", "csv", "jsonl"])
export type TimelineFormat = typeof TimelineFormat.Type
