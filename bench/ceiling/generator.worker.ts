/**
 * The load of the ceiling bench: every connection always has the same number of exam answers under way, and sends the
 * next when one is acknowledged. Its job comes on its input, as does the word to begin; its findings go to its output.
 */
import { setTimeout as pause } from "node:timers/promises"
import { randomUUID } from "node:crypto"
import { createInterface } from "node:readline"
import { Schema } from "effect"
import { say } from "../generator.ts"
import { LeanClient } from "../lean-client.ts"
import { Job } from "./job.ts"

const decodeJob = Schema.decodeUnknownSync(Schema.fromJsonString(Job))
const Reply = Schema.Struct({ _tag: Schema.Literal("Accepted"), reply: Schema.Unknown })
const decodeReply = Schema.decodeUnknownSync(Reply)
const decodeAttempt = Schema.decodeUnknownSync(Schema.Struct({ attemptId: Schema.Int }))

const input = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const job = decodeJob((await input.next()).value)
const questions = Array.from({ length: 20 }, (_, index) => `q${index}`)
const options = ["a", "b", "c", "d"]

let acked = 0
let refused = 0
let publications = 0
let measuring = false
let stopped = false

class Taker {
  readonly #client: LeanClient
  readonly #sender: string
  #n = 0
  #attempt = 0

  constructor(client: LeanClient, sender: string) {
    this.#client = client
    this.#sender = sender
  }

  async begin(userId: number): Promise<void> {
    if (job.target === "baseline") {
      this.#attempt = userId
      return
    }
    await this.#command("course", job.courseId, { _tag: "Enrol" })
    const started = decodeReply(await this.#command("learner", userId, { _tag: "StartAttempt", assessmentId: job.assessmentId }))
    this.#attempt = decodeAttempt(started.reply).attemptId
    // Refused in every round but the first: the attempt goes on.
    await this.#command("attempt", this.#attempt, { _tag: "Begin" })
    await this.#client.request("subscribe", { _tag: "Actor", ref: { type: "attempt", id: this.#attempt } })
  }

  answer(): void {
    if (stopped) return
    const n = ++this.#n
    const question = questions[n % questions.length]
    const option = options[n % options.length]
    this.#client.emit(
      "command",
      {
        to: { type: "attempt", id: this.#attempt },
        id: { sender: this.#sender, n },
        command: { _tag: "SaveAnswer", question, response: { kind: "single", option } }
      },
      (reply) => {
        if (measuring) {
          if (typeof reply === "object" && reply !== null && Reflect.get(reply, "_tag") === "Accepted") acked++
          else refused++
        }
        this.answer()
      }
    )
  }

  #command(type: string, id: number, command: unknown): Promise<unknown> {
    return this.#client.request("command", { to: { type, id }, id: { sender: this.#sender, n: ++this.#n }, command })
  }
}

const connect = async (token: string): Promise<Taker> => {
  const sender = `device:${randomUUID()}`
  let welcomed: (userId: number) => void = () => {}
  const welcome = new Promise<number>((resolve) => {
    welcomed = resolve
  })
  const client = await LeanClient.connect(job.port, { version: 1, token, sender }, (name, payload) => {
    if (name === "publication") publications++
    if (name === "welcome" && typeof payload === "object" && payload !== null) welcomed(Number(Reflect.get(payload, "userId")))
  })
  const taker = new Taker(client, sender)
  await taker.begin(job.target === "baseline" ? 1 : await welcome)
  return taker
}

const takers: Array<Taker> = []
// Fifty at a time: a real exam's learners don't open their connections in the same millisecond either.
for (let from = 0; from < job.tokens.length; from += 50) {
  takers.push(...(await Promise.all(job.tokens.slice(from, from + 50).map(connect))))
}
say("connected")
// Both halves of the load begin and end together.
await input.next()
for (const taker of takers) for (let count = 0; count < job.underWay; count++) taker.answer()
await pause(job.warmUpMs)
measuring = true
const cpu = process.cpuUsage()
const began = performance.now()
say("measuring")
await pause(job.measureMs)
measuring = false
const elapsedMs = performance.now() - began
const used = process.cpuUsage(cpu)
stopped = true
say("result", { acked, refused, publications, elapsedMs, generatorCpuUs: used.user + used.system })
process.exit(0)
