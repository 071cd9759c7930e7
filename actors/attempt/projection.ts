/**
 * The attempt's read rows. `attempts` follows the lifecycle, not each answer; `assessment_submissions` is what was
 * handed in and how it was graded, its answers still as their author's words.
 */
import { type Instant, iso } from "../../protocol/time.ts"
import { fromExact, toDecimal } from "../assessment/rational.ts"
import type { ActorRef } from "../../protocol/ids.ts"
import type { Row } from "../actor.ts"
import type { Attempt, AttemptActorState, AttemptEvent } from "./contract.ts"
import { isProvisional } from "./view.ts"

export const project = (event: AttemptEvent, state: AttemptActorState, _self: ActorRef): ReadonlyArray<Row> => {
  if (state._tag === "Absent") return []
  switch (event._tag) {
    case "AnswerSaved":
    case "AnswerCleared":
    case "GradingRequested":
      return []
    case "AnswerLate":
    case "LateLapsed":
      return state.submittedAt === null ? [] : [submissionRow(state)]
    case "Submitted":
    case "Graded":
      return [attemptRow(state), submissionRow(state)]
    default:
      return [attemptRow(state)]
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
    paper_hash: state.paperHash,
    created_at: iso(state.createdAt),
    started_at: optional(state.ledger?.start),
    deadline_at: optional(state.deadline),
    ended_at: optional(state.endedAt),
    submitted_at: optional(state.submittedAt),
    graded_at: optional(state.gradedAt)
  }
})

/** Per cent as people see it; marks to six decimals. What was decided exactly is in the event. */
const submissionRow = (state: Attempt): Row => ({
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
    passed: state.grade?.passed ?? null,
    provisional: isProvisional(state),
    submitted_at: optional(state.submittedAt),
    graded_at: optional(state.gradedAt),
    feedback: null,
    attempt_number: state.number
  }
})
