import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import type { Decision, Tagged } from "../../actors/actor.ts"
import type { Exam } from "../../actors/exam/contract.ts"
import { registry } from "../../actors/registry.ts"
import { codecsOf } from "../../engine/codecs.ts"
import { GroupName } from "../../protocol/exam.ts"
import { Sender } from "../../protocol/ids.ts"
import type { Person } from "../../protocol/principal.ts"
import { millis } from "../../protocol/time.ts"
import {
  admin,
  aSitting,
  at,
  engine,
  examRef,
  instructor,
  minute,
  noon,
  otherProctor,
  person,
  proctor,
  taker
} from "./exam-room.ts"
import {
  act,
  acted,
  assign,
  beginShift,
  close,
  endShift,
  handOver,
  open,
  pauseRoom,
  refused,
  register,
  removeGroup,
  resumeRoom,
  roomOf,
  schedule,
  scheduled,
  setGroup,
  setTerms,
  Sitting,
  unassign
} from "./exam-sitting.ts"

const context = { self: examRef, now: noon, receivedAt: noon, principal: engine("seed"), sender: Sender.make("exam/9") }
const decided = (decision: Decision<Tagged>): ReadonlyArray<Tagged> => {
  if (decision._tag === "Refusal") throw new Error(decision.message)
  return decision.events
}

