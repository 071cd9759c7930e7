/** Courses as they are written over REST: drafts, modules, review, publication, the next version, the end. */
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { CourseRecord, VersionChanges, VersionDetail, VersionSummary } from "../../protocol/rest/authoring.ts"
import { CourseDetail } from "../../protocol/rest/courses.ts"
import { testDatabase } from "../postgres.ts"
import { RawClient } from "./fixtures/raw-client.ts"
import { code, type Reply, RestCaller } from "./fixtures/rest-caller.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url, sql } = await testDatabase()
let stoa: StoaProcess
let student: RestCaller
let instructor: RestCaller
let admin: RestCaller
let elsewhere: RestCaller

const read =
  <S extends Schema.Codec<unknown, unknown>>(schema: S) =>
  (reply: Reply): S["Type"] => {
    expect([reply.status < 300, code(reply)]).toEqual([true, ""])
    return Schema.decodeUnknownSync(schema)(reply.body.data)
  }
const record = read(CourseRecord)
const version = read(VersionDetail)
const changes = read(VersionChanges)

beforeAll(async () => {
  stoa = await startStoa(url)
  const stranger = await RestCaller.newcomer(stoa)
  await sql`update users set role = 'instructor' where id = ${stranger.id}`
  elsewhere = await RestCaller.login(stoa, stranger)
  student = await RestCaller.newcomer(stoa)
  instructor = await RestCaller.login(stoa, stoa.accounts["instructor"])
  admin = await RestCaller.login(stoa, stoa.accounts["admin"])
})
afterAll(() => stoa.stop())

const text = (words: string) => ({ kind: "text", text: words })

/** A course with one text module, as a draft. */
const draft = async (title = "Safe mail", by = instructor): Promise<{ course: CourseRecord; draft: VersionDetail }> => {
  const course = record(await by.ask("POST", "/courses", { title }))
  const path = `/courses/${course.id}/versions/${course.open_version_id}/modules`
  return { course, draft: version(await by.ask("POST", path, { title: "Senders", content: text("Who wrote it?") })) }
}
const step = (of: VersionDetail, name: string, by = instructor, body: object = {}) =>
  by.ask("POST", `/courses/${of.course_id}/versions/${of.id}/${name}`, body)
/** Somebody who follows a course over the live connection, as what, and the patches that came. */
const watching = async (person: RestCaller, id: number) => {
  const client = new RawClient(Number(new URL(stoa.origin).port))
  await client.join({ version: 1, token: person.token, sender: `device:${crypto.randomUUID()}` })
  const { audience } = await client.ask("subscribe", { _tag: "Actor", ref: { type: "course", id } })
  const seen = () => client.events("publication").map(({ patch }) => Object(patch))
  return { client, audience, seen }
}
const publish = async (of: VersionDetail): Promise<VersionDetail> => {
  for (const name of ["submit", "approve"]) version(await step(of, name))
  return version(await step(of, "publish"))
}

