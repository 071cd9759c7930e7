/**
 * A circuit breaker: lets calls through until five have failed in a row, then none for a minute, then one to see. What
 * knows better than time, such as a connection that has come back, closes it with `succeeded`.
 */
import type { CircuitState } from "../circuits.ts"

const failuresToOpen = 5
const openForMs = 60_000

export class Breaker {
  #failures = 0
  #openUntil = 0

  isOpen(now: number): boolean {
    return now < this.#openUntil
  }
  state(now: number): CircuitState {
    if (this.isOpen(now)) return "open"
    return this.#openUntil > 0 ? "half_open" : "closed"
  }
  succeeded(): void {
    this.#failures = 0
    this.#openUntil = 0
  }
  failed(now: number): void {
    this.#failures += 1
    if (this.#failures < failuresToOpen) return
    // One more failure after the minute opens it again.
    this.#failures = failuresToOpen - 1
    this.#openUntil = now + openForMs
  }
}
