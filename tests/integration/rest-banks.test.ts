/** Assessments as their authors write them, over REST: by instructors of the course, judged before they are stored. */
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { AuthoredAssessment, Preview } from "../../protocol/rest/banks.ts"
import { ErrorEnvelope } from "../../protocol/rest/envelope.ts"
import { testDatabase } from "../postgres.ts"
import { bankOf, multiple, pooledBank, seedOf, single, text } from "../property/assessment-samples.ts"
import { code, type Reply, RestCaller } from "./fixtures/rest-caller.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url, sql } = await testDatabase()
let stoa: StoaProcess
let [student, instructor, proctor, admin, elsewhere]: ReadonlyArray<RestCaller> = []
let course = 0
let quiz = 0
/** Modules of a draft version, made anew by each who needs one. */
let version = 0
let places = 0

const moduleOf = async (type: string): Promise<number> => {
  const [row] = await sql<Array<{ id: number }>>`
    insert into course_modules (course_id, version_id, title, order_index, content_type)
    values (${course}, ${version}, 'A module', ${places++}, ${type}) returning id`
  return row?.id ?? 0
}

beforeAll(async () => {
  stoa = await startStoa(url)
  const [first] = await sql`select a.id, a.course_id from assessments a where a.assessment_type = 'quiz' order by id limit 1`
  quiz = Number(first?.["id"])
  course = Number(first?.["course_id"])
  const [draft] = await sql<Array<{ id: number }>>`
    insert into course_versions (course_id, number, title) values (${course}, 99, 'Next') returning id`
  version = draft?.id ?? 0
  const stranger = await RestCaller.newcomer(stoa)
  await sql`update users set role = 'instructor' where id = ${stranger.id}`
  elsewhere = await RestCaller.login(stoa, stranger)
  ;[student, instructor, proctor, admin] = await Promise.all(
    ["student", "instructor", "proctor", "admin"].map((role) => RestCaller.login(stoa, stoa.accounts[role]))
  )
})
afterAll(() => stoa.stop())

const settings = {
  type: "quiz",
  title: "Check",
  passMark: "50",
  timeLimit: null,
  maxAttempts: null,
  review: true,
  counted: "best"
}
const bank = bankOf([single("s1"), multiple("m1"), text("x1")])
const authored = ({ body }: Reply): typeof AuthoredAssessment.Type => Schema.decodeUnknownSync(AuthoredAssessment)(body.data)
const fields = ({ body }: Reply) => Schema.decodeUnknownSync(ErrorEnvelope)(body).errors.map(({ field }) => field)

const make = async (more: object = {}) => {
  const reply = await instructor!.ask("POST", `/courses/${course}/assessments`, { module_id: null, settings, bank, ...more })
  expect([reply.status, code(reply)]).toEqual([201, ""])
  return authored(reply)
}

