/**
 * Word that somebody was assigned to a room or to a course, or no longer is, as this node accepted it. A log-in's scopes are
 * remembered for seconds and kept by connections for longer: whoever keeps those of staff listens, and looks again at once.
 */
import { Context } from "effect"

export class AssignmentNews {
  readonly #listeners = new Set<() => void>()

  /** Answers what takes it back. */
  onChanged(listener: () => void): () => void {
    const registered = () => listener()
    this.#listeners.add(registered)
    return () => {
      this.#listeners.delete(registered)
    }
  }

  changed(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}

const ofThisProcess = new AssignmentNews()
export const Assignments = Context.Reference<AssignmentNews>("stoa/gateway/Assignments", { defaultValue: () => ofThisProcess })
