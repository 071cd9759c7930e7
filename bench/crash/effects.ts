/**
 * What the acknowledged commands ought to have come to, computed from the ledger alone, held against what the system
 * shows afterwards: each attempt and each learner as they see themselves, and the read tables. A command applied twice
 * or not at all shows here even if the journal looked right.
 */
import { setTimeout as pause } from "node:timers/promises"
import { Schema } from "effect"
import { AttemptTakerView, SaveAnswer, SaveAnswerReply, Submit } from "../../protocol/attempt.ts"
import { CloseModule, LearnerView, OpenModule, StartAttempt, StartAttemptReply, Study } from "../../protocol/learner.ts"
import type { Sql } from "../../storage/sql.ts"
import type { Installation, Learner } from "../installation.ts"
import { LeanClient } from "../lean-client.ts"
import { type Acknowledged, readLedger } from "../ledger.ts"

export interface Effects {
  /** Effects that are missing, or older than what was acknowledged last. */
  readonly missing: number
  /** Effects that were counted more than once, or that nobody was told of. */
  readonly surplus: number
  readonly examples: ReadonlyArray<string>
}

interface ExpectedAttempt {
  readonly answers: Map<string, { readonly seq: number; readonly option: string; readonly savedAt: number }>
  submitted: boolean
}

interface ExpectedLearner {
  readonly attempts: Map<number, ExpectedAttempt>
  pages: number
  interactions: number
  position: { readonly seq: number; readonly positionMs: number } | undefined
}

const isStudy = Schema.is(Schema.Union([Study, CloseModule]))
const isSaveAnswer = Schema.is(SaveAnswer)
const isSubmit = Schema.is(Submit)
const isStart = Schema.is(StartAttempt)
const isOpen = Schema.is(OpenModule)
const decodeStarted = Schema.decodeUnknownSync(StartAttemptReply)
const decodeSaved = Schema.decodeUnknownSync(SaveAnswerReply)
const decodeAttempt = Schema.decodeUnknownSync(Schema.Struct({ view: AttemptTakerView }))
const decodeLearner = Schema.decodeUnknownSync(Schema.Struct({ view: LearnerView }))

const userOf = (sender: string): number => Number(sender.slice(1, sender.indexOf(":")))

const take = (expected: ExpectedLearner, { actor, command, seq, reply }: Acknowledged): void => {
  if (isOpen(command)) {
    // Opening a module is the first page seen of it.
    expected.pages++
  } else if (isStudy(command)) {
    expected.pages += command.pages ?? 0
    expected.interactions += command.interactions ?? 0
    if (command.positionMs !== undefined && seq > (expected.position?.seq ?? 0)) {
      expected.position = { seq, positionMs: command.positionMs }
    }
  } else if (isStart(command)) {
    const { attemptId } = decodeStarted(reply)
    if (!expected.attempts.has(attemptId)) expected.attempts.set(attemptId, { answers: new Map(), submitted: false })
  } else if (actor.startsWith("attempt/")) {
    const attempt = expected.attempts.get(Number(actor.slice("attempt/".length)))
    if (attempt === undefined) return
    if (isSaveAnswer(command)) {
      if (seq < (attempt.answers.get(command.question)?.seq ?? 0) || command.response?.kind !== "single") return
      attempt.answers.set(command.question, { seq, option: command.response.option, savedAt: decodeSaved(reply).savedAt })
    } else if (isSubmit(command)) {
      attempt.submitted = true
    }
  }
}

const expectations = async (ledger: string): Promise<ReadonlyMap<number, ExpectedLearner>> => {
  const learners = new Map<number, ExpectedLearner>()
  for await (const line of readLedger(ledger)) {
    if (line._tag === "Shown") continue
    const userId = userOf(line.sender)
    const expected = learners.get(userId) ?? { attempts: new Map(), pages: 0, interactions: 0, position: undefined }
    learners.set(userId, expected)
    take(expected, line)
  }
  return learners
}

/** Grades follow submissions by themselves; how long they are waited for. */
const gradedWithinMs = 30_000

class Comparison implements Effects {
  missing = 0
  surplus = 0
  readonly examples: Array<string> = []

