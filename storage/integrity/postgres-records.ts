/**
 * The journal in PostgreSQL for a verifier. Pages by key and no cursor: nothing is held open beside a running engine, and
 * what is only ever added to needs no snapshot to be read in order.
 */
import { separator } from "../journal/statement.ts"
import { type StoredRow, storedColumns } from "../journal/stored-rows.ts"
import type { Sql } from "../sql.ts"
import { chainedTypes } from "./chain.ts"
import type { Records, SignedRow } from "./verification.ts"

const pageRows = 1_000

interface Missed extends SignedRow {
  readonly where: string
}

/** Tables that name an actor: one row of it at least was in the journal. */
const naming = [
  { type: "attempt", table: "attempts", id: "id" },
  { type: "exam", table: "exam_rooms", id: "sitting_id" }
] as const

export const postgresRecords = (sql: Sql): Records => {
  const page = (prefix: string, after: SignedRow, only: string | undefined) =>
    only === undefined
      ? sql<Array<StoredRow>>`
          select ${sql.unsafe(storedColumns)} from journal
          where (actor, seq) > (${after.actor}, ${after.seq}) and actor < ${`${prefix}0`}
          order by actor, seq limit ${pageRows}`
      : sql<Array<StoredRow>>`
          select ${sql.unsafe(storedColumns)} from journal
          where actor = ${only} and seq > ${after.seq} order by seq limit ${pageRows}`

  async function* rows(only?: string): AsyncGenerator<ReadonlyArray<StoredRow>> {
    // `attempt0` is the first key after all that begin with `attempt/`.
    for (const prefix of only === undefined ? chainedTypes : [""]) {
      let after: SignedRow = { actor: `${prefix}/`, seq: 0 }
      for (;;) {
        const found = await page(prefix, after, only)
        if (found.length > 0) yield found
        const last = found.at(-1)
        if (last === undefined || found.length < pageRows) break
        after = last
      }
    }
  }

  const links = async (wanted: ReadonlyArray<SignedRow>): Promise<ReadonlyMap<string, string | null>> => {
    const found = await sql<Array<SignedRow & { readonly chain: string | null }>>`
      select journal.actor, journal.seq, journal.chain from unnest(
        string_to_array(${wanted.map(({ actor }) => actor).join(separator)}::text, chr(30)),
        ${`{${wanted.map(({ seq }) => seq).join(",")}}`}::text::bigint[]
      ) as wanted (actor, seq)
      join journal on journal.actor = wanted.actor and journal.seq = wanted.seq`
    return new Map(found.map(({ actor, seq, chain }) => [`${actor} ${seq}`, chain]))
  }

  const missed = async (only?: string): Promise<ReadonlyArray<Missed>> => {
    const one = only === undefined ? sql`true` : sql`actor = ${only}`
    const types = chainedTypes.map((type) => `${type}/`).join(separator)
    const snapshots = await sql<Array<Missed>>`
      select s.actor, s.seq, 'a snapshot' as where from (
        select actor, max(seq) as seq from snapshots
        where ${one} and split_part(actor, '/', 1) || '/' = any(string_to_array(${types}::text, chr(30)))
        group by actor
      ) s
      where not exists (select from journal j where j.actor = s.actor and j.seq = s.seq)
      order by s.actor`
    const named = await Promise.all(
      naming.map(
        ({ type, table, id }) => sql<Array<Missed>>`
          select t.actor, 1::bigint as seq, ${`the table ${table}`} as where from (
            select ${`${type}/`} || ${sql(id)} as actor from ${sql(table)}
          ) t
          where ${one} and not exists (select from journal j where j.actor = t.actor and j.seq = 1)
          order by t.actor`
      )
    )
    return [...snapshots, ...named.flat()]
  }

  return { rows, links, missed }
}
