/** A school of the size that the rest bench is about, as plain rows: 10,000 people, 100 courses of ten modules, 50,000 enrolments. */
import { Schema } from "effect"
import { connect } from "../../storage/sql.ts"

const people = 10_000
const courses = 100
const enrolments = 50_000

const Ids = Schema.Array(Schema.Struct({ id: Schema.Int }))
const decode = Schema.decodeUnknownSync(Ids)

/** Fills up to these numbers what is there already, and answers the courses' numbers. */
export const fillSchool = async (databaseUrl: string): Promise<ReadonlyArray<number>> => {
  const sql = connect(databaseUrl, 1)
  try {
    await sql`
      with more as (
        insert into users (password_hash, role)
        select 'none', 'student' from generate_series(1, greatest(0, ${people} - (select count(*) from users)::int))
        returning id
      )
      insert into user_profiles (user_id, first_name, last_name) select id, 'Person', id::text from more`
    await sql`insert into categories (name) values ('Bench') on conflict do nothing`
    await sql`
      with course as (
        insert into courses (title, description, category, difficulty_level, status)
        select 'Course ' || n || ' on subject ' || n % 17, 'What there is to know about it, in ten parts.', 'Bench',
          (array['beginner', 'intermediate', 'advanced'])[1 + n % 3], 'published'
        from generate_series(1, ${courses}) n returning id, title
      ), version as (
        insert into course_versions (course_id, number, title, status) select id, 1, title, 'published' from course
        returning id, course_id
      )
      insert into course_modules (course_id, version_id, title, order_index, duration, content_type, content)
      select course_id, id, 'Part ' || part, part, interval '10 minutes', 'text', repeat('A sentence that is read. ', 80)
      from version, generate_series(1, 10) part`
    await sql`
      update courses c set current_version_id = v.id from course_versions v where v.course_id = c.id and c.current_version_id is null`
    await sql`update course_versions set published_at = now() where published_at is null`
    const made = decode([...(await sql`select id from courses where title like 'Course %' order by id`)])
    await sql`
      insert into course_roster (course_id, user_id, version_id, enrolled_at)
      select c.id, u.id, c.current_version_id, now()
      from (select id, row_number() over (order by id) as n from users) u
      cross join generate_series(0, ${enrolments / people - 1}) k
      join (select id, current_version_id, row_number() over (order by id) as n from courses where title like 'Course %') c
        on c.n = 1 + (u.n * 7 + k * 13) % ${courses}`
    await sql`
      insert into course_enrollments (user_id, course_id, version_id, enrolled_at, progress_percentage)
      select user_id, course_id, version_id, enrolled_at, 0 from course_roster on conflict do nothing`
    await sql`analyze`
    return made.map(({ id }) => id)
  } finally {
    await sql.end({ timeout: 5 })
  }
}
