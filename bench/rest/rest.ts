/**
 * How soon does REST answer a school that looks around, reads and studies, and how does that compare to a plain Fastify server
 * doing the same on the same database? Rounds alternate between the two, so that what else the machine does meets both.
 */
import { randomBytes } from "node:crypto"
import { Schema } from "effect"
import { SignJWT } from "jose"
import { projectPath } from "../../engine/project.ts"
import { startGenerator } from "../generator.ts"
import { install, type Installation } from "../installation.ts"
import { type Program, startProgram } from "../program.ts"
import { median, progress, round } from "../report.ts"
import { Finding, type Job } from "./job.ts"
import { fillSchool } from "./school.ts"

export interface RestOptions {
  readonly users: number
  readonly rounds: number
  readonly seconds: number
  readonly seed: number
  readonly profile: string | undefined
}

export interface RestFindings {
  readonly users: number
  readonly offeredPerS: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly errors: number
  /** Of all statements that Stoa's requests waited for, commits included. */
  readonly dbMeanMs: number
  /** Stoa's 95th percentile over Fastify's, the middle of all rounds: below 1 Stoa is the faster. */
  readonly ratioToFastify: number
  readonly fastify: { readonly p50Ms: number; readonly p95Ms: number; readonly p99Ms: number; readonly errors: number }
  readonly rounds: number
}

/** A generator that used more of its core than this may have been what was slow. */
const mostGeneratorShare = 0.8
const warmUpMs = 3_000
/** Of each person, a second: people read what they asked for. */
const requestsPerS = 0.5
const decodeFinding = Schema.decodeUnknownSync(Schema.fromJsonString(Finding))

const observe = (job: Job, onMeasuring: () => void): Promise<Finding> =>
  new Promise((resolve, reject) => {
    startGenerator(
      projectPath("dist", "bench", "rest", "generator.worker.js"),
      job,
      (name, json) => {
        if (name === "measuring") onMeasuring()
        if (name === "finding") resolve(decodeFinding(json))
      },
      (code) => reject(new Error(`the generator ended with ${code}`))
    )
  })

interface DatabaseTime {
  readonly seconds: number
  readonly count: number
}

/** Time in statements so far, and how many there were, as the engine's own metrics have it. */
const databaseTime = async (port: number): Promise<DatabaseTime> => {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  const sum = (name: string): number =>
    [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)`, "gm"))].reduce((total, [, value]) => total + Number(value), 0)
  const names = ["stoa_database_duration_seconds", "stoa_commit_duration_seconds"]
  return {
    seconds: names.reduce((total, name) => total + sum(`${name}_sum`), 0),
    count: names.reduce((total, name) => total + sum(`${name}_count`), 0)
  }
}

const startFastify = async (databaseUrl: string, secret: string): Promise<Program & { readonly port: number }> => {
  const program = await startProgram(
    projectPath("dist", "bench", "rest", "fastify-server.js"),
    [],
    { DATABASE_URL: databaseUrl, BENCH_SECRET: secret, NODE_ENV: "production" },
    /ready: http:\/\/[^:]+:(\d+)/,
    ["--max-semi-space-size=64"]
  )
  return { ...program, port: Number(program.match[1]) }
}

const enrolEverybody = async (installation: Installation, port: number): Promise<void> => {
  const { learners, drill } = installation
  for (let from = 0; from < learners.length; from += 25) {
    const answers = await Promise.all(
      learners.slice(from, from + 25).map(({ token }) =>
        fetch(`http://127.0.0.1:${port}/api/v1/courses/${drill.courseId}/enroll`, {
          method: "POST",
          headers: { authorization: `Bearer ${token}` }
        })
      )
    )
    const refused = answers.find(({ status }) => status !== 201)
    if (refused !== undefined) throw new Error(`nobody could enrol: ${await refused.text()}`)
  }
}

