import { describe, expect, it } from "vitest"
import {
  lock,
  clear,
  deadlineMs,
  done,
  extend,
  inRoom,
  pause,
  reason,
  refused,
  reopen,
  resume,
  right,
  rules,
  type Sat,
  sitting,
  submit,
  begin,
  terminate,
  timed
} from "./attempt-world.ts"
import { leftAt } from "../../actors/attempt/deadline.ts"
import { at, fromActor, instructor, internal, minute, noon, proctor, save, settleMs, taker } from "./exam-room.ts"

const roomPause = (from: number, until: number | null) => ({
  from: at(from),
  until: until === null ? null : at(until),
  by: proctor.userId,
  reason: "fire alarm"
})
const deadline = (sat: Sat): number | undefined => {
  const { deadline: ends } = sat.view()
  return typeof ends === "number" ? ends - noon : undefined
}
const left = ({ state, harness }: Sat): number | null => (state.ledger === null ? null : leftAt(state.ledger, harness.now))
const withhold = (more: object) => internal({ _tag: "Clear", returnTime: false, ...more })
const acknowledge = (change: number) => ({ _tag: "AcknowledgeTime", change })

describe("T1 T8 a pause", () => {
  it("T8 keeps the time that is left to the millisecond, and moves the deadline by exactly its length", () => {
    const sat = sitting()
    sat.staff(pause, 10 * minute + 123)
    expect(sat.view()).toMatchObject({ state: "paused", standstill: [{ kind: "pause", reason }] })
    expect(sat.view("proctors")).toMatchObject({ standstill: [{ kind: "pause", by: 20, reason }] })
    expect(left(sat)).toBe(20 * minute - 123)
    expect(sat.view()).not.toHaveProperty("deadline")
    sat.staff(resume, 7 * minute + 456)
    expect(sat.view()).toMatchObject({ state: "in_progress" })
    expect(sat.view()).not.toHaveProperty("standstill")
    expect(deadline(sat)).toBe(deadlineMs + 7 * minute + 456)
  })
  it("T6 T8 no clock ends a paused attempt", () => {
    const sat = sitting()
    sat.harness.send({ after: deadlineMs, command: pause, principal: proctor, aheadOfAlarms: true })
    sat.harness.advance(48 * 60 * minute)
    expect(sat.view()).toMatchObject({ state: "paused" })
    expect(left(sat)).toBe(0)
    sat.staff(resume)
    sat.harness.advance(0)
    expect(sat.view()).toMatchObject({ state: "ended" })
  })
  it("T8 comes too late a millisecond after the deadline, whether or not its alarm has rung", () => {
    const sat = sitting()
    sat.harness.send({ after: deadlineMs + 1, command: pause, principal: proctor, aheadOfAlarms: true })
    expect(sat.view()).toMatchObject({ state: "in_progress" })
    expect(sat.harness.send({ after: 0, command: pause, principal: proctor, aheadOfAlarms: true })).toMatchObject(
      refused("attempt_over")
    )
    expect(sat.staff(lock)).toMatchObject(refused("attempt_over"))
  })
  it("T1 a personal pause within a room's counts once, and time goes on when the last is gone", () => {
    const sat = sitting()
    sat.harness.advance(5 * minute)
    sat.room("open", 2, { pauses: [roomPause(5 * minute, null)] })
    expect(sat.view()).toMatchObject({ state: "paused", standstill: [{ kind: "room_pause", reason: "fire alarm" }] })
    expect(sat.staff(resume)).toMatchObject(refused("not_paused"))
    sat.staff(pause, minute)
    expect(sat.staff(pause)).toMatchObject(refused("already_paused"))
    sat.harness.advance(2 * minute)
    sat.room("open", 3, { pauses: [roomPause(5 * minute, 8 * minute)] })
    expect(sat.view()).toMatchObject({ state: "paused", standstill: [{ kind: "pause" }] })
    sat.staff(resume, 2 * minute)
    expect(deadline(sat)).toBe(deadlineMs + 5 * minute)
  })
  it("T5 what was received before it began is taken, what after is not", () => {
    const sat = sitting()
    sat.staff(pause, minute)
    expect(sat.send(save("s1", right.s1), 50, { queuedFor: 51 })).toMatchObject(done({ savedAt: at(minute - 1), counted: true }))
    expect(sat.send(save("t1", right.t1), 0, { queuedFor: 50 })).toMatchObject(refused("paused"))
    expect(sat.send(submit, 0, { queuedFor: 50 })).toMatchObject(refused("paused"))
    expect(sat.send(submit, 0, { queuedFor: 51 })).toMatchObject(done({ submittedAt: at(minute - 1) }))
    expect(sat.view()).not.toHaveProperty("standstill")
  })
  it("T5 the room's pause that is heard while its end settles gives the time back, and what began after it doesn't", () => {
    const sat = sitting()
    sat.harness.advance(deadlineMs + 1_000)
    expect(sat.view()).toMatchObject({ state: "ended" })
    sat.room("open", 2, { pauses: [roomPause(deadlineMs, null)] })
    expect(sat.view()).toMatchObject({ state: "ended" })
    sat.room("open", 3, { pauses: [roomPause(deadlineMs - 1, null)] })
    expect(sat.view()).toMatchObject({ state: "paused" })
    expect(left(sat)).toBe(1)
    expect(sat.view()).not.toHaveProperty("endedAt")
    sat.harness.advance(minute)
    sat.room("open", 4, { pauses: [roomPause(deadlineMs - 1, deadlineMs + 61_000)] })
    expect(deadline(sat)).toBe(deadlineMs + 61_001)
    sat.harness.advance(1)
    expect(sat.view()).toMatchObject({ state: "ended", endedAt: at(deadlineMs + 61_001) })
  })
  it("T5 T1 also before its alarm has rung, and one heard after it has passed", () => {
    const early = sitting()
    const pauses = [roomPause(deadlineMs - 10, deadlineMs + 5)]
    const command = internal({ ...early.told("open"), pauses, at: at(deadlineMs), sourceSeq: 2 })
    early.inside(command, deadlineMs + 10, { aheadOfAlarms: true })
    expect(early.view()).toMatchObject({ state: "in_progress" })
    expect(deadline(early)).toBe(deadlineMs + 15)
  })
  it("T1 nobody begins while the room is paused", () => {
    const sat = inRoom()
    sat.room("open", 1, { pauses: [roomPause(-minute, null)] })
    expect(sat.send(begin)).toMatchObject(refused("paused"))
    sat.room("open", 2, { pauses: [roomPause(-minute, 0)] })
    expect(sat.send(begin)).toMatchObject(done({ deadline: at(deadlineMs) }))
  })
})

