/**
 * Queries of the catalogue: each row comes as one JSON value, so that ids and times read the same whatever the driver
 * makes of the database's types, and is decoded before anyone sees it.
 */
import { Effect, Schema } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import type { Database } from "../database.ts"
import type { Sql } from "../sql.ts"

/** A query of the shape `select <json> as row …`. */
export type RowQuery = (sql: Sql) => PromiseLike<ReadonlyArray<{ readonly row?: unknown }>>

export const allRows =
  (database: Database["Service"]) =>
  <S extends Schema.Codec<unknown, unknown>>(
    row: S,
    query: RowQuery
  ): Effect.Effect<ReadonlyArray<S["Type"]>, StorageUnavailable> => {
    const decode = Schema.decodeUnknownEffect(Schema.Array(row))
    return Effect.flatMap(database.run(query), (rows) => Effect.orDie(decode(rows.map((each) => each.row))))
  }

export const firstRow =
  (database: Database["Service"]) =>
  <S extends Schema.Codec<unknown, unknown>>(row: S, query: RowQuery): Effect.Effect<S["Type"] | undefined, StorageUnavailable> =>
    Effect.map(allRows(database)(row, query), (rows) => rows[0])