describe("a sitting", () => {
  it("opens and closes by the clock, with nobody there", () => {
    const room = scheduled()
    expect(room.view()).toMatchObject({ phase: "scheduled", opensAt: at(10 * minute) })
    room.harness.advance(10 * minute)
    expect(room.view()).toMatchObject({ phase: "open", openedAt: at(10 * minute) })
    room.harness.advance(60 * minute)
    expect(room.view("candidates")).toMatchObject({ phase: "closed", closedAt: at(70 * minute) })
  })
  it("opens and closes by a proctor's hand, once", () => {
    const room = scheduled()
    expect(room.send(close)).toMatchObject(refused("not_open"))
    expect(room.send(open, proctor, minute)).toMatchObject({ reply: { openedAt: at(minute) } })
    expect(room.send(open)).toMatchObject(refused("illegal_transition"))
    expect(room.send(close, proctor, minute)).toMatchObject({ reply: { closedAt: at(2 * minute) } })
    expect(room.view()).toMatchObject({ phase: "closed", closesAt: at(2 * minute) })
    expect(room.send(close)).toMatchObject(refused("exam_closed"))
    expect(room.send(open)).toMatchObject(refused("exam_closed"))
  })
  it("exists from the first that is heard of it, be that an attempt", () => {
    const room = new Sitting()
    expect(room.send(open)).toMatchObject(refused("not_found"))
    room.arrive(1)
    expect(room.view()).toMatchObject({ phase: "scheduled", registered: 1 })
  })
  it("registers an attempt once and tells it at once how the room is", () => {
    const room = scheduled()
    room.arrive(1, 1)
    expect(room.view()).toMatchObject({ registered: 1, candidates: { 1: { learnerId: 1_001 } } })
    expect(room.told().get(1)).toMatchObject({ _tag: "RoomChanged", phase: "scheduled", sourceSeq: 2 })
    room.send(open)
    room.arrive(2)
    expect(room.told().get(2)).toMatchObject({ phase: "open" })
    room.send(close)
    room.arrive(3)
    expect(room.told().get(3)).toMatchObject({ phase: "closed" })
  })
  it("tells everyone of a change, a hundred at a time", () => {
    const room = roomOf(250)
    room.harness.reactions.length = 0
    room.send(open)
    expect(room.harness.reactions).toHaveLength(100)
    room.harness.advance(1)
    expect(room.harness.reactions).toHaveLength(200)
    room.harness.advance(1)
    expect(room.harness.reactions).toHaveLength(250)
    expect([...room.told().values()].every(({ phase }) => phase === "open")).toBe(true)
    expect(room.row("exam_admissions", { sitting_id: 9, attempt_id: 250 })).toMatchObject({
      user_id: 1_250,
      released_at: new Date(noon + 2).toISOString()
    })
    room.harness.advance(minute)
    expect(room.harness.reactions).toHaveLength(250)
  })
  it("starts telling anew when it changes half-way, and the last telling is the truth", () => {
    const room = roomOf(150)
    room.send(open)
    room.send(close)
    room.harness.advance(5)
    expect([...room.told().values()].every(({ phase }) => phase === "closed")).toBe(true)
  })
  it("T3 tells a change of its schedule, and nothing when only the title changed", () => {
    const room = scheduled()
    room.arrive(1)
    room.send(open)
    room.harness.reactions.length = 0
    room.facts.sittings.set(9, aSitting({ title: "Room 2" }))
    room.inside(schedule)
    expect(room.view()).toMatchObject({ title: "Room 2" })
    expect(room.harness.reactions).toEqual([])
    room.facts.sittings.set(9, aSitting({ closesAt: at(80 * minute) }))
    room.inside(schedule)
    expect(room.told().get(1)).toMatchObject({ phase: "open", closesAt: at(80 * minute) })
    room.inside(schedule)
    expect(room.harness.reactions).toHaveLength(1)
  })
  it("is not scheduled to close before it opens", () => {
    expect(new Sitting(aSitting({ closesAt: at(10 * minute) })).inside(schedule)).toMatchObject(refused("invalid"))
  })
  it("has proctors by the catalogue and by assignment, once each", () => {
    const room = scheduled()
    expect(room.send(assign(21), instructor, 5)).toMatchObject({ reply: { assignedAt: at(5) } })
    expect(room.send(assign(21), admin)).toMatchObject(refused("already_assigned"))
    expect(room.send(assign(22), proctor)).toMatchObject(refused("forbidden"))
    expect(room.view()).toMatchObject({ proctors: { 20: { assignedAt: noon }, 21: { assignedAt: at(5) } } })
    expect(room.row("exam_rooms", { sitting_id: 9 })).toMatchObject({ proctors: [20, 21], status: "scheduled" })
  })
  it("is seen by its candidates and its proctors, and by nobody else", () => {
    const room = scheduled()
    room.arrive(1)
    const audience = (by: Person) => registry.exam.audienceOf(room.harness.state, by)
    const candidate = person(1_001, "student")
    expect([candidate, proctor, instructor, admin].map(audience)).toEqual(["candidates", "proctors", "proctors", "proctors"])
    expect([taker, otherProctor].map(audience)).toEqual([undefined, undefined])
    expect(room.send(open, taker)).toMatchObject(refused("not_found"))
    expect(room.send(open, candidate)).toMatchObject(refused("forbidden"))
    room.send(assign(otherProctor.userId), instructor)
    expect(audience(otherProctor)).toBe("proctors")
    expect(JSON.stringify(room.view("candidates"))).not.toMatch(/1001|learnerId|registered/)
  })
  it("is lost to a proctor who was unassigned, although their log-in still names it", () => {
    const room = scheduled()
    const audience = () => registry.exam.audienceOf(room.harness.state, proctor)
    expect(room.send(unassign(21), instructor)).toMatchObject(refused("not_assigned"))
    expect(room.send(unassign(20), proctor)).toMatchObject(refused("forbidden"))
    room.send(unassign(20), instructor)
    expect(audience()).toBeUndefined()
    // The catalogue goes on naming them: no change, so they stay away.
    room.facts.sittings.set(9, aSitting({ title: "Room 2" }))
    room.inside(schedule)
    expect(audience()).toBeUndefined()
    room.send(assign(20), instructor)
    expect(audience()).toBe("proctors")
    room.facts.sittings.set(9, aSitting({ proctors: [] }))
    room.inside(schedule)
    expect(audience()).toBeUndefined()
  })
})

