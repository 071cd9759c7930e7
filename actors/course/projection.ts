/** The roster as rows. A withdrawn learner keeps theirs, with the time of leaving. */
import { iso } from "../../protocol/time.ts"
import type { Row } from "../actor.ts"
import type { CourseEvent, CourseState } from "./contract.ts"

export const project = (event: CourseEvent, state: CourseState): ReadonlyArray<Row> => {
  if (event._tag !== "SeatTaken" && event._tag !== "SeatFreed" && event._tag !== "SeatMoved") return []
  const member = state.members[event.userId]
  if (member === undefined) return []
  const key = { course_id: state.courseId, user_id: event.userId }
  const row = {
    ...key,
    version_id: member.versionId,
    enrolled_at: iso(member.enrolledAt),
    withdrawn_at: member.withdrawnAt === null ? null : iso(member.withdrawnAt)
  }
  return [{ table: "course_roster", key, row }]
}
