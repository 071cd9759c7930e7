/**
 * Sets of half-open intervals of whole milliseconds, kept as sorted lists whose members neither overlap nor touch. The
 * same sets hold which parts of a video were watched and which stretches of the server's clock were credited, so that
 * nothing is counted twice in either.
 */
import type { Interval } from "./contract.ts"

export type Intervals = ReadonlyArray<Interval>

/** The set with `[from, to)` in it. Nothing is changed; a set that holds it already is returned as it is. */
export const include = (set: Intervals, from: number, to: number): Intervals => {
  if (to <= from) return set
  const last = set[set.length - 1]
  // Nearly every beat goes on where the one before it ended.
  if (last === undefined || from > last[1]) return [...set, [from, to]]
  if (from >= last[0]) return to <= last[1] ? set : [...set.slice(0, -1), [last[0], to]]
  const before = set.filter((each) => each[1] < from)
  const after = set.filter((each) => each[0] > to)
  const touched = set.slice(before.length, set.length - after.length)
  const first = touched[0]
  const final = touched[touched.length - 1]
  if (first === undefined || final === undefined) return [...before, [from, to], ...after]
  return [...before, [Math.min(first[0], from), Math.max(final[1], to)], ...after]
}

/** How much of `[from, to)` the set does not hold. */
export const missing = (set: Intervals, from: number, to: number): number => {
  let held = 0
  for (const each of set) held += Math.max(0, Math.min(each[1], to) - Math.max(each[0], from))
  return Math.max(0, to - from - held)
}

export const measure = (set: Intervals): number => set.reduce((sum, each) => sum + each[1] - each[0], 0)

/** The set without its members that end at `before` or earlier. */
export const forget = (set: Intervals, before: number): Intervals => {
  const first = set[0]
  return first !== undefined && first[1] <= before ? set.filter((each) => each[1] > before) : set
}
