/** What a verdict does to completion and certificates, and its reversal (S7), whichever attempt counts (S8). */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { verificationHash } from "../../actors/learner/certificate.ts"
import type { CourseProgress, LearnerState } from "../../actors/learner/contract.ts"
import { earnedSince } from "../../actors/learner/counted-score.ts"
import type { AnyActor } from "../../actors/actor.ts"
import { learner } from "../../actors/learner/definition.ts"
import { completeSince } from "../../actors/learner/progress.ts"
import { codecsOf } from "../../engine/codecs.ts"
import { instant } from "../../protocol/time.ts"
import { Sitting } from "./learner-sitting.ts"
import { secondVersion, start } from "./learner-world.ts"

const counted = fc.constantFrom("best" as const, "last" as const, "first" as const, "average" as const)
const marks = fc.constantFrom("2", "5", "7", "9", "10")
const which = fc.constantFrom(5002, 5003)

type Happening =
  | { readonly what: "sit"; readonly assessment: number; readonly marks: string }
  | { readonly what: "mark"; readonly pick: number; readonly marks: string | null }
  | { readonly what: "void" | "back"; readonly pick: number }
  | { readonly what: "read" | "leave" | "return" | "move on" }

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constant("sit" as const), assessment: which, marks }) },
  {
    weight: 8,
    arbitrary: fc.record({ what: fc.constant("mark" as const), pick: fc.nat(), marks: fc.option(marks, { freq: 2 }) })
  },
  { weight: 5, arbitrary: fc.record({ what: fc.constantFrom("void" as const, "back" as const), pick: fc.nat() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.oneof(
        { weight: 6, arbitrary: fc.constant("read" as const) },
        { weight: 1, arbitrary: fc.constantFrom("leave" as const, "return" as const, "move on" as const) }
      )
    })
  }
)
const history = fc.array(happening, { maxLength: 14, size: "max" })

const definition: AnyActor = learner

const never = (): never => {
  throw new Error("course 5 was enrolled in")
}

/** A learner of course 5, held to the invariants after each step. */
class Career {
  readonly sitting = new Sitting()
  readonly #counted: string
  readonly #marks = new Map<number, { readonly assessment: number; readonly marks: string }>()
  #version: typeof secondVersion = {}

  constructor(counts: string) {
    this.#counted = counts
    this.sitting.read(5, 501)
    this.#check()
  }

  get course(): CourseProgress {
    return this.sitting.state.courses["5"] ?? never()
  }

