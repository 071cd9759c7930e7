/** Coming into a course over REST, by everybody at once: seats, the wait list, requests, invitations, files. */
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { StoaClient } from "../../client/index.ts"
import { CourseId } from "../../protocol/ids.ts"
import { BulkReport, InvitationMade, RosterRow } from "../../protocol/rest/enrolment.ts"
import { testDatabase } from "../postgres.ts"
import { linkIn, Mailbox } from "./fixtures/mailbox.ts"
import { code, type Reply, RestCaller } from "./fixtures/rest-caller.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url, sql } = await testDatabase()
let stoa: StoaProcess
let [instructor, admin]: ReadonlyArray<RestCaller> = []

const publicUrl = "https://learn.academy.example"
let mailbox: Mailbox

beforeAll(async () => {
  mailbox = await Mailbox.open()
  const mail = { STOA_SMTP_URL: mailbox.url, STOA_MAIL_FROM: "Stoa <stoa@academy.example>", STOA_PUBLIC_URL: publicUrl }
  stoa = await startStoa(url, { env: mail })
  ;[instructor, admin] = await Promise.all(["instructor", "admin"].map((role) => RestCaller.login(stoa, stoa.accounts[role])))
})
afterAll(async () => {
  await stoa.stop()
  await mailbox.goAway()
})

/** A published course of one text, entered as the rules say. */
const makeCourse = async (capacity: number | null, rules: object): Promise<number> => {
  const [made] = await sql<Array<{ id: number }>>`
    insert into courses (title, status, capacity) values ('A course', 'draft', ${capacity}) returning id`
  const id = made?.id ?? 0
  const [version] = await sql<Array<{ id: number }>>`
    insert into course_versions (course_id, number, title) values (${id}, 1, 'A course') returning id`
  await sql`
    insert into course_modules (course_id, version_id, title, order_index, content_type, content)
    values (${id}, ${version?.id ?? 0}, 'Read', 0, 'text', 'Read this.')`
  await sql`update course_versions set published_at = now(), status = 'published' where id = ${version?.id ?? 0}`
  await sql`update courses set current_version_id = ${version?.id ?? 0}, status = 'published' where id = ${id}`
  await sql`insert into course_instructors (course_id, user_id) values (${id}, ${instructor!.id})`
  const set = await admin!.edit("PUT", `/courses/${id}/enrolment-rules`, {
    mode: "open",
    wait_list: false,
    required_courses: [],
    ...rules
  })
  expect([set.status, code(set)]).toEqual([200, ""])
  return id
}
const newcomer = () => RestCaller.newcomer(stoa)
const newcomers = (count: number) => Promise.all(Array.from({ length: count }, () => RestCaller.newcomer(stoa)))
const roster = async (course: number, standing: string) => {
  const { body } = await admin!.ask("GET", `/courses/${course}/roster?standing=${standing}&per_page=100`)
  return { total: body.meta.pagination?.total, rows: Schema.decodeUnknownSync(Schema.Array(RosterRow))(body.data) }
}
const standingOf = async (person: RestCaller, course: number) =>
  (await person.ask("GET", `/courses/${course}/enrolment`)).body.data
const bulk = async (course: number, csv: string, more: object = {}) =>
  Schema.decodeUnknownSync(BulkReport)((await admin!.ask("POST", `/courses/${course}/roster/bulk`, { csv, ...more })).body.data)

describe("200 learners and 20 seats", () => {
  it(
    "ENR-1 come at once: 20 are enrolled, all others wait in one order, and each seat that is freed goes to the first",
    { timeout: 120_000 },
    async () => {
      const course = await makeCourse(20, { wait_list: true })
      // Made as rows: two hundred passwords to hash would take longer than all the rest.
      const people = await sql<Array<{ id: number }>>`
      with made as (insert into users (password_hash, role) select '-', 'student' from generate_series(1, 200) returning id),
        named as (insert into user_profiles (user_id, first_name, last_name) select id, 'Some', 'Body' from made)
      select id from made`
      const replies = await Promise.all(people.map(({ id }) => admin!.ask("PUT", `/courses/${course}/roster/${id}`)))
      expect(new Set(replies.map((reply) => code(reply)))).toEqual(new Set([""]))
      expect((await roster(course, "enrolled")).total).toBe(20)
      const waiting = await roster(course, "waiting")
      expect(waiting.total).toBe(180)
      const second = await admin!.ask("GET", `/courses/${course}/roster?standing=waiting&per_page=100&page=2`)
      const rest = [...waiting.rows, ...Schema.decodeUnknownSync(Schema.Array(RosterRow))(second.body.data)]
      expect(rest.map(({ ticket }) => ticket)).toEqual(Array.from({ length: 180 }, (_, n) => n + 1))
      const seated = (await roster(course, "enrolled")).rows.slice(0, 10)
      await Promise.all(seated.map(({ user_id }) => admin!.ask("DELETE", `/courses/${course}/roster/${user_id}`)))
      const after = await roster(course, "enrolled")
      expect(after.total).toBe(20)
      const promoted = after.rows.map(({ user_id }) => user_id).filter((id) => rest.some((line) => line.user_id === id))
      expect(promoted.sort((a, b) => a - b)).toEqual(
        rest
          .slice(0, 10)
          .map(({ user_id }) => user_id)
          .sort((a, b) => a - b)
      )
      expect((await roster(course, "waiting")).rows[0]?.ticket).toBe(11)
    }
  )
})

