/**
 * The modules of a course as its learner goes through them: in which order, what keeps one closed, where to go on. What may be
 * opened is the server's to say; this says it beforehand, so that nobody presses what would be refused.
 */
import { ModuleId, type CourseId } from "../../protocol/ids.ts"
import type { EnrolmentView, ModuleView } from "../../protocol/learner.ts"
import type { Instant } from "../../protocol/time.ts"
import { idIn } from "../parts/id-in.ts"

/** In their order. */
export const moduleIds = ({ modules }: EnrolmentView): ReadonlyArray<ModuleId> =>
  Object.entries(modules)
    .sort(([, a], [, b]) => a.order - b.order)
    .map(([key]) => idIn(ModuleId, key))

export const moduleIn = (enrolment: EnrolmentView, id: ModuleId): ModuleView | undefined => enrolment.modules[String(id)]

export type Lock =
  | { readonly _tag: "Until"; readonly at: Instant }
  /** Titles of what has to be completed first. */
  | { readonly _tag: "First"; readonly titles: ReadonlyArray<string> }

/** `now` by the server's clock. What is complete stays open. */
export const lockOf = (enrolment: EnrolmentView, module: ModuleView, now: Instant | undefined): Lock | undefined => {
  if (module.completedAt !== undefined) return undefined
  if (module.releaseAt !== undefined && now !== undefined && module.releaseAt > now)
    return { _tag: "Until", at: module.releaseAt }
  const titles = (module.prerequisites ?? []).flatMap((id) => {
    const before = moduleIn(enrolment, id)
    return before === undefined || before.completedAt !== undefined ? [] : [before.title]
  })
  return titles.length === 0 ? undefined : { _tag: "First", titles }
}

/** A quiz or an exam has a page of its own. */
export const pathOf = (course: CourseId, id: ModuleId, assessment: number | null | undefined): string =>
  assessment == null ? `/courses/${course}/modules/${id}` : `/assessments/${assessment}`

/** Where one stopped, unless that is complete; then what comes after it and is open, or the first that is not complete. */
export const whereToGoOn = (enrolment: EnrolmentView, now: Instant | undefined): ModuleId | undefined => {
  const ids = moduleIds(enrolment)
  const isNext = (id: ModuleId): boolean => {
    const module = moduleIn(enrolment, id)
    return module !== undefined && module.completedAt === undefined && lockOf(enrolment, module, now) === undefined
  }
  const last = enrolment.lastModule
  if (last !== undefined && isNext(last)) return last
  const behind = last === undefined ? [] : ids.slice(ids.indexOf(last) + 1)
  return behind.find(isNext) ?? ids.find(isNext)
}
