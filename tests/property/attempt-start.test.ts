import { describe, expect, it } from "vitest"
import type { Tagged } from "../../actors/actor.ts"
import { isInside } from "../../actors/attempt/addresses.ts"
import { registry } from "../../actors/registry.ts"
import { Sender } from "../../protocol/ids.ts"
import type { Person } from "../../protocol/principal.ts"
import { instant, millis } from "../../protocol/time.ts"
import {
  aQuiz,
  begin,
  deadlineMs,
  done,
  inRoom,
  pause,
  refused,
  right,
  rules,
  Sat,
  sitting,
  submit,
  terminate
} from "./attempt-world.ts"
import { seedOf } from "./assessment-samples.ts"
import {
  admin,
  aSitting,
  at,
  create,
  instructor,
  internal,
  minute,
  noon,
  person,
  proctor,
  save,
  sittingId,
  stranger,
  taker,
  timedExam
} from "./exam-room.ts"

const from = (address: string, by: Person = taker): Person => ({ ...by, address })
const withPassword = (password: string): Tagged => internal({ _tag: "Begin", password })
const consenting = internal({ _tag: "Begin", consented: true })
const decline = { _tag: "Decline" }
const check = internal({
  _tag: "ReportCheck",
  browser: "Firefox 140",
  roundTripMs: 40,
  clockOffsetMs: 3,
  fullScreen: true,
  displays: 1,
  online: true
})
const opened = (sat: Sat, more: object = {}): Sat => {
  sat.room("open", 1, more)
  return sat
}

