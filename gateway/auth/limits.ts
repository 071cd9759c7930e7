/**
 * How often something may be tried. A bucket per key holds `burst` tries and fills again evenly over `over`; the keys kept
 * are bounded, oldest first out, so that a flood of made-up accounts costs the flooder's limit and not our memory.
 */
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { Millis } from "../../protocol/time.ts"

interface Bucket {
  tries: number
  at: number
}

export class Limit {
  readonly #buckets = new Map<string, Bucket>()
  readonly #burst: number
  readonly #perMs: number
  readonly #keys: number

  constructor(limit: { readonly burst: number; readonly over: Millis; readonly keys: number }) {
    this.#burst = limit.burst
    this.#perMs = limit.burst / limit.over
    this.#keys = limit.keys
  }

  /** Takes one try of `key` at `now` (ms of any steady clock), or says when there will be one. */
  take(key: string, now: number): Refusal | undefined {
    const left = this.#left(key, now)
    if (left < 1) return refuse("rate_limited", { retryAfterMs: Math.ceil((1 - left) / this.#perMs) })
    this.#keep(key, { tries: left - 1, at: now })
    return undefined
  }

  /** Forgets what was counted against `key`. */
  clear(key: string): void {
    this.#buckets.delete(key)
  }

  #left(key: string, now: number): number {
    const bucket = this.#buckets.get(key)
    return bucket === undefined ? this.#burst : Math.min(this.#burst, bucket.tries + (now - bucket.at) * this.#perMs)
  }

  #keep(key: string, bucket: Bucket): void {
    // Inserted anew, so that the map's own order is the order of use.
    this.#buckets.delete(key)
    this.#buckets.set(key, bucket)
    if (this.#buckets.size <= this.#keys) return
    const oldest = this.#buckets.keys().next()
    if (oldest.done !== true) this.#buckets.delete(oldest.value)
  }
}
