/**
 * The frames of the live connection. `docs/protocol/SPEC.md` states the rules; these Schemas are their shapes, and a
 * test hashes them so that the wire cannot change unnoticed.
 *
 * Client → server events: `command`, `subscribe`, `unsubscribe`, `beat`, `renew` (all acknowledged but `beat`).
 * Server → client events: `welcome`, `publication`, `feed`, `snapshot`, `tide`, `ended`, `closing`.
 */
import { Schema } from "effect"
import { Refusal } from "./errors.ts"
import { ActorRef, CommandId, QuestionId, Sender } from "./ids.ts"
import { Role } from "./principal.ts"
import { Instant } from "./time.ts"

export const protocolVersion = 1

/** The client's events that are about the connection alone; `command` and `subscribe` are about something. */
export const plainEvents = ["unsubscribe", "beat", "renew"] as const

/** Who counts commands on a device: `device:` and what the client made up once and keeps (a UUID does). */
export const DeviceSender = Sender.check(Schema.isPattern(/^device:[A-Za-z0-9_-]{1,64}$/))

/** socket.io's `auth` of a connection. `sender` is made once per device session and kept by the client. */
export const Handshake = Schema.Struct({
  version: Schema.Int,
  token: Schema.String.check(Schema.isMaxLength(4096)),
  sender: DeviceSender
})
export type Handshake = typeof Handshake.Type

/** First event after a successful handshake. Sizes in bytes, times in ms. */
export const Welcome = Schema.Struct({
  version: Schema.Int,
  userId: Schema.Int,
  role: Role,
  /** The server's clock when this was sent. */
  now: Instant,
  /** When the access token ends; renew before. */
  tokenEnds: Instant,
  beatEveryMs: Schema.Int,
  maxFrameBytes: Schema.Int
})
export type Welcome = typeof Welcome.Type

/**
 * Proof that an answer reached the server though it could not be stored at that moment: signed by the server
 * over the command's id, its digest and the receive time. Send the same command again with it.
 */
export const Receipt = Schema.Struct({
  sender: Sender,
  n: Schema.Int,
  digest: Schema.String,
  receivedAt: Instant,
  signature: Schema.String
})
export type Receipt = typeof Receipt.Type

/**
 * `command`: decoded first as this envelope, then `command` by the actor's own wire Schema. `claimedAt` is when the
 * person acted by the client's clock: evidence, never a decision. `receipt` is one this command was refused with.
 */
export const CommandFrame = Schema.Struct({
  to: ActorRef,
  id: CommandId,
  command: Schema.Unknown,
  claimedAt: Schema.optionalKey(Instant),
  receipt: Schema.optionalKey(Receipt)
})
export type CommandFrame = typeof CommandFrame.Type

/** What a `command` is acknowledged with. `seq` is the actor's sequence number after it. */
export const Accepted = Schema.TaggedStruct("Accepted", { seq: Schema.Int, at: Instant, reply: Schema.Unknown })
export type Accepted = typeof Accepted.Type
export const CommandReply = Schema.Union([Accepted, Schema.Struct({ ...Refusal.fields, receipt: Schema.optionalKey(Receipt) })])
export type CommandReply = typeof CommandReply.Type

export const feedNames = ["wall", "board"] as const
/** A group's live table: the proctors' `wall` of a sitting, the instructors' `board` of a course. */
export const FeedRef = Schema.Struct({ feed: Schema.Literals(feedNames), id: Schema.Int })
export type FeedRef = typeof FeedRef.Type

/** Where a resuming subscriber stands: the generation it was given and the last sequence it applied. */
export const Position = Schema.Struct({ generation: Schema.String, seq: Schema.Int })
export type Position = typeof Position.Type

/** `subscribe`: to an actor's view (the audience follows from who asks) or to a feed. */
export const SubscribeFrame = Schema.Union([
  Schema.TaggedStruct("Actor", { ref: ActorRef, from: Schema.optionalKey(Position) }),
  Schema.TaggedStruct("Feed", { ref: FeedRef })
])
export type SubscribeFrame = typeof SubscribeFrame.Type

/**
 * One change of an actor as one audience sees it: an RFC 7396 JSON Merge Patch of that audience's view. `prev` is
 * the sequence of the publication before it for this audience; a client whose last applied sequence is not `prev` has
 * a gap and subscribes again.
 */
export const Publication = Schema.Struct({
  actor: Schema.String,
  audience: Schema.String,
  generation: Schema.String,
  prev: Schema.Int,
  seq: Schema.Int,
  at: Instant,
  patch: Schema.Unknown
})
export type Publication = typeof Publication.Type