describe("a pause of the whole room", () => {
  it("T1 is told with all pauses, refused twice, and ends once", () => {
    const room = roomOf(2)
    room.send(open)
    expect(room.send(resumeRoom)).toMatchObject(refused("not_paused"))
    expect(room.send(pauseRoom("alarm"), proctor, 5)).toMatchObject({ reply: { pausedAt: at(5) } })
    expect(room.send(pauseRoom())).toMatchObject(refused("already_paused"))
    expect(room.view("candidates")).toMatchObject({ pausedSince: at(5) })
    expect(JSON.stringify(room.view("candidates"))).not.toMatch(/alarm|"by"/)
    expect(room.row("exam_rooms", { sitting_id: 9 })).toMatchObject({ paused_since: new Date(noon + 5).toISOString() })
    expect(room.send(resumeRoom, admin, 5)).toMatchObject({ reply: { resumedAt: at(10) } })
    room.send(pauseRoom("again"), proctor, 5)
    const [first, second] = [
      { from: at(5), until: at(10), by: 20, reason: "alarm" },
      { from: at(15), until: null, by: 20, reason: "again" }
    ]
    for (const told of room.told().values()) expect(told.pauses).toEqual([first, second])
    expect(room.view()).toMatchObject({ pauses: [first, second], pausedSince: at(15) })
  })
  it("T1 goes on past a close by the clock, and ends with a close by hand", () => {
    const byClock = roomOf(1)
    byClock.send(open)
    byClock.send(pauseRoom())
    byClock.harness.advance(70 * minute)
    expect(byClock.view()).toMatchObject({ phase: "closed", pausedSince: noon })
    expect(byClock.send(resumeRoom)).toMatchObject({ _tag: "Done" })
    const byHand = roomOf(1)
    byHand.send(open)
    byHand.send(pauseRoom())
    byHand.send(close, proctor, 7)
    expect(byHand.told().get(1)).toMatchObject({ phase: "closed", pauses: [{ from: noon, until: at(7) }] })
    expect(byHand.view()).not.toHaveProperty("pausedSince")
    expect(byHand.send(pauseRoom())).toMatchObject(refused("exam_closed"))
  })
})

describe("the start of many", () => {
  it("lets those who wait in over the jitter, each by their attempt alone, and late arrivals at once", () => {
    const room = roomOf(150, aSitting({ jitterMs: millis(60_000) }))
    room.harness.advance(10 * minute + 5)
    const [opened, told] = [at(10 * minute), room.told()]
    const after = [...told.values()].map(({ beginsAt }) => (beginsAt ?? 0) - opened)
    expect(Math.min(...after)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...after)).toBeLessThanOrEqual(60_000)
    expect(new Set(after.map((ms) => Math.floor(ms / 6_000))).size).toBe(10)
    room.send(pauseRoom())
    room.arrive(151)
    room.harness.advance(5)
    for (const id of [1, 150]) expect(room.told().get(id)?.beginsAt).toBe(told.get(id)?.beginsAt)
    expect(room.told().get(151)?.beginsAt).toBe(at(10 * minute + 5))
  })
  it("lets nobody in later than they were told, although the jitter is changed after the opening", () => {
    const room = roomOf(1, aSitting({ jitterMs: millis(60_000) }))
    room.send(open)
    const begins = room.told().get(1)?.beginsAt
    room.facts.sittings.set(9, aSitting({ jitterMs: millis(10), lateEntry: false }))
    room.inside(schedule)
    expect(room.told().get(1)).toMatchObject({ lateEntry: false, beginsAt: begins })
  })
  it("takes five thousand arrivals and an opening in well under a second, and no step grows with the room", () => {
    const many = 5_000
    const { exam } = registry
    const facts = { ...aSitting({ jitterMs: millis(60_000) }), limit: null }
    let [state, seq, reactions, longest]: [unknown, number, number, number] = [exam.initial(examRef), 0, 0, 0]
    const send = (command: Tagged, now = noon): void => {
      const began = performance.now()
      const events = decided(exam.decide(state, command, { ...context, now }))
      seq++
      for (const event of events) {
        state = exam.evolve(state, event)
        JSON.stringify([exam.project(event, state, examRef), exam.render(event, state, "proctors")])
        const caused = exam.react(event, state, examRef, seq)
        JSON.stringify(caused)
        reactions += caused.length
      }
      exam.alarm(state)
      longest = Math.max(longest, performance.now() - began)
    }
    const began = performance.now()
    send({ _tag: "Schedule", facts } as Tagged)
    for (let id = 1; id <= many; id++) send(register(id))
    const arrived = performance.now() - began
    let due = exam.alarm(state)
    for (let steps = 0; due !== undefined && steps < 51; steps++, due = exam.alarm(state)) {
      if (due > at(11 * minute)) break
      send({ _tag: "Alarm" }, due)
    }
    const opened = performance.now() - began - arrived
    expect(reactions).toBe(2 * many)
    expect(
      [arrived, opened].every((ms) => ms < 1_000),
      `${arrived} ms and ${opened} ms, ${longest} ms at most`
    ).toBe(true)
  })
})

