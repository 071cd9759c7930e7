/**
 * Stores snapshots beside the hot path, a few at a time. Losing one costs nothing but a longer tail at the next load, so
 * failures are told and forgotten.
 */
import { Effect } from "effect"
import type { Snapshot, Snapshots } from "./journal.ts"

const batchSize = 32

export class Keeper {
  readonly #save: Snapshots["Service"]["save"]
  readonly #failed: (error: unknown) => void
  #waiting: Array<Snapshot> = []
  #running = false
  #idle: Array<() => void> = []

  constructor(save: Snapshots["Service"]["save"], failed: (error: unknown) => void) {
    this.#save = save
    this.#failed = failed
  }

  keep(snapshot: Snapshot): void {
    this.#waiting.push(snapshot)
    if (!this.#running) this.#turn()
  }

  whenIdle(run: () => void): void {
    if (this.#running) this.#idle.push(run)
    else run()
  }

  #turn(): void {
    const batch = this.#waiting.splice(0, batchSize)
    this.#running = batch.length > 0
    if (!this.#running) {
      for (const run of this.#idle.splice(0)) run()
      return
    }
    Effect.runFork(Effect.tapError(this.#save(batch), (error) => Effect.sync(() => this.#failed(error)))).addObserver(() =>
      this.#turn()
    )
  }
}
