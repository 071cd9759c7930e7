/**
 * Where an embedded server keeps its things, and who may use them.
 *
 *     <folder>/password     the database's password, readable by whoever runs Stoa only
 *     <folder>/port         the port it listened on last
 *     <folder>/engine       which engine is using the folder
 *     <place>/data          PostgreSQL's own data
 *     <place>/server.log
 *
 * Place and folder are one, unless the server's user cannot get into the folder (Stoa run as root under root's home):
 * then the place is under /var/lib/stoa and `<folder>/place` says which.
 */
import { randomBytes } from "node:crypto"
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { dirname, join } from "node:path"
import { birthOf, isAlive } from "./processes.ts"
import { passableBy, type SystemUser } from "./system-user.ts"

export interface ServerFolder {
  readonly folder: string
  readonly place: string
  readonly data: string
  readonly log: string
}

const readLine = (path: string): string | undefined =>
  existsSync(path) ? readFileSync(path, "utf8").trim() || undefined : undefined

const placeOf = (folder: string, user: SystemUser | undefined): string => {
  const note = join(folder, "place")
  const noted = readLine(note)
  if (noted !== undefined) return noted
  if (passableBy(folder, user)) return folder
  // Often Stoa's own data folder is all that stands in the way: a way through it shows nobody what is in it.
  const parent = dirname(folder)
  if (passableBy(dirname(parent), user)) {
    chmodSync(parent, statSync(parent).mode | 0o011)
    return folder
  }
  const place = join("/var/lib/stoa", randomBytes(6).toString("hex"))
  writeFileSync(note, `${place}\n`)
  return place
}

export const prepareFolder = (path: string, user: SystemUser | undefined): ServerFolder => {
  mkdirSync(path, { recursive: true, mode: 0o755 })
  const folder = realpathSync(path)
  const place = placeOf(folder, user)
  mkdirSync(place, { recursive: true, mode: 0o755 })
  if (user !== undefined) {
    chownSync(place, user.uid, user.gid)
    chmodSync(place, 0o755)
  }
  return { folder, place, data: join(place, "data"), log: join(place, "server.log") }
}

export const passwordOf = ({ folder }: ServerFolder): string => {
  const path = join(folder, "password")
  const known = readLine(path)
  if (known !== undefined) return known
  const password = randomBytes(24).toString("hex")
  writeFileSync(path, `${password}\n`, { mode: 0o600 })
  return password
}

const freePort = (wanted: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once("error", () => resolve(undefined))
    probe.listen({ port: wanted, host: "127.0.0.1" }, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : undefined))
    })
  })

/** The port used last, if it is free, or else a free one that is remembered from then on. */
export const portOf = async ({ folder }: ServerFolder): Promise<number> => {
  const path = join(folder, "port")
  const last = Number(readLine(path) ?? 0)
  const port = (last > 0 ? await freePort(last) : undefined) ?? (await freePort(0))
  if (port === undefined) throw new Error("There is no free port on 127.0.0.1 for the embedded PostgreSQL.")
  writeFileSync(path, `${port}\n`)
  return port
}

/**
 * One engine per folder: a second one would stop the server under the first. The mark is no lock that dies with its
 * holder, so it names the process and when that began.
 */
export const claimFolder = ({ folder }: ServerFolder): (() => void) => {
  const path = join(folder, "engine")
  const mine = `${process.pid} ${birthOf(process.pid) ?? ""}`.trim()
  const holder = readLine(path)
  if (holder !== undefined && holder !== mine) {
    const [pid, ...birth] = holder.split(" ")
    if (isAlive(Number(pid)) && birthOf(Number(pid)) === birth.join(" ")) {
      throw new Error(`Another Stoa (process ${pid}) is using ${folder}. Stop it first, or set STOA_DATA to another folder.`)
    }
  }
  writeFileSync(path, `${mine}\n`)
  return () => rmSync(path, { force: true })
}
