/**
 * The attempt's read rows. `attempts` follows the lifecycle, not each answer; `assessment_submissions` is what was
 * handed in or terminated and how it was graded, its answers still as their author's words; `attempt_reviews` is each
 * case that was ever under review, so that the reviewers' queue is a question to it. A preview has a row in the first
 * only: its paper is read by it, and it is in nobody's record.
 */
import type { ActorRef } from "../../protocol/ids.ts"
import { type Instant, iso } from "../../protocol/time.ts"
import type { Row } from "../actor.ts"
import { fromExact, toDecimal } from "../assessment/rational.ts"
import type { Attempt, AttemptActorState, AttemptEvent } from "./contract.ts"
import { isProvisional } from "./view-fields.ts"

export const project = (event: AttemptEvent, state: AttemptActorState, _self: ActorRef): ReadonlyArray<Row> => {
  if (state._tag === "Absent" || !moves(event)) return []
  return state.preview ? [attemptRow(state)] : [attemptRow(state), ...submissionRows(event, state), ...reviewRows(state)]
}

/** What a learner or their client does all the time leaves no row behind. */
const moves = ({ _tag }: AttemptEvent): boolean => {
  switch (_tag) {
    case "AnswerSaved":
    case "AnswerCleared":
    case "Checked":
    case "SignalsReported":
    case "MessageSent":
    case "MessageConfirmed":
    case "HandRaised":
    case "HandLowered":
    case "TakenOver":
    case "AddressChanged":
    case "TimeAcknowledged":
    case "Flagged":
    case "Unflagged":
    case "Answered":
    case "LetIn":
    case "PasswordMissed":
      return false
    default:
      return true
  }
}

const optional = (at: Instant | null | undefined): string | null => (at === null || at === undefined ? null : iso(at))

const attemptRow = (state: Attempt): Row => ({
  table: "attempts",
  key: { id: state.attemptId },
  row: {
    id: state.attemptId,
    user_id: state.userId,
    assessment_id: state.assessmentId,
    course_id: state.courseId,
    sitting_id: state.sittingId,
    attempt_number: state.number,
    status: state.state,
    preview: state.preview,
    paper_hash: state.paperHash,
    created_at: iso(state.createdAt),
    started_at: optional(state.ledger?.start),
    deadline_at: optional(state.deadline),
    ended_at: optional(state.endedAt),
    submitted_at: optional(state.submittedAt),
    graded_at: optional(state.gradedAt)
  }
})

/** Handed in by its learner, by the clock or by a proctor; a reopened attempt is none of these any more. */
const submissionRows = (event: AttemptEvent, state: Attempt): ReadonlyArray<Row> => {
  const handedInAt = state.submittedAt ?? state.terminated?.at
  if (handedInAt !== undefined) return [submissionRow(state, handedInAt)]
  const key = { id: state.attemptId }
  return event._tag === "Reopened" ? [{ table: "assessment_submissions", key, row: null }] : []
}

/**
 * Per cent as people see it; marks to six decimals. What was decided exactly is in the event. What was scored stays where a
 * grade is held back or withdrawn; whether that passes is nobody's then (S7).
 */
const submissionRow = (state: Attempt, handedInAt: Instant): Row => ({
  table: "assessment_submissions",
  key: { id: state.attemptId },
  row: {
    id: state.attemptId,
    user_id: state.userId,
    assessment_id: state.assessmentId,
    // A copy: the row waits for its commit while the state goes on changing in place.
    answers: Object.fromEntries(Object.entries(state.answers).map(([question, { response }]) => [question, response])),
    score: state.grade?.score ?? null,
    marks: state.grade === null ? null : toDecimal(fromExact(state.grade.awarded), 6),
    max_marks: state.grade?.outOf ?? null,
    passed: state.gradeReported && state.state !== "voided" ? (state.grade?.passed ?? null) : null,
    provisional: isProvisional(state),
    submitted_at: iso(handedInAt),
    graded_at: optional(state.gradedAt),
    feedback: null,
    attempt_number: state.number
  }
})

const reviewRows = (state: Attempt): ReadonlyArray<Row> => {
  const { reviewRequest, proposal, verdict, appeal } = state
  if (reviewRequest === undefined) return []
  return [
    {
      table: "attempt_reviews",
      key: { attempt_id: state.attemptId },
      row: {
        attempt_id: state.attemptId,
        user_id: state.userId,
        assessment_id: state.assessmentId,
        course_id: state.courseId,
        sitting_id: state.sittingId,
        status: state.state,
        requested_at: iso(reviewRequest.at),
        requested_by: reviewRequest.by,
        reason: reviewRequest.reason,
        proposed_verdict: proposal?.verdict ?? null,
        proposed_by: proposal?.by ?? null,
        proposed_at: optional(proposal?.at),
        verdict: verdict?.verdict ?? null,
        decided_at: optional(verdict?.at),
        reviewers: [...state.reviewers],
        appealed_at: optional(appeal?.at),
        appeal: appeal?.decision ?? null
      }
    }
  ]
}
