/**
 * An engine for the length of the demo: the program itself as a child, on a free port, with a data folder that is gone
 * afterwards. In a process group of its own, so that Ctrl-C reaches the demo first, which then ends it in order.
 */
import { spawn, type ChildProcess } from "node:child_process"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

export interface OwnEngine {
  readonly url: string
  /** Its data folder, where the demo's accounts lie. */
  readonly data: string
  readonly stop: () => Promise<void>
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address()
      probe.close(() => (typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no port"))))
    })
  })

/** Resolves when it has said that it is ready; rejects when it ends before, with what it said. */
const ready = (child: ChildProcess, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    let said = ""
    const hear = (chunk: Buffer) => {
      said = (said + chunk.toString("utf8")).slice(-4_000)
      if (said.includes("Stoa is ready")) resolve()
    }
    child.stdout?.on("data", hear)
    child.stderr?.on("data", hear)
    child.once("exit", (code) => reject(new Error(`the engine ended (${code ?? "killed"}) before it was ready:\n${said}`)))
    child.once("error", reject)
    signal.addEventListener("abort", () => reject(signal.reason), { once: true })
  })

/** How long the engine may take to drain, in ms, before it is killed. */
const patience = 12_000

const stopped = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    const kill = setTimeout(() => child.kill("SIGKILL"), patience)
    child.once("exit", () => {
      clearTimeout(kill)
      resolve()
    })
    child.kill("SIGTERM")
  })

export const startOwnEngine = async (signal: AbortSignal): Promise<OwnEngine> => {
  const data = mkdtempSync(join(tmpdir(), "stoa-demo-"))
  // Run as root, the database runs as somebody else, who has to get in.
  chmodSync(data, 0o755)
  const port = await freePort()
  const main = fileURLToPath(new URL(`../../engine/main${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url))
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...environment } = process.env
  const child = spawn(process.execPath, [...process.execArgv, main], {
    env: {
      ...environment,
      STOA_DATA: data,
      STOA_HOST: "127.0.0.1",
      STOA_PORT: String(port),
      STOA_ACADEMY: "demo",
      STOA_LOG: "warn"
    },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true
  })
  const stop = async () => {
    await stopped(child)
    rmSync(data, { recursive: true, force: true })
  }
  try {
    await ready(child, signal)
  } catch (error) {
    await stop()
    throw error
  }
  return { url: `http://127.0.0.1:${port}`, data, stop }
}