describe("S1 before the start", () => {
  it("S1 a learner may decline, which uses no attempt up", () => {
    const sat = inRoom()
    expect(sat.send(decline, minute)).toMatchObject({ _tag: "Done" })
    expect(sat.view()).toMatchObject({ state: "declined", endedAt: at(minute) })
    expect(sat.harness.reactions.at(-1)?.command).toMatchObject({ _tag: "AttemptEnded", used: false })
    expect(sat.send(decline)).toMatchObject(refused("declined"))
    expect(sat.send(begin)).toMatchObject(refused("declined"))
    expect(sitting().send(decline)).toMatchObject(refused("too_late_to_decline"))
  })
  it("S1 whose own window passed has expired; whose room closed was absent", () => {
    const own = opened(inRoom(), { closesAt: at(30 * minute) })
    own.harness.advance(31 * minute)
    expect(own.view()).toMatchObject({ state: "expired", endedAt: at(30 * minute) })
    expect(own.harness.reactions.at(-1)?.command).toMatchObject({ _tag: "AttemptEnded", used: false })
    const closed = opened(inRoom(), { closesAt: at(30 * minute) })
    closed.harness.advance(30 * minute + 500)
    closed.room("closed", 2, { closesAt: at(30 * minute) })
    expect(closed.view()).toMatchObject({ state: "absent" })
    for (const sat of [own, closed]) expect(sat.send(begin)).toMatchObject(refused("exam_closed"))
  })
  it("S1 releases are spread: nobody begins before their own moment, and is told when that is", () => {
    const sat = opened(inRoom(), { beginsAt: at(20 * minute) })
    expect(sat.send(begin, 20 * minute - 1)).toMatchObject({ ...refused("not_open"), retryAfterMs: 1 })
    expect(sat.send(begin, 1)).toMatchObject({ _tag: "Done" })
    expect(inRoom().send(begin)).toMatchObject({ ...refused("not_open"), retryAfterMs: 10 * minute })
  })
  it("S1 a learner sees that they can begin from their own moment on, and never before it", () => {
    const sat = inRoom()
    const beginsAt = at(20 * minute)
    const seen = () => [sat.view()["canBegin"], sat.view()["beginsAt"]]
    expect(seen()).toEqual([false, undefined])
    opened(sat, { beginsAt })
    expect(seen()).toEqual([false, beginsAt])
    sat.harness.advance(20 * minute - 1)
    expect(seen()).toEqual([false, beginsAt])
    // By the clock alone.
    sat.harness.advance(1)
    expect([...seen(), sat.tags().at(-1)]).toEqual([true, beginsAt, "LetIn"])
    // A pause of the room, and its end; a moment that is told again changes nothing.
    const pause = { from: sat.harness.now, by: proctor.userId, reason: "fire" }
    sat.room("open", 2, { beginsAt, pauses: [{ ...pause, until: null }] })
    expect(seen()).toEqual([false, beginsAt])
    sat.room("open", 3, { beginsAt, pauses: [{ ...pause, until: sat.harness.now }] })
    expect(seen()).toEqual([true, beginsAt])
    for (let split = 0; split <= sat.harness.seq; split++) sat.harness.checkHistory(split)
    expect(sat.send(begin)).toMatchObject({ _tag: "Done" })
    expect(seen()).toEqual([false, beginsAt])
  })
  it("S1 who comes after their moment is let in with the telling; whose moment is put off waits for the new one", () => {
    const sat = opened(inRoom(), { beginsAt: at(0) })
    expect([sat.view()["canBegin"], sat.tags()]).toEqual([true, ["Created", "RoomChanged"]])
    sat.room("open", 2, { beginsAt: at(5 * minute) })
    expect(sat.view()["canBegin"]).toBe(false)
    sat.harness.advance(5 * minute)
    expect(sat.view()["canBegin"]).toBe(true)
    // A pause that lasts beyond the moment, and a close before it.
    const paused = opened(inRoom(), { beginsAt: at(minute), pauses: [{ from: noon, until: null, by: 20, reason: "fire" }] })
    paused.harness.advance(2 * minute)
    expect(paused.view()["canBegin"]).toBe(false)
    paused.room("open", 2, { beginsAt: at(minute) })
    expect(paused.view()["canBegin"]).toBe(true)
    const closed = opened(inRoom(), { beginsAt: at(10 * minute), closesAt: at(5 * minute) })
    closed.harness.advance(11 * minute)
    expect([closed.view()["state"], closed.view()["canBegin"], closed.tags()]).toEqual([
      "expired",
      false,
      expect.not.arrayContaining(["LetIn"])
    ])
  })
  it("S1 a password, where the sitting has one", () => {
    const sat = opened(inRoom(rules({ password: true })))
    sat.facts.passwords.set(sittingId, "open sesame")
    expect(sat.send(begin)).toMatchObject({ ...refused("password_wrong"), field: "password" })
    expect(sat.send(withPassword("guess"))).toMatchObject(refused("password_wrong"))
    expect(sat.send(withPassword("open sesame"))).toMatchObject({ _tag: "Done" })
    expect(JSON.stringify(sat.harness.stored())).not.toContain("sesame")
    expect(opened(inRoom()).send(withPassword("needless"))).toMatchObject({ _tag: "Done" })
  })
  it("S1 LP-27 after five wrong passwords within a quarter of an hour none is heard until there is room for another guess", () => {
    const sat = opened(inRoom(rules({ password: true })))
    sat.facts.passwords.set(sittingId, "open sesame")
    for (let guess = 1; guess <= 5; guess++)
      expect(sat.send(withPassword(`guess ${guess}`), minute)).toMatchObject(refused("password_wrong"))
    const until = { ...refused("guessed_too_often"), field: "password" }
    // The right one neither: else it would tell itself from the others.
    expect(sat.send(withPassword("open sesame"))).toMatchObject({ ...until, retryAfterMs: 11 * minute })
    expect(sat.send(withPassword("guess 6"), 11 * minute - 1)).toMatchObject({ ...until, retryAfterMs: 1 })
    // None at all is no guess, and what was refused for being too many is none either.
    expect(sat.send(begin)).toMatchObject(refused("password_wrong"))
    expect(sat.send(withPassword("guess 7"), 1)).toMatchObject(refused("password_wrong"))
    expect(sat.send(withPassword("open sesame"))).toMatchObject({ ...until, retryAfterMs: minute })
    // Who comes back after a restart has guessed as often as before, and nothing tells what.
    for (let split = 0; split <= sat.harness.seq; split++) sat.harness.checkHistory(split)
    const kept = JSON.stringify([sat.harness.stored(), sat.harness.events()])
    expect(kept).toContain("PasswordMissed")
    expect(kept).not.toMatch(/guess \d|sesame/)
    expect(sat.send(withPassword("open sesame"), minute)).toMatchObject({ _tag: "Done" })
  })
  it("S1 while passwords were wrong too often none is compared, and what went uncompared is no guess", () => {
    const sat = opened(inRoom(rules({ password: true })))
    sat.facts.passwords.set(sittingId, "open sesame")
    for (let guess = 1; guess <= 5; guess++) sat.send(withPassword("guess"))
    expect(sat.facts.passwordChecks).toBe(5)
    for (const said of ["guess", "open sesame"])
      expect(sat.send(withPassword(said), minute)).toMatchObject(refused("guessed_too_often"))
    expect(sat.facts.passwordChecks).toBe(5)
    const { self, state, now } = sat.harness
    const waited = { self, now: instant(now + 15 * minute), receivedAt: now, principal: taker, sender: Sender.make("device:1") }
    const uncompared = registry.attempt.decide(state, withPassword("open sesame"), waited)
    expect(uncompared).toMatchObject({ ...refused("guessed_too_often"), retryAfterMs: 1 })
    expect(sat.send(withPassword("open sesame"), 15 * minute)).toMatchObject({ _tag: "Done" })
    expect(sat.facts.passwordChecks).toBe(6)
  })
  it("S1 whose passwords were wrong too often keeps nobody else out, and may still decline", () => {
    const sat = opened(inRoom(rules({ password: true })))
    sat.facts.passwords.set(sittingId, "open sesame")
    for (let guess = 1; guess <= 6; guess++) sat.send(withPassword("guess"))
    for (const by of [proctor, stranger])
      expect(sat.send(withPassword("guess"), 0, { by })).not.toMatchObject(refused("guessed_too_often"))
    const other = opened(inRoom(rules({ password: true })))
    other.facts.passwords.set(sittingId, "open sesame")
    expect(other.send(withPassword("open sesame"))).toMatchObject({ _tag: "Done" })
    expect(sat.send(decline)).toMatchObject({ _tag: "Done" })
  })
  it("S1 the check of the device, where the sitting asks for it", () => {
    const sat = opened(inRoom(rules({ check: true })))
    expect(sat.send(begin)).toMatchObject(refused("check_missing"))
    sat.send(check)
    expect(sat.send(begin)).toMatchObject({ _tag: "Done" })
    expect(sat.send(check)).toMatchObject(refused("already_begun"))
  })
  it("S1 consent, where the exam asks for it", () => {
    const sat = new Sat()
    const exam = sat.facts.assessments.get(timedExam)!
    sat.facts.assessments.set(timedExam, { ...exam, settings: { ...exam.settings, consent: "I work alone." } })
    sat.inside(create(timedExam, sittingId))
    opened(sat)
    expect(sat.send(begin)).toMatchObject({ ...refused("consent_missing"), field: "consented" })
    expect(sat.send(consenting)).toMatchObject({ _tag: "Done" })
    expect(sat.state.consented).toBe(true)
    const plain = opened(inRoom())
    plain.send(consenting)
    expect(plain.state.consented).toBe(false)
  })
  it("T1 a preview ignores the window and the room", () => {
    const sat = new Sat(rules({ password: true, check: true, addresses: ["10.0.0.0/8"] }))
    sat.inside(internal({ ...create(timedExam, sittingId), preview: true }))
    sat.room("closed", 1, { closesAt: at(0) })
    expect(sat.send(begin, 24 * 60 * minute)).toMatchObject(done({ deadline: at(24 * 60 * minute + deadlineMs) }))
    sat.room("open", 2, { pauses: [{ from: noon, until: null, by: 20, reason: "fire" }], extra: minute })
    expect(sat.view()).toMatchObject({ state: "in_progress", deadline: at(24 * 60 * minute + deadlineMs) })
  })
})

