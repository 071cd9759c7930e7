/**
 * The candidates of the exam bench. All sit down and begin; then most do nothing at all, and some answer around the bell, so
 * that every few milliseconds before and after it somebody's answer comes in. Nobody hands in.
 */
import { setTimeout as pause } from "node:timers/promises"
import { createInterface } from "node:readline"
import { Schema } from "effect"
import { epochMs, say } from "../generator.ts"
import type { Tally } from "../live/viewer.ts"
import { TakersJob } from "./job.ts"
import { Taker } from "./taker.ts"

const atOnce = 25
/** Those who answer do so every so often, from and until so long before and after the bell, evenly shifted. */
const around = { everyMs: 100, beforeMs: 2_000, afterMs: 700 }
/** Grades included; whoever is not through by then is reported as they stand. */
const patienceMs = 20_000
const mostExamples = 10

const input = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const firstLine: unknown = (await input.next()).value
const job = Schema.decodeUnknownSync(Schema.fromJsonString(TakersJob))(firstLine)

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

const takers = job.tokens.map(() => new Taker(job, tally))
const sat: Array<{ readonly attemptId: number; readonly deadline: number | null }> = []
let seated = 0
const begin = async (taker: Taker): Promise<void> => {
  const deadline = await taker.begin()
  sat.push({ attemptId: taker.attemptId, deadline })
}
const until = async (instant: number): Promise<void> => {
  const wait = instant - epochMs()
  if (wait > 0) await pause(wait)
}
for (let from = 0; from < takers.length; from += atOnce) {
  await Promise.all(
    takers.slice(from, from + atOnce).map(async (taker, index) => {
      await taker.sitDown(job.tokens[from + index] ?? "")
      if (job.begins === undefined) await begin(taker)
      seated++
    })
  )
  say("seated", seated)
}
if (job.begins !== undefined) {
  const { at, overMs } = job.begins
  await Promise.all(
    takers.map(async (taker, index) => {
      await until(at + (index * overMs) / takers.length)
      await begin(taker)
    })
  )
}
say("sat", sat)

const answering = takers.slice(0, job.answering)
const cycle = async (taker: Taker, shift: number): Promise<void> => {
  for (let due = job.bell - around.beforeMs + shift; due < job.bell + around.afterMs; due += around.everyMs) {
    await until(due)
    taker.answer()
  }
}
await Promise.all(answering.map((taker, index) => cycle(taker, (index * around.everyMs) / answering.length)))
const giveUp = job.bell + patienceMs
while (epochMs() < giveUp && !takers.every(({ isThrough }) => isThrough)) await pause(50)
const ungraded = takers.filter(({ isThrough }) => !isThrough).length
if (ungraded > 0) tally.wrong(`${ungraded} attempts were not graded ${patienceMs / 1_000} s after the bell`)
for (const taker of answering) await taker.compare()
for (const taker of takers) taker.leave()
say("finding", {
  ends: takers.flatMap(({ attemptId, endShownAt }) => (endShownAt === undefined ? [] : [{ attemptId, shownAt: endShownAt }])),
  answers: takers.flatMap(({ answered }) => answered),
  errors,
  examples
})
process.exit(0)
