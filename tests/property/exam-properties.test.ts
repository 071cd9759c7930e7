import { isDeepStrictEqual } from "node:util"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Tagged } from "../../actors/actor.ts"
import type { Exam, ExamActorState } from "../../actors/exam/contract.ts"
import { roomChanged } from "../../actors/exam/room.ts"
import { registry } from "../../actors/registry.ts"
import { defaultRules } from "../../protocol/exam.ts"
import { Sender } from "../../protocol/ids.ts"
import { type Instant, instant, millis } from "../../protocol/time.ts"
import { Coverage, type Step } from "./actor-harness.ts"
import { admin, aSitting, at, engine, examRef, fromActor, instructor, minute, noon, person, proctor, taker } from "./exam-room.ts"
import {
  act,
  acted,
  assign,
  beginShift,
  close,
  endShift,
  handOver,
  learnerOf,
  open,
  pauseRoom,
  register,
  removeGroup,
  resumeRoom,
  schedule,
  setGroup,
  setTerms,
  Sitting,
  unassign
} from "./exam-sitting.ts"

/** As an attempt would hear it, but for when and in which row it was said. */
const asTold = ({ at: _, sourceSeq: _seq, ...room }: { readonly at: Instant; readonly sourceSeq: number }) => room

const present = (raw: unknown): Exam => {
  const state = raw as ExamActorState
  if (state._tag === "Absent") throw new Error("there is no sitting")
  return state
}

const soon = (from: number) => fc.integer({ min: -3, max: 12 }).map((ms) => from + ms)
const actionIds = fc.constantFrom("a1", "a2", "a3", "a4", "constructor")
const message = { _tag: "Message", text: "ten minutes left" }
const actions = fc.constantFrom(message, { ...message, text: "five" }, { _tag: "Pause", reason: "noise" }, { _tag: "Resume" })

