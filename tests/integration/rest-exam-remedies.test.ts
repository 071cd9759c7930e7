/** What staff put right over REST: shifts handed over, flags taken back, late answers decided, attempts reopened or void. */
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { Paper, type PaperQuestion } from "../../protocol/assessment.ts"
import { AttemptGraderView, AttemptProctorView, AttemptTakerView } from "../../protocol/attempt.ts"
import { ExamProctorView } from "../../protocol/exam.ts"
import { StartAttemptReply } from "../../protocol/learner.ts"
import { SittingPlan } from "../../protocol/rest/schedule.ts"
import { testDatabase } from "../postgres.ts"
import { someAnswer } from "../some-answer.ts"
import { code, RestCaller } from "./fixtures/rest-caller.ts"
import { type Account, startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url, sql } = await testDatabase()
let stoa: StoaProcess
let student: RestCaller, instructor: RestCaller, first: RestCaller, second: RestCaller, admin: RestCaller
let exam = 0
let sitting = 0
let attempt = 0
let paper: Paper

/** Grading starts a thread first, and other tests share the machine. */
const soon = { timeout: 20_000 }
const done = { seq: expect.any(Number), at: expect.any(Number) }
const Seen = Schema.Struct({ view: Schema.Unknown })
const viewOf = async <S extends Schema.Codec<unknown, unknown>>(
  person: RestCaller,
  path: string,
  view: S
): Promise<S["Type"]> => {
  const { body } = await person.ask("GET", path)
  return Schema.decodeUnknownSync(view)(Schema.decodeUnknownSync(Seen)(body.data).view)
}
const room = () => viewOf(first, `/sittings/${sitting}`, ExamProctorView)
const taken = () => viewOf(student, `/attempts/${attempt}`, AttemptTakerView)
const answer = (question: PaperQuestion | undefined) => {
  if (question === undefined) throw new Error("the paper has fewer questions")
  return student.ask("PUT", `/attempts/${attempt}/answers/${question.id}`, { response: someAnswer(question, 0) })
}

beforeAll(async () => {
  stoa = await startStoa(url)
  const [row] = await sql`select id, course_id from assessments where assessment_type = 'exam' order by id limit 1`
  exam = Number(row?.["id"])
  const colleague: Account & RestCaller = await RestCaller.newcomer(stoa)
  await sql`update users set role = 'proctor' where id = ${colleague.id}`
  const log = (role: string) => RestCaller.login(stoa, stoa.accounts[role])
  ;[student, instructor, admin, first] = await Promise.all([log("student"), log("instructor"), log("admin"), log("proctor")])
  const planned = await instructor.ask("POST", `/assessments/${exam}/sittings`, {
    title: "Hall C",
    opens_at: new Date(Date.now() + 3_600_000).toISOString(),
    proctors: [first.id, colleague.id]
  })
  sitting = Schema.decodeUnknownSync(SittingPlan)(planned.body.data).id
  first = await RestCaller.login(stoa, stoa.accounts["proctor"])
  second = await RestCaller.login(stoa, colleague)
  expect((await student.ask("POST", `/courses/${Number(row?.["course_id"])}/enroll`)).status).toBe(201)
  const started = await student.ask("POST", `/assessments/${exam}/attempts`, { sitting_id: sitting })
  attempt = Schema.decodeUnknownSync(StartAttemptReply)(started.body.data).attemptId
  // An end by the clock that is worth waiting for.
  const terms = { limit: 6_000, absolute: true }
  expect((await instructor.ask("PUT", `/sittings/${sitting}/terms/${student.id}`, terms)).status).toBe(200)
  expect((await instructor.ask("POST", `/sittings/${sitting}/open`)).status).toBe(200)
  await vi.waitUntil(async () => (await taken()).canBegin, soon)
  expect((await student.ask("POST", `/attempts/${attempt}/begin`, { consented: true })).status).toBe(200)
  paper = Schema.decodeUnknownSync(Paper)((await student.ask("GET", `/attempts/${attempt}/paper`)).body.data)
  expect((await answer(paper.questions[0])).body.data).toEqual({ savedAt: expect.any(Number), counted: true })
})
afterAll(() => stoa.stop())

describe("a shift", () => {
  it("ROOM-2 W5 is begun, handed over with a note, and taken by who was named: only then is the first off duty", async () => {
    const shift = `/sittings/${sitting}/shift`
    const over = { to: second.id, note: "Row 3 was paused twice." }
    const handOver = (person: RestCaller) => person.ask("POST", `/sittings/${sitting}/handover`, over)
    expect(code(await handOver(first))).toBe("illegal_transition")
    expect((await first.ask("PUT", shift)).body.data).toEqual({ at: expect.any(Number) })
    expect(code(await first.ask("DELETE", shift))).toBe("last_on_duty")
    expect((await handOver(first)).body.data).toEqual({ at: expect.any(Number) })
    const open = await room()
    expect(open.handover).toMatchObject({ from: first.id, ...over })
    expect(open.proctors[first.id]?.onDutySince).toBeDefined()
    expect((await second.ask("PUT", shift)).body.data).toEqual({ at: expect.any(Number) })
    const handed = await room()
    expect(handed.handover).toBeUndefined()
    expect(handed.proctors[first.id]?.onDutySince).toBeUndefined()
    expect(handed.proctors[second.id]?.onDutySince).toBeDefined()
    expect(code(await first.ask("DELETE", shift))).toBe("illegal_transition")
  })
})

