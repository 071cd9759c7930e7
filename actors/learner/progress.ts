/**
 * What completes a course. The mandatory modules decide, or all of them where none is mandatory; optional ones never move
 * the percentage. Counts are kept whole, so that a third is a third and 100 % means all.
 */
import type { Decimal } from "../../protocol/assessment.ts"
import { ratio, toDecimal, zero } from "../assessment/rational.ts"
import type { CourseProgress, ModuleOutline, ModuleProgress } from "./contract.ts"
import { millis } from "../../protocol/time.ts"

const decisive = (modules: ReadonlyArray<ModuleProgress>): ReadonlyArray<ModuleProgress> => {
  const mandatory = modules.filter((module) => module.mandatory)
  return mandatory.length > 0 ? mandatory : modules
}

export const decides = (course: CourseProgress, module: ModuleProgress): boolean =>
  module.mandatory || Object.values(course.modules).every((each) => !each.mandatory)

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
