/**
 * Answers that wait until the reactions of their command had their first try. A target that is slow or away must not keep
 * somebody waiting for ever: what was accepted is durable, and the reactions will arrive.
 */
import type { ActorRef } from "../protocol/ids.ts"
import type { Timers } from "./timers.ts"

const settleWithinMs = 5_000

export class Settlements {
  readonly #timers: Timers
  /** By actor and sequence. Filled by the commit, just before the command's answer comes out. */
  readonly #waits = new Map<string, Array<() => void>>()

  constructor(timers: Timers) {
    this.#timers = timers
  }

  /** `count` reactions of that row are on their way; to be called, as often as that, when one had its first try. */
  expect(ref: ActorRef, seq: number, count: number): () => void {
    const name = nameOf(ref, seq)
    const waits: Array<() => void> = []
    this.#waits.set(name, waits)
    let open = count
    const finish = (): void => {
      cancel()
      this.#waits.delete(name)
      for (const done of waits.splice(0)) done()
    }
    const cancel = this.#timers.after(settleWithinMs, finish)
    return () => {
      open--
      if (open === 0) finish()
    }
  }

  /** Runs `done` when the reactions of that row had their first try; at once when there are none. */
  whenSettled(ref: ActorRef, seq: number, done: () => void): void {
    const waits = this.#waits.get(nameOf(ref, seq))
    if (waits === undefined) done()
    else waits.push(done)
  }
}

const nameOf = (ref: ActorRef, seq: number): string => `${ref.type}/${ref.id} ${seq}`
