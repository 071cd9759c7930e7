/** Modules of a draft: added, changed, put in order, taken out. */
import { refuse } from "../../protocol/errors.ts"
import { type CourseId, ModuleId, type UserId, type VersionId } from "../../protocol/ids.ts"
import type { Millis } from "../../protocol/time.ts"
import {
  type ModuleChange,
  type ModuleContent,
  type ModuleDraft,
  mostModules,
  type VersionDetail
} from "../../protocol/rest/authoring.ts"
import { presentVersion } from "./reading.ts"
import { lockDraft, touchVersion } from "./versions.ts"
import { type Expected, idsIn, stop, stopWith, type Work } from "./work.ts"

/** How long a packaged lesson is; `undefined`: there is none of that name. */
export type LessonLength = (lesson: string) => Millis | undefined

interface Content {
  readonly content_type: ModuleContent["kind"]
  readonly content: string | null
  readonly content_url: string | null
  readonly file_id: number | null
  readonly assessment_id: number | null
  /** Of a video, which is as long as it is. */
  readonly length: Millis | null
}

const wrong = (field: string, message: string) => stop(refuse("invalid", { field, message }))

/** Naming a file shows it to the course's learners: whoever may not have it must not come to by writing its number down. */
const ownFile = async (
  db: Work,
  course: CourseId,
  { kind, file_id: id }: Extract<ModuleContent, { readonly file_id: unknown }>,
  by: UserId
): Promise<number> => {
  const rows = await db`
    select 1 from content_files f where f.id = ${id} and f.purpose = ${kind} and (f.is_public or f.uploaded_by = ${by}
      or exists (select 1 from course_modules m where m.file_id = f.id and m.course_id = ${course})
      or exists (select 1 from users u where u.id = ${by} and u.role = 'admin'))`
  if (rows.length === 0) return wrong("content.file_id", `There is no such ${kind} of yours. Upload it first.`)
  return id
}

const contentOf = async (
  db: Work,
  course: CourseId,
  content: ModuleContent,
  { lessonLength, by }: Pick<Writing, "lessonLength" | "by">
): Promise<Content> => {
  const nothing = { content: null, content_url: null, file_id: null, assessment_id: null, length: null }
  switch (content.kind) {
    case "text":
      return { ...nothing, content_type: "text", content: content.text }
    case "video": {
      const length = lessonLength(content.lesson)
      if (length === undefined) return wrong("content.lesson", "There is no packaged lesson of that name.")
      return { ...nothing, content_type: "video", content_url: `lesson:${content.lesson}`, length }
    }
    case "document":
    case "image":
      return { ...nothing, content_type: content.kind, file_id: await ownFile(db, course, content, by) }
    case "quiz":
    case "exam":
      return { ...nothing, content_type: content.kind, assessment_id: await ownAssessment(db, course, content) }
  }
}

export const ownAssessment = async (
  db: Work,
  course: CourseId,
  { kind, assessment_id: id }: Extract<ModuleContent, { readonly assessment_id: unknown }>
): Promise<number | null> => {
  if (id === null) return null
  const [row] = await db<Array<{ type: string }>>`
    select assessment_type as type from assessments where id = ${id} and course_id = ${course}`
  if (row === undefined) return wrong("content.assessment_id", "The course has no such assessment.")
  if ((row.type === "exam") !== (kind === "exam")) wrong("content.assessment_id", `It is of the type ${row.type}.`)
  return id
}

/** Modules of the same version, this one not among them. */
const checkPrerequisites = async (db: Work, version: VersionId, ids: ReadonlyArray<ModuleId>, self?: ModuleId): Promise<void> => {
  const there = await db<Array<{ id: number }>>`
    select id from course_modules where version_id = ${version} and id = any(${idsIn(ids)}::text::bigint[])`
  const known = new Set(there.map(({ id }) => id))
  const at = ids.findIndex((id) => !known.has(id) || id === self)
  if (at !== -1) wrong(`prerequisites.${at}`, "This version has no other module of that number.")
}

export interface Writing {
  readonly by: UserId
  readonly expected: Expected
  readonly lessonLength: LessonLength
}

const lasting = (length: Millis | null, minutes: number | null | undefined): string | null => {
  if (length !== null) return `${length} milliseconds`
  return minutes == null ? null : `${minutes} minutes`
}

export const addModule = async (
  db: Work,
  course: CourseId,
  version: VersionId,
  draft: ModuleDraft,
  { by, expected, lessonLength }: Writing
): Promise<VersionDetail> => {
  await lockDraft(db, course, version, expected)
  const { modules } = await presentVersion(db, course, version)
  if (modules.length >= mostModules) wrong("content", `A version has at most ${mostModules} modules.`)
  await checkPrerequisites(db, version, draft.prerequisites ?? [])
  const order = Math.max(-1, ...modules.map((each) => each.order_index)) + 1
  await insertModule(db, course, version, draft, order, { by, lessonLength })
  await touchVersion(db, version, by)
  return presentVersion(db, course, version)
}

