/**
 * What makes two commands the same command: the sha-256 of their canonical JSON (RFC 8785: keys by UTF-16 code units,
 * no white space, numbers and strings as ECMAScript writes them). So a client may order keys as it likes.
 */
import { hash } from "node:crypto"

/** Nearly every command comes with its keys in order, and then ECMAScript's own text is the canonical one. */
export const canonical = (value: unknown): string => (isOrdered(value) ? JSON.stringify(value) : sorted(value)) ?? "null"

const isOrdered = (value: unknown): boolean => {
  if (typeof value !== "object" || value === null) return true
  if (Array.isArray(value)) return value.every(isOrdered)
  let before: string | undefined
  for (const key of Object.keys(value)) {
    if (before !== undefined && key < before) return false
    if (!isOrdered(Reflect.get(value, key))) return false
    before = key
  }
  return true
}

/** Put together as text: an object of ECMAScript's would put keys that look like indices first, and by number. */
const sorted = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null"
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`
}

/** base64url without padding. `command` is as it was sent. */
export const digestOf = (command: unknown): string => hash("sha256", canonical(command), "base64url")
