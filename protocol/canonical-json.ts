/**
 * Canonical JSON (RFC 8785): keys by UTF-16 code units, no white space, numbers and strings as ECMAScript writes them. Equal
 * values have equal texts, in whatever order their keys came. Absent values are left out.
 */

/** Nearly every value comes with its keys in order, and then ECMAScript's own text is the canonical one. */
export const canonicalJson = (value: unknown): string => (isOrdered(value) ? JSON.stringify(value) : sorted(value)) ?? "null"

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
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null"
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(",")}}`
}
