/**
 * Civil days in a person's time zone. A streak counts days as the learner lives them: at 23:30 in Honolulu it is still
 * today, though the server's day ended long ago, and a day on which the clocks change has 23 or 25 hours.
 *
 * The zone rules are the runtime's own (`Intl`). They change from release to release, so a day is worked out once, when
 * a command is decided, and stored in the event; replaying a journal asks nothing of them.
 */
import { type Instant, instant } from "../../protocol/time.ts"

/** `YYYY-MM-DD`; compares as text. */
export type CivilDay = string

const dayMs = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

const formatIn = (zone: string): Intl.DateTimeFormat => {
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-u-ca-iso8601-nu-latn", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit"
    })
    formats.set(zone, format)
  }
  return format
}

/** The zone where the runtime knows it, else UTC: a misspelt profile must not stop anyone from learning. */
export const knownZone = (zone: string): string => {
  try {
    formatIn(zone)
    return zone
  } catch {
    return "UTC"
  }
}

export const dayIn = (zone: string, at: number): CivilDay => {
  let year = ""
  let month = ""
  let day = ""
  for (const part of formatIn(zone).formatToParts(at)) {
    if (part.type === "year") year = part.value
    else if (part.type === "month") month = part.value
    else if (part.type === "day") day = part.value
  }
  return `${year}-${month}-${day}`
}

const midnight = (day: CivilDay): number => Date.parse(`${day}T00:00:00Z`)

export const dayAfter = (day: CivilDay): CivilDay => new Date(midnight(day) + dayMs).toISOString().slice(0, 10)

const starts = new Map<string, Instant>()
/** A class shares its zones and its days; some thousand of them are kept. */
const mostStarts = 4_096

/**
 * The first instant at which it is `day` or later in the zone. Midnight minus an offset would be the obvious way, and
 * fails where the clocks skip midnight or the offset of that night is not known yet; so it is searched for between the
 * earliest and the latest midnight on Earth. That asks `Intl` two dozen times, of the same night for everybody in a zone,
 * so each is searched for once.
 */
export const startOfDay = (zone: string, day: CivilDay): Instant => {
  const key = `${zone} ${day}`
  const known = starts.get(key)
  if (known !== undefined) return known
  if (starts.size >= mostStarts) starts.clear()
  const start = searched(zone, day)
  starts.set(key, start)
  return start
}

const searched = (zone: string, day: CivilDay): Instant => {
  let before = midnight(day) - 15 * 3_600_000
  let reached = midnight(day) + 13 * 3_600_000
  while (reached - before > 1) {
    const middle = Math.floor((before + reached) / 2)
    if (dayIn(zone, middle) >= day) reached = middle
    else before = middle
  }
  return instant(reached)
}
