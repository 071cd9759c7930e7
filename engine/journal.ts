/**
 * The ports through which the engine keeps what must not be lost. One contract suite runs against every
 * implementation (`tests/conformance/`). Values cross these ports as plain JSON values with people's words in the
 * clear; the implementation seals them on the way down and opens them on the way up.
 */
import { Context, Data, type Effect, type Option, type Stream } from "effect"
import type { Row } from "../actors/actor.ts"
import type { ActorKey, Sender } from "../protocol/ids.ts"
import type { Instant } from "../protocol/time.ts"

/** One accepted command. `seq` is consecutive per actor, from 1. */
export interface JournalRow {
  readonly actor: ActorKey
  readonly slot: number
  readonly seq: number
  /** Version of the encoded events. */
  readonly version: number
  readonly events: ReadonlyArray<unknown>
  readonly sender: Sender
  readonly n: number
  /** Digest of the command as it was sent: base64url of sha-256. */
  readonly digest: string
  readonly reply: unknown
  readonly receivedAt: Instant
  /** When the sender's own clock says it was sent; kept beside the other two, and decides nothing (T12). */
  readonly claimedAt?: Instant | undefined
  readonly at: Instant
  /** The row's link in its actor's hash chain. Made by storage, which alone knows the sealed bytes; never given to it. */
  readonly chain?: string | undefined
}

/** A reaction's identity is its source's row and its place in it. `n` is its number for the target's once-rule. */
export interface ReactionId {
  readonly source: ActorKey
  readonly seq: number
  readonly index: number
}
export interface PendingReaction extends ReactionId {
  readonly slot: number
  readonly target: ActorKey
  readonly command: unknown
  readonly hop: number
}

/** One that its target refused, without what it says. */
export interface ParkedReaction extends ReactionId {
  readonly slot: number
  readonly target: ActorKey
  readonly hop: number
  /** Of the refusal. */
  readonly code: string
}

export interface Due {
  readonly actor: ActorKey
  readonly slot: number
  /** `null` clears it. */
  readonly dueAt: Instant | null
}

export interface Lease {
  readonly slot: number
  readonly epoch: number
}

/** Everything one lane statement commits. Entries of slots whose lease it cannot prove are left out of it. */
export interface Batch {
  readonly leases: ReadonlyArray<Lease>
  readonly rows: ReadonlyArray<JournalRow>
  /** Last row per table and key of the batch, with the slot it belongs to. */
  readonly projections: ReadonlyArray<Row & { readonly slot: number }>
  readonly reactions: ReadonlyArray<PendingReaction>
  /** Reactions that this batch's rows settle; `slot` is the target's. */
  readonly settled: ReadonlyArray<ReactionId & { readonly slot: number }>
  readonly due: ReadonlyArray<Due>
}

/**
 * `refused`: the database refuses a row of the batch, nothing was committed, and trying it alone tells which.
 * `full`: no room; nothing was committed. `conflict`: nothing was committed, the same may succeed when tried again.
 * `ambiguous`: the connection was lost or the server went away; whether it committed is unknown.
 */
export class CommitFailed extends Data.TaggedError("CommitFailed")<{
  readonly kind: "refused" | "full" | "conflict" | "ambiguous"
  readonly message: string
}> {}

export class StorageUnavailable extends Data.TaggedError("StorageUnavailable")<{
  readonly message: string
  readonly cause?: unknown
}> {}

/** A stored snapshot: the state after `seq`, encoded at `version`, with the once-rule's memory. */
export interface Snapshot {
  readonly actor: ActorKey
  readonly seq: number
  readonly version: number
  readonly at: Instant
  readonly body: unknown
}

export interface Loaded {
  readonly actor: ActorKey
  /** The newest readable snapshot; an unreadable one is passed over for the one before it. */
  readonly snapshot: Snapshot | undefined
  /** Rows after the snapshot, in order. */
  readonly tail: ReadonlyArray<JournalRow>
}

export interface StoredReceipt {
  readonly seq: number
  readonly digest: string
  readonly reply: unknown
  readonly at: Instant
}

export class Journal extends Context.Service<
  Journal,
  {
    /** Opens a slot under a new epoch, waiting out any statement that still holds the old one. */
    readonly open: (slot: number, node: string) => Effect.Effect<Lease, StorageUnavailable>
    /**
     * Commits in one statement: locks the lease rows in slot order, inserts only under right epochs, and answers the
     * slots it proved. A batch with leases alone proves them.
     */
    readonly commit: (batch: Batch) => Effect.Effect<ReadonlySet<number>, CommitFailed>
    /** Snapshot and tail for each actor asked for; an actor without history has neither. */
    readonly load: (actors: ReadonlyArray<ActorKey>) => Effect.Effect<ReadonlyArray<Loaded>, StorageUnavailable>
    readonly findCommand: (
      actor: ActorKey,
      sender: Sender,
      n: number
    ) => Effect.Effect<Option.Option<StoredReceipt>, StorageUnavailable>
    readonly due: (slot: number) => Effect.Effect<ReadonlyArray<Due & { readonly dueAt: Instant }>, StorageUnavailable>
    readonly pending: (slot: number) => Effect.Effect<ReadonlyArray<PendingReaction>, StorageUnavailable>
    /** Takes a refused reaction out of delivery, with the refusal's code, for an administrator to retry. */
    readonly park: (id: ReactionId, code: string) => Effect.Effect<void, StorageUnavailable>
    /** Those that are parked, of all slots, by source and row; `of`: from this actor, or to it. */
    readonly parked: (
      of: ActorKey | undefined,
      page: { readonly limit: number; readonly offset: number }
    ) => Effect.Effect<{ readonly rows: ReadonlyArray<ParkedReaction>; readonly total: number }, StorageUnavailable>
    /** One of them, to be delivered once more: it stays parked until its target settles it. */
    readonly findParked: (id: ReactionId) => Effect.Effect<PendingReaction | undefined, StorageUnavailable>
    /** All rows of one actor from `after` on, or of everyone, in actor and sequence order. */
    readonly read: (range?: { readonly actor: ActorKey; readonly after: number }) => Stream.Stream<JournalRow, StorageUnavailable>
  }
>()("stoa/engine/Journal") {}

export class Snapshots extends Context.Service<
  Snapshots,
  {
    /** Stores snapshots with version and checksum; keeps the newest two of each actor. */
    readonly save: (snapshots: ReadonlyArray<Snapshot>) => Effect.Effect<void, StorageUnavailable>
    /** Newest first; what fails its checksum is left out. */
    readonly of: (actor: ActorKey) => Effect.Effect<ReadonlyArray<Snapshot>, StorageUnavailable>
  }
>()("stoa/engine/Snapshots") {}
