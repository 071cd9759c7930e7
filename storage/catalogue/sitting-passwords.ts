/**
 * Passwords of sittings: one for a whole room, said by hundreds of learners within the same seconds. bcrypt takes a quarter
 * of a second of a core for each comparison, off the event loop, and a room of five hundred would keep two cores for a
 * minute: so what was right once is remembered for this process, as a digest under a key that never leaves it, and those
 * who say the same at the same time share one comparison. Guesses pay in full, a few at a time.
 */
import { createHash, createHmac, randomBytes } from "node:crypto"
import bcrypt from "bcrypt"
import { Effect } from "effect"
import { refuse, type Refusal } from "../../protocol/errors.ts"

const cost = 12
const mostUnderWay = 32
const mostRemembered = 2_000

/** bcrypt reads 72 bytes and ignores the rest without a word. */
const prepared = (password: string): string => createHash("sha256").update(password.normalize("NFC")).digest("base64")

export const hashSittingPassword = (password: string): Promise<string> => bcrypt.hash(prepared(password), cost)

export class SittingPasswords {
  readonly #key = randomBytes(32)
  readonly #right = new Set<string>()
  readonly #underWay = new Map<string, Promise<boolean>>()
  /** Two at once: that leaves the thread pool room for files and DNS. */
  readonly #lanes: [Promise<unknown>, Promise<unknown>] = [Promise.resolve(), Promise.resolve()]
  #next: 0 | 1 = 0

  matches(given: string, hash: string): Effect.Effect<boolean, Refusal> {
    return Effect.suspend(() => {
      const digest = createHmac("sha256", this.#key).update(hash).update(given.normalize("NFC")).digest("base64")
      if (this.#right.has(digest)) return Effect.succeed(true)
      const underWay = this.#underWay.get(digest)
      if (underWay === undefined && this.#underWay.size >= mostUnderWay)
        return Effect.fail(refuse("overloaded", { retryAfterMs: 2_000 }))
      return Effect.promise(() => underWay ?? this.#compare(digest, given, hash))
    })
  }

  #compare(digest: string, given: string, hash: string): Promise<boolean> {
    const lane = this.#next
    this.#next = lane === 0 ? 1 : 0
    const comparing = this.#lanes[lane]
      .then(() => bcrypt.compare(prepared(given), hash))
      .finally(() => this.#underWay.delete(digest))
    this.#lanes[lane] = comparing.catch(() => {})
    this.#underWay.set(digest, comparing)
    return comparing.then((same) => {
      if (same && this.#right.size >= mostRemembered) this.#right.clear()
      if (same) this.#right.add(digest)
      return same
    })
  }
}
