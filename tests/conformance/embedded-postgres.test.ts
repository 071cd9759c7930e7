/** The embedded server through the lives and deaths of engines: real processes, killed for real. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { afterAll, afterEach, describe, expect, it } from "vitest"
import { connect, type Sql } from "../../storage/sql.ts"

const root = mkdtempSync(join(tmpdir(), "stoa-embedded-"))
chmodSync(root, 0o755)
const engines = new Set<ChildProcess>()

const newFolder = (name: string): string => {
  const folder = join(root, name)
  mkdirSync(folder)
  return folder
}

interface Engine {
  readonly process: ChildProcess
  /** The URL, or why it was refused. */
  readonly said: string
}

const start = async (folder: string): Promise<Engine> => {
  const engine = spawn(
    process.execPath,
    ["--import", "tsx", join(import.meta.dirname, "fixtures", "embedded-engine.ts"), folder],
    { stdio: ["ignore", "pipe", "inherit"] }
  )
  engines.add(engine)
  const [said] = (await once(createInterface(engine.stdout), "line")) as [string]
  return { process: engine, said }
}

const end = async (engine: Engine, signal: NodeJS.Signals): Promise<void> => {
  if (engine.process.exitCode !== null || engine.process.signalCode !== null) return
  const ended = once(engine.process, "exit")
  engine.process.kill(signal)
  await ended
}

const ask = async <A>(url: string, work: (sql: Sql) => Promise<A>): Promise<A> => {
  const sql = connect(url, 1)
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

const serverPid = (folder: string): number => Number(readFileSync(join(folder, "data", "postmaster.pid"), "utf8").split("\n")[0])
const count = (url: string) =>
  ask(url, async (sql) => (await sql<Array<{ n: number }>>`select count(*)::int as n from kept`)[0]?.n)
const addRow = (url: string) =>
  ask(url, async (sql) => {
    await sql`create table if not exists kept (n integer)`
    await sql`insert into kept values (1)`
  })

afterEach(async () => {
  for (const engine of engines) await end({ process: engine, said: "" }, "SIGTERM")
  engines.clear()
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe("the embedded server", () => {
  it("keeps its data, its port and its password over a clean stop, and the password to itself", async () => {
    const folder = newFolder("clean")
    const first = await start(folder)
    await addRow(first.said)
    await end(first, "SIGTERM")
    expect(() => serverPid(folder)).toThrow()
    const second = await start(folder)
    expect(second.said).toBe(first.said)
    expect(await count(second.said)).toBe(1)
    expect(statSync(join(folder, "password")).mode & 0o777).toBe(0o600)
  })

  it("an engine that was killed leaves a server that the next one takes over", async () => {
    const folder = newFolder("orphan")
    const first = await start(folder)
    await addRow(first.said)
    const pid = serverPid(folder)
    await end(first, "SIGKILL")
    const second = await start(folder)
    expect(serverPid(folder)).toBe(pid)
    expect(await count(second.said)).toBe(1)
    await end(second, "SIGTERM")
    expect(() => serverPid(folder)).toThrow()
  })

  it("engine and server killed at once: the next start recovers", async () => {
    const folder = newFolder("both")
    const first = await start(folder)
    await addRow(first.said)
    const pid = serverPid(folder)
    await end(first, "SIGKILL")
    process.kill(pid, "SIGKILL")
    const second = await start(folder)
    expect(serverPid(folder)).not.toBe(pid)
    expect(await count(second.said)).toBe(1)
  })

  it("a server that dies under a living engine is started again, on the same port", async () => {
    const folder = newFolder("revived")
    const engine = await start(folder)
    await addRow(engine.said)
    process.kill(serverPid(folder), "SIGKILL")
    const sql = connect(engine.said, 1)
    for (;;) {
      const found = await sql<Array<{ n: number }>>`select count(*)::int as n from kept`.catch(() => undefined)
      if (found?.[0]?.n === 1) break
    }
    await sql.end({ timeout: 1 })
  })

  it("a note left by a dead server whose number now belongs to a stranger does not hinder the start", async () => {
    const folder = newFolder("stale")
    const first = await start(folder)
    await addRow(first.said)
    await end(first, "SIGTERM")
    writeFileSync(join(folder, "data", "postmaster.pid"), `${process.pid}\n${join(folder, "data")}\n0\n1\n\n\n\n`)
    const second = await start(folder)
    expect(await count(second.said)).toBe(1)
  })

  it("a second engine on the same folder is refused and told why", async () => {
    const folder = newFolder("second")
    const first = await start(folder)
    const second = await start(folder)
    expect(second.said).toMatch(/^refused: .*Another Stoa \(process [0-9]+\) is using .*Stop it first, or set STOA_DATA/)
    await addRow(first.said)
    expect(await count(first.said)).toBe(1)
  })
})
