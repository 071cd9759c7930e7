import { describe, expect, it } from "vitest"
import type { Tagged } from "../../actors/actor.ts"
import { settlingOf } from "../../actors/attempt/clock.ts"
import { registry } from "../../actors/registry.ts"
import { AttemptId } from "../../protocol/ids.ts"
import type { Person } from "../../protocol/principal.ts"
import type { Outcome } from "./actor-harness.ts"
import {
  aQuiz,
  begin,
  deadlineMs,
  done,
  extend,
  inRoom,
  lock,
  pause,
  refused,
  resume,
  right,
  Sat,
  submit,
  terminate,
  timed
} from "./attempt-world.ts"
import {
  admin,
  aSitting,
  attemptRef,
  at,
  create,
  fromActor,
  gradeJob,
  instructor,
  internal,
  minute,
  noon,
  otherInstructor,
  otherProctor,
  proctor,
  quiz,
  save,
  settleMs,
  sittingId,
  stranger,
  taker,
  timedExam
} from "./exam-room.ts"

describe("S1 the life of an attempt", () => {
  it("S1 a quiz: created, in progress, submitted, graded", () => {
    const quizzed = aQuiz()
    expect(quizzed.view()).toMatchObject({ state: "created", canBegin: true, total: 5, answered: 0 })
    expect(quizzed.send(begin, 1_000)).toMatchObject(done({ startedAt: at(1_000), deadline: null }))
    expect(quizzed.view()).toMatchObject({ state: "in_progress", startedAt: at(1_000), canBegin: false })
    expect(quizzed.send(submit, 5_000)).toMatchObject(done({ submittedAt: at(6_000) }))
    expect(quizzed.view()).toMatchObject({ state: "grading", submittedBy: "learner" })
    expect(quizzed.grade()).toMatchObject({ _tag: "Done" })
    expect(quizzed.view()).toMatchObject({ state: "graded", grade: { score: "0", passed: false, provisional: false } })
  })
  it("S1 an exam waits until its room is open, and says so", () => {
    const sat = inRoom()
    expect(sat.view()).toMatchObject({ state: "waiting", canBegin: false, room: { phase: "scheduled" } })
    expect(sat.send(begin)).toMatchObject(refused("not_open"))
    sat.room("open", 3)
    expect(sat.view()).toMatchObject({ state: "waiting", canBegin: true })
    expect(sat.send(begin)).toMatchObject(done({ deadline: at(deadlineMs) }))
  })
  it("S1 who had not begun when the room closed was absent, and no attempt is used up", () => {
    const sat = inRoom()
    sat.room("closed", 3)
    expect(sat.view()).toMatchObject({ state: "absent" })
    expect(sat.harness.reactions.at(-1)?.command).toMatchObject({ _tag: "AttemptEnded", used: false, startedAt: null })
    expect(sat.send(begin)).toMatchObject(refused("exam_closed"))
    expect(sat.send(save("s1", right.s1))).toMatchObject(refused("exam_closed"))
  })
  it("S1 a room is told whole: an older telling that comes late changes nothing", () => {
    const sat = inRoom()
    sat.room("open", 7)
    sat.room("scheduled", 6)
    sat.room("scheduled", 7)
    expect(sat.view()).toMatchObject({ canBegin: true })
    sat.room("scheduled", 8)
    expect(sat.view()).toMatchObject({ canBegin: false })
  })
  it("S1 nothing happens out of turn", () => {
    const quizzed = aQuiz()
    expect(quizzed.send(save("s1", right.s1))).toMatchObject(refused("not_started"))
    expect(quizzed.send(submit)).toMatchObject(refused("not_started"))
    quizzed.send(begin)
    expect(quizzed.send(begin)).toMatchObject(refused("already_begun"))
    quizzed.send(submit)
    expect(quizzed.send(begin)).toMatchObject(refused("attempt_over"))
  })
  it("S1 a repeat of its creation makes nothing new", () => {
    const quizzed = aQuiz()
    quizzed.inside(create(quiz, null))
    expect(quizzed.tags()).toEqual(["Created"])
  })
  it("S8 S10 its learner is told what began, ended and was graded, with the sequence", () => {
    const quizzed = aQuiz()
    quizzed.send(begin, 1_000)
    quizzed.send(save("s1", right.s1), 1_000)
    quizzed.send(submit, 1_000)
    quizzed.grade()
    expect(quizzed.harness.reactions.map(({ to, command }) => ({ to, ...command }))).toMatchObject([
      { to: { type: "learner", id: 7 }, _tag: "AttemptBegan", startedAt: at(1_000), sourceSeq: 2 },
      { _tag: "AttemptEnded", endedAt: at(3_000), used: true, sourceSeq: 4 },
      { _tag: "AttemptGraded", grade: { awarded: "1", outOf: "6", passed: false }, sourceSeq: 5 }
    ])
  })
})

