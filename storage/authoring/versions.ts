/** Versions of a course: the next one begun as a copy, described, and taken step by step to its publication. */
import { after, hindrance, type Step } from "../../actors/course/life.ts"
import { refuse } from "../../protocol/errors.ts"
import { type CourseId, UserId, VersionId } from "../../protocol/ids.ts"
import type { CourseStatus } from "../../protocol/course.ts"
import type { VersionChange, VersionDetail } from "../../protocol/rest/authoring.ts"
import { type Changer, doneBy } from "../audit/changer.ts"
import { anew, authoredBy, lockCourse, nameAfterDraft } from "./courses.ts"
import { missingOf } from "./completeness.ts"
import { presentVersion } from "./reading.ts"
import { checkRevision, type Expected, type Note, stop, stopWith, type Work } from "./work.ts"

interface Locked {
  readonly id: number
  readonly status: CourseStatus
  readonly revision: number
  readonly authors: ReadonlyArray<number>
}

const lockVersion = async (db: Work, course: CourseId, version: VersionId): Promise<Locked> => {
  const [row] = await db<Array<{ row: Locked }>>`
    select json_build_object('id', id, 'status', status, 'revision', revision, 'authors', to_json(authors)) as row
    from course_versions where id = ${version} and course_id = ${course} for update`
  return row?.row ?? stopWith("version_unknown", { field: "versionId" })
}

/** The draft, locked, where it may be changed by what the author has seen of it. */
export const lockDraft = async (db: Work, course: CourseId, version: VersionId, expected: Expected): Promise<void> => {
  await lockCourse(db, course)
  const { status, revision } = await lockVersion(db, course, version)
  if (status === "archived") stopWith("course_archived")
  if (status !== "draft") stopWith("not_a_draft")
  checkRevision(expected, revision)
}

export const touchVersion = async (db: Work, version: VersionId, by: UserId): Promise<void> => {
  await db`update course_versions set ${authoredBy(db, by)} where id = ${version}`
}

/** A copy of what is published, module by module: each carries its lineage on, and its assessment with it. */
export const openVersion = async (db: Work, course: CourseId, by: UserId): Promise<VersionDetail> => {
  const { status, current_version_id: current } = await lockCourse(db, course)
  if (status === "archived") stopWith("course_archived")
  const open = await db`
    select 1 from course_versions where course_id = ${course} and status in ('draft', 'in_review', 'approved')`
  if (open.length > 0) stopWith("draft_open")
  const [row] = await db<Array<{ id: number }>>`
    insert into course_versions (course_id, number, title, description, created_by, authors)
    select c.id, (select coalesce(max(number), 0) + 1 from course_versions where course_id = c.id),
      coalesce(v.title, c.title), case when v.id is null then c.description else v.description end, ${by}, array[${by}]::bigint[]
    from courses c left join course_versions v on v.id = c.current_version_id where c.id = ${course}
    returning id`
  const version = VersionId.make(row?.id ?? 0)
  if (current !== null) await copyModules(db, current, version)
  return presentVersion(db, course, version)
}

const copyModules = async (db: Work, from: number, to: VersionId): Promise<void> => {
  await db`
    insert into course_modules (course_id, version_id, title, description, order_index, duration, content_type, content_url,
      content, is_mandatory, lineage_id, release_at, file_id, assessment_id)
    select course_id, ${to}, title, description, order_index, duration, content_type, content_url, content, is_mandatory,
      coalesce(lineage_id, id), release_at, file_id, assessment_of(m)
    from course_modules m where version_id = ${from} order by order_index`
  await db`
    update course_modules m set prerequisites = (
      select coalesce(array_agg(now_here.id order by now_here.id), '{}')
      from course_modules there
      join course_modules now_here on now_here.version_id = ${to} and now_here.lineage_id = coalesce(there.lineage_id, there.id)
      where there.id = any(source.prerequisites))
    from course_modules source
    where m.version_id = ${to} and source.version_id = ${from} and m.lineage_id = coalesce(source.lineage_id, source.id)
      and source.prerequisites <> '{}'`
}

export const describeVersion = async (
  db: Work,
  course: CourseId,
  version: VersionId,
  change: VersionChange,
  by: UserId,
  expected: Expected
): Promise<VersionDetail> => {
  await lockDraft(db, course, version, expected)
  await db`
    update course_versions v set title = coalesce(w->>'title', v.title),
      description = case when w ? 'description' then w->>'description' else v.description end, ${authoredBy(db, by)}
    from (select ${JSON.stringify(change)}::text::jsonb as w) words where v.id = ${version}`
  const { current_version_id: current } = await lockCourse(db, course)
  if (current === null) await nameAfterDraft(db, course)
  return presentVersion(db, course, version)
}

