/**
 * Queries of the catalogue: each row comes as one JSON value, so that ids and times read the same whatever the driver
 * makes of the database's types, and is decoded before anyone sees it; one that does not fit is a defect.
 */
import { Effect, Schema } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import type { Database } from "../database.ts"
import type { Sql } from "../sql.ts"

/** A query of the shape `select <json> as row …`. */
export type RowQuery = (sql: Sql) => PromiseLike<ReadonlyArray<{ readonly row?: unknown }>>

/**
 * A Schema is compiled once, and found again by itself: so rows are decoded one by one, and their Schemas are constants. One that
 * is made at each call would be compiled at each call, which takes longer than the query.
 */
export const decoderOf = <S extends Schema.Codec<unknown, unknown>>(row: S): ((value: unknown) => S["Type"]) =>
  Schema.decodeUnknownSync(row)

/** A page of a list, and how many there are. */
export const found = <S extends Schema.Top>(row: S) => Schema.Struct({ rows: Schema.Array(row), total: Schema.Int })

export const allRows =
  (database: Database["Service"]) =>
  <S extends Schema.Codec<unknown, unknown>>(
    row: S,
    query: RowQuery
  ): Effect.Effect<ReadonlyArray<S["Type"]>, StorageUnavailable> => {
    const decode = decoderOf(row)
    return Effect.map(database.run(query), (rows) => rows.map((each) => decode(each.row)))
  }

export const firstRow =
  (database: Database["Service"]) =>
  <S extends Schema.Codec<unknown, unknown>>(row: S, query: RowQuery): Effect.Effect<S["Type"] | undefined, StorageUnavailable> =>
    Effect.map(allRows(database)(row, query), (rows) => rows[0])
