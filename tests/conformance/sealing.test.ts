/** Sealing: reproducible where it has to be, bound to author and place, and exact in what it gives back. */
import { randomBytes } from "node:crypto"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { erasedKey } from "../../storage/keys/keys.ts"
import { personKey, unwrap, wrap } from "../../storage/keys/wrapping.ts"
import { authorsOf, openText, openValue, sealersOf, sealRow, sealText, sealValue } from "../../storage/sealing.ts"

const keys = new Map([1, 2, 3].map((person) => [person, personKey(randomBytes(32))]))
const keyOf = (person: number) => keys.get(person)

const someWords = fc.record({ _tag: fc.constant("Words"), by: fc.constantFrom(1, 2, 3), value: fc.jsonValue() })
const { value: anything } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.jsonValue(),
    someWords,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string({ maxLength: 6 }), tie("value"), { maxKeys: 4 })
  )
}))
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe("sealing", () => {
  it("what was sealed opens to what it was, and a row seals to the same bytes every time", () => {
    fc.assert(
      fc.property(anything, fc.string(), (value, place) => {
        expect(openText(sealText(value, keyOf, place), keyOf, place)).toEqual(asJson(value))
        const row = sealRow(value, keyOf, place)
        expect(openText(row, keyOf, place)).toEqual(asJson(value))
        expect(sealRow(asJson(value), keyOf, place)).toBe(row)
      }),
      { numRuns: 1_000 }
    )
  })

  it("no nonce comes twice, however many are drawn", () => {
    const words = { _tag: "Words", by: 1, value: "yes" }
    const nonces = Array.from({ length: 5_000 }, () => (sealValue(words, keyOf, "p") as { box: string }).box.slice(0, 16))
    expect(new Set(nonces).size).toBe(nonces.length)
  })

  it("says whose keys are needed, before and after", () => {
    const value = [{ a: { _tag: "Words", by: 1, value: "x" } }, { _tag: "Words", by: 3, value: null }]
    expect(authorsOf(value)).toEqual(new Set([1, 3]))
    expect(sealersOf(sealValue(value, keyOf, "p"))).toEqual(new Set([1, 3]))
  })

  it("a box does not open in another place, on another path, or as another author's", () => {
    const sealed = sealValue({ mine: { _tag: "Words", by: 1, value: "secret" } }, keyOf, "events attempt/1 1") as { mine: object }
    expect(() => openValue(sealed, keyOf, "events attempt/2 1")).toThrow()
    expect(() => openValue({ other: sealed.mine }, keyOf, "events attempt/1 1")).toThrow()
    expect(() => openValue({ mine: { ...sealed.mine, by: 2 } }, keyOf, "events attempt/1 1")).toThrow()
  })

  it("equal words in different places do not look equal", () => {
    const value = [1, 2].map(() => ({ _tag: "Words", by: 1, value: "yes" }))
    const [first, second] = sealValue(value, keyOf, "p") as ReadonlyArray<{ box: string }>
    expect(first?.box).not.toBe(second?.box)
  })

  it("with the key erased there is Erased, going up and coming down", () => {
    const value = { _tag: "Words", by: 1, value: "secret" }
    const sealed = sealValue(value, keyOf, "p")
    expect(openValue(sealed, () => erasedKey, "p")).toEqual({ _tag: "Erased", by: 1 })
    expect(openValue(sealed, () => undefined, "p")).toEqual({ _tag: "Erased", by: 1 })
    expect(sealValue(value, () => erasedKey, "p")).toEqual({ _tag: "Erased", by: 1 })
  })

  it("a wrapped key opens for its person under its master key only", () => {
    const [master, secret] = [randomBytes(32), randomBytes(32)]
    const wrapped = wrap(master, 7, secret)
    expect(unwrap(master, 7, wrapped)).toEqual(secret)
    expect(() => unwrap(master, 8, wrapped)).toThrow()
    expect(() => unwrap(randomBytes(32), 7, wrapped)).toThrow()
  })
})
