/**
 * What is observed of somebody who sits an exam: the check before it, the signals of their client, and the flags of those
 * who watch. All of it is evidence and none a verdict; where nothing was observed, that is counted as a gap.
 *
 * Gaps are measured on the server's clock. The obvious way, the next report's `from` less the last one's `to`, believes
 * the client's clock twice, and a clock that is set in between makes a gap of an hour or hides one. Of a report only
 * its length is believed instead, and compared with the time that really passed since the report before:
 *
 *   wall     = received − received before (the first: − start)
 *   sat      = wall − pauses and outages in it
 *   gap      = sat − length           where that is more than 2 s
 *   regained = length − wall          where that is more than 2 s, and never more than was counted as a gap
 *
 * A report that was held up on its way makes a gap at first, and those that arrive in a bunch behind it give it back. A
 * length above two minutes is a clock that was set, not an observation: it counts as two minutes at most and gives nothing
 * back. So no step of a clock by more than that makes a gap or hides one, and a smaller one hides at most its own length.
 */
import { refuse } from "../../protocol/errors.ts"
import type { CheckView, ReportCheck, ReportSignals, WatchView } from "../../protocol/proctoring.ts"
import type { Flag, Unflag } from "../../protocol/review.ts"
import { type Instant, instant, type Millis, millis, minutes, seconds } from "../../protocol/time.ts"
import { accept, type Context, type Decision } from "../actor.ts"
import { act } from "./acts.ts"
import type { Attempt, AttemptEvent } from "./contract.ts"
import { superseded } from "./device.ts"
import type { Ledger } from "./ledger.ts"
import type { Who } from "./who.ts"

const slowRoundTrip: Millis = millis(500)
const clockOff: Millis = seconds(2)
/** What the network may add to the time between two reports. */
export const unnoticed: Millis = seconds(2)
/** How much a single report may cover. */
export const longestReport: Millis = minutes(2)
/** Of reports in which nothing happened, one in this time is kept. */
const between: Millis = seconds(1)
const latestSignals = 50
const flagsAtMost = 200

type Decided = Decision<AttemptEvent>
type Of<Tag extends AttemptEvent["_tag"]> = Extract<AttemptEvent, { readonly _tag: Tag }>
type Command = ReportCheck | ReportSignals | typeof Flag.Type | typeof Unflag.Type

export const watch = (state: Attempt, command: Command, who: Who, context: Context): Decided => {
  switch (command._tag) {
    case "ReportCheck":
      return check(command, context)
    case "ReportSignals":
      return superseded(state, context) ?? signals(state, command, context)
    case "Flag":
      return flag(state, command.note, who, context)
    case "Unflag":
      return unflag(state, command, who, context)
  }
}

const check = ({ _tag: _, ...found }: ReportCheck, { now }: Context): Decided => {
  const concerns = concernsOf(found)
  return accept([{ _tag: "Checked", check: { ...found, at: now, result: concerns.length === 0 ? "good" : "poor", concerns } }])
}

type Found = Omit<ReportCheck, "_tag">
const concernsOf = ({ roundTripMs, clockOffsetMs, fullScreen, displays, online }: Found): CheckView["concerns"] => [
  ...(roundTripMs > slowRoundTrip ? (["slow_connection"] as const) : []),
  ...(Math.abs(clockOffsetMs) > clockOff ? (["clock_off"] as const) : []),
  ...(fullScreen ? [] : (["no_full_screen"] as const)),
  ...(displays > 1 ? (["several_displays"] as const) : []),
  ...(online ? [] : (["offline"] as const))
]

/** A bunch of empty reports within a second is accepted and only the first kept; none with signals in it is left out. */
const signals = (state: Attempt, { from, to, signals: reported }: ReportSignals, { receivedAt }: Context): Decided => {
  if (state.ledger === null) return refuse("not_started")
  const since = observedTo(state, state.ledger)
  const at = instant(Math.max(receivedAt, since))
  const wall = at - since
  const length = to - from
  const credible = length <= longestReport
  const gap = wall - stoodStill(state.ledger, since, at) - (credible ? length : Math.min(longestReport, wall))
  const surplus = credible ? length - wall : 0
  const gapMs = millis(gap > unnoticed ? gap : 0)
  const regainedMs = millis(surplus > unnoticed ? Math.min(surplus, state.watch.gapMs) : 0)
  const says = reported.length > 0 || regainedMs > 0
  if (!says && state.watch.observedTo !== undefined && wall < between) return accept([])
  const regained = regainedMs === 0 ? {} : { regainedMs }
  return accept([{ _tag: "SignalsReported", from, to, at, signals: reported, gapMs, ...regained }])
}

