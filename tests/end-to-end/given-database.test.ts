/** What the program wants of a database that an operator gives it. */
import { describe, expect, it } from "vitest"
import { connect } from "../../storage/sql.ts"
import { testDatabase } from "../postgres.ts"
import { dataFolder, runToEnd, startStoa } from "./stoa.ts"

describe("a database that is given", async () => {
  const { url, sql } = await testDatabase()
  const data = dataFolder()
  const [{ name } = { name: "" }] = await sql<Array<{ name: string }>>`select current_database() as name`

  it("is refused while its synchronous_commit is off, with what to do about it", async () => {
    await sql.unsafe(`alter database ${name} set synchronous_commit = off`)
    const refused = await runToEnd("engine/main.js", [], { data, databaseUrl: url })
    await sql.unsafe(`alter database ${name} reset synchronous_commit`)
    expect(refused.code).toBe(1)
    expect(refused.said).toContain("The database has synchronous_commit = off")
    expect(refused.said).toContain("Set synchronous_commit = on in postgresql.conf")
  })

  it("is refused when it was set up with another number of slots, and untouched", async () => {
    const stoa = await startStoa({ data, databaseUrl: url })
    expect(await stoa.end("SIGTERM")).toEqual({ code: 0, signal: null })
    const other = connect(url, 1)
    await other`update settings set value = '64' where name = 'slots' and value = '128'`
    const refused = await runToEnd("engine/main.js", [], { data, databaseUrl: url })
    expect(refused.code).toBe(1)
    expect(refused.said).toContain("was set up with 64 slots")
    await other`update settings set value = '128' where name = 'slots'`
    await other.end()
    const again = await startStoa({ data, databaseUrl: url })
    expect(await again.end("SIGTERM")).toEqual({ code: 0, signal: null })
  })
})
