/** What an operator sees of the program: it starts, says where it is, stops when told, and comes back from a kill. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { StoaClient } from "../../client/index.ts"
import { undisturbed } from "../undisturbed.ts"
import { dataFolder, databaseProcess, freePort, isAlive, runToEnd, startStoa, type Stoa } from "./stoa.ts"

const roles = ["student", "instructor", "mentor", "proctor", "corporate", "admin"]

const login = (stoa: Stoa, role: string): { readonly email: string; readonly password: string } => {
  const account = stoa.accounts.get(role)
  if (account === undefined) throw new Error(`no account was printed for ${role}`)
  return account
}

const myCourses = async (stoa: Stoa): Promise<ReadonlyArray<string>> => {
  const client = new StoaClient({ url: stoa.url })
  const { email, password } = login(stoa, "student")
  await client.login(email, password)
  return (await client.rest.myCourses()).map(({ title }) => title)
}

describe("an installation with a database of its own", async () => {
  const data = dataFolder()
  const port = await freePort()
  let stoa: Stoa

  it("prints its address and one account per role at the first start, and each of them can log in", async () => {
    stoa = await startStoa({ data })
    expect([...stoa.accounts.keys()]).toEqual(roles)
    for (const role of roles) {
      const { email, password } = login(stoa, role)
      expect((await new StoaClient({ url: stoa.url }).login(email, password)).role).toBe(role)
    }
    const student = new StoaClient({ url: stoa.url })
    const { email, password } = login(stoa, "student")
    await student.login(email, password)
    await student.connect()
    const [course] = await student.rest.courses({ search: "Foundations" })
    if (course === undefined) throw new Error("the demo academy is not there")
    await student.course(course.id).enrol()
    student.close()
  })

  it("is stopped by Ctrl-C, with its database", async () => {
    const database = databaseProcess(data)
    if (database === undefined) throw new Error("there is no database")
    expect(isAlive(database)).toBe(true)
    expect(await stoa.end("SIGINT")).toEqual({ code: 0, signal: null })
    expect(isAlive(database)).toBe(false)
    expect(databaseProcess(data)).toBeUndefined()
    expect(stoa.said.join("\n")).toContain("Everything acknowledged is stored.")
  })

  it("starts again in under 5 s with all its data and the same passwords", async () => {
    stoa = await startStoa({ data, port })
    const limit = undisturbed(5_000)
    expect(await myCourses(stoa)).toEqual(["Foundations of security"])
    expect(stoa.startedInMs).toBeLessThan(limit)
  })

  it("comes back from kill -9 as from any stop, taking over the database that was left running", async () => {
    const connected = new StoaClient({ url: stoa.url })
    await connected.login(login(stoa, "student").email, login(stoa, "student").password)
    await connected.connect()
    const database = databaseProcess(data)
    expect(database).toBeDefined()
    expect(await stoa.end("SIGKILL")).toEqual({ code: null, signal: "SIGKILL" })
    stoa = await startStoa({ data, port })
    const limit = undisturbed(5_000)
    expect(databaseProcess(data)).toBe(database)
    expect(await myCourses(stoa)).toEqual(["Foundations of security"])
    connected.close()
    expect(stoa.startedInMs).toBeLessThan(limit)
  })

  it("refuses a second engine over the same data folder, and the first goes on until SIGTERM", async () => {
    const second = await runToEnd("engine/main.js", [], { data })
    expect(second.code).toBe(1)
    expect(second.said).toContain("Another Stoa (process")
    expect(await myCourses(stoa)).toEqual(["Foundations of security"])
    // Along with the database, which another had started.
    expect(await stoa.end("SIGTERM")).toEqual({ code: 0, signal: null })
    expect(databaseProcess(data)).toBeUndefined()
  })

  it.each(["fsync", "full_page_writes"])("refuses a server with %s off, and serves again once it is on", async (setting) => {
    const override = join(data, "postgres", "data", "postgresql.auto.conf")
    writeFileSync(override, `${setting} = off\n`)
    const refused = await runToEnd("engine/main.js", [], { data })
    writeFileSync(override, "")
    expect(refused.code).toBe(1)
    expect(refused.said).toContain(`The database has ${setting} = off`)
    expect(refused.said).toContain(`Set ${setting} = on in postgresql.conf`)
    expect(databaseProcess(data)).toBeUndefined()
  })
})
