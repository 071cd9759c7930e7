/**
 * What the engine offers to those in front of it: commands in, outcomes out; views and what follows them. Callbacks
 * rather than effects, because this is the inner loop: each `done` is called exactly once, and only with what a
 * lane has proved durable.
 */
import { Context, type Effect } from "effect"
import type { Refusal } from "../protocol/errors.ts"
import type { ActorRef, CommandId } from "../protocol/ids.ts"
import type { Beat, FeedRef, Position, SubscribedActor, SubscribedFeed } from "../protocol/live.ts"
import type { Person, Principal } from "../protocol/principal.ts"
import type { Instant } from "../protocol/time.ts"

export interface CommandRequest {
  readonly to: ActorRef
  /** The sender is scoped by the gateway: `u<userId>:<device's sender>`. */
  readonly id: CommandId
  /** base64url of sha-256 over the command as sent. */
  readonly digest: string
  /** A decoded wire command of the actor's type. */
  readonly command: { readonly _tag: string }
  readonly principal: Principal
  readonly receivedAt: Instant
  /** The frame's claim of when it was made. */
  readonly claimedAt?: Instant | undefined
}

export interface Done {
  readonly _tag: "Done"
  readonly seq: number
  readonly at: Instant
  readonly reply: unknown
}
export type Outcome = Done | Refusal

/** Where durable changes go: every connection, on any node, that watches the room. Frames are encoded JSON. */
export class Publisher extends Context.Service<
  Publisher,
  {
    /** `frame` is a `Publication` in JSON, encoded once. `room` is `<actor key>#<audience>`. */
    readonly publish: (room: string, frame: string) => void
    /** `frame` is a `FeedFrame` in JSON. `room` is `<feed>:<id>`. */
    readonly feed: (room: string, frame: string) => void
  }
>()("stoa/engine/Publisher") {}

export const actorRoom = (key: string, audience: string): string => `${key}#${audience}`
export const feedRoom = (ref: FeedRef): string => `${ref.feed}:${ref.id}`

export class Engine extends Context.Service<
  Engine,
  {
    readonly submit: (request: CommandRequest, done: (outcome: Outcome) => void) => void
    /**
     * The person's view of an actor, or what was missed since `from`. The caller joins the room first, so that
     * nothing falls between; from then on it renews with `renew` every 2 s, and the watch ends 10 s after the last.
     */
    readonly watch: (
      ref: ActorRef,
      person: Person,
      from: Position | undefined,
      done: (answer: SubscribedActor | Refusal) => void
    ) => void
    /**
     * Keeps a watch alive and tells the newest sequence published for it; `undefined` when it has to be taken anew
     * (the actor moved or was loaded again, or the person's audience is another). Revives the cell in that case.
     */
    readonly renew: (
      ref: ActorRef,
      person: Person,
      audience: string
    ) => { readonly generation: string; readonly seq: number } | undefined
    readonly watchFeed: (ref: FeedRef, done: (answer: SubscribedFeed | Refusal) => void) => void
    readonly renewFeed: (ref: FeedRef) => { readonly generation: string; readonly rev: number } | undefined
    /** A connection's beat: who is there, on which attempt and question. `connection` names it among a person's. */
    readonly beat: (connection: string, person: Person, beat: Beat) => void
    /** A connection ended; `clean` when the client said good-bye. */
    readonly gone: (connection: string, clean: boolean) => void
    /** The database's clock, as this node knows it. */
    readonly now: () => Instant
    /** Ready when every slot is open and recovery is done; `load` is what health and metrics show. */
    readonly status: () => EngineStatus
    /** Refuses new work, finishes what is under way, takes snapshots. */
    readonly drain: Effect.Effect<void>
  }
>()("stoa/engine/Engine") {}

export interface EngineStatus {
  readonly ready: boolean
  readonly openSlots: number
  readonly cells: number
  readonly watchers: number
  readonly queuedCommands: number
  readonly clockHealthy: boolean
  readonly storageFull: boolean
  /** Statements that found no room since the start. */
  readonly timesStorageFull: number
  readonly parkedReactions: number
  readonly parkedAlarms: number
}
