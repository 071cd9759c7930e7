/** kill -9 while a thirty-minute exam runs: what was acknowledged is there, what was under way comes once, time is fair. */
import { setTimeout as pass } from "node:timers/promises"
import { beforeAll, describe, expect, it } from "vitest"
import type { Attempt, StoaClient } from "../../client/index.ts"
import type { PaperQuestion } from "../../protocol/assessment.ts"
import type { SaveAnswerReply } from "../../protocol/attempt.ts"
import type { QuestionId, SittingId } from "../../protocol/ids.ts"
import { type Instant, instant, millis } from "../../protocol/time.ts"
import type { CourseDetail } from "../../protocol/rest/courses.ts"
import { testDatabase } from "../postgres.ts"
import { beginExam, savedFor, takerView } from "./attempts.ts"
import { account, arrive, courseNamed, enrol, modulesOf, newcomer, newLogin } from "./people.ts"
import { dataFolder, freePort, runToEnd, type Start, startStoa, type Stoa } from "./stoa.ts"
import { someAnswer } from "../some-answer.ts"

const { url: databaseUrl, sql } = await testDatabase()
const start: Start = { data: dataFolder(), databaseUrl, port: await freePort() }
/** The academy is in the database by then; looking whether all of it is takes a third of a start. */
const again: Start = { ...start, environment: { STOA_ACADEMY: "none", STOA_CONFIRM_EMAIL: "off" } }
const login = newLogin()

let stoa: Stoa
let learner: StoaClient
let proctor: StoaClient
let course: CourseDetail
let attempt: Attempt
let sitting: SittingId
let questions: ReadonlyArray<PaperQuestion>
let startedAt: Instant
let deadline: Instant

beforeAll(async () => {
  stoa = await startStoa(start)
  learner = await newcomer(stoa, login)
  proctor = await arrive(stoa, account(stoa, "proctor"))
  course = await courseNamed(learner, "Foundations of security")
  await enrol(learner, course.id)
  attempt = await beginExam(learner, course)
  attempt.showing()
  const view = await takerView(attempt, ({ state }) => state === "in_progress")
  if (view.startedAt === undefined || view.deadline === undefined || view.sittingId === undefined)
    throw new Error("an exam without beginning, deadline or sitting")
  startedAt = view.startedAt
  deadline = view.deadline
  sitting = view.sittingId
  questions = (await attempt.paper()).questions
  await proctor.wall(sitting).until(({ rows }) => rows.has(String(attempt.id)))
})

const fail = (): never => {
  throw new Error("the academy has nothing of that kind")
}

/** Watching goes on by itself: resolves when the SDK, which nobody told anything, is connected again. */
const backOnline = (client: StoaClient): Promise<void> =>
  new Promise((resolve) => {
    const stop = client.onState(({ _tag }) => {
      if (_tag !== "Online") return
      stop()
      resolve()
    })
  })

/** As recorded, and what of it the exam is given: an outage counts from the last beat, the exam may have begun after that. */
const outages = () => sql<Array<{ length: number; given: number; done: boolean }>>`
  select round(extract(epoch from until_at - from_at) * 1000)::integer as length,
    round(extract(epoch from until_at - greatest(from_at, to_timestamp(${startedAt}::double precision / 1000))) * 1000)::integer as given,
    done_at is not null as done from outages order by id`
const givenBy = (recorded: ReadonlyArray<{ readonly given: number }>): number =>
  recorded.reduce((sum, { given }) => sum + given, 0)

