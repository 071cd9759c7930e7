import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Tagged } from "../../actors/actor.ts"
import type { ExamActorState } from "../../actors/exam/contract.ts"
import { roomChanged } from "../../actors/exam/room.ts"
import { defaultRules } from "../../protocol/exam.ts"
import { instant, millis } from "../../protocol/time.ts"
import { Coverage, type Step } from "./actor-harness.ts"
import { admin, aSitting, at, engine, fromActor, instructor, minute, person, proctor, taker } from "./exam-room.ts"
import {
  act,
  acted,
  asTold,
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
        room.harness.advance(6_000)
        const state = room.harness.state as ExamActorState
        if (state._tag === "Absent") return
        expect(state.walks).toEqual([])
        const told = room.told()
        for (const registration of state.registrations) {
          const last = told.get(registration.attemptId)
          if (last === undefined) throw new Error(`attempt ${registration.attemptId} was told nothing`)
          // An own close passes without a word: the attempt has its own clock. An own opening doesn't. What a telling says
          // is of when it was told, which may be long after the change (`last.at`): a close moved into the past is one.
          const toldAt = room.harness.history[last.sourceSeq - 1]?.at ?? last.at
          const [then, now] = [toldAt, room.harness.now].map((at) => roomChanged(state, registration, { at }, last.sourceSeq))
          expect(asTold(last)).toEqual(asTold(then as typeof last))
          expect(last.beginsAt).toBe((now as typeof last).beginsAt)
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
