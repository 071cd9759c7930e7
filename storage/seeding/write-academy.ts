/**
 * An academy as catalogue rows, inside one transaction of the caller's. Accounts are found again by their e-mail,
 * courses and sittings by their names in the folder (`seeded`). What is there is left alone: people change their
 * profiles, published versions never change. A difference is told as a note.
 */
import type { JSONValue } from "postgres"
import type { Account } from "./format.ts"
import type { Academy, Fault, ReadCourse } from "./read-academy.ts"
import { type People, returned, type Transaction } from "./transaction.ts"
import { addSitting } from "./write-sitting.ts"

export interface Written {
  /** Rows of accounts, course versions and sittings that were not there before. */
  readonly added: number
  /** Ids of all sittings of the folder, whether just added or not. */
  readonly sittings: ReadonlyArray<number>
  readonly notes: ReadonlyArray<string>
  readonly faults: ReadonlyArray<Fault>
}

/** What is made of an account before the transaction: its id, its password's hash, and its sealed e-mail. */
export interface NewAccount {
  readonly id: number
  readonly passwordHash: string
  readonly sealed: string | null
}

/** What an address is found by in the table. */
type HashOf = (email: string) => string

/** `accounts`: those to add, by e-mail. */
export const writeAcademy = async (
  sql: Transaction,
  academy: Academy,
  accounts: ReadonlyMap<string, NewAccount>,
  hashOf: HashOf,
  seededAt: Date
): Promise<Written> => {
  await sql`select pg_advisory_xact_lock(hashtext('stoa seeding'))`
  let added = 0
  const notes: Array<string> = []
  const faults: Array<Fault> = []
  const sittings: Array<number> = []

  for (const account of academy.accounts) {
    const made = accounts.get(account.email)
    if (made !== undefined && (await addAccount(sql, account, made, hashOf))) added += 1
  }
  const people = await peopleOf(sql, academy, hashOf)
  academy.accounts.forEach(({ email, role }) => {
    const there = people.get(email)
    if (there !== undefined && there.role !== role) notes.push(`${email} has the role ${there.role}, not ${role}; left as it is`)
  })
  faults.push(...academy.courses.flatMap((course) => missingPeople(course, people)))
  if (faults.length > 0) return { added, sittings, notes, faults }

  for (const course of academy.courses) {
    const { key, version } = course.file
    const known = await sql<Array<{ version: number; digest: string }>>`
      select version, digest from seeded
      where academy = ${academy.key} and kind = 'course' and key = ${key} order by version desc limit 1`
    const newest = known[0]
    if (newest === undefined || newest.version < version) {
      added += await addVersion(sql, academy.key, course, people, seededAt)
    } else if (newest.version > version) {
      notes.push(`${course.path}: version ${newest.version} is published already; version ${version} was left out`)
    } else if (newest.digest !== course.digest) {
      notes.push(
        `${course.path}: the files differ from what was published as version ${version}; raise "version" to publish them`
      )
    }
    const rows = await sql<Array<{ target_id: number }>>`
      select target_id from seeded
      where academy = ${academy.key} and kind = 'sitting' and starts_with(key, ${`${key}/`}) order by target_id`
    sittings.push(...rows.map(({ target_id }) => target_id))
  }
  return { added, sittings, notes, faults }
}

const addAccount = async (sql: Transaction, account: Account, made: NewAccount, hashOf: HashOf): Promise<boolean> => {
  const [row] = await sql<Array<{ id: number }>>`
    insert into users (id, email_hash, email_sealed, password_hash, role)
    values (${made.id}, ${hashOf(account.email)}, ${made.sealed}, ${made.passwordHash}, ${account.role})
    on conflict (email_hash) do nothing returning id`
  if (row === undefined) return false
  await sql`
    insert into user_profiles (user_id, first_name, last_name, organization, time_zone)
    values (${row.id}, ${account.firstName}, ${account.lastName}, ${account.organization ?? null}, ${account.timeZone ?? "UTC"})`
  return true
}

const peopleOf = async (sql: Transaction, academy: Academy, hashOf: HashOf): Promise<People> => {
  const named = new Set(academy.accounts.map(({ email }) => email))
  for (const { file } of academy.courses) {
    for (const email of file.instructors) named.add(email)
    for (const { proctors, learners = [] } of file.sittings) for (const email of [...proctors, ...learners]) named.add(email)
  }
  if (named.size === 0) return new Map()
  const emails = new Map(Array.from(named, (email) => [hashOf(email), email]))
  const rows = await sql<Array<{ id: number; hash: string; role: string }>>`
    select id, email_hash as hash, role from users where email_hash in ${sql([...emails.keys()])}`
  return new Map(rows.map(({ id, hash, role }) => [emails.get(hash) ?? "", { id, role }]))
}

const missingPeople = ({ file, path }: ReadCourse, people: People): ReadonlyArray<Fault> => {
  const check = (place: string, role: string, emails: ReadonlyArray<string>): ReadonlyArray<Fault> =>
    emails.flatMap((email, index) => {
      const person = people.get(email)
      if (person === undefined) return [{ file: path, place: `${place}[${index}]`, reason: `there is no account ${email}` }]
      if (person.role === role || person.role === "admin") return []
      return [{ file: path, place: `${place}[${index}]`, reason: `${email} is a ${person.role}, not a ${role}` }]
    })
  return [
    ...check("instructors", "instructor", file.instructors),
    ...file.sittings.flatMap(({ proctors, learners = [] }, index) => [
      ...check(`sittings[${index}].proctors`, "proctor", proctors),
      ...check(`sittings[${index}].learners`, "student", learners)
    ])
  ]
}