describe("W3 addresses", () => {
  it.each([
    [["10.1.0.0/16"], "10.1.255.255", true],
    [["10.1.0.0/16"], "10.2.0.0", false],
    [["10.1.0.0/16"], "::ffff:10.1.2.3", true],
    [["2001:db8::/32"], "2001:db8:ffff::1", true],
    [["2001:db8::/32"], "2001:db9::1", false],
    [["2001:db8::/32", "192.0.2.7"], "192.0.2.7", true],
    [["192.0.2.7/32"], "192.0.2.8", false],
    [["0.0.0.0/0"], "203.0.113.9", true],
    [["0.0.0.0/0"], "2001:db8::1", false],
    [["nonsense", "10.0.0.0/64", "10.0.0.0/"], "10.0.0.1", false],
    [["10.0.0.0/8"], "not an address", false],
    [[], "not an address", true]
  ] as const)("W3 of the ranges %j, %s: %s", (ranges, address, inside) => expect(isInside(ranges, address)).toBe(inside))

  it("W3 with ranges nobody begins or takes over from outside, but what runs goes on", () => {
    const sat = opened(inRoom(rules({ addresses: ["10.1.0.0/16"] })))
    expect(sat.send(begin)).toMatchObject(refused("address_outside"))
    expect(sat.send(begin, 0, { by: from("192.0.2.1") })).toMatchObject(refused("address_outside"))
    expect(sat.send(begin, 0, { by: from("10.1.0.1") })).toMatchObject({ _tag: "Done" })
    const takeOver = internal({ _tag: "TakeOver", epoch: 1 })
    expect(sat.send(takeOver, 0, { by: from("192.0.2.1"), sender: "u7:device:2" })).toMatchObject(refused("address_outside"))
    expect(sat.send(save("s1", right.s1), 0, { by: from("192.0.2.1") })).toMatchObject(done({ counted: true }))
  })
  it("W3 a changed address is recorded once per change, before what came from there, and never blocks", () => {
    const sat = opened(inRoom())
    sat.send(begin, 0, { by: from("10.0.0.1") })
    sat.send(save("s1", right.s1), 1_000, { by: from("10.0.0.1") })
    sat.send(save("s1", right.s1), 1_000, { by: from("10.0.0.2") })
    sat.send(save("t1", right.t1), 1_000, { by: from("10.0.0.2") })
    sat.send(submit, 1_000, { by: from("10.0.0.3") })
    expect(sat.tags().slice(2)).toEqual([
      "Begun",
      "AnswerSaved",
      "AddressChanged",
      "AnswerSaved",
      "AnswerSaved",
      "AddressChanged",
      "Submitted",
      "GradingRequested"
    ])
    expect(sat.view("proctors")).toMatchObject({
      devices: [
        { epoch: 1, address: "10.0.0.1", since: noon },
        { epoch: 1, address: "10.0.0.2", since: at(2_000) },
        { epoch: 1, address: "10.0.0.3", since: at(4_000) }
      ]
    })
  })
})