describe("answers", () => {
  it("are saved as the learner's own words and shown to them as saved", () => {
    const sat = timed()
    expect(sat.send(save("s1", right.s1), 1_000)).toMatchObject(done({ savedAt: at(1_000), counted: true }))
    sat.send(save("s1", { kind: "single", option: "c" }), 1_000)
    expect(sat.view()).toMatchObject({ answered: 1, answers: { s1: { response: { option: "c" }, savedAt: at(2_000) } } })
    expect(sat.harness.history.at(-1)?.encoded).toMatchObject([{ response: { _tag: "Words", by: 7 } }])
  })
  it("can be cleared", () => {
    const sat = timed()
    sat.send(save("s1", right.s1))
    sat.send(save("s1", null))
    expect(sat.view()).toMatchObject({ answered: 0, answers: {} })
  })
  it("must fit a question of the paper", () => {
    const sat = timed()
    expect(sat.send(save("zz", right.s1))).toMatchObject({ ...refused("question_unknown"), field: "question" })
    expect(sat.send(save("constructor", right.s1))).toMatchObject(refused("question_unknown"))
    expect(sat.send(save("s1", right.t1))).toMatchObject({ ...refused("answer_invalid"), field: "response" })
    expect(sat.send(save("s1", { kind: "single", option: "z" }))).toMatchObject(refused("answer_invalid"))
    expect(sat.send(save("m1", { kind: "multiple", options: ["a", "z"] }))).toMatchObject(refused("answer_invalid"))
    expect(sat.send(save("m1", { kind: "multiple", options: [] }))).toMatchObject(done({ counted: true }))
  })
  it("that were erased are shown as gone and earn nothing", () => {
    const sat = timed()
    sat.send(save("s1", right.s1), 1_000)
    sat.send(save("t1", right.t1), 1_000)
    const events = sat.harness
      .events()
      .map((event) =>
        "question" in event && event.question === "s1" ? { ...event, response: { _tag: "Erased", by: 7 } } : event
      )
    const state = events.reduce<unknown>(
      (before, event) => registry.attempt.evolve(before, event),
      registry.attempt.initial(attemptRef)
    )
    expect(registry.attempt.view(state, "taker")).toMatchObject({
      answered: 2,
      answers: { s1: { response: undefined, savedAt: at(1_000) } }
    })
    const asked = { _tag: "GradingRequested", tries: 1, gradeAgainAt: at(4_000) }
    expect(registry.attempt.jobs(asked, state, attemptRef)).toMatchObject([{ input: { responses: { t1: right.t1 } } }])
    expect(registry.attempt.jobs(asked, state, attemptRef)[0]?.input).not.toHaveProperty("responses.s1")
  })
})

