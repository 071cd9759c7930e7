/**
 * The lane's statement: one text that locks and proves the leases and writes everything else under them, assembled
 * from the parts a batch has. Values never become part of the text; they travel as a few text parameters, one per column:
 *
 * - numbers as an array literal, `{1,2,3}`;
 * - strings joined by the record separator U+001E, which no key contains and which JSON text always escapes, so that
 *   nothing has to be escaped, or parsed as JSON, on the way into a text column;
 * - rows of read tables as one JSON array per table, because their columns have types.
 *
 * PostgreSQL prepares a text once per connection, so that the number of different texts has to stay small: past
 * `distinctTexts` kinds of batches, every further kind uses the one text that has all the parts, most of them empty.
 *
 * The leases are locked first and in slot order, because `select slot from proved` is the main query and is read to its
 * end before the writing parts run. A lease that is bumped meanwhile is waited for, looked at again, and not proved.
 */
import { type ReadTable, readTables } from "../tables.ts"

export const separator = "\u001e"

export interface Column {
  readonly name: string
  /** Of a `text?` nothing is stored where the string is empty. Numbers may be the word NULL. */
  readonly type: "text" | "text?" | "integer" | "bigint"
}

/** A part writes from arrays (its columns side by side) or from JSON rows of one read table. */
export type Part =
  | { readonly kind: "arrays"; readonly name: string; readonly columns: ReadonlyArray<Column>; sql(given: string): string }
  | { readonly kind: "rows"; readonly name: string; readonly table: ReadTable; sql(given: string): string }

const texts = (...names: ReadonlyArray<string>): ReadonlyArray<Column> => names.map((name) => ({ name, type: "text" }))
const integers = (...names: ReadonlyArray<string>): ReadonlyArray<Column> => names.map((name) => ({ name, type: "integer" }))
const bigints = (...names: ReadonlyArray<string>): ReadonlyArray<Column> => names.map((name) => ({ name, type: "bigint" }))

const slot = integers("slot")
const journalColumns: ReadonlyArray<Column> = [
  ...texts("actor"),
  ...slot,
  ...bigints("seq"),
  ...integers("version"),
  ...texts("sender"),
  ...bigints("n"),
  ...texts("digest"),
  ...bigints("received_at", "claimed_at", "at"),
  ...texts("events", "reply"),
  { name: "chain", type: "text?" }
]
const reactionColumns = [
  ...texts("source"),
  ...bigints("seq"),
  ...integers("index"),
  ...slot,
  ...texts("target"),
  ...integers("hop"),
  ...texts("command")
]

const listed = (columns: ReadonlyArray<Column>, prefix = ""): string => columns.map(({ name }) => prefix + name).join(", ")

const insertOf = (table: string, columns: ReadonlyArray<Column>) => (given: string) =>
  `insert into ${table} (${listed(columns)}) select ${listed(columns, "r.")} from ${given} join proved using (slot)`

const fixedParts: ReadonlyArray<Part> = [
  { kind: "arrays", name: "journal", columns: journalColumns, sql: insertOf("journal", journalColumns) },
  { kind: "arrays", name: "reactions", columns: reactionColumns, sql: insertOf("reactions", reactionColumns) },
  {
    kind: "arrays",
    name: "settled",
    columns: [...texts("source"), ...bigints("seq"), ...integers("index"), ...slot],
    sql: (given) =>
      `delete from reactions t using ${given} join proved using (slot) ` +
      "where t.source = r.source and t.seq = r.seq and t.index = r.index"
  },
  {
    kind: "arrays",
    name: "due",
    columns: [...texts("actor"), ...slot, ...bigints("due_at")],
    sql: (given) =>
      `insert into due (actor, slot, due_at) select r.actor, r.slot, r.due_at from ${given} join proved using (slot) ` +
      "on conflict (actor) do update set slot = excluded.slot, due_at = excluded.due_at"
  },
  {
    kind: "arrays",
    name: "due_cleared",
    columns: [...texts("actor"), ...slot],
    sql: (given) => `delete from due t using ${given} join proved using (slot) where t.actor = r.actor`
  }
]

