/**
 * A sitting's wall as a proctor reads it: each attempt's row with who is there, the time left, and what asks for attention,
 * sorted and filtered. Pure functions over what `StoaClient.wall` tells and the server's time: a page calls them on every
 * change and once a second, since time passes without any message.
 */
import type { WallRow } from "../protocol/attempt.ts"
import type { QuestionId } from "../protocol/ids.ts"
import type { PresenceRow } from "../protocol/live.ts"
import type { SignalKind } from "../protocol/proctoring.ts"
import type { Instant } from "../protocol/time.ts"
import { compareNames } from "./by-name.ts"
import type { FeedSeen } from "./feed-replica.ts"
import { stageOf } from "./stage.ts"

/** What asks for a proctor, most pressing first. */
export const attentions = [
  "locked",
  "paused",
  "hand",
  "unanswered",
  "time_unseen",
  "flags",
  "signals",
  "connection",
  "little_time"
] as const
export type Attention = (typeof attentions)[number]

export interface WallLine {
  /** The attempt's id as text. */
  readonly key: string
  readonly row: WallRow
  readonly name: string
  /** `never`: nobody has been seen there (W4). */
  readonly connection: PresenceRow["connection"]
  readonly connectionSince?: Instant
  readonly question?: QuestionId
  /** In ms: to the deadline, or what is kept while time stands still. Absent before, afterwards and without a limit. */
  readonly timeLeftMs?: number
  readonly standsStill: boolean
  /** Time in which nothing was observed, that which goes on included: a gap, and no sign of guilt. */
  readonly gapMs: number
  /** A change of time that the learner's client has not shown within 5 s. */
  readonly timeUnseen: boolean
  /** In the order of `attentions`. */
  readonly attention: ReadonlyArray<Attention>
}

export interface WallMoment {
  /** `client.clock.now()`. */
  readonly now: Instant
  /** Rows carry no names; the number of the learner's account if absent. */
  readonly nameOf?: (learnerId: WallRow["learnerId"]) => string | undefined
  /** From when time is little; 5 min if absent. */
  readonly littleTimeMs?: number
  /** How long a signal asks for attention; 2 min if absent. Counts stay in the row. */
  readonly freshMs?: number
}

const unseenAfter = 5_000
/** Of no concern by themselves. */
const harmless: ReadonlySet<SignalKind> = new Set<SignalKind>(["active", "resize"])

export const wallLines = (seen: FeedSeen<WallRow>, moment: WallMoment): ReadonlyArray<WallLine> => {
  const lines: Array<WallLine> = []
  for (const [key, row] of seen.rows) lines.push(wallLine(key, row, seen.presence.get(key), moment))
  return lines
}

/** One of them: for who keeps the others and makes anew only what changed. */
export const wallLine = (key: string, row: WallRow, present: PresenceRow | undefined, moment: WallMoment): WallLine => {
  const timeLeftMs = timeLeft(row, moment.now)
  const { timeChange } = row
  const standing = {
    key,
    row,
    name: moment.nameOf?.(row.learnerId) ?? String(row.learnerId),
    connection: present?.connection ?? "never",
    ...(present === undefined ? {} : { connectionSince: present.since }),
    ...(present?.question === undefined ? {} : { question: present.question }),
    ...(timeLeftMs === undefined ? {} : { timeLeftMs }),
    standsStill: row.standstill !== null,
    gapMs: gapAt(moment.now, { ...row, stillSince: row.standstill?.since }),
    timeUnseen: beingSat(row) && timeChange !== null && !timeChange.acknowledged && moment.now - timeChange.at >= unseenAfter
  } as const
  return { ...standing, attention: attentionOf(standing, moment) }
}

/** The time during which somebody is at the attempt, or should be. */
const beingSat = ({ state }: WallRow): boolean => stageOf(state) === "sitting"

/** A report may be so long on its way before its absence is a gap. */
const unreported = 120_000

