/**
 * A full hall: how soon is an answer stored and acknowledged, when five hundred people sit an exam and are watched? What
 * they do is fixed in `mix.ts`. The acknowledgements are held against the journal afterwards.
 */
import { join } from "node:path"
import { Schema } from "effect"
import { projectPath } from "../../engine/project.ts"
import { connect } from "../../storage/sql.ts"
import { type DiskFindings, watchDisk } from "../disk.ts"
import { startGenerator } from "../generator.ts"
import { install, type Installation } from "../installation.ts"
import { usageOfMachine, usageOfTree } from "../processes.ts"
import type { Program } from "../program.ts"
import { reconcile } from "../reconcile.ts"
import { progress, round } from "../report.ts"
import { Finding, type Job } from "./job.ts"

export interface LiveOptions {
  readonly learners: number
  readonly seconds: number
  readonly seed: number
  /** A folder for a processor profile of the engine. */
  readonly profile: string | undefined
}

export interface LiveFindings {
  readonly learners: number
  readonly connected: number
  readonly offeredPerS: number
  readonly acked: number
  readonly errors: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** Part of the time, in percent, in which flushing one block took over 10 ms, beside the run and whoever was to blame. */
  readonly diskStalledPercent: number
  /** Engine and PostgreSQL, everything they did meanwhile over the durable commands. */
  readonly serverCpuUsPerCommand: number
  /** The engine's own; PostgreSQL's processes share most of theirs, so that a sum would say nothing. */
  readonly rssMb: number
}

/** A generator that used more of its core than this may have been what was slow. */
const mostGeneratorShare = 0.8
const warmUpMs = 5_000
const decodeFinding = Schema.decodeUnknownSync(Schema.fromJsonString(Finding))

interface Usage {
  readonly engineUs: number
  readonly databaseUs: number
  readonly engineBytes: number
  readonly machineUs: number
}

const usage = (installation: Installation, pid: number): Usage => {
  const engine = usageOfTree(pid)
  return {
    engineUs: engine.cpuUs,
    databaseUs: usageOfTree(installation.databasePid()).cpuUs,
    engineBytes: engine.rssBytes,
    machineUs: usageOfMachine()
  }
}

interface Observed {
  readonly finding: Finding
  readonly before: Usage
  readonly after: Usage
  readonly disk: DiskFindings
}

const observe = (installation: Installation, job: Job, pid: number): Promise<Observed> =>
  new Promise((resolve, reject) => {
    let before: Usage | undefined
    let after: Usage | undefined
    let disk: Promise<() => Promise<DiskFindings>> | undefined
    startGenerator(
      projectPath("dist", "bench", "live", "generator.worker.js"),
      job,
      (name, json) => {
        if (name === "seated" && Number(json) % 100 === 0) progress(`  ${json} learners seated`)
        if (name === "measuring") {
          progress(`  measuring for ${job.measureMs / 1_000} s`)
          before = usage(installation, pid)
          disk = watchDisk(installation.data)
        }
        if (name === "measured") after = usage(installation, pid)
        if (name === "finding" && before !== undefined && after !== undefined && disk !== undefined) {
          const told = { finding: decodeFinding(json), before, after }
          // Settled by this promise from now on: the generator's end says nothing any more.
          resolve(disk.then((end) => end()).then((seen) => ({ ...told, disk: seen })))
        }
      },
      (code) => reject(new Error(`the generator ended with ${code}`))
    )
  })

const observed = async (installation: Installation, job: Job, engine: Program): Promise<Observed> => {
  try {
    return await observe(installation, job, engine.pid)
  } finally {
    // In order, so that a profile gets written.
    await engine.stop()
  }
}

/** `undefined`: the run was discarded, since the generator was the bottleneck. */
export const runLive = async ({ learners, seconds, seed, profile }: LiveOptions): Promise<LiveFindings | undefined> => {
  progress(`Setting up: a database, ${learners} learners. Seed ${seed}.`)
  const installation = await install(learners)
  try {
    const engine = await installation.start(
      {},
      profile === undefined ? [] : ["--cpu-prof", "--cpu-prof-dir", profile, "--cpu-prof-interval", "500"]
    )
    const ledger = join(installation.data, "ledger")
    const { hall, proctor, instructor } = installation
    const job: Job = {
      port: engine.port,
      ledger,
      seed,
      ...hall,
      tokens: installation.learners.map(({ token }) => token),
      proctor: proctor.token,
      instructor: instructor.token,
      warmUpMs,
      measureMs: seconds * 1_000
    }
    const { finding, before, after, disk } = await observed(installation, job, engine)
    const sql = connect(installation.databaseUrl, 1)
    const journal = await reconcile(sql, ledger, installation)
    await sql.end({ timeout: 5 })
    const ownUs = after.engineUs - before.engineUs + (after.databaseUs - before.databaseUs) + finding.generatorCpuUs
    const othersShare = (after.machineUs - before.machineUs - ownUs) / 1_000 / finding.elapsedMs
    const share = finding.generatorCpuUs / 1_000 / finding.elapsedMs
    const perCommand = (us: number): number => us / Math.max(1, finding.acked)
    const engineUs = perCommand(after.engineUs - before.engineUs)
    const databaseUs = perCommand(after.databaseUs - before.databaseUs)
    for (const sentence of finding.examples) progress(`  ${sentence}`)
    progress(
      `  ${journal.acknowledged} acknowledgements in the journal's light: ${journal.lost} lost, ${journal.duplicated} double or untold`
    )
    progress(
      `  engine ${round(engineUs, 0)} + database ${round(databaseUs, 0)} µs/command; ` +
        `${finding.publications} changes and ${finding.feedFrames} feed frames shown, ${finding.refreshed} wholes for readers behind; longest ${finding.maxMs} ms; ` +
        `generator ${Math.round(share * 100)} % of a core, itself late by ${finding.lateP99Ms} ms (p99, contained); ` +
        `programs that have nothing to do with it ${Math.round(othersShare * 100)} %`
    )
    progress(
      `  the disk by itself: ${disk.flushes} flushes of one block beside the run, the longest ${round(disk.longestMs)} ms, ` +
        `stalled ${round(100 * disk.stalledShare)} % of the time`
    )
    if (share > mostGeneratorShare) {
      progress("  discarded: the generator used more than 80 % of a core and may have been what was slow")
      return undefined
    }
    return {
      learners,
      connected: finding.connected,
      offeredPerS: Math.round(finding.offered / (finding.elapsedMs / 1_000)),
      acked: finding.acked,
      errors: finding.errors + journal.lost + journal.duplicated,
      p50Ms: round(finding.p50Ms),
      p95Ms: round(finding.p95Ms),
      p99Ms: round(finding.p99Ms),
      maxMs: round(finding.maxMs),
      diskStalledPercent: round(100 * disk.stalledShare),
      serverCpuUsPerCommand: round(engineUs + databaseUs, 0),
      rssMb: Math.round(after.engineBytes / 2 ** 20)
    }
  } finally {
    await installation.close()
  }
}
