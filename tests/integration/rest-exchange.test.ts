/** Banks as files, over REST: written out by their authors and read in again, whole or not at all. */
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { ErrorEnvelope } from "../../protocol/rest/envelope.ts"
import { BankFile, BankImportReport } from "../../protocol/rest/exchange.ts"
import { testDatabase } from "../postgres.ts"
import { bankOf, multiple, numeric, pooledBank, single, text, trueFalse } from "../property/assessment-samples.ts"
import { code, type Reply, RestCaller } from "./fixtures/rest-caller.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url, sql } = await testDatabase()
let stoa: StoaProcess
let [student, instructor]: ReadonlyArray<RestCaller> = []
let course = 0

beforeAll(async () => {
  stoa = await startStoa(url)
  const [quiz] = await sql`select course_id from assessments where assessment_type = 'quiz' order by id limit 1`
  course = Number(quiz?.["course_id"])
  ;[student, instructor] = await Promise.all(["student", "instructor"].map((role) => RestCaller.login(stoa, stoa.accounts[role])))
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
