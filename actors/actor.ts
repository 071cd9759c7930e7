/**
 * What an actor is to the engine: pure tables and functions over its state. Nothing in here does I/O, reads a
 * clock or draws a random number; whatever a decision needs from outside is either in the command, completed by
 * `prepare` before it reaches the cell, or in the `Context`.
 */
import { type Effect, Schema } from "effect"
import { Refusal } from "../protocol/errors.ts"
import type { ActorRef, Sender } from "../protocol/ids.ts"
import type { FeedRef } from "../protocol/live.ts"
import type { Person, Principal } from "../protocol/principal.ts"
import type { Instant } from "../protocol/time.ts"
import type { Facts } from "./facts.ts"

export interface Context {
  readonly self: ActorRef
  /** The actor's time: the database's clock, never running backwards for one actor. */
  readonly now: Instant
  /** When the gateway had the whole message (T5); `now` for commands from inside. */
  readonly receivedAt: Instant
  /** When the client says it made the command. Recorded where a person will decide (T12); it admits nothing. */
  readonly claimedAt?: Instant | undefined
  readonly principal: Principal
  /** Who counts the command: tells one device of a person from another. */
  readonly sender: Sender
}

export interface Accepted<Event> {
  readonly _tag: "Accepted"
  readonly events: ReadonlyArray<Event>
  readonly reply: unknown
}
export type Decision<Event> = Accepted<Event> | Refusal

export const accept = <Event>(events: ReadonlyArray<Event>, reply: unknown = {}): Accepted<Event> => ({
  _tag: "Accepted",
  events,
  reply
})

/**
 * Refused, and remembered: what happened is kept as events, and the reply says no. Whoever hands the reply on to who asked
 * hands it on as the refusal it is; a repeat is answered with the same.
 */
export const refuseKeeping = <Event>(events: ReadonlyArray<Event>, refusal: Refusal): Accepted<Event> => accept(events, refusal)

const isRefusal = Schema.is(Refusal)
export const refusalIn = (reply: unknown): Refusal | undefined =>
  typeof reply === "object" && reply !== null && "_tag" in reply && isRefusal(reply) ? reply : undefined

/** A column's value as JSON; instants in read tables are ISO strings (`iso`), `timestamptz` in the database. */
export type Column = string | number | boolean | null | ReadonlyArray<unknown> | { readonly [key: string]: unknown }

/**
 * Events, rows, feed rows and replies must be values of their own, never parts of a state that goes on changing in place: they
 * are written out only when the lane's turn comes.
 *
 * A whole row of a read table, as the table's projection says (`storage` declares each table's key). `row: null`
 * with the key columns in `key` deletes it.
 */
export interface Row {
  readonly table: string
  /** The key columns and their values, in the table's key order. */
  readonly key: Readonly<Record<string, string | number>>
  readonly row: Readonly<Record<string, Column>> | null
}

/** A message to another actor, with the event that causes it, delivered at least once and applied once. */
export interface Reaction {
  readonly to: ActorRef
  /** Decoded form of one of the target's internal commands. Carries absolute facts and the source's sequence. */
  readonly command: { readonly _tag: string }
}

/** One row of a group's live table. */
export interface FeedChange {
  readonly feed: FeedRef
  readonly key: string
  readonly row: { readonly [column: string]: unknown }
}

/** Work done outside the cell after its event is durable, whose result comes back as an internal command. */
export interface Job {
  readonly name: "grade"
  readonly input: unknown
}

/**
 * The definition of one actor type. Its functions are written as methods, so that TypeScript lets the registry hold
 * definitions over different states side by side (`AnyActor`); the engine hands each one only its own values back. `State` may be changed in place by `evolve` (it has one owner); `decide`,
 * `view` and the rest never change it. `Wire` commands come from people, `Internal` ones from actors and the engine;
 * `Command` is what `decide` takes: wire commands after `prepare`, and internal ones.
 */
export interface ActorDefinition<
  State,
  Wire extends { readonly _tag: string },
  Command extends { readonly _tag: string },
  Event extends { readonly _tag: string }
> {
  readonly type: ActorRef["type"]
  /** Versions of stored events and snapshots; upcasters take what older versions wrote to today's form. */
  readonly eventVersion: number
  readonly stateVersion: number
  upcastEvent?(version: number, encoded: unknown): unknown
  upcastState?(version: number, encoded: unknown): unknown

  readonly wire: Schema.Codec<Wire, unknown>
  readonly internal: Schema.Codec<Command, unknown>
  readonly event: Schema.Codec<Event, unknown>
  readonly state: Schema.Codec<State, unknown>

  initial(self: ActorRef): State
  /**
   * Completes a command with facts from outside; absent tags need none. Runs before the cell, per sender in order. `state`
   * tells what need not be asked for; until the command is decided on it may have changed.
   */
  prepare?(
    command: Wire | Command,
    context: { readonly self: ActorRef; readonly state: State; readonly principal: Principal; readonly now: Instant }
  ): Effect.Effect<Command, Refusal, Facts> | undefined
  decide(state: State, command: Command, context: Context): Decision<Event>
  evolve(state: State, event: Event): State
  /** The instant at which the engine sends `{_tag: "Alarm"}`; handling it must move this forward. */
  alarm(state: State): Instant | undefined

  /** May this person send this command? Decided on the newest state; a hidden actor is `not_found`. */
  mayCommand(state: State, command: { readonly _tag: string }, person: Person): Refusal | undefined
  /** The audience a person belongs to, or `undefined` when the actor is hidden from them. */
  audienceOf(state: State, person: Person): string | undefined
  readonly audiences: ReadonlyArray<string>
  view(state: State, audience: string): unknown
  /** The event as a merge patch of the audience's view; `undefined` when that audience sees nothing of it. */
  render(event: Event, stateAfter: State, audience: string): unknown

  project(event: Event, stateAfter: State, self: ActorRef): ReadonlyArray<Row>
  react(event: Event, stateAfter: State, self: ActorRef, seq: number): ReadonlyArray<Reaction>
  feeds(event: Event, stateAfter: State, self: ActorRef): ReadonlyArray<FeedChange>
  jobs(event: Event, stateAfter: State, self: ActorRef): ReadonlyArray<Job>

  /** Where this actor's presence is shown, and under which key. */
  presence?(state: State): { readonly feed: FeedRef; readonly key: string } | undefined
  /** Commands whose reply waits until their reactions are settled. */
  readonly settling: ReadonlySet<string>
  /** Commands that are served when the last quarter of capacity is left: exam answers. */
  readonly urgent: ReadonlySet<string>
  /** The words of which people the state holds: whose keys must be at hand before it is loaded. */
  authors?(state: State): ReadonlyArray<number>
}

export interface Tagged {
  readonly _tag: string
}

/** A definition whose types the engine does not know. */
export type AnyActor = ActorDefinition<unknown, Tagged, Tagged, Tagged>
