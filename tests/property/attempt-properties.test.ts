import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Tagged } from "../../actors/actor.ts"
import type { Attempt, AttemptActorState } from "../../actors/attempt/contract.ts"
import { deadline } from "../../actors/attempt/deadline.ts"
import { registry } from "../../actors/registry.ts"
import { instant } from "../../protocol/time.ts"
import { ActorHarness, Coverage, type Step } from "./actor-harness.ts"
import {
  aSitting,
  attemptRef,
  create,
  engine,
  gradeJob,
  internal,
  minute,
  noon,
  proctor,
  quiz,
  save,
  sittingId,
  someFacts,
  stranger,
  taker,
  timedExam
} from "./exam-room.ts"

type Move = (harness: ActorHarness, facts: ReturnType<typeof someFacts>) => Step

/** Mostly moments, now and then a jump over a deadline. */
const gap = fc.oneof(
  { weight: 6, arbitrary: fc.nat(4_000) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 12 }).map((n) => n * minute) },
  { weight: 1, arbitrary: fc.constantFrom(30 * minute, 30 * minute + 1, 2_000) }
)
const queuedFor = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(3_000) })
const by = fc.oneof({ weight: 30, arbitrary: fc.constant(taker) }, { weight: 1, arbitrary: fc.constantFrom(stranger, proctor) })

const answer = fc.oneof(
  fc.constantFrom("a", "b", "c", "d", "z").map((option) => save("s1", { kind: "single", option })),
  fc
    .array(fc.constantFrom("a", "b", "c", "d", "e", "z"), { maxLength: 6 })
    .map((options) => save("m1", { kind: "multiple", options })),
  fc.boolean().map((value) => save("t1", { kind: "true_false", value })),
  fc.constantFrom("7", "6.3", "1,234", "none").map((text) => save("n1", { kind: "numeric", text })),
  fc.constantFrom("TLS", "ssl", "").map((text) => save("x1", { kind: "text", text })),
  fc.constantFrom("s1", "t1", "zz").map((question) => save(question, null)),
  fc.constant(save("zz", { kind: "text", text: "?" }))
)

const fromPerson = (command: fc.Arbitrary<Tagged>): fc.Arbitrary<Move> =>
  fc
    .record({ after: gap, command, principal: by, queuedFor, claims: fc.boolean(), ahead: fc.boolean() })
    .map(({ claims, ahead, ...step }) => ({ now }) => ({
      ...step,
      claimedAt: claims ? instant(now - 1_000) : undefined,
      aheadOfAlarms: ahead && step.after < minute
    }))

const room: fc.Arbitrary<Move> = fc
  .record({
    after: gap,
    phase: fc.constantFrom("scheduled", "open", "open", "closed"),
    sourceSeq: fc.integer({ min: 1, max: 6 }),
    closesIn: fc.option(fc.integer({ min: -5, max: 60 }), { freq: 4 }),
    closeCuts: fc.boolean(),
    lateEntry: fc.boolean()
  })
  .map(({ after, closesIn, ...facts }) => ({ now }) => ({
    after,
    command: internal({
      _tag: "RoomChanged",
      ...facts,
      opensAt: noon,
      closesAt: closesIn === null ? null : now + closesIn * minute,
      at: now
    }),
    principal: engine("alarm")
  }))

const outage: fc.Arbitrary<Move> = fc
  .record({ length: fc.integer({ min: 1_000, max: 40 * minute }), outageId: fc.integer({ min: 1, max: 4 }) })
  .map(({ length, outageId }) => ({ now }) => ({
    after: length,
    command: internal({ _tag: "Compensate", outageId, ms: length, from: now, until: now + length }),
    principal: engine("outage"),
    aheadOfAlarms: true
  }))

const graded: fc.Arbitrary<Move> = fc.record({ after: gap, right: fc.boolean() }).map(({ after, right }) => (harness, facts) => {
  harness.advance(after)
  const job = harness.jobs.at(-1)?.input
  const nothing = { questions: {}, awarded: "0", outOf: "1", score: "0", passed: false }
  const command =
    job === undefined || !right
      ? internal({ _tag: "Graded", paperHash: "of another paper", result: nothing })
      : gradeJob(facts, job)
  return { after: 0, command, principal: engine("grading") }
})

const creation: fc.Arbitrary<Move> = fc
  .constantFrom([quiz, null] as const, [timedExam, null] as const, [timedExam, sittingId] as const, [999, null] as const)
  .map(([assessment, sitting]) => () => ({ after: 0, command: create(assessment, sitting), principal: engine("seed") }))

const begin = fromPerson(fc.constant<Tagged>({ _tag: "Begin" }))
const move = fc.oneof(
  { weight: 1, arbitrary: creation },
  { weight: 3, arbitrary: begin },
  { weight: 12, arbitrary: fromPerson(answer) },
  { weight: 2, arbitrary: fromPerson(fc.constant<Tagged>({ _tag: "Submit" })) },
  { weight: 3, arbitrary: room },
  { weight: 2, arbitrary: outage },
  { weight: 3, arbitrary: graded }
)
/** Somebody whose network came back an hour later, and grading in between or not. */
const afterTheEnd = fc
  .tuple(fc.option(graded), fc.constantFrom("a", "b"))
  .map(([grading, option]): ReadonlyArray<Move> => [
    ...(grading === null ? [] : [grading]),
    () => ({ after: 60 * minute, command: save("s1", { kind: "single", option }), principal: taker })
  ])
