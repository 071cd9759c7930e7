/**
 * A piece of writing on a course: one transaction, which a refusal rolls back. What is decided by what is stored (a
 * version's status, a revision) is decided in here, under the row's lock, or two authors would both be right.
 */
import { Effect, type Schema } from "effect"
import { refuse, type Refusal, type RefusalCode } from "../../protocol/errors.ts"
import { decoderOf } from "../catalogue/rows.ts"
import type { AuditLog, AuditTransaction, Note } from "../audit/audit-log.ts"

export type Work = AuditTransaction
export type { Note } from "../audit/audit-log.ts"

class Refused extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}

/** What ended a piece of the work; anything else that went wrong is thrown on. */
export const refusalOf = (error: unknown): Refusal => {
  if (error instanceof Refused) return error.refusal
  throw error
}

/** Ends the work: nothing of it stays. */
export const stop = (refusal: Refusal): never => {
  throw new Refused(refusal)
}
export const stopWith = (code: RefusalCode, more: Parameters<typeof refuse>[1] = {}): never => stop(refuse(code, more))

/** Which revisions an edit may be made on. */
export type Expected = "any" | ReadonlyArray<number>

export const checkRevision = (expected: Expected, revision: number): void => {
  if (expected !== "any" && !expected.includes(revision)) stopWith("precondition_failed", { field: "If-Match" })
}

/** What it takes note of is in the audit log with its commit, or neither is. */
export const working =
  (log: AuditLog["Service"]) =>
  <A>(work: (db: Work, note: Note) => Promise<A>): Effect.Effect<A, Refusal> =>
    Effect.mapError(log.transaction(work), ({ cause }) =>
      cause instanceof Refused ? cause.refusal : refuse("unavailable", { retryAfterMs: 1_000 })
    )

/** Rows of the shape `select <json> as row`, read. */
export const readRows = <S extends Schema.Codec<unknown, unknown>>(
  row: S,
  rows: ReadonlyArray<{ readonly row?: unknown }>
): ReadonlyArray<S["Type"]> => {
  const decode = decoderOf(row)
  return rows.map((each) => decode(each.row))
}

/** As an array of PostgreSQL. Sent as text: the driver looks up no array types. */
export const idsIn = (ids: ReadonlyArray<number>): string => `{${ids.join(",")}}`