/** A course's one and only version is discarded with its course. */
export const discardVersion = async (db: Work, course: CourseId, version: VersionId, expected: Expected): Promise<void> => {
  await lockDraft(db, course, version, expected)
  const { current_version_id: current } = await lockCourse(db, course)
  if (current === null)
    stop(refuse("not_a_draft", { message: "It is the only version of its course. Delete the course instead." }))
  await db`delete from course_versions where id = ${version}`
}

export interface Taking {
  readonly step: Exclude<Step, "supersede" | "archive">
  readonly by: Changer
  readonly reason: string | undefined
  readonly byAnother: boolean
  readonly expected: Expected
}

const record = async (
  db: Work,
  version: number,
  step: Step,
  from: CourseStatus,
  to: CourseStatus,
  by: UserId,
  reason?: string
) => {
  await db`
    insert into course_version_steps (version_id, step, from_status, to_status, by_user, reason)
    values (${version}, ${step}, ${from}, ${to}, ${by}, ${reason ?? null})`
}

/** What the audit log calls it. Reasons stand with the steps, where they can be read by those whom they are for. */
const entryOf = (step: Taking["step"], version: number) => {
  switch (step) {
    case "submit":
      return { action: "course.submitted", details: { version } } as const
    case "approve":
      return { action: "course.reviewed", details: { version, outcome: "approved" } } as const
    case "return":
      return { action: "course.reviewed", details: { version, outcome: "returned" } } as const
    case "publish":
      return { action: "course.published", details: { version } } as const
  }
}

export const takeStep = async (
  db: Work,
  note: Note,
  course: CourseId,
  version: VersionId,
  taking: Taking
): Promise<VersionDetail> => {
  const { step, reason, byAnother } = taking
  const by = taking.by.person
  const { current_version_id: current } = await lockCourse(db, course)
  const locked = await lockVersion(db, course, version)
  const to = after(step, locked.status)
  if (typeof to !== "string") return stop(to)
  checkRevision(taking.expected, locked.revision)
  const hindered = hindrance({ step, by, reason, byAnother, authors: locked.authors.map((id) => UserId.make(id)) })
  if (hindered !== undefined) stop(hindered)
  if (step === "submit") await refuseIncomplete(db, course, version)
  if (step === "publish") await supersede(db, course, by)
  await db`
    update course_versions set status = ${to}, revision = revision + 1, updated_at = now(),
      submitted_by = ${step === "submit" ? db`${by}` : db`submitted_by`},
      authors = case when ${step !== "submit"} or ${by} = any(authors) then authors else authors || ${by}::bigint end,
      published_at = ${step === "publish" ? db`now()` : db`published_at`}
    where id = ${version}`
  await record(db, version, step, locked.status, to, by, reason)
  if (step === "publish") await offer(db, course, version)
  else if (current === null) await db`update courses set status = ${to}, ${anew(db)} where id = ${course}`
  const taken = await presentVersion(db, course, version)
  note({ ...entryOf(step, taken.number), ...doneBy(taking.by, "course", course) })
  return taken
}

const refuseIncomplete = async (db: Work, course: CourseId, version: VersionId): Promise<void> => {
  const missing = await missingOf(db, await presentVersion(db, course, version))
  if (missing.length === 0) return
  stopWith("version_incomplete", { message: `${missing.join(" ")} Mend this, then submit it.` })
}

/** Who is on it stays on it. */
const supersede = async (db: Work, course: CourseId, by: UserId): Promise<void> => {
  const ended = await db<Array<{ id: number }>>`
    update course_versions set status = 'superseded', revision = revision + 1, updated_at = now()
    where course_id = ${course} and status = 'published' returning id`
  for (const { id } of ended) await record(db, id, "supersede", "published", "superseded", by)
}

/** New learners get it from here on. */
const offer = async (db: Work, course: CourseId, version: VersionId): Promise<void> => {
  await db`
    update courses c set current_version_id = v.id, title = v.title, description = v.description, status = 'published',
      estimated_duration = (select sum(duration) from course_modules where version_id = v.id),
      revision = c.revision + 1, updated_at = greatest(now(), c.updated_at + interval '1 millisecond')
    from course_versions v where c.id = ${course} and v.id = ${version}`
}
