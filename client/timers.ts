/** Time and chance as the SDK sees them: handed in, so that a test runs hours in milliseconds, always the same. */

export interface Timers {
  /** Milliseconds on a clock that never jumps. Only differences mean anything. */
  readonly now: () => number
  /** Calls `run` once after `ms`; the result calls it off. */
  readonly after: (ms: number, run: () => void) => () => void
}

export interface Chance {
  /** From 0 up to, not including, 1. */
  readonly random: () => number
  /** A random UUID. */
  readonly uuid: () => string
}

/** A timer longer than this fires at once in every JavaScript engine; long waits are cut into pieces. */
const longest = 2 ** 31 - 1

export const systemTimers: Timers = {
  now: () => performance.now(),
  after: (ms, run) => {
    let handle: ReturnType<typeof setTimeout>
    const wait = (left: number) => {
      handle = setTimeout(() => (left > longest ? wait(left - longest) : run()), Math.min(left, longest))
    }
    wait(Math.max(0, ms))
    return () => clearTimeout(handle)
  }
}

export const systemChance: Chance = {
  random: () => Math.random(),
  uuid: () => globalThis.crypto.randomUUID()
}

/** How long to wait before try number `tries` (from 1): doubling from `first` to at most `most`, spread over its upper half. */
export const backoff = (tries: number, first: number, most: number, chance: Chance): number => {
  const full = Math.min(most, first * 2 ** Math.min(tries - 1, 20))
  return Math.round(full / 2 + (full / 2) * chance.random())
}
