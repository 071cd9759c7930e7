/** What stands before the start of an attempt: what comes first, spacing, own terms, invitations; and previews (T1). */
import { Effect, Result, Schema } from "effect"
import { describe, expect, test } from "vitest"
import { Facts } from "../../actors/facts.ts"
import type { LearnerInternal } from "../../actors/learner/contract.ts"
import { learner } from "../../actors/learner/definition.ts"
import { prepare } from "../../actors/learner/prepare.ts"
import { type Terms, defaultRules } from "../../protocol/exam.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { actorRef, AssessmentId, CourseId, SittingId, UserId } from "../../protocol/ids.ts"
import { LearnerView } from "../../protocol/learner.ts"
import type { Principal } from "../../protocol/principal.ts"
import { instant, millis } from "../../protocol/time.ts"
import { Sitting } from "./learner-sitting.ts"
import { assessments, person, start } from "./learner-world.ts"
import { MemoryFacts } from "./memory-facts.ts"

const minute = 60_000
const decodeView = Schema.decodeUnknownSync(LearnerView)

describe("starting", () => {
  test("S8 the next attempt waits until the spacing has passed since the end of the last, and says how long", () => {
    const sitting = new Sitting()
    const settings = { spacing: 10 * minute }
    sitting.start(2001, { settings })
    sitting.report("AttemptBegan", 101, 2001)
    sitting.report("AttemptEnded", 101, 2001, { used: true })
    // It ended at the report's own "now", a second before it was heard; the next start is another second later.
    expect(sitting.start(2001, { settings })).toMatchObject({ code: "too_soon", retryAfterMs: 10 * minute - 2_000 })
    for (let second = 0; second < 10 * 60 - 4; second++) sitting.read(1, 104)
    expect(sitting.start(2001, { settings })).toMatchObject({ code: "too_soon", retryAfterMs: 1_000 })
    expect(sitting.start(2001, { settings })).toMatchObject({ reply: { number: 2 } })
  })

  test("S8 an attempt that was not used up puts nobody off", () => {
    const sitting = new Sitting()
    const settings = { spacing: 10 * minute }
    sitting.start(2001, { settings })
    sitting.report("AttemptEnded", 101, 2001, { startedAt: null, used: false })
    expect(sitting.start(2001, { settings })).toMatchObject({ reply: { number: 1 } })
  })

  test("modules that come first have to be completed, and the refusal names them", () => {
    const sitting = new Sitting()
    const settings = { prerequisites: [101, 104, 999] }
    expect(sitting.start(1001, { settings })).toMatchObject({
      code: "prerequisites_missing",
      message: "To be completed first: “Module 101”, “Module 104”. Complete what is missing, then start."
    })
    sitting.read(1, 101)
    sitting.read(1, 104)
    // The third is none of this learner's version.
    expect(sitting.start(1001, { settings })).toMatchObject({ _tag: "Accepted" })
  })

  test.each([
    [3, 3],
    [1, 1],
    [null, 5]
  ])("T2 with %j attempts by own terms, there are %i", (allowed, expected) => {
    const sitting = new Sitting()
    let got = 0
    for (; got < 5; got++) {
      const started = sitting.start(2001, { sittingId: 501, allowed })
      if (started._tag === "Refusal") {
        expect(started.code).toBe("no_attempts_left")
        break
      }
      sitting.report("AttemptBegan", 101 + got, 2001)
      sitting.report("AttemptEnded", 101 + got, 2001, { used: true })
    }
    expect(got).toBe(expected)
  })
})

test("T2 what is left is told by the assessment's own limit, whatever a sitting allows", () => {
  const sitting = new Sitting()
  const left = () => decodeView(learner.view(sitting.state, "self")).assessments["2001"]?.left
  const counts: Array<number | undefined> = []
  for (let attempt = 0; attempt < 3; attempt++) {
    expect(sitting.start(2001, { sittingId: 501, allowed: 3 })).toMatchObject({ _tag: "Accepted" })
    sitting.report("AttemptBegan", 101 + attempt, 2001)
    sitting.report("AttemptEnded", 101 + attempt, 2001, { used: true })
    counts.push(left())
  }
  expect(counts).toEqual([1, 0, 0])
  // Where nothing else was set, the assessment's own limit decides.
  expect(sitting.start(2001, { sittingId: 501 })).toMatchObject({ code: "no_attempts_left" })
})

describe("a reopened attempt", () => {
  test("T9 is running again without its grade, which comes back with the next", () => {
    const sitting = new Sitting()
    const id = sitting.sit(2001, "10", true)
    expect(sitting.module(2, 202)).toMatchObject({ completedBy: "passing" })
    sitting.report("AttemptBegan", id, 2001)
    expect(sitting.state.assessments[2001]?.attempts[id]).toMatchObject({ standing: "running", grade: null, endedAt: null })
    expect(sitting.state.activeExam).toBe(id)
    expect(sitting.module(2, 202)).toMatchObject({ completedAt: null })
    sitting.report("AttemptEnded", id, 2001, { used: true })
    expect(sitting.state).toMatchObject({ activeExam: null })
    expect(sitting.state.assessments[2001]?.attempts[id]).toMatchObject({ standing: "over", grade: null })
    sitting.report("AttemptGraded", id, 2001, { grade: { awarded: "10", outOf: "10", passed: true } })
    expect(sitting.module(2, 202)).toMatchObject({ completedBy: "passing" })
  })

  test("S10 beside another exam leaves that one the active one when it ends", () => {
    const sitting = new Sitting()
    const first = sitting.sit(2001, "1", false)
    sitting.start(1003)
    sitting.report("AttemptBegan", first, 2001)
    sitting.report("AttemptEnded", first, 2001, { used: true })
    expect(sitting.state.activeExam).toBe(102)
    expect(sitting.start(2001)).toMatchObject({ code: "attempt_active" })
  })
})

