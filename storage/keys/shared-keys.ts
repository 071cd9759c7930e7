/**
 * Keys of the installation as a whole, such as the one that e-mail is found by. Each is 32 random bytes, made once and
 * wrapped under the master key: deriving it from the master key would be less to store, and would make every hash
 * another one when that is exchanged.
 */
import { randomBytes } from "node:crypto"
import { Effect } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { Database, unavailable } from "../database.ts"
import { masterKeys, type MasterKeys, opened } from "./master-key.ts"
import { unwrapKey, wrapKey } from "./wrapping.ts"

interface StoredKey {
  readonly wrapped: Buffer
  readonly master: string
}

/** What a key of that name is bound to. */
export const purposeOf = (name: string): string => `stoa shared key ${name}`

/** The key of that name. `first`: what it is where there is none yet, instead of random bytes. */
export const sharedKey = (
  { run }: Database["Service"],
  masters: MasterKeys,
  name: string,
  first: () => Uint8Array = () => randomBytes(32)
): Effect.Effect<Buffer, StorageUnavailable> => {
  const find = run((sql) => sql<Array<StoredKey>>`select wrapped, master from person_keys.shared_keys where name = ${name}`)
  // Of two nodes that start at once, both read what the first one made.
  const make = run((sql) => {
    const { current } = masters
    const wrapped = wrapKey(current.key, purposeOf(name), first())
    return sql`
      insert into person_keys.shared_keys (name, wrapped, master) values (${name}, ${wrapped}, ${current.name})
      on conflict do nothing`
  })
  return Effect.gen(function* () {
    let [stored] = yield* find
    if (stored === undefined) {
      yield* make
      ;[stored] = yield* find
    }
    if (stored === undefined) return yield* Effect.die(new Error(`the key ${name} was not stored`))
    const { wrapped, master } = stored
    return yield* Effect.try({
      try: () => opened(masters, master, (key) => unwrapKey(key, purposeOf(name), wrapped)),
      catch: unavailable
    })
  })
}

/**
 * What others derive keys of their own from that must outlive an exchange of the master key: what they made before would
 * read as somebody else's otherwise. It began as the master key itself, and stays what it was.
 */
export const derivationKey = (data: string) =>
  Effect.gen(function* () {
    const masters = yield* masterKeys(data)
    return yield* sharedKey(yield* Database, masters, "derivation", () => masters.current.key)
  })