describe("what is different for some", () => {
  const inRoom = (): Sitting => {
    const room = roomOf(3)
    room.send(open)
    room.harness.reactions.length = 0
    return room
  }
  it("T3 a change of membership or terms is told at once, to those for whom it makes a difference", () => {
    const room = inRoom()
    const told = () => {
      const ids = [...room.told().keys()].sort()
      room.harness.reactions.length = 0
      return ids
    }
    room.send(setGroup("slow", [1_001, 1_002, 4_000], { factor: "1.5" }), instructor)
    expect(told()).toEqual([1, 2])
    room.send(setGroup("slow", [1_002, 1_003], { factor: "1.5" }), instructor)
    expect(told()).toEqual([1, 3])
    room.send(setTerms(1_003, { factor: "2" }), instructor)
    expect(told()).toEqual([3])
    room.send(setGroup("slow", [1_002, 1_003], { factor: "1.25" }), instructor)
    expect(told()).toEqual([2])
    room.send(setGroup("slow", [1_002, 1_003], { factor: "1.25" }), instructor)
    expect(told()).toEqual([])
    room.send(removeGroup("slow"), admin)
    expect(told()).toEqual([2])
    room.send(setTerms(1_003, null), instructor)
    expect(told()).toEqual([3])
    expect(room.send(removeGroup("slow"), admin)).toMatchObject(refused("not_found"))
  })
  it("T2 each learner is told their own room", () => {
    const room = inRoom()
    room.send(setGroup("slow", [1_001, 1_002], { limit: null, factor: "1.5", closesAt: at(90 * minute) }), instructor)
    room.send(setTerms(1_002, { limit: 20 * minute, absolute: true, extra: 7 }), instructor)
    room.arrive(4)
    expect(room.told().get(1)).toMatchObject({ limit: null, factor: "1.5", extra: 0, closesAt: at(90 * minute) })
    expect(room.told().get(2)).toMatchObject({ limit: 20 * minute, factor: "1", extra: 7, closesAt: at(90 * minute) })
    expect(room.told().get(4)).toMatchObject({ factor: "1", extra: 0, closesAt: at(70 * minute) })
    expect(room.told().get(4)).not.toHaveProperty("limit")
    expect(room.view()).toMatchObject({
      groups: { slow: { members: [1_001, 1_002], terms: { factor: "1.5", none: ["limit"] } } },
      terms: { 1002: { limit: 20 * minute, absolute: true, extra: 7 } }
    })
    expect(room.row("exam_groups", { sitting_id: 9, name: "slow" })).toMatchObject({
      members: [1_001, 1_002],
      terms: { limit: null }
    })
    expect(room.row("exam_terms", { sitting_id: 9, user_id: 1_002 })).toMatchObject({ terms: { extra: 7 } })
    room.send(setTerms(1_002, null), instructor)
    expect(room.row("exam_terms", { sitting_id: 9, user_id: 1_002 })).toBeNull()
  })
  it("T2 an own opening is kept by the clock, before the room's and after it", () => {
    const room = roomOf(3)
    room.send(setTerms(1_001, { opensAt: at(minute) }), instructor)
    room.send(setTerms(1_002, { opensAt: at(20 * minute) }), instructor)
    expect(room.told().get(1)).toMatchObject({ phase: "scheduled", opensAt: at(minute), beginsAt: null })
    room.harness.advance(minute)
    const phases = () => [1, 2, 3].map((id) => room.told().get(id)?.phase)
    expect(phases()).toEqual(["open", "scheduled", "scheduled"])
    expect(room.told().get(1)?.beginsAt).toBe(at(minute))
    room.harness.advance(10 * minute)
    expect(phases()).toEqual(["open", "scheduled", "open"])
    expect(room.told().get(1)?.beginsAt).toBe(at(minute))
    room.harness.advance(10 * minute)
    expect(phases()).toEqual(["open", "open", "open"])
    expect(room.told().get(2)?.beginsAt).toBe(at(20 * minute))
  })
  it("T2 an own close outlasts the room's by the clock, and no close by hand", () => {
    const byClock = roomOf(2)
    byClock.send(setTerms(1_001, { closesAt: null }), instructor)
    byClock.harness.advance(71 * minute)
    expect([1, 2].map((id) => byClock.told().get(id)?.phase)).toEqual(["open", "closed"])
    expect(byClock.told().get(1)?.closesAt).toBeNull()
    const byHand = roomOf(2)
    byHand.send(setTerms(1_001, { closesAt: null }), instructor)
    byHand.send(setTerms(1_002, { opensAt: noon, closesAt: at(minute) }), instructor)
    byHand.send(open)
    byHand.send(close, proctor, 2 * minute)
    expect([1, 2].map((id) => byHand.told().get(id)?.phase)).toEqual(["closed", "closed"])
    expect([1, 2].map((id) => byHand.told().get(id)?.closesAt)).toEqual([at(2 * minute), at(minute)])
  })
  it("T4 warns whoever writes terms that leave no room, and refuses what contradicts itself", () => {
    const room = inRoom()
    expect(room.send(setTerms(1_001, { limit: 61 * minute }), instructor)).toMatchObject({
      reply: { warnings: [expect.stringMatching(/loses 1 min/)] }
    })
    expect(room.send(setGroup("slow", [], { factor: "2" }), instructor)).toMatchObject({ reply: { warnings: [] } })
    expect(room.send(setTerms(1_001, { absolute: true }), instructor)).toMatchObject(refused("invalid"))
    expect(room.send(setGroup("slow", [], { closesAt: noon }), instructor)).toMatchObject(refused("invalid"))
    expect(new Sitting(aSitting({ closesAt: at(30 * minute) })).inside(schedule)).toMatchObject({
      reply: { warnings: [expect.stringMatching(/window is 20 min/)] }
    })
  })
  it("takes a hundred groups, whatever their names", () => {
    const room = inRoom()
    for (let each = 0; each < 99; each++) room.send(setGroup(`g${each}`, [1_001], {}), instructor)
    expect(room.send(removeGroup("constructor"), instructor)).toMatchObject(refused("not_found"))
    expect(room.send(setGroup("constructor", [1_001], { extra: 5 }), instructor)).toMatchObject({ _tag: "Done" })
    expect(room.told().get(1)).toMatchObject({ extra: 5 })
    expect(room.send(setGroup("one more", [1_001], {}), instructor)).toMatchObject(refused("too_large"))
    expect(room.send(setGroup("g1", [1_002], {}), instructor)).toMatchObject({ _tag: "Done" })
    expect(Schema.is(GroupName)("__proto__")).toBe(false)
  })
  it("are set by who leads the course, and by no proctor", () => {
    const room = inRoom()
    for (const command of [setGroup("slow", [], {}), removeGroup("slow"), setTerms(1_001, {}), assign(22), unassign(20)]) {
      expect(room.send(command, proctor)).toMatchObject(refused("forbidden"))
    }
  })
})