describe("T5 received decides", () => {
  it("T5 exactly at the deadline counts", () => {
    const sat = timed()
    expect(sat.send(save("s1", right.s1), deadlineMs)).toMatchObject(done({ savedAt: at(deadlineMs), counted: true }))
  })
  it("T5 one millisecond later does not", () => {
    const sat = timed()
    expect(sat.send(save("s1", right.s1), deadlineMs + 1)).toMatchObject(done({ counted: false }))
    expect(sat.view()).toMatchObject({ answered: 0, late: 1 })
  })
  it("T5 what was received in time and still queued counts, for two seconds and until it is handed in", () => {
    const sat = timed()
    expect(sat.send(save("s1", right.s1), deadlineMs + settleMs - 1, { queuedFor: settleMs - 1 })).toMatchObject(
      done({ counted: true })
    )
    expect(sat.send(save("t1", right.t1), 1, { queuedFor: settleMs })).toMatchObject(done({ counted: false }))
    expect(sat.view()).toMatchObject({ state: "grading", answered: 1, late: 1 })
  })
  it("T5 handing in is judged by the same moment", () => {
    const sat = timed()
    expect(sat.send(submit, deadlineMs + 1_000, { queuedFor: 999 })).toMatchObject(refused("attempt_over"))
    expect(sat.send(submit, 0, { queuedFor: 1_000 })).toMatchObject(done({ submittedAt: at(deadlineMs) }))
    expect(sat.view()).toMatchObject({ submittedBy: "learner", submittedAt: at(deadlineMs) })
  })
  it("T5 a late answer ends the attempt even before its alarm has rung", () => {
    const sat = timed()
    const quick = { queuedFor: 9, aheadOfAlarms: true }
    expect(sat.send(save("s1", right.s1), deadlineMs + 10, quick)).toMatchObject(done({ counted: false }))
    expect(sat.view()).toMatchObject({ state: "ended", endedAt: at(deadlineMs), late: 1 })
    expect(sat.send(save("t1", right.t1), 0, { queuedFor: 10 })).toMatchObject(done({ counted: true }))
  })
})

describe("T6 the clock ends an attempt with nobody there", () => {
  it("T6 stamped with the deadline, handed in with what was saved", () => {
    const sat = timed()
    sat.send(save("s1", right.s1), 1_000)
    sat.harness.advance(60 * minute)
    expect(sat.tags()).toEqual([
      "Created",
      "Begun",
      "AnswerSaved",
      "Ended",
      "Submitted",
      ...Array.from({ length: 8 }, () => "GradingRequested")
    ])
    expect(sat.view()).toMatchObject({
      state: "grading",
      submittedBy: "clock",
      submittedAt: at(deadlineMs),
      endedAt: at(deadlineMs)
    })
    sat.grade()
    expect(sat.view()).toMatchObject({ state: "graded", grade: { awarded: "1", outOf: "6" } })
  })
  it("T6 hands in two to four seconds later, of a room's attempts not all in one instant", () => {
    const settled = Array.from({ length: 500 }, (_, index) => settlingOf(AttemptId.make(7_301 + index)))
    expect(Math.min(...settled)).toBeGreaterThanOrEqual(2_000)
    expect(Math.max(...settled)).toBeLessThan(4_000)
    const atOnce = settled.map((one) => settled.filter((other) => other === one).length)
    expect(Math.max(...atOnce)).toBeLessThanOrEqual(13)
  })
  it("T6 after an outage without compensation too, and two seconds are left for what was under way", () => {
    const sat = timed()
    // An answer to a question that does not exist changes nothing; it only brings the clock forward past the deadline.
    sat.send(save("zz", right.s1), 45 * minute, { aheadOfAlarms: true })
    sat.harness.advance(0)
    expect(sat.view()).toMatchObject({ state: "ended", endedAt: at(deadlineMs) })
    expect(sat.send(save("s1", right.s1), settleMs - 1, { queuedFor: 20 * minute })).toMatchObject(done({ counted: true }))
    sat.harness.advance(1)
    expect(sat.view()).toMatchObject({ state: "grading", submittedAt: at(deadlineMs), answered: 1 })
  })
})

