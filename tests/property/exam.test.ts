import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Exam, ExamActorState } from "../../actors/exam/contract.ts"
import type { SittingFact } from "../../actors/facts.ts"
import { registry } from "../../actors/registry.ts"
import type { Person } from "../../protocol/principal.ts"
import { instant } from "../../protocol/time.ts"
import { ActorHarness, Coverage, type Step } from "./actor-harness.ts"
import {
  admin,
  aSitting,
  at,
  engine,
  examRef,
  fromActor,
  instructor,
  minute,
  noon,
  otherProctor,
  person,
  proctor,
  someFacts,
  taker
} from "./exam-room.ts"

const schedule = { _tag: "Schedule" }
const open = { _tag: "Open" }
const close = { _tag: "Close" }
const assign = (userId: number) => ({ _tag: "AssignProctor", userId })
const register = (attemptId: number) => ({
  _tag: "Register",
  attemptId,
  userId: 1_000 + attemptId,
  number: 1,
  at: noon,
  sourceSeq: 1
})
const refused = (code: string) => ({ _tag: "Refusal", code })

class Sitting {
  readonly facts
  readonly harness: ActorHarness
  constructor(sitting: SittingFact = aSitting()) {
    this.facts = someFacts(sitting)
    this.harness = new ActorHarness(registry.exam, examRef, { facts: this.facts.service, registry, start: noon })
  }
  inside(command: Step["command"], after = 0) {
    return this.harness.send({ after, command, principal: engine("seed") })
  }
  arrive(...attempts: ReadonlyArray<number>) {
    for (const id of attempts) this.harness.send({ after: 0, command: register(id), principal: fromActor(`attempt/${id}`) })
  }
  send(command: Step["command"], by: Person = proctor, after = 0) {
    return this.harness.send({ after, command, principal: by })
  }
  /** What each attempt was told last. */
  told(): ReadonlyMap<number, unknown> {
    return new Map(this.harness.reactions.map(({ to, command }) => [to.id, command]))
  }
  view(audience = "proctors") {
    return this.harness.view(audience)
  }
}

const scheduled = (sitting?: SittingFact): Sitting => {
  const room = new Sitting(sitting)
  room.inside(schedule)
  return room
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
    const room = scheduled()
    room.arrive(...Array.from({ length: 250 }, (_, i) => i + 1))
    room.harness.reactions.length = 0
    room.send(open)
    expect(room.harness.reactions).toHaveLength(100)
    room.harness.advance(1)
    expect(room.harness.reactions).toHaveLength(200)
    room.harness.advance(1)
    expect(room.harness.reactions).toHaveLength(250)
    expect([...room.told().values()].every((command) => (command as { phase: string }).phase === "open")).toBe(true)
    const row = room.harness.rows.get('exam_admissions {"sitting_id":9,"attempt_id":250}')?.row
    expect(row).toMatchObject({ user_id: 1_250, released_at: new Date(noon + 2).toISOString() })
    room.harness.advance(minute)
    expect(room.harness.reactions).toHaveLength(250)
  })
  it("starts telling anew when it changes half-way, and the last telling is the truth", () => {
    const room = scheduled()
    room.arrive(...Array.from({ length: 150 }, (_, i) => i + 1))
    room.send(open)
    room.send(close)
    room.harness.advance(5)
    expect([...room.told().values()].every((command) => (command as { phase: string }).phase === "closed")).toBe(true)
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
    expect(room.harness.rows.get('exam_rooms {"sitting_id":9}')?.row).toMatchObject({ proctors: [20, 21], status: "scheduled" })
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
})

describe("any sequence of commands", () => {
  const person20 = fc.constantFrom(proctor, proctor, proctor, instructor, admin, taker, person(1_001, "student"))
  const gap = fc.oneof({ weight: 5, arbitrary: fc.nat(3) }, { weight: 2, arbitrary: fc.nat(30).map((n) => n * minute) })
  type Move = (room: Sitting) => Step
  const people: fc.Arbitrary<Move> = fc
    .record({ after: gap, principal: person20, command: fc.constantFrom(open, open, close, assign(20), assign(21), assign(22)) })
    .map((step) => () => step)
  const arrivals: fc.Arbitrary<Move> = fc
    .record({ after: gap, id: fc.integer({ min: 1, max: 8 }) })
    .map(({ after, id }) => () => ({ after, command: register(id), principal: fromActor(`attempt/${id}`) }))
  const schedules: fc.Arbitrary<Move> = fc
    .record({
      after: gap,
      opens: fc.integer({ min: -20, max: 40 }),
      lasts: fc.option(fc.integer({ min: -1, max: 60 }), { freq: 5 }),
      closeCuts: fc.boolean(),
      keep: fc.boolean()
    })
    .map(({ after, opens, lasts, closeCuts, keep }) => (room) => {
      const opensAt = instant(room.harness.now + opens * minute)
      const closesAt = lasts === null ? null : instant(opensAt + lasts * minute)
      if (!keep) room.facts.sittings.set(9, aSitting({ opensAt, closesAt, closeCuts }))
      return { after, command: schedule, principal: engine("seed") }
    })
  const moves = fc.array(
    fc.oneof({ weight: 4, arbitrary: people }, { weight: 4, arbitrary: arrivals }, { weight: 2, arbitrary: schedules }),
    { maxLength: 30 }
  )

  it("keeps a sitting's invariants, replays, restores and publishes; and reaches everything", () => {
    const coverage = new Coverage()
    const phases = ["scheduled", "open", "closed"]
    fc.assert(
      fc.property(moves, fc.nat(), (sequence, split) => {
        const room = new Sitting()
        let phase = 0
        const harness = new ActorHarness(registry.exam, examRef, {
          facts: room.facts.service,
          registry,
          coverage,
          start: noon,
          invariant: (raw) => {
            const state = raw as ExamActorState
            if (state._tag === "Absent") return
            expect(phases.indexOf(state.phase)).toBeGreaterThanOrEqual(phase)
            phase = phases.indexOf(state.phase)
            expect(state.told).toBeLessThanOrEqual(state.registrations.length)
            const ids = state.registrations.map(({ attemptId }) => attemptId)
            expect(new Set(ids).size).toBe(ids.length)
          }
        })
        const running = Object.assign(room, { harness })
        for (const next of sequence) harness.send(next(running))
        harness.checkHistory(split)
        // However it went: once time has passed, each attempt's last telling is the room as it is.
        harness.advance(10)
        const state = harness.state as ExamActorState
        if (state._tag === "Exam") expectTold(state, running)
      }),
      { numRuns: 1000 }
    )
    coverage.expectReached({
      commands: ["Schedule", "Register", "Alarm", "Open", "Close", "AssignProctor"],
      events: ["Scheduled", "ProctorAssigned", "Registered", "Opened", "Closed", "Told"],
      refusals: [
        "Schedule:invalid",
        "Open:not_found",
        "Open:forbidden",
        "Open:illegal_transition",
        "Open:exam_closed",
        "Close:not_open",
        "Close:exam_closed",
        "AssignProctor:already_assigned",
        "AssignProctor:forbidden"
      ]
    })
    expect([...coverage.reactions]).toEqual(["RoomChanged"])
  })

  const expectTold = (state: Exam, room: Sitting): void => {
    const told = room.told()
    expect(state.told).toBe(state.registrations.length)
    for (const { attemptId } of state.registrations) {
      expect(told.get(attemptId)).toMatchObject({
        phase: state.phase,
        opensAt: state.phase === "closed" ? expect.anything() : state.facts.opensAt
      })
    }
  }
})