const quoted = (name: string): string => `"${name}"`

/** The part that writes whole rows of a read table. */
const upsertOf = (table: ReadTable): Part => {
  const columns = Object.keys(table.columns)
  const set = columns.filter((column) => !table.key.includes(column))
  return {
    kind: "rows",
    name: table.name,
    table,
    sql: (given) =>
      `insert into ${table.name} (${columns.map(quoted).join(", ")}) ` +
      `select ${columns.map((column) => `r.${quoted(column)}`).join(", ")} from ${given} join proved on proved.slot = r._slot ` +
      `on conflict (${table.key.map(quoted).join(", ")}) do update set ` +
      set.map((column) => `${quoted(column)} = excluded.${quoted(column)}`).join(", ")
  }
}

const deletionOf = (table: ReadTable): Part => ({
  kind: "rows",
  name: `${table.name}_deleted`,
  table,
  sql: (given) =>
    `delete from ${table.name} t using ${given} join proved on proved.slot = r._slot ` +
    `where ${table.key.map((column) => `t.${quoted(column)} = r.${quoted(column)}`).join(" and ")}`
})

/** Every part there is, in the one order in which parts and their parameters stand in a text. */
export const parts: ReadonlyArray<Part> = [
  ...fixedParts,
  ...Object.values(readTables).flatMap((table) => [upsertOf(table), deletionOf(table)])
]

export const parametersOf = (part: Part): number => (part.kind === "arrays" ? part.columns.length : 1)

const arrayFrom = (type: Column["type"], parameter: number): string => {
  if (type === "text") return `string_to_array($${parameter}::text, chr(30))`
  if (type === "text?") return `string_to_array($${parameter}::text, chr(30), '')`
  return `$${parameter}::text::${type}[]`
}

const givenTo = (part: Part, first: number): string => {
  if (part.kind === "arrays") {
    const arrays = part.columns.map(({ type }, index) => arrayFrom(type, first + index))
    return `unnest(${arrays.join(", ")}) as r(${listed(part.columns)})`
  }
  const columns = Object.entries(part.table.columns).map(([name, type]) => `${quoted(name)} ${type}`)
  return `json_to_recordset($${first}::text::json) as r(_slot integer, ${columns.join(", ")})`
}

const textOf = (chosen: ReadonlyArray<Part>): string => {
  const clauses = [
    "proved as materialized (select l.slot from slot_lease l " +
      "join unnest($1::text::integer[], $2::text::bigint[]) as g(slot, epoch) on l.slot = g.slot and l.epoch = g.epoch " +
      "order by l.slot for share of l)"
  ]
  let parameter = 3
  for (const part of chosen) {
    clauses.push(`${part.name}_written as (${part.sql(givenTo(part, parameter))})`)
    parameter += parametersOf(part)
  }
  return `with ${clauses.join(",\n")}\nselect slot from proved`
}

const distinctTexts = 48

/**
 * A batch that has more than rows of the journal has all the fixed parts, most of them empty: so a beginning, a change of the
 * room and an end are one text, and few kinds are left to be planned. Answers alone, which are most of what comes, stay short.
 */
const completed = (present: ReadonlyArray<boolean>): ReadonlyArray<boolean> =>
  fixedParts.some((_, index) => index > 0 && present[index])
    ? present.map((each, index) => each || index < fixedParts.length)
    : present

/** Texts by which parts they have; `present[i]` says whether `parts[i]` is needed. */
export class Statements {
  readonly #texts = new Map<string, { readonly text: string; readonly parts: ReadonlyArray<Part> }>()
  readonly #whole = { text: textOf(parts), parts }

  for(needed: ReadonlyArray<boolean>): { readonly text: string; readonly parts: ReadonlyArray<Part> } {
    const present = completed(needed)
    const kind = present.map(Number).join("")
    const known = this.#texts.get(kind)
    if (known !== undefined) return known
    if (this.#texts.size >= distinctTexts) return this.#whole
    const chosen = parts.filter((_, index) => present[index])
    const statement = { text: textOf(chosen), parts: chosen }
    this.#texts.set(kind, statement)
    return statement
  }
}
