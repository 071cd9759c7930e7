import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { contradiction, ownTerms, resolve, roomFor } from "../../actors/exam/terms.ts"
import { Schema } from "effect"
import { Terms } from "../../protocol/exam.ts"
import { millis } from "../../protocol/time.ts"
import { at, minute } from "./exam-room.ts"

const terms = Schema.decodeUnknownSync(Terms)
const exam = { opensAt: at(0), closesAt: at(60 * minute) }
const ms = (count: number) => millis(count * minute)

describe("terms resolved for one learner (T2)", () => {
  const cases: ReadonlyArray<readonly [string, ReadonlyArray<object>, object, object]> = [
    ["T2 nobody says anything: the exam's", [], {}, { ...exam, factor: "1", extra: 0 }],
    ["T2 a group's value", [{ limit: 40 * minute, extra: 5 }], {}, { ...exam, limit: 40 * minute, factor: "1", extra: 5 }],
    [
      "T2 a personal value beats a more generous group's, and only that field",
      [{ limit: null, extra: 9, attempts: 5 }],
      { limit: 30 * minute, attempts: 1 },
      { ...exam, limit: 30 * minute, attempts: 1, factor: "1", extra: 9 }
    ],
    [
      "T2 among groups the earliest opening and the latest close",
      [
        { opensAt: at(5), closesAt: at(70 * minute) },
        { opensAt: at(-5), closesAt: at(50 * minute) }
      ],
      {},
      { opensAt: at(-5), closesAt: at(70 * minute), factor: "1", extra: 0 }
    ],
    [
      "T2 none is the most generous, of close, limit and attempts",
      [
        { closesAt: null, limit: 9 * minute, attempts: null },
        { closesAt: at(99), limit: null, attempts: 9 }
      ],
      {},
      { opensAt: at(0), closesAt: null, limit: null, attempts: null, factor: "1", extra: 0 }
    ],
    [
      "T2 the largest factor is largest as a number",
      [{ factor: "2" }, { factor: "10" }],
      {},
      { ...exam, factor: "10", extra: 0 }
    ],
    ["T4 1.25 is passed on as it is", [{ factor: "1.25" }], {}, { ...exam, factor: "1.25", extra: 0 }],
    [
      "T2 a person's absolute limit takes no factor, neither theirs nor a group's",
      [{ factor: "2" }],
      { limit: 90 * minute, absolute: true, factor: "1.5", extra: 60 },
      { ...exam, limit: 90 * minute, factor: "1", extra: 60 }
    ],
    [
      "T2 a person's limit that is not absolute takes the group's factor",
      [{ factor: "2" }],
      { limit: 90 * minute },
      { ...exam, limit: 90 * minute, factor: "2", extra: 0 }
    ],
    [
      "T2 a person may have fewer than the groups: no close becomes one",
      [{ closesAt: null }],
      { closesAt: at(9) },
      { ...exam, closesAt: at(9), factor: "1", extra: 0 }
    ]
  ]
  for (const [name, groups, personal, expected] of cases) {
    it(name, () =>
      expect(
        resolve(
          exam,
          groups.map((each) => terms(each)),
          terms(personal)
        )
      ).toEqual(expected)
    )
  }

  const some = <A>(arbitrary: fc.Arbitrary<A>) => fc.option(arbitrary, { nil: undefined })
  const anyTerms: fc.Arbitrary<Terms> = fc
    .record({
      opensAt: some(fc.integer({ min: -50, max: 50 }).map((n) => at(n))),
      closesAt: some(fc.option(fc.integer({ min: 60, max: 99 }).map((n) => at(n * minute)))),
      limit: some(fc.option(fc.nat(90).map((n) => n * minute))),
      absolute: some(fc.boolean()),
      factor: some(fc.constantFrom("1", "1.25", "1.5", "2", "9.9999", "10")),
      extra: some(fc.nat(99)),
      attempts: some(fc.option(fc.integer({ min: 1, max: 100 })))
    })
    .map((fields) => terms(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))))
  const groups = fc.array(anyTerms, { maxLength: 5 })

  /** The rule said again, field by field, with a rank instead of comparisons. */
  const best = <K extends keyof Terms>(field: K, of: ReadonlyArray<Terms>, rank: (value: Terms[K]) => number) =>
    of
      .map((each) => each[field])
      .filter((value) => value !== undefined)
      .sort((a, b) => rank(b) - rank(a))[0]
  const high = (value: number | null | undefined): number => value ?? Number.POSITIVE_INFINITY

  it("T2 holds for any groups and personal terms, in any order of the groups", () => {
    fc.assert(
      fc.property(groups, anyTerms, (given, own) => {
        const resolved = resolve(exam, given, own)
        const expected = {
          opensAt: own.opensAt ?? best("opensAt", given, (value) => -high(value)) ?? exam.opensAt,
          closesAt:
            "closesAt" in own
              ? own.closesAt
              : (best("closesAt", given, high) ?? (given.some((g) => g.closesAt === null) ? null : exam.closesAt)),
          limit: "limit" in own ? own.limit : best("limit", given, high),
          attempts: "attempts" in own ? own.attempts : best("attempts", given, high),
          factor: own.absolute === true && "limit" in own ? "1" : (own.factor ?? best("factor", given, Number) ?? "1"),
          extra: own.extra ?? best("extra", given, high) ?? 0
        }
        expect(resolved).toEqual(Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== undefined)))
        expect(ownTerms([...given].reverse(), own)).toEqual(ownTerms(given, own))
      }),
      { numRuns: 2000 }
    )
  })
  it("T2 one more group never takes anything away", () => {
    fc.assert(
      fc.property(groups, anyTerms, (given, more) => {
        const [before, after] = [ownTerms(given), ownTerms([...given, more])]
        if (before.opensAt !== undefined) expect(after.opensAt).toBeLessThanOrEqual(before.opensAt)
        for (const field of ["closesAt", "limit", "attempts"] as const) {
          if (before[field] !== undefined) expect(high(after[field])).toBeGreaterThanOrEqual(high(before[field]))
        }
        expect(Number(after.factor ?? 1)).toBeGreaterThanOrEqual(Number(before.factor ?? 1))
        expect(after.extra ?? 0).toBeGreaterThanOrEqual(before.extra ?? 0)
      }),
      { numRuns: 1000 }
    )
  })
})

