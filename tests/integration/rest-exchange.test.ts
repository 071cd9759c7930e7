/** Banks and courses as files, over REST: written out by their authors and read in again, whole or not at all. */
import { createHash } from "node:crypto"
import { Schema } from "effect"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { CourseFile, CourseImportReport } from "../../protocol/rest/course-file.ts"
import { ErrorEnvelope } from "../../protocol/rest/envelope.ts"
import { BankFile, BankImportReport } from "../../protocol/rest/exchange.ts"
import { testDatabase } from "../postgres.ts"
import { bankOf, multiple, numeric, pooledBank, single, text, trueFalse } from "../property/assessment-samples.ts"
import { courseFile, type Place } from "../property/course-samples.ts"
import { code, type Reply, RestCaller } from "./fixtures/rest-caller.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url, sql } = await testDatabase()
let stoa: StoaProcess
let [student, instructor]: ReadonlyArray<RestCaller> = []
let course = 0
let place: Place

beforeAll(async () => {
  stoa = await startStoa(url)
  const [quiz] = await sql`select course_id from assessments where assessment_type = 'quiz' order by id limit 1`
  course = Number(quiz?.["course_id"])
  ;[student, instructor] = await Promise.all(["student", "instructor"].map((role) => RestCaller.login(stoa, stoa.accounts[role])))
  place = await placeHere()
})
afterAll(() => stoa.stop())

const settings = {
  ...{ type: "quiz", title: "Check", passMark: "50", timeLimit: null, maxAttempts: null, review: true, counted: "best" }
}
const Id = Schema.Struct({ id: Schema.Int })
const make = async (bank: unknown): Promise<string> => {
  const reply = await instructor!.ask("POST", `/courses/${course}/assessments`, { module_id: null, settings, bank })
  expect([reply.status, code(reply)]).toEqual([201, ""])
  return `/assessments/${Schema.decodeUnknownSync(Id)(reply.body.data).id}`
}
const report = ({ body }: Reply): BankImportReport => Schema.decodeUnknownSync(BankImportReport)(body.data)
const exported = async (path: string) => {
  const reply = await instructor!.ask("GET", `${path}/export`)
  return { tag: reply.headers.get("etag") ?? "", file: Schema.decodeUnknownSync(BankFile)(reply.body.data) }
}
const table = async (path: string) => {
  const headers = { authorization: `Bearer ${instructor!.token}` }
  const response = await fetch(`${stoa.origin}/api/v1${path}/export?format=csv`, { headers })
  return { response, csv: await response.text() }
}

const full = bankOf([single("s1", { explanation: "=2+2" }), multiple("m1"), trueFalse("t1"), numeric("n1"), text("x1")])

describe("a bank as a file", () => {
  it("EXC-8 is JSON in the envelope, or a table to be saved, both under the assessment's revision", async () => {
    const path = await make(full)
    const { tag, file } = await exported(path)
    expect([tag, file]).toEqual(['"r1"', { format: "stoa.bank/1", ...full }])
    const { response, csv } = await table(path)
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8")
    expect(response.headers.get("content-disposition")).toMatch(/^attachment; filename="bank-\d+\.csv"$/)
    expect(response.headers.get("etag")).toBe('"r1"')
    expect(csv).toContain(",'=2+2,")
  })

  it("EXC-8 comes out of another bank as it went in, as JSON and as a table; the second time nothing changes", async () => {
    const path = await make(full)
    const { file } = await exported(path)
    const { csv } = await table(path)
    for (const sent of [{ bank: file }, { csv }]) {
      const other = await make(pooledBank)
      const taken = report(await instructor!.edit("POST", `${other}/import`, { ...sent, others: "remove" }))
      expect(taken).toMatchObject({ outcome: "stored", revision: 2, counts: { added: 5, removed: 30 }, findings: [] })
      expect(await exported(other)).toEqual({ tag: '"r2"', file })
      expect((await table(other)).csv).toBe(csv)
      const again = report(await instructor!.edit("POST", `${other}/import`, sent, '"r2"'))
      expect(again).toMatchObject({ outcome: "unchanged", revision: 2, counts: { unchanged: 5 } })
    }
  })

  it("EXC-8 tried only, or with a fault in it, stores nothing and says of each question what, and of each fault where", async () => {
    const path = await make(full)
    const csv =
      "row,id,kind,text,marks,correct,pool\r\nquestion,t1,true_false,Encrypts?,1,true,\r\nquestion,t2,true_false,New?,1,no,all\r\n"
    expect(report(await instructor!.edit("POST", `${path}/import`, { csv, dry_run: true }))).toMatchObject({
      outcome: "would_store",
      revision: 1,
      questions: [
        { row: 2, id: "t1", outcome: "changed" },
        { row: 3, id: "t2", outcome: "added" }
      ]
    })
    const wrong = report(await instructor!.edit("POST", `${path}/import`, { csv: csv.replace("no,all", "perhaps,all") }))
    expect(wrong).toMatchObject({
      outcome: "refused",
      findings: [
        { row: 3, question: "t2", field: "correct", severity: "error", code: "invalid", message: expect.stringMatching(/\w/) }
      ]
    })
    expect((await exported(path)).tag).toBe('"r1"')
    expect(report(await instructor!.edit("POST", `${path}/import`, { csv }))).toMatchObject({ outcome: "stored", revision: 2 })
  })

  it("EXC-8 is an edit like any other: on the revision that was read, once by its key, and by its authors", async () => {
    const path = await make(full)
    const { file } = await exported(path)
    const body = { bank: { ...file, locale: "de" } }
    expect((await instructor!.ask("POST", `${path}/import`, body)).status).toBe(428)
    expect((await instructor!.edit("POST", `${path}/import`, body, '"r7"')).status).toBe(412)
    expect(code(await student!.edit("POST", `${path}/import`, body))).toBe("forbidden")
    expect(code(await student!.ask("GET", `${path}/export`))).toBe("forbidden")
    for (const neither of [{}, { bank: file, csv: "" }]) {
      const { status, body: said } = await instructor!.edit("POST", `${path}/import`, neither)
      expect([status, Schema.decodeUnknownSync(ErrorEnvelope)(said).errors[0]?.field]).toEqual([422, "bank"])
    }
    expect((await exported(path)).tag).toBe('"r1"')
  })

  it("EXC-8 keeps what learners knew beside it", async () => {
    const [quiz] = await sql`
      select a.id, a.revision from assessments a join course_modules m on m.id = a.module_id
      join course_versions v on v.id = m.version_id where v.published_at is not null and a.course_id = ${course} order by a.id limit 1`
    const path = `/assessments/${quiz?.["id"]}`
    const before = await exported(path)
    const sent = { csv: "row,id,kind,text,marks,correct\r\nquestion,spare,true_false,Never asked?,1,true\r\n" }
    const taken = report(await instructor!.edit("POST", `${path}/import`, sent))
    expect(taken).toMatchObject({ outcome: "stored", findings: [{ row: 2, question: "spare", severity: "warning" }] })
    const { body } = await instructor!.ask("GET", `${path}/revisions/${quiz?.["revision"]}`)
    const { format: _, ...bank } = before.file
    expect(body.data).toMatchObject({ bank })
  })
})

