/**
 * A piece of writing on a course: one transaction, which a refusal rolls back. What is decided by what is stored (a
 * version's status, a revision) is decided in here, under the row's lock, or two authors would both be right.
 */
import { Effect, Schema } from "effect"
import type { TransactionSql } from "postgres"
import { refuse, type Refusal, type RefusalCode } from "../../protocol/errors.ts"
import type { Database } from "../database.ts"

export type Work = TransactionSql<{ bigint: number }>

class Refused extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.message)
    this.refusal = refusal
  }
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

export const working =
  (database: Database["Service"]) =>
  <A>(work: (db: Work) => Promise<A>): Effect.Effect<A, Refusal> =>
    database
      .run(async (sql): Promise<{ readonly done: A } | Refused> => {
        try {
          const held: { done?: { readonly done: A } } = {}
          await sql.begin(async (db) => {
            held.done = { done: await work(db) }
          })
          return held.done ?? new Refused(refuse("internal"))
        } catch (error) {
          if (error instanceof Refused) return error
          throw error
        }
      })
      .pipe(
        Effect.mapError(() => refuse("unavailable", { retryAfterMs: 1_000 })),
        Effect.flatMap((outcome) => (outcome instanceof Refused ? Effect.fail(outcome.refusal) : Effect.succeed(outcome.done)))
      )

/** Rows of the shape `select <json> as row`, read. */
export const readRows = <S extends Schema.Codec<unknown, unknown>>(
  row: S,
  rows: ReadonlyArray<{ readonly row?: unknown }>
): ReadonlyArray<S["Type"]> => Schema.decodeUnknownSync(Schema.Array(row))(rows.map((each) => each.row))

/** As an array of PostgreSQL. Sent as text: the driver looks up no array types. */
export const idsIn = (ids: ReadonlyArray<number>): string => `{${ids.join(",")}}`