describe("T11 locked until checked", () => {
  it("T11 stops answers, and a check that clears returns the time", () => {
    const sat = sitting()
    sat.staff(lock, 5 * minute)
    expect(sat.view()).toMatchObject({ state: "paused", standstill: [{ kind: "lock" }] })
    expect(sat.send(save("s1", right.s1))).toMatchObject(refused("locked"))
    expect(sat.send(submit)).toMatchObject(refused("locked"))
    expect(sat.staff(lock)).toMatchObject(refused("already_locked"))
    sat.staff(clear, 3 * minute + 1)
    expect(sat.staff(clear)).toMatchObject(refused("not_locked"))
    expect(deadline(sat)).toBe(deadlineMs + 3 * minute + 1)
  })
  it("T11 withholding it needs a reason", () => {
    const sat = sitting()
    sat.staff(lock, 5 * minute)
    expect(sat.staff(withhold({}), 3 * minute)).toMatchObject({
      ...refused("reason_missing"),
      field: "reason"
    })
    sat.staff(withhold({ reason }))
    expect(deadline(sat)).toBe(deadlineMs)
    expect(sat.view()).toMatchObject({ timeChange: { reason: "clearing", note: reason } })
  })
  it("T11 T3 what is withheld leaves a minute", () => {
    const sat = sitting()
    sat.staff(lock, 5 * minute)
    sat.staff(withhold({ reason }), 40 * minute)
    expect(deadline(sat)).toBe(46 * minute)
  })
  it("T11 a pause goes on under a lock that is cleared", () => {
    const sat = sitting()
    sat.staff(lock, minute)
    sat.staff(pause, minute)
    sat.staff(clear, minute)
    expect(sat.view()).toMatchObject({ state: "paused", standstill: [{ kind: "pause" }] })
    expect(sat.send(save("s1", right.s1))).toMatchObject(refused("paused"))
    sat.staff(resume, minute)
    expect(deadline(sat)).toBe(deadlineMs + 3 * minute)
  })
})