describe("S9 one device at a time", () => {
  const [phone, laptop] = [{ sender: "u7:device:phone" }, { sender: "u7:device:laptop" }]
  const takeOver = (epoch: number): Tagged => internal({ _tag: "TakeOver", epoch })
  const begun = (): Sat => {
    const sat = opened(inRoom())
    sat.send(begin, 0, laptop)
    return sat
  }
  it("S9 an exam is bound to the device that began it", () => {
    const sat = begun()
    expect(sat.send(save("s1", right.s1), 0, laptop)).toMatchObject({ _tag: "Done" })
    expect(sat.send(save("s1", right.s1), 0, phone)).toMatchObject({
      ...refused("superseded"),
      message: expect.stringMatching(/epoch 1/)
    })
    expect(sat.send(submit, 0, phone)).toMatchObject(refused("superseded"))
  })
  it("S9 whoever takes over names the epoch they were shown, and ends it", () => {
    const sat = begun()
    expect(sat.send(takeOver(2), minute, phone)).toMatchObject(refused("superseded"))
    expect(sat.send(takeOver(1), 0, phone)).toMatchObject(done({ epoch: 2 }))
    expect(sat.send(takeOver(1), 0, laptop)).toMatchObject(refused("superseded"))
    expect(sat.send(takeOver(2), 0, phone)).toMatchObject(done({ epoch: 2 }))
    expect(sat.send(takeOver(2), 0, laptop)).toMatchObject(done({ epoch: 3 }))
    expect(sat.state.holder).toMatchObject({ name: "u7:device:laptop", epoch: 3 })
    expect(sat.state.devices.map(({ epoch }) => epoch)).toEqual([1, 2, 3])
  })
  it("S9 what the earlier device sent before is refused too, once another holds it", () => {
    const sat = begun()
    sat.send(takeOver(1), minute, phone)
    expect(sat.send(save("s1", right.s1), 1, { ...laptop, queuedFor: 1_000 })).toMatchObject(refused("superseded"))
    expect(sat.send(save("s1", right.s1), deadlineMs, laptop)).toMatchObject(refused("superseded"))
    expect(sat.send(save("s1", right.s1), 0, phone)).toMatchObject(done({ counted: false }))
  })
  it("S9 over REST the log-in is the device, and its other way in is the same", () => {
    const sat = opened(inRoom())
    sat.send(begin, 0, { sender: "u7:rest:1" })
    expect(sat.state.holder?.name).toBe("u7:session:s7")
    expect(sat.send(save("s1", right.s1), 0, { sender: "u7:rest:2" })).toMatchObject({ _tag: "Done" })
    const elsewhere = person(7, "student", { session: "another" })
    expect(sat.send(save("s1", right.s1), 0, { sender: "u7:rest:3", by: elsewhere })).toMatchObject(refused("superseded"))
    expect(sat.send(save("s1", right.s1), 0, laptop)).toMatchObject({ _tag: "Done" })
    expect(sat.send(save("s1", right.s1), 0, { ...laptop, by: elsewhere })).toMatchObject(refused("superseded"))
    const live = opened(inRoom())
    live.send(begin, 0, laptop)
    expect(live.send(save("s1", right.s1), 0, { sender: "u7:rest:4" })).toMatchObject({ _tag: "Done" })
    expect(live.send(save("s1", right.s1), 0, { sender: "u7:rest:5", by: elsewhere })).toMatchObject(refused("superseded"))
    expect(live.send(save("s1", right.s1), 0, phone)).toMatchObject(refused("superseded"))
  })
  it("S9 a quiz is bound to nothing, and nothing is bound before the start", () => {
    const quizzed = aQuiz()
    quizzed.send(begin, 0, laptop)
    expect(quizzed.send(save("s1", right.s1), 0, phone)).toMatchObject({ _tag: "Done" })
    expect(quizzed.send(takeOver(1), 0, phone)).toMatchObject(refused("not_bound"))
    expect(inRoom().send(takeOver(1))).toMatchObject(refused("not_started"))
  })
  it("S9 while time stands still another device may take over", () => {
    const sat = begun()
    sat.staff(pause)
    expect(sat.send(takeOver(1), 0, phone)).toMatchObject(done({ epoch: 2 }))
  })
  it("S9 once one has handed in, no other does, nor takes over", () => {
    const sat = begun()
    sat.send(submit, minute, laptop)
    for (const command of [takeOver(1), submit, save("s1", right.s1)]) {
      expect(sat.send(command, 0, phone)).toMatchObject(refused("attempt_over"))
    }
  })
  it("S9 the newest twenty are kept", () => {
    const sat = begun()
    for (let epoch = 1; epoch <= 30; epoch++) sat.send(takeOver(epoch), 1_000, { sender: `u7:device:${epoch}` })
    expect(sat.state.devices.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 20 }, (_, n) => n + 12))
  })
})

