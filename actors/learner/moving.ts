/**
 * A learner is moved to another version of their course. Progress goes along by lineage: a module that carries on another is
 * that one. What the new version has no place for is kept aside, and comes back with a version that has.
 */
import type { CourseProgress, EventOf, ModuleOutline, ModuleProgress } from "./contract.ts"
import { entered, recount } from "./progress.ts"

/** What a module is called through all versions: the id of the first that it carries on. */
export const lineageOf = ({ id, lineage }: Pick<ModuleOutline, "id" | "lineage">): number => lineage ?? id

/** By lineage: what was achieved in modules of this version, and in those before it. */
const achieved = (course: CourseProgress): Map<number, ModuleProgress> => {
  const byLineage = new Map<number, ModuleProgress>()
  for (const module of [...Object.values(course.former ?? {}), ...Object.values(course.modules)])
    byLineage.set(lineageOf(module), module)
  return byLineage
}

const isBegun = ({ openedAt, completedAt }: ModuleProgress): boolean => openedAt !== null || completedAt !== null

export const moved = (course: CourseProgress, event: EventOf<"EnrolmentMoved">): CourseProgress => {
  const before = achieved(course)
  const modules = Object.fromEntries(event.modules.map((module) => [module.id, entered(module, before.get(lineageOf(module)))]))
  for (const module of event.modules) before.delete(lineageOf(module))
  const after: CourseProgress = {
    ...course,
    versionId: event.versionId,
    title: event.title,
    modules,
    former: Object.fromEntries([...before.values()].filter(isBegun).map((module) => [module.id, module]))
  }
  recount(after)
  if (after.completed < after.total || after.total === 0) after.completedAt = null
  if (after.lastModule !== null) {
    const last = course.modules[after.lastModule]
    const carrying = last === undefined ? undefined : event.modules.find((each) => lineageOf(each) === lineageOf(last))
    after.lastModule = carrying?.id ?? null
  }
  return after
}
