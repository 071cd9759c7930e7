/** Planning sittings over REST: by instructors for their own courses, and their exams hear of every change. */
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { SittingPlan } from "../../protocol/rest/schedule.ts"
import { testDatabase } from "../postgres.ts"
import { code, type Reply, RestCaller } from "./fixtures/rest-caller.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url, sql } = await testDatabase()
let stoa: StoaProcess
let [student, instructor, proctor, admin, elsewhere, invited]: ReadonlyArray<RestCaller> = []
let exam = 0
let course = 0

const minute = 60_000
const moment = (inMs: number): string => new Date(Date.now() + inMs).toISOString()
const planned = ({ body }: Reply): SittingPlan => Schema.decodeUnknownSync(SittingPlan)(body.data)

const Listed = Schema.Struct({ sittings: Schema.Array(Schema.Struct({ id: Schema.Int })) })

beforeAll(async () => {
  stoa = await startStoa(url)
  const [first] = await sql`select id, course_id from assessments where assessment_type = 'exam' order by id limit 1`
  exam = Number(first?.["id"])
  course = Number(first?.["course_id"])
  const stranger = await RestCaller.newcomer(stoa)
  await sql`update users set role = 'instructor' where id = ${stranger.id}`
  elsewhere = await RestCaller.login(stoa, stranger)
  invited = await RestCaller.newcomer(stoa)
  ;[student, instructor, proctor, admin] = await Promise.all(
    ["student", "instructor", "proctor", "admin"].map((role) => RestCaller.login(stoa, stoa.accounts[role]))
  )
  for (const learner of [student, invited]) await learner?.ask("POST", `/courses/${course}/enroll`)
})
afterAll(() => stoa.stop())

const plan = async (more: object = {}): Promise<SittingPlan> => {
  const reply = await instructor!.ask("POST", `/assessments/${exam}/sittings`, {
    title: "Room 7",
    opens_at: moment(60 * minute),
    ...more
  })
  expect([reply.status, code(reply)]).toEqual([201, ""])
  return planned(reply)
}

