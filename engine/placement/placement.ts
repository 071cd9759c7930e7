/**
 * Where slots live. Exactly one node has a slot open at a time; it opens it through the engine's `SlotOpener`, inside
 * a scope, and closes that scope when the slot moves on or the node stops.
 *
 * Placement is only about liveness. That two nodes could both believe they hold a slot for a moment is harmless:
 * opening bumps the slot's epoch, and a lane statement under an old epoch commits nothing.
 */
import { Context, Data, type Effect, type Scope } from "effect"
import type { StorageUnavailable } from "../journal.ts"

/** An open slot as other nodes see it. The engine's own class implements this and holds cells, lease and alarms. */
export interface Slot {
  readonly id: number
  /** Serves a request that another node forwarded, JSON in and JSON out; refusals are answers, so it never fails. */
  readonly handle: (request: string) => Effect.Effect<string>
}

/**
 * Provided by the engine before placement is built. `open` bumps the slot's epoch and loads what the slot needs; the
 * scope's finalizers give it back. Placement tries again, ever more slowly up to a second, when opening fails.
 */
export class SlotOpener extends Context.Service<
  SlotOpener,
  {
    readonly open: (slot: number) => Effect.Effect<Slot, StorageUnavailable, Scope.Scope>
  }
>()("stoa/engine/SlotOpener") {}

/** The slot is open nowhere that could be reached; the same request may be sent again. */
export class Unplaced extends Data.TaggedError("Unplaced")<{ readonly slot: number; readonly message: string }> {}

export class Placement extends Context.Service<
  Placement,
  {
    /** The slot, if this node has it open: what `SlotOpener.open` returned. A lookup in a table, for every command. */
    readonly local: (slot: number) => Slot | undefined
    /** Hands a request to the node that has the slot open (this one included) and brings its answer. */
    readonly forward: (slot: number, request: string) => Effect.Effect<string, Unplaced>
    /**
     * Closes the slot here and opens it anew, under a new epoch; does nothing when it isn't open here. For a slot
     * whose lease was not proved, or whose last commit had no clear end.
     */
    readonly reopen: (slot: number) => void
    /** Ends when every slot answers, here or elsewhere. */
    readonly ready: Effect.Effect<void>
    /** How many slots this node has open. */
    readonly openSlots: () => number
  }
>()("stoa/engine/Placement") {}

/** This node's name in leases and logs: `host:port`, or `solitary` when it is configured to be the only one. */
export class NodeName extends Context.Service<NodeName, string>()("stoa/engine/NodeName") {}
