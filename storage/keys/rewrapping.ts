/**
 * Wraps keys anew under the current master key, a batch at a time. A key whose bytes are not those that were read, because it
 * was erased or wrapped by another node meanwhile, is left as it is: nothing is ever brought back.
 */
import { Effect } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import type { Database } from "../database.ts"
import { type MasterKeys, opened } from "./master-key.ts"
import { purposeOf } from "./shared-keys.ts"
import { purposeOfPerson, unwrapKey, wrapKey } from "./wrapping.ts"

/** A table of wrapped keys: `wrapped bytea`, `master text`, and what tells them apart. */
interface WrappedKeys {
  readonly table: string
  readonly id: string
  /** What the key of this id is bound to. */
  readonly purpose: (id: string) => string
}

/** Every table that holds keys under the master key. */
const stores: ReadonlyArray<WrappedKeys> = [
  { table: "person_keys.shared_keys", id: "name", purpose: purposeOf },
  { table: "person_keys.person_keys", id: "person_id", purpose: (id) => purposeOfPerson(Number(id)) }
]

interface Wrapped {
  readonly id: string
  readonly wrapped: Buffer
  readonly master: string | null
}

export interface Rewrapped {
  readonly rewrapped: number
  /** Keys that no secret at hand opens. */
  readonly unreadable: number
}

const atOnce = 200

/** How many keys are not under the current master key. */
export const keysLeft = ({ run }: Database["Service"], { current }: MasterKeys): Effect.Effect<number, StorageUnavailable> =>
  Effect.map(
    Effect.forEach(stores, ({ table }) =>
      run(
        (sql) => sql<Array<{ left: number }>>`
          select count(*)::int as left from ${sql(table)} where wrapped is not null and master is distinct from ${current.name}`
      )
    ),
    (counts) => counts.reduce((sum, [row]) => sum + (row?.left ?? 0), 0)
  )

const anew = (masters: MasterKeys, purpose: string, { wrapped, master }: Wrapped): Buffer | undefined => {
  try {
    const secret = opened(masters, master, (key) => unwrapKey(key, purpose, wrapped))
    return wrapKey(masters.current.key, purpose, secret)
  } catch {
    return undefined
  }
}

/** One pass over all of them. `progress` is told after each batch. */
export const rewrapAll = (
  { run }: Database["Service"],
  masters: MasterKeys,
  progress: (done: Rewrapped) => Effect.Effect<void>
): Effect.Effect<Rewrapped, StorageUnavailable> =>
  Effect.gen(function* () {
    let done: Rewrapped = { rewrapped: 0, unreadable: 0 }
    for (const { table, id, purpose } of stores) {
      for (let after: string | undefined = undefined; ;) {
        const from: string | undefined = after
        const found: ReadonlyArray<Wrapped> = yield* run(
          (sql) => sql<Array<Wrapped>>`
            select ${sql(id)}::text as id, wrapped, master from ${sql(table)}
            where wrapped is not null and master is distinct from ${masters.current.name}
              and ${from === undefined ? sql`true` : sql`${sql(id)}::text > ${from}`}
            order by ${sql(id)}::text limit ${atOnce}`
        )
        const last = found.at(-1)
        if (last === undefined) break
        const made = found.map((key) => ({ id: key.id, old: key.wrapped, wrapped: anew(masters, purpose(key.id), key) }))
        const readable = made.flatMap(({ id: which, old, wrapped }) =>
          wrapped === undefined ? [] : [{ id: which, old: old.toString("hex"), wrapped: wrapped.toString("hex") }]
        )
        yield* run(
          (sql) => sql`
            update ${sql(table)} as stored set wrapped = decode(made.wrapped, 'hex'), master = ${masters.current.name}
            from json_to_recordset(${JSON.stringify(readable)}::text::json) as made (id text, old text, wrapped text)
            where stored.${sql(id)}::text = made.id and stored.wrapped = decode(made.old, 'hex')`
        )
        done = {
          rewrapped: done.rewrapped + readable.length,
          unreadable: done.unreadable + made.length - readable.length
        }
        yield* progress(done)
        after = last.id
      }
    }
    return done
  })
