/**
 * What others have to know of an attempt: its learner's book counts it, its exam lets it in and hears what became of an
 * action on many. A preview is nobody's business. Reports are absolute and under the journal's row: two of them to the
 * learner in one row would be one too many, since the second looks as old as the first.
 *
 * A grade is told when it stands and withdrawn when it is rejected (S7). A begun or reopened attempt is running, and
 * whatever grade was told before is gone with that.
 */
import { type ActorRef, actorRef } from "../../protocol/ids.ts"
import type { Reaction } from "../actor.ts"
import type { ExamInternal } from "../exam/contract.ts"
import type { Grade, LearnerInternal } from "../learner/contract.ts"
import type { Attempt, AttemptActorState, AttemptEvent } from "./contract.ts"

export const react = (
  event: AttemptEvent,
  state: AttemptActorState,
  _self: ActorRef,
  sourceSeq: number
): ReadonlyArray<Reaction> => {
  if (state._tag === "Absent" || state.preview) return []
  const { attemptId, assessmentId, sittingId, userId, number } = state
  const report = { attemptId, assessmentId, sourceSeq }
  const startedAt = state.ledger?.start ?? null
  switch (event._tag) {
    case "Created":
      return sittingId === null
        ? []
        : [toExam(sittingId, { _tag: "Register", attemptId, userId, number, at: event.at, sourceSeq })]
    case "Answered": {
      const { actionId, outcome } = event
      return sittingId === null ? [] : [toExam(sittingId, { _tag: "Acted", actionId, attemptId, outcome, sourceSeq })]
    }
    case "Begun":
      return [toLearner(userId, { _tag: "AttemptBegan", ...report, startedAt: event.ledger.start })]
    case "Reopened":
      return startedAt === null ? [] : [toLearner(userId, { _tag: "AttemptBegan", ...report, startedAt })]
    case "Declined":
    case "Expired":
    case "Missed":
    case "Voided":
      return [toLearner(userId, { _tag: "AttemptEnded", ...report, startedAt, endedAt: event.at, used: false })]
    case "Submitted":
    case "Terminated":
      return [toLearner(userId, { _tag: "AttemptEnded", ...report, startedAt, endedAt: event.at, used: true })]
    case "Graded":
      return state.gradeReported ? gradeTold(state, report) : []
    case "VerdictGiven":
      return gradeTold(state, report)
    default:
      return []
  }
}

type Report = Pick<Extract<LearnerInternal, { readonly _tag: "AttemptGraded" }>, "attemptId" | "assessmentId" | "sourceSeq">

/** The grade if it stands with its learner, else that there is none. */
const gradeTold = (state: Attempt, report: Report): ReadonlyArray<Reaction> => {
  const { ledger, endedAt, grade } = state
  if (ledger === null || endedAt === null) return []
  const told: Grade | null =
    grade === null || !state.gradeReported ? null : { awarded: grade.awarded, outOf: grade.outOf, passed: grade.passed }
  return [toLearner(state.userId, { _tag: "AttemptGraded", ...report, startedAt: ledger.start, endedAt, grade: told })]
}

const toLearner = (userId: number, command: LearnerInternal): Reaction => ({ to: actorRef("learner", userId), command })
const toExam = (sittingId: number, command: ExamInternal): Reaction => ({ to: actorRef("exam", sittingId), command })