describe("any sequence of commands", () => {
  const second = person(21, "proctor")
  const people = fc.constantFrom(
    proctor,
    proctor,
    proctor,
    second,
    instructor,
    instructor,
    admin,
    taker,
    person(1_001, "student")
  )
  const gap = fc.oneof({ weight: 5, arbitrary: fc.nat(3) }, { weight: 2, arbitrary: fc.nat(30).map((n) => n * minute) })
  const someIds = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 })
  const anyTerms = fc
    .record(
      {
        opensAt: fc.integer({ min: -20, max: 60 }).map((n) => at(n * minute)),
        closesAt: fc.option(fc.integer({ min: 20, max: 120 }).map((n) => at(n * minute))),
        limit: fc.option(fc.integer({ min: 1, max: 90 }).map((n) => n * minute)),
        absolute: fc.constantFrom(true, true, false),
        factor: fc.constantFrom("1", "1.25", "1.5"),
        extra: fc.nat(minute),
        attempts: fc.option(fc.integer({ min: 1, max: 3 }))
      },
      { requiredKeys: [] }
    )
    .map((terms): object => terms)
  const groups = fc.constantFrom("slow", "early", "constructor")

  const command: fc.Arbitrary<Tagged> = fc.oneof(
    fc.constantFrom<Tagged>(open, open, close, pauseRoom(), resumeRoom, resumeRoom),
    fc.constantFrom<Tagged>(assign(20), assign(21), assign(22), unassign(20), unassign(21), unassign(22)),
    fc.tuple(actionIds, fc.oneof(fc.constant("room" as const), someIds), actions).map(([id, on, action]) => act(id, on, action))
  )
  type Move = (room: Sitting) => Step
  const byPeople: fc.Arbitrary<Move> = fc.record({ after: gap, principal: people, command }).map((step) => () => step)
  const differing: fc.Arbitrary<Tagged> = fc.oneof(
    fc.tuple(groups, someIds, anyTerms).map(([group, ids, terms]) => setGroup(group, ids.map(learnerOf), terms)),
    groups.map(removeGroup),
    fc.tuple(fc.integer({ min: 1, max: 9 }), fc.option(anyTerms)).map(([id, terms]) => setTerms(learnerOf(id), terms))
  )
  const byLeaders: fc.Arbitrary<Move> = fc
    .record({ after: gap, principal: fc.constantFrom(instructor, instructor, admin, proctor), command: differing })
    .map((step) => () => step)
  const shifts: fc.Arbitrary<Move> = fc
    .record({
      after: gap,
      principal: fc.constantFrom(proctor, proctor, second, admin),
      command: fc.constantFrom<Tagged>(beginShift, beginShift, endShift, handOver(20), handOver(21, "seat 4"), handOver(22))
    })
    .map((step) => () => step)
  const byAttempts: fc.Arbitrary<Move> = fc
    .record({
      after: gap,
      id: fc.integer({ min: 1, max: 8 }),
      answers: fc.option(fc.tuple(actionIds, fc.constantFrom("done", "attempt_over")), { freq: 2 })
    })
    .map(({ after, id, answers }) => () => ({
      after,
      command: answers === null ? register(id, learnerOf(id % 6)) : acted(answers[0], id, answers[1]),
      principal: fromActor(`attempt/${id}`)
    }))
  const schedules: fc.Arbitrary<Move> = fc
    .record({
      after: gap,
      opens: fc.integer({ min: -20, max: 40 }),
      lasts: fc.option(fc.integer({ min: -1, max: 60 }), { freq: 5 }),
      closeCuts: fc.boolean(),
      check: fc.boolean(),
      jitter: fc.constantFrom(0, 60_000),
      proctors: fc.subarray([20, 21]),
      keep: fc.boolean()
    })
    .map(({ after, opens, lasts, closeCuts, check, jitter, proctors, keep }) => (room) => {
      const opensAt = instant(room.harness.now + opens * minute)
      const closesAt = lasts === null ? null : instant(opensAt + lasts * minute)
      const facts = { opensAt, closesAt, closeCuts, rules: { ...defaultRules, check }, jitterMs: millis(jitter) }
      if (!keep) room.facts.sittings.set(9, aSitting({ ...facts, proctors: proctors.map((id) => id as never) }))
      return { after, command: schedule, principal: engine("seed") }
    })
  const moves = fc.array(
    fc.oneof(
      { weight: 8, arbitrary: byPeople },
      { weight: 4, arbitrary: shifts },
      { weight: 4, arbitrary: byLeaders },
      { weight: 5, arbitrary: byAttempts },
      { weight: 3, arbitrary: schedules }
    ),
    { minLength: 12, maxLength: 40, size: "max" }
  )

  it("keeps a sitting's invariants, replays, restores and publishes; and reaches everything", () => {
    const coverage = new Coverage()
    const phases = ["scheduled", "open", "closed"]
    fc.assert(
      fc.property(moves, fc.nat(), (sequence, split) => {
        let phase = 0
        const invariant = (raw: unknown): void => {
          const state = raw as ExamActorState
          if (state._tag === "Absent") return
          expect(phases.indexOf(state.phase)).toBeGreaterThanOrEqual(phase)
          phase = phases.indexOf(state.phase)
          const { registrations, placeOf, placesOf, pauses } = state
          expect(registrations.map(({ attemptId }) => placeOf[attemptId])).toEqual(registrations.map((_, place) => place))
          expect(Object.values(placesOf).flat()).toHaveLength(registrations.length)
          // Pauses follow each other, and at most the last goes on.
          for (const [index, { from, until }] of pauses.entries()) {
            expect(from).toBeGreaterThanOrEqual(pauses[index - 1]?.until ?? 0)
            expect(until === null).toBe(until === null && index === pauses.length - 1)
          }
          // Nobody unassigned is on duty or named by a handover; the index of members is that of the groups.
          const { handover } = state
          if (handover !== null) expect([handover.from, handover.to].every((id) => Object.hasOwn(state.proctors, id))).toBe(true)
          const members = Object.entries(state.groups).flatMap(([name, group]) => group.members.map((id) => `${id} ${name}`))
          const indexed = Object.entries(state.groupsOf).flatMap(([id, names]) => names.map((name) => `${id} ${name}`))
          expect(indexed.sort()).toEqual(members.sort())
          expect(Object.keys(state.actions).sort()).toEqual([...state.actionOrder].sort())
        }
        const room = new Sitting(aSitting(), { coverage, invariant })
        for (const next of sequence) room.harness.send(next(room))
        room.harness.checkHistory(split)
        // However it went: once time has passed, each attempt's last telling is the room as it is for its learner.
        room.harness.advance(20)
        const state = room.harness.state as ExamActorState
        if (state._tag === "Absent") return
        expect(state.walks).toEqual([])
        const told = room.told()
        for (const registration of state.registrations) {
          const last = told.get(registration.attemptId)
          if (last === undefined) throw new Error(`attempt ${registration.attemptId} was told nothing`)
          // An own close passes without a word: the attempt has its own clock.
          const now = roomChanged(state, registration, last.at, last.sourceSeq)
          expect(asTold(last)).toEqual(asTold(now as typeof last))
        }
      }),
      { numRuns: 1000 }
    )
    coverage.expectReached({
      commands: [
        ...["Schedule", "Register", "Alarm", "Open", "Close", "PauseRoom", "ResumeRoom", "Act", "Acted"],
        ...["AssignProctor", "UnassignProctor", "BeginShift", "HandOver", "EndShift", "SetGroup", "RemoveGroup", "SetTerms"]
      ],
      events: [
        ...["Scheduled", "Registered", "Opened", "Closed", "RoomPaused", "RoomResumed", "ProctorAssigned", "ProctorUnassigned"],
        ...["ShiftBegun", "HandedOver", "ShiftEnded", "GroupSet", "GroupRemoved", "TermsSet", "WindowsOpened"],
        ...["ActionOrdered", "ActionAnswered", "Told", "Directed"]
      ],
      refusals: [
        ...["Schedule:invalid", "Open:not_found", "Open:forbidden", "Open:illegal_transition", "Open:exam_closed"],
        ...["Close:not_open", "Close:exam_closed", "PauseRoom:already_paused", "PauseRoom:exam_closed", "ResumeRoom:not_paused"],
        ...["Act:not_found", "Act:id_reused", "Act:forbidden", "AssignProctor:already_assigned", "AssignProctor:forbidden"],
        ...["UnassignProctor:not_assigned", "BeginShift:not_assigned", "BeginShift:illegal_transition"],
        ...["HandOver:illegal_transition", "HandOver:not_assigned", "EndShift:illegal_transition", "EndShift:last_on_duty"],
        ...["SetGroup:invalid", "SetGroup:forbidden", "RemoveGroup:not_found", "SetTerms:invalid", "SetTerms:forbidden"]
      ]
    })
    expect([...coverage.reactions].sort()).toEqual(["Directed", "RoomChanged"])
  })
})

