/**
 * Keys in PostgreSQL, each wrapped under the master key, with those in use in memory. An erasure is announced to every
 * node; one that missed it, because its connection was away, forgets everything it has in memory and reads again.
 */
import { randomBytes } from "node:crypto"
import { Effect, type Scope } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { type Database, unavailable } from "../database.ts"
import { listening } from "../listening.ts"
import { erasedKey, type KeyAtHand, Keys } from "./keys.ts"
import { type MasterKeys, opened } from "./master-key.ts"
import { personKey, unwrap, wrap } from "./wrapping.ts"

interface StoredKey {
  readonly person_id: number
  readonly wrapped: Buffer | null
  /** Which master key wraps it; null for one from before those had names. */
  readonly master: string | null
}

const channel = "stoa_key_erased"
const capacity = 20_000

/** Keys in memory, the longest unused one leaving first. */
class KeyCache {
  readonly #held = new Map<number, KeyAtHand>()

  get(person: number): KeyAtHand | undefined {
    return this.#held.get(person)
  }

  put(person: number, key: KeyAtHand): void {
    this.#held.delete(person)
    this.#held.set(person, key)
    if (this.#held.size <= capacity) return
    for (const oldest of this.#held.keys()) {
      this.#held.delete(oldest)
      return
    }
  }

  clear(): void {
    this.#held.clear()
  }
}

export const makePostgresKeys = (
  { run }: Database["Service"],
  masters: MasterKeys
): Effect.Effect<Keys["Service"], StorageUnavailable, Scope.Scope> =>
  Effect.gen(function* () {
    const cache = new KeyCache()

    yield* listening(
      { run },
      channel,
      (person) => cache.put(Number(person), erasedKey),
      () => cache.clear()
    )

    const keep = (stored: ReadonlyArray<StoredKey>): ReadonlyMap<number, KeyAtHand> => {
      const found = new Map<number, KeyAtHand>()
      for (const { person_id: person, wrapped, master } of stored) {
        const key = wrapped === null ? erasedKey : personKey(opened(masters, master, (under) => unwrap(under, person, wrapped)))
        cache.put(person, key)
        found.set(person, key)
      }
      return found
    }

    const fetch = (people: ReadonlyArray<number>): Effect.Effect<ReadonlyMap<number, KeyAtHand>, StorageUnavailable> =>
      Effect.flatMap(
        run(
          (sql) => sql<Array<StoredKey>>`
            select person_id, wrapped, master from person_keys.person_keys
            where person_id = any(${`{${people.join(",")}}`}::text::bigint[])`
        ),
        (stored) => Effect.try({ try: () => keep(stored), catch: unavailable })
      )

    const make = (people: ReadonlyArray<number>): Effect.Effect<void, StorageUnavailable> => {
      const { current } = masters
      const made = people.map((person) => ({ person, wrapped: wrap(current.key, person, randomBytes(32)).toString("hex") }))
      // Two nodes may make a key for the same person at once; the first one stays, and both read it.
      return Effect.asVoid(
        run(
          (sql) => sql`
            insert into person_keys.person_keys (person_id, wrapped, master)
            select person, decode(wrapped, 'hex'), ${current.name} from unnest(
              ${`{${made.map(({ person }) => person).join(",")}}`}::text::bigint[],
              string_to_array(${made.map(({ wrapped }) => wrapped).join(",")}::text, ',')
            ) as r (person, wrapped)
            order by person on conflict do nothing`
        )
      )
    }

    /** What memory holds of these people, and who is missing there. */
    const look = (people: Iterable<number>) => {
      const held = new Map<number, KeyAtHand>()
      const missing: Array<number> = []
      for (const person of people) {
        const key = cache.get(person)
        if (key === undefined) missing.push(person)
        else held.set(person, key)
      }
      return { held, missing }
    }

    const load = (people: Iterable<number>): Effect.Effect<ReadonlyMap<number, KeyAtHand>, StorageUnavailable> =>
      Effect.suspend(() => {
        const { held, missing } = look(people)
        return missing.length === 0
          ? Effect.succeed(held)
          : Effect.map(fetch(missing), (fetched) => new Map([...held, ...fetched]))
      })

    const ensure = (people: Iterable<number>): Effect.Effect<ReadonlyMap<number, KeyAtHand>, StorageUnavailable> =>
      Effect.gen(function* () {
        const wanted = [...people]
        const found = yield* load(wanted)
        const never = wanted.filter((person) => !found.has(person))
        if (never.length === 0) return found
        yield* make(never)
        return new Map([...found, ...(yield* fetch(never))])
      })

    return Keys.of({
      at: (person) => cache.get(person),
      ensure,
      load,
      erase: (person) =>
        Effect.map(
          run(
            (sql) => sql`
              with erased as (
                insert into person_keys.person_keys (person_id, wrapped, erased_at) values (${person}, null, now())
                on conflict (person_id) do update set wrapped = null, erased_at = now()
              )
              select pg_notify(${channel}, ${String(person)})`
          ),
          () => cache.put(person, erasedKey)
        )
    })
  })
