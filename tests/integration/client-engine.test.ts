/** The SDK against the whole program, killed under it: what was acknowledged is there, what was not comes again. */
import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { StoaClient, type ConnectionState, type Settled } from "../../client/index.ts"
import type { Paper, Response as Answer } from "../../protocol/assessment.ts"
import { testDatabase } from "../postgres.ts"
import { someAnswer } from "../some-answer.ts"
import { MortalEngine } from "./fixtures/mortal-engine.ts"

const { url } = await testDatabase()
let engine: MortalEngine
let client: StoaClient

beforeAll(async () => {
  engine = await MortalEngine.make(url)
  await engine.start()
  client = new StoaClient({ url: engine.url })
  const account = { email: `${randomUUID()}@academy.example`, password: randomUUID() }
  await client.register({ ...account, first_name: "Kim", last_name: "Ito" })
  await client.connect()
})
afterAll(async () => {
  client.close()
  await engine.stop()
})

const begunQuiz = async () => {
  const [course] = (await client.rest.courses()).filter(({ title }) => title === "Foundations of security")
  if (course === undefined) throw new Error("the demo academy is not there")
  await client.course(course.id).enrol()
  const quiz = (await client.rest.modules(course.id)).find(({ content_type }) => content_type === "quiz")
  if (quiz?.assessment_id == null) throw new Error("the course has no quiz")
  const { attemptId } = await client.learner().startAttempt(quiz.assessment_id)
  const attempt = client.attempt(attemptId)
  await attempt.begin()
  return attempt
}

describe("a server killed in the middle of an attempt", () => {
  it("loses nothing acknowledged, takes the rest once, and the client comes back by itself", { timeout: 90_000 }, async () => {
    const attempt = await begunQuiz()
    const paper: Paper = await attempt.paper()
    const states: Array<ConnectionState["_tag"]> = []
    const settled: Array<Settled> = []
    client.onState(({ _tag }) => states.push(_tag))
    client.onSettled((one) => settled.push(one))
    const stop = attempt.view.watch(() => {})

    const last = new Map<string, Answer>()
    const answered: Array<Promise<unknown>> = []
    const answerRound = (round: number) => {
      for (const question of paper.questions) {
        const answer = someAnswer(question, round)
        last.set(question.id, answer)
        const saved = attempt.answer(question.id, answer)
        // Awaited below; until then a failure is nobody's.
        saved.catch(() => {})
        answered.push(saved)
      }
    }
    // Each round waits for an earlier one, so that some are acknowledged, some under way and some not sent when it dies.
    for (let round = 0; round < 6; round++) {
      answerRound(round)
      if (round > 0) await Promise.all(answered.slice(0, (round - 1) * paper.questions.length))
    }
    await engine.kill()
    answerRound(6)
    const acknowledged = settled.filter(({ outcome }) => "seq" in outcome)
    expect(acknowledged.length).toBeGreaterThan(0)
    expect(client.unsettled.length).toBeGreaterThan(0)

    await engine.start()
    await Promise.all(answered)
    expect(states).toContain("Waiting")
    expect(client.state._tag).toBe("Online")
    expect(client.unsettled).toEqual([])

    // Once each: acknowledgements bear distinct sequences of the attempt.
    const seqs = settled.flatMap(({ outcome }) => ("seq" in outcome ? [outcome.seq] : []))
    expect(new Set(seqs).size).toBe(seqs.length)
    const { view } = await attempt.view.until((seen) => seen.view.answered === paper.questions.length)
    if (!("answers" in view)) throw new Error("not the taker's view")
    for (const [question, answer] of last)
      expect(Object.entries(view.answers).find(([id]) => id === question)?.[1].response).toEqual(answer)
    stop()

    const { submittedAt } = await attempt.submit()
    const graded = await attempt.view.until((seen) => seen.view.state === "graded")
    expect(graded.view.submittedAt).toBe(submittedAt)
  })
})