/** The definition without the harness, whose checks cost as much as the room is large. */
class LargeRoom {
  readonly said = new Map<number, { readonly at: Instant; readonly sourceSeq: number }>()
  readonly directed = new Map<string, Array<number>>()
  state: unknown = registry.exam.initial(examRef)
  now = noon
  #seq = 0
  /** Rooms of each size with everybody registered, made once. */
  static readonly #bases = new Map<number, { readonly state: unknown; readonly said: LargeRoom["said"] }>()

  constructor(size: number) {
    const sitting = { ...aSitting({ opensAt: at(6), closesAt: at(60 * minute), jitterMs: millis(10) }), limit: null }
    const known = LargeRoom.#bases.get(size)
    this.inside({ _tag: "Schedule", facts: sitting } as Tagged)
    if (known !== undefined) this.state = structuredClone(known.state)
    else for (let id = 1; id <= size; id++) this.inside(register(id))
    for (const [id, told] of known?.said ?? []) this.said.set(id, told)
    this.#seq = 1 + size
    if (known === undefined) LargeRoom.#bases.set(size, { state: structuredClone(this.state), said: new Map(this.said) })
  }
  get exam(): Exam {
    return present(this.state)
  }
  inside(command: Tagged): void {
    this.#decide(command, engine("seed"))
  }
  send(command: Tagged): boolean {
    return this.#decide(command, instructor)
  }
  /** Lets the alarm ring at most `times` times. */
  walk(times: number): void {
    for (let rung = 0; rung < times; rung++) {
      const due = registry.exam.alarm(this.state)
      if (due === undefined || due > at(30 * minute)) return
      this.now = instant(Math.max(this.now, due))
      this.inside({ _tag: "Alarm" })
    }
  }
  #decide(command: Tagged, principal: Parameters<typeof registry.exam.decide>[2]["principal"]): boolean {
    const { exam } = registry
    const context = { self: examRef, now: this.now, receivedAt: this.now, principal, sender: Sender.make("exam/9") }
    const decision = exam.decide(this.state, command, context)
    if (decision._tag === "Refusal") return false
    this.#seq++
    let caused = 0
    for (const event of decision.events) {
      this.state = exam.evolve(this.state, event)
      for (const { to, command: told } of exam.react(event, this.state, examRef, this.#seq)) {
        caused++
        if (told._tag === "RoomChanged") this.said.set(to.id, told as unknown as { at: Instant; sourceSeq: number })
        else this.#directed((told as unknown as { actionId: string }).actionId).push(to.id)
      }
    }
    expect(caused).toBeLessThanOrEqual(101)
    return true
  }
  #directed(actionId: string): Array<number> {
    const known = this.directed.get(actionId) ?? []
    this.directed.set(actionId, known)
    return known
  }
}

