/**
 * The read tables in memory. Rows are kept as sealed JSON text of the declared columns in their declared order, so that
 * two tables can be compared byte by byte, as the rebuild does with the real ones.
 */
import { Schema } from "effect"
import type { Row } from "../../actors/actor.ts"
import { placeOfRow } from "../places.ts"
import { type KeyOf, openText, sealRow } from "../sealing.ts"
import { readTable, rowKey } from "../tables.ts"

/** A row that a database would refuse. */
export class RowRefused extends Error {
  override readonly name = "RowRefused"
}

const decodeRow = Schema.decodeUnknownSync(Schema.Record(Schema.String, Schema.Unknown))

/** PostgreSQL's text and jsonb hold neither NUL nor a lone surrogate; in JSON text both are escaped. */
const unstorable = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/i

export interface PreparedRow {
  readonly table: string
  readonly key: string
  readonly text: string | undefined
}

export const prepareRow = (projection: Row, keyOf: KeyOf): PreparedRow => {
  const table = readTable(projection.table)
  if (table === undefined) throw new RowRefused(`there is no read table ${projection.table}`)
  for (const column of table.key) {
    if (projection.key[column] === undefined) throw new RowRefused(`${table.name}: the key lacks ${column}`)
  }
  const key = rowKey(table, projection.key)
  if (projection.row === null) return { table: table.name, key, text: undefined }
  for (const column of Object.keys(projection.row)) {
    if (!Object.hasOwn(table.columns, column)) throw new RowRefused(`${table.name} has no column ${column}`)
  }
  const row: Record<string, unknown> = {}
  for (const column of Object.keys(table.columns)) row[column] = projection.row[column] ?? null
  for (const column of table.key) {
    if (row[column] === null) throw new RowRefused(`${table.name}: key column ${column} is null`)
  }
  const text = sealRow(row, keyOf, placeOfRow(table.name, key))
  if (unstorable.test(text)) throw new RowRefused(`${table.name} ${key}: NUL or a lone surrogate cannot be stored`)
  return { table: table.name, key, text }
}

export class MemoryTables {
  readonly #tables = new Map<string, Map<string, string>>()

  #table(name: string): Map<string, string> {
    let rows = this.#tables.get(name)
    if (rows === undefined) this.#tables.set(name, (rows = new Map()))
    return rows
  }

  apply(row: PreparedRow): void {
    if (row.text === undefined) this.#table(row.table).delete(row.key)
    else this.#table(row.table).set(row.key, row.text)
  }

  /** Sealed text per key. */
  texts(name: string): ReadonlyMap<string, string> {
    return this.#table(name)
  }

  /** The rows in key order, opened. */
  rows(name: string, keyOf: KeyOf): ReadonlyArray<Readonly<Record<string, unknown>>> {
    return [...this.#table(name)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, text]) => decodeRow(openText(text, keyOf, placeOfRow(name, key))))
  }
}
