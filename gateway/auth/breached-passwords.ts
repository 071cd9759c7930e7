/**
 * The list of breached passwords: five bytes of each one's SHA-256, sorted, in one buffer that is searched by bisection. A
 * set of two hundred thousand strings would cost twenty times the memory and a tenth of a second of every start. Of 40 bits
 * one password in five million is refused although nobody ever used it.
 */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { projectPath } from "../../engine/project.ts"

/** Made by `scripts/breached-passwords.ts`. */
export const breachedFile = ["gateway", "auth", "breached-passwords.bin"] as const
export const entryBytes = 5

/** `entry` is a password as `folded` has it. */
export const fingerprint = (entry: string): Buffer => createHash("sha256").update(entry).digest().subarray(0, entryBytes)

export interface BreachedPasswords {
  readonly entries: number
  /** `entry` is a password as `folded` has it. */
  readonly has: (entry: string) => boolean
}

export const readBreachedPasswords = (): BreachedPasswords => {
  const file = readFileSync(projectPath(...breachedFile))
  const entries = file.length / entryBytes
  if (!Number.isInteger(entries)) throw new Error(`${breachedFile.join("/")} is cut short: make it again`)
  return {
    entries,
    has: (entry) => {
      const wanted = fingerprint(entry)
      let [low, high] = [0, entries]
      while (low < high) {
        const middle = (low + high) >>> 1
        const at = middle * entryBytes
        const order = file.compare(wanted, 0, entryBytes, at, at + entryBytes)
        if (order === 0) return true
        if (order < 0) low = middle + 1
        else high = middle
      }
      return false
    }
  }
}
