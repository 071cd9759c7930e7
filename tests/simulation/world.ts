/**
 * A world in which nothing happens by itself: one virtual clock, one queue of what is to come, one seeded source of
 * chance. Two things due at the same instant come in an order that chance decides, because nothing promises another.
 */
import { type Instant, instant } from "../../protocol/time.ts"
import type { Timers } from "../../engine/timers.ts"

interface Coming {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

/** mulberry32: small, fast, and the same everywhere. */
export const chance = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export class World {
  readonly random: () => number
  #now = 1_800_000_000_000
  #coming: Array<Coming> = []

  constructor(seed: number) {
    this.random = chance(seed)
  }

  now(): Instant {
    return instant(Math.floor(this.#now))
  }

  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number {
    return from + Math.floor(this.random() * (to - from + 1))
  }

  happens(probability: number): boolean {
    return this.random() < probability
  }

  after(ms: number, run: () => void): () => void {
    const item: Coming = { at: this.#now + ms, order: this.random(), run }
    this.#coming.push(item)
    return () => {
      this.#coming = this.#coming.filter((other) => other !== item)
    }
  }

  /** Timers that fall silent when their owner's life ends. */
  timers(alive: () => boolean): Timers {
    const guarded = (run: () => void) => () => {
      if (alive()) run()
    }
    return {
      now: () => this.now(),
      after: (ms, run) => this.after(ms, guarded(run)),
      soon: (run) => {
        this.after(0, guarded(run))
      }
    }
  }

  /** Lets everything happen that is due within `ms` from now. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms
    for (;;) {
      const next = this.#takeNext(until)
      if (next === undefined) break
      this.#now = Math.max(this.#now, next.at)
      next.run()
      await settled()
    }
    this.#now = until
  }

  #takeNext(until: number): Coming | undefined {
    let earliest: Coming | undefined
    for (const item of this.#coming) {
      if (item.at > until) continue
      if (earliest === undefined || item.at < earliest.at || (item.at === earliest.at && item.order < earliest.order))
        earliest = item
    }
    if (earliest !== undefined) this.#coming = this.#coming.filter((item) => item !== earliest)
    return earliest
  }
}

/** Fibers that were resumed run in the host's own queues; two turns of them, and all is quiet again. */
const settled = async (): Promise<void> => {
  await new Promise<void>((resolve) => setImmediate(resolve))
  await new Promise<void>((resolve) => setImmediate(resolve))
}
