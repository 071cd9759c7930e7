/**
 * What this node last heard of watches on actors that live on other nodes. A renewal has to be answered at once, so it
 * gets what the one before it brought home; a watch that nobody renews is forgotten.
 */
import type { Position } from "../protocol/live.ts"
import type { Instant } from "../protocol/time.ts"

/** Gateways renew every 2 s; after five of those without one, nobody watches. */
const forgottenAfterMs = 10_000

export class Elsewhere {
  readonly #watches = new Map<string, { readonly position: Position; readonly heardAt: Instant }>()

  get size(): number {
    return this.#watches.size
  }

  get(name: string): Position | undefined {
    return this.#watches.get(name)?.position
  }

  heard(name: string, { generation, seq }: Position, now: Instant): void {
    this.#watches.set(name, { position: { generation, seq }, heardAt: now })
  }

  delete(name: string): void {
    this.#watches.delete(name)
  }

  /** To be called every few seconds. */
  forgetBefore(now: Instant): void {
    for (const [name, { heardAt }] of this.#watches) {
      if (now - heardAt > forgottenAfterMs) this.#watches.delete(name)
    }
  }
}