describe("a flag", () => {
  it("W2 is raised by a proctor, withdrawn with a reason, and stays in the record as withdrawn", async () => {
    const raised = await second.ask("POST", `/attempts/${attempt}/flags`, { note: "Looked at a telephone" })
    const { flag } = Schema.decodeUnknownSync(Schema.Struct({ flag: Schema.Int }))(raised.body.data)
    const flagged = () => viewOf(second, `/attempts/${attempt}`, AttemptProctorView)
    expect((await flagged()).flags[flag]).toEqual({ by: second.id, at: expect.any(Number), note: "Looked at a telephone" })
    const withdraw = (body: object) => first.ask("POST", `/attempts/${attempt}/flags/${flag}/withdraw`, body)
    expect(code(await withdraw({}))).toBe("invalid")
    expect((await withdraw({ reason: "A calculator" })).body.data).toEqual(done)
    expect((await flagged()).flags[flag]).toMatchObject({ withdrawnAt: expect.any(Number) })
    // Once more changes nothing.
    const { acts, flags } = await flagged()
    expect((await withdraw({ reason: "Yes, a calculator" })).status).toBe(200)
    expect(await flagged()).toMatchObject({ acts, flags })
    expect(JSON.stringify(await taken())).not.toContain("telephone")
  })
})

describe("after the end", () => {
  it("T7 late answers are accepted or refused one by one, and only then is the grade final", async () => {
    await expect.poll(async () => (await taken()).state, soon).not.toBe("in_progress")
    for (const question of paper.questions.slice(1, 3))
      expect((await answer(question)).body.data).toEqual({ savedAt: expect.any(Number), counted: false })
    const [, accepted, refused] = paper.questions
    expect((await taken()).lateAnswers[accepted!.id]).toMatchObject({ decision: "awaiting" })
    await expect.poll(async () => (await taken()).state, soon).toBe("graded")
    expect((await taken()).grade?.provisional).toBe(true)
    const decide = (person: RestCaller, question: PaperQuestion | undefined, accept: boolean) =>
      person.ask("POST", `/attempts/${attempt}/late-decisions`, { question: question?.id, accept, reason: "The network failed" })
    expect(code(await decide(student, accepted, true))).toBe("forbidden")
    expect((await decide(second, accepted, true)).body.data).toEqual(done)
    expect(code(await decide(second, accepted, false))).toBe("late_decided")
    expect((await decide(instructor, refused, false)).body.data).toEqual(done)
    const { answers, lateAnswers, answered } = await taken()
    expect([Object.keys(answers).length, answered]).toEqual([2, 2])
    expect(lateAnswers[accepted!.id]).toMatchObject({ decision: "accepted", reason: "The network failed" })
    expect(lateAnswers[refused!.id]).toMatchObject({ decision: "refused" })
    await expect.poll(async () => (await taken()).grade?.provisional, soon).toBe(false)
  })

  it("S3 T9 an ended attempt is reopened with a reason for as long as was granted, and handed in again", async () => {
    const reopen = { ms: 600_000, reason: "The fire alarm cut it short" }
    expect(code(await student.ask("POST", `/attempts/${attempt}/reopen`, reopen))).toBe("forbidden")
    const { body } = await second.ask("POST", `/attempts/${attempt}/reopen`, reopen)
    const { at } = Schema.decodeUnknownSync(Schema.Struct({ seq: Schema.Int, at: Schema.Int }))(body.data)
    const reopened = await taken()
    expect(reopened).toMatchObject({ state: "in_progress", deadline: at + reopen.ms, timeChange: { reason: "reopening" } })
    expect(reopened.grade).toBeUndefined()
    expect(code(await second.ask("POST", `/attempts/${attempt}/reopen`, reopen))).toBe("not_ended")
    expect((await answer(paper.questions[3])).body.data).toMatchObject({ counted: true })
    expect((await student.ask("POST", `/attempts/${attempt}/submit`)).status).toBe(200)
    await expect.poll(async () => (await taken()).state, soon).toBe("graded")
    expect(await viewOf(instructor, `/attempts/${attempt}`, AttemptGraderView)).toMatchObject({
      answered: 3,
      submittedBy: "learner"
    })
  })

  it("S1 an administrator declares it void, with a reason: as if it had not been sat", async () => {
    const left = async () => JSON.stringify((await student.ask("GET", `/assessments/${exam}`)).body.data)
    expect(await left()).toContain('"left":2')
    expect(code(await admin.ask("POST", `/attempts/${attempt}/void`, {}))).toBe("invalid")
    const reason = "Sat by somebody else"
    expect((await admin.ask("POST", `/attempts/${attempt}/void`, { reason })).body.data).toEqual(done)
    const view = await taken()
    expect([view.state, view.grade]).toEqual(["voided", undefined])
    await expect.poll(left, soon).toContain('"left":3')
    expect(code(await admin.ask("POST", `/attempts/${attempt}/void`, { reason }))).toBe("voided")
  })
})
