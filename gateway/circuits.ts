/** The circuit breakers of this node, by what they stand before, so that health can tell how they stand. */
import { Context, Effect, type Scope } from "effect"

/** `half_open`: the wait is over, and the next call shows whether to close it. */
export type CircuitState = "closed" | "open" | "half_open"

export class CircuitBoard {
  readonly #states = new Map<string, Effect.Effect<CircuitState>>()

  /** For as long as the scope lives. */
  add(name: string, state: Effect.Effect<CircuitState>): Effect.Effect<void, never, Scope.Scope> {
    return Effect.acquireRelease(
      Effect.sync(() => void this.#states.set(name, state)),
      () => Effect.sync(() => void this.#states.delete(name))
    )
  }

  get states(): Effect.Effect<Readonly<Record<string, CircuitState>>> {
    return Effect.suspend(() => Effect.all(Object.fromEntries(this.#states)))
  }
}

export const Circuits = Context.Reference<CircuitBoard>("stoa/gateway/Circuits", { defaultValue: () => new CircuitBoard() })
