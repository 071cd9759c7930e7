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
    /** Leaves a beat for this node: its own time, and what the database's clock says beside it. */
    readonly beat: (node: string, at: Instant) => Effect.Effect<void, StorageUnavailable>
    /** The newest beat of any node; none on a database that has never been served. */
    readonly newestBeat: Effect.Effect<Option.Option<Instant>, StorageUnavailable>
    /**
     * How far ahead of the database's clock a node has to begin: 0 unless that clock was set while somebody's time ran. Beats
     * from a time that is then still to come are forgotten: they would hide each outage until it has come.
     */
    readonly ahead: Effect.Effect<number, StorageUnavailable>
    /** Does anybody's time run, or stand still, at this moment? */
    readonly timed: Effect.Effect<boolean, StorageUnavailable>
    /** Has another node than this left a beat in the last seconds? `now`: the engine's time. */
    readonly accompanied: (node: string, now: Instant) => Effect.Effect<boolean, StorageUnavailable>
    /** Records an outage that still has to be compensated. The same `from` again answers the outage recorded first. */
    readonly record: (from: Instant, until: Instant) => Effect.Effect<Outage, StorageUnavailable>
    /** Outages that were recorded and not yet marked done, oldest first. */
    readonly undone: Effect.Effect<ReadonlyArray<Outage>, StorageUnavailable>
    readonly markDone: (id: number) => Effect.Effect<void, StorageUnavailable>
    /**
     * Attempts that ran at some moment of it, paused ones included, in id order. Begun by its end and not by its beginning:
     * that is the last beat, and who began between it and the end of the process has lost as much.
     */
    readonly running: (outage: Pick<Outage, "from" | "until">) => Effect.Effect<ReadonlyArray<ActorKey>, StorageUnavailable>
  }
>()("stoa/engine/Outages") {}
