/**
 * What completes a course. The mandatory modules decide, or all of them where none is mandatory; optional ones never move
 * the percentage. Counts are kept whole, so that a third is a third and 100 % means all.
 */
import type { Decimal } from "../../protocol/assessment.ts"
import { ratio, toDecimal, zero } from "../assessment/rational.ts"
import type { CourseProgress, EventOf, ModuleOutline, ModuleProgress } from "./contract.ts"
import { type Instant, millis } from "../../protocol/time.ts"

const decisive = (modules: ReadonlyArray<ModuleProgress>): ReadonlyArray<ModuleProgress> => {
  const mandatory = modules.filter((module) => module.mandatory)
  return mandatory.length > 0 ? mandatory : modules
}

/** Since when a course with these modules is complete: since the last of those that decide. `null`: it is not. */
export const completeSince = (modules: ReadonlyArray<ModuleProgress>): Instant | null => {
  let since: Instant | null = null
  for (const { completedAt } of decisive(modules)) {
    if (completedAt === null) return null
    if (since === null || completedAt > since) since = completedAt
  }
  return since
}

/** Counts anew after a module was completed, withdrawn, or the outline changed. */
export const recount = (course: CourseProgress): void => {
  const deciding = decisive(Object.values(course.modules))
  course.total = deciding.length
  course.completed = deciding.filter((module) => module.completedAt !== null).length
}

/** Per cent, cut to two decimals. */
export const percentOf = (course: CourseProgress): Decimal =>
  toDecimal(course.total === 0 ? zero : ratio(BigInt(course.completed) * 100n, BigInt(course.total)), 2)

/** A module as a learner finds it: with what they achieved in it under an earlier enrolment, where there was one. */
export const entered = (outline: ModuleOutline, earlier: ModuleProgress | undefined): ModuleProgress => ({
  ...outline,
  openedAt: earlier?.openedAt ?? null,
  lastAt: earlier?.lastAt ?? null,
  completedAt: earlier?.completedAt ?? null,
  completedBy: earlier?.completedBy ?? null,
  timeMs: earlier?.timeMs ?? millis(0),
  positionMs: earlier?.positionMs ?? null,
  watched: earlier?.watched ?? [],
  watchedMs: earlier?.watchedMs ?? millis(0)
})

/** The course as its enrolment finds it. An earlier one's certificates stay with it whatever becomes of its modules. */
export const begun = (earlier: CourseProgress | undefined, event: EventOf<"EnrolmentBegan">): CourseProgress => {
  const course: CourseProgress = {
    courseId: event.courseId,
    versionId: event.versionId,
    title: event.title,
    enrolledAt: event.at,
    withdrawnAt: null,
    completedAt: earlier?.completedAt ?? null,
    lastModule: earlier?.lastModule ?? null,
    lastActiveAt: earlier?.lastActiveAt ?? null,
    timeMs: earlier?.timeMs ?? millis(0),
    completed: 0,
    total: 0,
    certificates: earlier?.certificates ?? [],
    modules: Object.fromEntries(event.modules.map((outline) => [outline.id, entered(outline, earlier?.modules[outline.id])]))
  }
  recount(course)
  if (course.completed < course.total || course.total === 0) course.completedAt = null
  if (course.lastModule !== null && course.modules[course.lastModule] === undefined) course.lastModule = null
  return course
}
