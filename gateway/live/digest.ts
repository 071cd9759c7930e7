/**
 * What makes two commands the same command: the sha-256 of their canonical JSON (RFC 8785: keys by UTF-16 code units,
 * no white space, numbers and strings as ECMAScript writes them). So a client may order keys as it likes.
 */
import { hash } from "node:crypto"

export const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null"
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`
}

/** base64url without padding. `command` is as it was sent. */
export const digestOf = (command: unknown): string => hash("sha256", canonical(command), "base64url")
