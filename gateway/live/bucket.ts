/**
 * Token buckets. `now` is any clock in milliseconds that does not run backwards; `capacity` tokens may be spent at
 * once, `perSecond` come back.
 */
export class Bucket {
  readonly #capacity: number
  readonly #perMs: number
  #tokens: number
  #at: number

  constructor(perSecond: number, capacity: number, now: number) {
    this.#capacity = capacity
    this.#perMs = perSecond / 1000
    this.#tokens = capacity
    this.#at = now
  }

  /** Takes `cost` tokens if they are there. */
  take(cost: number, now: number): boolean {
    if (now > this.#at) {
      this.#tokens = Math.min(this.#capacity, this.#tokens + (now - this.#at) * this.#perMs)
      this.#at = now
    }
    if (this.#tokens < cost) return false
    this.#tokens -= cost
    return true
  }

  /** Milliseconds until `cost` tokens are there, if nobody else takes any. */
  wait(cost: number): number {
    return Math.max(1, Math.ceil((cost - this.#tokens) / this.#perMs))
  }
}

/**
 * One bucket per name (an address, an account). At most `most` names are remembered, the longest unused forgotten
 * first: an attacker with many addresses gets fresh buckets for them anyway, and must not get our memory too.
 */
export class Buckets {
  readonly #perSecond: number
  readonly #capacity: number
  readonly #most: number
  readonly #buckets = new Map<string | number, Bucket>()

  constructor(perSecond: number, capacity: number, most = 50_000) {
    this.#perSecond = perSecond
    this.#capacity = capacity
    this.#most = most
  }

  of(name: string | number, now: number): Bucket {
    const known = this.#buckets.get(name)
    const bucket = known ?? new Bucket(this.#perSecond, this.#capacity, now)
    if (known !== undefined) this.#buckets.delete(name)
    else if (this.#buckets.size >= this.#most) {
      for (const oldest of this.#buckets.keys()) {
        this.#buckets.delete(oldest)
        break
      }
    }
    this.#buckets.set(name, bucket)
    return bucket
  }

  /** It has a full bucket again. */
  forget(name: string | number): void {
    this.#buckets.delete(name)
  }
}