describe("T7 late answers", () => {
  it("T7 T12 are kept with their receive time and the client's claim, and shown as awaiting a decision", () => {
    const sat = timed()
    sat.send(save("s1", right.s1), deadlineMs + 5_000, { claimedAt: at(deadlineMs - 1) })
    expect(sat.view()).toMatchObject({
      answered: 0,
      late: 1,
      lateAnswers: {
        s1: { response: right.s1, receivedAt: at(deadlineMs + 5_000), claimedAt: at(deadlineMs - 1), decision: "awaiting" }
      }
    })
    expect(sat.view("graders")).toMatchObject({ lateAnswers: { s1: { claimedAt: at(deadlineMs - 1) } } })
  })
  it("T7 don't count and leave the grade provisional until nobody accepted them in time", () => {
    const sat = timed()
    sat.send(save("s1", right.s1), deadlineMs + 5_000)
    sat.grade()
    expect(sat.view()).toMatchObject({ grade: { awarded: "0", provisional: true } })
    sat.harness.advance(24 * 60 * minute)
    expect(sat.view()).toMatchObject({ grade: { provisional: false }, lateAnswers: { s1: { decision: "lapsed" } } })
    expect(sat.send(save("t1", right.t1))).toMatchObject(refused("too_late"))
  })
  it("T7 make a grade provisional that was final before", () => {
    const sat = timed()
    sat.harness.advance(deadlineMs + settleMs)
    sat.grade()
    expect(sat.view()).toMatchObject({ grade: { provisional: false } })
    sat.send(save("s1", right.s1))
    expect(sat.view()).toMatchObject({ grade: { provisional: true } })
  })
  it("T7 are kept in bounded number, and nothing can be cleared late", () => {
    const sat = timed()
    sat.harness.advance(deadlineMs + 5_000)
    for (let n = 0; n < 10; n++) expect(sat.send(save("s1", right.s1), 1)).toMatchObject(done({ counted: false }))
    expect(sat.send(save("s1", right.s1))).toMatchObject(refused("too_late"))
    expect(sat.send(save("t1", null))).toMatchObject(refused("too_late"))
  })
  it("T9 are not kept once keys were seen", () => {
    const sat = new Sat()
    sat.facts.assessments.set(quiz, {
      ...sat.facts.assessments.get(timedExam)!,
      assessmentId: quiz,
      settings: { ...sat.facts.assessments.get(timedExam)!.settings, review: true }
    })
    sat.inside(create(quiz, null))
    sat.send(begin)
    sat.harness.advance(deadlineMs + settleMs)
    expect(sat.send(save("s1", right.s1))).toMatchObject(done({ counted: false }))
    sat.grade()
    expect(sat.send(save("t1", right.t1))).toMatchObject(refused("too_late"))
  })
})

describe("T10 too little time left in the room", () => {
  it("T10 with late entry the deadline is the close", () => {
    const sat = inRoom()
    sat.room("open", 1)
    expect(sat.send(begin, 50 * minute)).toMatchObject(done({ deadline: at(70 * minute) }))
  })
  it("T10 without late entry it is refused", () => {
    const sat = inRoom()
    sat.room("open", 1, { lateEntry: false })
    expect(sat.send(begin, 40 * minute + 1)).toMatchObject(refused("exam_closed"))
    const prompt = inRoom()
    prompt.room("open", 1, { lateEntry: false })
    expect(prompt.send(begin, 40 * minute)).toMatchObject(done({ deadline: at(70 * minute) }))
  })
  it("T10 after the close nobody begins, whether or not the room was told yet", () => {
    const sat = inRoom()
    sat.room("open", 1)
    expect(sat.send(begin, 70 * minute)).toMatchObject(refused("exam_closed"))
  })
})

