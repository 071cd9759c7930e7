/**
 * The hall of the live bench, open loop: when a command is due is fixed beforehand, and its latency counts from then on,
 * however late it could be sent. A server that stalls is thereby charged for everything that was due meanwhile.
 */
import { setTimeout as pause } from "node:timers/promises"
import { createInterface } from "node:readline"
import { Schema } from "effect"
import { build } from "hdr-histogram-js"
import { say } from "../generator.ts"
import { LedgerWriter } from "../ledger.ts"
import { Random } from "../random.ts"
import { Job } from "./job.ts"
import { Learner } from "./learner.ts"
import { mix } from "./mix.ts"
import { type Tally, Viewer } from "./viewer.ts"

const input = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const firstLine: unknown = (await input.next()).value
const job = Schema.decodeUnknownSync(Schema.fromJsonString(Job))(firstLine)
const random = new Random(job.seed)
const ledger = new LedgerWriter(job.ledger)

const mostExamples = 10
/** What is unanswered this long after the end counts as an error. */
const patienceMs = 5_000
const atOnce = 25

const examples: Array<string> = []
let errors = 0
const tally: Tally = {
  publications: 0,
  feedFrames: 0,
  refreshed: 0,
  wrong: (sentence) => {
    errors++
    if (examples.length < mostExamples) examples.push(sentence)
  }
}

const learners = job.tokens.map(() => new Learner(job, ledger, tally))
for (let from = 0; from < learners.length; from += atOnce) {
  await Promise.all(learners.slice(from, from + atOnce).map((learner, index) => learner.sitDown(job.tokens[from + index] ?? "")))
  say("seated", Math.min(from + atOnce, learners.length))
}

const watch = async (token: string, refs: ReadonlyArray<readonly [string, number]>): Promise<Viewer> => {
  const viewer = new Viewer(tally)
  await viewer.connect(job.port, token)
  for (const [type, id] of refs) await viewer.follow(type, id)
  return viewer
}
const watchers: Array<Viewer> = []
for (let proctor = 0; proctor < mix.proctors; proctor++) {
  const attempts = learners.filter((_, index) => index % mix.proctors === proctor).slice(0, mix.attemptsPerProctor)
  watchers.push(
    await watch(job.proctor, [
      ["wall", job.sittingId],
      ["exam", job.sittingId],
      ...attempts.map(({ attemptId }) => ["attempt", attemptId] as const)
    ])
  )
}
for (let instructor = 0; instructor < mix.instructors; instructor++) {
  watchers.push(
    await watch(job.instructor, [
      ["board", job.courseId],
      ["course", job.courseId]
    ])
  )
}

const microseconds = { lowestDiscernibleValue: 1, highestTrackableValue: 120_000_000, numberOfSignificantValueDigits: 3 } as const
const latency = build(microseconds)
const lateness = build(microseconds)
const commands = { offered: 0, acked: 0, unanswered: 0 }
let measuring = false

interface Recurring {
  readonly everyMs: number
  dueAt: number
  readonly run: (dueAt: number) => void
}

const command =
  (learner: Learner) =>
  (dueAt: number): void => {
    const timed = measuring
    if (timed) {
      commands.offered++
      lateness.recordValue(Math.max(1, Math.round((performance.now() - dueAt) * 1_000)))
    }
    commands.unanswered++
    learner.next((accepted, at, answer) => {
      commands.unanswered--
      if (!accepted) return tally.wrong(JSON.stringify(answer))
      if (!timed) return
      commands.acked++
      latency.recordValue(Math.max(1, Math.round((at - dueAt) * 1_000)))
    })
  }

/** Each learner's own place in the second, and with the same period for all the order in which things are due stays. */
const recurring = (everyMs: number, run: (learner: Learner) => (dueAt: number) => void): ReadonlyArray<Recurring> => {
  const began = performance.now() + 100
  return learners
    .map((learner) => ({ everyMs, dueAt: began + random.fraction() * everyMs, run: run(learner) }))
    .toSorted((a, b) => a.dueAt - b.dueAt)
}

const until = performance.now() + 100 + job.warmUpMs + job.measureMs
/** Goes round and round; resolves at the end. */
const turn = (all: ReadonlyArray<Recurring>): Promise<void> =>
  new Promise((resolve) => {
    let position = 0
    const step = (): void => {
      for (;;) {
        const one = all[position]
        if (one === undefined || one.dueAt >= until) return resolve()
        const wait = one.dueAt - performance.now()
        if (wait > 0) return void setTimeout(step, wait)
        one.run(one.dueAt)
        one.dueAt += one.everyMs
        position = (position + 1) % all.length
      }
    }
    step()
  })

const running = Promise.all([
  turn(recurring(mix.everyMs, command)),
  turn(recurring(mix.beatEveryMs, (learner) => () => learner.beat()))
])
await pause(job.warmUpMs)
measuring = true
const [cpu, began] = [process.cpuUsage(), performance.now()]
say("measuring")
await running
const [used, elapsedMs] = [process.cpuUsage(cpu), performance.now() - began]
say("measured")
const giveUp = performance.now() + patienceMs
while (commands.unanswered > 0 && performance.now() < giveUp) await pause(10)
if (commands.unanswered > 0) tally.wrong(`${commands.unanswered} commands were not answered`)
errors += Math.max(0, commands.unanswered - 1)
for (const viewer of [...learners.map((learner) => learner.viewer), ...watchers]) viewer.leave()
await ledger.close()
const ms = (histogram: typeof latency, percentile: number): number => histogram.getValueAtPercentile(percentile) / 1_000
say("finding", {
  connected: learners.length,
  offered: commands.offered,
  acked: commands.acked,
  errors,
  examples,
  elapsedMs,
  generatorCpuUs: used.user + used.system,
  p50Ms: ms(latency, 50),
  p95Ms: ms(latency, 95),
  p99Ms: ms(latency, 99),
  maxMs: ms(latency, 100),
  lateP99Ms: ms(lateness, 99),
  publications: tally.publications,
  feedFrames: tally.feedFrames,
  refreshed: tally.refreshed
})
process.exit(0)
