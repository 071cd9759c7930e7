/**
 * What a beat is credited with. A client's word for time spent or video watched is worth nothing by itself; the server's
 * clock between two beats is. So a beat is credited the server time since the last beat in the same module, no more than
 * a gap of 30 s, and only the part of it that no other beat of this person was credited with: two tabs count once.
 *
 * Video works alike on an account of its own: server time that has not vouched for video yet vouches for twice its length,
 * the fastest playback. Were it the same account, a page left open in a second tab would use up the time in which
 * the video really ran.
 */
import { type Instant, instant, type Millis, millis } from "../../protocol/time.ts"
import type { Stretch } from "../../protocol/learner.ts"
import type { Interval, LearnerState, ModuleProgress } from "./contract.ts"
import { forget, include, type Intervals, measure, missing } from "./intervals.ts"

export const gapCap = millis(30_000)
const fastestPlayback = 2
/** Scattered claims of single moments must not grow a state without bound; nobody who watches comes near this. */
const stretchesKept = 1_000

export interface Credit {
  readonly from: Instant
  readonly creditedMs: Millis
  readonly watched: ReadonlyArray<Interval>
  readonly watchedMs: Millis
  /** How much of the video has been watched with this, each moment of it once. */
  readonly seen: number
}

/** `since`: the last beat in the module. `claims` are believed in their order until the time that vouches is used up. */
export const credit = (
  state: LearnerState,
  module: ModuleProgress,
  since: Instant,
  now: Instant,
  claims: ReadonlyArray<Stretch>
): Credit => {
  const from = now - since > gapCap ? instant(now - gapCap) : since
  const creditedMs = millis(missing(state.credited, from, now))
  if (claims.length === 0) return { from, creditedMs, watched: [], watchedMs: millis(0), seen: module.watchedMs }
  let budget = missing(state.vouched, from, now) * fastestPlayback
  let held: Intervals = module.watched
  let watchedMs = 0
  const watched: Array<Interval> = []
  for (const claim of claims) {
    const end = Math.min(claim.toMs, module.duration ?? claim.toMs, claim.fromMs + budget)
    if (end <= claim.fromMs) continue
    const grown = include(held, claim.fromMs, end)
    if (grown.length > stretchesKept) continue
    held = grown
    budget -= end - claim.fromMs
    watchedMs += end - claim.fromMs
    watched.push([claim.fromMs, end])
  }
  return { from, creditedMs, watched, watchedMs: millis(watchedMs), seen: measure(held) }
}

/** An account with `[from, at)` used up, as far back as a later beat may still reach. */
export const spend = (account: Intervals, from: Instant, at: Instant): Intervals =>
  include(forget(account, at - gapCap), from, at)

/** Has enough of the video been seen? At least 90 % of its real length, compared in whole numbers. */
export const seenEnough = (duration: Millis, watchedMs: number): boolean => watchedMs * 10 >= duration * 9