describe("T3 the room closes early", () => {
  const sitting = () => {
    const sat = inRoom()
    sat.room("open", 1)
    sat.send(begin, 10 * minute)
    return sat
  }
  it("T3 cuts a running attempt, but leaves it a minute", () => {
    const sat = sitting()
    sat.harness.advance(5 * minute)
    sat.room("closed", 2, { closesAt: at(15 * minute) })
    expect(sat.view()).toMatchObject({ deadline: at(16 * minute) })
    sat.harness.advance(1 * minute)
    expect(sat.view()).toMatchObject({ state: "ended", endedAt: at(16 * minute) })
  })
  it("T3 does not end it where the close only ends entry", () => {
    const sat = sitting()
    sat.room("closed", 2, { closesAt: at(10 * minute), closeCuts: false })
    expect(sat.view()).toMatchObject({ state: "in_progress", deadline: at(40 * minute) })
  })
  it("T3 and a later close gives time back", () => {
    const sat = inRoom()
    sat.room("open", 1, { closesAt: at(30 * minute) })
    sat.send(begin, 10 * minute)
    expect(sat.view()).toMatchObject({ deadline: at(30 * minute) })
    sat.room("open", 2, { closesAt: at(35 * minute) })
    expect(sat.view()).toMatchObject({ deadline: at(35 * minute) })
  })
})

describe("T13 an outage of the system", () => {
  const outage = (from: number, until: number, outageId = 1) =>
    internal({ _tag: "Compensate", outageId, ms: until - from, from: at(from), until: at(until) })
  const applied = (value: boolean) => done({ applied: value })
  /** As at boot: the clock has moved on, and no alarm has rung yet. */
  const away = (sat: Sat, from: number, until: number, outageId = 1) =>
    sat.inside(outage(from, until, outageId), noon + until - sat.harness.now, { aheadOfAlarms: true })

  it("T13 is given back to a running attempt, once", () => {
    const sat = timed()
    expect(away(sat, 5 * minute, 10 * minute)).toMatchObject(applied(true))
    expect(sat.inside(outage(5 * minute, 10 * minute))).toMatchObject(applied(false))
    expect(sat.view()).toMatchObject({ deadline: at(35 * minute), compensated: 5 * minute })
    expect(sat.view("proctors")).toMatchObject({ deadline: at(35 * minute), compensated: 5 * minute })
  })
  it("T13 also when the deadline fell inside it, at its first moment even", () => {
    const sat = timed()
    expect(away(sat, 29 * minute, 40 * minute)).toMatchObject(applied(true))
    expect(sat.view()).toMatchObject({ state: "in_progress", deadline: at(41 * minute) })
    const edge = timed()
    expect(away(edge, 30 * minute, 40 * minute)).toMatchObject(applied(true))
  })
  it("T13 not when the deadline had passed before it, though nobody had noticed", () => {
    const sat = timed()
    expect(away(sat, 30 * minute + 1, 40 * minute)).toMatchObject(applied(false))
    sat.harness.advance(0)
    expect(sat.view()).toMatchObject({ state: "ended", endedAt: at(30 * minute) })
  })
  it("T13 not to an attempt that has ended, nor to one not begun", () => {
    const sat = timed()
    sat.harness.advance(30 * minute)
    expect(sat.view()).toMatchObject({ state: "ended" })
    expect(away(sat, 29 * minute, 40 * minute)).toMatchObject(applied(false))
    expect(away(inRoom(), 5 * minute, 10 * minute)).toMatchObject(applied(false))
  })
  it("T13 from 5 s on", () => {
    const sat = timed()
    expect(away(sat, minute, minute + 4_999)).toMatchObject(applied(false))
    expect(away(sat, 2 * minute, 2 * minute + 5_000, 2)).toMatchObject(applied(true))
    expect(sat.view()).toMatchObject({ deadline: at(deadlineMs + 5_000) })
  })
  it("T13 what began within it, after the last heartbeat, gets back what it lost", () => {
    const sat = new Sat()
    sat.inside(create(timedExam, null))
    sat.send(begin, 2 * minute)
    expect(away(sat, 1 * minute, 6 * minute)).toMatchObject(applied(true))
    expect(sat.view()).toMatchObject({ deadline: at(2 * minute + deadlineMs + 4 * minute), compensated: 4 * minute })
  })
  it("T13 two outages are both given back", () => {
    const sat = timed()
    away(sat, 5 * minute, 10 * minute)
    away(sat, 20 * minute, 21 * minute, 2)
    expect(sat.view()).toMatchObject({ deadline: at(36 * minute) })
  })
  it("T13 off: closed at boot, stamped with the deadline", () => {
    const sat = timed()
    sat.send(save("zz", right.s1), 45 * minute, { aheadOfAlarms: true })
    sat.harness.advance(settleMs)
    expect(sat.view()).toMatchObject({ state: "grading", submittedAt: at(deadlineMs) })
  })
})