describe("a planned sitting", () => {
  it("SIT-1 is there with what was left out filled in, and its room knows it", async () => {
    const opens = moment(60 * minute)
    const made = await plan({ title: "Morning", opens_at: opens, proctors: [proctor!.id] })
    expect(made).toMatchObject({ title: "Morning", opens_at: opens, closes_at: null, close_cuts: true, late_entry: true })
    expect(made).toMatchObject({ has_password: false, addresses: [], check: false, review: "flagged", second_reviewer: true })
    expect(made).toMatchObject({ jitter_seconds: 0, adjudication_minutes: 1440, reopening_minutes: 60, learners: null })
    expect(made).toMatchObject({ status: "scheduled", proctors: [proctor!.id], created_by: instructor!.id, course_id: course })
    const room = await instructor!.ask("GET", `/sittings/${made.id}`)
    expect(room.body.data).toMatchObject({ audience: "proctors", view: { title: "Morning", opensAt: Date.parse(opens) } })
    const list = await admin!.ask("GET", `/assessments/${exam}/sittings`)
    expect(list.body.data).toContainEqual(made)
  })

  it("SIT-1 has the rules it was given, and tells nobody its password", async () => {
    const rules = { room: "B 12", series: "May", password: "open sesame", addresses: ["10.1.2.3/16", "2001:db8::/32"] }
    const more = { check: true, review: "all", second_reviewer: false, jitter_seconds: 5, adjudication_minutes: 30 }
    const made = await plan({ ...rules, ...more, reopening_minutes: 0, learners: [invited!.id] })
    expect(made).toMatchObject({ ...more, room: "B 12", series: "May", has_password: true, learners: [invited!.id] })
    expect(made.addresses).toEqual(["10.1.0.0/16", "2001:db8::/32"])
    const room = await instructor!.ask("GET", `/sittings/${made.id}`)
    expect(room.body.data).toMatchObject({
      view: {
        rules: { password: true, check: true, review: "all", secondReviewer: false, adjudicationMs: 30 * minute, reopenMs: 0 }
      }
    })
    const [row] = await sql`select password_hash from exam_sittings where id = ${made.id}`
    expect(row?.["password_hash"]).toMatch(/^\$2b\$12\$/)
    expect(JSON.stringify([made, room.body])).not.toContain("sesame")
  })

  it.each([
    ["closes before it opens", () => ({ closes_at: moment(30 * minute) }), "closes_at"],
    ["has no range for addresses", () => ({ addresses: ["10.0.0.0/8", "10.0.0.0/33"] }), "addresses.1"],
    ["has a time without a zone", () => ({ opens_at: "2027-03-01T09:00:00" }), "opens_at"],
    ["names a learner who is not there", () => ({ learners: [999_999] }), "learners"],
    ["says what no sitting has", () => ({ colour: "red" }), "colour"]
  ])("SIT-2 is refused when it %s", async (_what, wrong, field) => {
    const body = { title: "Wrong", opens_at: moment(60 * minute), ...wrong() }
    const reply = await instructor!.ask("POST", `/assessments/${exam}/sittings`, body)
    expect([reply.status, code(reply)]).toEqual([422, "invalid"])
    expect(reply.body.errors).toMatchObject([{ field }])
  })

  it("SIT-3 is for instructors of the course and administrators; exams elsewhere are not there", async () => {
    const { id } = await plan()
    const body = { title: "Mine", opens_at: moment(minute) }
    for (const [person, expected] of [
      [student, "forbidden"],
      [proctor, "forbidden"],
      [elsewhere, "not_found"]
    ] as const) {
      expect(code(await person!.ask("GET", `/assessments/${exam}/sittings`))).toBe(expected)
      expect(code(await person!.ask("POST", `/assessments/${exam}/sittings`, body))).toBe(expected)
      expect(code(await person!.edit("PATCH", `/sittings/${id}`, { title: "Mine" }))).toBe(expected)
      expect(code(await person!.ask("PUT", `/sittings/${id}/learners`, { learners: null }))).toBe(expected)
      expect(code(await person!.ask("DELETE", `/sittings/${id}`))).toBe(expected)
      expect(code(await person!.ask("GET", `/sittings/${id}`))).toBe("not_found")
    }
    for (const path of ["/assessments/999999/sittings", "/sittings/999999", "/sittings/nowhere"])
      expect(code(await instructor!.ask(path.startsWith("/a") ? "GET" : "DELETE", path))).toBe("not_found")
  })

  it("SIT-3 is listed to those who teach its course or proctor it", async () => {
    const { id } = await plan({ proctors: [proctor!.id] })
    const listed = async (person: RestCaller) => {
      const { body } = await person.ask("GET", "/sittings?per_page=100")
      return Schema.decodeUnknownSync(Schema.Array(SittingPlan))(body.data).map((one) => one.id)
    }
    expect(await listed(instructor!)).toContain(id)
    expect(await listed(admin!)).toContain(id)
    expect(await listed(elsewhere!)).toEqual([])
    expect(code(await student!.ask("GET", "/sittings"))).toBe("forbidden")
    // A log-in's scopes are looked up again within seconds; one after the assignment knows.
    const back = await RestCaller.login(stoa, stoa.accounts["proctor"])
    const all = await listed(instructor!)
    const theirs = await listed(back)
    expect(theirs).toContain(id)
    const foreign = await plan()
    expect(await listed(back)).not.toContain(foreign.id)
    expect(theirs.every((one) => all.includes(one))).toBe(true)
  })

  it("SIT-4 tells its room of each change, until that opens; from then on only of when it closes", async () => {
    const { id } = await plan({ password: "open sesame", room: "B 12" })
    const closes = moment(180 * minute)
    const changed = await instructor!.edit("PATCH", `/sittings/${id}`, {
      title: "Later",
      closes_at: closes,
      password: null,
      room: null
    })
    expect(planned(changed)).toMatchObject({ title: "Later", closes_at: closes, has_password: false, room: null, check: false })
    const again = planned(await instructor!.edit("PATCH", `/sittings/${id}`, { check: true }))
    expect(again).toMatchObject({ title: "Later", closes_at: closes, check: true })
    const view = async () => Reflect.get((await instructor!.ask("GET", `/sittings/${id}`)).body.data, "view")
    expect(await view()).toMatchObject({ title: "Later", closesAt: Date.parse(closes), rules: { password: false, check: true } })
    expect(code(await instructor!.edit("PATCH", `/sittings/${id}`, { closes_at: moment(minute) }))).toBe("invalid")

    expect((await instructor!.ask("POST", `/sittings/${id}/open`)).status).toBe(200)
    const refused = await instructor!.edit("PATCH", `/sittings/${id}`, { title: "Too late" })
    expect([refused.status, code(refused)]).toEqual([409, "illegal_transition"])
    const sooner = moment(120 * minute)
    expect((await instructor!.edit("PATCH", `/sittings/${id}`, { closes_at: sooner })).status).toBe(200)
    expect(await view()).toMatchObject({ phase: "open", closesAt: Date.parse(sooner) })
    expect((await instructor!.ask("POST", `/sittings/${id}/close`)).status).toBe(200)
    expect(code(await instructor!.edit("PATCH", `/sittings/${id}`, { closes_at: closes }))).toBe("exam_closed")
  })

  it("SIT-4 is changed by who has read the plan as it is", async () => {
    const { id, revision } = await plan()
    const path = `/sittings/${id}`
    const read = await instructor!.ask("GET", `${path}/plan`)
    expect([read.headers.get("etag"), planned(read).revision]).toEqual([expect.stringMatching(`^"r${revision}\\.`), revision])
    expect((await instructor!.ask("PATCH", path, { title: "Unread" })).status).toBe(428)
    const both = await Promise.all(
      ["One", "Two"].map((title) => instructor!.edit("PATCH", path, { title }, read.headers.get("etag") ?? ""))
    )
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412])
    const now = planned(await instructor!.ask("GET", `${path}/plan`))
    expect(now.revision).toBeGreaterThan(revision)
    expect((await instructor!.edit("PATCH", path, { title: "Three" }, `"r${revision}"`)).status).toBe(412)
    expect(planned(await instructor!.edit("PATCH", path, { title: "Four" }, `"r${now.revision}"`)).title).toBe("Four")
  })

  it("SIT-5 can be called off before anybody is registered, and is gone", async () => {
    const { id } = await plan()
    expect((await instructor!.ask("DELETE", `/sittings/${id}`)).body.data).toEqual({ id })
    for (const [method, path] of [
      ["GET", `/sittings/${id}`],
      ["PATCH", `/sittings/${id}`],
      ["DELETE", `/sittings/${id}`]
    ] as const)
      expect(code(await instructor!.ask(method, path, method === "PATCH" ? { title: "Again" } : undefined))).toBe("not_found")
    expect(code(await invited!.ask("POST", `/assessments/${exam}/attempts`, { sitting_id: id }))).toBe("not_found")
    const { body } = await student!.ask("GET", `/assessments/${exam}`)
    expect(JSON.stringify(Reflect.get(body.data, "sittings"))).not.toContain(`"id":${id},`)
  })

  it("SIT-6 is for its learners only, where it has any: to others it does not exist", async () => {
    const { id } = await plan()
    const listed = async (person: RestCaller) => {
      const { body } = await person.ask("GET", `/assessments/${exam}`)
      return Schema.decodeUnknownSync(Listed)(body.data).sittings.some((one) => one.id === id)
    }
    expect(await listed(student!)).toBe(true)
    const set = await instructor!.ask("PUT", `/sittings/${id}/learners`, { learners: [invited!.id] })
    expect(planned(set).learners).toEqual([invited!.id])
    expect([await listed(student!), await listed(invited!), await listed(instructor!)]).toEqual([false, true, true])
    expect(code(await student!.ask("POST", `/assessments/${exam}/attempts`, { sitting_id: id }))).toBe("not_found")
    expect((await invited!.ask("POST", `/assessments/${exam}/attempts`, { sitting_id: id })).status).toBe(201)
    const registered = await instructor!.ask("DELETE", `/sittings/${id}`)
    expect([registered.status, code(registered)]).toEqual([409, "illegal_transition"])
    const everybody = await instructor!.ask("PUT", `/sittings/${id}/learners`, { learners: null })
    expect([planned(everybody).learners, await listed(student!)]).toEqual([null, true])
  })
})
