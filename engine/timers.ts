/**
 * Time as the engine's inner loop sees it: what time it is on the database's clock, and being called later. Injected,
 * so that a simulation can hold the hands of every clock.
 */
import type { Instant } from "../protocol/time.ts"

export interface Timers {
  readonly now: () => Instant
  /** Calls `run` once, not before `ms` have passed; answers how to call it off. */
  readonly after: (ms: number, run: () => void) => () => void
  /** Calls `run` soon, after what is already waiting to be read: what arrives together is handled together. */
  readonly soon: (run: () => void) => void
}

export const realTimers = (now: () => Instant): Timers => ({
  now,
  after: (ms, run) => {
    const timer = setTimeout(run, Math.max(0, ms))
    return () => clearTimeout(timer)
  },
  soon: (run) => {
    setImmediate(run)
  }
})
