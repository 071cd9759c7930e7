/** A learner's way from enrolment to grade with the SDK, as they, their proctor and their instructor see it. */
import { setTimeout as pass } from "node:timers/promises"
import { beforeAll, describe, expect, it } from "vitest"
import type { Attempt, StoaClient } from "../../client/index.ts"
import type { SittingId } from "../../protocol/ids.ts"
import type { CourseDetail, ModuleSummary } from "../../protocol/rest/courses.ts"
import { millis } from "../../protocol/time.ts"
import type { AnswerSheet } from "../../scripts/demo/answer-sheet.ts"
import { playVideo } from "../../scripts/demo/video.ts"
import { testDatabase } from "../postgres.ts"
import { gradeOf, takerView } from "./attempts.ts"
import { account, arrive, assessmentOf, courseNamed, enrol, modulesOf, newcomer, newLogin, ownView } from "./people.ts"
import { dataFolder, startStoa, type Stoa } from "./stoa.ts"
import { wellPrepared } from "./well-prepared.ts"

const { url: databaseUrl, sql } = await testDatabase()

const login = newLogin()

let stoa: Stoa
let learner: StoaClient
let phone: StoaClient
let proctor: StoaClient
let instructor: StoaClient
let course: CourseDetail

beforeAll(async () => {
  stoa = await startStoa({ data: dataFolder(), databaseUrl })
  learner = await newcomer(stoa, login)
  phone = await arrive(stoa, login)
  proctor = await arrive(stoa, account(stoa, "proctor"))
  instructor = await arrive(stoa, account(stoa, "instructor"))
  course = await courseNamed(learner, "Foundations of security")
})

const only = <Item>(items: ReadonlyArray<Item>): Item => {
  const [first] = items
  if (first === undefined) throw new Error("there is none")
  return first
}

const answerAll = async (attempt: Attempt, sheet: AnswerSheet): Promise<number> => {
  const { questions } = await attempt.paper()
  for (const { id } of questions) expect((await attempt.answer(id, sheet(id))).counted).toBe(true)
  return questions.length
}

/** What the check before the exam finds out about the place. */
const desk = { browser: "Node", clock: Date.now, fullScreen: true, displays: 1, online: true }

const inCourse = (module: ModuleSummary) =>
  ownView(learner, ({ courses }) => courses[String(course.id)]?.modules[String(module.id)]?.completedAt !== undefined)

describe("before enrolling", () => {
  it("a visitor sees the offer of a published course, and none of its modules' content", async () => {
    const { audience, view } = await learner.course(course.id).view.until(() => true)
    expect(audience).toBe("visitor")
    expect(view).toMatchObject({ title: "Foundations of security", status: "published" })
    const text = only(modulesOf(course, "text"))
    await expect(learner.rest.module(course.id, text.id)).rejects.toMatchObject({ code: "not_enrolled" })
    await expect(learner.learner().openModule(course.id, text.id)).rejects.toMatchObject({ code: "not_enrolled" })
  })
})

describe("studying", () => {
  it("a learner enrols once, and stands on the instructor's board without anybody asking", async () => {
    const board = instructor.board(course.id)
    await board.until(() => true)
    const appears = board.until(({ rows }) => rows.has(String(learner.account?.id)))
    const member = learner.course(course.id).view.until(({ audience }) => audience === "member")
    await enrol(learner, course.id)
    await expect(phone.course(course.id).enrol()).rejects.toMatchObject({ code: "already_enrolled" })
    expect((await appears).rows.get(String(learner.account?.id))).toMatchObject({ enrolled: true, completed: 0, total: 12 })
    expect((await member).audience).toBe("member")
  })

  it("a second device opens a module where the first one left it, and time is credited by the server's clock", async () => {
    const text = only(modulesOf(course, "text"))
    const desk = learner.learner()
    expect((await desk.openModule(course.id, text.id)).positionMs).toBeUndefined()
    expect((await learner.rest.module(course.id, text.id)).content).toMatch(/\S/)
    const began = performance.now()
    await pass(1_200)
    const { creditedMs } = await desk.study(course.id, text.id, { positionMs: millis(41_500), pages: 2, interactions: 3 })
    expect(creditedMs).toBeGreaterThan(1_000)
    // Begun after the opening was acknowledged, so that the server may have begun that much earlier.
    expect(creditedMs).toBeLessThan(performance.now() - began + 500)
    expect((await phone.learner().openModule(course.id, text.id)).positionMs).toBe(41_500)
  })

  it("what one device completes, the other and the board show by themselves", async () => {
    const text = only(modulesOf(course, "text"))
    const seen = inCourse(text)
    const moved = instructor.board(course.id).until(({ rows }) => rows.get(String(learner.account?.id))?.completed === 1)
    await phone.learner().completeModule(course.id, text.id)
    await phone.learner().closeModule(course.id, text.id)
    expect((await seen).courses[String(course.id)]).toMatchObject({ completed: 1, total: 12, percent: "8.33" })
    expect((await moved).rows.get(String(learner.account?.id))).toMatchObject({ percent: "8.33" })
  })

  it("the video lesson plays under the log-in's own grant, and twice the time passed is the most that is believed", async () => {
    const video = only(modulesOf(course, "video"))
    const { content_url } = await learner.rest.module(course.id, video.id)
    if (content_url === null) throw new Error("the lesson has no address")
    await learner.learner().openModule(course.id, video.id)
    const opened = performance.now()
    const played = await playVideo(new URL(content_url, stoa.url), AbortSignal.timeout(20_000))
    expect(played.segments).toBeGreaterThan(5)
    expect(played.lengthMs).toBeGreaterThan(60_000)
    const [, , grant = ""] = content_url.split("/")
    const forged = content_url.replace(grant, `${grant.slice(0, -2)}${grant.endsWith("AA") ? "BB" : "AA"}`)
    expect((await fetch(new URL(content_url, stoa.url))).status).toBe(200)
    expect((await fetch(new URL(forged, stoa.url))).status).toBe(403)
    const { watchedMs } = await learner.learner().closeModule(course.id, video.id, {
      positionMs: millis(30_000),
      watched: [{ fromMs: millis(0), toMs: millis(played.lengthMs) }]
    })
    expect(watchedMs).toBeGreaterThan(0)
    expect(watchedMs).toBeLessThanOrEqual(2 * (performance.now() - opened + 500))
    await expect(learner.learner().completeModule(course.id, video.id)).rejects.toMatchObject({ code: "illegal_transition" })
  })
})