describe("T3 T4 the room's terms", () => {
  it("T4 a factor is applied once, and nothing is floored", () => {
    const sat = inRoom()
    sat.room("open", 1, { factor: "1.25", limit: 45 * minute })
    expect(sat.send(begin)).toMatchObject(done({ deadline: at(56 * minute + 15_000) }))
  })
  it("T4 a factor moves the close for whoever has it, and with no limit it stretches the window", () => {
    const late = inRoom()
    late.room("open", 1, { factor: "1.5" })
    expect(late.send(begin, 50 * minute)).toMatchObject(done({ deadline: at(85 * minute) }))
    const unlimited = inRoom()
    unlimited.room("open", 1, { factor: "2", limit: null })
    expect(unlimited.send(begin, 20 * minute)).toMatchObject(done({ deadline: at(130 * minute) }))
  })
  it("T2 T3 an override recomputes a running attempt at once, both ways, and never to less than a minute", () => {
    const sat = sitting()
    sat.send(save("s1", right.s1), 20 * minute)
    sat.room("open", 2, { extra: 10 * minute })
    expect(deadline(sat)).toBe(40 * minute)
    sat.room("open", 3, { limit: 25 * minute })
    expect(deadline(sat)).toBe(25 * minute)
    sat.room("open", 4, { limit: 5 * minute })
    expect(deadline(sat)).toBe(21 * minute)
    sat.harness.advance(30_000)
    sat.room("open", 5, { limit: 6 * minute })
    expect(deadline(sat)).toBe(21 * minute)
    sat.room("open", 6)
    expect(deadline(sat)).toBe(deadlineMs)
    expect(sat.view()).toMatchObject({ answered: 1, timeChange: { n: 4, reason: "accommodation" } })
  })
  it("T3 a telling that changes nothing is no change of time, and repeats are harmless", () => {
    const sat = sitting()
    sat.room("open", 2)
    sat.room("open", 2, { extra: minute })
    sat.room("open", 1, { extra: minute })
    expect(deadline(sat)).toBe(deadlineMs)
    expect(sat.view()).not.toHaveProperty("timeChange")
  })
  it("T2 no limit at all, and back", () => {
    const sat = sitting()
    sat.room("open", 2, { limit: null, closesAt: null })
    expect(sat.view()).not.toHaveProperty("deadline")
    expect(sat.staff(extend(minute))).toMatchObject(refused("unlimited"))
    sat.room("open", 3)
    expect(deadline(sat)).toBe(deadlineMs)
  })
})

