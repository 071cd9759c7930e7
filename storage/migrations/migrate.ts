/**
 * Migrations: the numbered SQL files beside this one, each applied once, in order, in a transaction of its own. Engines
 * that start at the same moment take turns under an advisory lock. A file that was changed after it was applied, or a
 * database that is ahead of the program, is refused: neither can be put right by guessing.
 */
import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { Schema } from "effect"
import { projectPath } from "../../engine/project.ts"
import type { Sql } from "../sql.ts"

interface Migration {
  readonly number: number
  readonly name: string
  readonly text: string
  readonly checksum: string
}

const Applied = Schema.Struct({ number: Schema.Int, name: Schema.String, checksum: Schema.String })
const decodeApplied = Schema.decodeUnknownSync(Schema.Array(Applied))

/** `stoa` in ASCII. */
const lock = 0x73746f61

export const migrationsFolder = projectPath("storage", "migrations")

export const readMigrations = (folder: string): ReadonlyArray<Migration> => {
  const migrations = readdirSync(folder)
    .filter((file) => /^[0-9]{4}_[a-z0-9_]+\.sql$/.test(file))
    .sort()
    .map((file) => {
      const text = readFileSync(join(folder, file), "utf8")
      return { number: Number(file.slice(0, 4)), name: file, text, checksum: createHash("sha256").update(text).digest("hex") }
    })
  for (const [index, { number, name }] of migrations.entries()) {
    if (number !== index + 1) throw new Error(`${name}: migrations are numbered without gaps, and ${index + 1} comes next`)
  }
  return migrations
}

export const migrate = async (sql: Sql, folder: string = migrationsFolder): Promise<void> => {
  const migrations = readMigrations(folder)
  // `reserve` as a pool's first work never answers when types aren't fetched: the driver opens the connection and forgets who asked.
  await sql`select 1`
  const connection = await sql.reserve()
  try {
    await connection`select pg_advisory_lock(${lock})`
    await connection`
      create table if not exists migrations (
        number     integer primary key,
        name       text not null,
        checksum   text not null,
        applied_at timestamptz not null default now()
      )`
    const applied = decodeApplied([...(await connection`select number, name, checksum from migrations order by number`)])
    for (const { number, name, checksum } of applied) {
      const known = migrations[number - 1]
      if (known === undefined) {
        throw new Error(
          `The database is ahead of this Stoa: it has migration ${name}. Start the version that made it, or a newer one.`
        )
      }
      if (known.checksum !== checksum) {
        throw new Error(`Migration ${known.name} was changed after it was applied. Restore the file; changes go into a new one.`)
      }
    }
    for (const { number, name, text, checksum } of migrations.slice(applied.length)) {
      await connection.unsafe("begin")
      try {
        await connection.unsafe(text)
        await connection`insert into migrations (number, name, checksum) values (${number}, ${name}, ${checksum})`
        await connection.unsafe("commit")
      } catch (cause) {
        await connection.unsafe("rollback")
        throw new Error(`Migration ${name} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
      }
    }
  } finally {
    await connection`select pg_advisory_unlock(${lock})`.catch(() => {})
    connection.release()
  }
}