/** Any order at all, but usually one that gets somewhere. */
const moves = fc
  .tuple(
    fc.array(move, { maxLength: 2 }),
    fc.option(fc.tuple(creation, begin)),
    fc.array(move, { maxLength: 25 }),
    fc.option(afterTheEnd)
  )
  .map(([before, start, rest, late]) => [...before, ...(start ?? []), ...rest, ...(late ?? [])])

/** Now and then longer than late answers may be accepted for. */
const rest = fc.oneof({ weight: 9, arbitrary: fc.nat(minute) }, { weight: 1, arbitrary: fc.constant(26 * 60 * minute) })

const present = (state: unknown): Attempt | undefined => {
  const known = state as AttemptActorState
  return known._tag === "Attempt" ? known : undefined
}

const order = ["created", "waiting", "in_progress", "ended", "submitted", "graded", "expired"]

describe("any sequence of commands", () => {
  it("S3 S9 T3 T5 T6 T13 LP-42 keeps an attempt's invariants, replays, restores and publishes; and reaches everything", () => {
    const coverage = new Coverage()
    fc.assert(
      fc.property(moves, rest, fc.nat(), (sequence, afterwards, split) => {
        const facts = someFacts(aSitting({ opensAt: noon }))
        let before: { readonly state: string; readonly deadline: number | null; readonly answers: string } | undefined
        const harness = new ActorHarness(registry.attempt, attemptRef, {
          facts: facts.service,
          registry,
          coverage,
          start: noon,
          invariant: (raw, events, now) => {
            const state = present(raw)
            if (state === undefined) return
            const answers = JSON.stringify(state.answers)
            expect(state.answered).toBe(Object.keys(state.answers).length)
            expect(state.lateQuestions).toBe(Object.keys(state.late).length)
            expect(state.ledger === null).toBe(["created", "waiting", "expired"].includes(state.state))
            if (state.ledger !== null) expect(state.deadline).toBe(deadline(state.ledger))
            // T5, T6: nothing saved is stamped after the end, and the end is the deadline or the learner's own.
            for (const saved of Object.values(state.answers)) {
              if (state.deadline !== null && state.submittedBy !== "learner") expect(saved.at).toBeLessThanOrEqual(state.deadline)
            }
            if (state.endedAt !== null && state.ledger !== null) {
              if (state.submittedBy === "learner") expect(state.endedAt).toBeLessThanOrEqual(state.deadline ?? now)
              else expect(state.endedAt).toBe(state.deadline)
            }
            for (const late of Object.values(state.late).flat()) expect(late.receivedAt).toBeGreaterThan(0)
            if (before !== undefined) {
              // S3: no way leads back.
              expect(order.indexOf(state.state)).toBeGreaterThanOrEqual(order.indexOf(before.state))
              // S9: what was handed in stays as it was.
              if (["submitted", "graded", "expired"].includes(before.state)) expect(answers).toBe(before.answers)
              // T3, T13: time is taken from a running attempt by its room alone, and then a minute is left.
              const shortened = before.deadline !== null && state.deadline !== null && state.deadline < before.deadline
              if (shortened) {
                expect(events.map(({ _tag }) => _tag)).toEqual(["RoomChanged"])
                expect(state.deadline).toBeGreaterThanOrEqual(Math.min(before.deadline ?? 0, now + minute))
              }
            }
            before = { state: state.state, deadline: state.deadline, answers }
          }
        })
        for (const next of sequence) harness.send(next(harness, facts))
        harness.advance(afterwards)
        harness.checkHistory(split)
        // Each learner, exam and job hears of each thing once.
        const told = harness.reactions.map(({ command }) => command._tag)
        expect(new Set(told).size).toBe(told.length)
      }),
      { numRuns: 1000 }
    )
    coverage.expectReached({
      commands: ["Create", "Begin", "SaveAnswer", "Submit", "RoomChanged", "Compensate", "Graded", "Alarm"],
      events: [
        "Created",
        "RoomChanged",
        "Expired",
        "Begun",
        "AnswerSaved",
        "AnswerCleared",
        "AnswerLate",
        "Compensated",
        "Ended",
        "Submitted",
        "GradingRequested",
        "Graded",
        "LateLapsed"
      ],
      refusals: [
        "Create:not_found",
        "Begin:not_found",
        "Begin:forbidden",
        "Begin:not_open",
        "Begin:exam_closed",
        "Begin:already_begun",
        "Begin:attempt_over",
        "SaveAnswer:not_found",
        "SaveAnswer:forbidden",
        "SaveAnswer:not_started",
        "SaveAnswer:exam_closed",
        "SaveAnswer:question_unknown",
        "SaveAnswer:answer_invalid",
        "SaveAnswer:attempt_over",
        "SaveAnswer:too_late",
        "Submit:not_started",
        "Submit:attempt_over",
        "Submit:exam_closed",
        "RoomChanged:not_found",
        "Compensate:not_found",
        "Graded:not_found",
        "Graded:illegal_transition"
      ]
    })
    expect([...coverage.reactions].sort()).toEqual(["AttemptBegan", "AttemptEnded", "AttemptGraded", "Register"])
  })
})
