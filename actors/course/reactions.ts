/** The learner is told of their seat, with the outline of the version they are pinned to, and of what is announced. */
import { actorRef } from "../../protocol/ids.ts"
import type { Reaction } from "../actor.ts"
import type { Enrolled, Moved, Noticed, Withdrawn } from "../learner/contract.ts"
import type { CourseEvent, CourseState } from "./contract.ts"

export const react = (event: CourseEvent, state: CourseState, seq: number): ReadonlyArray<Reaction> => {
  const { courseId } = state
  if (event._tag === "SeatFreed") {
    const command: typeof Withdrawn.Type = { _tag: "Withdrawn", courseId, at: event.at, sourceSeq: seq }
    return [{ to: actorRef("learner", event.userId), command }]
  }
  if (event._tag === "Delivered") {
    const announcement = state.announcements[event.number]
    if (announcement === undefined) return []
    const { by, at } = announcement
    const command: typeof Noticed.Type = { _tag: "Noticed", courseId, number: event.number, by, at }
    return event.to.map((userId) => ({ to: actorRef("learner", userId), command }))
  }
  if (event._tag === "SeatMoved") {
    const { userId, versionId, at } = event
    const version = state.versions[versionId]
    if (version === undefined) return []
    const command: typeof Moved.Type = { _tag: "Moved", courseId, versionId, ...version, at, sourceSeq: seq }
    return [{ to: actorRef("learner", userId), command }]
  }
  if (event._tag !== "SeatTaken") return []
  const { userId, versionId, timeZone, at } = event
  const version = state.versions[versionId]
  if (version === undefined) return []
  const command: typeof Enrolled.Type = { _tag: "Enrolled", courseId, versionId, ...version, timeZone, at, sourceSeq: seq }
  return [{ to: actorRef("learner", userId), command }]
}
