/**
 * The learners of the crash bench: each enrols, and then sits attempt after attempt, answering as fast as it is
 * acknowledged and studying in between, until told to finish. Nothing in `learn` knows of crashes: that is `Device`'s part.
 */
import { setTimeout as pause } from "node:timers/promises"
import { createInterface } from "node:readline"
import { Schema } from "effect"
import { say } from "../generator.ts"
import { LedgerWriter } from "../ledger.ts"
import { Random } from "../random.ts"
import { Device, type Witness } from "./device.ts"
import { Job } from "./job.ts"

const input = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const firstLine: unknown = (await input.next()).value
const job = Schema.decodeUnknownSync(Schema.fromJsonString(Job))(firstLine)
const decodeStarted = Schema.decodeUnknownSync(Schema.Struct({ attemptId: Schema.Int, resumed: Schema.Boolean }))

const questions = Array.from({ length: 20 }, (_, index) => `q${index}`)
const options = ["a", "b", "c", "d"]
/** Below the text's nominal length, by which positions are bounded. */
const furthest = 500_000
const mostExamples = 10

const ledger = new LedgerWriter(job.ledger)
const random = new Random(job.seed)
const examples: Array<string> = []
let errors = 0
let acked = 0
const finishing = new AbortController()

const witness: Witness = {
  ledger,
  random,
  acked: () => {
    acked++
  },
  recovered: (finding) => say("recovered", finding),
  wrong: (sentence) => {
    errors++
    if (examples.length < mostExamples) examples.push(sentence)
  }
}

const pick = <A>(from: ReadonlyArray<A>): A | undefined => from[Math.floor(random.fraction() * from.length)]

const answerSome = async (device: Device, attemptId: number, count: number): Promise<void> => {
  const learner = { type: "learner", id: device.userId } as const
  const attempt = { type: "attempt", id: attemptId } as const
  for (let index = 0; index < count && !finishing.signal.aborted; index++) {
    await device.send(attempt, {
      _tag: "SaveAnswer",
      question: pick(questions),
      response: { kind: "single", option: pick(options) }
    })
    if (index % 5 === 0) {
      await device.send(learner, {
        _tag: "Study",
        courseId: job.courseId,
        moduleId: job.moduleId,
        positionMs: Math.floor(random.between(0, furthest)),
        pages: Math.floor(random.between(0, 10)),
        interactions: 1
      })
    }
  }
}

const learn = async (device: Device): Promise<void> => {
  const learner = { type: "learner", id: device.userId } as const
  const place = { courseId: job.courseId, moduleId: job.moduleId }
  await device.send({ type: "course", id: job.courseId }, { _tag: "Enrol" })
  await device.send(learner, { _tag: "OpenModule", ...place })
  const begun = new Set<number>()
  while (!finishing.signal.aborted) {
    const { attemptId } = decodeStarted(await device.send(learner, { _tag: "StartAttempt", assessmentId: job.assessmentId }))
    if (begun.has(attemptId)) {
      // Handed in, but the learner's own book has not heard of it yet.
      await pause(20)
      continue
    }
    begun.add(attemptId)
    const attempt = { type: "attempt", id: attemptId } as const
    await device.send(attempt, { _tag: "Begin" })
    device.follow(attempt)
    const each = Math.ceil(job.answers / job.underWay)
    await Promise.all(Array.from({ length: job.underWay }, () => answerSome(device, attemptId, each)))
    await device.send(attempt, { _tag: "Submit" })
  }
  await device.send(learner, { _tag: "CloseModule", ...place, interactions: 1 })
  device.close()
}

const devices = job.tokens.map((token) => new Device(job.port, token, witness))
await Promise.all(devices.map((device) => device.connect()))
say("connected")
const ticker = setInterval(() => say("acked", acked), 100)
const learning = Promise.all(
  devices.map((device) =>
    learn(device).catch((error: unknown) => witness.wrong(error instanceof Error ? error.message : String(error)))
  )
)
await input.next()
finishing.abort()
await learning
clearInterval(ticker)
await ledger.close()
say("finished", { acked, errors, examples })
process.exit(0)
