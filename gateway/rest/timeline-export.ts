/** A timeline as a file: for a spreadsheet, a line per event; for a program, a line per entry. */
import type { TimelineEntry, TimelineSender } from "../../protocol/rest/timeline.ts"
import { csvLine } from "./csv.ts"

const columns = ["seq", "at", "received_at", "claimed_at", "by", "user_id", "event", "details", "chain"] as const

const nameOf = (by: TimelineSender): string => {
  switch (by.kind) {
    case "person":
      return `person (${by.via})`
    case "actor":
      return by.actor
    case "engine":
      return `engine (${by.purpose})`
  }
}

const eventOf = (event: unknown): readonly [tag: string, details: string] => {
  if (typeof event !== "object" || event === null) return ["", JSON.stringify(event) ?? ""]
  const { _tag: tag, ...details } = { _tag: "", ...event }
  return [tag, JSON.stringify(details)]
}

/** RFC 4180, with a heading. */
export const timelineCsv = (entries: ReadonlyArray<TimelineEntry>): string => {
  const lines = entries.flatMap((entry) => {
    const { seq, at, received_at, claimed_at, by, events, chain } = entry
    const user = by.kind === "person" ? by.user_id : null
    // A command that changed nothing was accepted all the same.
    const happened = events.length === 0 ? [["", ""] as const] : events.map(eventOf)
    return happened.map(([tag, details]) => [seq, at, received_at, claimed_at, nameOf(by), user, tag, details, chain])
  })
  return [columns, ...lines].map(csvLine).join("")
}

export const timelineJsonLines = (entries: ReadonlyArray<TimelineEntry>): string =>
  entries.map((entry) => `${JSON.stringify(entry)}\n`).join("")
