/**
 * Is anything acknowledged ever lost, or done twice? A real engine and a real PostgreSQL are killed at random moments
 * under load, half of the time both of them, and now and then once more while the engine is coming up. The clients live in
 * a process of their own that is never killed, and keep a ledger of what they were told. After the last round the ledger
 * is held against the journal row by row (`reconcile.ts`) and against what everybody sees (`effects.ts`).
 */
import { createServer } from "node:net"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { Schema } from "effect"
import { projectPath } from "../../engine/project.ts"
import { connect } from "../../storage/sql.ts"
import { epochMs, startGenerator } from "../generator.ts"
import { install, type Installation } from "../installation.ts"
import { killTree } from "../processes.ts"
import type { Program } from "../program.ts"
import { Random } from "../random.ts"
import { reconcile } from "../reconcile.ts"
import { progress, quantile, round } from "../report.ts"
import { compareEffects } from "./effects.ts"
import { Finished, type Job, Recovered } from "./job.ts"

export interface CrashOptions {
  readonly rounds: number
  readonly learners: number
  readonly seed: number
  /** Load between everybody's recovery and the next kill. */
  readonly loadMs: readonly [from: number, to: number]
}

export interface CrashFindings {
  readonly rounds: number
  /** A round may have a second kill, while the engine comes up. */
  readonly kills: number
  readonly databaseKills: number
  readonly acked: number
  /** Per second of the whole run, outages included. */
  readonly ackedPerS: number
  readonly inFlightAtKill: number
  readonly lost: number
  readonly duplicated: number
  readonly shownNotStored: number
  /** Other things that must not happen: refusals, a repeat answered differently, a gap in what was shown. */
  readonly errors: number
  /** From the (last) kill of a round to a client's first acknowledgement, over all clients and rounds. */
  readonly recoveryMsP50: number
  readonly recoveryMsP99: number
  readonly seed: number
}

/** Everybody has to be served again by then, or the run has failed. */
const recoveredWithinMs = 60_000
const underWay = 4
const answersPerAttempt = 600

const decodeRecovered = Schema.decodeUnknownSync(Schema.fromJsonString(Recovered))
const decodeFinished = Schema.decodeUnknownSync(Schema.fromJsonString(Finished))

/**
 * A port below those from which the system takes the near ends of connections. A client that tries a port among those
 * again and again, while nobody listens there, some time connects to itself, and nobody can listen there any more.
 */
const quietPort = async (random: Random): Promise<number> => {
  const port = Math.floor(random.between(20_000, 32_000))
  const free = await new Promise<boolean>((resolve) => {
    const probe = createServer()
    probe.once("error", () => resolve(false))
    probe.listen({ port, host: "127.0.0.1" }, () => probe.close(() => resolve(true)))
  })
  return free ? port : quietPort(random)
}

/** The program's last words are its log, whose lines are long. */
const reasonOf = (error: unknown): string => /"stack":"([^\\"]*)/.exec(String(error))?.[1] ?? String(error).slice(0, 300)

/** The engine under a supervisor that starts it again whenever it ends, on the port it had. */
class Supervised {
  readonly #installation: Installation
  #program: (Program & { readonly port: number }) | undefined
  #kill = new AbortController()
  readonly port: number

  constructor(installation: Installation, port: number) {
    this.#installation = installation
    this.port = port
  }

  async start(): Promise<void> {
    this.#kill = new AbortController()
    const { signal } = this.#kill
    for (;;) {
      try {
        this.#program = await this.#installation.start({ STOA_PORT: String(this.port) }, [], signal)
        return
      } catch (error) {
        if (signal.aborted) return
        progress(`  the engine did not come up and is started again (${reasonOf(error)})`)
      }
    }
  }

  kill(): void {
    this.#kill.abort()
  }

  async stop(): Promise<void> {
    await this.#program?.stop()
  }
}

interface Round {
  readonly recoveries: ReadonlyArray<number>
  readonly inFlight: number
  readonly kills: number
  readonly databaseKilled: boolean
}

class Run {
  readonly #installation: Installation
  readonly #options: CrashOptions
  readonly #engine: Supervised
  readonly #random: Random
  readonly #recovered: Array<typeof Recovered.Type> = []
  #everybodyBack: () => void = () => {}
  #acked = 0

  constructor(installation: Installation, options: CrashOptions, engine: Supervised) {
    this.#installation = installation
    this.#options = options
    this.#engine = engine
    this.#random = new Random(options.seed)
  }

