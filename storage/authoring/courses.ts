/** A course itself: begun as a draft, its offer changed, its end. */
import type { CourseStatus } from "../../protocol/course.ts"
import { refuse } from "../../protocol/errors.ts"
import { CourseId, type UserId } from "../../protocol/ids.ts"
import type { CourseChange, CourseDraft, CourseRecord } from "../../protocol/rest/authoring.ts"
import { type Changer, doneBy } from "../audit/changer.ts"
import { courseRecord } from "./reading.ts"
import { checkRevision, type Expected, type Note, stop, stopWith, type Work } from "./work.ts"

export interface LockedCourse {
  readonly id: CourseId
  readonly status: CourseStatus
  readonly revision: number
  readonly current_version_id: number | null
}

/** Locked until the work ends: publishing, archiving and editing of one course wait for each other. */
export const lockCourse = async (db: Work, id: CourseId): Promise<LockedCourse> => {
  const [row] = await db<Array<LockedCourse>>`
    select id, status, revision, current_version_id from courses where id = ${id} for update`
  return row ?? stopWith("not_found")
}

const written = async (db: Work, id: CourseId): Promise<CourseRecord> => (await courseRecord(db, id)) ?? stopWith("not_found")

const knownCategory = async (db: Work, name: string | null | undefined): Promise<void> => {
  if (name == null) return
  const rows = await db`select 1 from categories where name = ${name}`
  if (rows.length > 0) return
  stop(refuse("invalid", { field: "category", message: "There is no such category. Choose one of those there are." }))
}

/** Without repetitions, and all in the same case, so that a filter finds them. */
const tagsIn = (tags: ReadonlyArray<string>): string => JSON.stringify([...new Set(tags.map((tag) => tag.trim().toLowerCase()))])

export const createCourse = async (db: Work, draft: CourseDraft, by: UserId, teaches: boolean): Promise<CourseRecord> => {
  await knownCategory(db, draft.category)
  const [row] = await db<Array<{ id: number }>>`
    insert into courses (title, description, instructor_id, category, difficulty_level, tags, price, capacity, thumbnail_url)
    values (${draft.title}, ${draft.description ?? null}, ${teaches ? by : null}, ${draft.category ?? null},
      ${draft.difficulty_level ?? null},
      (select coalesce(array_agg(value), '{}') from jsonb_array_elements_text(${tagsIn(draft.tags ?? [])}::text::jsonb)),
      ${draft.price ?? "0.00"}::text::numeric, ${draft.capacity ?? null}, ${draft.thumbnail_url ?? null})
    returning id`
  const id = CourseId.make(row?.id ?? 0)
  if (teaches) await db`insert into course_instructors (course_id, user_id) values (${id}, ${by})`
  await db`
    insert into course_versions (course_id, number, title, description, created_by, authors)
    values (${id}, 1, ${draft.title}, ${draft.description ?? null}, ${by}, array[${by}]::bigint[])`
  return written(db, id)
}

/** A millisecond at least after the last change, which is the number under which the course's actor hears of this one. */
export const anew = (db: Work) => db`revision = revision + 1, updated_at = greatest(now(), updated_at + interval '1 millisecond')`

/** Whoever changes a draft is one of its authors. */
export const authoredBy = (db: Work, by: UserId) => db`
  revision = revision + 1, updated_at = now(),
  authors = case when ${by} = any(authors) then authors else authors || ${by}::bigint end`

