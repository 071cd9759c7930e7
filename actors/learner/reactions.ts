/** A reserved attempt is created. The attempt looks up the rest itself: the learner passes who, what and which seed. */
import { actorRef } from "../../protocol/ids.ts"
import type { Reaction } from "../actor.ts"
import type { Create } from "../attempt/contract.ts"
import type { LearnerEvent, LearnerState } from "./contract.ts"

export const react = (event: LearnerEvent, state: LearnerState, seq: number): ReadonlyArray<Reaction> => {
  if (event._tag !== "AttemptReserved") return []
  const { attemptId, assessmentId, sittingId, number, seed, at } = event
  const command: typeof Create.Type = {
    _tag: "Create",
    userId: state.userId,
    assessmentId,
    sittingId,
    number,
    preview: false,
    seed,
    at,
    sourceSeq: seq
  }
  return [{ to: actorRef("attempt", attemptId), command }]
}