describe("S6 submission stores first, and grading is asked for until it comes back", () => {
  it("S6 more slowly each time, and proctors see that it is late", () => {
    const quizzed = aQuiz()
    quizzed.send(begin)
    quizzed.send(submit)
    expect(quizzed.harness.jobs).toHaveLength(1)
    quizzed.harness.advance(15_000)
    expect(quizzed.harness.jobs).toHaveLength(2)
    quizzed.harness.advance(29_999)
    expect(quizzed.harness.jobs).toHaveLength(2)
    quizzed.harness.advance(1)
    expect(quizzed.harness.jobs).toHaveLength(3)
    expect(quizzed.view("proctors")).toMatchObject({ state: "grading", gradingDelayed: true })
    expect(quizzed.view()).toMatchObject({ state: "grading" })
    quizzed.harness.advance(24 * 60 * minute)
    expect(quizzed.harness.jobs.length).toBeGreaterThan(140)
    quizzed.grade()
    expect(quizzed.view("proctors")).toMatchObject({ state: "graded", gradingDelayed: false })
    const asked = quizzed.harness.jobs.length
    quizzed.harness.advance(60 * minute)
    expect(quizzed.harness.jobs).toHaveLength(asked)
  })
  it("S6 a result that comes back twice counts once, one of another paper not at all", () => {
    const quizzed = aQuiz()
    quizzed.send(begin)
    for (const [question, response] of Object.entries(right)) quizzed.send(save(question, response))
    quizzed.send(submit)
    const command = gradeJob(quizzed.facts, quizzed.harness.jobs[0]?.input)
    expect(quizzed.inside({ ...command, paperHash: "another" } as Tagged)).toMatchObject(refused("other_paper"))
    quizzed.inside(command)
    quizzed.inside(command)
    expect(quizzed.tags().filter((tag) => tag === "Graded")).toHaveLength(1)
    expect(quizzed.view()).toMatchObject({ grade: { score: "100", passed: true, awarded: "6", outOf: "6" } })
  })
})

describe("S3 from submission on", () => {
  /** All that can be sent or told to an attempt. */
  const everything: ReadonlyArray<(sat: Sat) => Outcome> = [
    (sat) => sat.inside(create(timedExam, sittingId)),
    (sat) => sat.room("scheduled", 10),
    (sat) => sat.room("open", 11, { closesAt: at(24 * 60 * minute) }),
    (sat) => sat.send(begin),
    (sat) => sat.send(save("s1", right.s1)),
    (sat) => sat.send(submit),
    (sat) => sat.send({ _tag: "Decline" }),
    (sat) => sat.send(internal({ _tag: "TakeOver", epoch: 1 }), 0, { sender: "u7:device:2" }),
    (sat) => sat.staff(pause),
    (sat) => sat.staff(resume),
    (sat) => sat.staff(lock),
    (sat) => sat.staff({ _tag: "Clear" }),
    (sat) => sat.staff(extend(minute)),
    (sat) => sat.staff(terminate),
    (sat) => sat.room("open", 9, { pauses: [{ from: noon, until: null, by: 20, reason: "fire" }] }),
    (sat) => sat.directed("everybody", pause),
    (sat) => sat.inside(internal({ _tag: "Compensate", outageId: 1, ms: minute, from: at(0), until: at(minute) })),
    (sat) => sat.room("closed", 12)
  ]
  const handedIn = () => {
    const sat = inRoom()
    sat.room("open", 1)
    sat.send(begin)
    sat.send(submit, 5_000)
    return sat
  }
  it.each([
    ["grading", handedIn],
    [
      "graded",
      () => {
        const sat = handedIn()
        sat.grade()
        return sat
      }
    ]
  ] as const)("S3 nothing brings an attempt that is %s back to in progress, nor moves its end or deadline", (state, sitting) => {
    const sat = sitting()
    const { startedAt, submittedAt, deadline } = sat.view()
    for (const [index, send] of everything.entries()) {
      send(sat)
      expect(sat.view(), `after the ${index + 1}th`).toMatchObject({ state, startedAt, submittedAt, deadline })
    }
    sat.harness.advance(24 * 60 * minute)
    expect(sat.view()).toMatchObject({ state, startedAt, submittedAt, deadline })
  })
})

