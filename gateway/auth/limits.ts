/** How often something may be tried, by whoever or whatever a key names: a bucket for each that refuses when it is empty. */
import { Clock, Effect } from "effect"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { Millis } from "../../protocol/time.ts"
import { Buckets } from "../live/bucket.ts"

export class Limit {
  readonly #buckets: Buckets

  /** `burst` tries at once, and as many again evenly over `over`; of so many `keys`, the longest unused forgotten first. */
  constructor({ burst, over, keys }: { readonly burst: number; readonly over: Millis; readonly keys: number }) {
    this.#buckets = new Buckets((burst * 1_000) / over, burst, keys)
  }

  /** Takes one try of `key` at `now` (ms of any steady clock), or says when there will be one. */
  take(key: string, now: number): Refusal | undefined {
    const bucket = this.#buckets.of(key, now)
    return bucket.take(1, now) ? undefined : refuse("rate_limited", { retryAfterMs: bucket.wait(1) })
  }

  /** Forgets what was counted against `key`. */
  clear(key: string): void {
    this.#buckets.forget(key)
  }
}

/** One try of `key`, now; fails with when there will be one. */
export const limited = (limit: Limit, key: string): Effect.Effect<void, Refusal> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const refusal = limit.take(key, now)
    return refusal === undefined ? Effect.void : Effect.fail(refusal)
  })
