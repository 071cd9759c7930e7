/** A course's people over REST: grants, team, moves between versions, announcements and inboxes; and who is connected sees it. */
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { CourseRecord, VersionDetail } from "../../protocol/rest/authoring.ts"
import { InboxLine, MovePreview, TeamMember } from "../../protocol/rest/teaching.ts"
import { testDatabase } from "../postgres.ts"
import { code, type Reply, RestCaller } from "./fixtures/rest-caller.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url, sql } = await testDatabase()
let stoa: StoaProcess
let instructor: RestCaller
let admin: RestCaller
let student: RestCaller
let colleague: RestCaller

const read =
  <S extends Schema.Codec<unknown, unknown>>(schema: S) =>
  (reply: Reply): S["Type"] => {
    expect([reply.status < 300, code(reply)]).toEqual([true, ""])
    return Schema.decodeUnknownSync(schema)(reply.body.data)
  }
const version = read(VersionDetail)
const text = (words: string) => ({ kind: "text", text: words })

beforeAll(async () => {
  stoa = await startStoa(url)
  const other = await RestCaller.newcomer(stoa)
  await sql`update users set role = 'instructor' where id = ${other.id}`
  colleague = await RestCaller.login(stoa, other)
  student = await RestCaller.newcomer(stoa)
  instructor = await RestCaller.login(stoa, stoa.accounts["instructor"])
  admin = await RestCaller.login(stoa, stoa.accounts["admin"])
})
afterAll(() => stoa.stop())

const publish = async (of: VersionDetail): Promise<VersionDetail> => {
  const at = `/courses/${of.course_id}/versions/${of.id}`
  for (const name of ["submit", "approve"]) version(await instructor.ask("POST", `${at}/${name}`, {}))
  return version(await instructor.ask("POST", `${at}/publish`, {}))
}
const course = async (more: object = {}): Promise<VersionDetail> => {
  const made = read(CourseRecord)(await instructor.ask("POST", "/courses", { title: "Safe mail", ...more }))
  const at = `/courses/${made.id}/versions/${made.open_version_id}/modules`
  const first = version(await instructor.ask("POST", at, { title: "Senders", content: text("Who?") }))
  const after = { title: "Links", content: text("Where to?"), prerequisites: [first.modules[0]!.id] }
  version(await instructor.ask("POST", at, after))
  const later = { title: "Later", content: text("Wait."), is_mandatory: false, release_at: "2037-01-01T00:00:00Z" }
  return publish(version(await instructor.ask("POST", at, later)))
}