/** A `subscribe`'s answer for an actor: the whole view, or exactly what was missed, never a part of it. */
export const SubscribedActor = Schema.Union([
  Schema.TaggedStruct("Snapshot", {
    audience: Schema.String,
    generation: Schema.String,
    seq: Schema.Int,
    at: Instant,
    view: Schema.Unknown
  }),
  Schema.TaggedStruct("Resumed", {
    audience: Schema.String,
    generation: Schema.String,
    seq: Schema.Int,
    missed: Schema.Array(Publication)
  })
])
export type SubscribedActor = typeof SubscribedActor.Type

/** One row of a feed. `seq` is the source actor's sequence; a row with a lower one than shown is ignored. */
export const FeedRow = Schema.Struct({ key: Schema.String, seq: Schema.Int, row: Schema.Unknown })
export type FeedRow = typeof FeedRow.Type
/** Who is there, per row; latest wins, nothing durable hangs on it. */
export const Connection = Schema.Literals(["good", "poor", "missing", "left", "never"])
export type Connection = typeof Connection.Type
export const PresenceRow = Schema.Struct({
  key: Schema.String,
  connection: Connection,
  question: Schema.optionalKey(QuestionId),
  since: Instant
})
export type PresenceRow = typeof PresenceRow.Type

/** `feed`: changes of a group since `prev`; `rev` counts the group's ticks within a generation. */
export const FeedFrame = Schema.Struct({
  ref: FeedRef,
  generation: Schema.String,
  prev: Schema.Int,
  rev: Schema.Int,
  rows: Schema.Array(FeedRow),
  presence: Schema.Array(PresenceRow)
})
export type FeedFrame = typeof FeedFrame.Type

export const SubscribedFeed = Schema.TaggedStruct("Feed", {
  ref: FeedRef,
  generation: Schema.String,
  rev: Schema.Int,
  rows: Schema.Array(FeedRow),
  presence: Schema.Array(PresenceRow)
})
export type SubscribedFeed = typeof SubscribedFeed.Type

export const SubscribeReply = Schema.Union([SubscribedActor, SubscribedFeed, Refusal])
export type SubscribeReply = typeof SubscribeReply.Type

/** `unsubscribe`: from the actor or the feed; answered `Unsubscribed` even when there was no subscription. */
export const UnsubscribeFrame = Schema.Union([
  Schema.TaggedStruct("Actor", { ref: ActorRef }),
  Schema.TaggedStruct("Feed", { ref: FeedRef })
])
export type UnsubscribeFrame = typeof UnsubscribeFrame.Type
export const UnsubscribeReply = Schema.Union([Schema.TaggedStruct("Unsubscribed", {}), Refusal])
export type UnsubscribeReply = typeof UnsubscribeReply.Type

/**
 * `snapshot`: the whole again, unasked, to a reader that was too slow for the changes. It replaces what the client
 * has, whatever its position; changes after it follow as usual.
 */
export const Refreshed = Schema.Union([
  Schema.TaggedStruct("Actor", {
    actor: Schema.String,
    audience: Schema.String,
    generation: Schema.String,
    seq: Schema.Int,
    at: Instant,
    view: Schema.Unknown
  }),
  SubscribedFeed
])
export type Refreshed = typeof Refreshed.Type

/** `beat`, every 2 s: the connection lives; while sitting an attempt, which one and which question is on screen. */
export const Beat = Schema.Struct({
  attempt: Schema.optionalKey(Schema.Struct({ id: Schema.Int, question: Schema.optionalKey(QuestionId) }))
})
export type Beat = typeof Beat.Type

/** `tide`, every 2 s: the newest sequence of each subscription, so that a lost last publication is noticed. */
export const Tide = Schema.Struct({
  now: Instant,
  actors: Schema.Array(
    Schema.Struct({ actor: Schema.String, audience: Schema.String, generation: Schema.String, seq: Schema.Int })
  ),
  feeds: Schema.Array(Schema.Struct({ ref: FeedRef, generation: Schema.String, rev: Schema.Int }))
})
export type Tide = typeof Tide.Type

/** `ended`: one subscription is over (access changed, actor moved); subscribe again if it still matters. */
export const Ended = Schema.Struct({
  actor: Schema.optionalKey(Schema.String),
  feed: Schema.optionalKey(FeedRef),
  reason: Schema.Literals(["audience_changed", "stale"])
})
export type Ended = typeof Ended.Type

/** `closing`, sent before the server closes a connection on purpose. */
export const closeReasons = ["slow_reader", "flood", "malformed", "token_ended", "logged_out", "draining", "replaced"] as const
export const Closing = Schema.Struct({ reason: Schema.Literals(closeReasons), retryAfterMs: Schema.optionalKey(Schema.Int) })
export type Closing = typeof Closing.Type

export const Renew = Schema.Struct({ token: Schema.String.check(Schema.isMaxLength(4096)) })
export const Renewed = Schema.Union([Schema.TaggedStruct("Renewed", { tokenEnds: Instant, now: Instant }), Refusal])
export type Renewed = typeof Renewed.Type
