import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Tagged } from "../../actors/actor.ts"
import type { Attempt, AttemptActorState } from "../../actors/attempt/contract.ts"
import { deadline, effectiveClose } from "../../actors/attempt/deadline.ts"
import type { Ledger } from "../../actors/attempt/ledger.ts"
import { registry } from "../../actors/registry.ts"
import { ActorHarness, Coverage } from "./actor-harness.ts"
import { histories, rest } from "./attempt-histories.ts"
import { aSitting, attemptRef, minute, noon, someFacts, timedExam } from "./exam-room.ts"

const present = (state: unknown): Attempt | undefined => {
  const known = state as AttemptActorState
  return known._tag === "Attempt" ? known : undefined
}

const neverBegan = ["created", "waiting", "declined", "expired", "absent"]
const running = ["in_progress", "paused"]
const handedIn = ["submitted", "terminated", "grading", "graded", "under_review"]
const judged = ["verified", "rejected"]
/** What may follow what, whatever caused it (S1). */
const follows: Readonly<Record<Attempt["state"], ReadonlyArray<string>>> = {
  created: ["in_progress", "declined", "expired", "absent", "voided"],
  waiting: ["in_progress", "declined", "expired", "absent", "voided"],
  in_progress: ["paused", "ended", "grading", "voided"],
  paused: ["in_progress", "grading", "voided"],
  ended: ["in_progress", "paused", "grading", "voided"],
  submitted: ["grading", "graded", "under_review", "in_progress", "paused", "voided"],
  terminated: ["grading", "graded", "under_review", "in_progress", "paused", "voided"],
  grading: ["submitted", "terminated", "graded", "under_review", "in_progress", "paused", "voided"],
  graded: ["under_review", "in_progress", "paused", "voided"],
  under_review: ["verified", "rejected", "in_progress", "paused", "voided"],
  verified: ["voided"],
  rejected: ["under_review", "voided"],
  declined: ["voided"],
  expired: ["voided"],
  absent: ["voided"],
  voided: []
}

/** The time in which nothing stood still, from the start to `end`, counted here by marking the moments at which something changes. */
const had = ({ start, pauses, compensations }: Ledger, end: number): number => {
  const spans = [...pauses.filter((pause) => pause.withheld === undefined), ...compensations]
  const moments = spans.flatMap(({ from, until }) => [from, until ?? end]).filter((at) => at > start && at < end)
  const marks = [...new Set([start, ...moments, end])].sort((a, b) => a - b)
  let sum = 0
  for (const [index, from] of marks.entries()) {
    const to = marks[index + 1]
    if (to === undefined) break
    if (!spans.some((span) => span.from <= from && (span.until ?? end) >= to)) sum += to - from
  }
  return sum
}

/** The time due: limit × factor + extra, or the close, and what was granted on top. `null`: no bound. */
const due = (ledger: Ledger): number | null => {
  const limit = ledger.limit === null ? null : Math.ceil(ledger.limit * Number(ledger.factor)) + ledger.extra
  const close = effectiveClose(ledger)
  const bounds = [limit, close === null ? null : close - ledger.start].filter((bound) => bound !== null)
  if (bounds.length === 0) return null
  return Math.min(...bounds) + ledger.extensions.reduce((sum, { length }) => sum + length, 0)
}

const timeOf = (state: Attempt): void => {
  const { ledger } = state
  if (ledger === null) return
  expect(state.deadline).toBe(deadline(ledger))
  const open = ledger.pauses.filter(({ until }) => until === null).map(({ source }) => source)
  expect(new Set(open).size, "two standstills of one source").toBe(open.length)
  if (running.includes(state.state)) {
    expect(state.state === "paused").toBe(open.length > 0)
    expect(state.standstill.length).toBe(open.length)
  } else expect(state.standstill).toEqual([])
  const grants = ledger.extensions.map(({ id }) => id).filter((id) => id !== "notice")
  expect(grants).toEqual(Array.from({ length: state.grants }, (_, n) => `x${n + 1}`))
  expect(ledger.extensions.length - grants.length).toBeLessThanOrEqual(1)
  if (state.endedAt === null || state.state === "voided") return
  const [time, most] = [had(ledger, state.endedAt), due(ledger)]
  if (most === null) return
  const byClock = state.submittedBy === "clock" || state.state === "ended"
  if (byClock) expect(time).toBe(most)
  else expect(time).toBeLessThanOrEqual(Math.max(0, most))
}

