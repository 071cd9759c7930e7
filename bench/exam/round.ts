/** One round of the exam bench: a fresh engine, a room whose exams end at the bell, and everybody seated well before it. */
import { setTimeout as pause } from "node:timers/promises"
import { Schema } from "effect"
import { projectPath } from "../../engine/project.ts"
import type { Sql } from "../../storage/sql.ts"
import { epochMs, type Generator, startGenerator } from "../generator.ts"
import type { Installation } from "../installation.ts"
import type { Program } from "../program.ts"
import { progress } from "../report.ts"
import { Sat, TakersFinding, type TakersJob, WallFinding, type WallJob } from "./job.ts"
import { addSitting, type Together } from "./sitting.ts"

/** Until the bell: the engine's start, each taker's sitting down on a busy machine, and calm before it. */
const startMs = 8_000
const seatMs = 80
const calmMs = 10_000

const decodeSat = Schema.decodeUnknownSync(Schema.fromJsonString(Sat))
const decodeTakers = Schema.decodeUnknownSync(Schema.fromJsonString(TakersFinding))
const decodeWall = Schema.decodeUnknownSync(Schema.fromJsonString(WallFinding))

/** What was started and has to be ended, however a run ends. */
export class Started {
  readonly #ends: Array<() => Promise<void>> = []
  readonly #ending = new AbortController()

  /** For what may end before it is up. */
  get ending(): AbortSignal {
    return this.#ending.signal
  }

  add(end: () => Promise<void>): void {
    this.#ends.push(end)
  }

