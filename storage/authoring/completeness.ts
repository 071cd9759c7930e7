/** What a version lacks before people may be asked to review it, as sentences. */
import type { AuthoredModule, VersionDetail } from "../../protocol/rest/authoring.ts"
import { idsIn, type Work } from "./work.ts"

/** Modules that wait for each other, by way of however many others, would never open. */
export const inCircles = (modules: ReadonlyArray<Pick<AuthoredModule, "id" | "prerequisites">>): ReadonlyArray<number> => {
  const waiting = new Map(modules.map(({ id, prerequisites }) => [id, new Set(prerequisites)]))
  let opened = true
  while (opened) {
    opened = false
    for (const [id, open] of waiting) {
      if ([...open].some((other) => waiting.has(other))) continue
      waiting.delete(id)
      opened = true
    }
  }
  return [...waiting.keys()]
}

const lackOf = (
  { title, content, prerequisites, is_mandatory }: AuthoredModule,
  all: VersionDetail["modules"]
): ReadonlyArray<string> => {
  const lacks: Array<string> = []
  if (content.kind === "text" && content.text.trim() === "") lacks.push(`“${title}” has no text.`)
  if ((content.kind === "quiz" || content.kind === "exam") && content.assessment_id === null) {
    lacks.push(`“${title}” has no assessment.`)
  }
  const optional = all.filter((each) => prerequisites.includes(each.id) && !each.is_mandatory)
  if (is_mandatory && optional.length > 0) {
    lacks.push(`“${title}” is mandatory and waits for “${optional[0]?.title}”, which is not.`)
  }
  return lacks
}

export const missingOf = async (db: Work, { modules }: VersionDetail): Promise<ReadonlyArray<string>> => {
  if (modules.length === 0) return ["There is no module."]
  const circles = new Set(inCircles(modules))
  const files = modules.flatMap(({ content }) => ("file_id" in content ? [content.file_id] : []))
  const there = await db<Array<{ id: number }>>`select id from content_files where id = any(${idsIn(files)}::text::bigint[])`
  const known = new Set(there.map(({ id }) => id))
  return modules.flatMap((module) => [
    ...lackOf(module, modules),
    ...(circles.has(module.id) ? [`“${module.title}” waits for modules that wait for it.`] : []),
    ...("file_id" in module.content && !known.has(module.content.file_id) ? [`“${module.title}” has no file.`] : [])
  ])
}