interface Before {
  readonly state: Attempt["state"]
  readonly deadline: number | null
  readonly begun: boolean
  readonly answers: string
  readonly epoch: number
  readonly timeChanges: number
}

const changeOf = (state: Attempt, before: Before, events: ReadonlyArray<Tagged>, now: number): void => {
  const tags = events.map(({ _tag }) => _tag)
  if (state.state !== before.state) expect(follows[before.state], tags.join()).toContain(state.state)
  // S3: one way leads back from what was handed in, and none after a verdict.
  const back = running.includes(state.state) && !running.includes(before.state) && before.begun
  if (back && handedIn.includes(before.state)) expect(tags).toContain("Reopened")
  if (back && before.state === "ended") expect(tags.some((tag) => tag === "Reopened" || tag === "RoomChanged")).toBe(true)
  if (judged.includes(before.state)) expect(back).toBe(false)
  // S9: what was handed in stays as it was, but for late answers that somebody accepted.
  const over = [...handedIn, ...judged, "voided"].includes(before.state)
  if (over && !tags.includes("LateDecided")) expect(JSON.stringify(state.answers)).toBe(before.answers)
  // S9: epochs only rise, one at a time.
  const epoch = state.holder?.epoch ?? 0
  expect(epoch - before.epoch).toBe(tags.includes("TakenOver") || (tags.includes("Begun") && state.type === "exam") ? 1 : 0)
  // Every change of the deadline is numbered and explained.
  const changed = before.begun && state.deadline !== before.deadline
  expect(state.timeChanges - before.timeChanges).toBe(changed ? 1 : 0)
  if (changed) {
    expect(state.timeChange).toMatchObject({ n: state.timeChanges, at: now })
    expect(state.timeChange?.old ?? null).toBe(before.deadline)
    expect(state.timeChange?.new ?? null).toBe(state.deadline)
  }
  // T3, T13: time is taken from a running attempt by its room alone, and then a minute is left.
  if (before.deadline !== null && state.deadline !== null && state.deadline < before.deadline) {
    expect(tags).toContain("RoomChanged")
    expect(state.deadline).toBeGreaterThanOrEqual(Math.min(before.deadline, now + minute))
  }
  // S6: grading is asked for with what is handed in.
  if (tags.includes("Submitted") || tags.includes("Terminated")) expect(tags).toContain("GradingRequested")
}

/** T5, T6: nothing is saved that was received after the end, or while something held the attempt. */
const receiptOf = (state: Attempt, events: ReadonlyArray<Tagged>): void => {
  const ends = state.endedAt ?? state.deadline
  const since = Math.min(...state.standstill.map((each) => each.since))
  for (const event of events) {
    if (event._tag !== "AnswerSaved" && event._tag !== "AnswerCleared") continue
    const { at } = event as unknown as { readonly at: number }
    if (ends !== null) expect(at).toBeLessThanOrEqual(ends)
    expect(at).toBeLessThan(since)
  }
}