describe("T9 S3 more time", () => {
  it("T9 while it runs or is paused, on top of everything", () => {
    const sat = sitting()
    sat.staff(extend(5 * minute), minute)
    expect(deadline(sat)).toBe(35 * minute)
    sat.staff(pause, minute)
    sat.staff(extend(90_001))
    expect(sat.view()).toMatchObject({ state: "paused" })
    expect(left(sat)).toBe(33 * minute + 90_001)
    sat.staff(resume, minute)
    expect(deadline(sat)).toBe(36 * minute + 90_001)
    expect(sat.state.ledger?.extensions.map(({ id }) => id)).toEqual(["x1", "x2"])
  })
  it("T9 after expiry it reopens: the gap counts as a pause, the deadline is the reopening and the grant", () => {
    const sat = sitting()
    sat.send(save("s1", right.s1), minute)
    sat.harness.advance(39 * minute)
    expect(sat.view()).toMatchObject({ state: "grading" })
    sat.staff(extend(5 * minute))
    expect(sat.view()).toMatchObject({
      state: "in_progress",
      answered: 1,
      timeChange: { reason: "reopening", note: reason }
    })
    expect(deadline(sat)).toBe(45 * minute)
    expect(sat.view()).not.toHaveProperty("endedAt")
    expect(sat.view()).not.toHaveProperty("submittedAt")
    sat.send(save("t1", right.t1), 5 * minute)
    sat.harness.advance(settleMs)
    sat.grade()
    expect(sat.view()).toMatchObject({
      state: "graded",
      submittedAt: at(45 * minute),
      submittedBy: "clock",
      grade: { awarded: "3/2" }
    })
  })
  it("T9 while its end is still settling, and before its alarm has rung", () => {
    const sat = sitting()
    sat.staff(extend(minute), deadlineMs + 500)
    expect(deadline(sat)).toBe(deadlineMs + 500 + minute)
    const quick = sitting()
    quick.harness.send({ after: deadlineMs + 1, command: extend(minute), principal: proctor, aheadOfAlarms: true })
    expect(quick.view()).toMatchObject({ state: "in_progress" })
    expect(deadline(quick)).toBe(deadlineMs + 1 + minute)
  })
  it("T9 for an hour, to the millisecond", () => {
    const last = sitting()
    expect(last.staff(extend(minute), deadlineMs + 60 * minute)).toMatchObject({ _tag: "Done" })
    const late = sitting()
    expect(late.staff(extend(minute), deadlineMs + 60 * minute + 1)).toMatchObject(refused("reopening_over"))
    const short = sitting(rules({ reopenMs: 1_000 as never }))
    expect(short.staff(extend(minute), deadlineMs + 1_001)).toMatchObject(refused("reopening_over"))
  })
  it("T9 never once keys or feedback were seen", () => {
    const sat = sitting()
    sat.harness.assume(() => {
      sat.state.review = true
    })
    sat.harness.advance(deadlineMs + settleMs)
    sat.grade()
    expect(sat.staff(extend(minute))).toMatchObject(refused("keys_seen"))
    expect(sat.staff(reopen(minute))).toMatchObject(refused("keys_seen"))
  })
  it("S3 T9 what was handed in early is reopened with what was left, and only by name", () => {
    const sat = sitting()
    sat.send(submit, 20 * minute)
    sat.grade()
    expect(sat.staff(extend(minute), minute)).toMatchObject(refused("handed_in"))
    expect(sat.staff(reopen(minute), 4 * minute)).toMatchObject({ _tag: "Done" })
    expect(deadline(sat)).toBe(25 * minute + 10 * minute + minute)
    expect(sat.view()).not.toHaveProperty("grade")
    expect(sat.view("proctors")).toMatchObject({ acts: { 1: { what: "Reopen", by: 20, reason } } })
  })
  it("S3 T9 so is what was terminated while paused, days later", () => {
    const sat = sitting()
    sat.staff(pause, 10 * minute)
    sat.staff(terminate, minute)
    sat.harness.advance(48 * 60 * minute)
    expect(sat.staff(extend(minute))).toMatchObject(refused("terminated"))
    sat.staff(reopen(minute))
    expect(sat.view()).toMatchObject({ state: "in_progress" })
    expect(deadline(sat)).toBe(11 * minute + 48 * 60 * minute + 20 * minute + minute)
  })
  it("S3 a room that is paused holds what is reopened in it", () => {
    const sat = sitting()
    sat.send(submit, 20 * minute)
    sat.room("open", 2, { pauses: [roomPause(19 * minute, 25 * minute), roomPause(26 * minute, null)] })
    sat.staff(reopen(minute), 10 * minute)
    expect(sat.view()).toMatchObject({ state: "paused", standstill: [{ kind: "room_pause" }] })
  })
  it("S3 a grade that was under way when it was reopened says nothing of what is handed in then", () => {
    const sat = sitting()
    sat.send(submit, minute)
    const first = sat.harness.jobs.length
    sat.staff(reopen(minute), minute)
    sat.gradeJobAt(first - 1)
    sat.send(save("s1", right.s1), 1_000)
    sat.send(submit, 1_000)
    sat.gradeJobAt(first - 1)
    expect(sat.view()).toMatchObject({ state: "grading" })
    sat.grade()
    expect(sat.view()).toMatchObject({ state: "graded", grade: { awarded: "1" } })
  })
})

