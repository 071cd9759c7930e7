/** What others have to know of an attempt: its learner decides on it, its exam lets it in, its wall shows it. */
import type { WallRow } from "../../protocol/attempt.ts"
import { type ActorRef, actorRef } from "../../protocol/ids.ts"
import type { FeedRef } from "../../protocol/live.ts"
import type { FeedChange, Reaction } from "../actor.ts"
import type { ExamInternal } from "../exam/contract.ts"
import type { LearnerInternal } from "../learner/contract.ts"
import type { Attempt, AttemptActorState, AttemptEvent } from "./contract.ts"

export const react = (
  event: AttemptEvent,
  state: AttemptActorState,
  _self: ActorRef,
  sourceSeq: number
): ReadonlyArray<Reaction> => {
  if (state._tag === "Absent") return []
  const { attemptId, assessmentId, userId, number } = state
  const report = { attemptId, assessmentId, sourceSeq }
  const startedAt = state.ledger?.start ?? null
  switch (event._tag) {
    case "Created":
      return state.sittingId === null
        ? []
        : [toExam(state.sittingId, { _tag: "Register", attemptId, userId, number, at: event.at, sourceSeq })]
    case "Begun":
      return [toLearner(userId, { _tag: "AttemptBegan", ...report, startedAt: event.ledger.start })]
    case "Expired":
      return [toLearner(userId, { _tag: "AttemptEnded", ...report, startedAt, endedAt: event.at, used: false })]
    case "Submitted":
      return [toLearner(userId, { _tag: "AttemptEnded", ...report, startedAt, endedAt: event.at, used: true })]
    case "Graded": {
      if (startedAt === null || state.endedAt === null) return []
      const { awarded, outOf, passed } = event.result
      const grade = { awarded, outOf, passed }
      return [toLearner(userId, { _tag: "AttemptGraded", ...report, startedAt, endedAt: state.endedAt, grade })]
    }
    default:
      return []
  }
}

const toLearner = (userId: number, command: LearnerInternal): Reaction => ({ to: actorRef("learner", userId), command })
const toExam = (sittingId: number, command: ExamInternal): Reaction => ({ to: actorRef("exam", sittingId), command })

export const feeds = (event: AttemptEvent, state: AttemptActorState, _self: ActorRef): ReadonlyArray<FeedChange> => {
  if (state._tag === "Absent" || event._tag === "GradingRequested" || event._tag === "LateLapsed") return []
  const feed = wallOf(state)
  return feed === undefined ? [] : [{ feed, key: String(state.attemptId), row: wallRow(state) }]
}

const wallOf = ({ sittingId }: Attempt): FeedRef | undefined => (sittingId === null ? undefined : { feed: "wall", id: sittingId })

const wallRow = (state: Attempt): WallRow => ({
  attemptId: state.attemptId,
  learnerId: state.userId,
  number: state.number,
  state: state.state,
  answered: state.answered,
  total: state.asked.length,
  startedAt: state.ledger?.start ?? null,
  deadline: state.deadline,
  late: state.lateQuestions,
  submittedAt: state.submittedAt
})

/** Who has handed in has left the room, connected or not (W4). */
export const presence = (state: AttemptActorState): { readonly feed: FeedRef; readonly key: string } | undefined => {
  if (state._tag === "Absent") return undefined
  const present = state.state === "waiting" || state.state === "in_progress" || state.state === "ended"
  const feed = present ? wallOf(state) : undefined
  return feed === undefined ? undefined : { feed, key: String(state.attemptId) }
}
