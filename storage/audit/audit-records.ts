/** The audit log for a verifier, beside the journal. */
import type { RowToCheck } from "../integrity/chain.ts"
import type { Records, SignedRow } from "../integrity/verification.ts"
import type { Sql } from "../sql.ts"
import { asLinked, auditChain, type AuditRow } from "./audit-chain.ts"

const pageRows = 1_000

interface StoredAuditRow extends AuditRow {
  readonly chain: string
}

const rowToCheck = ({ chain, ...row }: StoredAuditRow): RowToCheck => ({ ...asLinked(row), chain })

/** `false` for a database that an older version left, or none of ours. */
const isThere = async (sql: Sql): Promise<boolean> => {
  const [found] = await sql<Array<{ there: boolean }>>`select to_regclass('public.audit_log') is not null as there`
  return found?.there === true
}

const auditRecords = (sql: Sql): Records => ({
  rows: async function* () {
    if (!(await isThere(sql))) return
    for (let after = 0; ;) {
      const found = await sql<Array<StoredAuditRow>>`
        select seq, at, entry, chain from audit_log where seq > ${after} order by seq limit ${pageRows}`
      if (found.length > 0) yield found.map(rowToCheck)
      const last = found.at(-1)
      if (last === undefined || found.length < pageRows) return
      after = last.seq
    }
  },
  links: async (wanted) => {
    if (wanted.length === 0 || !(await isThere(sql))) return new Map()
    const found = await sql<Array<{ seq: number; chain: string }>>`
      select seq, chain from audit_log where seq = any(${`{${wanted.map(({ seq }) => seq).join(",")}}`}::text::bigint[])`
    return new Map(found.map(({ seq, chain }) => [`${auditChain} ${seq}`, chain]))
  },
  missed: async () => []
})

/** Journal and audit log as one. */
export const withAuditLog = (journal: Records, sql: Sql): Records => {
  const audit = auditRecords(sql)
  const isAudit = ({ actor }: SignedRow): boolean => actor === auditChain
  return {
    rows: async function* (only) {
      if (only !== auditChain) yield* journal.rows(only)
      if (only === undefined || only === auditChain) yield* audit.rows(only)
    },
    links: async (wanted) =>
      new Map([...(await journal.links(wanted.filter((row) => !isAudit(row)))), ...(await audit.links(wanted.filter(isAudit)))]),
    missed: async (only) => (only === auditChain ? [] : journal.missed(only))
  }
}