const courseReport = ({ body }: Reply): CourseImportReport => Schema.decodeUnknownSync(CourseImportReport)(body.data)
const take = async (file: unknown, more: object = {}) =>
  courseReport(await instructor!.ask("POST", "/courses/import", { course: file, ...more }))
const give = async (id: number | null, query = "") => {
  const reply = await instructor!.ask("GET", `/courses/${id}/export${query}`)
  expect([reply.status, code(reply)]).toEqual([200, ""])
  return Schema.decodeUnknownSync(CourseFile)(reply.body.data)
}
const courses = async (): Promise<number> => Number((await sql`select count(*) as n from courses`)[0]?.["n"])

const placeHere = async (): Promise<Place> => {
  const sha256 = createHash("sha256").update("a plan").digest("hex")
  await sql`
    insert into content_files (filename, original_name, file_path, mime_type, file_size, uploaded_by, is_public, sha256, purpose)
    values (${sha256}, 'plan.pdf', ${`sha256:${sha256}`}, 'application/pdf', 6, ${instructor!.id}, false, ${sha256}, 'document')`
  const [category] = await sql`insert into categories (name) values ('Desks') returning name`
  const [video] = await sql`select substr(content_url, 8) as lesson from course_modules where content_type = 'video' limit 1`
  return {
    category: String(category?.["name"]),
    lesson: String(video?.["lesson"]),
    document: { file: "plan.pdf", sha256 }
  }
}
const small = {
  format: "stoa.course/1",
  ...{ title: "A safe desk", description: null, category: null, difficulty_level: null, tags: ["desk"] },
  ...{ price: "0.00", capacity: null, thumbnail_url: null, modules: [], assessments: [] }
}
const module = (key: string, content: object, more: object = {}) => ({
  ...{ key, title: key, description: null, duration: null, is_mandatory: true, prerequisites: [], release_at: null, content },
  ...more
})
const assessment = (key: string, more: object = {}) => ({
  ...{ key, description: null, standalone: false, bank: full },
  settings: { ...settings, spacing: null, prerequisites: [], consent: null },
  ...more
})

