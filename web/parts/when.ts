/** Instants and lengths of time as the reader's language writes them. */
import { language } from "../words/words.ts"

/** The reader's own among the variants of the language: British days do not begin with the month. */
const locale = (): string => navigator.languages.find((tag) => tag.startsWith(language())) ?? language()

const formats = new Map<string, Intl.DateTimeFormat>()
const formatted = (at: number | string, name: string, options: Intl.DateTimeFormatOptions): string => {
  const key = `${language()}/${name}`
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale(), options)
  formats.set(key, format)
  return format.format(typeof at === "string" ? new Date(at) : at)
}

/** `at` in ms since 1970, or ISO 8601. The day and the minute. */
export const dayAndTime = (at: number | string): string =>
  formatted(at, "dayAndTime", { dateStyle: "medium", timeStyle: "short" })
export const day = (at: number | string): string => formatted(at, "day", { dateStyle: "medium" })
/** With seconds: for what has to be told apart within a minute. */
export const timeOfDay = (at: number | string): string => formatted(at, "timeOfDay", { timeStyle: "medium" })

/** `timeOfDay`, with the day where it is not today's. */
export const timeOrDay = (at: number | string): string => {
  const isToday = new Date(at).toDateString() === new Date().toDateString()
  return isToday ? timeOfDay(at) : formatted(at, "dayAndSeconds", { dateStyle: "medium", timeStyle: "medium" })
}

/** In ms: until what is nearer than this, what is left tells more than the date. */
export const soonMs = 24 * 3_600_000

/** A countdown, `ms` cut to whole seconds upwards so that 0:00 means over: `1:02:03`, `2:03`. */
export const countdown = (ms: number): string => {
  const seconds = Math.max(0, Math.ceil(ms / 1_000))
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  const two = (n: number): string => String(n).padStart(2, "0")
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

/** A length of time in hours and minutes: `1 h 20 min`. */
export const lengthOf = (ms: number): string => {
  const minutes = Math.round(ms / 60_000)
  const unit = (value: number, unit: "hour" | "minute"): string =>
    new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: "short" }).format(value)
  if (minutes < 60) return unit(minutes, "minute")
  const rest = minutes % 60
  return rest === 0 ? unit(minutes / 60, "hour") : `${unit(Math.floor(minutes / 60), "hour")} ${unit(rest, "minute")}`
}
