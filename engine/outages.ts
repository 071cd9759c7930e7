/**
 * The port through which the engine notices that it was away (T13). While it runs it leaves a beat; at boot the newest
 * beat tells since when nobody could be served. An outage is recorded before anything is compensated and marked done
 * after everything was, so that an engine killed in between goes on where it stopped instead of compensating twice.
 */
import { Context, type Effect, type Option } from "effect"
import type { ActorKey } from "../protocol/ids.ts"
import type { Instant, Millis } from "../protocol/time.ts"
import type { StorageUnavailable } from "./journal.ts"

export interface Outage {
  /** Rising, never given twice: the `n` of the `Compensate` commands that follow from it. */
  readonly id: number
  readonly from: Instant
  readonly until: Instant
  readonly length: Millis
}

export class Outages extends Context.Service<
  Outages,
  {
    /** Leaves a beat for this node, stamped with the database's clock, and answers the stamp. */
    readonly beat: (node: string) => Effect.Effect<Instant, StorageUnavailable>
    /** The newest beat of any node; none on a database that has never been served. */
    readonly newestBeat: Effect.Effect<Option.Option<Instant>, StorageUnavailable>
    /** Records an outage that still has to be compensated. The same `from` again answers the outage recorded first. */
    readonly record: (from: Instant, until: Instant) => Effect.Effect<Outage, StorageUnavailable>
    /** Outages that were recorded and not yet marked done, oldest first. */
    readonly undone: Effect.Effect<ReadonlyArray<Outage>, StorageUnavailable>
    readonly markDone: (id: number) => Effect.Effect<void, StorageUnavailable>
    /** Attempts that had begun and not ended at `at`, paused ones included, in id order. */
    readonly running: (at: Instant) => Effect.Effect<ReadonlyArray<ActorKey>, StorageUnavailable>
  }
>()("stoa/engine/Outages") {}
