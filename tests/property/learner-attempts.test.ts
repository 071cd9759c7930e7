/** Which attempt counts (S8), one timed exam at a time (S10), and what a grade does to progress (S7). */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { AttemptRecord, Grade } from "../../actors/learner/contract.ts"
import { countedScore, earnedSince } from "../../actors/learner/counted-score.ts"
import { Decimal } from "../../protocol/assessment.ts"
import { Exact } from "../../protocol/attempt.ts"
import { instant } from "../../protocol/time.ts"
import { Sitting } from "./learner-sitting.ts"
import { start } from "./learner-world.ts"

describe("starting", () => {
  test("S10 a second timed exam has to wait for the first, quizzes and practice need not", () => {
    const sitting = new Sitting()
    expect(sitting.start(2001)).toMatchObject({ reply: { attemptId: 101, number: 1, resumed: false } })
    expect(sitting.start(1003)).toMatchObject({ code: "attempt_active" })
    expect(sitting.start(1001)).toMatchObject({ _tag: "Accepted" })
    expect(sitting.start(1002)).toMatchObject({ _tag: "Accepted" })
    sitting.report("AttemptBegan", 101, 2001)
    expect(sitting.start(1003)).toMatchObject({ code: "attempt_active" })
    sitting.report("AttemptEnded", 101, 2001, { used: true })
    expect(sitting.start(1003)).toMatchObject({ _tag: "Accepted" })
  })

  test("A2 starting what is under way leads back to it and uses nothing up; in another room it is refused", () => {
    const sitting = new Sitting()
    sitting.start(2001, { sittingId: 501 })
    const again = sitting.start(2001, { sittingId: 501 })
    expect(again).toMatchObject({ events: [], reply: { attemptId: 101, number: 1, resumed: true } })
    expect(sitting.start(2001, { sittingId: 503 })).toMatchObject({ code: "attempt_active" })
    expect(sitting.start(2001)).toMatchObject({ code: "attempt_active" })
  })

  test("A1 attempts are numbered in a row and limited; an absence uses none up", () => {
    const sitting = new Sitting()
    sitting.start(2001)
    sitting.report("AttemptEnded", 101, 2001, { startedAt: null, used: false })
    expect(sitting.start(2001)).toMatchObject({ reply: { number: 1 } })
    sitting.report("AttemptEnded", 102, 2001, { used: true })
    expect(sitting.start(2001)).toMatchObject({ reply: { number: 2 } })
    sitting.report("AttemptEnded", 103, 2001, { used: true })
    expect(sitting.start(2001)).toMatchObject({ code: "no_attempts_left" })
  })

  test("A3 a room that has closed takes nobody in", () => {
    const sitting = new Sitting()
    expect(sitting.start(2001, { sittingId: 501, closesAt: start })).toMatchObject({ code: "exam_closed", field: "sittingId" })
  })
})

describe("grades and progress", () => {
  test("A4 a pass completes the module; withdrawn, it no longer does; restored, it does again (S7)", () => {
    const sitting = new Sitting()
    const attemptId = sitting.sit(4002, "10", true)
    expect(sitting.module(4, 402)).toMatchObject({ completedBy: "passing" })
    sitting.report("AttemptGraded", attemptId, 4002, { grade: null })
    expect(sitting.module(4, 402)).toMatchObject({ completedAt: null, completedBy: null })
    sitting.report("AttemptGraded", attemptId, 4002, { grade: { awarded: "10", outOf: "10", passed: true } })
    expect(sitting.module(4, 402)).toMatchObject({ completedBy: "passing" })
  })

  test("A4 withdrawing the deciding grade takes the course's completion with it", () => {
    const sitting = new Sitting()
    // No module of this course is mandatory, so all three decide.
    for (const moduleId of [203]) sitting.at(start + 60_000, { _tag: "CompleteModule", courseId: 2, moduleId })
    sitting.at(start + 60_000, { _tag: "OpenModule", courseId: 2, moduleId: 201 })
    const watched = [{ fromMs: 0, toMs: 45_000 }]
    sitting.at(start + 90_000, { _tag: "Study", courseId: 2, moduleId: 201, watched })
    expect(sitting.state.courses["2"]).toMatchObject({ completed: 2, total: 3, completedAt: null })
    const attemptId = sitting.sit(2001, "8", true)
    expect(sitting.state.courses["2"]).toMatchObject({ completed: 3, completedAt: expect.any(Number) })
    sitting.report("AttemptEnded", attemptId, 2001, { used: false })
    expect(sitting.state.courses["2"]).toMatchObject({ completed: 2, completedAt: null })
  })

  test("A5 a report that was overtaken by a newer one changes nothing", () => {
    const sitting = new Sitting()
    sitting.start(4002)
    const grade = { awarded: "10", outOf: "10", passed: true }
    sitting.at(start + 60_000, {
      _tag: "AttemptGraded",
      attemptId: 101,
      assessmentId: 4002,
      sourceSeq: 9,
      startedAt: start,
      endedAt: start,
      grade
    })
    const before = structuredClone(sitting.state)
    const old = {
      _tag: "AttemptEnded",
      attemptId: 101,
      assessmentId: 4002,
      sourceSeq: 8,
      startedAt: start,
      endedAt: start,
      used: true
    }
    expect(sitting.at(start + 60_000, old)).toMatchObject({ events: [] })
    expect(
      sitting.at(start + 60_000, { ...old, _tag: "AttemptBegan", endedAt: undefined, used: undefined, sourceSeq: 7 })
    ).toMatchObject({ events: [] })
    expect(sitting.state).toEqual(before)
  })
})

