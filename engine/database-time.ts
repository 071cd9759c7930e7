/** The port to the one clock: what the database's `clock_timestamp()` says. `now()` would be the transaction's start. */
import { Context, type Effect } from "effect"
import type { StorageUnavailable } from "./journal.ts"

export class DatabaseTime extends Context.Service<
  DatabaseTime,
  {
    /** Milliseconds since the Unix epoch with a fraction (microseconds), fresh at each run. */
    readonly read: Effect.Effect<number, StorageUnavailable>
  }
>()("stoa/engine/DatabaseTime") {}
