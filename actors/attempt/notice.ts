/**
 * A running attempt's ledger under new terms (T3): at once and both ways, but what is taken away leaves it a minute. That minute is
 * one extension named `notice`, worked out anew each time; grants by people stand outside of it, so that none of them is
 * ever eaten by a change of the window.
 */
import { type Instant, instant, type Millis, millis, seconds } from "../../protocol/time.ts"
import { deadline } from "./deadline.ts"
import { type Ledger, type LedgerTerms, resumed } from "./ledger.ts"

/** A running attempt never has less than this at once. */
export const notice: Millis = seconds(60)
const name = "notice"

export const retermed = (ledger: Ledger, terms: LedgerTerms, now: Instant): Ledger => {
  if (same(ledger, terms)) return ledger
  const grants = ledger.extensions.filter(({ id }) => id !== name)
  const noticed = ledger.extensions.filter(({ id }) => id === name)
  const was = ending({ ...ledger, extensions: noticed }, now)
  const least = was === null ? now + notice : Math.min(was, now + notice)
  return { ...ledger, ...terms, extensions: [...grants, ...upTo(least, ending({ ...ledger, ...terms, extensions: [] }, now))] }
}

/** Shortened by what was withheld from it, but to no less than a minute, nor beyond what it had without that (T11). */
export const shortened = (ledger: Ledger, whole: Instant | null, now: Instant): Ledger => {
  const ends = deadline(ledger)
  if (ends === null || whole === null) return ledger
  const noticed = ledger.extensions.find(({ id }) => id === name)?.length ?? 0
  const grants = ledger.extensions.filter(({ id }) => id !== name)
  return { ...ledger, extensions: [...grants, ...upTo(Math.min(whole, now + notice), instant(ends - noticed), noticed)] }
}

const upTo = (least: number, ends: Instant | null, atLeast = 0): Ledger["extensions"] => {
  const length = ends === null ? 0 : Math.max(atLeast, least - ends)
  return length > 0 ? [{ id: name, length: millis(length) }] : []
}

const ending = (ledger: Ledger, now: Instant): Instant | null => deadline(resumed(ledger, ["person", "lock", "room"], now))

const same = (ledger: Ledger, { limit, factor, extra, window }: LedgerTerms): boolean =>
  ledger.limit === limit &&
  ledger.factor === factor &&
  ledger.extra === extra &&
  ledger.window?.opensAt === window?.opensAt &&
  ledger.window?.closesAt === window?.closesAt &&
  ledger.window?.cuts === window?.cuts