describe("shifts", () => {
  const second = person(21, "proctor")
  const withTwo = (): Sitting => {
    const room = scheduled()
    room.send(assign(21), instructor)
    return room
  }
  it("W5 a handover is open until the one it names begins, which ends the other's shift", () => {
    const room = withTwo()
    expect(room.send(beginShift, proctor, 5)).toMatchObject({ reply: { at: at(5) } })
    room.send(handOver(21, "seat 4 is ill"), proctor, 5)
    expect(room.view()).toMatchObject({
      handover: { from: 20, to: 21, note: "seat 4 is ill", at: at(10) },
      proctors: { 20: { onDutySince: at(5) } }
    })
    room.send(beginShift, second, 5)
    expect(room.view()).not.toHaveProperty("handover")
    expect(room.view()).toMatchObject({ proctors: { 20: { assignedAt: noon }, 21: { onDutySince: at(15) } } })
    expect(JSON.stringify((room.view() as { proctors: object }).proctors)).not.toMatch(/"20":[^}]*onDutySince/)
  })
  it("W5 nothing about a shift pauses anything or is told to an attempt", () => {
    const room = withTwo()
    room.arrive(1)
    room.send(open)
    room.harness.reactions.length = 0
    for (const [command, by] of [
      [beginShift, proctor],
      [handOver(21), proctor],
      [beginShift, second]
    ] as const) {
      room.send(command, by)
    }
    expect(room.harness.reactions).toEqual([])
    expect(room.view()).not.toHaveProperty("pausedSince")
  })
  it("W5 the last on duty stays while the room is open, unless unassigned by who leads the course", () => {
    const room = withTwo()
    room.send(beginShift)
    room.send(open)
    expect(room.send(endShift)).toMatchObject(refused("last_on_duty"))
    room.send(handOver(21))
    expect(room.send(endShift)).toMatchObject(refused("last_on_duty"))
    room.send(unassign(20), instructor)
    expect(room.view()).not.toHaveProperty("handover")
    room.send(beginShift, second)
    room.send(close)
    room.send(close, second)
    expect(room.send(endShift, second)).toMatchObject({ _tag: "Done" })
  })
  it("W5 refuses what makes no sense: off duty, unassigned, on duty already, another's open handover", () => {
    const room = withTwo()
    room.send(assign(22), instructor)
    expect(room.send(endShift)).toMatchObject(refused("illegal_transition"))
    expect(room.send(handOver(21))).toMatchObject(refused("illegal_transition"))
    expect(room.send(beginShift, admin)).toMatchObject(refused("not_assigned"))
    room.send(beginShift)
    expect(room.send(beginShift)).toMatchObject(refused("illegal_transition"))
    expect(room.send(handOver(99))).toMatchObject(refused("not_assigned"))
    expect(room.send(handOver(20))).toMatchObject(refused("illegal_transition"))
    room.send(handOver(21))
    room.send(handOver(22, "21 is late"))
    expect(room.view()).toMatchObject({ handover: { to: 22, note: "21 is late" } })
    room.send(beginShift, second)
    expect(room.send(handOver(21))).toMatchObject(refused("illegal_transition"))
    expect(room.send(handOver(22), second)).toMatchObject(refused("illegal_transition"))
  })
})