describe("a course's people", () => {
  it("COURSE-14 a priced course refuses enrolment until it is granted, with a reason", async () => {
    const { course_id: id } = await course({ price: "49.00" })
    expect(code(await student.ask("POST", `/courses/${id}/enroll`))).toBe("payment_required")
    expect(code(await instructor.ask("PUT", `/courses/${id}/grants/${student.id}`, { reason: " " }))).toBe("invalid")
    const granted = await instructor.ask("PUT", `/courses/${id}/grants/${student.id}`, { reason: "Scholarship" })
    expect(granted.body.data).toMatchObject({ user_id: student.id, granted_by: instructor.id, reason: "Scholarship" })
    expect((await student.ask("POST", `/courses/${id}/enroll`)).status).toBe(201)
    await instructor.ask("DELETE", `/courses/${id}/grants/${student.id}`)
    expect((await instructor.ask("GET", `/courses/${id}/grants`)).body.data).toEqual([])
  })

  it("COURSE-15 seats that are changed hold at once", async () => {
    const { course_id: id } = await course({ capacity: 0 })
    expect(code(await student.ask("POST", `/courses/${id}/enroll`))).toBe("course_full")
    expect((await instructor.edit("PUT", `/courses/${id}`, { capacity: 1 })).status).toBe(200)
    expect((await student.ask("GET", `/courses/${id}`)).body.data).toMatchObject({ seats_left: 1 })
    expect((await student.ask("POST", `/courses/${id}/enroll`)).status).toBe(201)
  })

  it("COURSE-16 who joins the team writes the course from then on, and who leaves no longer does", async () => {
    const { course_id: id } = await course()
    expect(code(await colleague.ask("GET", `/courses/${id}/record`))).toBe("not_found")
    const team = read(Schema.Array(TeamMember))(await instructor.ask("PUT", `/courses/${id}/instructors/${colleague.id}`, {}))
    expect(team.map(({ user_id, lead }) => [user_id, lead])).toContainEqual([colleague.id, false])
    expect((await colleague.ask("GET", `/courses/${id}/record`)).status).toBe(200)
    expect(code(await instructor.ask("PUT", `/courses/${id}/instructors/${student.id}`, {}))).toBe("invalid")
    await admin.ask("DELETE", `/courses/${id}/instructors/${colleague.id}`)
    expect(code(await colleague.ask("GET", `/courses/${id}/record`))).toBe("not_found")
  })

  it("COURSE-17 a module that is shut gives neither its content nor its completion", async () => {
    const { course_id: id, modules } = await course()
    const learner = await RestCaller.newcomer(stoa)
    await learner.ask("POST", `/courses/${id}/enroll`)
    const [senders, links, later] = modules.map((each) => `/courses/${id}/modules/${each.id}`)
    expect(code(await learner.ask("GET", links!))).toBe("prerequisites_missing")
    expect(code(await learner.ask("POST", `${links}/complete`))).toBe("prerequisites_missing")
    expect(code(await learner.ask("GET", later!))).toBe("not_released")
    expect((await learner.ask("POST", `${senders}/complete`)).status).toBe(200)
    expect((await learner.ask("GET", links!)).status).toBe(200)
    expect((await instructor.ask("GET", later!)).status).toBe(200)
  })

  it("COURSE-18 learners are moved after a look at what that changes, and keep what they did", async () => {
    const first = await course()
    const id = first.course_id
    const learner = await RestCaller.newcomer(stoa)
    await learner.ask("POST", `/courses/${id}/enroll`)
    for (const each of first.modules.slice(0, 2)) await learner.ask("POST", `/courses/${id}/modules/${each.id}/complete`)
    const next = version(await instructor.ask("POST", `/courses/${id}/versions`))
    const at = `/courses/${id}/versions/${next.id}`
    expect(code(await instructor.ask("GET", `${at}/moves`))).toBe("version_unfit")
    version(await instructor.edit("DELETE", `${at}/modules/${next.modules[1]!.id}`))
    version(await instructor.ask("POST", `${at}/modules`, { title: "Replies", content: text("To whom?") }))
    const second = await publish(next)
    const preview = read(Schema.Array(MovePreview))(await instructor.ask("GET", `${at}/moves`))
    expect(preview).toMatchObject([
      {
        user_id: learner.id,
        from_version_id: first.id,
        completed: true,
        kept: [{ title: "Senders" }],
        lost: [{ title: "Links" }],
        new_mandatory: [{ title: "Replies" }]
      }
    ])
    const move = await instructor.ask("POST", `${at}/moves`, { learners: [learner.id, student.id] })
    expect(move.body.data).toEqual({ moved: [learner.id] })
    const own = await learner.ask("GET", `/courses/${id}/progress`)
    expect(own.body.data).toMatchObject({ enrolment: { versionId: second.id, completed: 1, total: 2 } })
    const [roster] = await sql`select version_id from course_roster where course_id = ${id} and user_id = ${learner.id}`
    expect(roster?.["version_id"]).toBe(second.id)
  })

  it("COURSE-19 an announcement reaches the inbox of everybody in the course, and is marked read once", async () => {
    const { course_id: id } = await course()
    const learner = await RestCaller.newcomer(stoa)
    await learner.ask("POST", `/courses/${id}/enroll`)
    expect((await instructor.ask("POST", `/courses/${id}/announcements`, { text: "Room 7 today" })).status).toBe(201)
    const inbox = async () => read(Schema.Array(InboxLine))(await learner.ask("GET", "/users/me/inbox"))
    await expect
      .poll(inbox, { timeout: 10_000 })
      .toMatchObject([{ courseId: id, number: 1, by: instructor.id, text: "Room 7 today" }])
    expect((await learner.ask("POST", `/users/me/inbox/${id}/1/read`)).status).toBe(200)
    const readAt = Reflect.get((await inbox())[0] ?? {}, "readAt")
    expect(readAt).toEqual(expect.any(Number))
    expect((await learner.ask("POST", `/users/me/inbox/${id}/1/read`)).body.data).toEqual({ readAt })
    expect(code(await learner.ask("POST", `/users/me/inbox/${id}/2/read`))).toBe("notice_unknown")
    expect(code(await student.ask("POST", `/courses/${id}/announcements`, { text: "Mine" }))).toBe("forbidden")
  })
})
