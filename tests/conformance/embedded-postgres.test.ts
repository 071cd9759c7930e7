/** The embedded server through the lives and deaths of engines: real processes, killed for real. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { afterAll, afterEach, describe, expect, it } from "vitest"
import { compiled } from "../compiled.ts"
import { isAlive } from "../../storage/embedded/processes.ts"
import { connect, type Sql } from "../../storage/sql.ts"

const root = mkdtempSync(join(tmpdir(), "stoa-embedded-"))
chmodSync(root, 0o755)
const engines = new Set<ChildProcess>()

/** One for all tests: each leaves it as a clean stop does, and making one takes longer than any of them. */
const folder = join(root, "postgres")

interface Engine {
  readonly process: ChildProcess
  /** The URL, or why it was refused. */
  readonly said: string
}

const start = async (): Promise<Engine> => {
  const engine = spawn(process.execPath, [compiled("tests/conformance/fixtures/embedded-engine.ts"), folder], {
    stdio: ["ignore", "pipe", "inherit"]
  })
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

const note = join(folder, "data", "postmaster.pid")
const serverPid = (): number => Number(readFileSync(note, "utf8").split("\n")[0])
const count = (url: string) =>
  ask(url, async (sql) => (await sql<Array<{ n: number }>>`select count(*)::int as n from kept`)[0]?.n)
const addRow = (url: string) =>
  ask(url, async (sql) => {
    await sql`drop table if exists kept`
    await sql`create table kept (n integer)`
    await sql`insert into kept values (1)`
  })

afterEach(async () => {
  for (const engine of engines) await end({ process: engine, said: "" }, "SIGTERM")
  engines.clear()
})
afterAll(() => {
  // A test that failed half-way may have left a server that no engine would stop any more, or the stranger's number.
  if (existsSync(note) && serverPid() !== process.pid && isAlive(serverPid())) process.kill(serverPid(), "SIGQUIT")
  rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
})

describe("the embedded server", () => {
  it("keeps its data, its port and its password over a clean stop, and the password to itself", async () => {
    const first = await start()
    await addRow(first.said)
    await end(first, "SIGTERM")
    expect(() => serverPid()).toThrow()
    const second = await start()
    expect(second.said).toBe(first.said)
    expect(await count(second.said)).toBe(1)
    expect(statSync(join(folder, "password")).mode & 0o777).toBe(0o600)
  })

  it("an engine that was killed leaves a server that the next one takes over", async () => {
    const first = await start()
    await addRow(first.said)
    const pid = serverPid()
    await end(first, "SIGKILL")
    const second = await start()
    expect(serverPid()).toBe(pid)
    expect(await count(second.said)).toBe(1)
    await end(second, "SIGTERM")
    expect(() => serverPid()).toThrow()
  })

  it("engine and server killed at once: the next start recovers", async () => {
    const first = await start()
    await addRow(first.said)
    const pid = serverPid()
    await end(first, "SIGKILL")
    process.kill(pid, "SIGKILL")
    const second = await start()
    expect(serverPid()).not.toBe(pid)
    expect(await count(second.said)).toBe(1)
  })

  it("a server that dies under a living engine is started again, on the same port", async () => {
    const engine = await start()
    await addRow(engine.said)
    process.kill(serverPid(), "SIGKILL")
    const sql = connect(engine.said, 1)
    for (;;) {
      const found = await sql<Array<{ n: number }>>`select count(*)::int as n from kept`.catch(() => undefined)
      if (found?.[0]?.n === 1) break
    }
    await sql.end({ timeout: 1 })
  })

  it("a note left by a dead server whose number now belongs to a stranger does not hinder the start", async () => {
    const first = await start()
    await addRow(first.said)
    await end(first, "SIGTERM")
    writeFileSync(note, `${process.pid}\n${join(folder, "data")}\n0\n1\n\n\n\n`)
    const second = await start()
    expect(await count(second.said)).toBe(1)
  })

  it("a second engine on the same folder is refused and told why", async () => {
    const first = await start()
    const second = await start()
    expect(second.said).toMatch(/^refused: .*Another Stoa \(process [0-9]+\) is using .*Stop it first, or set STOA_DATA/)
    await addRow(first.said)
    expect(await count(first.said)).toBe(1)
  })
})
