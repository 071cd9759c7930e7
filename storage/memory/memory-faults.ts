/**
 * Where a memory storage can be made to fail or to wait. Each hook is an Effect that runs at its point: it may sleep
 * on the test's clock, fail in the port's own way, or just look. Absent hooks cost nothing.
 */
import type { Effect } from "effect"
import type { Batch, CommitFailed, Snapshot, StorageUnavailable } from "../../engine/journal.ts"
import type { ActorKey } from "../../protocol/ids.ts"

export interface MemoryFaults {
  /** Before anything is locked or written: a failure here means that nothing was committed. */
  beforeCommit?(batch: Batch): Effect.Effect<void, CommitFailed>
  /** After the batch is durable, before the caller hears of it: fail with `ambiguous` for a connection lost here. */
  afterCommit?(batch: Batch): Effect.Effect<void, CommitFailed>
  beforeOpen?(slot: number): Effect.Effect<void, StorageUnavailable>
  beforeLoad?(actors: ReadonlyArray<ActorKey>): Effect.Effect<void, StorageUnavailable>
  beforeSave?(snapshots: ReadonlyArray<Snapshot>): Effect.Effect<void, StorageUnavailable>
}