describe("any sequence of commands", () => {
  it("S3 S9 T1 T3 T5 T6 T8 T9 T11 T13 LP-42 keeps an attempt's invariants, replays, restores and publishes; and reaches everything", () => {
    const coverage = new Coverage()
    fc.assert(
      fc.property(histories, rest, fc.nat(), fc.integer({ min: 0, max: 3 }), (sequence, afterwards, split, kind) => {
        const facts = someFacts(aSitting({ opensAt: noon }))
        const exam = facts.assessments.get(timedExam)!
        const settings = { ...exam.settings, review: kind === 1, consent: kind === 2 ? "I work alone." : null }
        facts.assessments.set(timedExam, { ...exam, settings })
        let before: Before | undefined
        const harness = new ActorHarness(registry.attempt, attemptRef, {
          facts: facts.service,
          registry,
          coverage,
          start: noon,
          invariant: (raw, events, now) => {
            const state = present(raw)
            if (state === undefined) return
            expect(state.answered).toBe(Object.keys(state.answers).length)
            expect(state.lateQuestions).toBe(Object.keys(state.late).length)
            if (neverBegan.includes(state.state)) expect(state.ledger).toBeNull()
            else if (state.state !== "voided") expect(state.ledger).not.toBeNull()
            timeOf(state)
            receiptOf(state, events)
            if (before !== undefined) changeOf(state, before, events, now)
            before = {
              state: state.state,
              deadline: state.deadline,
              begun: state.ledger !== null,
              answers: JSON.stringify(state.answers),
              epoch: state.holder?.epoch ?? 0,
              timeChanges: state.timeChanges
            }
          }
        })
        for (const next of sequence) harness.send(next(harness, facts))
        harness.advance(afterwards)
        harness.checkHistory(split)
      }),
      { numRuns: 1000 }
    )
    coverage.expectReached({ ...reached, refusals: [] })
    const codes = new Set([...coverage.refused].map((refusal) => refusal.slice(refusal.indexOf(":") + 1)))
    expect(refusals.filter((code) => !codes.has(code))).toEqual([])
  })
})

const reached = {
  commands: [
    "Create",
    "Begin",
    "SaveAnswer",
    "Submit",
    "Decline",
    "TakeOver",
    "AcknowledgeTime",
    "ConfirmMessage",
    "Say",
    "RaiseHand",
    "ReportCheck",
    "ReportSignals",
    "Appeal",
    "Message",
    "Warn",
    "Pause",
    "Resume",
    "Extend",
    "Lock",
    "Clear",
    "Terminate",
    "Flag",
    "Unflag",
    "DecideLate",
    "Reopen",
    "Void",
    "RequestReview",
    "ProposeVerdict",
    "ConfirmVerdict",
    "ReturnVerdict",
    "RoomChanged",
    "Alarm",
    "Compensate",
    "Directed",
    "Graded",
    "GradingFailed"
  ],
  events: [
    "Created",
    "RoomChanged",
    "Checked",
    "Declined",
    "Expired",
    "Missed",
    "Begun",
    "TakenOver",
    "AddressChanged",
    "AnswerSaved",
    "AnswerCleared",
    "AnswerLate",
    "Paused",
    "Resumed",
    "Extended",
    "Locked",
    "Cleared",
    "Compensated",
    "Reopened",
    "TimeAcknowledged",
    "Ended",
    "Submitted",
    "Terminated",
    "Voided",
    "GradingRequested",
    "GradingFailed",
    "Graded",
    "LateDecided",
    "LateLapsed",
    "MessageSent",
    "MessageConfirmed",
    "HandRaised",
    "HandLowered",
    "SignalsReported",
    "Flagged",
    "Unflagged",
    "Answered",
    "ReviewRequested",
    "VerdictProposed",
    "VerdictReturned",
    "VerdictGiven",
    "Appealed"
  ]
}

/** Those that a thousand histories always come upon; each of the others has a test of its own. */
const refusals = [
  "already_begun",
  "already_under_review",
  "answer_invalid",
  "appeal_over",
  "attempt_over",
  "change_unknown",
  "consent_missing",
  "declined",
  "exam_closed",
  "forbidden",
  "handed_in",
  "illegal_transition",
  "late_unknown",
  "locked",
  "message_unknown",
  "no_proposal",
  "not_ended",
  "not_found",
  "not_graded",
  "not_locked",
  "not_open",
  "not_paused",
  "not_started",
  "not_under_review",
  "nothing_to_appeal",
  "nothing_to_grade",
  "other_paper",
  "paused",
  "proposal_pending",
  "question_unknown",
  "reason_missing",
  "same_reviewer",
  "superseded",
  "terminated",
  "too_late",
  "too_late_to_decline",
  "verdict_differs",
  "verdict_given",
  "voided"
]