describe("a draft", () => {
  it("COURSE-1 is its author's at once, with what was left out filled in, and nobody else's", async () => {
    const made = record(await instructor.ask("POST", "/courses", { title: "Safe mail", tags: ["Mail", "mail "], price: "12.50" }))
    expect(made).toMatchObject({
      title: "Safe mail",
      status: "draft",
      tags: ["mail"],
      price: "12.50",
      capacity: null,
      revision: 1
    })
    expect(made).toMatchObject({ instructor_id: instructor.id, current_version_id: null, open_version_id: expect.any(Number) })
    expect(record(await instructor.ask("GET", `/courses/${made.id}/record`))).toEqual(made)
    for (const [person, expected] of [
      [student, "forbidden"],
      [elsewhere, "not_found"]
    ] as const) {
      for (const [method, path, body] of [
        ["GET", "/record", undefined],
        ["PUT", "", { title: "Mine" }],
        ["DELETE", "", undefined],
        ["GET", "/versions", undefined],
        ["POST", "/versions", undefined],
        ["POST", `/versions/${made.open_version_id}/modules`, { title: "Mine", content: text("Mine") }],
        ["POST", `/versions/${made.open_version_id}/submit`, {}]
      ] as const)
        expect([method, path, code(await person.edit(method, `/courses/${made.id}${path}`, body))]).toEqual([
          method,
          path,
          expected
        ])
      expect(code(await person.ask("GET", `/courses/${made.id}`))).toBe("not_found")
    }
    expect(code(await student.ask("POST", "/courses", { title: "Mine" }))).toBe("forbidden")
  })

  it.each([
    ["no title", { title: " " }, "title"],
    ["a category nobody made", { title: "T", category: "Nowhere" }, "category"],
    ["an address that runs", { title: "T", thumbnail_url: "javascript:alert(1)" }, "thumbnail_url"],
    ["a price with a comma", { title: "T", price: "1,50" }, "price"],
    ["a status", { title: "T", status: "published" }, "status"]
  ])("COURSE-1 is refused with %s", async (_what, body, field) => {
    const reply = await instructor.ask("POST", "/courses", body)
    expect([reply.status, code(reply)]).toEqual([422, "invalid"])
    expect(reply.body.errors).toMatchObject([{ field }])
  })

  it("COURSE-2 gets its modules added, changed, ordered and taken out", async () => {
    const { course, draft: first } = await draft()
    const at = `/courses/${course.id}/versions/${first.id}`
    const [senders] = first.modules
    expect(senders).toMatchObject({ order_index: 0, is_mandatory: true, prerequisites: [], release_at: null, duration: null })
    const release = "2031-02-03T08:00:00.000Z"
    const more = { title: "Links", content: text("Where does it lead?"), prerequisites: [senders!.id], release_at: release }
    const second = version(await instructor.ask("POST", `${at}/modules`, { ...more, duration: 20, is_mandatory: false }))
    const links = second.modules[1]!
    expect(links).toMatchObject({ ...more, duration: 20, is_mandatory: false, order_index: 1, lineage_id: links.id })
    const path = `${at}/modules/${links.id}`
    const changed = version(await instructor.edit("PUT", path, { title: "Links in mail", release_at: null, prerequisites: [] }))
    expect(changed.modules[1]).toMatchObject({
      title: "Links in mail",
      release_at: null,
      prerequisites: [],
      duration: 20,
      revision: 2
    })
    const swapped = version(await instructor.edit("PUT", `${at}/order`, { modules: [links.id, senders!.id] }))
    expect(swapped.modules.map(({ id }) => id)).toEqual([links.id, senders!.id])
    version(await instructor.edit("PUT", `${at}/modules/${senders!.id}`, { prerequisites: [links.id] }))
    const left = version(await instructor.edit("DELETE", path))
    expect(left.modules).toMatchObject([{ id: senders!.id, order_index: 0, prerequisites: [] }])
    expect(code(await instructor.edit("PUT", path, { title: "Gone" }))).toBe("module_unknown")
  })

  it.each([
    ["waits for itself", (id: number) => ({ prerequisites: [id] }), "prerequisites.0"],
    ["waits for another course's", () => ({ prerequisites: [1] }), "prerequisites.0"],
    ["plays a lesson nobody packaged", () => ({ content: { kind: "video", lesson: "nothing" } }), "content.lesson"],
    ["gives a file nobody uploaded", () => ({ content: { kind: "document", file_id: 999_999 } }), "content.file_id"],
    ["asks another course's questions", () => ({ content: { kind: "quiz", assessment_id: 1 } }), "content.assessment_id"]
  ])("COURSE-2 a module is refused that %s", async (_what, change, field) => {
    const { course, draft: made } = await draft()
    const module = made.modules[0]!
    const reply = await instructor.edit(
      "PUT",
      `/courses/${course.id}/versions/${made.id}/modules/${module.id}`,
      change(module.id)
    )
    expect([code(reply), reply.body.errors]).toMatchObject(["invalid", [{ field }]])
  })

  it("COURSE-3 is submitted only when it is complete, and everything that is missing is said", async () => {
    const course = record(await instructor.ask("POST", "/courses", { title: "Empty" }))
    const at = `/courses/${course.id}/versions/${course.open_version_id}`
    const empty = await instructor.ask("POST", `${at}/submit`, {})
    expect([empty.status, code(empty)]).toEqual([409, "version_incomplete"])
    const first = version(await instructor.ask("POST", `${at}/modules`, { title: "A", content: text(" ") }))
    const a = first.modules[0]!.id
    const quiz = { title: "B", content: { kind: "quiz", assessment_id: null }, prerequisites: [a] }
    const b = version(await instructor.ask("POST", `${at}/modules`, quiz)).modules[1]!.id
    version(await instructor.edit("PUT", `${at}/modules/${a}`, { prerequisites: [b] }))
    const message: string = Reflect.get((await instructor.ask("POST", `${at}/submit`, {})).body.errors[0] ?? {}, "message")
    expect(message).toContain("“A” has no text. “A” waits for modules that wait for it. “B” has no assessment.")
  })

  it("COURSE-10 is edited on the revision that was read, or not at all", async () => {
    const { course, draft: made } = await draft()
    const at = `/courses/${course.id}/versions/${made.id}`
    const seen = await instructor.ask("GET", at)
    expect(seen.headers.get("etag")).toBe(`"r${made.revision}"`)
    const [mine, theirs] = await Promise.all(
      ["Mine", "Theirs"].map((title) => instructor.edit("PUT", at, { title }, `"r${made.revision}"`))
    )
    expect([mine!.status, theirs!.status].sort()).toEqual([200, 412])
    expect(code(await instructor.ask("PUT", at, { title: "Blind" }))).toBe("precondition_required")
    expect((await instructor.edit("POST", `${at}/submit`, {}, `"r${made.revision}"`)).status).toBe(412)
    const { revision } = record(await instructor.ask("GET", `/courses/${course.id}/record`))
    expect((await instructor.edit("DELETE", `/courses/${course.id}`, undefined, `"r${revision + 1}"`)).status).toBe(412)
    expect((await instructor.edit("PUT", `/courses/${course.id}`, { capacity: 3 }, `"r${revision}"`)).status).toBe(200)
  })

  it("COURSE-4 that was never published goes for good", async () => {
    const { course } = await draft("Short-lived")
    const gone = await instructor.edit("DELETE", `/courses/${course.id}`)
    expect(gone.body.data).toEqual({ id: course.id, outcome: "deleted" })
    expect(code(await instructor.ask("GET", `/courses/${course.id}/record`))).toBe("not_found")
    expect(await sql`select 1 from course_modules where course_id = ${course.id}`).toHaveLength(0)
  })
})