describe("killed in the middle of an exam", () => {
  it("T13 every acknowledged answer and position is there, the rest comes once, and the deadline stays if it was back soon", async () => {
    const text = modulesOf(course, "text")[0] ?? fail()
    await learner.learner().openModule(course.id, text.id)
    const rounds = 12
    const acknowledged = new Map<QuestionId, SaveAnswerReply>()
    const sent: Array<Promise<unknown>> = []
    let answers = 0
    let killing: Promise<unknown> | undefined
    let kill = () => {}
    const killed = new Promise<void>((resolve) => (kill = resolve))
    for (let round = 0; round < rounds; round++) {
      for (const question of questions) {
        sent.push(
          attempt.answer(question.id, someAnswer(question, round)).then((reply) => {
            acknowledged.set(question.id, reply)
            answers += 1
            if (answers !== 100 || killing !== undefined) return
            killing = stoa.end("SIGKILL")
            kill()
          })
        )
        if (round % 4 === 3) sent.push(learner.learner().study(course.id, text.id, { positionMs: millis(round * 1_000) }))
      }
      // Only what has left the outbox can be under way when the server is killed.
      await Promise.race([killed, ...sent.slice(-1)])
    }
    await killed
    const before = answers
    const away = performance.now()
    const online = Promise.all([backOnline(learner), backOnline(proctor)])
    await killing
    stoa = await startStoa(again)
    const awayMs = performance.now() - away
    await online
    await Promise.all(sent)
    const recorded = await outages()
    // On a machine so busy that starting takes seconds this was an outage; the same rule says what it comes to.
    if (awayMs < 3_500) expect(recorded).toEqual([])
    deadline = instant(deadline + givenBy(recorded))
    expect(before).toBeLessThan(rounds * questions.length)

    const phone = await arrive(stoa, login)
    const seen = await takerView(phone.attempt(attempt.id))
    expect(seen).toMatchObject({ state: "in_progress", answered: questions.length, deadline, late: 0 })
    for (const question of questions) {
      expect(savedFor(seen, question.id)).toEqual(someAnswer(question, rounds - 1))
      expect(seen.answers[question.id]?.savedAt).toBe(acknowledged.get(question.id)?.savedAt)
    }
    expect((await phone.learner().openModule(course.id, text.id)).positionMs).toBe((rounds - 1) * 1_000)
    const wall = await proctor.wall(sitting).until(({ rows }) => rows.get(String(attempt.id))?.answered === questions.length)
    expect(wall.rows.get(String(attempt.id))).toMatchObject({ state: "in_progress", deadline })
    expect(await takerView(attempt)).toMatchObject({ deadline })
    phone.close()
  })

  it("T13 away for longer: the deadline moves by the outage, pushed to learner and wall, and by a second kill no further", async () => {
    const earlier = await outages()
    const moved = attempt.view.until(({ view }) => view.deadline !== deadline)
    const shown = proctor.wall(sitting).until(({ rows }) => rows.get(String(attempt.id))?.deadline !== deadline)
    await stoa.end("SIGKILL")
    const away = performance.now()
    await pass(6_000)
    stoa = await startStoa(again)
    const back = performance.now()
    const recorded = await outages()
    const outage = recorded.at(-1)
    if (outage === undefined) throw new Error("no outage was recorded")
    expect(recorded).toHaveLength(earlier.length + 1)
    expect(outage.done).toBe(true)
    expect(outage.length).toBeGreaterThanOrEqual(6_000)
    // From the last beat, at most a second or two before.
    expect(outage.length).toBeLessThan(back - away + 2_500)

    const { view } = await moved
    const compensated = givenBy(recorded)
    expect(view).toMatchObject({ state: "in_progress", deadline: deadline + outage.given, compensated })
    expect((await shown).rows.get(String(attempt.id))?.deadline).toBe(deadline + outage.given)

    const online = backOnline(learner)
    await stoa.end("SIGKILL")
    stoa = await startStoa(again)
    await online
    // The same outage is not given back again; another one would be, were the start so slow.
    const since = givenBy((await outages()).slice(recorded.length))
    const after = await takerView(attempt)
    expect(after).toMatchObject({ deadline: deadline + outage.given + since, compensated: compensated + since })
    const [given] = await sql`
      select count(*)::integer as times, count(distinct n)::integer as outages
      from journal where actor = ${`attempt/${attempt.id}`} and sender = 'engine:outage'`
    expect(given).toEqual({ times: (await outages()).length, outages: (await outages()).length })
  })

  it("what was acknowledged just before a kill is signed by the next life: its last row cannot be taken off unseen", async () => {
    const [question = fail()] = questions
    await attempt.answer(question.id, someAnswer(question, 1))
    await stoa.end("SIGKILL")
    const [last] = await sql`select max(seq)::integer as seq from journal where actor = ${`attempt/${attempt.id}`}`
    const unsigned = await runToEnd("scripts/verify.js", ["--attempt", String(attempt.id)], start)
    expect(unsigned).toMatchObject({ code: 0, said: expect.stringContaining("come after the last signed head") })
    stoa = await startStoa(again)
    learner.close()
    proctor.close()
    await stoa.end("SIGTERM")
    const signed = await runToEnd("scripts/verify.js", ["--attempt", String(attempt.id)], start)
    expect(signed).toMatchObject({ code: 0, said: expect.not.stringContaining("come after the last signed head") })
    await sql`delete from journal where actor = ${`attempt/${attempt.id}`} and seq >= ${last?.["seq"]}`
    const found = await runToEnd("scripts/verify.js", ["--attempt", String(attempt.id)], start)
    expect(found).toMatchObject({ code: 1, said: expect.stringMatching(new RegExp(`attempt/${attempt.id}.* found\\.`, "s")) })
  })
})
