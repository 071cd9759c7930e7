/** The audit log as a file: a line per entry, for a spreadsheet or for a program, made a batch at a time. */
import type { AuditLine } from "../../protocol/rest/audit.ts"
import { csvLine } from "./csv.ts"

const columns = ["seq", "at", "by", "user_id", "action", "on", "outcome", "address", "user_agent", "details", "chain"]

const cellsOf = ({ seq, at, by, action, on, outcome, from, details, chain }: AuditLine) => [
  seq,
  at,
  by.kind === "engine" ? `engine (${by.part})` : by.kind,
  by.kind === "person" ? by.user_id : null,
  action,
  on === null ? null : `${on.type}${on.id === null ? "" : `/${on.id}`}`,
  outcome,
  from?.address ?? null,
  from?.user_agent ?? null,
  JSON.stringify(details),
  chain
]

export const auditCsvHeading = csvLine(columns)

export const auditCsv = (lines: ReadonlyArray<AuditLine>): string => lines.map((line) => csvLine(cellsOf(line))).join("")

export const auditJsonLines = (lines: ReadonlyArray<AuditLine>): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join("")
