/** The clock ends an exam, whoever is there: nobody, somebody whose answer is late, or no server at all. */
import { setTimeout as pass } from "node:timers/promises"
import { beforeAll, describe, expect, it } from "vitest"
import type { Attempt, StoaClient } from "../../client/index.ts"
import { QuestionId } from "../../protocol/ids.ts"
import type { Instant } from "../../protocol/time.ts"
import { projectPath } from "../../engine/project.ts"
import { testDatabase } from "../postgres.ts"
import { beginExam, gradeOf, takerView, trueOrFalse } from "./attempts.ts"
import { arrive, courseNamed, enrol, newcomer, newLogin } from "./people.ts"
import { dataFolder, freePort, runToEnd, type Start, startStoa, type Stoa } from "./stoa.ts"

const { url: databaseUrl, sql } = await testDatabase()
const start: Start = { data: dataFolder(), databaseUrl, port: await freePort(), environment: { STOA_COMPENSATE: "off" } }
const sum = QuestionId.make("sum")
const sky = QuestionId.make("sky")
const four = { kind: "numeric", text: "4" } as const

let stoa: Stoa

beforeAll(async () => {
  const seeded = await runToEnd("scripts/seed.js", [projectPath("tests", "end-to-end", "academy")], start)
  if (seeded.code !== 0) throw new Error(seeded.said)
  stoa = await startStoa(start)
})

/** In the exam that is over in eight seconds, with one of two answers saved. */
const sprint = async (client: StoaClient): Promise<{ readonly attempt: Attempt; readonly deadline: Instant }> => {
  const course = await courseNamed(client, "Against the bell")
  await enrol(client, course.id)
  const attempt = await beginExam(client, course)
  expect(await attempt.answer(sum, four)).toMatchObject({ counted: true })
  const { deadline, startedAt } = await takerView(attempt, ({ answered }) => answered === 1)
  if (deadline === undefined || startedAt === undefined) throw new Error("begun without a deadline")
  expect(deadline - startedAt).toBe(8_000)
  return { attempt, deadline }
}

describe("at the deadline", () => {
  it("T6 T7 ends an attempt with nobody connected, stamped with the deadline; what comes later is kept and decides nothing", async () => {
    const login = newLogin()
    const gone = await newcomer(stoa, login)
    const late = await newcomer(stoa)
    const [left, stayed] = await Promise.all([sprint(gone), sprint(late)])
    gone.close()
    await pass((late.clock.timeLeft(stayed.deadline) ?? 0) + late.clock.uncertainty() + 20)
    expect(await stayed.attempt.answer(sky, trueOrFalse(false))).toMatchObject({ counted: false })
    await expect(stayed.attempt.submit()).rejects.toMatchObject({ code: "attempt_over" })
    // One right answer of two; the late one would have made it all.
    expect(await gradeOf(stayed.attempt)).toMatchObject({ score: "50", passed: true, provisional: true })
    const view = await takerView(stayed.attempt)
    expect(view).toMatchObject({ endedAt: stayed.deadline, submittedBy: "clock", answered: 1, late: 1 })
    expect(view.lateAnswers[sky]).toMatchObject({ decision: "awaiting", response: trueOrFalse(false) })
    expect(view.lateAnswers[sky]?.receivedAt).toBeGreaterThan(stayed.deadline)

    const back = await arrive(stoa, login)
    const attempt = back.attempt(left.attempt.id)
    expect(await gradeOf(attempt)).toMatchObject({ score: "50", passed: true, provisional: false })
    expect(await takerView(attempt)).toMatchObject({
      endedAt: left.deadline,
      submittedAt: left.deadline,
      submittedBy: "clock",
      late: 0
    })
  })

  it("T13 with compensation off, closes at boot what ended meanwhile, stamped with its deadline", async () => {
    const login = newLogin()
    const client = await newcomer(stoa, login)
    const { attempt, deadline } = await sprint(client)
    const left = client.clock.timeLeft(deadline) ?? 0
    client.close()
    await stoa.end("SIGKILL")
    await pass(left + 500)
    stoa = await startStoa(start)
    const back = await arrive(stoa, login)
    const graded = back.attempt(attempt.id)
    expect(await gradeOf(graded)).toMatchObject({ score: "50", passed: true })
    const view = await takerView(graded)
    expect(view).toMatchObject({ deadline, endedAt: deadline, submittedAt: deadline, submittedBy: "clock", answered: 1 })
    expect(view.compensated).toBeUndefined()
    expect(await sql`select ended_at, deadline_at from attempts where id = ${attempt.id}`).toEqual([
      { ended_at: new Date(deadline), deadline_at: new Date(deadline) }
    ])
  })
})
