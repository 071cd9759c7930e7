/**
 * What this node last heard of watches on actors that live on other nodes. A renewal has to be answered at once, so it
 * gets what the one before it brought home; a watch that nobody renews is forgotten. Each person's watches are their own:
 * whom the owner no longer lets watch must not go on by what others' renewals bring home.
 */
import { actorKey, type ActorRef } from "../protocol/ids.ts"
import type { Position } from "../protocol/live.ts"
import type { Person } from "../protocol/principal.ts"
import type { Instant } from "../protocol/time.ts"

/** Gateways renew every 2 s; after five of those without one, nobody watches. */
const forgottenAfterMs = 10_000

export class Elsewhere {
  readonly #watches = new Map<string, { readonly position: Position; readonly heardAt: Instant }>()

  get size(): number {
    return this.#watches.size
  }

  get(ref: ActorRef, person: Person, audience: string): Position | undefined {
    return this.#watches.get(watchName(ref, person, audience))?.position
  }

  heard(ref: ActorRef, person: Person, audience: string, { generation, seq }: Position, now: Instant): void {
    this.#watches.set(watchName(ref, person, audience), { position: { generation, seq }, heardAt: now })
  }

  delete(ref: ActorRef, person: Person, audience: string): void {
    this.#watches.delete(watchName(ref, person, audience))
  }

  /** To be called every few seconds. */
  forgetBefore(now: Instant): void {
    for (const [name, { heardAt }] of this.#watches) {
      if (now - heardAt > forgottenAfterMs) this.#watches.delete(name)
    }
  }
}

const watchName = (ref: ActorRef, { userId }: Person, audience: string): string => `${actorKey(ref)}#${audience}#${userId}`
