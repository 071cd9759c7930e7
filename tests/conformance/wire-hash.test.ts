/**
 * The wire cannot change unnoticed: every Schema of the live protocol is compared with the hashes in `wire.json`. When
 * the change is meant, `STOA_ACCEPT_WIRE=on npx vitest run tests/conformance/wire-hash.test.ts` writes the file anew.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { Schema } from "effect"
import { expect, it } from "vitest"
import { presentWire } from "./wire-shapes.ts"

const file = new URL("./wire.json", import.meta.url)
const Wire = Schema.fromJsonString(
  Schema.Struct({ protocolVersion: Schema.Int, shapes: Schema.Record(Schema.String, Schema.String) })
)

const advice = `
The live protocol's messages have changed. Old clients are out there; decide which it is:
- they understand the new messages and the server still understands theirs (LP-95): keep protocolVersion;
- they do not: raise protocolVersion in protocol/live.ts, and state the change in docs/protocol/SPEC.md.
Then accept it: STOA_ACCEPT_WIRE=on npx vitest run tests/conformance/wire-hash.test.ts
Changed: `

it("LP-95 the messages are those of the version they are sent under", () => {
  const present = presentWire()
  expect(Object.keys(present.shapes).length).toBeGreaterThan(50)
  if (process.env.STOA_ACCEPT_WIRE === "on") writeFileSync(file, `${JSON.stringify(present, undefined, 2)}\n`)
  const accepted = Schema.decodeUnknownSync(Wire)(readFileSync(file, "utf8"))
  const names = new Set([...Object.keys(present.shapes), ...Object.keys(accepted.shapes)])
  const changed = [...names].filter((name) => present.shapes[name] !== accepted.shapes[name])
  expect(changed, advice + changed.join(", ")).toEqual([])
  expect(present.protocolVersion).toBe(accepted.protocolVersion)
})