/** A course's first version with the course, or its next one. The version is published last: then it is closed to change. */
const addVersion = async (
  sql: Transaction,
  academy: string,
  course: ReadCourse,
  people: People,
  seededAt: Date
): Promise<number> => {
  const { file } = course
  const instructors = file.instructors.flatMap((email) => people.get(email)?.id ?? [])
  const courseId = await courseRow(sql, academy, course, instructors[0] ?? null)
  for (const instructor of instructors) {
    await sql`insert into course_instructors (course_id, user_id) values (${courseId}, ${instructor}) on conflict do nothing`
  }
  await sql`update course_versions set status = 'superseded', updated_at = now() where course_id = ${courseId} and status = 'published'`
  const [versionRow] = await sql<Array<{ id: number }>>`
    insert into course_versions (course_id, number, title, description, status, created_by)
    values (${courseId}, (select coalesce(max(number), 0) + 1 from course_versions where course_id = ${courseId}), ${file.title},
            ${file.description ?? null}, 'published', ${instructors[0] ?? null})
    returning id`
  const versionId = returned(versionRow)
  const assessments = new Map<string, number>()
  const modules = new Map<string, number>()
  for (const [index, { authored, text, assessment, lengthMs }] of course.modules.entries()) {
    const [moduleRow] = await sql<Array<{ id: number }>>`
      insert into course_modules
        (course_id, version_id, title, description, order_index, duration, content_type, content_url, content, is_mandatory)
      values
        (${courseId}, ${versionId}, ${authored.title}, ${authored.description ?? null}, ${index},
         ${`${lengthMs} milliseconds`}::text::interval, ${authored.content.kind},
         ${authored.content.kind === "video" ? `lesson:${authored.content.lesson}` : null}, ${text}, ${authored.mandatory ?? true})
      returning id`
    const moduleId = returned(moduleRow)
    modules.set(authored.key, moduleId)
    if (assessment === null) continue
    const { settings, bank } = assessment
    const prerequisites = (settings.prerequisites ?? []).flatMap((key) => modules.get(key) ?? [])
    const [row] = await sql<Array<{ id: number }>>`
      insert into assessments
        (course_id, module_id, title, description, assessment_type, questions, passing_score, time_limit, max_attempts, review,
         counted, spacing, prerequisites, consent)
      values
        (${courseId}, ${moduleId}, ${settings.title}, ${assessment.description ?? null}, ${settings.type},
         ${sql.json(asJson(bank))}, ${settings.passMark}::text::numeric,
         ${span(settings.timeLimit)}::text::interval, ${settings.maxAttempts}, ${settings.review}, ${settings.counted},
         ${span(settings.spacing)}::text::interval, ${`{${prerequisites.join(",")}}`}::text::bigint[], ${settings.consent})
      returning id`
    assessments.set(authored.key, returned(row))
  }
  await sql`update course_versions set published_at = ${seededAt} where id = ${versionId}`
  await sql`update courses set current_version_id = ${versionId}, status = 'published', updated_at = now() where id = ${courseId}`
  await remember(sql, academy, "course", file.key, file.version, courseId, course.digest)
  for (const sitting of file.sittings) {
    const assessmentId = assessments.get(sitting.exam)
    if (assessmentId === undefined) throw new Error(`the exam ${sitting.exam} of ${course.path} was not written`)
    const sittingId = await addSitting(sql, courseId, assessmentId, sitting, people, seededAt)
    await remember(sql, academy, "sitting", `${file.key}/${sitting.key}`, file.version, sittingId, course.digest)
  }
  return 1 + file.sittings.length
}

const span = (ms: number | null): string | null => (ms === null ? null : `${ms} milliseconds`)

/** A decoded bank is JSON by its Schema, which the driver's type can't see. */
const asJson = (value: unknown): JSONValue => JSON.parse(JSON.stringify(value))

const courseRow = async (
  sql: Transaction,
  academy: string,
  { file, modules }: ReadCourse,
  instructor: number | null
): Promise<number> => {
  const total = `${modules.reduce((sum, { lengthMs }) => sum + lengthMs, 0)} milliseconds`
  if (file.category !== undefined)
    await sql`insert into categories (name) values (${file.category}) on conflict (name) do nothing`
  const [known] = await sql<Array<{ target_id: number }>>`
    select target_id from seeded where academy = ${academy} and kind = 'course' and key = ${file.key} limit 1`
  const [row] = await sql<Array<{ id: number }>>`
    insert into courses
      (id, title, description, instructor_id, category, difficulty_level, estimated_duration, price, capacity)
    values
      (${known === undefined ? sql`default` : known.target_id}, ${file.title}, ${file.description ?? null}, ${instructor},
       ${file.category ?? null}, ${file.difficulty ?? null}, ${total}::text::interval, ${file.price ?? "0.00"}::text::numeric,
       ${file.capacity ?? null})
    on conflict (id) do update set
      title = excluded.title, description = excluded.description, instructor_id = excluded.instructor_id,
      category = excluded.category, difficulty_level = excluded.difficulty_level,
      estimated_duration = excluded.estimated_duration, price = excluded.price, capacity = excluded.capacity
    returning id`
  return returned(row)
}

const remember = (
  sql: Transaction,
  academy: string,
  kind: "course" | "sitting",
  key: string,
  version: number,
  target: number,
  digest: string
) => sql`
  insert into seeded (academy, kind, key, version, target_id, digest)
  values (${academy}, ${kind}, ${key}, ${version}, ${target}, ${digest})`
