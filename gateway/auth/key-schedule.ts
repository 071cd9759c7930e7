/**
 * When keys of access tokens come and go. A key is made `ahead` of its first use, so that whoever reads the published keys
 * once in a while has it by then; it signs until its successor does, and is kept until the last token it signed has ended.
 */
import { hours, minutes, type Millis } from "../../protocol/time.ts"

export const ahead = hours(12)
/** Nodes' clocks may differ by so much. */
const slack = minutes(1)

export interface Scheduled {
  readonly kid: string
  /** ms since 1970. */
  readonly signsFrom: number
}

export interface Schedule {
  /** How long a key signs. */
  readonly every: Millis
  /** How long a token lives. */
  readonly tokenLife: Millis
}

/** The key that signs at `now`: the newest whose time has come. `keys`: the oldest first. */
export const signing = <K extends Scheduled>(keys: ReadonlyArray<K>, now: number): K | undefined =>
  keys.findLast(({ signsFrom }) => signsFrom <= now) ?? keys[0]

/** When the next key has to sign from, if it has to be made at `now`. */
export const successorFrom = (keys: ReadonlyArray<Scheduled>, now: number, { every }: Schedule): number | undefined => {
  const newest = keys.at(-1)
  if (newest === undefined) return now
  const due = newest.signsFrom + every
  return now >= due - ahead ? Math.max(now, due) : undefined
}

/** Keys of which no token can be alive. */
export const outlived = (keys: ReadonlyArray<Scheduled>, now: number, { tokenLife }: Schedule): ReadonlyArray<string> =>
  keys.filter((_, index) => now >= (keys[index + 1]?.signsFrom ?? Infinity) + tokenLife + slack).map(({ kid }) => kid)