describe("S2 termination", () => {
  it("S2 in progress or paused, with a reason; graded, and then under review", () => {
    for (const standing of [false, true]) {
      const sat = sitting()
      sat.send(save("s1", right.s1), minute)
      if (standing) sat.staff(pause)
      sat.staff(terminate, minute)
      expect(sat.view()).toMatchObject({ state: "grading", endedAt: at(2 * minute) })
      expect(sat.view()).not.toHaveProperty("submittedAt")
      expect(sat.view()).not.toHaveProperty("standstill")
      sat.grade()
      expect(sat.view()).toMatchObject({ state: "under_review" })
      expect(sat.send(submit)).toMatchObject(refused("attempt_over"))
    }
  })
  it("S6 S2 grading that fails leaves it as what it was handed in, and is asked for again", () => {
    const sat = sitting()
    const failed = () => sat.inside(internal({ _tag: "GradingFailed", paperHash: sat.state.paperHash, message: "no key" }))
    sat.send(submit, minute)
    failed()
    expect(sat.view()).toMatchObject({ state: "submitted" })
    sat.harness.advance(15_000)
    expect(sat.view()).toMatchObject({ state: "grading" })
    const ended = sitting()
    ended.staff(terminate, minute)
    ended.inside(internal({ _tag: "GradingFailed", paperHash: ended.state.paperHash, message: "no key" }))
    expect(ended.view()).toMatchObject({ state: "terminated" })
    expect(ended.send(submit)).toMatchObject(refused("terminated"))
    expect(sat.inside(internal({ _tag: "GradingFailed", paperHash: "another", message: "no key" }))).toMatchObject(
      refused("other_paper")
    )
    sat.grade()
    expect(sat.view()).toMatchObject({ state: "graded" })
    failed()
    expect(sat.view()).toMatchObject({ state: "graded" })
  })
  it("S6 a grade that comes back after grading was given up counts", () => {
    const sat = sitting()
    sat.send(submit, minute)
    sat.inside(internal({ _tag: "GradingFailed", paperHash: sat.state.paperHash, message: "no key" }))
    sat.grade()
    expect(sat.view()).toMatchObject({ state: "graded" })
    sat.harness.advance(24 * 60 * minute)
    expect(sat.harness.jobs).toHaveLength(1)
  })
})

