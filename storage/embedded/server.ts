/**
 * One PostgreSQL server process over one data folder: made, started, found again, stopped.
 *
 * It runs in a process group of its own, so that Ctrl-C in the terminal reaches the engine alone, which drains and then
 * stops the server. An engine that was killed leaves its server running; the next engine takes it over, which is both the
 * fastest way back and the gentlest: nothing has to be recovered.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { chownSync, closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import type { Binaries } from "./binaries.ts"
import type { ServerFolder } from "./folder.ts"
import { commandOf, isAlive, isListed, processesIn } from "./processes.ts"
import type { SystemUser } from "./system-user.ts"

export const databaseUser = "stoa"

export interface RunningServer {
  readonly pid: number
  readonly port: number
}

const environment = { LC_ALL: "C", PATH: process.env["PATH"] ?? "", TZ: "UTC" }
const asUser = (user: SystemUser | undefined) => (user === undefined ? {} : { uid: user.uid, gid: user.gid })

/** Makes the data folder, whole or not at all: it gets its name when everything in it is on the disk. */
export const initialise = (
  programs: Binaries,
  { data, place }: ServerFolder,
  password: string,
  user: SystemUser | undefined
): void => {
  if (existsSync(data)) return
  const unfinished = `${data}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  const passwordFile = join(place, "initial-password")
  writeFileSync(passwordFile, password, { mode: 0o600 })
  try {
    if (user !== undefined) chownSync(passwordFile, user.uid, user.gid)
    const made = spawnSync(
      programs.initdb,
      [
        ...["--pgdata", unfinished, "--username", databaseUser, "--pwfile", passwordFile],
        ...["--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-instructions"]
      ],
      { cwd: place, env: environment, encoding: "utf8", ...asUser(user) }
    )
    if (made.status !== 0) {
      throw new Error(`PostgreSQL's data folder could not be made in ${place}: ${made.error?.message ?? made.stderr.trim()}`)
    }
    renameSync(unfinished, data)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

/** The server's own note of itself: process, port and, once it takes connections, `ready`. */
const readNote = (data: string): (RunningServer & { readonly ready: boolean }) | undefined => {
  const path = join(data, "postmaster.pid")
  if (!existsSync(path)) return undefined
  const lines = readFileSync(path, "utf8").split("\n")
  return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === "ready" }
}

const isServer = (pid: number, data: string): boolean => isAlive(pid) && commandOf(pid).includes(data)

/** A server that an engine before us left running over this folder. */
export const findServer = ({ data }: ServerFolder): RunningServer | undefined => {
  const note = readNote(data)
  return note !== undefined && isServer(note.pid, data) ? { pid: note.pid, port: note.port } : undefined
}

/** Resolves once `check` holds; there is no event for another program's progress. */
const until = async (check: () => boolean, withinMs: number): Promise<boolean> => {
  const give = Date.now() + withinMs
  while (!check()) {
    if (Date.now() > give) return false
    await delay(10)
  }
  return true
}

/**
 * Clears what a killed server left. Its children may outlive it by a moment, and starting beside them would damage the
 * data, so they are waited for and then ended. A note whose number belongs to a stranger by now, or to a dead
 * server that nobody has collected (in a container there may be nobody), would make PostgreSQL refuse, and is removed.
 */
const clearRemains = async ({ data }: ServerFolder): Promise<void> => {
  const left = () => processesIn(data)
  if (!(await until(() => left().length === 0, 3_000))) {
    for (const pid of left()) process.kill(pid, "SIGKILL")
    await until(() => left().length === 0, 3_000)
  }
  const note = readNote(data)
  if (note !== undefined && isListed(note.pid) && !isServer(note.pid, data)) rmSync(join(data, "postmaster.pid"))
}

const lastWords = (log: string, from: number): string =>
  existsSync(log) ? readFileSync(log).subarray(from).toString("utf8").trim().split("\n").slice(-5).join("\n") : ""

const startBy = 10 * 60_000
const largestLog = 10 * 1024 * 1024

/** Resolves when the server takes connections, which after a crash is after recovery. */
export const startServer = async (
  programs: Binaries,
  folder: ServerFolder,
  port: number,
  settings: string,
  user: SystemUser | undefined
): Promise<{ readonly server: RunningServer; readonly child: ChildProcess }> => {
  const { data, log } = folder
  await clearRemains(folder)
  writeFileSync(join(data, "postgresql.conf"), settings)
  const logged = existsSync(log) ? statSync(log).size : 0
  if (logged > largestLog) renameSync(log, `${log}.1`)
  const from = logged > largestLog ? 0 : logged
  const output = openSync(log, "a", 0o640)
  const child = spawn(programs.postgres, ["-D", data, "-p", String(port)], {
    cwd: data,
    detached: true,
    env: environment,
    stdio: ["ignore", output, output],
    ...asUser(user)
  })
  closeSync(output)
  child.unref()
  let failure: Error | undefined
  child.once("error", (error) => {
    failure = error
  })
  const ended = () => failure !== undefined || child.exitCode !== null || child.signalCode !== null
  const ready = () => {
    const note = readNote(data)
    return note?.ready === true && note.pid === child.pid
  }
  await until(() => ended() || ready(), startBy)
  if (ended() || child.pid === undefined || !ready()) {
    throw new Error(`PostgreSQL did not start: ${failure?.message ?? lastWords(log, from)} (its log is ${log})`)
  }
  return { server: { pid: child.pid, port }, child }
}

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (isAlive(pid)) throw error
  }
}

/** Fast shutdown: connections are closed, everything is written out. Immediate after a minute, which only costs a recovery. */
export const stopServer = async (pid: number): Promise<void> => {
  send(pid, "SIGINT")
  if (await until(() => !isAlive(pid), 60_000)) return
  send(pid, "SIGQUIT")
  await until(() => !isAlive(pid), 10_000)
}
