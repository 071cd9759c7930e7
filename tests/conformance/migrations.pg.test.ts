/** Migrations run once, in order, under a lock; a database that is unsafe or not ours to understand is refused. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Cause, Effect, Exit, Layer } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import { Database } from "../../storage/database.ts"
import { migrate, migrationsFolder, readMigrations } from "../../storage/migrations/migrate.ts"
import { connect } from "../../storage/sql.ts"
import { testDatabase } from "../postgres.ts"

const { sql, url } = await testDatabase("empty")
const folder = mkdtempSync(join(tmpdir(), "stoa-migrations-"))
afterAll(() => rmSync(folder, { recursive: true }))

const boot = async (): Promise<string> => {
  const exit = await Effect.runPromiseExit(Effect.scoped(Layer.build(Database.layer({ url }))))
  return Exit.isSuccess(exit) ? "ready" : Cause.pretty(exit.cause)
}

describe("migrations", () => {
  it("two engines that start at once on an empty database apply each file once", async () => {
    const other = connect(url, 2)
    await Promise.all([migrate(sql), migrate(other), migrate(sql), migrate(other)])
    await other.end()
    const applied = await sql<Array<{ number: number }>>`select number from migrations order by number`
    expect(applied.map(({ number }) => number)).toEqual(readMigrations(migrationsFolder).map(({ number }) => number))
  })

  it("a file changed after it was applied is refused", async () => {
    cpSync(migrationsFolder, folder, { recursive: true })
    writeFileSync(join(folder, "0001_people.sql"), "select 1")
    await expect(migrate(sql, folder)).rejects.toThrow(/0001_people.sql was changed after it was applied/)
  })

  it("a failing file leaves nothing of itself", async () => {
    cpSync(migrationsFolder, folder, { recursive: true })
    const next = String(readMigrations(folder).length + 1).padStart(4, "0")
    writeFileSync(join(folder, `${next}_broken.sql`), "create table half (a integer); select nonsense")
    await expect(migrate(sql, folder)).rejects.toThrow(new RegExp(`${next}_broken.sql failed`))
    expect(await sql`select to_regclass('half') as found`).toEqual([{ found: null }])
  })

  it("a database ahead of the program is refused", async () => {
    await sql`insert into migrations (number, name, checksum) values (9999, '9999_later.sql', 'x')`
    await expect(migrate(sql)).rejects.toThrow(/ahead of this Stoa/)
    await sql`delete from migrations where number = 9999`
  })

  it("the log's months are made ahead at boot, and a row of this month finds its place", async () => {
    expect(await boot()).toBe("ready")
    await sql`insert into user_activity_logs (action) values ('tested')`
    const [{ months } = { months: 0 }] = await sql<Array<{ months: number }>>`
      select count(*)::int as months from pg_inherits where inhparent = 'user_activity_logs'::regclass`
    expect(months).toBe(13)
  })

  it("boot refuses a database with synchronous_commit off, in a sentence that says what to do", async () => {
    const name = new URL(url).pathname.slice(1)
    await sql.unsafe(`alter database ${name} set synchronous_commit = off`)
    expect(await boot()).toMatch(/synchronous_commit = off: what Stoa acknowledges would not survive a power cut\. Set/)
    await sql.unsafe(`alter database ${name} reset synchronous_commit`)
    expect(await boot()).toBe("ready")
  })

  it("boot refuses a database that was set up with another number of slots, and says so", async () => {
    expect(await boot()).toBe("ready")
    await sql`update settings set value = '64' where name = 'slots'`
    expect(await boot()).toMatch(/set up with 64 slots and this Stoa has 128/)
    await sql`update settings set value = '128' where name = 'slots'`
    expect(await boot()).toBe("ready")
  })
})
