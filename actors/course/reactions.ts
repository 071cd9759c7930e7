/** The learner is told of their seat, with the outline of the version they are pinned to. */
import { actorRef } from "../../protocol/ids.ts"
import type { Reaction } from "../actor.ts"
import type { Enrolled, Withdrawn } from "../learner/contract.ts"
import type { CourseEvent, CourseState } from "./contract.ts"

export const react = (event: CourseEvent, state: CourseState, seq: number): ReadonlyArray<Reaction> => {
  const { courseId } = state
  if (event._tag === "SeatFreed") {
    const command: typeof Withdrawn.Type = { _tag: "Withdrawn", courseId, at: event.at, sourceSeq: seq }
    return [{ to: actorRef("learner", event.userId), command }]
  }
  if (event._tag !== "SeatTaken") return []
  const { userId, versionId, timeZone, at } = event
  const version = state.versions[versionId]
  if (version === undefined) return []
  const command: typeof Enrolled.Type = { _tag: "Enrolled", courseId, versionId, ...version, timeZone, at, sourceSeq: seq }
  return [{ to: actorRef("learner", userId), command }]
}
