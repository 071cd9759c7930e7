/** A module becomes complete, and with the last deciding one the course. */
import type { Instant } from "../../protocol/time.ts"
import type { CourseProgress, EventOf, LearnerEvent, ModuleProgress } from "./contract.ts"
import { decides } from "./progress.ts"

export const completion = (
  course: CourseProgress,
  module: ModuleProgress,
  by: EventOf<"ModuleCompleted">["by"],
  at: Instant
): ReadonlyArray<LearnerEvent> => {
  const { courseId } = course
  const completed: LearnerEvent = { _tag: "ModuleCompleted", courseId, moduleId: module.id, by, at }
  const last = course.completedAt === null && course.completed + 1 === course.total && decides(course, module)
  return last ? [completed, { _tag: "CourseCompleted", courseId, at }] : [completed]
}