describe("changes of time", () => {
  it("T3 T8 each is numbered and explained, and says what was and what is", () => {
    const sat = sitting()
    sat.staff(pause, minute)
    expect(sat.view("proctors").timeChange).toEqual({
      n: 1,
      old: at(deadlineMs),
      reason: "pause",
      note: reason,
      by: 20,
      at: at(minute)
    })
    sat.staff(internal({ ...resume, reason: "go on" }), minute)
    expect(sat.view("proctors").timeChange).toEqual({
      n: 2,
      new: at(deadlineMs + minute),
      reason: "resume",
      note: "go on",
      by: 20,
      at: at(2 * minute)
    })
    sat.staff(lock)
    expect(sat.view("proctors").timeChange).toMatchObject({ n: 3, reason: "lock" })
    sat.staff(clear)
    expect(sat.view("proctors").timeChange).toMatchObject({ n: 4, reason: "clearing" })
    sat.staff(extend(minute))
    expect(sat.view("proctors").timeChange).toMatchObject({
      n: 5,
      reason: "extension",
      old: at(31 * minute),
      new: at(32 * minute)
    })
    sat.room("open", 2, { closesAt: at(29 * minute) })
    expect(sat.view("proctors").timeChange).toMatchObject({ n: 6, reason: "window" })
    expect(sat.view("proctors").timeChange).not.toHaveProperty("by")
    sat.room("open", 3, { closesAt: at(29 * minute), factor: "2" })
    expect(sat.view("proctors").timeChange).toMatchObject({ n: 7, reason: "accommodation" })
    sat.room("open", 4, { closesAt: at(29 * minute), factor: "2", pauses: [roomPause(2 * minute, null)] })
    expect(sat.view("proctors").timeChange).toMatchObject({ n: 8, reason: "pause", by: 20, note: "fire alarm" })
    sat.room("open", 5, { closesAt: at(29 * minute), factor: "2", pauses: [roomPause(2 * minute, 3 * minute)] })
    expect(sat.view("proctors").timeChange).toMatchObject({ n: 9, reason: "resume" })
    expect(sat.view("proctors").timeChange).not.toHaveProperty("by")
    const outage = { _tag: "Compensate", outageId: 1, ms: minute, from: at(2 * minute), until: at(4 * minute) }
    sat.inside(internal(outage))
    expect(sat.view("proctors").timeChange).toMatchObject({ n: 10, reason: "outage" })
  })
  it("are acknowledged once; what was never told can't have been shown", () => {
    const sat = sitting()
    expect(sat.send(acknowledge(0))).toMatchObject(refused("change_unknown"))
    expect(sat.send(acknowledge(1))).toMatchObject(refused("change_unknown"))
    sat.staff(extend(minute))
    sat.send(acknowledge(1), 1_000)
    sat.send(acknowledge(1), 1_000)
    expect(sat.view()).toMatchObject({ timeChange: { acknowledgedAt: at(1_000) } })
    sat.staff(extend(minute))
    expect(sat.view()).not.toHaveProperty("timeChange.acknowledgedAt")
    expect(sat.send(acknowledge(1))).toMatchObject({ _tag: "Done" })
    expect(sat.view()).not.toHaveProperty("timeChange.acknowledgedAt")
    expect(sat.send(acknowledge(3))).toMatchObject({ ...refused("change_unknown"), field: "change" })
  })
})

