/**
 * Who a session stands for, remembered for seconds: a learner's every request would otherwise ask the database the same. A
 * session that ended is remembered as such for as long as its last access token lives, because an answer that was
 * already on its way from the database when it ended must not bring it back.
 */
import { Effect } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { Person } from "../../protocol/principal.ts"
import { remember } from "./remember.ts"

const freshMs = 5_000
const endedMs = 16 * 60_000
const most = 20_000

interface Known {
  readonly person: Person | undefined
  readonly at: number
}

export class PersonCache {
  readonly #load: (session: string) => Effect.Effect<Person | undefined, StorageUnavailable>
  readonly #known = new Map<string, Known>()
  readonly #ended = new Map<string, number>()
  #forgottenSoOften = 0

  constructor(load: (session: string) => Effect.Effect<Person | undefined, StorageUnavailable>) {
    this.#load = load
  }

  of(session: string, now: number): Effect.Effect<Person | undefined, Refusal> {
    if (this.#ended.has(session)) return Effect.succeed(undefined)
    const known = this.#known.get(session)
    if (known !== undefined && now - known.at < freshMs) return Effect.succeed(known.person)
    const forgotten = this.#forgottenSoOften
    return this.#load(session).pipe(
      Effect.mapError(() => refuse("unavailable", { retryAfterMs: 1_000 })),
      Effect.map((person) => {
        if (this.#ended.has(session)) return undefined
        // It may have been read before what they were forgotten for.
        if (forgotten === this.#forgottenSoOften) remember(this.#known, session, { person, at: now }, most)
        return person
      })
    )
  }

  /** What they may do, or over what, has changed. */
  forget(those: (person: Person) => boolean): void {
    this.#forgottenSoOften += 1
    for (const [session, { person }] of this.#known) if (person !== undefined && those(person)) this.#known.delete(session)
  }

  end(session: string): void {
    this.#known.delete(session)
    const now = Date.now()
    for (const [ended, at] of this.#ended) {
      if (now - at < endedMs) break
      this.#ended.delete(ended)
    }
    this.#ended.set(session, now)
  }
}
