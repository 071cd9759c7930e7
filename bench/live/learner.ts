/** A learner in the hall: sits down once, and then sends what is due, whether or not anything came back (open loop). */
import { Schema } from "effect"
import { Accepted } from "../../protocol/live.ts"
import type { LedgerWriter } from "../ledger.ts"
import type { Job } from "./job.ts"
import { mix } from "./mix.ts"
import { type Tally, Viewer } from "./viewer.ts"

const isAccepted = Schema.is(Accepted)
const decodeStarted = Schema.decodeUnknownSync(Schema.Struct({ attemptId: Schema.Int }))
const decodeMayBegin = Schema.decodeUnknownOption(Schema.Struct({ canBegin: Schema.Boolean }))
const decodeSnapshot = Schema.decodeUnknownSync(Schema.Struct({ view: Schema.Struct({ canBegin: Schema.Boolean }) }))
const options = ["a", "b", "c", "d"]

export class Learner {
  readonly viewer: Viewer
  readonly #ledger: LedgerWriter
  readonly #job: Job
  #attemptId = 0
  #n = 0

  constructor(job: Job, ledger: LedgerWriter, tally: Tally) {
    this.viewer = new Viewer(tally)
    this.#job = job
    this.#ledger = ledger
  }

  get attemptId(): number {
    return this.#attemptId
  }

  /** Enrols, starts an attempt, waits to be let in, begins. */
  async sitDown(token: string): Promise<void> {
    const { port, courseId, moduleId, assessmentId, sittingId } = this.#job
    await this.viewer.connect(port, token)
    const { userId } = this.viewer
    await this.#ask("course", courseId, { _tag: "Enrol" })
    await this.#ask("learner", userId, { _tag: "OpenModule", courseId, moduleId })
    const started = await this.#ask("learner", userId, { _tag: "StartAttempt", assessmentId, sittingId })
    this.#attemptId = decodeStarted(started).attemptId
    const letIn = new Promise<void>((resolve) => {
      this.viewer.onPatch = (patch) => {
        const change = decodeMayBegin(patch)
        if (change._tag === "Some" && change.value.canBegin) resolve()
      }
    })
    const whole = decodeSnapshot(await this.viewer.follow("attempt", this.#attemptId))
    if (!whole.view.canBegin) await letIn
    this.viewer.onPatch = () => {}
    await this.#ask("attempt", this.#attemptId, { _tag: "Begin" })
    await this.viewer.follow("learner", userId)
  }

  beat(): void {
    this.viewer.client.tell("beat", { attempt: { id: this.#attemptId, question: `q${this.#n % mix.questions}` } })
  }

  /** Sends the next durable command of the mix; `done` hears when it was answered, and whether it was accepted. */
  next(done: (accepted: boolean, at: number, answer: unknown) => void): void {
    const { courseId, moduleId } = this.#job
    const n = this.#n + 1
    if (n % mix.studyEvery === 0) {
      this.#send("learner", this.viewer.userId, { _tag: "Study", courseId, moduleId, positionMs: n * 1_000 }, done)
    } else {
      const response = { kind: "single", option: options[n % options.length] }
      this.#send("attempt", this.#attemptId, { _tag: "SaveAnswer", question: `q${n % mix.questions}`, response }, done)
    }
  }

  #ask(type: string, id: number, command: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#send(type, id, command, (accepted, _at, answer) => {
        if (accepted && isAccepted(answer)) resolve(answer.reply)
        else reject(new Error(`${JSON.stringify(command)} was not accepted: ${JSON.stringify(answer)}`))
      })
    })
  }

  #send(type: string, id: number, command: unknown, done: (accepted: boolean, at: number, answer: unknown) => void): void {
    const n = ++this.#n
    this.viewer.client.emit("command", { to: { type, id }, id: { sender: this.viewer.sender, n }, command }, (answer, at) => {
      const accepted = isAccepted(answer)
      done(accepted, at, answer)
      if (!accepted) return
      const { seq, at: decidedAt, reply } = answer
      this.#ledger.write({
        _tag: "Acknowledged",
        actor: `${type}/${id}`,
        sender: `u${this.viewer.userId}:${this.viewer.sender}`,
        n,
        command,
        seq,
        at: decidedAt,
        reply
      })
    })
  }
}