describe("S9 after handing in", () => {
  it("S9 a second tab can neither answer nor hand in, even what it sent before", () => {
    const sat = timed()
    sat.send(submit, 5_000)
    expect(sat.send(save("s1", right.s1), 10, { queuedFor: 1_000 })).toMatchObject(refused("attempt_over"))
    expect(sat.send(submit)).toMatchObject(refused("attempt_over"))
  })
})

describe("G9 the paper is fixed when the attempt is created", () => {
  it("G9 an edited bank changes no attempt that exists", () => {
    const quizzed = aQuiz()
    const hash = quizzed.facts.papers.keys().next().value ?? ""
    quizzed.facts.banks.set(quiz, {
      ...quizzed.facts.banks.get(quiz)!,
      questions: quizzed.facts.banks.get(quiz)!.questions.slice(1)
    })
    quizzed.send(begin)
    expect(quizzed.send(save("s1", right.s1))).toMatchObject({ _tag: "Done" })
    quizzed.send(submit)
    expect(quizzed.harness.jobs[0]?.input).toMatchObject({ paperHash: hash })
    quizzed.grade()
    expect(quizzed.view()).toMatchObject({ grade: { awarded: "1", outOf: "6" } })
  })
})

describe("who sees and does what", () => {
  const audience = (sat: Sat, by: Person) => registry.attempt.audienceOf(sat.harness.state, by)

  it("the taker, the sitting's proctors, the course's instructors and administrators; to others it doesn't exist", () => {
    const sat = inRoom()
    expect([taker, proctor, instructor, admin].map((by) => audience(sat, by))).toEqual([
      "taker",
      "proctors",
      "graders",
      "graders"
    ])
    expect([stranger, otherProctor, otherInstructor].map((by) => audience(sat, by))).toEqual([undefined, undefined, undefined])
    expect(sat.send(begin, 0, { by: stranger })).toMatchObject(refused("not_found"))
    expect(sat.send(begin, 0, { by: proctor })).toMatchObject(refused("forbidden"))
    expect(sat.send(begin, 0, { by: admin })).toMatchObject(refused("forbidden"))
  })
  it("a quiz has no proctors, and nobody sees what was never created", () => {
    expect(audience(aQuiz(), proctor)).toBeUndefined()
    const none = new Sat()
    expect(audience(none, admin)).toBeUndefined()
    expect(none.send(begin)).toMatchObject(refused("not_found"))
    expect(none.inside(internal({ _tag: "Alarm" }))).toMatchObject(refused("not_found"))
  })
  it("proctors see progress and no answer; nobody sees a key", () => {
    const sat = timed()
    for (const [question, response] of Object.entries(right)) sat.send(save(question, response))
    sat.send(save("x1", { kind: "text", text: "my own words" }), deadlineMs + 1)
    const seen = JSON.stringify(sat.view("proctors"))
    expect(seen).not.toMatch(/my own words|tls|6\.3|option/)
    expect(sat.view("proctors")).toMatchObject({ answered: 5, total: 5, late: 1, saved: { x1: noon } })
    expect(JSON.stringify(sat.view("graders"))).toMatch(/my own words/)
    sat.harness.advance(settleMs)
    sat.grade()
    for (const each of ["taker", "proctors", "graders"]) expect(JSON.stringify(sat.view(each))).not.toMatch(/correct|accepted/)
  })
  it("marks per question are for graders, and for takers where review is allowed", () => {
    const [exam, quizzed] = [timed(), aQuiz()]
    quizzed.send(begin)
    for (const each of [exam, quizzed]) {
      each.send(submit)
      each.grade()
    }
    expect(exam.view()).not.toHaveProperty("grade.questions")
    expect(exam.view("graders")).toHaveProperty("grade.questions.s1")
    expect(quizzed.view()).toHaveProperty("grade.questions.s1")
  })
})

