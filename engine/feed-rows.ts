/** The port through which the engine reads a feed's rows when somebody starts to watch and no cell keeps them in memory. */
import { Context, type Effect } from "effect"
import type { FeedRef, FeedRow } from "../protocol/live.ts"
import type { StorageUnavailable } from "./journal.ts"

export class FeedRows extends Context.Service<
  FeedRows,
  {
    /** Every row of the group as last committed, in key order. */
    readonly of: (ref: FeedRef) => Effect.Effect<ReadonlyArray<FeedRow>, StorageUnavailable>
  }
>()("stoa/engine/FeedRows") {}
