/**
 * The audit log: what administrators and others with power did, durable before it is answered. Where it records a change
 * of the catalogue, entry and change are one transaction: neither is there without the other.
 *
 * Entries are one chain, so whoever writes one has to know the one before, and writers take turns. The turn is taken as the
 * last thing before the commit and lasts as long as that: nobody waits for anything else while they hold it. High volumes
 * (log-ins, what learners do) are not for here but for the activity log, which nobody waits for.
 */
import { Context, Effect, Layer, Schema } from "effect"
import type { TransactionSql } from "postgres"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { type NewAuditEntry, StoredEntry } from "../../protocol/audit.ts"
import { Database } from "../database.ts"
import { chainStart } from "../integrity/chain.ts"
import { type Head, Witness } from "../integrity/witness.ts"
import { auditChain, auditLink } from "./audit-chain.ts"
import { entryText } from "./entry-text.ts"

export type AuditTransaction = TransactionSql<{ bigint: number }>
/** Takes note of an entry, to be written with the transaction's commit. */
export type Note = (entry: NewAuditEntry) => void

export interface AuditEntry {
  readonly seq: number
  readonly at: number
  readonly entry: StoredEntry
  readonly chain: string
}

/** All that are given hold. Instants in milliseconds, `from` included and `to` excluded. */
export interface AuditFilter {
  readonly who?: number | undefined
  readonly action?: string | undefined
  readonly type?: string | undefined
  readonly id?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
}

export interface AuditStretch {
  readonly entries: number
  /** The newest entry's number; 0 where there is none. */
  readonly newest: number
  /** What to ask `before` for what follows; `null` at the end. */
  readonly next: number | null
}

export class AuditLog extends Context.Service<
  AuditLog,
  {
    /**
     * Runs `work` in a transaction, and commits with it what it took note of. What it throws undoes everything. Do what may
     * take long before: the others' transactions wait for the end of this one from its last statement on.
     */
    readonly transaction: <A>(work: (sql: AuditTransaction, note: Note) => Promise<A>) => Effect.Effect<A, StorageUnavailable>
    /** One entry by itself, on the disk when this succeeds: for what changes nothing in the catalogue, and for refusals. */
    readonly record: (entry: NewAuditEntry) => Effect.Effect<void, StorageUnavailable>
    /** What `read` would come to with this limit, at this moment: it stays so, since nothing is ever changed or taken out. */
    readonly measure: (
      filter: AuditFilter,
      page: { readonly before?: number | undefined; readonly limit: number }
    ) => Effect.Effect<AuditStretch, StorageUnavailable>
    /** The newest first, from before `before` on. */
    readonly read: (
      filter: AuditFilter,
      page: { readonly before?: number | undefined; readonly limit: number }
    ) => Effect.Effect<ReadonlyArray<AuditEntry>, StorageUnavailable>
  }
>()("stoa/storage/AuditLog") {
  static readonly layer = Layer.effect(
    AuditLog,
    Effect.map(Effect.all([Database, Witness]), ([database, witness]) => auditLogIn(database, witness))
  )
}

const decodeStored = Schema.decodeUnknownSync(Schema.fromJsonString(StoredEntry))

interface Newest {
  readonly seq: number
  readonly chain: string
  readonly at: number
}
interface Row extends Newest {
  readonly entry: string
}

/** Every writer's turn; `audt` in ASCII. */
const turn = 0x61756474

/** Adds entries to the chain, and answers the newest row's head: to be told of once this is committed. */
const append = async (sql: AuditTransaction, entries: ReadonlyArray<string>): Promise<Head> => {
  await sql`select pg_advisory_xact_lock(${turn})`
  const [newest] = await sql<Array<Newest>>`select seq, chain, at from audit_log order by seq desc limit 1`
  const [clock] = await sql<Array<{ at: number }>>`
    select floor(extract(epoch from clock_timestamp()) * 1000)::double precision as at`
  let { seq, chain, at } = newest ?? { seq: 0, chain: chainStart(auditChain), at: 0 }
  // In the order of the log, whatever was done to the clock.
  at = Math.max(at, clock?.at ?? 0)
  const rows = entries.map((entry): Row => {
    seq += 1
    chain = auditLink(chain, { seq, at, entry })
    return { seq, at, entry, chain }
  })
  await sql`
    insert into audit_log (seq, at, entry, chain)
    select seq, at, entry, chain from json_to_recordset(${JSON.stringify(rows)}::text::json)
      as row (seq bigint, at bigint, entry text, chain text)`
  return { actor: auditChain, seq, chain, weighty: true }
}

const auditLogIn = (database: Database["Service"], witness: (head: Head) => void): AuditLog["Service"] => {
  const { sql } = database
  const transaction = <A>(work: (sql: AuditTransaction, note: Note) => Promise<A>): Effect.Effect<A, StorageUnavailable> =>
    Effect.map(
      database.run(() =>
        sql.begin(async (opened): Promise<{ readonly value: A; readonly head: Head | undefined }> => {
          const entries: Array<string> = []
          const value = await work(opened, (entry) => void entries.push(entryText(entry)))
          return { value, head: entries.length === 0 ? undefined : await append(opened, entries) }
        })
      ),
      ({ value, head }) => {
        if (head !== undefined) witness(head)
        return value
      }
    )
  const when = (given: unknown, condition: ReturnType<typeof sql>) => (given === undefined ? sql`true` : condition)
  const those = ({ who, action, type, id, from, to }: AuditFilter, before: number | undefined) => sql`
    ${when(before, sql`seq < ${before ?? 0}`)} and ${when(who, sql`who = ${who ?? 0}`)}
    and ${when(action, sql`action = ${action ?? ""}`)} and ${when(type, sql`on_type = ${type ?? ""}`)}
    and ${when(id, sql`on_id = ${id ?? ""}`)} and ${when(from, sql`at >= ${from ?? 0}`)} and ${when(to, sql`at < ${to ?? 0}`)}`
  return AuditLog.of({
    transaction,
    record: (entry) => transaction(async (_, note) => note(entry)),
    measure: (filter, { before, limit }) =>
      Effect.map(
        // One more than asked for tells whether there is more.
        database.run(
          (db) => db<Array<{ count: number; newest: number | null; last: number | null }>>`
            with asked as (select seq from audit_log where ${those(filter, before)} order by seq desc limit ${limit + 1})
            select count(*)::int as count, max(seq) as newest,
              (select seq from asked order by seq desc limit 1 offset ${limit - 1}) as last
            from asked`
        ),
        ([row]): AuditStretch => ({
          entries: Math.min(row?.count ?? 0, limit),
          newest: row?.newest ?? 0,
          next: (row?.count ?? 0) > limit ? (row?.last ?? null) : null
        })
      ),
    read: (filter, { before, limit }) =>
      Effect.map(
        database.run(
          (db) => db<Array<Row>>`
            select seq, at, entry, chain from audit_log where ${those(filter, before)} order by seq desc limit ${limit}`
        ),
        (rows) => rows.map(({ seq, at, entry, chain }): AuditEntry => ({ seq, at, entry: decodeStored(entry), chain }))
      )
  })
}
