/** Somebody who sits the exam over a lean connection, sees their own attempt end, and answers when told to. */
import { Schema } from "effect"
import { AnswerView, AttemptState, BeginReply, SaveAnswerReply } from "../../protocol/attempt.ts"
import { Refusal } from "../../protocol/errors.ts"
import { Accepted, Receipt } from "../../protocol/live.ts"
import { epochMs } from "../generator.ts"
import { type Tally, Viewer } from "../live/viewer.ts"
import type { Answered, TakersJob } from "./job.ts"

const isAccepted = Schema.is(Accepted)
const isRefusal = Schema.is(Schema.Struct({ ...Refusal.fields, receipt: Schema.optionalKey(Receipt) }))
const decodeStarted = Schema.decodeUnknownSync(Schema.Struct({ attemptId: Schema.Int }))
const decodeBegun = Schema.decodeUnknownSync(BeginReply)
const decodeSaved = Schema.decodeUnknownSync(SaveAnswerReply)
/** As much as the bench looks at, of a whole view and of a change of it alike. */
const Shown = Schema.Struct({
  state: Schema.optionalKey(AttemptState),
  canBegin: Schema.optionalKey(Schema.Boolean),
  answers: Schema.optionalKey(Schema.Record(Schema.String, AnswerView))
})
const decodeChange = Schema.decodeUnknownSync(Shown)
const decodeWhole = Schema.decodeUnknownSync(Schema.Struct({ view: Shown }))

const over: ReadonlySet<string> = new Set(["graded", "under_review", "verified", "rejected"])
const questions = 20
const options = ["a", "b", "c", "d"]
const mostTries = 10

export class Taker {
  readonly #job: TakersJob
  readonly #viewer: Viewer
  readonly #tally: Tally
  #n = 0
  #sent = 0
  #attemptId = 0
  #endShownAt: number | undefined
  #graded = false
  /** By question, the receive time of the last answer that counted. */
  readonly #counted = new Map<string, number>()
  readonly answered: Array<Answered> = []
  #unanswered = 0

  constructor(job: TakersJob, tally: Tally) {
    this.#job = job
    this.#tally = tally
    this.#viewer = new Viewer(tally)
  }

  get attemptId(): number {
    return this.#attemptId
  }

  get endShownAt(): number | undefined {
    return this.#endShownAt
  }

  /** Its end was shown, its grade too, and every answer was answered. */
  get isThrough(): boolean {
    return this.#endShownAt !== undefined && this.#graded && this.#unanswered === 0
  }

  /** Enrols, starts an attempt, and waits to be let in. */
  async sitDown(token: string): Promise<void> {
    const { port, courseId, moduleId, assessmentId, sittingId } = this.#job
    await this.#viewer.connect(port, token)
    const { userId } = this.#viewer
    await this.#ask("course", courseId, { _tag: "Enrol" }, "already_enrolled")
    await this.#ask("learner", userId, { _tag: "OpenModule", courseId, moduleId })
    const started = await this.#ask("learner", userId, { _tag: "StartAttempt", assessmentId, sittingId })
    this.#attemptId = decodeStarted(started).attemptId
    const letIn = new Promise<void>((resolve) => {
      this.#viewer.onPatch = (patch) => {
        if (decodeChange(patch).canBegin === true) resolve()
      }
    })
    const { view } = decodeWhole(await this.#viewer.follow("attempt", this.#attemptId))
    if (view.canBegin !== true) await letIn
    this.#viewer.onPatch = (patch) => this.#look(decodeChange(patch).state)
  }

  /** Answers the deadline. */
  async begin(): Promise<number | null> {
    return decodeBegun(await this.#ask("attempt", this.#attemptId, { _tag: "Begin" })).deadline
  }

  /** Saves an answer to the next question, at once; what becomes of it is in `answered` when it is known. */
  answer(): void {
    const number = this.#sent++
    const question = `q${number % questions}`
    const response = { kind: "single", option: options[number % options.length] }
    this.#unanswered++
    this.#save(++this.#n, question, { _tag: "SaveAnswer", question, response }, epochMs(), undefined, 1)
  }

  /** Holds what counted against what the attempt shows in the end. */
  async compare(): Promise<void> {
    const { view } = decodeWhole(await this.#viewer.follow("attempt", this.#attemptId))
    for (const [question, at] of this.#counted) {
      const shown = view.answers?.[question]?.savedAt
      if (shown !== at) this.#tally.wrong(`attempt/${this.#attemptId}: ${question} counted at ${at}, shown as of ${shown}`)
    }
  }

  /** Gives up what is still unanswered, and leaves. */
  leave(): void {
    for (; this.#unanswered > 0; this.#unanswered--) {
      this.answered.push({ attemptId: this.#attemptId, sentAt: 0, outcome: "unanswered" })
    }
    this.#viewer.leave()
  }

  #look(state: AttemptState | undefined): void {
    if (state === undefined || state === "waiting" || state === "in_progress" || state === "paused") return
    this.#endShownAt ??= epochMs()
    if (over.has(state)) this.#graded = true
  }

  /** As the SDK does it: what could not be stored at that moment is sent again with the receipt it was given. */
  #save(n: number, question: string, command: unknown, sentAt: number, receipt: unknown, turn: number): void {
    const { attemptId } = this
    this.#viewer.client.emit("command", this.#frame("attempt", attemptId, n, command, receipt), (answer) => {
      if (isRefusal(answer) && answer.receipt !== undefined && turn < mostTries) {
        const { receipt: given } = answer
        setTimeout(() => this.#save(n, question, command, sentAt, given, turn + 1), answer.retryAfterMs ?? 100)
        return
      }
      this.#unanswered--
      if (!isAccepted(answer)) {
        this.answered.push({ attemptId, sentAt, outcome: "refused", code: isRefusal(answer) ? answer.code : "unreadable" })
        return
      }
      const { savedAt, counted } = decodeSaved(answer.reply)
      if (counted) this.#counted.set(question, savedAt)
      this.answered.push({ attemptId, sentAt, outcome: counted ? "counted" : "late", savedAt })
    })
  }

  async #ask(type: string, id: number, command: unknown, unless?: string): Promise<unknown> {
    const answer = await this.#viewer.client.request("command", this.#frame(type, id, ++this.#n, command, undefined))
    if (isAccepted(answer)) return answer.reply
    if (isRefusal(answer) && answer.code === unless) return undefined
    throw new Error(`${JSON.stringify(command)} was not accepted: ${JSON.stringify(answer)}`)
  }

  #frame(type: string, id: number, n: number, command: unknown, receipt: unknown): unknown {
    const frame = { to: { type, id }, id: { sender: this.#viewer.sender, n }, command }
    return receipt === undefined ? frame : { ...frame, receipt }
  }
}