/** At this place of a draft that is locked, and whose prerequisites are known to be there. */
export const insertModule = async (
  db: Work,
  course: CourseId,
  version: VersionId,
  draft: ModuleDraft,
  order: number,
  writing: Pick<Writing, "lessonLength" | "by">
): Promise<ModuleId> => {
  const content = await contentOf(db, course, draft.content, writing)
  const [row] = await db<Array<{ id: number }>>`
    insert into course_modules (course_id, version_id, title, description, order_index, duration, content_type, content_url,
      content, is_mandatory, prerequisites, release_at, file_id, assessment_id)
    values (${course}, ${version}, ${draft.title}, ${draft.description ?? null}, ${order},
      ${lasting(content.length, draft.duration)}::text::interval, ${content.content_type}, ${content.content_url},
      ${content.content}, ${draft.is_mandatory ?? true}, ${idsIn(draft.prerequisites ?? [])}::text::bigint[],
      ${draft.release_at ?? null}::text::timestamptz, ${content.file_id}, ${content.assessment_id})
    returning id`
  return ModuleId.make(row?.id ?? 0)
}

const presentModule = async (db: Work, version: VersionId, module: ModuleId): Promise<void> => {
  const rows = await db`select 1 from course_modules where id = ${module} and version_id = ${version}`
  if (rows.length === 0) stopWith("module_unknown", { field: "moduleId" })
}

export const changeModule = async (
  db: Work,
  course: CourseId,
  version: VersionId,
  module: ModuleId,
  { content: authored, ...change }: ModuleChange,
  { by, expected, lessonLength }: Writing
): Promise<VersionDetail> => {
  await lockDraft(db, course, version, expected)
  await presentModule(db, version, module)
  if (change.prerequisites !== undefined) await checkPrerequisites(db, version, change.prerequisites, module)
  if (authored !== undefined) {
    const { length, ...content } = await contentOf(db, course, authored, { lessonLength, by })
    await db`
      update course_modules set content_type = ${content.content_type}, content_url = ${content.content_url},
        content = ${content.content}, file_id = ${content.file_id}, assessment_id = ${content.assessment_id},
        duration = coalesce(${lasting(length, null)}::text::interval, duration)
      where id = ${module}`
    // An assessment that named the module as its own no longer does, once the author has named another or none.
    await db`update assessments set module_id = null where module_id = ${module} and id is distinct from ${content.assessment_id}`
  }
  await db`
    update course_modules m set
      title = coalesce(c->>'title', m.title),
      description = case when c ? 'description' then c->>'description' else m.description end,
      duration = case when c ? 'duration' and m.content_type <> 'video'
        then make_interval(mins => (c->>'duration')::int) else m.duration end,
      is_mandatory = coalesce((c->>'is_mandatory')::boolean, m.is_mandatory),
      prerequisites = case when c ? 'prerequisites'
        then (select coalesce(array_agg(value::bigint), '{}') from jsonb_array_elements_text(c->'prerequisites'))
        else m.prerequisites end,
      release_at = case when c ? 'release_at' then (c->>'release_at')::timestamptz else m.release_at end,
      revision = m.revision + 1, updated_at = now()
    from (select ${JSON.stringify(change)}::text::jsonb as c) change where m.id = ${module}`
  await touchVersion(db, version, by)
  return presentVersion(db, course, version)
}

/** Modules that waited for it no longer do. */
export const removeModule = async (
  db: Work,
  course: CourseId,
  version: VersionId,
  module: ModuleId,
  { by, expected }: Writing
): Promise<VersionDetail> => {
  await lockDraft(db, course, version, expected)
  await presentModule(db, version, module)
  await db`delete from course_modules where id = ${module}`
  await db`
    update course_modules set prerequisites = array_remove(prerequisites, ${module}::bigint)
    where version_id = ${version} and ${module} = any(prerequisites)`
  await renumber(db, version)
  await touchVersion(db, version, by)
  return presentVersion(db, course, version)
}

const renumber = async (db: Work, version: VersionId): Promise<void> => {
  await db`
    update course_modules m set order_index = placed.place from (
      select id, row_number() over (order by order_index) - 1 as place from course_modules where version_id = ${version}
    ) placed where m.id = placed.id and m.order_index <> placed.place`
}

export const orderModules = async (
  db: Work,
  course: CourseId,
  version: VersionId,
  order: ReadonlyArray<ModuleId>,
  { by, expected }: Writing
): Promise<VersionDetail> => {
  await lockDraft(db, course, version, expected)
  const { modules } = await presentVersion(db, course, version)
  const named = new Set(order)
  if (named.size !== order.length || order.length !== modules.length || modules.some(({ id }) => !named.has(id))) {
    wrong("modules", "Name every module of this version once.")
  }
  await db`
    update course_modules m set order_index = placed.place - 1
    from unnest(${idsIn(order)}::text::bigint[]) with ordinality as placed (id, place) where m.id = placed.id`
  await touchVersion(db, version, by)
  return presentVersion(db, course, version)
}