describe("coming into a course", () => {
  it("ENR-2 learners race for the last seat, wait, see their position, and move up when one drops out", async () => {
    const course = await makeCourse(1, { wait_list: true })
    const [a, b, c] = [await newcomer(), await newcomer(), await newcomer()]
    const enrolled = await Promise.all([a, b, c].map((one) => one.ask("POST", `/courses/${course}/enroll`)))
    expect(enrolled.map((reply) => code(reply)).sort()).toEqual(["", "course_full", "course_full"])
    const seated = [a, b, c].filter((_, n) => enrolled[n]?.status === 201)[0]
    const [first, second] = [a, b, c].filter((one) => one !== seated)
    if (seated === undefined || first === undefined || second === undefined) throw new Error("nobody was seated")
    expect((await first.ask("POST", `/courses/${course}/wait-list`)).body.data).toMatchObject({ position: 1 })
    expect((await second.ask("POST", `/courses/${course}/wait-list`)).body.data).toMatchObject({ position: 2 })
    expect(await standingOf(second, course)).toMatchObject({ standing: "waiting", position: 2 })
    expect((await seated.ask("DELETE", `/courses/${course}/enrolment`)).status).toBe(200)
    expect(await standingOf(first, course)).toMatchObject({ standing: "enrolled" })
    expect(await standingOf(second, course)).toMatchObject({ standing: "waiting", position: 1 })
    const { body } = await first.ask("GET", "/users/me/courses")
    expect(JSON.stringify(body.data)).toContain(`"course_id":${course}`)
    expect((await second.ask("DELETE", `/courses/${course}/wait-list`)).status).toBe(200)
    expect(await standingOf(second, course)).toEqual({ standing: "none" })
  })

  it("ENR-3 is by approval where the course says so: asked, refused with a reason, asked again and approved", async () => {
    const course = await makeCourse(null, { mode: "approval" })
    const learner = await newcomer()
    expect(code(await learner.ask("POST", `/courses/${course}/enroll`))).toBe("approval_required")
    const decide = (body: object) => admin!.ask("POST", `/courses/${course}/enrolment-requests/${learner.id}/decision`, body)
    expect((await learner.ask("POST", `/courses/${course}/enrolment-request`, { note: "Please." })).status).toBe(201)
    expect((await roster(course, "requested")).rows).toMatchObject([{ user_id: learner.id }])
    expect(code(await decide({ approved: false }))).toBe("reason_missing")
    expect((await decide({ approved: false, reason: "Not this year." })).status).toBe(200)
    expect(await standingOf(learner, course)).toMatchObject({ standing: "refused", reason: "Not this year." })
    await learner.ask("POST", `/courses/${course}/enrolment-request`, {})
    expect((await decide({ approved: true })).status).toBe(200)
    expect(await standingOf(learner, course)).toMatchObject({ standing: "enrolled" })
  })

  it("ENR-4 is by invitation where the course says so: one link, one person, once, until it is withdrawn", async () => {
    const course = await makeCourse(null, { mode: "invitation" })
    const people = await newcomers(5)
    expect(code(await people[0]!.ask("POST", `/courses/${course}/enroll`))).toBe("invitation_required")
    const invite = async (email: string) => {
      const { body } = await admin!.ask("POST", `/courses/${course}/invitations`, { email })
      return Schema.decodeUnknownSync(InvitationMade)(body.data)
    }
    const accept = (one: RestCaller, token: string) => one.ask("POST", "/invitations/accept", { token })
    const [winner, other] = [people[0]!, people[1]!]
    expect(await invite(winner.email)).toMatchObject({ mailed: true })
    expect(await invite(winner.email.toUpperCase())).toMatchObject({ mailed: false })
    const token = linkIn(await mailbox.mailTo(winner.email))
    // Of others it is no invitation, and is used up by none of them.
    const strangers = await Promise.all(people.slice(1).map((one) => accept(one, token)))
    expect(strangers.map((reply) => code(reply))).toEqual(Array.from({ length: 4 }, () => "invitation_unknown"))
    const accepted = await Promise.all(Array.from({ length: 3 }, () => accept(winner, token)))
    expect(accepted.map((reply) => code(reply)).sort()).toEqual(["", "invitation_used", "invitation_used"])
    expect(await standingOf(winner, course)).toMatchObject({ standing: "enrolled" })
    const { id } = await invite(other.email)
    const withdrawn = linkIn(await mailbox.mailTo(other.email))
    expect((await admin!.ask("DELETE", `/courses/${course}/invitations/${id}`)).status).toBe(200)
    expect(code(await accept(other, withdrawn))).toBe("invitation_unknown")
    const { body } = await admin!.ask("GET", `/courses/${course}/invitations`)
    expect(body.data).toMatchObject([
      { id, hint: `${other.email[0]}…@example.org`, status: "revoked" },
      { hint: `${winner.email[0]}…@example.org`, status: "accepted", accepted_by: winner.id }
    ])
    const stored = JSON.stringify(await sql`select * from course_invitations where course_id = ${course}`)
    for (const secret of [winner.email, other.email, token, withdrawn]) expect(stored).not.toContain(secret)
  })

  it("ENR-7 an invitation is mailed: what it is to, until when, and a link that ends with its time", async () => {
    const course = await makeCourse(null, { mode: "invitation" })
    const guest = await newcomer()
    const asked = (email: string) => admin!.ask("POST", `/courses/${course}/invitations`, { email, days: 3 })
    const [known, unknown] = await Promise.all([asked(guest.email), asked("nobody.yet@example.org")])
    const shape = ({ status, body }: Reply) => [status, Object.keys(body.data ?? {})]
    expect(shape(known)).toEqual(shape(unknown))
    const mails = await Promise.all([guest.email, "nobody.yet@example.org"].map((to) => mailbox.mailTo(to)))
    const [text, other] = mails.map((mail) => mail.text?.replace(linkIn(mail), ""))
    expect(text).toBe(other)
    expect(mails[0]?.subject).toBe("You are invited to a course")
    expect(text).toContain(`the course "A course"`)
    expect(text).toContain(new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10))
    expect(text).toContain(`${publicUrl}/courses/invitation#`)
    await sql`update course_invitations set expires_at = now() where course_id = ${course}`
    expect(code(await guest.ask("POST", "/invitations/accept", { token: linkIn(mails[0]!) }))).toBe("invitation_over")
    // Over, another one may be made, with a mail of its own.
    expect((await asked(guest.email)).body.data).toMatchObject({ mailed: true })
    const renewed = linkIn(await mailbox.mailTo(guest.email, 2))
    expect((await guest.ask("POST", "/invitations/accept", { token: renewed })).status).toBe(200)
  })

  it("ENR-8 what is withdrawn before its mail leaves is not mailed, and nobody's mailbox is filled", async () => {
    const course = await makeCourse(null, { mode: "invitation" })
    const asked = () => admin!.ask("POST", `/courses/${course}/invitations`, { email: "patient@example.org" })
    const invite = async () => Schema.decodeUnknownSync(InvitationMade)((await asked()).body.data)
    await mailbox.goAway()
    const { id } = await invite()
    await admin!.ask("DELETE", `/courses/${course}/invitations/${id}`)
    await mailbox.comeBack()
    await sql`update mail_outbox set next_at = now() where state = 'pending'`
    const settled = () => sql`select state from mail_outbox where kind = 'course_invitation' order by created_at desc limit 1`
    while ((await settled())[0]?.["state"] === "pending") await new Promise((next) => setImmediate(next))
    expect((await settled())[0]?.["state"]).toBe("void")
    for (let time = 1; time < 5; time += 1) {
      const made = await invite()
      await admin!.ask("DELETE", `/courses/${course}/invitations/${made.id}`)
    }
    expect(code(await asked())).toBe("rate_limited")
    expect(await bulk(course, "email\npatient@example.org\n")).toMatchObject({ rows: [{ code: "rate_limited" }] })
  })

  it("ENR-5 asks for courses to be completed first, and rules are edited on the revision that was read", async () => {
    const required = await makeCourse(null, {})
    const course = await makeCourse(null, { required_courses: [required] })
    const learner = await newcomer()
    expect(code(await learner.ask("POST", `/courses/${course}/enroll`))).toBe("prerequisites_missing")
    await learner.ask("POST", `/courses/${required}/enroll`)
    const [module] = await sql<Array<{ id: number }>>`select id from course_modules where course_id = ${required}`
    expect((await learner.ask("POST", `/courses/${required}/modules/${module?.id}/complete`)).status).toBe(200)
    expect((await learner.ask("POST", `/courses/${course}/enroll`)).status).toBe(201)
    const rules = { mode: "closed", wait_list: false, required_courses: [] }
    const tag = (await admin!.ask("GET", `/courses/${course}/enrolment-rules`)).headers.get("etag") ?? ""
    expect((await admin!.edit("PUT", `/courses/${course}/enrolment-rules`, rules, tag)).status).toBe(200)
    expect(code(await admin!.edit("PUT", `/courses/${course}/enrolment-rules`, rules, tag))).toBe("precondition_failed")
    const itself = { ...rules, required_courses: [course] }
    expect(code(await admin!.edit("PUT", `/courses/${course}/enrolment-rules`, itself))).toBe("invalid")
    const late = await newcomer()
    expect(code(await late.ask("POST", `/courses/${course}/enroll`))).toBe("course_closed")
  })

  it("ENR-6 is by file, with a word on each row; the same file again changes nothing", async () => {
    const course = await makeCourse(2, { wait_list: true, mode: "closed" })
    const people = await newcomers(3)
    const emails = people.map(({ email }) => email)
    const csv = `\uFEFFname,Email\r\n"Kay, A.",${emails[0]}\r\nB,${emails[1]}\r\nC,${emails[2]?.toUpperCase()}\r\nD,${emails[0]}\r\nE,nobody\r\nF,=new@example.org\r\n`
    const counts = { enrolled: 2, waiting: 1, twice: 1, refused: 1, invited: 1 }
    const dry = await bulk(course, csv, { dry_run: true })
    expect(dry.counts).toMatchObject({ twice: 1, refused: 1, invited: 1 })
    expect((await roster(course, "enrolled")).total).toBe(0)
    const told = await bulk(course, csv)
    expect(told.counts).toEqual(counts)
    expect(told.rows.map(({ line, outcome }) => [line, outcome])).toEqual([
      [2, "enrolled"],
      [3, "enrolled"],
      [4, "waiting"],
      [5, "twice"],
      [6, "refused"],
      [7, "invited"]
    ])
    const journal = await sql`select count(*) from journal`
    const again = await bulk(course, csv)
    expect(again.counts).toEqual({ enrolled_already: 2, waiting_already: 1, twice: 1, refused: 1, invited_already: 1 })
    expect(await sql`select count(*) from journal`).toEqual(journal)
    for (const wrong of ["", "name\nA\n", 'email\n"a', `email\n${"a@example.org\n".repeat(10_001)}`]) {
      const reply = await admin!.ask("POST", `/courses/${course}/roster/bulk`, { csv: wrong })
      expect([reply.status, code(reply)]).toEqual([422, "invalid"])
    }
  })
})

