/**
 * PostgreSQL refuses to run as root, for good reason. Started as root, Stoa runs it as `postgres` where that user exists
 * and as `nobody` elsewhere; started as anybody else, as that user.
 */
import { readFileSync, statSync } from "node:fs"
import { dirname } from "node:path"

export interface SystemUser {
  readonly uid: number
  readonly gid: number
}

const passwdEntry = (name: string): SystemUser | undefined => {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(":") ?? []
  // macOS writes nobody as -2.
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }
}

/** Whom to become for the server; `undefined` when we are nobody special already. */
export const serverUser = (): SystemUser | undefined => {
  if (process.getuid?.() !== 0) return undefined
  const user = passwdEntry("postgres") ?? passwdEntry("_postgres") ?? passwdEntry("nobody")
  if (user === undefined) throw new Error("PostgreSQL cannot run as root, and there is neither a user postgres nor nobody here")
  return user
}

const granted = (path: string, user: SystemUser, bits: number): boolean => {
  const { mode, uid, gid } = statSync(path)
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0
  return ((mode >> shift) & bits) === bits
}

/** Can this user reach and read `path`? Every folder above has to let them through. */
export const readableBy = (path: string, user: SystemUser | undefined): boolean => {
  if (user === undefined) return true
  if (!granted(path, user, statSync(path).isDirectory() ? 5 : 4)) return false
  return passableBy(dirname(path), user)
}

/** Can this user pass through `folder` and all folders above it? */
export const passableBy = (folder: string, user: SystemUser | undefined): boolean => {
  if (user === undefined) return true
  for (let at = folder; ; at = dirname(at)) {
    if (!granted(at, user, 1)) return false
    if (dirname(at) === at) return true
  }
}
