/**
 * Rows of the audit log as rows of a chain: linked by the same hash as those of an attempt, signed in the same files of
 * heads under a name of their own, and checked by the same verifier.
 */
import { linkOf } from "../integrity/chain.ts"

/** What heads call the log. No actor has this name. */
export const auditChain = "audit/1"

export interface AuditRow {
  readonly seq: number
  /** Milliseconds since 1970. */
  readonly at: number
  /** JSON text, to the byte. */
  readonly entry: string
}

/** A row as the chain knows rows: of what only journals have, nothing. */
export const asLinked = ({ seq, at, entry }: AuditRow) => ({
  actor: auditChain,
  seq,
  version: 1,
  sender: "",
  n: 0,
  digest: "",
  received_at: at,
  claimed_at: null,
  at,
  events: entry,
  reply: ""
})

/** The link of this row after `previous`. */
export const auditLink = (previous: string, row: AuditRow): string => linkOf(previous, asLinked(row))
