/** What a database must promise before anything is acknowledged on its word. */
import { Schema } from "effect"
import type { Sql } from "./sql.ts"

const Setting = Schema.Struct({ name: Schema.String, setting: Schema.String })
const decodeSettings = Schema.decodeUnknownSync(Schema.Array(Setting))

const oldest = 140_000

/**
 * Throws a sentence for the operator. `synchronous_commit` may be anything but `off`: `local` still waits for this
 * server's disk, which is what an acknowledgement stands for.
 */
export const checkSafety = async (sql: Sql): Promise<void> => {
  const rows = await sql`
    select name, setting from pg_settings
    where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'server_version_num', 'server_encoding')`
  const setting = new Map(decodeSettings([...rows]).map(({ name, setting }) => [name, setting]))
  for (const name of ["fsync", "full_page_writes", "synchronous_commit"]) {
    if (setting.get(name) === "off") {
      throw new Error(
        `The database has ${name} = off: what Stoa acknowledges would not survive a power cut. ` +
          `Set ${name} = on in postgresql.conf (or for this role or database), restart PostgreSQL, and start Stoa again.`
      )
    }
  }
  if (Number(setting.get("server_version_num")) < oldest) throw new Error("Stoa needs PostgreSQL 14 or newer.")
  if (setting.get("server_encoding") !== "UTF8") {
    throw new Error("Stoa needs a database in UTF8: create one with `create database stoa encoding 'UTF8' template template0`.")
  }
}