describe("an action on many", () => {
  const message = { _tag: "Message", text: "ten minutes left" }
  it("goes to everybody registered, each once, a hundred at a time, and its receipts are counted", () => {
    const room = roomOf(150)
    expect(room.send(act("a1", "room", message))).toMatchObject({ reply: { actionId: "a1", targets: 150 } })
    expect(room.directed("a1").size).toBe(100)
    room.arrive(151)
    room.harness.advance(10)
    expect([...room.directed("a1").values()]).toEqual(Array(150).fill(1))
    expect(room.harness.reactions.find(({ command }) => command._tag === "Directed")?.command).toEqual({
      _tag: "Directed",
      actionId: "a1",
      action: message,
      by: 20,
      at: noon
    })
    room.fromAttempt(1, acted("a1", 1))
    room.fromAttempt(2, acted("a1", 2, "attempt_over"))
    expect(room.view()).toMatchObject({
      actions: { a1: { what: "Message", by: 20, at: noon, room: true, targets: 150, done: 1, refused: { 2: "attempt_over" } } }
    })
    expect(JSON.stringify(room.view("candidates"))).not.toMatch(/a1|actions/)
  })
  it("goes to a selection of this room, and to no other attempt", () => {
    const room = roomOf(5)
    expect(room.send(act("a1", [4, 2, 4], { _tag: "Pause", reason: "noise" }))).toMatchObject({ reply: { targets: 2 } })
    expect([...room.directed("a1").keys()]).toEqual([4, 2])
    expect(room.view()).toMatchObject({ actions: { a1: { what: "Pause", reason: "noise", room: false, targets: 2 } } })
    expect(room.send(act("a2", [2, 6]))).toMatchObject({ ...refused("not_found"), field: "on" })
    expect(room.view()).not.toHaveProperty("actions.a2")
  })
  it("is one action under one id: the same again is answered the same, anything else is refused", () => {
    const room = roomOf(2)
    room.send(act("a1", [1], message))
    room.arrive(3)
    expect(room.send(act("a1", [1], message))).toMatchObject({ reply: { actionId: "a1", targets: 1 } })
    expect([...room.directed("a1").values()]).toEqual([1])
    expect(room.send(act("a1", [2], message))).toMatchObject(refused("id_reused"))
    expect(room.send(act("a1", [1], { ...message, text: "five" }))).toMatchObject(refused("id_reused"))
    expect(room.send(act("a1", [1], message), instructor)).toMatchObject(refused("id_reused"))
  })
  it("several proctors see who acts", () => {
    const room = roomOf(1)
    room.send(act("a1", [1]), proctor)
    room.send(act("a2", [1], { _tag: "Extend", ms: 60_000, reason: "ill" }), instructor)
    expect(room.view()).toMatchObject({ actions: { a1: { by: 20 }, a2: { by: 30, reason: "ill" } } })
  })
  it("is remembered with the hundred newest, and a receipt for a forgotten one is dropped", () => {
    const room = roomOf(1)
    for (let n = 1; n <= 101; n++) room.send(act(n === 1 ? "constructor" : `a${n}`, [1]), proctor, 1)
    const { actions } = room.view() as { actions: Record<string, unknown> }
    expect(Object.keys(actions)).toHaveLength(100)
    expect(Object.hasOwn(actions, "constructor")).toBe(false)
    expect(room.fromAttempt(1, acted("constructor", 1))).toMatchObject({ _tag: "Done" })
    expect(room.harness.history.at(-1)?.encoded).toEqual([])
  })
  it("is refused while the one it would push out is still under way", () => {
    const room = roomOf(1)
    const { exam } = registry
    const order = (n: number) => ({
      ...{ _tag: "ActionOrdered", actionId: `a${n}`, on: "room", action: { _tag: "Resume" } },
      ...{ targets: 1, forgets: null, by: 20, at: noon }
    })
    let { state } = room.harness
    for (let n = 1; n <= 100; n++) state = exam.evolve(state, order(n))
    const next = () => exam.decide(state, act("a101", [1]), { ...context, principal: proctor })
    expect(next()).toMatchObject(refused("overloaded"))
    for (const event of decided(exam.decide(state, { _tag: "Alarm" }, { ...context, now: at(1) })))
      state = exam.evolve(state, event)
    expect(next()).toMatchObject({
      events: [
        { _tag: "ActionOrdered", forgets: "a1" },
        { _tag: "Directed", actionId: "a2" }
      ]
    })
  })
  it("lists a thousand refusals and counts the rest", () => {
    const room = roomOf(0)
    const { exam } = registry
    const answer = (attemptId: number) => ({
      _tag: "ActionAnswered",
      actionId: "a1",
      attemptId,
      outcome: "attempt_over",
      at: noon
    })
    room.send(act("a1", "room", message))
    let state = room.harness.state
    for (let id = 1; id <= 1_001; id++) state = exam.evolve(state, answer(id))
    expect(exam.render(answer(1_001), state, "proctors")).toEqual({ actions: { a1: { unlisted: 1 } } })
    expect(exam.view(state, "proctors")).toMatchObject({ actions: { a1: { unlisted: 1, refused: { 1000: "attempt_over" } } } })
  })
  it("says nothing once its words are erased", () => {
    const room = roomOf(1)
    const { exam } = registry
    const erased = { _tag: "Message", text: { _tag: "Erased", by: 20 } }
    const state = exam.evolve(room.harness.state, {
      ...{ _tag: "ActionOrdered", actionId: "a1", on: "room", action: erased },
      ...{ targets: 1, forgets: null, by: 20, at: noon }
    } as Tagged)
    expect(
      exam.react({ _tag: "Directed", actionId: "a1", along: { from: 0, to: 1 }, at: noon } as Tagged, state, examRef, 9)
    ).toEqual([])
    expect(exam.authors?.(state)).toEqual([20])
  })
})

