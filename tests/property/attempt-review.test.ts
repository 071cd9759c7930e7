import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Tagged } from "../../actors/actor.ts"
import { appealWithin } from "../../actors/attempt/review.ts"
import type { RoomRules } from "../../protocol/exam.ts"
import type { Person } from "../../protocol/principal.ts"
import { aQuiz, begin, reason, refused, right, rules, type Sat, sitting, submit, terminate, timed } from "./attempt-world.ts"
import { admin, instructor, internal, minute, person, proctor, save, sittingId, taker } from "./exam-room.ts"

const colleague = person(22, "proctor", { sittings: [sittingId] })
const propose = (verdict: string, why = reason): Tagged => internal({ _tag: "ProposeVerdict", verdict, reason: why })
const confirm = (verdict: string, why?: string): Tagged =>
  internal({ _tag: "ConfirmVerdict", verdict, ...(why === undefined ? {} : { reason: why }) })
const handBack = internal({ _tag: "ReturnVerdict", reason })
const appeal = internal({ _tag: "Appeal", text: "I was not talking to anybody." })
const requestReview = internal({ _tag: "RequestReview", reason })

/** Sat, handed in with one right answer, and graded. */
const graded = (sat: Sat, before: (sat: Sat) => void = () => undefined): Sat => {
  sat.send(save("s1", right.s1), minute)
  before(sat)
  if (sat.state.state === "in_progress") sat.send(submit)
  sat.grade()
  return sat
}
const inSitting = (more: Partial<RoomRules> = {}, before?: (sat: Sat) => void): Sat => graded(sitting(rules(more)), before)
const flagged = (sat: Sat): unknown => sat.staff(internal({ _tag: "Flag", note: "Look again." }))
const terminated = (sat: Sat): unknown => sat.staff(terminate)
const underReview = (more: Partial<RoomRules> = {}): Sat => inSitting({ review: "all", ...more })

/** The grade that the learner's actor was told last: `undefined` while it was told none, `null` when it was withdrawn. */
const told = (sat: Sat): unknown => sat.harness.reactions.findLast(({ command }) => command._tag === "AttemptGraded")?.command
const grades = (sat: Sat): ReadonlyArray<unknown> =>
  sat.harness.reactions.flatMap(({ command }) => ("grade" in command ? [command.grade] : []))
const row = (sat: Sat, table: string): unknown => [...sat.harness.rows.values()].find((each) => each.table === table)?.row

const twoVerdicts = (sat: Sat, verdict: string, first: Person = proctor, second: Person = colleague): void => {
  expect(sat.staff(propose(verdict), minute, first)._tag).toBe("Done")
  expect(sat.staff(confirm(verdict), minute, second)._tag).toBe("Done")
}

describe("S1 S2 what is reviewed", () => {
  it.each([
    ["none", () => undefined, "graded"],
    ["none", flagged, "graded"],
    ["none", terminated, "under_review"],
    ["flagged", () => undefined, "graded"],
    ["flagged", flagged, "under_review"],
    ["flagged", terminated, "under_review"],
    ["all", () => undefined, "under_review"]
  ] as const)("where %s are, after %s an attempt is %s", (review, before, state) => {
    const sat = inSitting({ review }, before)
    expect(sat.view()).toMatchObject({ state })
    // S7: what goes there at once is told to nobody.
    expect(grades(sat)).toHaveLength(state === "graded" ? 1 : 0)
    expect("grade" in sat.view()).toBe(state === "graded")
    expect(sat.view("graders")).toHaveProperty("grade")
  })

  it("a flag that was withdrawn calls for none", () => {
    const sat = inSitting({}, (running) => {
      flagged(running)
      running.staff(internal({ _tag: "Unflag", flag: 1, reason }))
    })
    expect(sat.view()).toMatchObject({ state: "graded" })
  })

  it("S1 quizzes end at graded, and an exam outside of a room may be reviewed", () => {
    const quiz = aQuiz()
    quiz.send(begin)
    graded(quiz)
    expect(quiz.view()).toMatchObject({ state: "graded" })
    expect(quiz.staff(requestReview, 0, instructor)).toMatchObject(refused("illegal_transition"))

    const exam = graded(timed())
    expect(exam.view()).toMatchObject({ state: "graded" })
    expect(exam.staff(requestReview, 0, instructor)._tag).toBe("Done")
    expect(exam.view()).toMatchObject({ state: "under_review" })
  })

  it("S7 a review that somebody asks for later leaves the grade that was told standing, as provisional", () => {
    const sat = inSitting()
    expect(sat.view()).toMatchObject({ grade: { provisional: false } })
    sat.staff(requestReview)
    expect(sat.view()).toMatchObject({ state: "under_review", grade: { provisional: true } })
    expect(grades(sat)).toHaveLength(1)
    expect(row(sat, "assessment_submissions")).toMatchObject({ passed: false, provisional: true })
    expect(row(sat, "attempt_reviews")).toMatchObject({ status: "under_review", requested_by: proctor.userId, reason })
    expect(sat.staff(requestReview)).toMatchObject(refused("already_under_review"))
  })

  it("its queue is the rows whose status says so", () => {
    const sat = underReview()
    expect(row(sat, "attempt_reviews")).toMatchObject({ status: "under_review", requested_by: null, verdict: null })
    twoVerdicts(sat, "rejected")
    expect(row(sat, "attempt_reviews")).toMatchObject({ status: "rejected", verdict: "rejected", reviewers: [20, 22] })
    sat.send(appeal)
    expect(row(sat, "attempt_reviews")).toMatchObject({ status: "under_review", appeal: "awaiting", verdict: "rejected" })
  })
})

