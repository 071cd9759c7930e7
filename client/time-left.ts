/**
 * How much time an attempt has: from its absolute deadline and the server's clock, never by counting down on this device. A
 * device that slept, was set or runs fast shows the same as the one that will end the exam.
 */
import type { AttemptTakerView } from "../protocol/attempt.ts"
import type { Instant } from "../protocol/time.ts"

type Timed = Pick<AttemptTakerView, "state" | "deadline" | "standstill" | "leftMs" | "timeChange">

export const standsStill = ({ state, standstill }: Timed): boolean =>
  state === "paused" || (state === "in_progress" && (standstill?.length ?? 0) > 0)

/** In ms, never less than 0; `undefined` where no time runs: before, afterwards, in a standstill, without a limit. */
export const timeLeftAt = (view: Timed, now: Instant): number | undefined =>
  view.state !== "in_progress" || standsStill(view) || view.deadline === undefined ? undefined : Math.max(0, view.deadline - now)

/** What is kept while time stands still (T8), in ms; `undefined` when it runs, and where nothing limits the attempt. */
export const timeKeptIn = (view: Timed): number | undefined => {
  if (!standsStill(view)) return undefined
  if (view.leftMs !== undefined) return view.leftMs
  const { standstill, timeChange } = view
  const since = standstill?.[0]?.since
  // Without the server's own figure, the deadline that the standstill took away says it.
  return since === undefined || timeChange?.old === undefined || timeChange.at < since
    ? undefined
    : Math.max(0, timeChange.old - since)
}
