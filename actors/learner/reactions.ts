/** A reserved attempt is created. The attempt looks up the rest itself: the learner passes who, what and which seed. */
import { actorRef } from "../../protocol/ids.ts"
import type { Reaction } from "../actor.ts"
import type { Create } from "../attempt/contract.ts"
import type { LearnerEvent, LearnerState } from "./contract.ts"

export const react = (event: LearnerEvent, state: LearnerState, sourceSeq: number): ReadonlyArray<Reaction> => {
  if (event._tag !== "AttemptReserved" && event._tag !== "PreviewStarted") return []
  const { attemptId, assessmentId, sittingId, seed, at } = event
  const { userId } = state
  const preview = event._tag === "PreviewStarted"
  const number = preview ? 1 : event.number
  const command: typeof Create.Type = { _tag: "Create", userId, assessmentId, sittingId, number, preview, seed, at, sourceSeq }
  return [{ to: actorRef("attempt", attemptId), command }]
}