describe("a verdict", () => {
  it("takes two, who agree", () => {
    const sat = underReview()
    expect(sat.staff(confirm("verified"))).toMatchObject(refused("no_proposal"))
    sat.staff(propose("rejected", "Two people in the room."))
    expect(sat.view("proctors").proposal).toMatchObject({ verdict: "rejected", by: 20, reason: "Two people in the room." })
    expect(sat.view()).not.toHaveProperty("proposal")
    expect(sat.view()).toMatchObject({ state: "under_review" })
    expect(sat.staff(confirm("rejected"))).toMatchObject(refused("same_reviewer"))
    const differs = sat.staff(confirm("verified"), 0, colleague)
    expect(differs).toMatchObject({ ...refused("verdict_differs"), message: expect.stringContaining("reject") as string })
    expect(sat.staff(propose("verified"), 0, colleague)).toMatchObject(refused("proposal_pending"))
    sat.staff(confirm("rejected"), 0, colleague)
    const verdict = { verdict: "rejected", reason: "Two people in the room.", at: sat.harness.now }
    expect(sat.view().verdict).toEqual(verdict)
    expect(sat.view("proctors").verdict).toEqual({ ...verdict, by: [20, 22] })
    expect(sat.view("proctors")).not.toHaveProperty("proposal")
  })

  it("proposed goes back to its proposer with a reason, or is proposed anew by them", () => {
    const sat = underReview()
    sat.staff(propose("rejected"))
    expect(sat.staff(handBack)).toMatchObject(refused("same_reviewer"))
    sat.staff(handBack, 0, colleague)
    expect(sat.view("proctors")).not.toHaveProperty("proposal")
    expect(sat.view("proctors").acts).toMatchObject({ 2: { what: "ReturnVerdict", by: 22, reason } })
    expect(sat.staff(handBack, 0, colleague)).toMatchObject(refused("no_proposal"))
    sat.staff(propose("rejected"))
    sat.staff(propose("verified"))
    expect(sat.staff(confirm("verified", "Nothing to be seen."), 0, colleague)._tag).toBe("Done")
    expect(sat.view()).toMatchObject({ state: "verified", verdict: { verdict: "verified", reason: "Nothing to be seen." } })
  })

  it("takes one where the sitting asks for one", () => {
    const sat = underReview({ secondReviewer: false })
    sat.staff(propose("verified"))
    expect(sat.view("proctors")).toMatchObject({ state: "verified", verdict: { by: [20] } })
  })

  it("S3 is given once", () => {
    const sat = underReview()
    twoVerdicts(sat, "verified")
    for (const command of [propose("rejected"), confirm("rejected"), handBack, requestReview]) {
      expect(sat.staff(command, 0, admin)).toMatchObject(refused("verdict_given"))
    }
    expect(sat.send(appeal)).toMatchObject(refused("nothing_to_appeal"))
  })

  it("T7 verifies no grade that late answers may still change", () => {
    const sat = sitting(rules({ review: "all" }))
    sat.harness.advance(30 * minute + 5_000)
    sat.grade()
    sat.send(save("t1", right.t1), minute)
    expect(sat.staff(propose("verified"))).toMatchObject(refused("grade_provisional"))
    expect(sat.staff(propose("rejected"))._tag).toBe("Done")
    expect(sat.staff(internal({ _tag: "DecideLate", question: "t1", accept: true, reason }))._tag).toBe("Done")
    sat.grade()
    expect(sat.staff(propose("verified"))._tag).toBe("Done")
    expect(sat.staff(confirm("verified"), 0, colleague)._tag).toBe("Done")
    expect(grades(sat)).toEqual([expect.objectContaining({ awarded: sat.state.grade?.awarded })])
  })

  it("is nobody's on an attempt of their own, nor a learner's", () => {
    const sat = underReview()
    expect(sat.send(propose("verified"))).toMatchObject(refused("forbidden"))
    expect(sat.staff(appeal)).toMatchObject(refused("forbidden"))
  })
})

