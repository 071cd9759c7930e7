/** How a room stands, in numbers. */
import type { WallLine } from "../../client/index.ts"
import type { AttemptState } from "../../protocol/attempt.ts"

/** What a proctor tells apart at a glance; the states themselves are in the rows. */
export type Stage = "waiting" | "sitting" | "over"

export const stageOf = (state: AttemptState): Stage => {
  switch (state) {
    case "created":
    case "waiting":
      return "waiting"
    case "in_progress":
    case "paused":
      return "sitting"
    case "ended":
    case "submitted":
    case "terminated":
    case "grading":
    case "graded":
    case "under_review":
    case "verified":
    case "rejected":
    case "declined":
    case "expired":
    case "absent":
    case "voided":
      return "over"
  }
}

export interface Counts {
  readonly waiting: number
  readonly sitting: number
  readonly over: number
  /** Somebody has to look: everything but a connection that went and time that runs out. */
  readonly needing: number
  readonly disconnected: number
}

export const countsOf = (lines: ReadonlyArray<WallLine>): Counts => {
  const counts = { waiting: 0, sitting: 0, over: 0, needing: 0, disconnected: 0 }
  for (const { row, attention } of lines) {
    counts[stageOf(row.state)]++
    if (attention.some((sign) => sign !== "connection" && sign !== "little_time")) counts.needing++
    if (attention.includes("connection")) counts.disconnected++
  }
  return counts
}
