/**
 * The whole program as people run it: compiled, a process of its own, reached by its port and nothing else. What a test
 * starts is ended with the test file, an embedded database included, however the test went.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { afterAll } from "vitest"
import { projectPath } from "../../engine/project.ts"

export interface Login {
  readonly email: string
  readonly password: string
}

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface Stoa {
  readonly url: string
  readonly port: number
  readonly pid: number
  /** From the start of the process to the line that says it is ready, in ms. */
  readonly startedInMs: number
  /** By role, as printed. */
  readonly accounts: ReadonlyMap<string, Login>
  /** Every line it has written so far, on either stream. */
  readonly said: ReadonlyArray<string>
  /** Resolves once a line with these words was written. */
  readonly saying: (words: string) => Promise<void>
  /** Sends a signal and waits for the end. */
  readonly end: (signal: NodeJS.Signals) => Promise<Ended>
}

export interface Start {
  readonly data: string
  /** Absent: an embedded database in the data folder. */
  readonly databaseUrl?: string
  /** Absent: any that is free. */
  readonly port?: number
  readonly environment?: Readonly<Record<string, string>>
}

const main = projectPath("dist", "engine", "main.js")
const running = new Set<ChildProcess>()
const folders = new Set<string>()

/** The embedded server's process over a data folder, if there is one. */
export const databaseProcess = (data: string): number | undefined => {
  const note = join(data, "postgres", "data", "postmaster.pid")
  return existsSync(note) ? Number(readFileSync(note, "utf8").split("\n")[0]) : undefined
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** A data folder that is gone after the test file. */
export const dataFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "stoa-end-to-end-"))
  // Run as root, the database's own user has to get in.
  chmodSync(folder, 0o755)
  folders.add(folder)
  return folder
}

/**
 * A port to start on again after a kill: one that the program asked the system for could not be had again for a minute,
 * while the connections of the killed one fade away.
 */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address()
      probe.close(() => (typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no port"))))
    })
  })

afterAll(async () => {
  await Promise.all(
    [...running].map(
      (child) =>
        new Promise<void>((over) => {
          child.once("exit", () => over())
          child.kill("SIGKILL")
        })
    )
  )
  for (const folder of folders) {
    const server = databaseProcess(folder)
    if (server !== undefined && isAlive(server)) process.kill(server, "SIGQUIT")
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
})

/** Whatever the surroundings have set for an installation of their own must not reach a test's. */
const surroundings = (): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(STOA_|DATABASE_URL|REDIS_URL|VITEST)/.test(name)))

const spawnStoa = (script: string, args: ReadonlyArray<string>, { data, databaseUrl, port, environment }: Start) => {
  const child = spawn(process.execPath, [script, ...args], {
    env: {
      ...surroundings(),
      STOA_DATA: data,
      STOA_PORT: String(port ?? 0),
      STOA_ACADEMY: "demo",
      STOA_PASSWORD_COST: "10",
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
      ...environment
    },
    stdio: ["ignore", "pipe", "pipe"]
  })
  running.add(child)
  const said: Array<string> = []
  const listeners = new Set<(line: string) => void>()
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      said.push(line)
      for (const listener of listeners) listener(line)
    })
  }
  // `close` comes after the last line, `exit` may come before it.
  const ended = new Promise<Ended>((resolve) =>
    child.once("close", (code, signal) => {
      running.delete(child)
      resolve({ code, signal })
    })
  )
  return { child, said, ended, onLine: (listener: (line: string) => void) => void listeners.add(listener) }
}

/** Runs one of the project's compiled programs to its end. */
export const runToEnd = async (script: string, args: ReadonlyArray<string>, start: Start): Promise<Ended & { said: string }> => {
  const { said, ended } = spawnStoa(projectPath("dist", ...script.split("/")), args, start)
  return { ...(await ended), said: said.join("\n") }
}

/** Resolves when it has printed the last line of its greeting. */
export const startStoa = async (start: Start): Promise<Stoa> => {
  const startedAt = performance.now()
  const { child, said, ended, onLine } = spawnStoa(main, [], start)
  const accounts = new Map<string, Login>()
  const ready = new Promise<{ readonly url: string; readonly startedInMs: number }>((resolve, reject) => {
    let url = ""
    onLine((line) => {
      url = /^Stoa is ready: (http:\S+)$/.exec(line)?.[1] ?? url
      const [, role, email, password] = /^ {2}(\w+) +(\S+@\S+) +(\S+)$/.exec(line) ?? []
      if (role !== undefined && email !== undefined && password !== undefined) accounts.set(role, { email, password })
      const last = start.environment?.["STOA_ACADEMY"] === "none" ? line.startsWith("API: ") : role === "admin"
      if (last) resolve({ url, startedInMs: performance.now() - startedAt })
    })
    void ended.then(({ code }) => reject(new Error(`the program ended with ${code} before it was ready:\n${said.join("\n")}`)))
  })
  const { url, startedInMs } = await ready
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid ?? 0,
    startedInMs,
    accounts,
    said,
    saying: (words) =>
      new Promise((heard) => {
        const listen = (line: string) => line.includes(words) && heard()
        said.forEach(listen)
        onLine(listen)
      }),
    end: (signal) => {
      child.kill(signal)
      return ended
    }
  }
}