describe("an appeal", () => {
  const rejected = (more: Partial<RoomRules> = {}): Sat => {
    const sat = underReview(more)
    if (more.secondReviewer === false) sat.staff(propose("rejected"))
    else twoVerdicts(sat, "rejected")
    return sat
  }

  it("is the learner's, once, and goes to other eyes", () => {
    const sat = rejected()
    sat.send(appeal, minute)
    expect(sat.view()).toMatchObject({
      state: "under_review",
      verdict: { verdict: "rejected" },
      appeal: { text: "I was not talking to anybody.", decision: "awaiting" }
    })
    for (const barred of [proctor, colleague]) {
      expect(sat.staff(propose("verified"), 0, barred)).toMatchObject(refused("same_reviewer"))
    }
    sat.staff(propose("verified"), 0, instructor)
    expect(sat.staff(confirm("verified"), 0, colleague)).toMatchObject(refused("same_reviewer"))
    expect(sat.staff(handBack, 0, colleague)).toMatchObject(refused("same_reviewer"))
    sat.staff(confirm("verified"), 0, admin)
    expect(sat.view()).toMatchObject({ state: "verified", verdict: { verdict: "verified" }, appeal: { decision: "upheld" } })
    expect(sat.send(appeal)).toMatchObject(refused("nothing_to_appeal"))
  })

  it("S3 is about what was sat: nothing is reopened, extended or taken late once a verdict was given", () => {
    const sat = underReview()
    twoVerdicts(sat, "rejected")
    sat.send(appeal)
    expect(sat.view()).toMatchObject({ state: "under_review" })
    expect(sat.staff(internal({ _tag: "Reopen", ms: 60_000, reason }))).toMatchObject(refused("verdict_given"))
    expect(sat.staff(internal({ _tag: "Extend", ms: 60_000, reason }))).toMatchObject(refused("verdict_given"))
    expect(sat.staff(internal({ _tag: "DecideLate", question: "s1", accept: true, reason }))).toMatchObject(
      refused("verdict_given")
    )
  })

  it("that is dismissed is the last", () => {
    const sat = rejected()
    sat.send(appeal, minute)
    twoVerdicts(sat, "rejected", instructor, admin)
    expect(sat.view()).toMatchObject({ state: "rejected", appeal: { decision: "dismissed" } })
    expect(sat.send(appeal)).toMatchObject(refused("already_appealed"))
  })

  it("may be decided by the same person where there is no second", () => {
    const sat = rejected({ secondReviewer: false })
    sat.send(appeal, minute)
    expect(sat.staff(propose("verified"))._tag).toBe("Done")
    expect(sat.view()).toMatchObject({ state: "verified", appeal: { decision: "upheld" } })
  })

  it("T5 is possible for two weeks, to the millisecond of its receipt", () => {
    const late = rejected()
    expect(late.send(appeal, appealWithin + 1)).toMatchObject(refused("appeal_over"))
    const queued = rejected()
    expect(queued.send(appeal, appealWithin + 1_500, { queuedFor: 1_500 })._tag).toBe("Done")
  })

  it("opens no rejected attempt of another state", () => {
    const sat = inSitting()
    expect(sat.send(appeal)).toMatchObject({ _tag: "Refusal" })
    expect(underReview().send(appeal)).toMatchObject({ _tag: "Refusal" })
  })
})

