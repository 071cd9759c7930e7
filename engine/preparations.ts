/**
 * Commands that wait for facts from outside before their cell can decide them. What one sender sends to one actor stays
 * in order: a later command never overtakes an earlier one that is still being prepared.
 */
import type { Tagged } from "../actors/actor.ts"
import type { Refusal } from "../protocol/errors.ts"

export type Prepared = { readonly _tag: "Prepared"; readonly command: Tagged } | Refusal

export class Preparations {
  readonly #chains = new Map<string, Array<() => void>>()

  /** Is something of this chain still under way? Then the next has to wait its turn too. */
  busy(chain: string): boolean {
    return this.#chains.has(chain)
  }

  /** Runs `task` when everything before it in the chain is over; `task` says when it is over itself. */
  inOrder(chain: string, task: (over: () => void) => void): void {
    const waiting = this.#chains.get(chain)
    if (waiting !== undefined) {
      waiting.push(() => task(() => this.#next(chain)))
      return
    }
    this.#chains.set(chain, [])
    task(() => this.#next(chain))
  }

  #next(chain: string): void {
    const next = this.#chains.get(chain)?.shift()
    if (next === undefined) this.#chains.delete(chain)
    else next()
  }
}
