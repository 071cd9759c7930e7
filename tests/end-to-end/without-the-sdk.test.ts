/** The same exam without the SDK: by socket.io's own client as SPEC.md says, and by REST alone, which is the fallback. */
import { Schema } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { Paper } from "../../protocol/assessment.ts"
import { QuestionId } from "../../protocol/ids.ts"
import { mergePatch } from "../../protocol/merge-patch.ts"
import { projectPath } from "../../engine/project.ts"
import { testDatabase } from "../postgres.ts"
import { newLogin } from "./people.ts"
import { type Caller, loggedIn, plainSocket, registered } from "./plain-socket.ts"
import { dataFolder, runToEnd, startStoa, type Stoa } from "./stoa.ts"
import { wellPrepared } from "./well-prepared.ts"

const { url: databaseUrl, sql } = await testDatabase()
const data = dataFolder()
const sheet = wellPrepared("exam")

const Place = Schema.Struct({
  courseId: Schema.Int,
  examId: Schema.Int,
  sittingId: Schema.Int,
  essayId: Schema.NullOr(Schema.Int)
})
const decodePlace = Schema.decodeUnknownSync(Place)
const Accepted = Schema.TaggedStruct("Accepted", {
  seq: Schema.Int,
  at: Schema.Int,
  reply: Schema.Record(Schema.String, Schema.Unknown)
})
const decodeAccepted = Schema.decodeUnknownSync(Accepted)
const decodeStarted = Schema.decodeUnknownSync(Schema.Struct({ attemptId: Schema.Int, number: Schema.Int }))
const decodeResults = Schema.decodeUnknownSync(Schema.Tuple([Schema.Struct({ attempt_id: Schema.Int })]))
const decodePaper = Schema.decodeUnknownSync(Paper)
const decodeBegun = Schema.decodeUnknownSync(Schema.Struct({ startedAt: Schema.Int, deadline: Schema.Int }))
const decodeSnapshot = Schema.decodeUnknownSync(
  Schema.TaggedStruct("Snapshot", {
    audience: Schema.String,
    generation: Schema.String,
    seq: Schema.Int,
    at: Schema.Int,
    view: Schema.Unknown
  })
)
const Publication = Schema.Struct({
  actor: Schema.String,
  prev: Schema.Int,
  seq: Schema.Int,
  patch: Schema.Unknown
})
const isPublication = Schema.is(Publication)
const decodeResumed = Schema.decodeUnknownSync(
  Schema.TaggedStruct("Resumed", {
    audience: Schema.String,
    generation: Schema.String,
    seq: Schema.Int,
    missed: Schema.Array(Publication)
  })
)
const View = Schema.Struct({ state: Schema.String, answered: Schema.Int, grade: Schema.optionalKey(Schema.Unknown) })
const isView = Schema.is(View)

let stoa: Stoa
let demo: typeof Place.Type
let bell: typeof Place.Type

const placeOf = async (course: string): Promise<typeof Place.Type> => {
  const [row] = await sql`
    select course.id as "courseId", exam.id as "examId", min(sitting.id) as "sittingId",
      (select id from assessments where course_id = course.id and title = 'In your own words') as "essayId"
    from courses course
    join assessments exam on exam.course_id = course.id and exam.assessment_type = 'exam'
    join exam_sittings sitting on sitting.assessment_id = exam.id and sitting.opens_at <= now()
    where course.title = ${course} group by course.id, exam.id`
  return decodePlace(row)
}

beforeAll(async () => {
  const seeded = await runToEnd("scripts/seed.js", [projectPath("tests", "end-to-end", "academy")], { data, databaseUrl })
  expect(seeded).toMatchObject({ code: 0, said: expect.stringContaining(`The academy "end-to-end" is in place`) })
  stoa = await startStoa({ data, databaseUrl })
  demo = await placeOf("Foundations of security")
  bell = await placeOf("Against the bell")
})

/** What a client found out about itself before the exam. */
const found = { browser: "none", roundTripMs: 2, clockOffsetMs: 0, fullScreen: true, displays: 1, online: true }

