/**
 * Who may watch a feed. Where a group has an actor, that actor says so by its newest state: who leads its course, who was
 * assigned, and who no longer is. To everybody else the group does not exist.
 */
import type { Engine } from "../engine/engine.ts"
import { refuse, type Refusal } from "../protocol/errors.ts"
import type { FeedRef } from "../protocol/live.ts"
import type { Person } from "../protocol/principal.ts"
import type { Policy } from "./policy.ts"

type Asked = Pick<Engine["Service"], "watch" | "renew">

export class FeedGate {
  readonly #engine: Asked
  readonly #policy: Policy

  constructor(engine: Asked, policy: Policy) {
    this.#engine = engine
    this.#policy = policy
  }

  ask(feed: FeedRef, person: Person, done: (refusal: Refusal | undefined) => void): void {
    const keeper = this.#policy.keeperOf(feed)
    const refusal = this.#policy.mayWatchFeed(person, feed)
    if (refusal !== undefined || keeper === undefined) return done(refusal)
    this.#engine.watch(keeper.ref, person, undefined, (answer) => {
      if (answer._tag === "Refusal") return done(answer)
      done(answer.audience === keeper.audience ? undefined : refuse("not_found"))
    })
  }

  /** Of somebody who was let in, every two seconds. `false`: ask again. */
  stillOpen(feed: FeedRef, person: Person): boolean {
    if (this.#policy.mayWatchFeed(person, feed) !== undefined) return false
    const keeper = this.#policy.keeperOf(feed)
    return keeper === undefined || this.#engine.renew(keeper.ref, person, keeper.audience) !== undefined
  }
}