describe("any interleaving of walks", () => {
  const size = fc.constantFrom(90, 101, 210)
  const terms = fc.record({ factor: fc.constantFrom("1.25", "1.5"), opensAt: soon(noon) }, { requiredKeys: [] })
  const members = fc
    .tuple(fc.integer({ min: 1, max: 200 }), fc.nat(260))
    .map(([first, count]) => Array.from({ length: count }, (_, i) => learnerOf(first + i)))
  const selection = fc
    .tuple(fc.integer({ min: 1, max: 90 }), fc.nat(200), fc.boolean())
    .map(([first, count, back]) => Array.from({ length: count + 1 }, (_, i) => first + (back ? count - i : i)))
  type Move = (room: LargeRoom) => void
  const send =
    (command: Tagged): Move =>
    (room) => {
      room.send(command)
    }
  const moves: fc.Arbitrary<ReadonlyArray<Move>> = fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(open, pauseRoom(), resumeRoom, pauseRoom("again"), close).map(send) },
      {
        weight: 3,
        arbitrary: fc
          .tuple(fc.constantFrom("g1", "g2"), members, terms)
          .map(([name, who, what]) => send(setGroup(name, who, what)))
      },
      { weight: 1, arbitrary: fc.constantFrom("g1", "g2").map((name) => send(removeGroup(name))) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.integer({ min: 1, max: 300 }), fc.option(terms))
          .map(([id, what]) => send(setTerms(learnerOf(id), what)))
      },
      {
        weight: 4,
        arbitrary: fc.tuple(actionIds, fc.oneof(fc.constant("room" as const), selection)).map(([id, on]) => send(act(id, on)))
      },
      {
        weight: 2,
        arbitrary: fc.integer({ min: 1_000, max: 1_010 }).map((id) => (room: LargeRoom) => room.inside(register(id)))
      },
      { weight: 6, arbitrary: fc.integer({ min: 1, max: 3 }).map((times) => (room: LargeRoom) => room.walk(times)) }
    ),
    { minLength: 5, maxLength: 25, size: "max" }
  )

  it("T3 reaches every attempt with the final room and each action exactly once", () => {
    let halfTold = 0
    fc.assert(
      fc.property(size, moves, (count, sequence) => {
        const room = new LargeRoom(count)
        const wanted = new Map<string, ReadonlyArray<number>>()
        for (const move of sequence) {
          const before = room.exam.walks.some((walk) => walk.action !== null && walk.from > 0)
          const known = new Set(Object.keys(room.exam.actions))
          const changes = room.exam.pauses.length
          move(room)
          if (before && room.exam.pauses.length !== changes) halfTold++
          for (const [actionId, { on }] of Object.entries(room.exam.actions)) {
            if (known.has(actionId)) continue
            wanted.set(actionId, on === "room" ? room.exam.registrations.map(({ attemptId }) => attemptId) : on)
          }
        }
        room.walk(200)
        const { exam, now } = room
        expect(exam.walks).toEqual([])
        for (const registration of exam.registrations) {
          const last = room.said.get(registration.attemptId)
          if (last === undefined) throw new Error(`attempt ${registration.attemptId} was told nothing`)
          const truth = roomChanged(exam, registration, now, 0) as unknown as typeof last
          if (!isDeepStrictEqual(asTold(last), asTold(truth))) expect(asTold(last)).toEqual(asTold(truth))
        }
        for (const [actionId, attempts] of wanted) expect(room.directed.get(actionId) ?? []).toEqual(attempts)
        expect([...room.directed.keys()].every((actionId) => wanted.has(actionId))).toBe(true)
      }),
      { numRuns: 1000 }
    )
    expect(halfTold).toBeGreaterThan(20)
  })
})
