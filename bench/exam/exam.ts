/**
 * Five hundred exams end in the same second, and then in the same instant, with nobody helping. Does each end on time and by the clock alone, is every
 * answer that was received by then counted and none after it, and does the wall follow?
 */
import { setTimeout as pause } from "node:timers/promises"
import { connect } from "../../storage/sql.ts"
import { watchDisk } from "../disk.ts"
import { epochMs } from "../generator.ts"
import { install } from "../installation.ts"
import { progress, round } from "../report.ts"
import { type CrashVerdict, crashRounds } from "./crash.ts"
import { readHistories } from "./history.ts"
import { type Hall, roundSeconds, seat, Started, untilAfter, untilHandedIn } from "./round.ts"
import { clockOffset } from "./sitting.ts"
import { judge, type Verdict } from "./verdict.ts"

export interface ExamOptions {
  readonly attempts: number
  /** From the beginning of a round to its bell; absent: by the number of attempts. */
  readonly seconds: number | undefined
  readonly crash: boolean
  /** A folder for processor profiles of the engine. */
  readonly profile: string | undefined
}

/** Of the same second, and beside it of the same instant. */
export interface ExamFindings extends Verdict {
  readonly instant: Verdict
  readonly crash?: CrashVerdict
}

/** Nothing wrong; how long it took is for people to judge. */
export const isFaultless = (findings: ExamFindings, attempts: number): boolean =>
  [findings, findings.instant].every(
    ({ closed, acceptedAfterDeadline, refusedBeforeDeadline }) =>
      closed === attempts && acceptedAfterDeadline + refusedBeforeDeadline === 0
  ) &&
  (findings.crash === undefined || findings.crash.stampedWrong + findings.crash.movedTwiceOrNever === 0)

/** So many of them answer around the bell. */
const answeringShare = 0.1
/** Before and after the bell, while the disk is watched beside it. */
const watchMs = 1_000
/** What may come on top of a round's time before it is given up. */
const patienceMs = 90_000

const bellRound = async (hall: Hall, together: "second" | "instant"): Promise<Verdict> => {
  const { installation, sql } = hall
  const { length } = installation.learners
  progress(`The bell, for ${length} in one ${together}.`)
  const seated = await seat(hall, { together, answering: Math.max(1, Math.round(length * answeringShare)) })
  const { takers, wall, engine, bell, sittingId, deadlines } = seated
  const offset = await clockOffset(sql, epochMs)
  await untilAfter(bell - watchMs)
  const unwatch = await watchDisk(installation.data)
  await untilAfter(bell + watchMs)
  const disk = await unwatch()
  const takersFound = await takers.finding
  if (wall === undefined) throw new Error("nobody watched the wall")
  // The last rows' frame is a tick away.
  await pause(500)
  wall.generator.tell("finish")
  const wallFound = await wall.finding
  await untilHandedIn(hall, seated)
  await engine.stop()
  const histories = await readHistories(sql, sittingId)
  const { verdict, notes, faults } = judge({ deadlines, histories, takers: takersFound, wall: wallFound, offset })
  const stalled = `the disk by itself, within ${watchMs / 1_000} s of the bell: the longest of ${disk.flushes} flushes of a block took ${round(disk.longestMs)} ms`
  for (const line of [...notes, stalled, ...faults]) progress(`  ${line}`)
  if (faults.length > 0 || takersFound.errors + wallFound.errors > 0) throw new Error("the round went wrong (see above)")
  return verdict
}

const interruption = (ending: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      const stop = (): void => reject(new Error("interrupted"))
      process.once(signal, stop)
      ending.addEventListener("abort", () => process.off(signal, stop), { once: true })
    }
  })

export const runExam = async ({ attempts, seconds, crash, profile }: ExamOptions): Promise<ExamFindings> => {
  progress(`Setting up: a database, ${attempts} learners.`)
  const installation = await install(attempts)
  const started = new Started()
  const ending = new AbortController()
  const sql = connect(installation.databaseUrl, 2)
  const hall: Hall = { installation, sql, started, seconds, profile }
  const rounds = async (): Promise<ExamFindings> => {
    const verdict = { ...(await bellRound(hall, "second")), instant: await bellRound(hall, "instant") }
    return crash ? { ...verdict, crash: await crashRounds(hall) } : verdict
  }
  const limitMs = (crash ? 4 : 2) * (roundSeconds(hall) * 1_000 + patienceMs)
  const tooLong = pause(limitMs, undefined, { signal: ending.signal }).then(() =>
    Promise.reject(new Error(`given up after ${Math.round(limitMs / 1_000)} s`))
  )
  tooLong.catch(() => {})
  try {
    return await Promise.race([rounds(), tooLong, interruption(ending.signal)])
  } finally {
    ending.abort()
    await started.end()
    await sql.end({ timeout: 1 })
    await installation.close()
  }
}
