/** How a room stands, in numbers. */
import { stageOf, type Stage, type WallLine } from "../../client/index.ts"

export interface Counts extends Readonly<Record<Stage, number>> {
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