describe("S1 declared void", () => {
  const declareVoid = internal({ _tag: "Void", reason: "The paper was known." })
  it("S1 by administrators alone, in any state, once", () => {
    const handedIn = (): Sat => {
      const sat = sitting()
      sat.send(submit)
      return sat
    }
    for (const sat of [inRoom(), sitting(), handedIn()]) {
      for (const by of [proctor, instructor]) expect(sat.staff(declareVoid, 0, by)).toMatchObject(refused("forbidden"))
      expect(sat.send(declareVoid)).toMatchObject(refused("forbidden"))
      expect(sat.staff(declareVoid, minute, admin)).toMatchObject({ _tag: "Done" })
      expect(sat.view()).toMatchObject({ state: "voided" })
      expect(sat.staff(declareVoid, 0, admin)).toMatchObject(refused("voided"))
      expect(sat.send(begin)).toMatchObject(refused("voided"))
      sat.harness.advance(48 * 60 * minute)
      expect(sat.view()).toMatchObject({ state: "voided" })
    }
  })
  it("S1 a grade that was under way changes nothing any more", () => {
    const sat = sitting()
    sat.send(submit, minute)
    sat.staff(declareVoid, 0, admin)
    sat.grade()
    expect(sat.view()).toMatchObject({ state: "voided" })
    expect(sat.view()).not.toHaveProperty("grade")
  })
})

describe("who decides", () => {
  it("nobody decides on an attempt of their own, whatever they are otherwise", () => {
    const sat = new Sat(aSitting())
    sat.inside(internal({ ...create(timedExam, sittingId), userId: admin.userId }))
    expect(sat.send(terminate, 0, { by: admin })).toMatchObject(refused("forbidden"))
    opened(sat)
    expect(sat.send(begin, 0, { by: admin })).toMatchObject({ _tag: "Done" })
    expect(sat.send(internal({ _tag: "Void", reason: "mine" }), 0, { by: admin })).toMatchObject(refused("forbidden"))
  })
  it("the room is the proctors', the sitting the taker's", () => {
    const sat = sitting()
    expect(sat.send(pause)).toMatchObject(refused("forbidden"))
    expect(sat.send(pause, 0, { by: person(8, "student") })).toMatchObject(refused("not_found"))
    expect(sat.staff(save("s1", right.s1))).toMatchObject(refused("forbidden"))
    expect(sat.staff(internal({ _tag: "TakeOver", epoch: 1 }))).toMatchObject(refused("forbidden"))
    expect(sat.staff(internal({ _tag: "Say", text: "Are you all right?" }))).toMatchObject({ _tag: "Done" })
    expect(sat.send(internal({ _tag: "Extend", ms: millis(60_000), reason: "please" }))).toMatchObject(refused("forbidden"))
  })
})

describe("an error on our side", () => {
  it("S5 starts nothing anew: the same attempt goes on with its paper and its answers, and gets the loss back", () => {
    const sat = sitting()
    sat.send(save("s1", right.s1), minute)
    const { paperHash, deadline, answers } = sat.state
    const before = { paperHash, answers: { ...answers } }
    const outage = { _tag: "Compensate", outageId: 1, ms: minute, from: at(2 * minute), until: at(3 * minute) }
    sat.inside(internal(outage), 2 * minute)
    // Whoever starts it again is led to it: what made it once makes nothing now, whatever seed it brings.
    sat.inside({ ...create(timedExam, sittingId), seed: seedOf("another") } as Tagged)
    expect(sat.state).toMatchObject({ ...before, state: "in_progress" })
    expect(sat.state.deadline).toBe((deadline ?? 0) + minute)
  })
})