const observedTo = ({ watch }: Attempt, { start }: Ledger): Instant => instant(Math.max(watch.observedTo ?? start, start))

/** How long time stood still between two instants, or nobody could be served. */
const stoodStill = ({ pauses, compensations }: Ledger, from: Instant, to: Instant): number => {
  const spans = [...pauses, ...compensations].sort((a, b) => a.from - b.from)
  let length = 0
  let reached: number = from
  for (const span of spans) {
    const until = Math.min(span.until ?? to, to)
    length += Math.max(0, until - Math.max(span.from, reached))
    reached = Math.max(reached, until)
  }
  return length
}

/**
 * What the gaps amount to. After its end that includes the time from the last report to the end, where it is more than
 * a report may cover; only of attempts in a room, since nobody watches the others.
 */
export const gapsOf = (state: Attempt): Millis => {
  const { watch, ledger, endedAt, sittingId } = state
  if (ledger === null || endedAt === null || sittingId === null) return watch.gapMs
  const since = observedTo(state, ledger)
  const unseen = endedAt - since - stoodStill(ledger, since, endedAt)
  return unseen > longestReport ? millis(watch.gapMs + unseen) : watch.gapMs
}

/**
 * Since when nothing was observed of an attempt that is being sat in a room. A client that says nothing makes no event, so
 * its gap grows by the clock of who watches, from here on. Later than the last report by what stood still, so that one
 * instant says it all; the standstill that holds now is theirs to take off.
 */
export const unseenSince = (state: Attempt): Instant | undefined => {
  const { ledger, endedAt, sittingId, standstill } = state
  if (ledger === null || endedAt !== null || sittingId === null) return undefined
  const since = observedTo(state, ledger)
  const until = instant(Math.min(Number.MAX_SAFE_INTEGER, ...standstill.map((held) => held.since)))
  return instant(since + stoodStill(ledger, since, until))
}

const flag = (state: Attempt, note: string, { by }: Who, { now }: Context): Decided => {
  if (state.flagCount >= flagsAtMost) {
    return refuse("too_many", { message: "This attempt holds as many flags as it can. Ask for its review instead." })
  }
  const number = state.flagCount + 1
  return accept([{ _tag: "Flagged", flag: number, note: { _tag: "Words", by, value: note }, by, at: now }], { flag: number })
}

/** Withdrawn and still there; a repeat changes nothing. */
const unflag = (state: Attempt, { flag: number, reason }: typeof Unflag.Type, { by }: Who, { now }: Context): Decided => {
  const kept = Object.hasOwn(state.flags, String(number)) ? state.flags[String(number)] : undefined
  if (kept === undefined) return refuse("flag_unknown", { field: "flag" })
  return accept(kept.withdrawnAt === null ? [{ _tag: "Unflagged", flag: number, by, at: now, reason }] : [])
}

type Watched = Of<"Checked"> | Of<"SignalsReported"> | Of<"Flagged"> | Of<"Unflagged">

export const watched = (state: Attempt, event: Watched): void => {
  switch (event._tag) {
    case "Checked":
      state.check = event.check
      return
    case "SignalsReported":
      state.watch = observed(state.watch, event)
      return
    case "Flagged":
      state.flagCount = event.flag
      state.flags[String(event.flag)] = { by: event.by, at: event.at, note: event.note, withdrawnAt: null }
      return act(state, "Flag", event.at, event.by)
    case "Unflagged": {
      const key = String(event.flag)
      const kept = state.flags[key]
      if (kept !== undefined) state.flags[key] = { ...kept, withdrawnAt: event.at }
      return act(state, "Unflag", event.at, event.by, event.reason)
    }
  }
}

const observed = (watch: WatchView, { at, signals: reported, gapMs, regainedMs }: Of<"SignalsReported">): WatchView => {
  const counts: Record<string, number> = { ...watch.counts }
  for (const { kind } of reported) counts[kind] = (counts[kind] ?? 0) + 1
  return {
    counts,
    latest: [...watch.latest, ...reported].slice(-latestSignals),
    observedTo: at,
    gapMs: millis(Math.max(0, watch.gapMs + gapMs - (regainedMs ?? 0)))
  }
}

export const openFlags = ({ flags }: Attempt): number =>
  Object.values(flags).reduce((count, { withdrawnAt }) => (withdrawnAt === null ? count + 1 : count), 0)