const tokensFor = (installation: Installation, secret: string): Promise<ReadonlyArray<string>> =>
  Promise.all(
    installation.learners.map(({ userId }) =>
      new SignJWT({})
        .setProtectedHeader({ alg: "HS256" })
        .setSubject(String(userId))
        .setExpirationTime("2h")
        .sign(Buffer.from(secret, "hex"))
    )
  )

const middle = (findings: ReadonlyArray<Finding>, of: (finding: Finding) => number): number => round(median(findings.map(of)))
const figures = (findings: ReadonlyArray<Finding>) => ({
  p50Ms: middle(findings, ({ p50Ms }) => p50Ms),
  p95Ms: middle(findings, ({ p95Ms }) => p95Ms),
  p99Ms: middle(findings, ({ p99Ms }) => p99Ms),
  errors: findings.reduce((sum, { errors }) => sum + errors, 0)
})

/** `undefined`: the run was discarded, since the generator was the bottleneck. */
export const runRest = async ({ users, rounds, seconds, seed, profile }: RestOptions): Promise<RestFindings | undefined> => {
  progress(`Setting up: a school of 10,000 people, 100 courses, 50,000 enrolments; ${users} of them are there. Seed ${seed}.`)
  const installation = await install(users)
  try {
    const courses = await fillSchool(installation.databaseUrl)
    const secret = randomBytes(32).toString("hex")
    const profiling = profile === undefined ? [] : ["--cpu-prof", "--cpu-prof-dir", profile, "--cpu-prof-interval", "500"]
    const stoa = await installation.start({ STOA_LIMIT_REQUESTS: "100000" }, profiling)
    const fastify = await startFastify(installation.databaseUrl, secret)
    try {
      await enrolEverybody(installation, stoa.port)
      const job = {
        ...installation.drill,
        courses,
        rate: Math.max(1, Math.round(users * requestsPerS)),
        warmUpMs,
        measureMs: seconds * 1_000
      }
      const own = installation.learners.map(({ token }) => token)
      const others = await tokensFor(installation, secret)
      const found: { readonly stoa: Array<Finding>; readonly fastify: Array<Finding> } = { stoa: [], fastify: [] }
      let [databaseSeconds, statements] = [0, 0]
      for (let turn = 0; turn < rounds; turn++) {
        let before = databaseTime(stoa.port)
        const ours = await observe({ ...job, port: stoa.port, tokens: own, seed: seed + turn }, () => {
          before = databaseTime(stoa.port)
        })
        const [from, to] = [await before, await databaseTime(stoa.port)]
        databaseSeconds += to.seconds - from.seconds
        statements += to.count - from.count
        const theirs = await observe({ ...job, port: fastify.port, tokens: others, seed: seed + turn }, () => {})
        for (const sentence of [...ours.examples, ...theirs.examples]) progress(`  ${sentence}`)
        progress(
          `  round ${turn + 1}: Stoa ${round(ours.p50Ms)}/${round(ours.p95Ms)}/${round(ours.p99Ms)} ms, ` +
            `Fastify ${round(theirs.p50Ms)}/${round(theirs.p95Ms)}/${round(theirs.p99Ms)} ms (p50/p95/p99)`
        )
        const share = Math.max(...[ours, theirs].map(({ generatorCpuUs, elapsedMs }) => generatorCpuUs / 1_000 / elapsedMs))
        if (share > mostGeneratorShare) {
          progress("  discarded: the generator used more than 80 % of a core and may have been what was slow")
          return undefined
        }
        found.stoa.push(ours)
        found.fastify.push(theirs)
      }
      return {
        users,
        offeredPerS: job.rate,
        ...figures(found.stoa),
        dbMeanMs: round((1_000 * databaseSeconds) / Math.max(1, statements)),
        ratioToFastify: round(median(found.stoa.map((ours, turn) => ours.p95Ms / (found.fastify[turn]?.p95Ms ?? Number.NaN)))),
        fastify: figures(found.fastify),
        rounds
      }
    } finally {
      await fastify.stop()
      await stoa.stop()
    }
  } finally {
    await installation.close()
  }
}