describe("the wall and the read tables", () => {
  it("the wall has a row per attempt of the sitting, deadline absolute", () => {
    const sat = inRoom()
    sat.room("open", 1)
    sat.send(begin, minute)
    sat.send(save("s1", right.s1), minute)
    const last = sat.harness.feeds.at(-1)
    expect(last).toMatchObject({ feed: { feed: "wall", id: sittingId }, key: "42" })
    expect(last?.row).toMatchObject({
      attemptId: 42,
      learnerId: 7,
      number: 1,
      state: "in_progress",
      answered: 1,
      total: 5,
      startedAt: at(minute),
      deadline: at(minute + deadlineMs),
      late: 0,
      submittedAt: null
    })
    expect(timed().harness.feeds).toEqual([])
  })
  it("who is on the wall: in the room until handed in", () => {
    const sat = inRoom()
    const shown = () => registry.attempt.presence?.(sat.harness.state)
    expect(shown()).toEqual({ feed: { feed: "wall", id: sittingId }, key: "42" })
    sat.room("open", 1)
    sat.send(begin)
    expect(shown()).toBeDefined()
    sat.send(submit)
    expect(shown()).toBeUndefined()
  })
  it("a submission's row keeps the answers as words, exact to what was saved when it was written", () => {
    const sat = timed()
    sat.send(save("s1", right.s1))
    sat.send(submit, 1_000)
    const row = () => sat.harness.rows.get('assessment_submissions {"id":42}')?.row
    expect(row()).toMatchObject({
      answers: { s1: { _tag: "Words", by: 7, value: right.s1 } },
      score: null,
      graded_at: null,
      provisional: false,
      submitted_at: new Date(noon + 1_000).toISOString()
    })
    sat.grade()
    expect(row()).toMatchObject({ score: "16.66", marks: "1", max_marks: "6", passed: false })
    expect(sat.harness.rows.get('attempts {"id":42}')?.row).toMatchObject({ status: "graded", sitting_id: null })
  })
  it("an answer writes no row, but events and the wall", () => {
    const sat = timed()
    sat.harness.rows.clear()
    sat.send(save("s1", right.s1))
    expect(sat.harness.rows.size).toBe(0)
  })
})

describe("creation", () => {
  it("asks the catalogue, and is refused for a sitting of another assessment", () => {
    const sat = new Sat(aSitting({ assessmentId: quiz }))
    expect(sat.inside(create(timedExam, sittingId))).toMatchObject({ ...refused("invalid"), field: "sittingId" })
    expect(new Sat().inside(create(999, null))).toMatchObject(refused("not_found"))
  })
  it("registers with its exam", () => {
    const sat = new Sat()
    sat.harness.send({ after: 0, command: create(timedExam, sittingId), principal: fromActor("learner/7") })
    expect(sat.harness.reactions).toMatchObject([
      { to: { type: "exam", id: 9 }, command: { _tag: "Register", attemptId: 42, userId: 7, number: 1, sourceSeq: 1 } }
    ])
  })
})
