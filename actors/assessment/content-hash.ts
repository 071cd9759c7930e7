/** The name of a content: sha-256 over its canonical JSON, so that equal contents have one name wherever they were made. */
import { createHash } from "node:crypto"
import type { Paper } from "../../protocol/assessment.ts"
import type { AnswerKey } from "../facts.ts"

/** JSON with the keys of every object in code-unit order and no space between; absent values are left out. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(",")}}`
}

/** Lower-case hex. */
export const contentHash = (value: unknown): string => createHash("sha256").update(canonicalJson(value)).digest("hex")

/**
 * The name under which a paper is kept with its key (G9). The key is part of the name: two papers that read the same
 * but are graded differently, because an author corrected the key between them, are two papers.
 */
export const paperHash = (paper: Paper, key: AnswerKey): string => contentHash({ paper, key: contentHash(key) })
