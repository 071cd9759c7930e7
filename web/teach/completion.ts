/** How a course fills and is completed over time, from the rows of its board: two counts that only rise. */
import type { BoardRow } from "../../protocol/course.ts"

export interface Completion {
  /** Rising, in ms since 1970. */
  readonly at: ReadonlyArray<number>
  /** How many of those enrolled today were so by then, and how many of them had completed. */
  readonly enrolled: ReadonlyArray<number>
  readonly completed: ReadonlyArray<number>
}

/** Ends with `now`, so that a line that does not move is seen not to. Who withdrew is left out, as from the board's counts. */
export const completionOverTime = (rows: Iterable<BoardRow>, now: number): Completion => {
  const steps = new Map<number, { enrolled: number; completed: number }>()
  const step = (at: number) => {
    const known = steps.get(at) ?? { enrolled: 0, completed: 0 }
    steps.set(at, known)
    return known
  }
  for (const { enrolled, enrolledAt, completedAt } of rows) {
    if (!enrolled) continue
    step(enrolledAt).enrolled++
    if (completedAt !== null) step(completedAt).completed++
  }
  // Nobody yet: where the lines begin.
  step(Math.min(now, ...steps.keys()) - 1)
  step(Math.max(now, ...steps.keys()))
  const at = [...steps.keys()].sort((a, b) => a - b)
  let enrolled = 0
  let completed = 0
  const counts = at.map((instant) => {
    const moved = steps.get(instant)
    enrolled += moved?.enrolled ?? 0
    completed += moved?.completed ?? 0
    return { enrolled, completed }
  })
  return { at, enrolled: counts.map((count) => count.enrolled), completed: counts.map((count) => count.completed) }
}
