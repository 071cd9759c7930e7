/** Whether an answer is the word's. */
import type { Answer } from "./rest.ts"

/** Codes that say no for who is asking, or that a row asked badly; every other one is about the state of things. */
const notAllowed: ReadonlySet<string> = new Set([
  ...(["unauthenticated", "token_expired", "bad_credentials", "forbidden", "not_found", "not_enrolled"] as const),
  ...(["malformed", "unknown_event", "invalid", "too_large", "unsupported_version", "id_reused"] as const),
  ...(["overloaded", "unavailable", "storage_full", "rate_limited", "internal"] as const)
])
const codeOf: Readonly<Record<string, string>> = { 401: "unauthenticated", 403: "forbidden", 404: "not_found", seen: "forbidden" }

/** What is wrong with the answer, in a sentence; nothing where it is right. */
export const complaint = (word: string, { status, code }: Answer): string | undefined => {
  const got = `${status}${code === "" ? "" : ` ${code}`}`
  if (word === "yes") return status < 400 || (code !== "" && !notAllowed.has(code)) ? undefined : `expected yes, got ${got}`
  return code === (codeOf[word] ?? word) ? undefined : `expected ${word}, got ${got}`
}

/** Whether the answer must not tell the thing from one that does not exist. */
export const conceals = (word: string, variant: string | undefined): boolean =>
  ["401", "403", "404"].includes(word) || (variant === "hidden" && word !== "yes" && word !== "seen")
