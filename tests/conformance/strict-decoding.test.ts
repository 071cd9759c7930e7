/** What clients send is decoded strictly, however it is done: nothing that a Schema doesn't know gets by. */
import { Arbitrary, Effect, Result, Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { decoder } from "../../gateway/live/decode.ts"
import { AttemptCommand } from "../../protocol/attempt.ts"
import { ExamCommand } from "../../protocol/exam.ts"
import { LearnerCommand } from "../../protocol/learner.ts"
import { CommandFrame, SubscribeFrame } from "../../protocol/live.ts"

type Json = unknown
const isObject = (value: Json): value is Record<string, Json> => typeof value === "object" && value !== null

/** The value with one of its objects, the `nth` in order, changed: a key more, a key less, or another value. */
const changed = (value: Json, nth: number, key: string, to: Json): Json => {
  let met = 0
  const visit = (node: Json): Json => {
    if (!isObject(node)) return node
    const isIt = met++ === nth
    if (Array.isArray(node)) return isIt ? [...node, to] : node.map(visit)
    const copy = Object.fromEntries(Object.entries(node).map(([name, inner]) => [name, visit(inner)]))
    if (isIt) Object.defineProperty(copy, key, { value: to, enumerable: true, writable: true, configurable: true })
    return copy
  }
  return visit(value)
}

const schemas: ReadonlyArray<readonly [string, Schema.Codec<unknown, unknown>]> = [
  ["a command's frame", CommandFrame],
  ["a subscription", SubscribeFrame],
  ["an attempt's commands", AttemptCommand],
  ["an exam's commands", ExamCommand],
  ["a learner's commands", LearnerCommand]
]
const keys = fc.constantFrom("extra", "_tag", "kind", "id", "__proto__", "constructor", "terms", "toString", "0")
const replacements = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(1, "x", null, {}, []))

describe("decoding what clients send (LP-20)", () => {
  it.each(schemas)("takes of %s what the strict Schema takes, and as the same", (_, schema) => {
    const strictly = Schema.decodeUnknownResult(schema, { onExcessProperty: "error" })
    const encode = Schema.encodeUnknownSync(schema)
    const decode = decoder(schema)
    const values = Arbitrary.schema(schema)
    const samples = fc.integer().map((seed) => Effect.runSync(Arbitrary.sampleEffect(values, { seed, count: 1, size: 4 }))[0])
    let taken = 0
    fc.assert(
      fc.property(samples, fc.option(fc.tuple(fc.nat(6), keys, replacements), { freq: 4 }), (value, change) => {
        const sent: Json = JSON.parse(JSON.stringify(encode(value)))
        const frame = change === null ? sent : changed(sent, ...change)
        const [ours, strict] = [decode(frame), strictly(frame)]
        expect(Result.isSuccess(ours)).toBe(Result.isSuccess(strict))
        if (Result.isSuccess(ours) && Result.isSuccess(strict)) {
          taken++
          expect(ours.success).toEqual(strict.success)
        }
      }),
      { numRuns: 1_000 }
    )
    expect(taken).toBeGreaterThan(100)
    expect(taken).toBeLessThan(900)
  })
})