describe("the SDK", () => {
  const client = async (person: Awaited<ReturnType<typeof newcomer>>): Promise<StoaClient> => {
    const made = new StoaClient({ url: stoa.origin })
    await made.login(person.email, person.password)
    await made.connect()
    return made
  }

  it("ENR-20 waits for a seat, sees its place move, and has the seat once it is free", async () => {
    const course = CourseId.make(await makeCourse(1, { wait_list: true }))
    const [first, second] = await Promise.all((await newcomers(2)).map(client))
    await first!.course(course).enrol()
    const seen = second!.course(course).view
    expect(await second!.course(course).joinWaitList()).toMatchObject({ position: 1 })
    await seen.until((now) => now.audience === "waiting" && Object.keys(now.view.queue).length === 1)
    expect(await second!.rest.standing(course)).toMatchObject({ standing: "waiting", position: 1 })
    await first!.course(course).withdraw()
    await seen.until(({ audience }) => audience === "member")
    await expect(second!.course(course).leaveWaitList()).rejects.toMatchObject({ code: "not_waiting" })
    first!.close()
    second!.close()
  })

  it("ENR-21 asks to be let in, and takes it back", async () => {
    const course = CourseId.make(await makeCourse(null, { mode: "approval" }))
    const asking = await client(await newcomer())
    await asking.course(course).requestEnrolment("I work in the ward.")
    expect(await asking.rest.standing(course)).toMatchObject({ standing: "requested" })
    await asking.course(course).cancelRequest()
    expect(await asking.rest.standing(course)).toMatchObject({ standing: "none" })
    asking.close()
  })
})