/** The gap with what goes on of it, in ms; `stillSince` while time stands still, for then it does not grow. */
export const gapAt = (
  now: Instant,
  { gapMs, unseenSince, stillSince }: { gapMs: number; unseenSince?: Instant | undefined; stillSince?: Instant | undefined }
): number => {
  if (unseenSince === undefined) return gapMs
  const unseen = (stillSince ?? now) - unseenSince
  return unseen > unreported ? gapMs + unseen : gapMs
}

const timeLeft = (row: WallRow, now: Instant): number | undefined => {
  if (!beingSat(row)) return undefined
  if (row.standstill !== null) return row.standstill.leftMs ?? undefined
  return row.deadline === null ? undefined : Math.max(0, row.deadline - now)
}

const attentionOf = (line: Omit<WallLine, "attention">, moment: WallMoment): ReadonlyArray<Attention> => {
  const { row } = line
  const sat = beingSat(row)
  // Over, and never to be begun: what is left to do is in the review, not on the wall.
  if (!sat && row.state !== "waiting") return []
  const locked = row.standstill?.kinds.includes("lock") ?? false
  const freshMs = moment.freshMs ?? 120_000
  const littleTimeMs = moment.littleTimeMs ?? 300_000
  const asks: Readonly<Record<Attention, boolean>> = {
    locked,
    paused: !locked && row.standstill !== null,
    hand: row.handRaised !== null,
    unanswered: row.unanswered > 0,
    time_unseen: line.timeUnseen,
    flags: row.flags > 0,
    signals: row.lastSignal !== null && !harmless.has(row.lastSignal.kind) && moment.now - row.lastSignal.at < freshMs,
    connection: sat && (line.connection === "missing" || line.connection === "left" || line.connection === "never"),
    little_time: sat && !line.standsStill && line.timeLeftMs !== undefined && line.timeLeftMs <= littleTimeMs
  }
  return attentions.filter((attention) => asks[attention])
}

export type WallOrder = "attention" | "name" | "time" | "progress"

/**
 * A sorted copy. By attention: whoever needs it first, and of two with the same need who has more besides; by time: who has
 * least left; by progress: who has answered least. Names and ids settle the rest, so that rows do not jump.
 */
export const sortWall = (lines: ReadonlyArray<WallLine>, order: WallOrder): ReadonlyArray<WallLine> => {
  const weigh = weights[order]
  return lines
    .map((line) => ({ line, weight: weigh(line) }))
    .sort(
      (a, b) =>
        compare(a.weight, b.weight) || compareNames(a.line.name, b.line.name) || a.line.row.attemptId - b.line.row.attemptId
    )
    .map(({ line }) => line)
}

/** Two infinite weights are equal; their difference is no number. */
const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0)

const weights: Readonly<Record<WallOrder, (line: WallLine) => number>> = {
  // Each need is worth more than all the lesser ones together.
  attention: ({ attention }) => -attention.reduce((sum, one) => sum + 2 ** (attentions.length - attentions.indexOf(one)), 0),
  name: () => 0,
  time: ({ timeLeftMs }) => timeLeftMs ?? Infinity,
  progress: ({ row }) => (row.total === 0 ? 1 : row.answered / row.total)
}

/** Each part that is given has to fit; within one, any of its values does. */
export interface WallFilter {
  readonly states?: ReadonlyArray<WallRow["state"]>
  readonly attention?: ReadonlyArray<Attention>
  readonly connections?: ReadonlyArray<WallLine["connection"]>
  /** Part of the name, in any case. */
  readonly name?: string
}

export const filterWall = (lines: ReadonlyArray<WallLine>, filter: WallFilter): ReadonlyArray<WallLine> => {
  const name = filter.name?.trim().toLowerCase() ?? ""
  return lines.filter(
    (line) =>
      (filter.states?.includes(line.row.state) ?? true) &&
      (filter.attention?.some((attention) => line.attention.includes(attention)) ?? true) &&
      (filter.connections?.includes(line.connection) ?? true) &&
      (name === "" || line.name.toLowerCase().includes(name))
  )
}