  number(what: string, expected: number, found: number): void {
    if (found === expected) return
    if (found < expected) this.missing += expected - found
    else this.surplus += found - expected
    this.#example(`${what}: ${found} instead of ${expected}`)
  }

  same(what: string, expected: string, found: string): void {
    if (found === expected) return
    this.missing++
    this.#example(`${what}: ${found} instead of ${expected}`)
  }

  #example(sentence: string): void {
    if (this.examples.length < 10) this.examples.push(sentence)
  }
}

const look = async (client: LeanClient, type: "attempt" | "learner", id: number): Promise<unknown> => {
  const ref = { type, id }
  const whole = await client.request("subscribe", { _tag: "Actor", ref })
  await client.request("unsubscribe", { _tag: "Actor", ref })
  return whole
}

const compareAttempt = async (client: LeanClient, id: number, expected: ExpectedAttempt, comparison: Comparison) => {
  const until = performance.now() + gradedWithinMs
  let { view } = decodeAttempt(await look(client, "attempt", id))
  while (expected.submitted && (view.state === "submitted" || view.state === "grading") && performance.now() < until) {
    await pause(100)
    view = decodeAttempt(await look(client, "attempt", id)).view
  }
  const saved = Object.entries<(typeof view.answers)[keyof typeof view.answers]>(view.answers)
  comparison.number(`attempt/${id}: answers`, expected.answers.size, saved.length)
  for (const [question, { response, savedAt }] of saved) {
    const last = expected.answers.get(question)
    const option = response?.kind === "single" ? response.option : "none"
    if (last !== undefined) comparison.same(`attempt/${id} ${question}`, `${last.option} ${last.savedAt}`, `${option} ${savedAt}`)
  }
  if (expected.submitted) comparison.same(`attempt/${id}`, "graded", view.state)
}

const compareLearner = async (
  port: number,
  { userId, token }: Learner,
  expected: ExpectedLearner,
  { drill }: Installation,
  sql: Sql,
  comparison: Comparison
): Promise<void> => {
  const client = await LeanClient.connect(port, { version: 1, token, sender: "device:afterwards" }, () => {})
  for (const [id, attempt] of expected.attempts) await compareAttempt(client, id, attempt, comparison)
  const { view } = decodeLearner(await look(client, "learner", userId))
  client.close()
  const attempts = Object.entries(view.assessments[String(drill.assessmentId)]?.attempts ?? {})
  comparison.number(`learner/${userId}: attempts`, expected.attempts.size, attempts.length)
  const numbers = attempts.map(([, { number }]) => number).toSorted((a, b) => a - b)
  comparison.same(`learner/${userId}: attempts' numbers`, numbers.map((_, index) => index + 1).join(), numbers.join())
  const graded = attempts.filter(([, { standing }]) => standing === "graded")
  const submitted = [...expected.attempts.values()].filter((attempt) => attempt.submitted)
  comparison.number(`learner/${userId}: graded attempts`, submitted.length, graded.length)
  const module = view.courses[String(drill.courseId)]?.modules[String(drill.moduleId)]
  if (expected.position !== undefined) {
    comparison.same(`learner/${userId}: position`, String(expected.position.positionMs), String(module?.positionMs))
  }
  const [sums] = await sql<Array<{ pages: number; interactions: number; submissions: number }>>`
    select coalesce(sum(pages_viewed), 0) as pages, coalesce(sum(interactions), 0) as interactions,
      (select count(*) from assessment_submissions where user_id = ${userId}) as submissions
    from learning_analytics where user_id = ${userId}`
  comparison.number(`learner/${userId}: pages`, expected.pages, Number(sums?.pages))
  comparison.number(`learner/${userId}: interactions`, expected.interactions, Number(sums?.interactions))
  comparison.number(`learner/${userId}: submissions`, submitted.length, Number(sums?.submissions))
}

export const compareEffects = async (port: number, ledger: string, installation: Installation, sql: Sql): Promise<Effects> => {
  const expected = await expectations(ledger)
  const comparison = new Comparison()
  for (const learner of installation.learners) {
    const one = expected.get(learner.userId)
    if (one !== undefined) await compareLearner(port, learner, one, installation, sql, comparison)
  }
  return comparison
}