describe("the address of a lesson", () => {
  it("is of no use once the log-in it was given to has ended", async () => {
    const video = only(modulesOf(course, "video"))
    const tablet = await arrive(stoa, login)
    const { content_url } = await tablet.rest.module(course.id, video.id)
    if (content_url === null) throw new Error("the lesson has no address")
    const address = new URL(content_url, stoa.url)
    expect((await fetch(address)).status).toBe(200)
    await tablet.logout()
    expect((await fetch(address)).status).toBe(403)
  })
})

describe("the quiz", () => {
  it("is graded without asking, and passing it completes its module on the board", async () => {
    const { attemptId } = await learner.learner().startAttempt(assessmentOf(course, "quiz"))
    const attempt = learner.attempt(attemptId)
    await expect(attempt.paper()).rejects.toMatchObject({ code: "not_started" })
    expect((await attempt.begin()).deadline).toBeNull()
    expect(await answerAll(attempt, wellPrepared("quiz"))).toBe(8)
    const graded = gradeOf(attempt)
    const moved = instructor.board(course.id).until(({ rows }) => rows.get(String(learner.account?.id))?.completed === 2)
    await attempt.submit()
    expect(await graded).toMatchObject({ score: "100", passed: true, provisional: false })
    await inCourse(only(modulesOf(course, "quiz")))
    await moved
  })
})