export const changeCourse = async (
  db: Work,
  note: Note,
  id: CourseId,
  { title, description, ...offer }: CourseChange,
  changer: Changer,
  expected: Expected
): Promise<CourseRecord> => {
  const by = changer.person
  const course = await lockCourse(db, id)
  checkRevision(expected, course.revision)
  if (course.status === "archived") stopWith("course_archived")
  await knownCategory(db, offer.category)
  if (title !== undefined || description !== undefined) {
    const words = JSON.stringify({ title, description })
    const changed = await db`
      update course_versions v set title = coalesce(w->>'title', v.title),
        description = case when w ? 'description' then w->>'description' else v.description end, ${authoredBy(db, by)}
      from (select ${words}::text::jsonb as w) words where v.course_id = ${id} and v.status = 'draft' returning v.id`
    if (changed.length === 0) stopWith("not_a_draft", { field: title === undefined ? "description" : "title" })
    // Until it is published, the course is called what its draft is called.
    if (course.current_version_id === null) await nameAfterDraft(db, id)
  }
  const columns = JSON.stringify({ ...offer, ...(offer.tags === undefined ? {} : { tags: JSON.parse(tagsIn(offer.tags)) }) })
  await db`
    update courses c set
      category = case when o ? 'category' then o->>'category' else c.category end,
      difficulty_level = case when o ? 'difficulty_level' then o->>'difficulty_level' else c.difficulty_level end,
      tags = case when o ? 'tags'
        then (select coalesce(array_agg(value), '{}') from jsonb_array_elements_text(o->'tags')) else c.tags end,
      price = coalesce((o->>'price')::numeric, c.price),
      capacity = case when o ? 'capacity' then (o->>'capacity')::int else c.capacity end,
      thumbnail_url = case when o ? 'thumbnail_url' then o->>'thumbnail_url' else c.thumbnail_url end,
      ${anew(db)}
    from (select ${columns}::text::jsonb as o) offer where c.id = ${id}`
  const fields = Object.keys(offer)
  // A draft's title and description are recorded with the version that they become part of.
  if (fields.length > 0) note({ action: "course.changed", ...doneBy(changer, "course", id), details: { fields } })
  return written(db, id)
}

export const nameAfterDraft = async (db: Work, id: CourseId): Promise<void> => {
  await db`
    update courses c set title = v.title, description = v.description
    from course_versions v where c.id = ${id} and v.course_id = c.id and v.status in ('draft', 'in_review', 'approved')`
}

/**
 * What was never published, and so nobody was ever in, goes for good. Everything else is archived: learners go on with it,
 * and their records name it.
 */
export const removeCourse = async (
  db: Work,
  note: Note,
  id: CourseId,
  changer: Changer,
  reason: string | undefined,
  expected: Expected
): Promise<"deleted" | "archived"> => {
  const by = changer.person
  const course = await lockCourse(db, id)
  checkRevision(expected, course.revision)
  if (course.status === "archived") stopWith("course_archived")
  if (course.current_version_id === null && !(await isReferredTo(db, id))) {
    const [gone] = await db<Array<{ title: string }>>`delete from courses where id = ${id} returning title`
    note({ action: "course.deleted", ...doneBy(changer, "course", id), details: { title: gone?.title ?? "" } })
    return "deleted"
  }
  await db`
    with ended as (
      update course_versions v set status = 'archived', revision = revision + 1, updated_at = now()
      from (select id, status from course_versions where course_id = ${id} for update) before
      where v.id = before.id and v.status in ('published', 'superseded') returning v.id, before.status
    )
    insert into course_version_steps (version_id, step, from_status, to_status, by_user, reason)
    select id, 'archive', status, 'archived', ${by}, ${reason ?? null} from ended`
  await db`delete from course_versions where course_id = ${id} and published_at is null`
  await db`update courses set status = 'archived', ${anew(db)} where id = ${id}`
  note({ action: "course.archived", ...doneBy(changer, "course", id), details: {} })
  return "archived"
}

/** Staff may have tried its assessments, or planned a sitting. */
const isReferredTo = async (db: Work, id: CourseId): Promise<boolean> => {
  const [row] = await db<Array<{ referred: boolean }>>`
    select exists (select 1 from attempts where course_id = ${id}) or exists (select 1 from exam_sittings where course_id = ${id})
      or exists (select 1 from course_roster where course_id = ${id})
      or exists (select 1 from seeded where kind = 'course' and target_id = ${id}) as referred`
  return row?.referred ?? true
}