describe("T7 a late answer is decided on", () => {
  const late = (sat = sitting()): Sat => {
    sat.send(save("s1", { kind: "single", option: "c" }), minute)
    sat.harness.advance(deadlineMs - minute)
    sat.send(save("s1", { kind: "single", option: "a" }), 1)
    sat.send(save("s1", right.s1), 1)
    return sat
  }
  const decide = (accept: boolean, question = "s1") => internal({ _tag: "DecideLate", question, accept, reason })
  it("T7 accepted, the latest one counts, the attempt is graded again, and the grade is provisional until then", () => {
    const sat = late()
    sat.harness.advance(settleMs)
    sat.grade()
    expect(sat.view()).toMatchObject({ grade: { awarded: "0", provisional: true } })
    sat.staff(decide(true))
    expect(sat.view()).toMatchObject({
      state: "graded",
      grade: { awarded: "0", provisional: true },
      answers: { s1: { response: right.s1 } },
      lateAnswers: { s1: { decision: "accepted", reason } }
    })
    sat.grade()
    expect(sat.view()).toMatchObject({ state: "graded", grade: { awarded: "1", provisional: false } })
    expect(sat.staff(decide(false))).toMatchObject(refused("late_decided"))
    expect(sat.send(save("s1", right.s1))).toMatchObject(refused("too_late"))
  })
  it("T7 refused, it does not count, and the grade is final", () => {
    const sat = late()
    sat.harness.advance(settleMs)
    sat.grade()
    const asked = sat.harness.jobs.length
    sat.staff(decide(false))
    expect(sat.view()).toMatchObject({
      grade: { awarded: "0", provisional: false },
      lateAnswers: { s1: { decision: "refused" } }
    })
    sat.harness.advance(48 * 60 * minute)
    expect(sat.harness.jobs).toHaveLength(asked)
    expect(sat.tags()).not.toContain("LateLapsed")
  })
  it("T7 accepted while it is being graded, the result under way is of other answers", () => {
    const sat = late()
    sat.harness.advance(settleMs)
    const first = sat.harness.jobs.length - 1
    sat.staff(decide(true))
    sat.gradeJobAt(first)
    expect(sat.view()).toMatchObject({ state: "grading" })
    sat.grade()
    expect(sat.view()).toMatchObject({ state: "graded", grade: { awarded: "1" } })
  })
  it("T7 accepted while its end settles, it is graded with the rest", () => {
    const sat = late()
    sat.staff(decide(true))
    sat.harness.advance(settleMs)
    expect(sat.harness.jobs).toHaveLength(1)
    sat.grade()
    expect(sat.view()).toMatchObject({ grade: { awarded: "1" } })
  })
  it("T7 only within the sitting's adjudication window, to the millisecond", () => {
    const window = 3 * 60 * minute
    const open = late(sitting(rules({ adjudicationMs: window as never })))
    expect(open.staff(decide(true), window - 3)).toMatchObject({ _tag: "Done" })
    const over = late(sitting(rules({ adjudicationMs: window as never })))
    over.harness.send({ after: window - 2, command: decide(true), principal: proctor, aheadOfAlarms: true })
    expect(over.view()).toMatchObject({ lateAnswers: { s1: { decision: "awaiting" } } })
    over.harness.advance(0)
    expect(over.view()).toMatchObject({ lateAnswers: { s1: { decision: "lapsed" } } })
    expect(over.staff(decide(true))).toMatchObject(refused("adjudication_over"))
  })
  it("T7 not where there is none, nor before the end, nor by the learner", () => {
    const sat = late()
    expect(sat.staff(decide(true, "t1"))).toMatchObject({ ...refused("late_unknown"), field: "question" })
    expect(sat.staff(decide(true, "constructor"))).toMatchObject(refused("late_unknown"))
    expect(sitting().staff(decide(true))).toMatchObject(refused("not_ended"))
    expect(sat.send(decide(true), 0, { by: taker })).toMatchObject(refused("forbidden"))
    expect(sat.staff(decide(true), 0, instructor)).toMatchObject({ _tag: "Done" })
  })
  it("T7 T12 what was received after a termination is not kept, what before it is evidence", () => {
    const sat = sitting()
    sat.staff(terminate, minute)
    expect(sat.send(save("s1", right.s1))).toMatchObject(refused("terminated"))
    expect(sat.send(save("s1", right.s1), 5, { queuedFor: 6 })).toMatchObject(done({ counted: false }))
  })
})

describe("T13 an outage and a pause", () => {
  it("T13 T1 an outage within a pause is given back once", () => {
    const sat = sitting()
    sat.staff(pause, minute)
    sat.inside(internal({ _tag: "Compensate", outageId: 1, ms: minute, from: at(2 * minute), until: at(3 * minute) }), 2 * minute)
    sat.staff(resume, minute)
    expect(deadline(sat)).toBe(deadlineMs + 3 * minute)
  })
})

describe("an action on many", () => {
  it("S2 T8 is carried out as whoever ordered it, answered, and harmless when repeated", () => {
    const sat = sitting()
    sat.directed("p1", pause, minute)
    expect(sat.view("proctors")).toMatchObject({ state: "paused", standstill: [{ by: 20 }] })
    expect(sat.harness.history.at(-1)?.encoded).toMatchObject([
      { _tag: "Paused", by: 20, action: "p1" },
      { _tag: "Answered", actionId: "p1", outcome: "done" }
    ])
    sat.staff(resume, minute)
    sat.directed("p1", pause, minute)
    expect(sat.view()).toMatchObject({ state: "in_progress" })
    expect(sat.view("proctors")).toMatchObject({ acts: { 1: { what: "Pause", by: 20, action: "p1" } } })
  })
  it("what can't be done is answered with its code", () => {
    const sat = timed()
    sat.send(submit)
    for (const [index, action] of [pause, resume, lock, clear, terminate, extend(minute)].entries()) {
      sat.directed(`a${index}`, action)
      expect(sat.harness.history.at(-1)?.encoded).toEqual([
        { _tag: "Answered", actionId: `a${index}`, outcome: index === 5 ? "handed_in" : "attempt_over" }
      ])
    }
    expect(sat.harness.send({ after: 0, command: resume, principal: fromActor("exam/9") })).toMatchObject(refused("attempt_over"))
  })
})
