/** Temporary twins of the read tables: filled by the replay, compared with the real ones, and put in their place. */
import type { TransactionSql } from "postgres"
import { type ReadTable, readTables } from "../tables.ts"

type Transaction = TransactionSql<{ bigint: number }>

export interface Difference {
  readonly table: string
  /** The key's columns and values. */
  readonly key: Readonly<Record<string, unknown>>
  /** `missing`: only the journal has it. `surplus`: only the table has it. `changed`: both do, and they differ. */
  readonly kind: "missing" | "surplus" | "changed"
  /** The columns that differ, for `changed`. */
  readonly columns: ReadonlyArray<string>
}

const tables: ReadonlyArray<ReadTable> = Object.values(readTables)
const scratchOf = (table: ReadTable): string => `rebuilt_${table.name}`
const quoted = (names: ReadonlyArray<string>, prefix = ""): string => names.map((name) => `${prefix}"${name}"`).join(", ")
const sameKey = (table: ReadTable, a: string, b: string): string =>
  table.key.map((column) => `${a}."${column}" = ${b}."${column}"`).join(" and ")

export const makeScratch = async (transaction: Transaction): Promise<void> => {
  for (const table of tables) {
    await transaction.unsafe(`create temporary table ${scratchOf(table)} (like ${table.name}) on commit drop`)
    // Two actors that write the same row would take turns in the real table without anyone noticing.
    await transaction.unsafe(`alter table ${scratchOf(table)} add primary key (${quoted(table.key)})`)
  }
}

/** `rows`: JSON objects as text, sealed. */
export const fillScratch = async (transaction: Transaction, table: ReadTable, rows: ReadonlyArray<string>): Promise<void> => {
  const columns = Object.keys(table.columns)
  const typed = Object.entries(table.columns).map(([name, type]) => `"${name}" ${type}`)
  await transaction.unsafe(
    `insert into ${scratchOf(table)} (${quoted(columns)}) select ${quoted(columns)} ` +
      `from json_to_recordset($1::text::json) as r(${typed.join(", ")})`,
    [`[${rows.join(",")}]`],
    { prepare: true }
  )
}

interface Compared {
  readonly key: Readonly<Record<string, unknown>>
  readonly kind: Difference["kind"]
  readonly columns: ReadonlyArray<string> | null
}

/** Rows are compared as text, column by column: 1.0 and 1.00 are equal numbers and different rows. */
const compareTable = async (transaction: Transaction, table: ReadTable): Promise<ReadonlyArray<Difference>> => {
  const key = table.key.map((column) => `'${column}', coalesce(t."${column}", r."${column}")`)
  const changed = Object.keys(table.columns).map(
    (column) => `case when t."${column}"::text is distinct from r."${column}"::text then '${column}' end`
  )
  const first = table.key[0] ?? ""
  const found = await transaction.unsafe<Array<Compared>>(
    `select json_build_object(${key.join(", ")}) as key,
       case when t."${first}" is null then 'missing' when r."${first}" is null then 'surplus' else 'changed' end as kind,
       case when t."${first}" is not null and r."${first}" is not null
         then array_to_json(array_remove(array[${changed.join(", ")}], null)) end as columns
     from ${table.name} t full join ${scratchOf(table)} r on ${sameKey(table, "t", "r")}
     where t::text is distinct from r::text
     order by ${quoted(table.key, "t.")}, ${quoted(table.key, "r.")}`
  )
  return found.map(({ key, kind, columns }) => ({ table: table.name, key, kind, columns: columns ?? [] }))
}

export const compareAll = async (transaction: Transaction): Promise<ReadonlyArray<Difference>> => {
  const differences: Array<Difference> = []
  for (const table of tables) differences.push(...(await compareTable(transaction, table)))
  return differences
}

/** Makes each read table equal to its twin, touching only the rows that differ. */
export const repairAll = async (transaction: Transaction): Promise<void> => {
  for (const table of tables) {
    const scratch = scratchOf(table)
    await transaction.unsafe(
      `delete from ${table.name} t where not exists
         (select 1 from ${scratch} r where ${sameKey(table, "t", "r")} and r::text is not distinct from t::text)`
    )
    const columns = quoted(Object.keys(table.columns))
    await transaction.unsafe(
      `insert into ${table.name} (${columns}) select ${columns} from ${scratch} r
       where not exists (select 1 from ${table.name} t where ${sameKey(table, "t", "r")})`
    )
  }
}

/** Keeps lanes from writing while rows are put in place; they wait, and try again when it takes too long. */
export const lockAll = async (transaction: Transaction): Promise<void> => {
  const names = tables.map(({ name }) => name).join(", ")
  await transaction.unsafe(`lock table ${names} in share row exclusive mode`)
}
