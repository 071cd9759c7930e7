/** The audit log, for administrators: who did what, to what, when, from where, and what came of it. */
import { Schema } from "effect"
import { StoredEntry } from "../audit.ts"

/** `seq` counts from 1 without a gap; `chain` is the row's link in the hash chain. */
export const AuditLine = Schema.Struct({
  seq: Schema.Int,
  at: Schema.String,
  ...StoredEntry.fields,
  chain: Schema.String
})
export type AuditLine = typeof AuditLine.Type

/** The newest first. `next`: what to ask `before` for the following page; null at the end. */
export const AuditPage = Schema.Struct({ entries: Schema.Array(AuditLine), next: Schema.NullOr(Schema.Int) })
export type AuditPage = typeof AuditPage.Type

/** Entries in one file; what follows is told in its `Link`. */
export const longestExport = 50_000
