import { describe, expect, it } from "vitest"
import type { Decision, Tagged } from "../../actors/actor.ts"
import type { Exam } from "../../actors/exam/contract.ts"
import { registry } from "../../actors/registry.ts"
import { codecsOf } from "../../engine/codecs.ts"
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
  assign,
  close,
  open,
  pauseRoom,
  refused,
  register,
  resumeRoom,
  roomOf,
  schedule,
  scheduled,
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
  it("T6 tells a close by the clock when those who end by it have ended: five seconds later", () => {
    const room = scheduled()
    room.arrive(1)
    room.harness.advance(70 * minute + 5_000)
    expect(room.view("candidates")).toMatchObject({ phase: "closed" })
    expect(room.told().get(1)).toMatchObject({ phase: "open", closesAt: at(70 * minute) })
    room.harness.advance(1)
    expect(room.told().get(1)).toMatchObject({ phase: "closed", closesAt: at(70 * minute) })
  })
  it("T5 T6 tells it with whatever changes in those five seconds, at once and as a change of that time", () => {
    const later = 70 * minute + 1_000
    for (const [change, by] of [
      [pauseRoom(), proctor],
      [setTerms(1_001, { extra: minute }), instructor],
      [act("a", "room", { _tag: "Pause", reason: "fire alarm" }), proctor]
    ] as const) {
      const room = scheduled()
      room.arrive(1)
      room.harness.advance(later)
      room.send(change, by)
      expect(room.told().get(1)).toMatchObject({ phase: "closed" })
      expect(room.told().get(1)?.at).toBeGreaterThanOrEqual(at(later))
    }
  })
  it("T5 does not keep a pause waiting that was being told when the clock closed it", () => {
    const room = scheduled()
    for (let id = 1; id <= 150; id++) room.arrive(id)
    room.harness.advance(60 * minute)
    // Opening and arrivals are long told; the first hundred hear of the pause at once, the others after the close.
    room.harness.advance(10 * minute - 1)
    room.send(pauseRoom())
    room.harness.advance(10)
    for (const told of room.told().values()) expect(told.pauses).toHaveLength(1)
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
  it("T5 tells whoever is far down the list when the change was made, not when its turn came", () => {
    const room = roomOf(120)
    room.send(open, proctor, 5)
    room.harness.advance(50)
    room.send(pauseRoom(), proctor, 5)
    room.send(resumeRoom)
    room.harness.advance(1)
    expect(room.harness.now).toBe(at(61))
    expect(room.told().get(120)).toMatchObject({ phase: "open", at: at(60) })
    expect(room.told().get(1)).toMatchObject({ beginsAt: at(5), at: at(60) })
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
  it("takes five thousand arrivals and an opening in well under a second of the processor", () => {
    const many = 5_000
    const { exam } = registry
    const facts = { ...aSitting({ jitterMs: millis(60_000) }), limit: null }
    let [state, seq, reactions]: [unknown, number, number] = [exam.initial(examRef), 0, 0]
    const send = (command: Tagged, now = noon): void => {
      const events = decided(exam.decide(state, command, { ...context, now }))
      seq++
      for (const event of events) {
        state = exam.evolve(state, event)
        JSON.stringify([exam.project(event, state, examRef), exam.render(event, state, "proctors")])
        const caused = exam.react(event, state, examRef, seq)
        JSON.stringify(caused)
        reactions += caused.length
      }
    }
    // The processor's time and not the wall's: the machine may have other work.
    const began = process.cpuUsage()
    send({ _tag: "Schedule", facts } as Tagged)
    for (let id = 1; id <= many; id++) send(register(id))
    let due = exam.alarm(state)
    for (; due !== undefined && due < at(11 * minute); due = exam.alarm(state)) send({ _tag: "Alarm" }, due)
    const { user, system } = process.cpuUsage(began)
    expect(reactions).toBe(2 * many)
    expect((user + system) / 1_000).toBeLessThan(1_000)
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