describe("what the first version stored", () => {
  const { rules: _, jitterMs: _ms, learners: _who, ...old } = aSitting()
  const codecs = codecsOf(registry.exam)
  it("is read as a room without pauses, terms, shifts or actions, from rows and from a snapshot", () => {
    const rows = [
      { _tag: "Scheduled", facts: old, at: noon },
      { _tag: "Registered", attemptId: 1, userId: 1_001, number: 1, at: noon },
      { _tag: "Registered", attemptId: 2, userId: 1_002, number: 1, at: noon },
      { _tag: "Opened", at: at(5) },
      { _tag: "Told", from: 0, to: 1, at: at(5) }
    ]
    const state = rows.reduce<unknown>(
      (before, row) => registry.exam.evolve(before, codecs.decodeEvent(1, row)),
      registry.exam.initial(examRef)
    )
    const snapshot = {
      _tag: "Exam",
      facts: old,
      phase: "open",
      openedAt: at(5),
      closedAt: null,
      proctors: { 20: { assignedAt: noon } },
      registrations: [
        { attemptId: 1, userId: 1_001, number: 1, registeredAt: noon, releasedAt: at(5) },
        { attemptId: 2, userId: 1_002, number: 1, registeredAt: noon, releasedAt: null }
      ],
      told: 1,
      toldAt: at(5)
    }
    expect({ ...(codecs.decodeState(1, snapshot) as Exam), windowsOpenedTo: noon }).toEqual(state)
    expect(registry.exam.alarm(state)).toBe(at(6))
    expect(registry.exam.evolve(state, codecs.decodeEvent(1, { _tag: "Closed", at: at(9) }))).toMatchObject({
      closedByHand: false
    })
  })
})
