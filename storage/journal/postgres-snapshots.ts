/**
 * Snapshots in PostgreSQL: sealed JSON text under a checksum. The newest two of each actor are kept, so that a newest one
 * that a bad disk changed is passed over for the one before it, and the journal makes up the difference.
 */
import { createHash } from "node:crypto"
import { Effect } from "effect"
import { type Snapshot, Snapshots, type StorageUnavailable } from "../../engine/journal.ts"
import type { ActorKey } from "../../protocol/ids.ts"
import type { Database } from "../database.ts"
import type { Keys } from "../keys/keys.ts"
import { placeOfSnapshot } from "../places.ts"
import { authorsOf, sealersOfText, sealText } from "../sealing.ts"
import { separator } from "./statement.ts"
import { openSnapshot, type StoredSnapshot } from "./stored-rows.ts"

const checksumOf = ({ actor, seq, version, at, body }: Omit<StoredSnapshot, "checksum">): Buffer =>
  createHash("sha256").update(`${actor}\n${seq}\n${version}\n${at}\n${body}`).digest()

const isWhole = (stored: StoredSnapshot): boolean => checksumOf(stored).equals(stored.checksum)

const numbers = (values: ReadonlyArray<number>): string => `{${values.join(",")}}`

/** Whatever cannot be opened counts as unreadable as well: a snapshot is a shortcut, never the only copy. */
const opened = (stored: StoredSnapshot, keys: Keys["Service"]): ReadonlyArray<Snapshot> => {
  try {
    return isWhole(stored) ? [openSnapshot(stored, keys.at)] : []
  } catch {
    return []
  }
}

export const makePostgresSnapshots = (database: Database["Service"], keys: Keys["Service"]) => {
  const open = (stored: ReadonlyArray<StoredSnapshot>): Effect.Effect<ReadonlyArray<Snapshot>, StorageUnavailable> =>
    Effect.gen(function* () {
      const people = new Set<number>()
      for (const snapshot of stored) if (isWhole(snapshot)) sealersOfText(snapshot.body, people)
      yield* keys.load(people)
      return stored.flatMap((snapshot) => opened(snapshot, keys))
    })

  const of = (actor: ActorKey) =>
    Effect.flatMap(
      database.run(
        (sql) => sql<Array<StoredSnapshot>>`
          select actor, seq, version, at, body, checksum from snapshots where actor = ${actor} order by seq desc`
      ),
      open
    )

  /** The newest readable snapshot of each; one query, and another for each actor whose newest is unreadable. */
  const newest = (actors: ReadonlyArray<ActorKey>): Effect.Effect<ReadonlyMap<ActorKey, Snapshot>, StorageUnavailable> =>
    Effect.gen(function* () {
      const stored = yield* database.run(
        (sql) => sql<Array<StoredSnapshot>>`
          select s.actor, s.seq, s.version, s.at, s.body, s.checksum
          from unnest(string_to_array(${actors.join(separator)}::text, chr(30))) as wanted (actor)
          cross join lateral (select * from snapshots where actor = wanted.actor order by seq desc limit 1) s`
      )
      const found = new Map<ActorKey, Snapshot>((yield* open(stored)).map((snapshot) => [snapshot.actor, snapshot]))
      for (const { actor } of stored) {
        const older = found.has(actor) ? undefined : (yield* of(actor))[0]
        if (older !== undefined) found.set(actor, older)
      }
      return found
    })

  const save = (snapshots: ReadonlyArray<Snapshot>): Effect.Effect<void, StorageUnavailable> =>
    Effect.gen(function* () {
      if (snapshots.length === 0) return
      const people = new Set<number>()
      for (const { body } of snapshots) authorsOf(body, people)
      const held = yield* keys.ensure(people)
      const keyOf = (person: number) => held.get(person) ?? keys.at(person)
      // Once per actor, as a statement may touch a row once: the last one given is the newest.
      const rows = [...new Map(snapshots.map((snapshot) => [snapshot.actor, snapshot])).values()].map((snapshot) => ({
        ...snapshot,
        body: sealText(snapshot.body, keyOf, placeOfSnapshot(snapshot))
      }))
      const column = <A>(of: (row: (typeof rows)[number]) => A) => rows.map(of)
      yield* database.run(
        (sql) => sql`
          with given as (
            select * from unnest(
              string_to_array(${column(({ actor }) => actor).join(separator)}::text, chr(30)),
              ${numbers(column(({ seq }) => seq))}::text::bigint[],
              ${numbers(column(({ version }) => version))}::text::integer[],
              ${numbers(column(({ at }) => at))}::text::bigint[],
              string_to_array(${column((row) => checksumOf(row).toString("hex")).join(separator)}::text, chr(30)),
              string_to_array(${column(({ body }) => body).join(separator)}::text, chr(30))
            ) as r (actor, seq, version, at, checksum, body)
          ), saved as (
            insert into snapshots (actor, seq, version, at, checksum, body)
            select actor, seq, version, at, decode(checksum, 'hex'), body from given
            on conflict (actor, seq) do update set
              version = excluded.version, at = excluded.at, checksum = excluded.checksum, body = excluded.body
          )
          -- This statement does not see what it saves: beside it, the newest of those before it stays.
          delete from snapshots s using given g
          where s.actor = g.actor
            and s.seq < (select max(b.seq) from snapshots b where b.actor = g.actor and b.seq < g.seq)`
      )
    })

  return { newest, service: Snapshots.of({ save, of }) }
}

export type PostgresSnapshots = ReturnType<typeof makePostgresSnapshots>
