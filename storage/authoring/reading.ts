/** Courses and versions as their authors read them. */
import type { CourseId, VersionId } from "../../protocol/ids.ts"
import { AuthoredModule, CourseRecord, type VersionDetail, VersionStep, VersionSummary } from "../../protocol/rest/authoring.ts"
import type { Sql } from "../sql.ts"
import { readRows, stopWith, type Work } from "./work.ts"

/** A pool or a transaction on it. */
export type Reader = Sql | Work

const time = (db: Reader, column: string) => db`to_char(${db(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const minutes = (db: Reader, column: string) => db`round(extract(epoch from ${db(column)}) / 60)::int`
/** Whatever lasts at all lasts a minute. */
const aMinuteAtLeast = (db: Reader, column: string) =>
  db`case when ${db(column)} is not null then greatest(1, ${minutes(db, column)}) end`

export const courseRecord = async (db: Reader, id: CourseId): Promise<CourseRecord | undefined> =>
  readRows(
    CourseRecord,
    await db`
      select json_build_object(
        'id', c.id, 'title', c.title, 'description', c.description, 'category', c.category,
        'difficulty_level', c.difficulty_level, 'estimated_duration', ${minutes(db, "c.estimated_duration")},
        'price', c.price::text, 'status', c.status, 'thumbnail_url', c.thumbnail_url, 'instructor_id', c.instructor_id,
        'tags', to_json(c.tags), 'capacity', c.capacity, 'current_version_id', c.current_version_id,
        'open_version_id', (select v.id from course_versions v
          where v.course_id = c.id and v.status in ('draft', 'in_review', 'approved')),
        'revision', c.revision, 'created_at', ${time(db, "c.created_at")}, 'updated_at', ${time(db, "c.updated_at")}) as row
      from courses c where c.id = ${id}`
  )[0]

const summary = (db: Reader) => db`
  'id', v.id, 'course_id', v.course_id, 'number', v.number, 'title', v.title, 'description', v.description, 'status', v.status,
  'revision', v.revision, 'authors', to_json(v.authors), 'submitted_by', v.submitted_by, 'created_by', v.created_by,
  'created_at', ${time(db, "v.created_at")}, 'updated_at', ${time(db, "v.updated_at")},
  'published_at', ${time(db, "v.published_at")},
  'module_count', (select count(*) from course_modules m where m.version_id = v.id)`

/** The newest first. */
export const versionsOf = async (db: Reader, course: CourseId): Promise<ReadonlyArray<VersionSummary>> =>
  readRows(
    VersionSummary,
    await db`
      select json_build_object(${summary(db)}) as row from course_versions v where v.course_id = ${course} order by v.number desc`
  )

export const modulesOf = async (db: Reader, version: VersionId): Promise<ReadonlyArray<AuthoredModule>> =>
  readRows(
    AuthoredModule,
    await db`
      select json_build_object(
        'id', m.id, 'lineage_id', coalesce(m.lineage_id, m.id), 'revision', m.revision, 'order_index', m.order_index,
        'title', m.title, 'description', m.description, 'duration', ${aMinuteAtLeast(db, "m.duration")},
        'is_mandatory', m.is_mandatory, 'prerequisites', to_json(m.prerequisites), 'release_at', ${time(db, "m.release_at")},
        'content', case m.content_type
          when 'text' then json_build_object('kind', 'text', 'text', coalesce(m.content, ''))
          when 'video' then json_build_object('kind', 'video', 'lesson', coalesce(substr(m.content_url, length('lesson:') + 1), '-'))
          when 'document' then json_build_object('kind', 'document', 'file_id', m.file_id)
          when 'image' then json_build_object('kind', 'image', 'file_id', m.file_id)
          else json_build_object('kind', m.content_type, 'assessment_id', assessment_of(m)) end) as row
      from course_modules m where m.version_id = ${version} order by m.order_index`
  )

export const versionDetail = async (db: Reader, course: CourseId, version: VersionId): Promise<VersionDetail | undefined> => {
  const [found] = readRows(
    VersionSummary,
    await db`
      select json_build_object(${summary(db)}) as row from course_versions v where v.id = ${version} and v.course_id = ${course}`
  )
  if (found === undefined) return undefined
  const steps = readRows(
    VersionStep,
    await db`
      select json_build_object('step', step, 'from_status', from_status, 'to_status', to_status, 'by', by_user, 'reason', reason,
        'at', ${time(db, "at")}) as row
      from course_version_steps where version_id = ${version} order by id`
  )
  return { ...found, modules: await modulesOf(db, version), steps }
}

export const presentVersion = async (db: Reader, course: CourseId, version: VersionId): Promise<VersionDetail> =>
  (await versionDetail(db, course, version)) ?? stopWith("version_unknown", { field: "versionId" })
