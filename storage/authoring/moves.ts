/** Who could be moved to a version, and what that would change for each. */
import type { CourseId, VersionId } from "../../protocol/ids.ts"
import { MovePreview } from "../../protocol/rest/teaching.ts"
import type { Reader } from "./reading.ts"
import { readRows, stopWith } from "./work.ts"

/**
 * By what the read tables say at this moment. Modules are the same where their lineage is. It is of those who are
 * enrolled on another version, the next ones after `after`.
 */
export const previewMoves = async (
  db: Reader,
  course: CourseId,
  version: VersionId,
  after: number
): Promise<ReadonlyArray<MovePreview>> => {
  const [published] = await db`
    select 1 from course_versions where id = ${version} and course_id = ${course} and published_at is not null`
  if (published === undefined) stopWith("version_unfit", { field: "versionId" })
  return readRows(
    MovePreview,
    await db`
      with target as (
        select id, title, is_mandatory, coalesce(lineage_id, id) as lineage, order_index
        from course_modules where version_id = ${version}
      ), asked as (
        select e.user_id, e.version_id, e.completed_at from course_enrollments e
        where e.course_id = ${course} and e.version_id <> ${version} and e.user_id > ${after}
        order by e.user_id limit 200
      )
      select json_build_object(
        'user_id', a.user_id, 'from_version_id', a.version_id, 'completed', a.completed_at is not null,
        'kept', coalesce((select json_agg(json_build_object('id', t.id, 'title', t.title) order by t.order_index)
          from target t where exists (select 1 from user_progress p join course_modules m on m.id = p.module_id
            where p.user_id = a.user_id and p.course_id = ${course} and p.completed_at is not null
              and coalesce(m.lineage_id, m.id) = t.lineage)), '[]'),
        'lost', coalesce((select json_agg(json_build_object('id', m.id, 'title', m.title) order by m.order_index)
          from user_progress p join course_modules m on m.id = p.module_id
          where p.user_id = a.user_id and p.course_id = ${course} and m.version_id = a.version_id and p.completed_at is not null
            and not exists (select 1 from target t where t.lineage = coalesce(m.lineage_id, m.id))), '[]'),
        'new_mandatory', coalesce((select json_agg(json_build_object('id', t.id, 'title', t.title) order by t.order_index)
          from target t where t.is_mandatory and not exists (select 1 from course_modules m
            where m.version_id = a.version_id and coalesce(m.lineage_id, m.id) = t.lineage)), '[]')) as row
      from asked a order by a.user_id`
  )
}
