/** A storage as the contract suites take it: the ports, and a few rows to begin with. */
import { Effect } from "effect"
import type { Row } from "../../actors/actor.ts"
import type { FeedRows } from "../../engine/feed-rows.ts"
import type { Batch, Due, Journal, JournalRow, Lease, PendingReaction, ReactionId, Snapshots } from "../../engine/journal.ts"
import type { CommitFailed } from "../../engine/journal.ts"
import type { Outages } from "../../engine/outages.ts"
import { type ActorKey, actorKey, actorRef, Sender } from "../../protocol/ids.ts"
import { instant } from "../../protocol/time.ts"
import type { StoredRow } from "../../storage/journal/stored-rows.ts"
import type { Keys } from "../../storage/keys/keys.ts"

export interface StorageUnderTest {
  readonly journal: Journal["Service"]
  readonly snapshots: Snapshots["Service"]
  readonly keys: Keys["Service"]
  readonly feedRows: FeedRows["Service"]
  readonly outages: Outages["Service"]
  /** Changes one byte of an actor's newest snapshot. */
  readonly damageSnapshot: (actor: ActorKey) => Promise<void>
  /** An actor's rows as they are kept. */
  readonly storedRows: (actor: ActorKey) => Promise<ReadonlyArray<StoredRow>>
  /** Another node's journal over the same rows, with a memory of its own. */
  readonly elsewhere: Journal["Service"]
}

/** Attempts nobody else in the run uses, so that suites share a database without meeting. */
let last = 1_000
export const freshActor = (): ActorKey => actorKey(actorRef("attempt", ++last))
export const freshSlot = (): number => ++last

export const sender = Sender.make("u1:device:test")

export const words = (by: number, value: unknown) => ({ _tag: "Words", by, value })

export const rowOf = (actor: ActorKey, slot: number, seq: number, more: Partial<JournalRow> = {}): JournalRow => ({
  actor,
  slot,
  seq,
  version: 1,
  events: [{ _tag: "Happened", seq }],
  sender,
  n: seq,
  digest: `digest-${seq}`,
  reply: { seq },
  receivedAt: instant(1_800_000_000_000 + seq),
  at: instant(1_800_000_000_000 + seq),
  ...more
})

export const wallRow = (group: number, key: string, seq: number, row: Readonly<Record<string, unknown>>, slot: number) => ({
  table: "wall_rows",
  key: { group_id: group, key },
  row: { group_id: group, key, seq, row },
  slot
})

export const batchOf = (
  leases: ReadonlyArray<Lease>,
  more: {
    readonly rows?: ReadonlyArray<JournalRow>
    readonly projections?: ReadonlyArray<Row & { readonly slot: number }>
    readonly reactions?: ReadonlyArray<PendingReaction>
    readonly settled?: ReadonlyArray<ReactionId & { readonly slot: number }>
    readonly due?: ReadonlyArray<Due>
  } = {}
): Batch => ({ leases, rows: [], projections: [], reactions: [], settled: [], due: [], ...more })

export const run = <A, E>(effect: Effect.Effect<A, E>): Promise<A> => Effect.runPromise(effect)

/** How a commit failed; fails the test when it did not. */
export const failureOf = async (effect: Effect.Effect<unknown, CommitFailed>): Promise<CommitFailed["kind"]> => {
  const failure = await Effect.runPromise(Effect.flip(effect))
  return failure.kind
}