  async end(): Promise<void> {
    this.#ending.abort()
    await Promise.all(this.#ends.map((end) => end()))
  }
}

export interface Hall {
  readonly installation: Installation
  readonly sql: Sql
  readonly started: Started
  /** From the beginning of a round to its bell; for slow machines. */
  readonly seconds: number | undefined
  /** A folder for processor profiles of the engine. */
  readonly profile: string | undefined
}

export interface Seated {
  readonly sittingId: number
  readonly bell: number
  readonly deadlines: ReadonlyMap<number, number>
  readonly engine: Program
  readonly takers: Process<TakersFinding>
  readonly wall: Process<WallFinding> | undefined
}

/** A process of the bench's with one finding at its end. */
export interface Process<Finding> {
  readonly generator: Generator
  readonly finding: Promise<Finding>
}

export const roundSeconds = ({ installation, seconds }: Hall): number =>
  seconds ?? Math.ceil((startMs + seatMs * installation.learners.length + calmMs) / 1_000)

const secondMs = 1_000
/** From the first one's beginning to the bell, where everybody has the same time. */
const limitMs = 10_000
/** A beginning is stamped when it arrives, and the last of them may be on its way for so long. */
const arrivalMs = 250

export interface Seating {
  readonly together: Together["_tag"]
  /** How many answer around the bell; the wall is watched where somebody does. */
  readonly answering: number
  readonly environment?: Readonly<Record<string, string>>
}

export const seat = async (hall: Hall, { together, answering, environment = {} }: Seating): Promise<Seated> => {
  const { installation, sql, started } = hall
  const bell = Math.ceil(epochMs() / 1_000 + roundSeconds(hall)) * 1_000
  const instant = together === "instant"
  const ending: Together = instant ? { _tag: "instant", bell } : { _tag: "second", limitMs }
  const sittingId = await addSitting(sql, installation, ending)
  const engine = await startEngine(hall, environment)
  const { courseId, moduleId, assessmentId } = installation.hall
  const job: TakersJob = {
    port: engine.port,
    courseId,
    moduleId,
    assessmentId,
    sittingId,
    tokens: installation.learners.map(({ token }) => token),
    bell,
    ...(instant ? {} : { begins: { at: bell - secondMs - limitMs, overMs: secondMs } }),
    answering
  }
  const wall =
    answering > 0 ? await watchWall(started, { url: `http://127.0.0.1:${engine.port}`, ...proctor, sittingId }) : undefined
  const { takers, sat } = sitDown(started, job)
  const seats = await sat
  const spareMs = bell - epochMs()
  const isInTime = (deadline: number): boolean =>
    instant ? deadline === bell : deadline >= bell - secondMs && deadline <= bell + arrivalMs
  const deadlines = new Map(
    seats.flatMap(({ attemptId, deadline }) => (deadline !== null && isInTime(deadline) ? [[attemptId, deadline] as const] : []))
  )
  if (deadlines.size < seats.length)
    throw new Error(`${seats.length - deadlines.size} attempts end at another time than the bell`)
  if (spareMs < calmMs / 2) {
    throw new Error(`the last one sat down ${Math.round(spareMs)} ms before the bell; give a later one with --seconds`)
  }
  progress(`  ${deadlines.size} sit, ${Math.round(spareMs / 1_000)} s before the bell`)
  return { sittingId, bell, deadlines, engine, takers, wall }
}

export const startEngine = async ({ installation, started, profile }: Hall, environment: Readonly<Record<string, string>>) => {
  const profiling = profile === undefined ? [] : ["--cpu-prof", "--cpu-prof-dir", profile, "--cpu-prof-interval", "500"]
  const engine = await installation.start(environment, profiling, started.ending)
  started.add(() => engine.exited)
  return engine
}

export const untilAfter = async (instant: number): Promise<void> => {
  const wait = instant - epochMs()
  if (wait > 0) await pause(wait)
}

const handInWithinMs = 15_000
const pollMs = 50

/** What ended is handed in some seconds later; before that nobody may sit down to the next exam (S10). */
export const untilHandedIn = async ({ sql }: Hall, { sittingId, deadlines }: Seated): Promise<void> => {
  const giveUp = epochMs() + handInWithinMs
  for (;;) {
    const [row] = await sql<Array<{ count: number }>>`
      select count(*)::integer as count from attempts where sitting_id = ${sittingId} and submitted_at is not null`
    if (row?.count === deadlines.size) return
    if (epochMs() > giveUp) throw new Error(`only ${row?.count ?? 0} of ${deadlines.size} attempts were handed in`)
    await pause(pollMs)
  }
}

/** As in `bench/academy/academy.json`. */
const proctor = { email: "proctor@bench.example", password: "a password for the bench only" }

const sitDown = (started: Started, job: TakersJob): { readonly takers: Process<TakersFinding>; readonly sat: Promise<Sat> } => {
  let seated: (sat: Sat) => void = () => {}
  let found: (finding: TakersFinding) => void = () => {}
  const sat = new Promise<Sat>((resolve) => (seated = resolve))
  const died = startWorker(started, "takers.worker.js", job, (name, json) => {
    if (name === "seated" && (Number(json) % 100 === 0 || Number(json) === job.tokens.length)) progress(`  ${json} seated`)
    if (name === "sat") seated(decodeSat(json))
    if (name === "finding") found(decodeTakers(json))
  })
  const finding = Promise.race([new Promise<TakersFinding>((resolve) => (found = resolve)), died.early])
  finding.catch(() => {})
  return { takers: { generator: died.generator, finding }, sat: Promise.race([sat, died.early]) }
}

const watchWall = async (started: Started, job: WallJob): Promise<Process<WallFinding>> => {
  let isWatching: () => void = () => {}
  let found: (finding: WallFinding) => void = () => {}
  const watching = new Promise<void>((resolve) => (isWatching = resolve))
  const died = startWorker(started, "wall.worker.js", job, (name, json) => {
    if (name === "watching") isWatching()
    if (name === "finding") found(decodeWall(json))
  })
  const finding = Promise.race([new Promise<WallFinding>((resolve) => (found = resolve)), died.early])
  finding.catch(() => {})
  await Promise.race([watching, died.early])
  return { generator: died.generator, finding }
}

/** `early` rejects when it ends; whoever has its finding by then no longer listens. */
const startWorker = (started: Started, script: string, job: unknown, onLine: (name: string, json: string) => void) => {
  let fail: (problem: Error) => void = () => {}
  const early = new Promise<never>((_, reject) => (fail = reject))
  early.catch(() => {})
  const generator = startGenerator(projectPath("dist", "bench", "exam", script), job, onLine, (code) =>
    fail(new Error(`${script} ended with ${code}`))
  )
  started.add(generator.end)
  return { generator, early }
}
