/**
 * What stands between the password and the code: `<person>.<ends>.<signature>`, good for five minutes. The signature is over the
 * password's hash as well, so that a new password ends it, and nothing has to be kept.
 */
import { createHmac, timingSafeEqual } from "node:crypto"
import { UserId } from "../../protocol/ids.ts"
import { minutes } from "../../protocol/time.ts"

export const challengeLife = minutes(5)

const shape = /^([1-9][0-9]{0,15})\.([0-9]{13})\.([A-Za-z0-9_-]{43})$/

const signature = (key: Uint8Array, person: number, ends: number, passwordHash: string): Buffer =>
  createHmac("sha256", key)
    .update(JSON.stringify([person, ends, passwordHash]))
    .digest()

/** `ends`: ms since 1970. */
export const challengeFor = (key: Uint8Array, person: UserId, ends: number, passwordHash: string): string =>
  `${person}.${ends}.${signature(key, person, ends, passwordHash).toString("base64url")}`

export interface Challenge {
  readonly person: UserId
  readonly ends: number
  readonly isFor: (passwordHash: string) => boolean
}

/** `undefined`: it never was one. Whether it is one of ours shows once the password's hash is at hand. */
export const readChallenge = (key: Uint8Array, text: string): Challenge | undefined => {
  const [, person, ends, mac] = shape.exec(text) ?? []
  if (person === undefined || ends === undefined || mac === undefined) return undefined
  const given = Buffer.from(mac, "base64url")
  return {
    person: UserId.make(Number(person)),
    ends: Number(ends),
    isFor: (passwordHash) => {
      const right = signature(key, Number(person), Number(ends), passwordHash)
      return given.length === right.length && timingSafeEqual(given, right)
    }
  }
}
