/**
 * Refresh tokens: `<session>.<generation>.<signature>`. The usual way is a random string whose hash is stored; a signature
 * over session and generation leaves nothing of the token in the database at all, makes the successor the same for two tabs
 * that renew at once, and tells a stolen old token from one that was made up.
 */
import { createHmac, timingSafeEqual } from "node:crypto"

const shape = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.([1-9][0-9]{0,8})\.([A-Za-z0-9_-]{43})$/

const signature = (key: Uint8Array, session: string, generation: number): Buffer =>
  createHmac("sha256", key).update(`${session}.${generation}`).digest()

export const refreshToken = (key: Uint8Array, session: string, generation: number): string =>
  `${session}.${generation}.${signature(key, session, generation).toString("base64url")}`

export const readRefreshToken = (
  key: Uint8Array,
  token: string
): { readonly session: string; readonly generation: number } | undefined => {
  const [, session, digits, mac] = shape.exec(token) ?? []
  if (session === undefined || digits === undefined || mac === undefined) return undefined
  const generation = Number(digits)
  const given = Buffer.from(mac, "base64url")
  const right = signature(key, session, generation)
  return given.length === right.length && timingSafeEqual(given, right) ? { session, generation } : undefined
}
