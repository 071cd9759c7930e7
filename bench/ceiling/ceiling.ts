/**
 * How much of what the machine could do at all does Stoa do? The same command, the same bytes and the same recipients,
 * in interleaved rounds of one run:
 *
 * a. socket.io on uWebSockets.js that only answers: what the transport allows;
 * b. the same with a bare group-committed insert, the best of 1, 2 and 4 lanes: what durability allows;
 * c. Stoa: sealed, fenced, once only, projected, published.
 */
import { projectPath } from "../../engine/project.ts"
import { connect } from "../../storage/sql.ts"
import { install, type Installation } from "../installation.ts"
import { usageOfTree } from "../processes.ts"
import { type Program, startProgram } from "../program.ts"
import { median, progress, report, round } from "../report.ts"
import type { Job } from "./job.ts"
import { applyLoad } from "./load.ts"

export interface CeilingOptions {
  readonly connections: number
  readonly rounds: number
  readonly seconds: number
  readonly json: boolean
  /** Only the contender of that name: while tuning. */
  readonly only: string | undefined
  /** A folder for a processor profile of each of Stoa's rounds. */
  readonly profile: string | undefined
}

const profileInto = (folder: string | undefined): ReadonlyArray<string> =>
  folder === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${folder}`]

interface Contender {
  readonly name: string
  readonly target: "baseline" | "stoa"
  readonly start: () => Promise<Program & { readonly port: number }>
}

interface Round {
  readonly perS: number
  /** Processor time per command, in microseconds. */
  readonly serverUs: number
  readonly databaseUs: number
}

const cpuOf = (rounds: ReadonlyArray<Round>): number =>
  round(median(rounds.map(({ serverUs, databaseUs }) => serverUs + databaseUs)), 1)

/** A generator that used more of its core than this may have been the bottleneck itself. */
const mostGeneratorShare = 0.8
const underWay = 4

const startBaseline = (databaseUrl: string, args: ReadonlyArray<string>) => async () => {
  const program = await startProgram(
    projectPath("dist", "bench", "ceiling", "baseline-server.js"),
    args,
    { DATABASE_URL: databaseUrl },
    /^ready (\d+)$/
  )
  return { ...program, port: Number(program.match[1]) }
}

/** The database is a child of this process, beside the server. */
const usageOfServers = (databasePid: number, serverPid: number): Usage => ({
  server: usageOfTree(serverPid).cpuUs,
  database: usageOfTree(databasePid).cpuUs
})

interface Usage {
  readonly server: number
  readonly database: number
}

const runRound = async (
  contender: Contender,
  installation: Installation,
  { connections, seconds }: CeilingOptions
): Promise<Round | undefined> => {
  const program = await contender.start()
  try {
    const job: Job = {
      port: program.port,
      target: contender.target,
      courseId: installation.drill.courseId,
      assessmentId: installation.drill.assessmentId,
      tokens: installation.learners.slice(0, connections).map(({ token }) => token),
      underWay,
      warmUpMs: 2_000,
      measureMs: seconds * 1_000
    }
    const { before, after, acked, refused, elapsedMs, share } = await applyLoad(job, () =>
      usageOfServers(installation.databasePid(), program.pid)
    )
    const result = {
      perS: acked / (elapsedMs / 1_000),
      serverUs: (after.server - before.server) / Math.max(1, acked),
      databaseUs: (after.database - before.database) / Math.max(1, acked)
    }
    progress(
      `  ${contender.name.padEnd(18)} ${Math.round(result.perS).toString().padStart(7)}/s  ` +
        `${round(result.serverUs, 1).toString().padStart(6)} + ${round(result.databaseUs, 1).toString().padStart(5)} µs/command (server + database)  busier generator ${Math.round(share * 100)} % of a core` +
        (refused > 0 ? `  ${refused} refused` : "")
    )
    if (share > mostGeneratorShare) {
      progress("    discarded: the generator was the bottleneck")
      return undefined
    }
    return result
  } finally {
    await program.stop()
  }
}

/**
 * Every contender begins on a database that has nothing left to do for the one before: a bare insert leaves half a million
 * rows to be vacuumed and written out, and whoever came next paid for that.
 */
const comeToRest = async (databaseUrl: string): Promise<void> => {
  const sql = connect(databaseUrl, 1)
  try {
    await sql`drop table if exists bare_journal`
    await sql`vacuum`
    await sql`checkpoint`
  } finally {
    await sql.end({ timeout: 5 })
  }
}

const spreadOf = (values: ReadonlyArray<number>) => ({
  min: Math.round(Math.min(...values)),
  max: Math.round(Math.max(...values))
})

export const ceiling = async (options: CeilingOptions): Promise<void> => {
  progress(`Setting up: a database, ${options.connections} learners.`)
  const installation = await install(options.connections)
  const { databaseUrl } = installation
  const all: ReadonlyArray<Contender> = [
    { name: "echo", target: "baseline", start: startBaseline(databaseUrl, ["echo"]) },
    ...[1, 2, 4].map((lanes) => ({
      name: `durable, ${lanes} lane${lanes === 1 ? "" : "s"}`,
      target: "baseline" as const,
      start: startBaseline(databaseUrl, ["durable", String(lanes)])
    })),
    { name: "stoa", target: "stoa", start: () => installation.start({}, profileInto(options.profile)) }
  ]
  const contenders = all.filter(({ name }) => options.only === undefined || name === options.only)
  try {
    const rounds = new Map<string, Array<Round>>(contenders.map(({ name }) => [name, []]))
    for (let index = 0; index < options.rounds; index++) {
      progress(`Round ${index + 1} of ${options.rounds}`)
      for (const contender of contenders) {
        await comeToRest(databaseUrl)
        const result = await runRound(contender, installation, options)
        if (result !== undefined) rounds.get(contender.name)?.push(result)
      }
    }
    const ratesOf = (name: string): ReadonlyArray<number> => (rounds.get(name) ?? []).map(({ perS }) => perS)
    const durable = all
      .filter(({ name }) => name.startsWith("durable"))
      .map(({ name }) => ({ name, rates: ratesOf(name) }))
      .reduce((best, one) => (median(one.rates) > median(best.rates) || best.rates.length === 0 ? one : best))
    const stoa = ratesOf("stoa")
    report(
      {
        // Null when every round was discarded: a nought would be a claim.
        echoPerS: ratesOf("echo").length === 0 ? null : Math.round(median(ratesOf("echo"))),
        durablePerS: Math.round(median(durable.rates)),
        durableLanes: durable.name,
        stoaPerS: Math.round(median(stoa)),
        ratioToDurableCeiling: round(median(stoa) / median(durable.rates)),
        cpuUsPerCommand: cpuOf(rounds.get("stoa") ?? []),
        durableCpuUsPerCommand: cpuOf(rounds.get(durable.name) ?? []),
        spread: { echo: spreadOf(ratesOf("echo")), durable: spreadOf(durable.rates), stoa: spreadOf(stoa) },
        rounds: stoa.length
      },
      options.json
    )
  } finally {
    await installation.close()
  }
}
