/**
 * The engine is killed five seconds before the bell and comes back after it. With compensation off everything has to be
 * closed within a second of being back, stamped with its deadline; with it on every deadline has to have moved by the
 * outage, once.
 */
import { setTimeout as pause } from "node:timers/promises"
import { epochMs } from "../generator.ts"
import { progress, round } from "../report.ts"
import { type History, readHistories } from "./history.ts"
import { type Hall, type Seated, seat, startEngine, untilAfter, untilHandedIn } from "./round.ts"

export interface CrashVerdict {
  /** From the line that says the engine is ready to the last attempt's end in the database; 0 where that came first. */
  readonly closedWithinMs: number
  /** Compensation off: attempts not closed, or stamped with anything but their deadline. */
  readonly stampedWrong: number
  /** Compensation on: attempts whose deadline moved by anything but the outage, or not exactly once. */
  readonly movedTwiceOrNever: number
}

const killBeforeMs = 5_000
/** It is back only after the bell, so that the deadlines lie within the outage. */
const startAfterMs = 500
const closedWithinMs = 30_000
const pollMs = 10

export const crashRounds = async (hall: Hall): Promise<CrashVerdict> => {
  progress("Killed before the bell, without compensation.")
  const off = await killed(hall, "off")
  const stamped = await closed(hall, off.seated, off.seated.bell)
  await untilHandedIn(hall, off.seated)
  const offHistories = await readHistories(hall.sql, off.seated.sittingId)
  await off.engine.stop()
  const isStampedRight = ({ attemptId, ended, submittedAt, compensations }: History): boolean => {
    const deadline = off.seated.deadlines.get(attemptId)
    return ended?.at === deadline && (submittedAt ?? deadline) === deadline && compensations.length === 0
  }
  const stampedWrong = wrong(off.seated, offHistories, isStampedRight)
  const closedAfterMs = Math.max(0, stamped - off.readyAt)
  progress(`  all closed ${round(stamped - off.readyAt, 0)} ms after it was ready; ${stampedWrong} stamped wrong`)

  progress("Killed before the bell, with compensation.")
  const on = await killed(hall, "on")
  const [outage] = await hall.sql<Array<{ length: number; from: number }>>`
    select floor(extract(epoch from until_at) * 1000)::float8 - floor(extract(epoch from from_at) * 1000)::float8 as length,
      extract(epoch from from_at)::float8 * 1000 as "from"
    from outages where from_at > ${new Date(on.seated.bell - 2 * killBeforeMs)} order by id`
  if (outage === undefined) throw new Error("no outage was recorded")
  progress(`  away for ${round(outage.length, 0)} ms, by the beats in the database`)
  await closed(hall, on.seated, on.seated.bell + outage.length)
  await untilHandedIn(hall, on.seated)
  const onHistories = await readHistories(hall.sql, on.seated.sittingId)
  await on.engine.stop()
  const isMovedOnce = ({ attemptId, ended, compensations }: History): boolean =>
    compensations.length === 1 &&
    compensations[0] === outage.length &&
    ended?.at === (on.seated.deadlines.get(attemptId) ?? Number.NaN) + outage.length
  const movedTwiceOrNever = wrong(on.seated, onHistories, isMovedOnce)
  progress(`  ${on.seated.deadlines.size - movedTwiceOrNever} moved by exactly that, once`)
  return { closedWithinMs: round(closedAfterMs, 0), stampedWrong, movedTwiceOrNever }
}

const wrong = (seated: Seated, histories: ReadonlyMap<number, History>, isRight: (history: History) => boolean): number =>
  [...seated.deadlines.keys()].filter((attemptId) => {
    const history = histories.get(attemptId)
    return history === undefined || !isRight(history)
  }).length

const killed = async (hall: Hall, compensate: "on" | "off") => {
  const environment = { STOA_COMPENSATE: compensate }
  const seated = await seat(hall, { together: "instant", answering: 0, environment })
  await untilAfter(seated.bell - killBeforeMs)
  seated.engine.process.kill("SIGKILL")
  await seated.engine.exited
  await seated.takers.generator.end()
  progress(`  killed ${Math.round(seated.bell - epochMs())} ms before the bell`)
  await untilAfter(seated.bell + startAfterMs)
  const engine = await startEngine(hall, environment)
  return { seated, engine, readyAt: epochMs() }
}

/** When the last of them was seen ended in the database, or when that was given up. */
const closed = async ({ sql }: Hall, { sittingId, deadlines }: Seated, deadline: number): Promise<number> => {
  const giveUp = Math.max(deadline, epochMs()) + closedWithinMs
  for (;;) {
    const [row] = await sql<Array<{ count: number }>>`
      select count(*)::integer as count from attempts where sitting_id = ${sittingId} and ended_at is not null`
    const at = epochMs()
    if (row?.count === deadlines.size || at > giveUp) return at
    await pause(pollMs)
  }
}
