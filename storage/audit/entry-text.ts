/** An entry as it is stored: checked against its action's Schema, and refused with what that does not name. */
import { Schema } from "effect"
import { auditedActions, longestText, type NewAuditEntry, StoredEntry } from "../../protocol/audit.ts"

const exactly = { onExcessProperty: "error" } as const

const decoders = new Map(
  Object.entries(auditedActions).map(([action, details]) => [action, Schema.decodeUnknownSync(details, exactly)])
)
const decodeEntry = Schema.decodeUnknownSync(StoredEntry, exactly)

/** PostgreSQL's text has no NUL, half a character is none, and nobody fills the log with one entry. */
const storable = (value: unknown, longest: number): unknown => {
  if (typeof value === "string") return value.slice(0, longest).replaceAll("\u0000", "").toWellFormed()
  if (Array.isArray(value)) return value.map((inner) => storable(inner, longest))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, storable(inner, longest)]))
}

/** Throws for what is no entry: the caller's mistake, and nothing is done then. */
export const entryText = ({ action, by, on, outcome, details, from }: NewAuditEntry): string => {
  const decodeDetails = decoders.get(action)
  if (decodeDetails === undefined) throw new Error(`${action} is no action that the audit log knows`)
  const entry = {
    by,
    action,
    on,
    outcome,
    from: from === null ? null : storable({ address: from.address, user_agent: from.userAgent }, 300),
    details: decodeDetails(storable(details, longestText))
  }
  return JSON.stringify(decodeEntry(entry))
}
