/**
 * Days of study in a row, in the learner's own time zone. A day counts once it has verified study time, a module
 * completed or an attempt begun; the streak stands until the following day has ended without any.
 */
import type { Instant } from "../../protocol/time.ts"
import { type CivilDay, dayAfter, dayIn, startOfDay } from "./civil-day.ts"
import type { EventOf, LearnerEvent, LearnerState } from "./contract.ts"

/** When the day ends, and when the one after it does. Some zones have skipped a day: the next one is the one that comes. */
const limitsOf = (zone: string, day: CivilDay): { readonly dayEndsAt: Instant; readonly lapsesAt: Instant } => {
  const dayEndsAt = startOfDay(zone, dayAfter(day))
  return { dayEndsAt, lapsesAt: startOfDay(zone, dayAfter(dayIn(zone, dayEndsAt))) }
}

/** The day's first study, or nothing: on every beat but one a day this is one comparison. */
export const dayOfStudy = ({ streak }: LearnerState, now: Instant): ReadonlyArray<LearnerEvent> => {
  if (streak.dayEndsAt !== null && now < streak.dayEndsAt) return []
  const day = dayIn(streak.timeZone, now)
  // A traveller going west may see the same day twice.
  if (streak.day !== null && day <= streak.day) return []
  const unbroken = streak.lapsesAt !== null && now < streak.lapsesAt
  return [{ _tag: "DayStudied", day, current: unbroken ? streak.current + 1 : 1, ...limitsOf(streak.timeZone, day) }]
}

export const zoneChange = ({ streak }: LearnerState, timeZone: string): ReadonlyArray<EventOf<"ZoneChanged">> => {
  if (timeZone === streak.timeZone) return []
  const limits = streak.day === null ? { dayEndsAt: null, lapsesAt: null } : limitsOf(timeZone, streak.day)
  return [{ _tag: "ZoneChanged", timeZone, ...limits }]
}

/** When a streak that stands will have lapsed. */
export const lapseOf = ({ streak }: LearnerState): Instant | undefined =>
  streak.current > 0 && streak.lapsesAt !== null ? streak.lapsesAt : undefined
