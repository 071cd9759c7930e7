/**
 * The deadline that a time ledger implies (T1):
 *
 *   min(start + limit × factor + extra, effective close where the close cuts) + pauses + extensions + outages
 *
 * Pauses and outages are laid over each other before they are measured, so that a personal pause within a room's pause,
 * or an outage within either, is given back once. Whole milliseconds; a fraction of one goes to the learner.
 */
import { between, type Instant, instant, type Millis, millis } from "../../protocol/time.ts"
import { ceiling, fromDecimal, multiply, whole } from "../assessment/rational.ts"
import { isPaused, type Ledger, resumed } from "./ledger.ts"

/** `null`: there is none, because nothing limits the attempt or because it is paused. */
export const deadline = (ledger: Ledger): Instant | null => {
  if (isPaused(ledger)) return null
  const byLimit = ledger.limit === null ? null : ledger.start + scaled(ledger.limit, ledger) + ledger.extra
  const byClose = effectiveClose(ledger)
  const sooner = byLimit === null ? byClose : byClose === null ? byLimit : Math.min(byLimit, byClose)
  return sooner === null ? null : instant(sooner + timeAdded(ledger))
}

/**
 * When the close ends this attempt; `null` when it doesn't. A factor moves it, so that the whole time fits for who
 * began on time; with no limit to lengthen it stretches the window itself (T4).
 */
export const effectiveClose = (ledger: Ledger): Instant | null => {
  const { window, limit } = ledger
  if (window === null || !window.cuts || window.closesAt === null) return null
  const lengthened = limit ?? millis(Math.max(0, window.closesAt - window.opensAt))
  return instant(window.closesAt + scaled(lengthened, ledger) - lengthened)
}

/** Time given back and granted on top: pauses and outages once each, and extensions. */
export const timeAdded = (ledger: Ledger): Millis => {
  const granted = ledger.extensions.reduce((sum, { length }) => sum + length, 0)
  return millis(covered(lost(ledger)) + granted)
}

/** Time given back for outages alone: what they add beyond the pauses they fall into (T13). */
export const compensated = (ledger: Ledger): Millis =>
  millis(covered(lost(ledger)) - covered(lost({ ...ledger, compensations: [] })))

/** The time that is left at an instant, were every pause to end there; `null` when nothing limits it (T8). */
export const leftAt = (ledger: Ledger, at: Instant): Millis | null => {
  const ends = deadline(resumed(ledger, ["person", "lock", "room"], at))
  return ends === null ? null : between(at, ends)
}

/** What an attempt that stands still has left: it does not depend on when its pauses are thought to end (T8). */
export const leftAtStandstill = (ledger: Ledger): Millis | null => {
  const known = [...ledger.pauses, ...ledger.compensations].flatMap(({ from, until }) =>
    until === null ? [from] : [from, until]
  )
  return leftAt(ledger, instant(Math.max(ledger.start, ...known)))
}

const scaled = (length: Millis, { factor }: Pick<Ledger, "factor">): number =>
  factor === "1" ? length : Number(ceiling(multiply(whole(length), fromDecimal(factor))))

type Span = readonly [from: number, until: number]

const lost = ({ start, pauses, compensations }: Ledger): ReadonlyArray<Span> =>
  [...pauses.filter(({ withheld }) => withheld !== true), ...compensations].flatMap(({ from, until }): ReadonlyArray<Span> => {
    const begun = Math.max(from, start)
    return until === null || until <= begun ? [] : [[begun, until]]
  })

/** The length of the spans laid over each other. */
const covered = (spans: ReadonlyArray<Span>): number => {
  let length = 0
  let reached = Number.NEGATIVE_INFINITY
  for (const [from, until] of [...spans].sort(([a], [b]) => a - b)) {
    length += Math.max(0, until - Math.max(from, reached))
    reached = Math.max(reached, until)
  }
  return length
}
