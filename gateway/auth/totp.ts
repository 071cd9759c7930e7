/** Codes of the hour (RFC 6238) as every authenticator makes them, and the codes for who has lost theirs. */
import { Secret, TOTP } from "otpauth"
import { createHash, randomBytes } from "node:crypto"

/** Six digits of SHA-1 over steps of 30 s: the one form that all authenticators know. */
const form = { issuer: "Stoa", algorithm: "SHA1", digits: 6, period: 30 } as const
const secretBytes = 20

/** In base32. */
export const newSecret = (): string => new Secret({ size: secretBytes }).base32

/** What a QR code holds. `label`: whose it is, as their authenticator will show it. */
export const uriOf = (secret: string, label: string): string =>
  new TOTP({ ...form, label, secret: Secret.fromBase32(secret) }).toString()

export const isTotp = (code: string): boolean => /^[0-9]{6}$/.test(code)

/** The step of time whose code this is, of the one at `now` (ms since 1970) and those beside it. */
export const stepOf = (secret: string, code: string, now: number): number | undefined => {
  // The library compares bytes, and throws where as many characters are more of them.
  if (!isTotp(code)) return undefined
  const totp = new TOTP({ ...form, secret: Secret.fromBase32(secret) })
  const delta = totp.validate({ token: code, timestamp: now, window: 1 })
  return delta === null ? undefined : totp.counter({ timestamp: now }) + delta
}

const recoveryCodes = 10
/** Without the letters that are taken for digits. */
const letters = "abcdefghjkmnpqrstvwxyz0123456789"

/** `xxxx-xxxx-xxxx-xxxx`, 80 bits each. */
export const newRecoveryCodes = (): ReadonlyArray<string> =>
  Array.from({ length: recoveryCodes }, () =>
    Array.from(randomBytes(16), (byte) => letters[byte % letters.length])
      .join("")
      .replaceAll(/(.{4})(?=.)/g, "$1-")
  )

/** However it was typed. */
export const recoveryHash = (person: number, code: string): Buffer =>
  createHash("sha256")
    .update(`${person} ${code.toLowerCase().replaceAll(/[^a-z0-9]/g, "")}`)
    .digest()
