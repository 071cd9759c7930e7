/**
 * Word that what somebody may do has changed, once this node no longer remembers what it was. Whoever keeps something open
 * for a log-in that it may not be open for any more (a connection, a film) looks again at once.
 */
import { Context } from "effect"
import type { StandingChange } from "../../storage/catalogue/standing.ts"

export class StandingNews {
  readonly #listeners = new Set<(change: StandingChange) => void>()

  /** Answers what takes it back. */
  onChanged(listener: (change: StandingChange) => void): () => void {
    const registered = (change: StandingChange) => listener(change)
    this.#listeners.add(registered)
    return () => {
      this.#listeners.delete(registered)
    }
  }

  changed(change: StandingChange): void {
    for (const listener of [...this.#listeners]) listener(change)
  }
}

const ofThisProcess = new StandingNews()
export const StandingChanges = Context.Reference<StandingNews>("stoa/gateway/StandingChanges", {
  defaultValue: () => ofThisProcess
})
