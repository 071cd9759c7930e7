/**
 * Keys at rest: 32 random bytes each, wrapped by AES-256-GCM under the master key with what the key is for as
 * associated data, so that a wrapped key copied to another row does not open.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto"
import type { PersonKey } from "./keys.ts"

const nonceBytes = 12
const tagBytes = 16

/** What a person's key is bound to. */
export const purposeOfPerson = (person: number): string => `stoa person key ${person}`

/** The two halves that sealing uses, derived from the one stored key. */
export const personKey = (secret: Uint8Array): PersonKey => ({
  _tag: "PersonKey",
  encryption: Buffer.from(hkdfSync("sha256", secret, "", "stoa words encryption", 32)),
  nonces: Buffer.from(hkdfSync("sha256", secret, "", "stoa words nonces", 32))
})

/** `purpose`: what the key is bound to; it opens for the same one only. */
export const wrapKey = (master: Uint8Array, purpose: string, secret: Uint8Array): Buffer => {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv("aes-256-gcm", master, nonce)
  cipher.setAAD(Buffer.from(purpose))
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()])
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()])
}

/** Throws when the master key is another or the bytes were changed. */
export const unwrapKey = (master: Uint8Array, purpose: string, wrapped: Buffer): Buffer => {
  const decipher = createDecipheriv("aes-256-gcm", master, wrapped.subarray(0, nonceBytes))
  decipher.setAAD(Buffer.from(purpose))
  decipher.setAuthTag(wrapped.subarray(wrapped.length - tagBytes))
  return Buffer.concat([decipher.update(wrapped.subarray(nonceBytes, wrapped.length - tagBytes)), decipher.final()])
}

export const wrap = (master: Uint8Array, person: number, secret: Uint8Array): Buffer =>
  wrapKey(master, purposeOfPerson(person), secret)

export const unwrap = (master: Uint8Array, person: number, wrapped: Buffer): Buffer =>
  unwrapKey(master, purposeOfPerson(person), wrapped)
