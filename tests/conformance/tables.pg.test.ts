/** The migrated database against what the code declares of it. */
import { describe, expect, it } from "vitest"
import { readTables } from "../../storage/tables.ts"
import { testDatabase } from "../postgres.ts"

const { sql } = await testDatabase()

const spelling: Readonly<Record<string, string>> = { "timestamp with time zone": "timestamptz" }

describe("the read tables", () => {
  for (const table of Object.values(readTables)) {
    it(`${table.name} has the declared columns, types and key, and no column that fills itself in`, async () => {
      const columns = await sql<Array<{ name: string; type: string; default: string | null; identity: string }>>`
        select column_name as name, data_type as type, column_default as default, is_identity as identity
        from information_schema.columns where table_name = ${table.name} order by ordinal_position`
      expect(columns.map(({ name, type }) => [name, spelling[type] ?? type])).toEqual(Object.entries(table.columns))
      expect(columns.every((column) => column.default === null && column.identity === "NO")).toBe(true)
      const key = await sql<Array<{ name: string }>>`
        select a.attname as name from pg_index i
        join unnest(i.indkey) with ordinality as k (attnum, place) on true
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
        where i.indrelid = ${table.name}::regclass and i.indisprimary order by k.place`
      expect(key.map(({ name }) => name)).toEqual(table.key)
    })
  }
})