describe("what an author is told (T4)", () => {
  const cuts = { closeCuts: true, limit: ms(45), jitterMs: millis(0) }
  const warned = (given: object, more: object = {}) => roomFor(resolve(exam, [], terms(given)), { ...cuts, ...more })
  it("T4 says nothing where the whole time fits, to the millisecond", () => {
    expect(warned({})).toEqual([])
    expect(warned({ limit: 60 * minute })).toEqual([])
    expect(warned({ extra: 15 * minute })).toEqual([])
  })
  it("T4 warns where window and limit leave no room, and how much is lost", () => {
    expect(warned({ limit: 60 * minute + 1 })).toHaveLength(1)
    expect(warned({ extra: 15 * minute + 1 })).toHaveLength(1)
    expect(warned({ limit: 61 * minute + 30_000 })).toEqual([
      "The window is 60 min and takes 61 min 30 s: whoever begins at the opening loses 1 min 30 s."
    ])
    expect(warned({ limit: 60 * minute }, { jitterMs: millis(1) })).toHaveLength(1)
  })
  it("T4 a factor moves the close by what it adds, and so takes no room", () => {
    expect(warned({ factor: "10" })).toEqual([])
    expect(warned({ limit: 60 * minute, factor: "2" })).toEqual([])
  })
  it("T4 nothing cuts, nothing to warn of; and a factor on nothing is told", () => {
    expect(warned({ limit: 99 * minute }, { closeCuts: false })).toEqual([])
    expect(warned({ limit: 99 * minute, closesAt: null })).toEqual([])
    expect(warned({ limit: null })).toEqual([])
    expect(warned({ limit: null, factor: "1.5" })).toEqual([])
    expect(warned({ limit: null, closesAt: null, factor: "1.5" })).toEqual([
      "With neither a limit nor a close, the factor lengthens nothing."
    ])
  })
  it("T2 terms that contradict themselves are refused when written", () => {
    const field = (given: object, of: "group" | "person") => contradiction(terms(given), exam, of)?.field
    expect(field({ limit: 1, absolute: true }, "person")).toBeUndefined()
    expect(field({ limit: null, absolute: true }, "person")).toBeUndefined()
    expect(field({ absolute: false }, "group")).toBeUndefined()
    expect(field({ absolute: true }, "person")).toBe("terms.absolute")
    expect(field({ limit: 1, absolute: true }, "group")).toBe("terms.absolute")
    expect(field({ closesAt: at(0) }, "group")).toBe("terms.closesAt")
    expect(field({ opensAt: at(60 * minute) }, "person")).toBe("terms.closesAt")
    expect(field({ opensAt: at(60 * minute), closesAt: null }, "person")).toBeUndefined()
  })
})
