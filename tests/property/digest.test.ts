/** LP-26: two texts are the same command when their canonical JSON (RFC 8785) is the same. */
import { hash } from "node:crypto"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { digestUnder } from "../../gateway/live/digest.ts"
import { canonicalJson as canonical } from "../../protocol/canonical-json.ts"

/** The rule as the RFC words it, without regard to speed. */
const byTheRule = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(byTheRule).join(",")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  const keys = Object.keys(value).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${keys.map((key) => `${JSON.stringify(key)}:${byTheRule(Reflect.get(value, key))}`).join(",")}}`
}

describe("the digest of a command", () => {
  it("LP-26 is the same however its keys are ordered, and tells nothing to who has the journal and not the secret", () => {
    const digest = digestUnder(new Uint8Array(32).fill(1))
    const command = { _tag: "Begin", password: "hunter2" }
    expect(digest({ password: "hunter2", _tag: "Begin" })).toBe(digest(command))
    expect(digest({ ...command, password: "hunter3" })).not.toBe(digest(command))
    expect(digestUnder(new Uint8Array(32).fill(2))(command)).not.toBe(digest(command))
    expect(hash("sha256", canonical(command), "base64url")).not.toBe(digest(command))
  })
})

describe("the canonical text of a command", () => {
  it("LP-26 is that of RFC 8785, whatever order the keys came in", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonical(value)).toBe(byTheRule(value))
      }),
      { numRuns: 1_000 }
    )
  })

  it("LP-26 orders keys as text, also those that look like numbers", () => {
    expect(canonical({ b: 1, "10": 2, "9": { z: [], a: null } })).toBe('{"10":2,"9":{"a":null,"z":[]},"b":1}')
  })
})