describe("a preview", () => {
  test("T1 is created as one, for people who are no learners, and changes nothing of theirs", () => {
    const sitting = new Sitting()
    sitting.start(2001)
    const before = structuredClone(sitting.state)
    // Neither enrolled in course 3, nor with a place beside the exam that is under way.
    for (const assessment of [3001, 2001]) {
      const started = sitting.start(assessment, { sittingId: 501, closesAt: start - 1, preview: true })
      expect(started).toMatchObject({ reply: { number: 1, resumed: false } })
      const [event] = started._tag === "Accepted" ? started.events : []
      if (event === undefined) throw new Error("nothing happened")
      const [created] = learner.react(event, sitting.state, actorRef("learner", 7), 4)
      expect(created?.command).toMatchObject({ _tag: "Create", preview: true, number: 1, userId: 7 })
      expect(learner.render(event, sitting.state, "self")).toBeUndefined()
      expect(learner.project(event, sitting.state, actorRef("learner", 7))).toEqual([])
    }
    expect(sitting.state).toEqual(before)
  })

  test("T1 is the only thing that staff may start, and nobody else's", () => {
    const asks = (role: "student" | "instructor", more: object) =>
      learner.mayCommand(new Sitting().state, { _tag: "StartAttempt", ...more }, person(7, role))
    expect(asks("instructor", {})).toMatchObject({ code: "forbidden" })
    expect([asks("instructor", { preview: true }), asks("student", {})]).toEqual([undefined, undefined])
  })
})

/** What `prepare` makes of a start, with the catalogue in memory. */
const prepared = (
  facts: MemoryFacts,
  principal: Principal,
  more: { readonly sittingId?: SittingId; readonly preview?: true }
): LearnerInternal | Refusal => {
  const command = { _tag: "StartAttempt", assessmentId: AssessmentId.make(2001), ...more } as const
  const effect = prepare(command, { self: actorRef("learner", 7), principal })
  if (effect === undefined) throw new Error("a start is always prepared")
  const result = Effect.runSync(Effect.result(Effect.provideService(effect, Facts, facts.service)))
  return Result.isSuccess(result) ? result.success : result.failure
}

const room = (learners: ReadonlyArray<number> | null): MemoryFacts => {
  const facts = new MemoryFacts()
  for (const fact of assessments) facts.assessments.set(fact.assessmentId, fact)
  facts.sittings.set(501, {
    sittingId: SittingId.make(501),
    assessmentId: AssessmentId.make(2001),
    courseId: CourseId.make(2),
    title: "Sitting",
    opensAt: instant(start),
    closesAt: instant(start + minute),
    closeCuts: true,
    lateEntry: true,
    proctors: [],
    rules: defaultRules,
    jitterMs: millis(0),
    learners: learners === null ? null : learners.map((id) => UserId.make(id))
  })
  return facts
}

describe("the facts of a start", () => {
  const sittingId = SittingId.make(501)

  test("a sitting for others does not exist, and a preview is not asked for an invitation", () => {
    expect(prepared(room([8]), person(7), { sittingId })).toEqual(refuse("not_found"))
    for (const learners of [null, [7, 8]]) {
      expect(prepared(room(learners), person(7), { sittingId })).toMatchObject({ facts: { closesAt: start + minute } })
    }
    expect(prepared(room([8]), person(7, "admin"), { sittingId, preview: true })).toMatchObject({ facts: { closesAt: null } })
  })

  test("T1 previews are for instructors of the course and administrators; other courses are not there", () => {
    const preview = (principal: Principal) => prepared(room(null), principal, { preview: true })
    expect(preview(person(7))).toMatchObject({ code: "forbidden", field: "preview" })
    expect(preview(person(7, "proctor"))).toMatchObject({ code: "forbidden" })
    expect(preview(person(7, "instructor", [1]))).toMatchObject({ code: "not_found" })
    expect(preview(person(7, "instructor", [2]))).toMatchObject({ _tag: "StartAttempt", preview: true })
    expect(preview(person(7, "admin"))).toMatchObject({ _tag: "StartAttempt", preview: true })
  })

  test.each<readonly [string, Terms | null, ReadonlyArray<Terms>, object]>([
    ["nothing: the catalogue's", null, [], { closesAt: start + minute }],
    ["their own, which beat a group's", { attempts: 1 }, [{ attempts: 5 }], { allowed: 1 }],
    ["the most generous group's", null, [{ attempts: 2 }, { attempts: null }, { attempts: 3 }], { allowed: null }],
    ["a close of their own", { closesAt: instant(start + 2 * minute) }, [], { closesAt: start + 2 * minute }],
    ["a factor: only the room can tell the close (T4)", null, [{ factor: "1.5" } as Terms], { closesAt: null }]
  ])("T2 take what was set for the learner: %s", (_what, personal, groups, expected) => {
    const facts = room(null)
    facts.terms.set("501/7", { personal, groups })
    expect(prepared(facts, person(7), { sittingId })).toMatchObject({ facts: expected })
  })
})