  async run(
    ledger: string
  ): Promise<{ readonly rounds: ReadonlyArray<Round>; readonly finished: Finished; readonly seconds: number }> {
    const { courseId, moduleId, assessmentId } = this.#installation.drill
    const job: Job = {
      port: this.#engine.port,
      ledger,
      seed: this.#options.seed,
      courseId,
      moduleId,
      assessmentId,
      tokens: this.#installation.learners.map(({ token }) => token),
      underWay,
      answers: answersPerAttempt
    }
    let connected: () => void = () => {}
    const connection = new Promise<void>((resolve) => {
      connected = resolve
    })
    let finish: (finished: Finished) => void = () => {}
    let died: (problem: Error) => void = () => {}
    const finished = new Promise<Finished>((resolve, reject) => {
      finish = resolve
      died = reject
    })
    const generator = startGenerator(
      projectPath("dist", "bench", "crash", "generator.worker.js"),
      job,
      (name, json) => {
        if (name === "connected") connected()
        else if (name === "acked") this.#acked = Number(json)
        else if (name === "finished") finish(decodeFinished(json))
        else if (name === "recovered") {
          this.#recovered.push(decodeRecovered(json))
          if (this.#recovered.length === this.#options.learners) this.#everybodyBack()
        }
      },
      (code) => died(new Error(`the generator ended with ${code}`))
    )
    try {
      await Promise.race([connection, finished])
      const began = epochMs()
      const rounds: Array<Round> = []
      for (let number = 1; number <= this.#options.rounds; number++) {
        // Every other round, so that half of any even number is half.
        rounds.push(
          await Promise.race([
            this.#round(number, number % 2 === 0),
            finished.then(() => Promise.reject(new Error("the generator ended early")))
          ])
        )
      }
      await pause(this.#random.between(...this.#options.loadMs))
      const seconds = (epochMs() - began) / 1_000
      generator.tell("finish")
      return { rounds, finished: await finished, seconds }
    } finally {
      await generator.end()
    }
  }

  async #round(number: number, killDatabase: boolean): Promise<Round> {
    await pause(this.#random.between(...this.#options.loadMs))
    this.#recovered.length = 0
    const back = new Promise<void>((resolve) => {
      this.#everybodyBack = resolve
    })
    const before = this.#acked
    let kills = 1
    let killedAt = await this.#kill(killDatabase)
    let starting = this.#engine.start()
    if (this.#random.fraction() < 0.25) {
      kills++
      await Promise.race([pause(this.#random.between(50, 2_500)), back])
      if (this.#recovered.length === 0) {
        this.#engine.kill()
        killedAt = epochMs()
        await starting
        starting = this.#engine.start()
      } else kills--
    }
    await starting
    const tooLate = new AbortController()
    await Promise.race([
      back,
      pause(recoveredWithinMs, undefined, { signal: tooLate.signal }).then(() =>
        Promise.reject(
          new Error(`only ${this.#recovered.length} of ${this.#options.learners} clients were served again after a minute`)
        )
      )
    ])
    tooLate.abort()
    const recoveries = this.#recovered.map(({ at }) => at - killedAt)
    const inFlight = this.#recovered.reduce((sum, one) => sum + one.inFlight, 0)
    progress(
      `  round ${number} of ${this.#options.rounds}: ${killDatabase ? "engine and database" : "engine"} killed` +
        `${kills > 1 ? ", the engine twice" : ""} after ${before} acknowledged, ${inFlight} in flight; everybody back after ` +
        `${Math.round(Math.max(...recoveries))} ms`
    )
    return { recoveries, inFlight, kills, databaseKilled: killDatabase }
  }

  /** Which goes first, and by how much, is left to chance: an engine without a database is a case of its own. */
  async #kill(database: boolean): Promise<number> {
    if (!database) {
      this.#engine.kill()
      return epochMs()
    }
    const gap = this.#random.between(0, 200)
    if (this.#random.fraction() < 0.5) {
      killTree(this.#installation.databasePid())
      await pause(gap)
      this.#engine.kill()
      return epochMs()
    }
    this.#engine.kill()
    const at = epochMs()
    await pause(gap)
    killTree(this.#installation.databasePid())
    return at
  }
}

export const runCrash = async (options: CrashOptions): Promise<CrashFindings> => {
  progress(`Setting up: a database, ${options.learners} learners. Seed ${options.seed}.`)
  const installation = await install(options.learners)
  const engine = new Supervised(installation, await quietPort(new Random(options.seed)))
  try {
    await engine.start()
    const ledger = join(installation.data, "ledger")
    const { rounds, finished, seconds } = await new Run(installation, options, engine).run(ledger)
    progress(`Reconciling ${finished.acked} acknowledged commands with the journal and with what everybody sees.`)
    const sql = connect(installation.databaseUrl, 2)
    const effects = await compareEffects(engine.port, ledger, installation, sql)
    await engine.stop()
    const journal = await reconcile(sql, ledger, installation)
    await sql.end({ timeout: 5 })
    for (const sentence of [...finished.examples, ...effects.examples]) progress(`  ${sentence}`)
    const recoveries = rounds.flatMap((one) => one.recoveries)
    return {
      rounds: rounds.length,
      kills: rounds.reduce((sum, one) => sum + one.kills, 0),
      databaseKills: rounds.filter(({ databaseKilled }) => databaseKilled).length,
      acked: journal.acknowledged,
      ackedPerS: Math.round(finished.acked / seconds),
      inFlightAtKill: rounds.reduce((sum, one) => sum + one.inFlight, 0),
      lost: journal.lost + effects.missing,
      duplicated: journal.duplicated + effects.surplus,
      shownNotStored: journal.shownNotStored,
      errors: finished.errors,
      recoveryMsP50: round(quantile(recoveries, 0.5), 0),
      recoveryMsP99: round(quantile(recoveries, 0.99), 0),
      seed: options.seed
    }
  } finally {
    engine.kill()
    await installation.close()
  }
}