describe("an assessment as it is written", () => {
  it("ASM-4 is stored as it was sent, read with its keys, and listed", async () => {
    const module_id = await moduleOf("quiz")
    const made = await make({ module_id, description: "A first try" })
    expect(made).toMatchObject({ course_id: course, module_id, revision: 1, in_use: false, retired: false, findings: [] })
    expect(made).toMatchObject({ bank, settings: { ...settings, spacing: null, prerequisites: [], consent: null } })
    expect(made).toMatchObject({ description: "A first try", created_by: instructor!.id })
    const read = await admin!.ask("GET", `/assessments/${made.id}/bank`)
    expect(authored(read)).toEqual(made)
    const { body } = await instructor!.ask("GET", `/courses/${course}/assessments`)
    expect(body.data).toContainEqual(
      expect.objectContaining({ id: made.id, title: "Check", type: "quiz", questions: 3, revision: 1, in_use: false })
    )
    expect(body.data).toContainEqual(expect.objectContaining({ id: quiz, in_use: true }))
  })

  it("ASM-4 is refused with every fault at once, each with its field, and leaves no row", async () => {
    const before = await sql`select count(*)::int as n from assessments`
    const wrong = { ...bankOf([single("a", { correct: "z", marks: "0" })]), sections: [{ title: "S", pools: ["none"] }] }
    const reply = await instructor!.ask("POST", `/courses/${course}/assessments`, {
      module_id: 999_999,
      settings: { ...settings, maxAttempts: 0 },
      bank: wrong
    })
    expect([reply.status, code(reply)]).toEqual([422, "invalid"])
    expect(fields(reply).sort()).toEqual([
      "bank.pools.0.name",
      "bank.questions.0.correct",
      "bank.questions.0.marks",
      "bank.sections.0.pools.0",
      "module_id",
      "settings.maxAttempts"
    ])
    expect(await sql`select count(*)::int as n from assessments`).toEqual(before)
  })

  it("ASM-4 stands in one module that fits and is not published", async () => {
    const taken = await moduleOf("quiz")
    await make({ module_id: taken })
    const [published] = await sql<Array<{ module_id: number }>>`select module_id from assessments where id = ${quiz}`
    for (const module_id of [taken, await moduleOf("exam"), await moduleOf("text"), published?.module_id]) {
      const reply = await instructor!.ask("POST", `/courses/${course}/assessments`, { module_id, settings, bank })
      expect([module_id, reply.status, fields(reply)]).toEqual([module_id, 422, ["module_id"]])
    }
  })

  it("ASM-5 is for instructors of the course and administrators: elsewhere it does not exist", async () => {
    const { id } = await make()
    const asked: ReadonlyArray<readonly [string, string, unknown?]> = [
      ["GET", `/courses/${course}/assessments`],
      ["POST", `/courses/${course}/assessments`, { module_id: null, settings, bank }],
      ["GET", `/assessments/${id}/bank`],
      ["PATCH", `/assessments/${id}`, { description: "Mine" }],
      ["PUT", `/assessments/${id}/bank`, bank],
      ["PATCH", `/assessments/${id}/bank`, { shuffleQuestions: true }],
      ["PUT", `/assessments/${id}/questions/s1`, { question: bank.questions[0] }],
      ["DELETE", `/assessments/${id}/questions/s1`],
      ["GET", `/assessments/${id}/revisions`],
      ["GET", `/assessments/${id}/revisions/1`],
      ["POST", `/assessments/${id}/preview`, {}],
      ["DELETE", `/assessments/${id}`]
    ]
    for (const [method, path, body] of asked) {
      for (const [person, expected] of [
        [student, "forbidden"],
        [proctor, "forbidden"],
        [elsewhere, "not_found"]
      ] as const)
        expect([method, path, code(await person!.edit(method, path, body))]).toEqual([method, path, expected])
      const nowhere = path.replace(/^\/(courses|assessments)\/\d+/, "/$1/999999")
      expect([nowhere, code(await admin!.edit(method, nowhere, body))]).toEqual([nowhere, "not_found"])
    }
    expect(authored(await instructor!.ask("GET", `/assessments/${id}/bank`)).revision).toBe(1)
  })

  it("ASM-6 is changed whole, by question and in its arrangement; a change that changes nothing is none", async () => {
    const { id } = await make()
    const path = `/assessments/${id}`
    const added = await instructor!.edit("PUT", `${path}/questions/n1`, { question: single("n1"), pool: "more" })
    expect(authored(added)).toMatchObject({
      revision: 2,
      bank: { pools: [{ name: "all" }, { name: "more", questions: ["n1"], pick: 1 }] }
    })
    const again = await instructor!.edit("PUT", `${path}/questions/n1`, { question: single("n1"), pool: "more" })
    expect(authored(again).revision).toBe(2)
    const headed = await instructor!.edit("PATCH", `${path}/bank`, {
      sections: [
        { title: "One", pools: ["more"] },
        { title: "Two", instructions: "Choose.", pools: ["all"] }
      ]
    })
    expect(authored(headed).bank.sections?.map(({ title }) => title)).toEqual(["One", "Two"])
    const removed = await instructor!.edit("DELETE", `${path}/questions/n1`)
    expect(authored(removed).bank.sections).toEqual([{ title: "Two", instructions: "Choose.", pools: ["all"] }])
    expect(code(await instructor!.edit("DELETE", `${path}/questions/n1`))).toBe("not_found")
    const renamed = await instructor!.edit("PATCH", path, { settings: { title: "Renamed", spacing: 60_000 } })
    expect(authored(renamed)).toMatchObject({ settings: { ...settings, title: "Renamed", spacing: 60_000 } })
    const whole = await instructor!.edit("PUT", `${path}/bank`, pooledBank)
    expect(authored(whole)).toMatchObject({ bank: pooledBank, revision: 6 })
    const mismatch = await instructor!.edit("PUT", `${path}/questions/other`, { question: single("q1") })
    expect([mismatch.status, fields(mismatch)]).toEqual([422, ["question.id"]])
    const emptied = await instructor!.edit("PUT", `${path}/questions/q1`, { question: single("q1", { correct: "z" }) })
    expect([emptied.status, fields(emptied)]).toEqual([422, ["bank.questions.1.correct"]])
    expect(authored(await instructor!.ask("GET", `${path}/bank`)).revision).toBe(6)
    // Nobody had reached it: none of its earlier revisions is kept.
    expect((await instructor!.ask("GET", `${path}/revisions`)).body.data).toMatchObject([{ number: 6, superseded_at: null }])
  })

  it("ASM-6 is changed by who has read it as it is: another revision, or none named, is refused", async () => {
    const { id } = await make()
    const read = await instructor!.ask("GET", `/assessments/${id}/bank`)
    const tag = read.headers.get("etag") ?? ""
    expect(tag).toBe(`"r1"`)
    const first = await instructor!.edit("PATCH", `/assessments/${id}`, { description: "Mine" }, tag)
    expect([first.status, first.headers.get("etag")]).toEqual([200, `"r2"`])
    const second = await admin!.edit("PATCH", `/assessments/${id}`, { description: "Theirs" }, tag)
    expect([second.status, code(second)]).toEqual([412, "precondition_failed"])
    const retired = await admin!.edit("DELETE", `/assessments/${id}`, undefined, tag)
    expect([retired.status, code(retired)]).toEqual([412, "precondition_failed"])
    expect(code(await admin!.ask("PATCH", `/assessments/${id}`, { description: "Theirs" }))).toBe("precondition_required")
    expect(authored(await instructor!.ask("GET", `/assessments/${id}/bank`))).toMatchObject({ description: "Mine", revision: 2 })
  })

  it("ASM-6 a repeated request with its key adds one assessment", async () => {
    const body = { module_id: null, settings, bank }
    const [first, again] = [
      await instructor!.ask("POST", `/courses/${course}/assessments`, body, "add-once"),
      await instructor!.ask("POST", `/courses/${course}/assessments`, body, "add-once")
    ]
    expect([again.status, authored(again).id]).toEqual([201, authored(first).id])
  })

  it("ASM-7 that learners know keeps each revision, and papers that were drawn stay as they are", async () => {
    await student!.ask("POST", `/courses/${course}/enroll`)
    const { id } = await make({ standalone: true, bank: bankOf([single("s1")]) })
    const started = await student!.ask("POST", `/assessments/${id}/attempts`)
    const attempt = Number(Reflect.get(started.body.data, "attemptId"))
    expect((await student!.ask("POST", `/attempts/${attempt}/begin`, {})).status).toBe(200)
    const paper = (await student!.ask("GET", `/attempts/${attempt}/paper`)).body.data
    const corrected = await instructor!.edit("PUT", `/assessments/${id}/questions/s1`, {
      question: single("s1", { prompt: "Which port is it?", correct: "c" })
    })
    expect(authored(corrected)).toMatchObject({ revision: 2, in_use: true })
    expect((await student!.ask("GET", `/attempts/${attempt}/paper`)).body.data).toEqual(paper)
    await student!.ask("PUT", `/attempts/${attempt}/answers/s1`, { response: { kind: "single", option: "b" } })
    await student!.ask("POST", `/attempts/${attempt}/submit`)
    await expect
      .poll(async () => (await student!.ask("GET", `/assessments/${id}/results`)).body.data, { timeout: 10_000 })
      .toMatchObject([{ attempt_id: attempt, score: "100", passed: true }])
    expect((await instructor!.ask("GET", `/assessments/${id}/revisions`)).body.data).toMatchObject([
      { number: 2, superseded_at: null },
      { number: 1, superseded_by: instructor!.id }
    ])
    const kept = await instructor!.ask("GET", `/assessments/${id}/revisions/1`)
    expect(kept.body.data).toMatchObject({ number: 1, bank: { questions: [{ id: "s1", correct: "b" }] } })
    const now = await instructor!.ask("GET", `/assessments/${id}/revisions/2`)
    expect(now.body.data).toMatchObject({ number: 2, bank: { questions: [{ id: "s1", correct: "c" }] } })
    expect(code(await instructor!.ask("GET", `/assessments/${id}/revisions/3`))).toBe("not_found")
    for (const change of [{ settings: { type: "practice" } }, { module_id: await moduleOf("quiz") }])
      expect(code(await instructor!.edit("PATCH", `/assessments/${id}`, change))).toBe("illegal_transition")
    await expect(sql`update assessment_revisions set number = 7 where assessment_id = ${id}`).rejects.toThrow("kept as it was")
  })

  it("ASM-7 of many who change it at once each makes one revision", async () => {
    const { id } = await make()
    const ids = Array.from({ length: 12 }, (_, n) => `c${n}`)
    await Promise.all(
      ids.map((name) => instructor!.edit("PUT", `/assessments/${id}/questions/${name}`, { question: single(name), pool: "all" }))
    )
    const after = authored(await instructor!.ask("GET", `/assessments/${id}/bank`))
    expect(after.revision).toBe(13)
    expect(
      after.bank.questions
        .map((one) => one.id)
        .slice(3)
        .sort()
    ).toEqual([...ids].sort())
  })

  it("ASM-8 is retired once nobody can reach it: it takes no attempts, and its module is free again", async () => {
    const module_id = await moduleOf("quiz")
    const { id } = await make({ module_id })
    expect((await instructor!.edit("DELETE", `/assessments/${id}`)).body.data).toEqual({ id })
    expect(code(await instructor!.edit("DELETE", `/assessments/${id}`))).toBe("not_found")
    expect(code(await instructor!.edit("PATCH", `/assessments/${id}`, { description: "Back" }))).toBe("not_found")
    expect(authored(await instructor!.ask("GET", `/assessments/${id}/bank`))).toMatchObject({ retired: true, module_id: null })
    await make({ module_id })
    const open = await make({ standalone: true })
    await student!.ask("POST", `/courses/${course}/enroll`)
    const draft = await make()
    expect(code(await student!.ask("POST", `/assessments/${draft.id}/attempts`))).toBe("module_unknown")
    await instructor!.edit("DELETE", `/assessments/${open.id}`)
    expect(code(await student!.ask("POST", `/assessments/${open.id}/attempts`))).toBe("not_found")
    const published = await instructor!.edit("DELETE", `/assessments/${quiz}`)
    expect([published.status, code(published)]).toEqual([409, "illegal_transition"])
  })

  it("ASM-8 is in use where a published version's module names it, be it not the assessment's own", async () => {
    const { id } = await make()
    const inUse = async () => authored(await instructor!.ask("GET", `/assessments/${id}/bank`)).in_use
    const [later] = await sql<Array<{ id: number }>>`
      insert into course_versions (course_id, number, title, status) values (${course}, 98, 'Later', 'superseded') returning id`
    await sql`
      insert into course_modules (course_id, version_id, title, order_index, content_type, assessment_id)
      values (${course}, ${later?.id ?? 0}, 'A module', 0, 'quiz', ${id})`
    expect(await inUse()).toBe(false)
    await sql`update course_versions set published_at = now() where id = ${later?.id ?? 0}`
    expect(await inUse()).toBe(true)
    expect(code(await instructor!.edit("PATCH", `/assessments/${id}`, { standalone: true }))).toBe("illegal_transition")
    expect(code(await instructor!.edit("DELETE", `/assessments/${id}`))).toBe("illegal_transition")
    await instructor!.edit("PATCH", `/assessments/${id}`, { description: "Said anew" })
    const { body } = await instructor!.ask("GET", `/assessments/${id}/revisions/1`)
    expect(body.data).toMatchObject({ number: 1, description: null })
  })

  it("ASM-9 can be validated before it is stored, whatever it is", async () => {
    const dry = await instructor!.ask("POST", "/assessments/validate", {
      settings: { ...settings, timeLimit: 3_600_000 },
      bank: bankOf([single("a", { correct: "z" })]),
      windows: [{ opens_at: "2027-03-01T09:00:00Z", closes_at: "2027-03-01T09:30:00Z" }]
    })
    expect(dry.body.data).toMatchObject({
      valid: false,
      findings: [
        { path: "bank.questions[0].correct", severity: "error" },
        { path: "windows[0]", severity: "warning" }
      ]
    })
    expect((await instructor!.ask("POST", "/assessments/validate", { settings, bank })).body.data).toEqual({
      valid: true,
      findings: []
    })
    const nonsense = await instructor!.ask("POST", "/assessments/validate", { settings: 7, bank: { questions: "none" } })
    expect([nonsense.status, nonsense.body.data]).toMatchObject([200, { valid: false }])
    expect(code(await student!.ask("POST", "/assessments/validate", { settings, bank }))).toBe("forbidden")
  })

  it("ASM-10 is previewed with a seed and answers, and leaves no trace", async () => {
    const { id } = await make({ bank: { ...pooledBank, sections: [{ title: "All", pools: ["easy", "fair", "hard"] }] } })
    const counts = () => sql`select (select count(*) from attempts) as attempts, (select count(*) from papers) as papers,
      (select count(*) from answer_keys) as keys, (select count(*) from journal) as journal`
    const before = await counts()
    const ask = async (body: object) =>
      Schema.decodeUnknownSync(Preview)((await instructor!.ask("POST", `/assessments/${id}/preview`, body)).body.data)
    const first = await ask({ seed: seedOf(1) })
    expect(first).toMatchObject({ seed: seedOf(1), revision: 1, grade: { awarded: "0", outOf: "13", score: "0", passed: false } })
    expect(first.paper.sections).toMatchObject([{ title: "All" }])
    expect((await ask({ seed: seedOf(1) })).paper).toEqual(first.paper)
    const right = Object.fromEntries(first.paper.questions.map(({ id: question }) => [question, { kind: "single", option: "b" }]))
    expect((await ask({ seed: seedOf(1), answers: right })).grade).toMatchObject({ awarded: "13", score: "100", passed: true })
    expect((await ask({})).seed).toMatch(/^[0-9a-f]{64}$/)
    expect(first.key.map((one) => one.correct)).toEqual(first.paper.questions.map(() => "b"))
    expect(await counts()).toEqual(before)
  })
})