describe("with socket.io's own client", () => {
  it("LP-20 LP-40 LP-44 a learner enrols, begins, answers, hands in and is shown the grade, following by LP-43 what was missed", async () => {
    const learner = await registered(stoa, newLogin())
    const socket = await plainSocket(stoa, learner.token)
    expect(await socket.heard("welcome")).toMatchObject({
      version: 1,
      userId: learner.userId,
      role: "student",
      beatEveryMs: 2000
    })
    decodeAccepted(await socket.command(`course/${demo.courseId}`, { _tag: "Enrol" }))
    const started = await socket.command(`learner/${learner.userId}`, {
      _tag: "StartAttempt",
      assessmentId: demo.examId,
      sittingId: demo.sittingId
    })
    const { attemptId } = decodeStarted(decodeAccepted(started).reply)
    const attempt = `attempt/${attemptId}`
    const whole = decodeSnapshot(await socket.ask("subscribe", { _tag: "Actor", ref: { type: "attempt", id: attemptId } }))
    expect(whole.audience).toBe("taker")

    // LP-44: what follows the last one is applied, whatever came before it is dropped, anything else would be a gap.
    const shown = { view: whole.view, seq: whole.seq, gaps: 0 }
    socket.socket.on("publication", (publication: unknown) => {
      if (!isPublication(publication) || publication.actor !== attempt || publication.seq <= shown.seq) return
      if (publication.prev !== shown.seq) shown.gaps += 1
      shown.view = mergePatch(shown.view, publication.patch)
      shown.seq = publication.seq
    })
    const shows = (fits: (view: typeof View.Type) => boolean) =>
      socket.heard("publication", () => isView(shown.view) && fits(shown.view))

    socket.socket.emit("beat", { attempt: { id: attemptId } })
    decodeAccepted(await socket.command(attempt, { _tag: "ReportCheck", ...found }))
    const begun = decodeBegun(decodeAccepted(await socket.command(attempt, { _tag: "Begin", consented: true })).reply)
    expect(begun.deadline).toBe(begun.startedAt + 30 * 60_000)
    const { questions } = decodePaper((await learner.get(`/attempts/${attemptId}/paper`)).data)
    for (const { id } of questions) {
      const { reply } = decodeAccepted(await socket.command(attempt, { _tag: "SaveAnswer", question: id, response: sheet(id) }))
      expect(reply).toMatchObject({ counted: true })
    }
    decodeAccepted(await socket.command(attempt, { _tag: "Submit" }))
    await shows(({ state }) => state === "graded")
    expect(shown).toMatchObject({
      gaps: 0,
      view: { answered: 20, submittedBy: "learner", grade: { score: "100", passed: true } }
    })

    const { generation, seq } = whole
    const again = { _tag: "Actor", ref: { type: "attempt", id: attemptId }, from: { generation, seq } }
    const resumed = decodeResumed(await socket.ask("subscribe", again))
    expect(resumed).toMatchObject({ audience: "taker", generation, seq: shown.seq })
    expect(resumed.missed.reduce((known, { patch }) => mergePatch(known, patch), whole.view)).toEqual(shown.view)
  })
})

