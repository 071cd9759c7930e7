/**
 * A Redis server for tests and for trying two nodes on one machine. In order: REDIS_URL; a server on the path; on
 * Debian or Ubuntu its package unpacked under .stoa/tools; else a sentence that says what to install. It is never
 * skipped in silence.
 */
import { spawn } from "node:child_process"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { Redis } from "ioredis"
import { hasApt, onPath, type Tool, ToolMissing, unpackedTool } from "./debian-packages.ts"

const toSay = (line: string): void => void process.stderr.write(`redis: ${line}\n`)
const advice =
  "Install one (Debian/Ubuntu: apt-get install redis-server; macOS: brew install redis) or set REDIS_URL, and run this again."

export const ensureRedisServer = async (tools = resolve(".stoa/tools"), log = toSay): Promise<Tool> => {
  const found = await onPath(["redis-server", "valkey-server"])
  if (found !== undefined) return { executable: found, environment: {}, source: found }
  if (!(await hasApt())) throw new ToolMissing(`No Redis server was found on the path. ${advice}`)
  try {
    return await unpackedTool(["redis-server"], "usr/bin/redis-server", join(tools, "redis"), log)
  } catch (cause) {
    throw new ToolMissing(`No Redis server was found and its package could not be fetched. ${advice}`, { cause })
  }
}

export interface RunningRedis {
  readonly url: string
  readonly stop: () => Promise<void>
  /** Starts the same server on the same port after `stop`; absent for a server that was given by its address. */
  readonly start?: () => Promise<void>
}

const freePort = (): Promise<number> =>
  new Promise((done, failed) => {
    const server = createServer()
    server.once("error", failed)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => (typeof address === "object" && address !== null ? done(address.port) : failed(new Error("no port"))))
    })
  })

const answers = async (url: string): Promise<void> => {
  const connection = new Redis(url, { lazyConnect: true, retryStrategy: (tries) => (tries > 100 ? null : 50) })
  // Each refused connection is also an event; the retry strategy is what decides.
  connection.on("error", () => {})
  try {
    await connection.connect().catch(() => {})
    await connection.ping()
  } finally {
    connection.disconnect()
  }
}

/** Starts a server of our own on a free loopback port, with nothing written to disk; or answers with REDIS_URL. */
export const startRedis = async (log = toSay): Promise<RunningRedis> => {
  const given = process.env["REDIS_URL"]
  if (given !== undefined && given !== "") return { url: given, stop: () => Promise.resolve() }
  const tool = await ensureRedisServer(undefined, log)
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  let stopRunning = (): Promise<void> => Promise.resolve()

  const start = async (): Promise<void> => {
    const child = spawn(
      tool.executable,
      ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", tmpdir()],
      { env: { ...process.env, ...tool.environment }, stdio: ["ignore", "ignore", "pipe"] }
    )
    let complaints = ""
    child.stderr.on("data", (chunk) => (complaints += chunk))
    const ended = new Promise<void>((done) => child.once("exit", () => done()))
    const orphaned = (): void => void child.kill("SIGKILL")
    process.once("exit", orphaned)
    stopRunning = async () => {
      process.removeListener("exit", orphaned)
      child.kill("SIGTERM")
      await ended
    }
    await Promise.race([
      answers(url),
      ended.then(() => Promise.reject(new Error(`${tool.source} ended at once: ${complaints.trim()}`)))
    ])
  }

  await start()
  return { url, start, stop: () => stopRunning() }
}
