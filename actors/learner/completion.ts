/**
 * A module becomes complete, or no longer is, and with the last deciding one the course and its certificate. A course is
 * complete since the last of its deciding modules was; so whoever gives a module its completion back gives the course's
 * back with it, to the millisecond.
 */
import type { Instant } from "../../protocol/time.ts"
import { certification } from "./certifying.ts"
import type { CourseProgress, EventOf, LearnerEvent, LearnerState, ModuleProgress } from "./contract.ts"
import { completeSince } from "./progress.ts"

/** Since when the course is complete, once the module is complete since `completedAt`. */
const sinceWith = (course: CourseProgress, module: ModuleProgress, completedAt: Instant | null): Instant | null =>
  completeSince(Object.values({ ...course.modules, [module.id]: { ...module, completedAt } }))

export const completion = (
  state: LearnerState,
  course: CourseProgress,
  module: ModuleProgress,
  by: EventOf<"ModuleCompleted">["by"],
  at: Instant
): ReadonlyArray<LearnerEvent> => {
  const { courseId } = course
  const completed: LearnerEvent = { _tag: "ModuleCompleted", courseId, moduleId: module.id, by, at }
  const since = sinceWith(course, module, at)
  if (since === null || since === course.completedAt) return [completed]
  const finished: LearnerEvent = { _tag: "CourseCompleted", courseId, at: since }
  return [completed, finished, ...certification(state.userId, course, since, at)]
}

/** The grades that earned it don't any more (S7). */
export const withdrawal = (
  state: LearnerState,
  course: CourseProgress,
  module: ModuleProgress,
  at: Instant
): ReadonlyArray<LearnerEvent> => [
  { _tag: "CompletionWithdrawn", courseId: course.courseId, moduleId: module.id, at },
  ...certification(state.userId, course, sinceWith(course, module, null), at)
]

/**
 * By the grades as they are, the module is complete since an instant before this one (S7): a grade is back, or went, and
 * another that was there besides is what it is complete by.
 */
export const restoration = (
  state: LearnerState,
  course: CourseProgress,
  module: ModuleProgress,
  completedAt: Instant,
  at: Instant
): ReadonlyArray<LearnerEvent> => {
  const place = { courseId: course.courseId, moduleId: module.id, at }
  const fallsBack = module.completedAt !== null && module.completedAt < completedAt
  return [
    ...(fallsBack ? [{ _tag: "CompletionWithdrawn", ...place } as const] : []),
    { _tag: "CompletionRestored", ...place, completedAt },
    ...certification(state.userId, course, sinceWith(course, module, completedAt), at)
  ]
}