describe("S7 the grade", () => {
  it("S7 of a terminated attempt is told when it is verified, and not before", () => {
    const sat = inSitting({}, terminated)
    expect(sat.harness.reactions.map(({ command }) => command._tag)).not.toContain("AttemptGraded")
    expect(sat.harness.reactions.at(-1)?.command).toMatchObject({ _tag: "AttemptEnded", used: true })
    expect(row(sat, "assessment_submissions")).toMatchObject({ passed: null })
    twoVerdicts(sat, "verified")
    expect(told(sat)).toMatchObject({ grade: { passed: false }, endedAt: sat.state.endedAt })
    expect(row(sat, "assessment_submissions")).toMatchObject({ passed: false })
  })

  it("S7 an attempt that was declared void is one that was never used", () => {
    const sat = inSitting()
    sat.staff(internal({ _tag: "Void", reason }), 0, admin)
    expect(sat.harness.reactions.at(-1)?.command).toMatchObject({ _tag: "AttemptEnded", used: false })
    expect(sat.view()).toMatchObject({ state: "voided" })
    expect(row(sat, "assessment_submissions")).toMatchObject({ passed: null })
  })

  it("S3 a reopened attempt is running again for its learner, and nothing of it stands handed in", () => {
    const sat = inSitting()
    sat.staff(internal({ _tag: "Reopen", ms: 5 * minute, reason }), minute, instructor)
    expect(sat.harness.reactions.at(-1)?.command).toMatchObject({ _tag: "AttemptBegan", startedAt: sat.state.ledger?.start })
    expect(row(sat, "assessment_submissions")).toBeNull()
    sat.send(submit, minute)
    sat.grade()
    expect(row(sat, "assessment_submissions")).toMatchObject({ passed: false })
    expect(grades(sat)).toHaveLength(2)
  })

  it("T1 a preview reports nothing to anybody, is on no wall and in no record, and is not reviewed", () => {
    const sat = sitting()
    const preview = { ...sat.state, preview: true }
    const { definition } = sat.harness
    const { self } = sat.harness
    for (const event of sat.harness.events()) {
      expect(definition.react(event, preview, self, 9)).toEqual([])
      expect(definition.feeds(event, preview, self)).toEqual([])
      expect(definition.project(event, preview, self).filter(({ table }) => table !== "attempts")).toEqual([])
    }
    expect(definition.presence?.(preview)).toBeUndefined()
  })

  const verdicts = fc.record({
    review: fc.constantFrom("all", "flagged", "none"),
    secondReviewer: fc.boolean(),
    flag: fc.boolean(),
    end: fc.constantFrom("submitted", "terminated", "clock"),
    request: fc.boolean(),
    returned: fc.nat(2),
    upheld: fc.boolean(),
    wait: fc.nat(5 * minute)
  })

  it("S7 is as it was after a rejection that an appeal reversed: the same state, the same told", () => {
    fc.assert(
      fc.property(verdicts, fc.nat(), ({ review, secondReviewer, flag, end, request, returned, upheld, wait }, split) => {
        const brought = (): Sat => {
          const sat = sitting(rules({ review, secondReviewer }))
          sat.send(save("s1", right.s1), minute)
          if (flag) flagged(sat)
          if (end === "terminated") sat.staff(terminate)
          if (end === "submitted") sat.send(submit)
          if (end === "clock") sat.harness.advance(31 * minute)
          sat.grade()
          if (request) sat.staff(requestReview)
          return sat
        }
        const give = (sat: Sat, verdict: string, first: Person, second: Person): void => {
          const times = secondReviewer ? returned : 0
          for (let n = 0; n < times; n++) {
            sat.staff(propose(n % 2 === 0 ? "rejected" : "verified"), wait, first)
            sat.staff(handBack, wait, second)
          }
          expect(sat.staff(propose(verdict), wait, first)._tag).toBe("Done")
          if (secondReviewer) expect(sat.staff(confirm(verdict), wait, second)._tag).toBe("Done")
        }
        const straight = brought()
        const detour = brought()
        if (straight.state.state !== "under_review") {
          expect(straight.state.state).toBe("graded")
          expect(grades(straight)).toHaveLength(1)
          return
        }
        give(straight, "verified", proctor, colleague)

        give(detour, "rejected", proctor, colleague)
        expect(told(detour)).toMatchObject({ grade: null })
        expect(detour.view()).not.toHaveProperty("grade")
        expect(row(detour, "assessment_submissions")).toMatchObject({ passed: null, score: detour.state.grade?.score })
        detour.send(appeal, wait)
        expect(detour.view()).not.toHaveProperty("grade")
        give(detour, upheld ? "verified" : "rejected", instructor, admin)
        detour.harness.checkHistory(split)
        if (!upheld) {
          expect(told(detour)).toMatchObject({ grade: null })
          expect(detour.view()).toMatchObject({ state: "rejected" })
          return
        }
        const lasting = ({ state }: Sat): object => {
          const { verdict, appeal: _appeal, reviewers: _reviewers, acts: _acts, actCount: _count, ...rest } = state
          return { ...rest, verdict: verdict?.verdict }
        }
        expect(lasting(detour)).toEqual(lasting(straight))
        expect({ ...(told(detour) as object), sourceSeq: 0 }).toEqual({ ...(told(straight) as object), sourceSeq: 0 })
        expect(detour.view().grade).toEqual(straight.view().grade)
        expect(row(detour, "assessment_submissions")).toEqual(row(straight, "assessment_submissions"))
        expect(row(detour, "attempts")).toEqual(row(straight, "attempts"))
      }),
      { numRuns: 1000 }
    )
  })

  it("S7 each row of the journal tells the learner's actor one thing at most: the second would look old", () => {
    const sat = underReview()
    twoVerdicts(sat, "rejected")
    sat.send(appeal)
    twoVerdicts(sat, "verified", instructor, admin)
    const toLearner = sat.harness.reactions.filter(({ to }) => to.type === "learner")
    expect(new Set(toLearner.map(({ seq }) => seq)).size).toBe(toLearner.length)
    expect(toLearner.every(({ to }) => to.id === taker.userId)).toBe(true)
  })
})
