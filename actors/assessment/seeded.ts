/**
 * Draws from a seed, the same ones everywhere and for ever: block i of the stream is sha-256 of the seed and i. The
 * usual small generators would keep 128 bits of the seed's 256 at best, and whoever knows one paper of theirs could
 * work out the rest; the cost, a microsecond per eight draws, is paid once per attempt.
 */
import { createHash } from "node:crypto"

const range = 2 ** 32

export class Seeded {
  readonly #seed: string
  #block: Buffer = Buffer.alloc(0)
  #blocks = 0
  #at = 0

  /** Lower-case hex of 32 bytes. */
  constructor(seed: string) {
    this.#seed = seed
  }

  #word(): number {
    if (this.#at === this.#block.length) {
      this.#block = createHash("sha256")
        .update(`${this.#seed}:${this.#blocks++}`)
        .digest()
      this.#at = 0
    }
    const word = this.#block.readUInt32BE(this.#at)
    this.#at += 4
    return word
  }

  /** A whole number from 0 to `count` - 1, each as likely: words past the last full multiple are thrown away. */
  below(count: number): number {
    const fair = range - (range % count)
    for (;;) {
      const word = this.#word()
      if (word < fair) return word % count
    }
  }

  /** `pick` of the items, each selection and order as likely; all of them shuffles. */
  draw<A>(items: ReadonlyArray<A>, pick = items.length): ReadonlyArray<A> {
    const pool = [...items]
    const drawn: Array<A> = []
    while (drawn.length < pick && pool.length > 0) {
      const [item] = pool.splice(this.below(pool.length), 1)
      if (item !== undefined) drawn.push(item)
    }
    return drawn
  }
}
