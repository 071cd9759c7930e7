/**
 * Rows that a crash left unsigned: committed in the ten seconds before it, with their heads still in memory. Nobody may
 * ever write to those attempts again, so that no later head would cover them, and their last rows could be taken off unseen.
 *
 * Which they are is asked by time, since a row's `at` has an index and whether it was signed stands in files. Everything
 * that was committed before the last line was written is in a line; the rows which that line names tell the time of it on
 * the clock that rows are stamped with, whatever the machine's own says. A statement may have been under way for a while,
 * hence the margin. What the last lines name already is left out.
 */
import type { Sql } from "../sql.ts"
import { auditChain } from "../audit/audit-chain.ts"
import { separator } from "../journal/statement.ts"
import type { LastHeads } from "./heads-file.ts"
import type { Head } from "./witness.ts"

/** How long a row may have been on its way into the journal. */
export const marginMs = 60_000

interface Chained {
  readonly actor: string
  readonly seq: number
  readonly chain: string
}

/**
 * Since when rows may be unsigned, on the database's clock. To be asked before the engine leaves its first beat: where there
 * is no line at all, the newest beat tells since when nobody has written.
 */
export const unsignedSince = async (sql: Sql, { at, newest }: LastHeads): Promise<number> => {
  if (at === undefined) {
    const [beat] = await sql<Array<{ readonly at: number | null }>>`
      select floor(extract(epoch from max(at)) * 1000)::double precision as at from node_heartbeat`
    return Math.max(0, (beat?.at ?? 0) - marginMs)
  }
  const named = Object.entries(newest)
  const [row] = await sql<Array<{ readonly at: number | null }>>`
    select max(journal.at)::double precision as at from unnest(
      string_to_array(${named.map(([actor]) => actor).join(separator)}::text, chr(30)),
      ${`{${named.map(([, [seq]]) => seq).join(",")}}`}::text::bigint[]
    ) as named (actor, seq)
    join journal on journal.actor = named.actor and journal.seq = named.seq`
  return Math.max(0, Math.min(at, row?.at ?? at) - marginMs)
}

/** The newest row of the audit log, which has one chain: to find it costs nothing, whenever it was written. */
const newestOfAudit = async (sql: Sql): Promise<ReadonlyArray<Chained>> => {
  const rows = await sql<Array<{ seq: number; chain: string }>>`select seq, chain from audit_log order by seq desc limit 1`
  return rows.map((row) => ({ actor: auditChain, ...row }))
}

/** The newest row of each attempt and sitting that was written since, and of the audit log, unless it is signed. */
export const leftBehind = async (sql: Sql, since: number, signed: LastHeads["signed"]): Promise<ReadonlyArray<Head>> => {
  const rows = await sql.begin(async (transaction) => {
    // A table that grew since it was last analysed looks small enough to be read whole.
    await transaction`set local enable_seqscan = off`
    return transaction<Array<Chained>>`
      select distinct on (actor) actor, seq, chain from journal
      where at >= ${since} and chain is not null order by actor, seq desc`
  })
  return [...rows, ...(await newestOfAudit(sql))]
    .filter(({ actor, seq }) => seq > (signed.get(actor) ?? 0))
    .map(({ actor, seq, chain }) => ({ actor, seq, chain, weighty: true }))
}
