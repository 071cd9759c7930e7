/**
 * Queries of the catalogue: each row comes as one JSON value, so that ids and times read the same whatever the driver
 * makes of the database's types, and is decoded before anyone sees it.
 */
import { Effect, Schema } from "effect"
import type { Sql } from "postgres"
import { StorageUnavailable } from "../../engine/journal.ts"

/** A query of the shape `select <json> as row …`. */
export type RowQuery = (sql: Sql) => PromiseLike<ReadonlyArray<{ readonly row?: unknown }>>

export const run = <A>(query: () => PromiseLike<A>): Effect.Effect<A, StorageUnavailable> =>
  Effect.tryPromise({
    try: query,
    catch: (cause) => new StorageUnavailable({ message: cause instanceof Error ? cause.message : "The query failed.", cause })
  })

export const allRows =
  (sql: Sql) =>
  <S extends Schema.Codec<unknown, unknown>>(
    row: S,
    query: RowQuery
  ): Effect.Effect<ReadonlyArray<S["Type"]>, StorageUnavailable> => {
    const decode = Schema.decodeUnknownEffect(Schema.Array(row))
    return Effect.flatMap(
      run(() => query(sql)),
      (rows) => Effect.orDie(decode(rows.map((each) => each.row)))
    )
  }

export const firstRow =
  (sql: Sql) =>
  <S extends Schema.Codec<unknown, unknown>>(row: S, query: RowQuery): Effect.Effect<S["Type"] | undefined, StorageUnavailable> =>
    Effect.map(allRows(sql)(row, query), (rows) => rows[0])