const marks = fc.record({ numerator: fc.integer({ min: -5, max: 30 }), thirds: fc.boolean() })
const record = (
  number: number,
  { numerator, thirds }: { numerator: number; thirds: boolean },
  passMark: number
): AttemptRecord => {
  const value = thirds ? numerator / 3 : numerator
  const whole = thirds && numerator % 3 === 0
  const grade: Grade = {
    awarded: Exact.make(thirds && !whole ? `${numerator}/3` : String(whole ? numerator / 3 : numerator)),
    outOf: Decimal.make("30"),
    passed: value * 100 >= passMark * 30
  }
  return {
    number,
    standing: "graded",
    timed: false,
    sittingId: null,
    startedAt: instant(start),
    endedAt: instant(start),
    grade,
    gradedAt: instant(start),
    sourceSeq: 1
  }
}

describe("S8 which attempt counts", () => {
  test("S8 best, last, first and average agree with a count in ninetieths of the marks", () => {
    const all = fc.array(marks, { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(
        all,
        fc.integer({ min: 0, max: 100 }),
        fc.constantFrom("best", "last", "first", "average" as const),
        (each, mark, counted) => {
          const attempts = each.map((one, index) => record(index + 1, one, mark))
          // Each attempt's share of the marks, in ninetieths, is a whole number.
          const shares = each.map(({ numerator, thirds }) => (thirds ? numerator : numerator * 3))
          const sum = shares.reduce((a, b) => a + b, 0)
          const [top, bottom] =
            counted === "average"
              ? [sum, shares.length * 90]
              : [counted === "best" ? Math.max(...shares) : counted === "last" ? (shares.at(-1) ?? 0) : (shares[0] ?? 0), 90]
          const score = countedScore({ counted, passMark: Decimal.make(String(mark)) }, attempts)
          expect(score?.passed).toBe(top * 100 >= mark * bottom)
          expect(score?.percent).toBe(String(Math.floor((top * 10_000) / bottom) / 100))
        }
      ),
      { numRuns: 1000 }
    )
  })

  test("S8 more attempts never take back what was earned, whichever counts", () => {
    const rules = (counted: "best" | "last" | "first" | "average") => ({ counted, passMark: Decimal.make("50") })
    fc.assert(
      fc.property(
        fc.array(marks, { maxLength: 6 }),
        fc.constantFrom("best", "last", "first", "average" as const),
        (each, counted) => {
          const attempts = each.map((one, index) => record(index + 1, one, 50))
          const steps = attempts.map((_, index) => earnedSince(rules(counted), attempts.slice(0, index + 1)) !== null)
          for (const [index, step] of steps.entries()) expect(step || !steps[index - 1]).toBe(true)
        }
      ),
      { numRuns: 1000 }
    )
  })

  test("S8 where the first attempt counts, the second does not while the first awaits its grade", () => {
    const first: AttemptRecord = { ...record(1, { numerator: 0, thirds: false }, 50), standing: "over", grade: null }
    const second = record(2, { numerator: 30, thirds: false }, 50)
    expect(countedScore({ counted: "first", passMark: Decimal.make("50") }, [first, second])).toBeUndefined()
    expect(countedScore({ counted: "last", passMark: Decimal.make("50") }, [first, second])).toEqual({
      percent: "100",
      passed: true
    })
  })
})
