/** Who teaches a course: its instructors, one of whom it is named after, and mentors who follow it. */
import type { CourseId, UserId } from "../../protocol/ids.ts"
import { TeamMember } from "../../protocol/rest/teaching.ts"
import { type Changer, doneBy } from "../audit/changer.ts"
import { lockCourse } from "./courses.ts"
import type { Reader } from "./reading.ts"
import { type Note, readRows, stopWith, type Work } from "./work.ts"

export const teamOf = async (db: Reader, course: CourseId): Promise<ReadonlyArray<TeamMember>> =>
  readRows(
    TeamMember,
    await db`
      select json_build_object('user_id', u.id, 'role', u.role, 'lead', c.instructor_id is not distinct from u.id) as row
      from course_instructors i join users u on u.id = i.user_id join courses c on c.id = i.course_id
      where i.course_id = ${course} order by u.id`
  )

export const addToTeam = async (
  db: Work,
  note: Note,
  course: CourseId,
  person: UserId,
  lead: boolean,
  by: Changer
): Promise<ReadonlyArray<TeamMember>> => {
  await lockCourse(db, course)
  const [found] = await db<Array<{ role: string }>>`select role from users where id = ${person} and is_active`
  if (found === undefined || (found.role !== "instructor" && found.role !== "mentor")) {
    stopWith("invalid", { field: "userId", message: "Instructors and mentors can be in a course's team." })
  }
  if (lead && found?.role !== "instructor") {
    stopWith("invalid", { field: "lead", message: "A course is led by an instructor." })
  }
  const joined =
    await db`insert into course_instructors (course_id, user_id) values (${course}, ${person}) on conflict do nothing`
  const led = lead
    ? await db`
        update courses set instructor_id = ${person}, revision = revision + 1
        where id = ${course} and instructor_id is distinct from ${person}`
    : undefined
  if (joined.count > 0 || (led !== undefined && led.count > 0)) {
    const details = { added: joined.count > 0 ? [person] : [], removed: [], ...(led?.count === 1 ? { lead: person } : {}) }
    note({ action: "course.staff_changed", ...doneBy(by, "course", course), details })
  }
  return teamOf(db, course)
}

/** Whoever leads it no longer does. Who is not in it is not in it afterwards either. */
export const removeFromTeam = async (
  db: Work,
  note: Note,
  course: CourseId,
  person: UserId,
  by: Changer
): Promise<ReadonlyArray<TeamMember>> => {
  await lockCourse(db, course)
  const { count } = await db`delete from course_instructors where course_id = ${course} and user_id = ${person}`
  if (count > 0)
    note({ action: "course.staff_changed", ...doneBy(by, "course", course), details: { added: [], removed: [person] } })
  await db`
    update courses set instructor_id = null, revision = revision + 1 where id = ${course} and instructor_id = ${person}`
  return teamOf(db, course)
}