describe("by REST alone", () => {
  let learner: Caller
  const login = newLogin()

  it("a learner enrols (201, then 409), begins, answers, hands in and reads the result", async () => {
    learner = await registered(stoa, login)
    expect(await learner.post(`/courses/${demo.courseId}/enroll`)).toMatchObject({ status: 201 })
    expect(await learner.post(`/courses/${demo.courseId}/enroll`)).toMatchObject({ status: 409, code: "already_enrolled" })
    const started = await learner.post(`/assessments/${demo.examId}/attempts`, { sitting_id: demo.sittingId })
    expect(started.status).toBe(201)
    const { attemptId } = decodeStarted(started.data)
    expect(await learner.post(`/attempts/${attemptId}/begin`)).toMatchObject({ status: 409, code: "consent_missing" })
    expect(await learner.post(`/attempts/${attemptId}/check`, found)).toMatchObject({ status: 200 })
    const begun = decodeBegun((await learner.post(`/attempts/${attemptId}/begin`, { consented: true })).data)
    expect(begun.deadline).toBe(begun.startedAt + 30 * 60_000)
    const { questions } = decodePaper((await learner.get(`/attempts/${attemptId}/paper`)).data)
    for (const { id } of questions) {
      const saved = await learner.put(`/attempts/${attemptId}/answers/${id}`, { response: sheet(id) })
      expect(saved).toMatchObject({ status: 200, data: { counted: true } })
    }
    expect(await learner.get(`/attempts/${attemptId}`)).toMatchObject({ data: { audience: "taker", view: { answered: 20 } } })
    expect(await learner.post(`/attempts/${attemptId}/submit`)).toMatchObject({ status: 200 })
    await expect
      .poll(async () => (await learner.get(`/assessments/${demo.examId}/results`)).data, { timeout: 30_000 })
      .toMatchObject([{ attempt_id: attemptId, score: "100", passed: true }])
    expect(await learner.get("/users/me/courses")).toMatchObject({ data: [{ course_id: demo.courseId, completed_modules: 1 }] })
  })

  it("hands a whole quiz in with one request, once, however often it is sent", async () => {
    expect(await learner.post(`/courses/${bell.courseId}/enroll`)).toMatchObject({ status: 201 })
    const answers = { word: { kind: "text", text: "The  Word" }, sky: { kind: "true_false", value: true } }
    const hand = () => learner.post(`/assessments/${bell.essayId}/submit`, { answers }, { "idempotency-key": "essay-1" })
    const first = await hand()
    expect(first).toMatchObject({ status: 200, data: { saved: 2, late: [] } })
    expect(await hand()).toEqual(first)
    await expect
      .poll(async () => (await learner.get(`/assessments/${bell.essayId}/results`)).data, { timeout: 30_000 })
      .toMatchObject([{ attempt_number: 1, score: "100", passed: true }])
  })
})

describe("on disk", () => {
  const author = newLogin()
  const secret = "Zanzibar-in-the-clear"

  it("nobody's words stand in the clear: not in journal, snapshots, rows or queues, nor in the log", async () => {
    const learner = await registered(stoa, author)
    const socket = await plainSocket(stoa, learner.token)
    decodeAccepted(await socket.command(`course/${bell.courseId}`, { _tag: "Enrol" }))
    const started = await socket.command(`learner/${learner.userId}`, { _tag: "StartAttempt", assessmentId: bell.essayId })
    const { attemptId } = decodeStarted(decodeAccepted(started).reply)
    const attempt = `attempt/${attemptId}`
    decodeAccepted(await socket.command(attempt, { _tag: "Begin" }))
    const question = QuestionId.make("word")
    for (let copy = 0; copy < 40; copy++) {
      const response = { kind: "text", text: `${secret} ${copy}` }
      decodeAccepted(await socket.command(attempt, { _tag: "SaveAnswer", question, response }))
    }
    decodeAccepted(await socket.command(attempt, { _tag: "Submit" }))
    decodeSnapshot(await socket.ask("subscribe", { _tag: "Actor", ref: { type: "attempt", id: attemptId } }))
    expect(await stoa.end("SIGTERM")).toEqual({ code: 0, signal: null })
    expect(stoa.said.join("\n")).not.toContain(secret)

    const places = await sql`
      select
        (select string_agg(events || reply, ' ') from journal where actor = ${attempt}) as journal,
        (select string_agg(body, ' ') from snapshots where actor = ${attempt}) as snapshots,
        (select answers::text from assessment_submissions where id = ${attemptId}) as submission,
        (select string_agg(row::text, ' ') from wall_rows) as wall,
        (select string_agg(command, ' ') from reactions) as reactions`
    const [{ journal, snapshots, submission, wall, reactions } = {}] = places
    expect(journal).toContain("AnswerSaved")
    expect(submission).toContain("word")
    for (const text of [journal, snapshots, submission, wall, reactions]) expect(String(text)).not.toContain(secret)
    expect(snapshots).toContain("word")
  })

  it("the words are their author's again after a restart", async () => {
    const again = await startStoa({ data, databaseUrl })
    const learner = await loggedIn(again, author)
    const results = await learner.get(`/assessments/${bell.essayId}/results`)
    const [{ attempt_id: attempt }] = decodeResults(results.data)
    expect(await learner.get(`/attempts/${attempt}`)).toMatchObject({
      data: { view: { answers: { word: { response: { kind: "text", text: `${secret} 39` } } } } }
    })
    expect(await again.end("SIGTERM")).toEqual({ code: 0, signal: null })
  })
})