describe("the exam", () => {
  let bell: SittingId
  let attempt: Attempt

  it("keeps a learner in its waiting room until the proctor opens it", async () => {
    const { sittings } = await learner.rest.assessment(assessmentOf(course, "exam"))
    bell = only(sittings.filter(({ title }) => title.includes("opened by the proctor"))).id
    await expect(learner.wall(bell).until(() => true)).rejects.toMatchObject({ code: "not_found" })
    const wall = proctor.wall(bell)
    await wall.until(() => true)
    const { attemptId } = await learner.learner().startAttempt(assessmentOf(course, "exam"), bell)
    attempt = learner.attempt(attemptId)
    attempt.showing()
    expect(await takerView(attempt, ({ state }) => state === "waiting")).toMatchObject({ canBegin: false })
    expect(await takerView(attempt)).toMatchObject({ needs: { password: false, check: true, consent: expect.any(String) } })
    await attempt.reportCheck(await attempt.check(desk))
    await expect(attempt.begin({ consented: true })).rejects.toMatchObject({ code: "not_open" })
    const { rows } = await wall.until(({ presence }) => presence.get(String(attemptId))?.connection === "good")
    expect(rows.get(String(attemptId))).toMatchObject({ state: "waiting", answered: 0, deadline: null })
    const letIn = takerView(attempt, ({ canBegin }) => canBegin)
    await expect(learner.exam(bell).open()).rejects.toMatchObject({ code: "forbidden" })
    await proctor.exam(bell).open()
    await letIn
  })

  it("shows its proctor who is there, at which question, with how many answers, until when", async () => {
    await expect(attempt.begin()).rejects.toMatchObject({ code: "consent_missing" })
    const { startedAt, deadline } = await attempt.begin({ consented: true })
    expect(deadline).toBe(startedAt + 30 * 60_000)
    const { questions } = await attempt.paper()
    expect(questions).toHaveLength(20)
    expect(JSON.stringify(questions)).not.toContain("correct")
    const [first, second, third] = questions
    if (first === undefined || second === undefined || third === undefined) throw new Error("the paper is short")
    const sheet = wellPrepared("exam")
    await attempt.answer(first.id, sheet(first.id))
    await attempt.answer(second.id, sheet(second.id))
    attempt.showing(third.id)
    const key = String(attempt.id)
    const { rows, presence } = await proctor
      .wall(bell)
      .until((wall) => wall.rows.get(key)?.answered === 2 && wall.presence.get(key)?.question === third.id)
    expect(rows.get(key)).toMatchObject({ state: "in_progress", answered: 2, total: 20, startedAt, deadline })
    expect(presence.get(key)).toMatchObject({ connection: "good" })
    const left = deadline === null ? undefined : proctor.clock.timeLeft(deadline)
    const learnersLeft = deadline === null ? undefined : learner.clock.timeLeft(deadline)
    expect(Math.abs((left ?? 0) - (learnersLeft ?? Infinity))).toBeLessThan(1_000)
  })

  it("shows on a second device what the first has saved, and takes answers from the one that took over last", async () => {
    const other = phone.attempt(attempt.id)
    const { answers, device } = await takerView(other, ({ answered }) => answered === 2)
    expect(Object.keys(answers)).toHaveLength(2)
    const { questions } = await other.paper()
    const [first] = questions
    if (first === undefined || device === undefined) throw new Error("no question, or nobody holds the attempt")
    await expect(other.answer(first.id, null)).rejects.toMatchObject({ code: "superseded" })
    const { epoch } = await other.takeOver(device.epoch)
    await other.answer(first.id, null)
    expect((await takerView(attempt, ({ answered }) => answered === 1)).answers[first.id]).toBeUndefined()
    await expect(attempt.answer(first.id, null)).rejects.toMatchObject({ code: "superseded" })
    await attempt.takeOver(epoch)
  })

  it("is graded live, passes, completes its module, and lets no device change anything afterwards", async () => {
    await answerAll(attempt, wellPrepared("exam"))
    const wall = proctor.wall(bell).until(({ rows }) => rows.get(String(attempt.id))?.state === "graded")
    const moved = instructor.board(course.id).until(({ rows }) => rows.get(String(learner.account?.id))?.completed === 3)
    const graded = gradeOf(attempt)
    const { submittedAt } = await attempt.submit()
    const grade = await graded
    expect(grade).toMatchObject({ score: "100", passed: true })
    expect(grade.questions).toBeUndefined()
    expect((await wall).rows.get(String(attempt.id))).toMatchObject({ answered: 20, submittedAt })
    await moved
    await expect(attempt.paper()).rejects.toMatchObject({ code: "attempt_over" })
    await expect(phone.attempt(attempt.id).submit()).rejects.toMatchObject({ code: "attempt_over" })
    const results = await learner.rest.results(assessmentOf(course, "exam"))
    expect(results).toMatchObject([{ attempt_id: attempt.id, attempt_number: 1, score: "100", passed: true }])
  })
})

describe("what stays in the database", () => {
  it("is the enrolment, each module's progress, the sessions, and what was handed in", async () => {
    const id = learner.account?.id ?? 0
    const [enrolment, ...others] = await sql`select * from course_enrollments where user_id = ${id}`
    expect(others).toEqual([])
    expect(enrolment).toMatchObject({ course_id: course.id, version_id: course.version_id, progress_percentage: "25.00" })
    expect(enrolment).toMatchObject({ completed_at: null })

    const progress = await sql`
      select content_type, completed_at is not null as completed, time_spent, last_position, watched
      from user_progress join course_modules on id = module_id where user_id = ${id} order by order_index`
    expect(progress).toMatchObject([
      { content_type: "text", completed: true, time_spent: 1, last_position: 41_500 },
      { content_type: "video", completed: false, last_position: 30_000 },
      { content_type: "quiz", completed: true },
      { content_type: "exam", completed: true }
    ])
    expect(Number(progress[1]?.["watched"])).toBeGreaterThan(0)

    const sessions = await sql`
      select session_end > session_start as ended, time_spent, pages_viewed, interactions
      from learning_analytics where user_id = ${id} and course_id = ${course.id} order by session_start`
    expect(sessions).toHaveLength(2)
    expect(sessions[0]).toMatchObject({ ended: true, time_spent: 1, interactions: 3 })
    expect(sessions[1]).toMatchObject({ ended: true })

    const submissions = await sql`
      select assessment_type, score::text, passed, provisional, attempt_number, graded_at >= submitted_at as graded
      from assessment_submissions s join assessments a on a.id = s.assessment_id where user_id = ${id} order by s.id`
    const whole = { score: "100", passed: true, provisional: false, attempt_number: 1, graded: true }
    expect(submissions).toMatchObject([
      { assessment_type: "quiz", ...whole },
      { assessment_type: "exam", ...whole }
    ])

    const [room] = await sql`select status, (select count(*)::integer from exam_admissions where sitting_id = r.sitting_id
      and user_id = ${id} and released_at is not null) as admitted from exam_rooms r where title = 'Sitting opened by the proctor'`
    expect(room).toEqual({ status: "open", admitted: 1 })
  })
})