describe("the life of a version", () => {
  it("COURSE-5 leads from draft over review and approval to publication, and every other step has its refusal", async () => {
    const { draft: made } = await draft()
    const refused = async (...names: ReadonlyArray<string>) => {
      const codes: Array<string> = []
      for (const name of names) codes.push(code(await step(made, name, instructor, { reason: "Because." })))
      return codes
    }
    expect(await refused("approve", "return", "publish")).toEqual(["not_in_review", "not_in_review", "not_approved"])
    expect(version(await step(made, "submit")).status).toBe("in_review")
    expect(await refused("submit", "publish")).toEqual(["already_submitted", "not_approved"])
    const at = `/courses/${made.course_id}/versions/${made.id}`
    const edits = [
      ["PUT", at, { title: "Other" }],
      ["DELETE", at, undefined],
      ["POST", `${at}/modules`, { title: "T", content: text("T") }],
      ["PUT", `${at}/modules/${made.modules[0]!.id}`, { title: "T" }],
      ["DELETE", `${at}/modules/${made.modules[0]!.id}`, undefined],
      ["PUT", `${at}/order`, { modules: [made.modules[0]!.id] }],
      ["PUT", `/courses/${made.course_id}`, { title: "Other" }]
    ] as const
    const closed = async () => {
      for (const [method, path, body] of edits)
        expect([method, path, code(await instructor.edit(method, path, body))]).toEqual([method, path, "not_a_draft"])
    }
    await closed()
    expect(code(await step(made, "return"))).toBe("reason_missing")
    expect(version(await step(made, "return", admin, { reason: "Say who may ask." })).status).toBe("draft")
    version(await step(made, "submit", instructor, { reason: "Said." }))
    expect(version(await step(made, "approve", admin)).status).toBe("approved")
    expect(await refused("submit", "approve")).toEqual(["already_approved", "already_approved"])
    const published = version(await step(made, "publish", admin))
    expect(published).toMatchObject({ status: "published", submitted_by: instructor.id, authors: [instructor.id] })
    expect(await refused("submit", "approve", "return", "publish")).toEqual(Array(4).fill("already_published"))
    await closed()
    expect(published.steps.map((each) => [each.step, each.to_status, each.by, each.reason])).toEqual([
      ["submit", "in_review", instructor.id, null],
      ["return", "draft", admin.id, "Say who may ask."],
      ["submit", "in_review", instructor.id, "Said."],
      ["approve", "approved", admin.id, null],
      ["publish", "published", admin.id, null]
    ])
  })

  it("COURSE-5 what is published cannot be changed in the database either", async () => {
    const { draft: made } = await draft()
    await publish(made)
    await expect(sql`update course_versions set title = 'Other' where id = ${made.id}`).rejects.toThrow(/is published/)
    await expect(sql`update course_modules set title = 'Other' where version_id = ${made.id}`).rejects.toThrow(/is published/)
  })

  it("COURSE-6 the next version is a draft beside the published one; who is in the course stays on theirs", async () => {
    const { course, draft: made } = await draft("Passwords")
    expect(code(await instructor.ask("POST", `/courses/${course.id}/versions`))).toBe("draft_open")
    const first = await publish(made)
    expect((await student.ask("POST", `/courses/${course.id}/enroll`)).status).toBe(201)
    const next = version(await instructor.ask("POST", `/courses/${course.id}/versions`))
    expect(next).toMatchObject({ number: 2, status: "draft", title: "Passwords", module_count: 1 })
    expect(next.modules[0]).toMatchObject({ title: "Senders", lineage_id: first.modules[0]!.id })
    const at = `/courses/${course.id}/versions/${next.id}`
    version(await instructor.edit("PUT", at, { title: "Passwords and keys" }))
    version(await instructor.ask("POST", `${at}/modules`, { title: "Keys", content: text("Keep them.") }))
    expect(record(await instructor.ask("GET", `/courses/${course.id}/record`)).title).toBe("Passwords")
    await publish(next)
    const all = read(Schema.Array(VersionSummary))(await instructor.ask("GET", `/courses/${course.id}/versions`))
    expect(all.map(({ number, status }) => [number, status])).toEqual([
      [2, "published"],
      [1, "superseded"]
    ])
    const own = read(CourseDetail)(await student.ask("GET", `/courses/${course.id}`))
    expect(own).toMatchObject({ version_id: first.id, modules: [{ title: "Senders" }] })
    const fresh = read(CourseDetail)(await (await RestCaller.newcomer(stoa)).ask("GET", `/courses/${course.id}`))
    expect(fresh).toMatchObject({
      title: "Passwords and keys",
      version_id: next.id,
      modules: [{ title: "Senders" }, { title: "Keys" }]
    })
  })

  it("COURSE-7 tells what differs between two versions, module by module and field by field", async () => {
    const { course, draft: made } = await draft("Differences")
    const at = `/courses/${course.id}/versions`
    version(await instructor.ask("POST", `${at}/${made.id}/modules`, { title: "Old", content: text("Old.") }))
    const first = await publish(made)
    const next = version(await instructor.ask("POST", at))
    const [senders, old] = next.modules
    version(await instructor.edit("PUT", `${at}/${next.id}`, { description: "More." }))
    version(await instructor.edit("PUT", `${at}/${next.id}/modules/${senders!.id}`, { is_mandatory: false, duration: 5 }))
    version(await instructor.edit("DELETE", `${at}/${next.id}/modules/${old!.id}`))
    version(await instructor.ask("POST", `${at}/${next.id}/modules`, { title: "New", content: text("New.") }))
    const told = changes(await instructor.ask("GET", `${at}/${next.id}/changes`))
    expect(told).toMatchObject({ from: first.id, to: next.id, fields: [{ field: "description", before: null, after: "More." }] })
    expect(told.modules.added.map(({ title }) => title)).toEqual(["New"])
    expect(told.modules.removed.map(({ title }) => title)).toEqual(["Old"])
    expect(told.modules.changed).toMatchObject([
      {
        title: "Senders",
        fields: [
          { field: "duration", before: null, after: 5 },
          { field: "is_mandatory", before: true, after: false }
        ]
      }
    ])
    expect(changes(await instructor.ask("GET", `${at}/${next.id}/changes?since=${next.id}`)).modules.changed).toEqual([])
    expect((await instructor.edit("DELETE", `${at}/${next.id}`)).body.data).toEqual({ id: next.id })
    expect(code(await instructor.ask("GET", `${at}/${next.id}`))).toBe("version_unknown")
  })

  it("COURSE-8 a published course is archived, not deleted: nobody enrols, who is in it stays", async () => {
    const { course, draft: made } = await draft("Ending")
    await publish(made)
    await student.ask("POST", `/courses/${course.id}/enroll`)
    const open = version(await instructor.ask("POST", `/courses/${course.id}/versions`))
    const ended = await instructor.edit("DELETE", `/courses/${course.id}?reason=Outdated`)
    expect(ended.body.data).toEqual({ id: course.id, outcome: "archived" })
    expect(read(CourseDetail)(await student.ask("GET", `/courses/${course.id}`))).toMatchObject({
      status: "archived",
      enrolled: true
    })
    const late = await RestCaller.newcomer(stoa)
    expect(code(await late.ask("GET", `/courses/${course.id}`))).toBe("not_found")
    expect(code(await late.ask("POST", `/courses/${course.id}/enroll`))).toBe("course_closed")
    const first = version(await instructor.ask("GET", `/courses/${course.id}/versions/${made.id}`))
    expect(first.steps.at(-1)).toMatchObject({ step: "archive", from_status: "published", reason: "Outdated" })
    for (const [method, path, body] of [
      ["DELETE", "", undefined],
      ["PUT", "", { capacity: 3 }],
      ["POST", "/versions", undefined],
      ["POST", `/versions/${made.id}/publish`, {}]
    ] as const)
      expect(code(await instructor.edit(method, `/courses/${course.id}${path}`, body))).toBe("course_archived")
    expect(code(await instructor.ask("GET", `/courses/${course.id}/versions/${open.id}`))).toBe("version_unknown")
  })

  it("COURSE-23 who is connected sees at once what is published, offered anew and archived, as visitor, learner and author", async () => {
    const { course, draft: made } = await draft("Seen live")
    await publish(made)
    const learner = await RestCaller.newcomer(stoa)
    expect((await learner.ask("POST", `/courses/${course.id}/enroll`)).status).toBe(201)
    const watchers = await Promise.all([student, learner, instructor].map((person) => watching(person, course.id)))
    expect(watchers.map(({ audience }) => audience)).toEqual(["visitor", "member", "staff"])
    /** What all three were told from `after` on, in the order in which it came. */
    const told = async (fits: (patch: object) => boolean) => {
      for (const { seen } of watchers) await expect.poll(() => seen().some(fits), { timeout: 1_000, interval: 20 }).toBe(true)
    }
    const next = version(await instructor.ask("POST", `/courses/${course.id}/versions`))
    version(await instructor.edit("PUT", `/courses/${course.id}/versions/${next.id}`, { title: "Seen by all" }))
    // What authors do among themselves is nobody's news.
    for (const { seen } of watchers) expect(JSON.stringify(seen())).not.toContain("Seen by all")
    await publish(next)
    await told((patch) => Reflect.get(patch, "title") === "Seen by all")
    expect((await instructor.edit("PUT", `/courses/${course.id}`, { capacity: 5 })).status).toBe(200)
    await told((patch) => Reflect.get(patch, "seatsLeft") === 4)
    expect((await instructor.edit("DELETE", `/courses/${course.id}`)).status).toBe(200)
    const [visitor, ...others] = watchers
    for (const { seen } of others)
      await expect
        .poll(() => seen().some((patch) => Reflect.get(patch, "status") === "archived"), { timeout: 1_000, interval: 20 })
        .toBe(true)
    // To who was never in it, it is no longer there.
    await expect.poll(() => visitor?.client.events("ended").length, { timeout: 5_000, interval: 20 }).toBe(1)
    for (const { client } of watchers) client.destroy()
  })

  it("COURSE-9 two authors at once: one opens the next version, one publishes it", async () => {
    const { course, draft: made } = await draft("Raced")
    for (const name of ["submit", "approve"]) version(await step(made, name))
    const publishing = await Promise.all([1, 2, 3].map(() => step(made, "publish")))
    expect(publishing.map(code).sort()).toEqual(["", "already_published", "already_published"])
    const opening = await Promise.all([1, 2, 3].map(() => instructor.ask("POST", `/courses/${course.id}/versions`)))
    expect(opening.map(code).sort()).toEqual(["", "draft_open", "draft_open"])
  })
})
