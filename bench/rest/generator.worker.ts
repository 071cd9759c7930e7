/**
 * The load of the rest bench, open loop: each request is due at its instant and its latency counts from then on. A server that
 * stalls is charged for everything that was due meanwhile.
 */
import { Agent, request } from "node:http"
import { setTimeout as pause } from "node:timers/promises"
import { createInterface } from "node:readline"
import { Schema } from "effect"
import { build } from "hdr-histogram-js"
import { say } from "../generator.ts"
import { Random } from "../random.ts"
import { Job } from "./job.ts"
import { type Asked, asked } from "./mix.ts"

const input = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const firstLine: unknown = (await input.next()).value
const job = Schema.decodeUnknownSync(Schema.fromJsonString(Job))(firstLine)
const random = new Random(job.seed)
const agent = new Agent({ keepAlive: true, maxSockets: 256 })

const mostExamples = 5
/** What is unanswered this long after the end counts as an error. */
const patienceMs = 5_000

const ask = ({ method, path, body }: Asked, token: string): Promise<string | undefined> =>
  new Promise((done) => {
    const sent = request(
      {
        port: job.port,
        host: "127.0.0.1",
        agent,
        method,
        path,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) })
        }
      },
      (answer) => {
        const status = answer.statusCode ?? 0
        const chunks: Array<Buffer> = []
        // A body is read to its end in any case: only then is the answer there.
        answer.on("data", (chunk: Buffer) => (status > 299 ? chunks.push(chunk) : undefined))
        answer.on("end", () =>
          done(status <= 299 ? undefined : `${method} ${path}: ${status} ${Buffer.concat(chunks).toString().slice(0, 200)}`)
        )
        answer.on("error", (error) => done(`${method} ${path}: ${error.message}`))
      }
    )
    sent.on("error", (error) => done(`${method} ${path}: ${error.message}`))
    sent.end(body)
  })

const latencies = build({ highestTrackableValue: 120_000_000, numberOfSignificantValueDigits: 3, useWebAssembly: false })
let [offered, answered, errors, waiting] = [0, 0, 0, 0]
const examples: Array<string> = []
let measuring = false

const fire = (dueAt: number): void => {
  const token = job.tokens[Math.floor(random.fraction() * job.tokens.length)] ?? ""
  const counts = measuring
  if (counts) offered++
  waiting++
  void ask(asked(job, random), token).then((trouble) => {
    waiting--
    if (!counts) return
    if (trouble === undefined) {
      answered++
      latencies.recordValue(Math.max(1, Math.round((performance.now() - dueAt) * 1_000)))
      return
    }
    errors++
    if (examples.length < mostExamples) examples.push(trouble)
  })
}

const spacing = 1_000 / job.rate
const run = async (forMs: number): Promise<void> => {
  const began = performance.now()
  for (let n = 0; n * spacing < forMs;) {
    for (const now = performance.now(); n * spacing < forMs && began + n * spacing <= now; n++) fire(began + n * spacing)
    await pause(1)
  }
}

await run(job.warmUpMs)
measuring = true
say("measuring")
const cpu = process.cpuUsage()
const began = performance.now()
await run(job.measureMs)
const elapsedMs = performance.now() - began
const used = process.cpuUsage(cpu)
say("measured")
const isWaiting = (): boolean => waiting > 0
for (const until = performance.now() + patienceMs; isWaiting() && performance.now() < until;) await pause(10)
const at = (percent: number): number => latencies.getValueAtPercentile(percent) / 1_000
say("finding", {
  offered,
  answered,
  errors: errors + (offered - answered - errors),
  examples,
  elapsedMs,
  generatorCpuUs: used.user + used.system,
  p50Ms: at(50),
  p95Ms: at(95),
  p99Ms: at(99)
})
process.exit(0)