  get attempts(): ReadonlyArray<number> {
    return [...this.#marks.keys()]
  }

  /** The learner's grade of the attempt, as reported last. */
  standing(attemptId: number): string | undefined {
    const assessment = this.sitting.state.assessments[this.#marks.get(attemptId)?.assessment ?? 0]
    return assessment?.attempts[attemptId]?.grade?.awarded
  }

  mark(attemptId: number, as: string | null): void {
    const assessment = this.#marks.get(attemptId)?.assessment
    if (assessment === undefined) return
    this.sitting.grade(attemptId, assessment, as)
    if (as !== null) this.#marks.set(attemptId, { assessment, marks: as })
    this.#check()
  }

  live(next: Happening): void {
    const picked = "pick" in next ? this.attempts[next.pick % Math.max(1, this.attempts.length)] : undefined
    const { sitting } = this
    switch (next.what) {
      case "sit": {
        const offered = Object.values(this.course.modules).some(({ assessmentId }) => assessmentId === next.assessment)
        if (this.course.withdrawnAt !== null || !offered) break
        const passed = Number(next.marks) >= 7
        const settings = { counted: this.#counted, maxAttempts: null }
        this.#marks.set(sitting.sit(next.assessment, next.marks, passed, settings), next)
        break
      }
      case "mark":
        if (picked !== undefined) this.mark(picked, next.marks)
        break
      case "void":
        if (picked !== undefined) {
          sitting.report("AttemptEnded", picked, this.#marks.get(picked)?.assessment ?? 0, { used: false })
        }
        break
      case "back":
        if (picked !== undefined) this.mark(picked, this.#marks.get(picked)?.marks ?? null)
        break
      case "read":
        for (const moduleId of [501, 511]) sitting.read(5, moduleId)
        break
      case "leave":
        if (this.course.withdrawnAt === null) sitting.leave(5)
        break
      case "return":
      case "move on":
        if (next.what === "move on") this.#version = secondVersion
        sitting.enrol(5, this.#version)
    }
    this.#check()
  }

  #check(): void {
    const { course } = this
    const { assessments } = this.sitting.state
    for (const module of Object.values(course.modules)) {
      const assessment = module.assessmentId === null ? undefined : assessments[module.assessmentId]
      if (assessment === undefined) continue
      const since = earnedSince(assessment, Object.values(assessment.attempts))
      expect(module.completedAt, "a module is complete since the grades earn it").toBe(since)
    }
    expect(course.completedAt).toBe(completeSince(Object.values(course.modules)))
    const valid = course.certificates.filter(({ withdrawnAt }) => withdrawnAt === null)
    expect(valid.map((each) => each.completedAt)).toEqual(course.completedAt === null ? [] : [course.completedAt])
    const numbers = course.certificates.map(({ number }) => number)
    expect(numbers).toEqual(numbers.map((_, index) => `STOA-000005-00000007-0${index + 1}`.replace("-010", "-10")))
    expect(learner.alarm(this.sitting.state) ?? Infinity).toBeGreaterThan(start)
  }
}

/**
 * All but the sequence of the report heard last. Of certificates that are not valid, only that they are not: meanwhile some
 * may have been valid for a while, or were issued, by what the learner had earned besides.
 */
const kept = (state: LearnerState, issued: number): unknown => {
  const copy = structuredClone(state)
  for (const assessment of Object.values(copy.assessments)) {
    for (const attempt of Object.values(assessment.attempts)) attempt.sourceSeq = 0
  }
  const course = copy.courses["5"]
  if (course === undefined) return copy
  expect(course.certificates.slice(issued).every(({ withdrawnAt }) => withdrawnAt !== null)).toBe(true)
  course.certificates = course.certificates
    .slice(0, issued)
    .map((each) => (each.withdrawnAt === null ? each : { ...each, withdrawnAt: instant(0) }))
  return copy
}

describe("S7 verdicts and their reversal", () => {
  test("S7 S8 a withdrawn grade that is restored leaves everything as it was, whatever had happened before", () => {
    let cascades = 0
    fc.assert(
      fc.property(counted, history, fc.nat(), (counts, happenings, pick) => {
        const career = new Career(counts)
        for (const each of happenings) career.live(each)
        const graded = career.attempts.filter((id) => career.standing(id) !== undefined)
        const attemptId = graded[pick % Math.max(1, graded.length)]
        if (attemptId === undefined) return
        const marked = career.standing(attemptId) ?? null
        const issued = career.course.certificates.length
        const rows = career.course.certificates.map((each) => JSON.stringify(each))
        const before = kept(career.sitting.state, issued)
        career.mark(attemptId, null)
        if (career.course.certificates.some((each, index) => JSON.stringify(each) !== rows[index])) cascades += 1
        career.mark(attemptId, marked)
        expect(kept(career.sitting.state, issued)).toEqual(before)
      }),
      { numRuns: 2000 }
    )
    expect(cascades).toBeGreaterThan(50)
  })

  test("S7 S8 verdicts on several attempts may be reversed in any order, and what they took comes back", () => {
    fc.assert(
      fc.property(counted, history, fc.infiniteStream(fc.nat()), (counts, happenings, picks) => {
        const career = new Career(counts)
        for (const each of happenings) career.live(each)
        const issued = career.course.certificates.length
        const before = kept(career.sitting.state, issued)
        const draw = (from: Array<readonly [number, string]>) =>
          from.splice((picks.next().value ?? 0) % from.length, 1)[0] ?? never()
        const standing = career.attempts.flatMap((id) => {
          const marked = career.standing(id)
          return marked === undefined ? [] : [[id, marked] as const]
        })
        const taken: Array<readonly [number, string]> = []
        while (standing.length > 0) {
          const one = draw(standing)
          career.mark(one[0], null)
          taken.push(one)
        }
        while (taken.length > 0) career.mark(...draw(taken))
        expect(kept(career.sitting.state, issued)).toEqual(before)
      }),
      { numRuns: 1000 }
    )
  })
})

const completed = () => {
  const sitting = new Sitting()
  sitting.read(5, 501)
  const first = sitting.sit(5002, "8", true)
  const second = sitting.sit(5003, "8", true)
  const course = () => sitting.state.courses["5"] ?? never()
  return { sitting, first, second, course }
}
const tags = (decision: { readonly _tag: string }) =>
  "events" in decision ? (decision.events as ReadonlyArray<{ readonly _tag: string }>).map(({ _tag }) => _tag) : decision._tag

describe("certificates", () => {
  test("S7 one is issued with the course's completion, withdrawn and restored with it, under one number", () => {
    const { sitting, first, course } = completed()
    const before = structuredClone(course())
    const [issued] = before.certificates
    expect(before.certificates).toEqual([
      {
        number: "STOA-000005-00000007-01",
        versionId: 50,
        completedAt: before.completedAt,
        issuedAt: before.completedAt,
        withdrawnAt: null
      }
    ])
    expect(tags(sitting.grade(first, 5002, null))).toEqual(["GradeReported", "CompletionWithdrawn", "CertificateWithdrawn"])
    expect(course()).toMatchObject({ completed: 2, completedAt: null })
    expect(course().certificates).toEqual([{ ...issued, withdrawnAt: expect.any(Number) }])
    expect(tags(sitting.grade(first, 5002, "8"))).toEqual(["GradeReported", "CompletionRestored", "CertificateRestored"])
    expect(course()).toEqual(before)
  })

  test("S7 after the enrolment ended it is withdrawn and restored all the same", () => {
    const { sitting, first, course } = completed()
    sitting.leave(5)
    const before = structuredClone(course())
    sitting.grade(first, 5002, null)
    expect(course().certificates[0]?.withdrawnAt).not.toBeNull()
    sitting.grade(first, 5002, "8")
    expect(course()).toEqual(before)
  })

  test("S8 a retake that passes while the first is withdrawn earns one of its own, until the first is back", () => {
    const { sitting, first, course } = completed()
    const before = structuredClone(course())
    sitting.grade(first, 5002, null)
    sitting.sit(5002, "9", true)
    expect(course().certificates).toMatchObject([
      { number: "STOA-000005-00000007-01", withdrawnAt: expect.any(Number) },
      { number: "STOA-000005-00000007-02", withdrawnAt: null, completedAt: course().completedAt }
    ])
    sitting.grade(first, 5002, "8")
    expect(course().completedAt).toBe(before.completedAt)
    expect(course().certificates).toMatchObject([before.certificates[0] ?? never(), { withdrawnAt: expect.any(Number) }])
  })

  test("S8 a grade that is corrected and still passes moves nothing", () => {
    const { sitting, first, course } = completed()
    const before = structuredClone(course())
    expect(tags(sitting.grade(first, 5002, "9"))).toEqual(["GradeReported"])
    expect(course()).toEqual(before)
  })

  test("S7 in a version that asks for more it is withdrawn; grades that were earned before count there too", () => {
    const { sitting, second, course } = completed()
    const passedAt = sitting.module(5, 502)?.completedAt
    sitting.leave(5)
    sitting.enrol(5, secondVersion)
    expect(course()).toMatchObject({
      completed: 1,
      total: 2,
      completedAt: null,
      certificates: [{ withdrawnAt: expect.any(Number) }]
    })
    expect(sitting.module(5, 512)).toMatchObject({ completedAt: passedAt, completedBy: "passing" })
    // The other assessment has no module in this version: a verdict on it moves nothing.
    expect(tags(sitting.grade(second, 5003, null))).toEqual(["GradeReported"])
    sitting.read(5, 511)
    expect(course().certificates).toMatchObject([{ withdrawnAt: expect.any(Number) }, { versionId: 51, withdrawnAt: null }])
  })

  test("what an older version stored is read, and the certificate it owes is issued when the alarm rings", () => {
    const { sitting, first, course } = completed()
    const { completedAt } = course()
    const older = JSON.parse(JSON.stringify(sitting.state), (name, value) =>
      name === "certificates" || name === "gradedAt" ? undefined : value
    )
    sitting.state = codecsOf(definition).decodeState(1, older) as LearnerState
    expect(course().certificates).toEqual([])
    expect(learner.alarm(sitting.state)).toBe(completedAt)
    sitting.advance(start + 3_600_000)
    expect(course().certificates).toMatchObject([{ completedAt, withdrawnAt: null }])
    sitting.grade(first, 5002, null)
    expect(course().certificates).toMatchObject([{ withdrawnAt: expect.any(Number) }])
  })

  test("the hash is over all it states, and the same whether it is valid or withdrawn", () => {
    const { sitting, course } = completed()
    const [certificate = never()] = course().certificates
    const { userId } = sitting.state
    const hash = verificationHash(userId, course().courseId, certificate)
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    const at = certificate.issuedAt
    expect(verificationHash(userId, course().courseId, { ...certificate, withdrawnAt: at })).toBe(hash)
    for (const other of [
      { versionId: 51 },
      { completedAt: at - 1 },
      { issuedAt: at + 1 },
      { number: "STOA-000005-00000007-09" }
    ]) {
      expect(verificationHash(userId, course().courseId, { ...certificate, ...(other as object) })).not.toBe(hash)
    }
  })
})
