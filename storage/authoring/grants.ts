/** Who may enrol in a priced course without paying, and why. */
import type { CourseId, UserId } from "../../protocol/ids.ts"
import { Grant } from "../../protocol/rest/teaching.ts"
import { type Changer, doneBy } from "../audit/changer.ts"
import type { Reader } from "./reading.ts"
import { lockCourse } from "./courses.ts"
import { type Note, readRows, stopWith, type Work } from "./work.ts"

/** The newest first. */
export const grantsOf = async (db: Reader, course: CourseId): Promise<ReadonlyArray<Grant>> =>
  readRows(
    Grant,
    await db`
      select json_build_object('user_id', user_id, 'granted_by', granted_by, 'reason', reason,
        'granted_at', to_char(granted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as row
      from course_grants where course_id = ${course} order by granted_at desc, user_id limit 1000`
  )

/** Granted again, it is the first grant that stands. */
export const grant = async (
  db: Work,
  note: Note,
  course: CourseId,
  person: UserId,
  by: Changer,
  reason: string
): Promise<Grant> => {
  await lockCourse(db, course)
  const known = await db`select 1 from users where id = ${person} and is_active`
  if (known.length === 0) stopWith("invalid", { field: "userId", message: "There is no such account." })
  const { count } = await db`
    insert into course_grants (course_id, user_id, granted_by, reason) values (${course}, ${person}, ${by.person}, ${reason})
    on conflict do nothing`
  if (count > 0) note({ action: "course.access_granted", ...doneBy(by, "course", course), details: { user_id: person } })
  const all = await grantsOf(db, course)
  return all.find(({ user_id }) => user_id === person) ?? stopWith("not_found")
}

export const ungrant = async (db: Work, note: Note, course: CourseId, person: UserId, by: Changer): Promise<void> => {
  const { count } = await db`delete from course_grants where course_id = ${course} and user_id = ${person}`
  if (count > 0) note({ action: "course.access_withdrawn", ...doneBy(by, "course", course), details: { user_id: person } })
}