describe("a course as a file", () => {
  it("EXC-9 makes a new draft of the same modules, offer and assessments, and comes out of it as it went in", async () => {
    // A video is as long as it is.
    const plain = (file: CourseFile) => ({
      ...file,
      modules: file.modules.map((one) => (one.content.kind === "video" ? { ...one, duration: null } : one))
    })
    await fc.assert(
      fc.asyncProperty(courseFile(place), async (sent) => {
        const file = Schema.decodeUnknownSync(CourseFile)(sent)
        const report = await take(sent)
        expect(report).toMatchObject({ outcome: "imported", findings: [] })
        expect(plain(await give(report.course_id))).toEqual(plain(file))
        const [row] = await sql`select status, instructor_id from courses where id = ${report.course_id}`
        expect(row).toMatchObject({ status: "draft", instructor_id: instructor!.id })
      }),
      { numRuns: 60 }
    )
  })

  it("EXC-9 carries a published course, whose new draft can be led to its publication", async () => {
    const file = await give(course)
    expect(file.modules.length).toBeGreaterThan(2)
    expect(file.assessments.length).toBeGreaterThan(0)
    const { course_id: id, version_id: version, findings } = await take(file)
    expect(findings).toEqual([])
    expect(await give(id)).toEqual(file)
    expect(await give(id, `?version=${version}`)).toEqual(file)
    for (const step of ["submit", "approve", "publish"])
      expect([step, code(await instructor!.ask("POST", `/courses/${id}/versions/${version}/${step}`, {}))]).toEqual([step, ""])
    expect(code(await instructor!.ask("GET", `/courses/${id}/export?version=999999`))).toBe("version_unknown")
  })

  it("EXC-10 leaves out what is not here, says so, and cannot be published before that is mended", async () => {
    const missing = {
      ...small,
      category: "Nowhere",
      thumbnail_url: "/api/v1/files/1",
      modules: [
        module("v", { kind: "video", lesson: "no-such-lesson" }),
        module("d", { kind: "document", file: "lost.pdf" }),
        module("o", { kind: "document", file: "plan.pdf", sha256: "0".repeat(64) }),
        module("q", { kind: "quiz", assessment: null })
      ],
      assessments: [assessment("s", { standalone: true, settings: { ...settings, prerequisites: ["v"] } })]
    }
    const { course_id: id, version_id: version, findings } = await take(missing)
    expect(findings.map(({ field, severity, code: why }) => [field, severity, why])).toEqual(
      [
        "category",
        "thumbnail_url",
        "modules.0.content",
        "modules.1.content",
        "modules.2.content.sha256",
        "assessments.0.settings.prerequisites"
      ].map((field) => [field, "left_out", "not_found"])
    )
    const { modules, assessments } = await give(id)
    expect(modules.map(({ content }) => content.kind)).toEqual(["text", "text", "document", "quiz"])
    expect(assessments).toMatchObject([{ standalone: true, settings: { prerequisites: [] } }])
    expect(code(await instructor!.ask("POST", `/courses/${id}/versions/${version}/submit`, {}))).toBe("version_incomplete")
  })

  it("EXC-10 with errors in it makes nothing, and tells all of them, each with its place", async () => {
    const before = await courses()
    const wrong = {
      ...small,
      modules: [
        module("m1", { kind: "text", text: "One" }, { prerequisites: ["m9", "m1"] }),
        module("m1", { kind: "text", text: "Again" }),
        module("m2", { kind: "exam", assessment: "a1" }),
        module("m3", { kind: "quiz", assessment: "a9" })
      ],
      assessments: [
        assessment("a1"),
        assessment("a2", { bank: bankOf([single("z", { correct: "none" })]), settings: { ...settings, prerequisites: ["m9"] } })
      ]
    }
    const { outcome, course_id, findings } = await take(wrong)
    expect([outcome, course_id]).toEqual(["refused", null])
    expect(findings.map(({ field, severity }) => [field, severity])).toEqual(
      [
        "modules.1.key",
        "modules.0.prerequisites",
        "modules.0.prerequisites.0",
        "modules.2.content",
        "assessments.1.settings.prerequisites.0",
        "assessments.1.bank.questions.0.correct",
        "modules.2.content.assessment",
        "modules.3.content.assessment"
      ].map((field) => [field, "error"])
    )
    const unread = await take({ ...small, title: "", colour: "red", modules: [module("m1", { kind: "riddle" })] })
    expect(unread.findings.map(({ field }) => field)).toEqual(expect.arrayContaining(["title", "colour"]))
    expect(await take(7)).toMatchObject({ outcome: "refused" })
    expect(await courses()).toBe(before)
  })

  it("EXC-10 tried only makes nothing; by its key it is made once; by those who may write courses", async () => {
    const before = await courses()
    expect(await take(small, { dry_run: true })).toMatchObject({ outcome: "would_import", course_id: null, findings: [] })
    expect(await courses()).toBe(before)
    const twice = await Promise.all(
      [1, 2].map(() => instructor!.ask("POST", "/courses/import", { course: small }, "import-once"))
    )
    expect(twice.map(code).filter((why) => why !== "" && why !== "under_way")).toEqual([])
    expect(await courses()).toBe(before + 1)
    expect(code(await student!.ask("POST", "/courses/import", { course: small }))).toBe("forbidden")
    expect(code(await student!.ask("GET", `/courses/${course}/export`))).toBe("forbidden")
  })

  it("EXC-10 may be larger than other requests, and not without end", async () => {
    const texts = (length: number) =>
      Array.from({ length: 8 }, (_, n) => module(`m${n + 1}`, { kind: "text", text: "x".repeat(length) }))
    expect(await take({ ...small, modules: texts(400_000) }, { dry_run: true })).toMatchObject({ outcome: "would_import" })
    // Who sends on regardless finds the connection closed.
    const refused = await instructor!
      .ask("POST", "/courses/import", { course: { ...small, modules: texts(550_000) } })
      .then(({ status }) => status)
      .catch(() => "closed" as const)
    expect([413, "closed"]).toContain(refused)
  })
})
