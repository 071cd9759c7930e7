/** `docs/schema.md` against a migrated database: every table has its line there, and every line its table. */
import { existsSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { readTables } from "../../storage/tables.ts"
import { testDatabase } from "../postgres.ts"

const { sql } = await testDatabase()

interface Line {
  readonly table: string
  readonly writer: string
  readonly key: string
  readonly kept: string
}

/** Rows of the page's tables: `| name | row | writer | key | kept |`. */
const lines: ReadonlyArray<Line> = readFileSync("docs/schema.md", "utf8")
  .split("\n")
  .filter((text) => text.startsWith("| `"))
  .map((text) => {
    const [table = "", , writer = "", key = "", kept = ""] = text
      .split("|")
      .slice(1)
      .map((cell) => cell.trim())
    return { table: table.replaceAll("`", ""), writer, key: key.replaceAll("`", ""), kept }
  })

/** Partitions are their parent's. */
const stored = await sql<Array<{ table: string; key: string }>>`
  select case n.nspname when 'public' then c.relname else n.nspname || '.' || c.relname end as table,
    (select string_agg(a.attname, ', ' order by k.place) from pg_index i
      join unnest(i.indkey) with ordinality as k (attnum, place) on true
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
      where i.indrelid = c.oid and i.indisprimary) as key
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  order by 1`

describe("the page on the schema", () => {
  it("has a line for each table, and one only", () => {
    expect(lines.map(({ table }) => table).sort()).toEqual(stored.map(({ table }) => table).sort())
  })

  it.each(stored)("gives the primary key of $table, its writer and how long it is kept", ({ table, key }) => {
    const line = lines.find((one) => one.table === table)
    expect(line?.key).toBe(key)
    expect(line?.kept).not.toBe("")
    const declared = Object.values(readTables).find(({ name }) => name === table)
    if (declared !== undefined) return expect(line?.writer).toBe(`actor \`${declared.writer}\``)
    const files = Array.from(line?.writer.matchAll(/`([^`]+)`/g) ?? [], ([, path]) => path ?? "")
    expect(files).not.toEqual([])
    for (const file of files) expect(existsSync(file), file).toBe(true)
    const name = table.replace(/^.*\./, "")
    expect(
      files.some((file) => new RegExp(`\\b${name}\\b`).test(readFileSync(file, "utf8"))),
      `${table} is not named there`
    ).toBe(true)
  })
})
