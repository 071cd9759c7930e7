/** Time that passes when the test says so. Timers fire in order, each at its own instant. */
import type { Timers } from "../../client/timers.ts"

interface Timer {
  readonly at: number
  readonly run: () => void
}

export class VirtualTime {
  #now = 0
  readonly #timers = new Set<Timer>()

  get now(): number {
    return this.#now
  }

  /** Timers of one process; after `end` none of them fires any more, as after a crash. */
  process(): Timers & { readonly end: () => void } {
    let over = false
    return {
      now: () => this.#now,
      after: (ms, run) => {
        const timer: Timer = { at: this.#now + Math.max(0, ms), run: () => (over ? undefined : run()) }
        this.#timers.add(timer)
        return () => void this.#timers.delete(timer)
      },
      end: () => {
        over = true
      }
    }
  }

  /** Lets `ms` pass in which no timer fires. */
  skip(ms: number): void {
    this.#now += ms
  }

  /** Lets `ms` pass; everything that follows from a timer is done before the next fires. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms
    for (;;) {
      const next = [...this.#timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      this.#timers.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.run()
      await settled()
    }
    this.#now = until
    await settled()
  }
}

/** Everything that only waits for promises has run. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
