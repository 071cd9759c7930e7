/**
 * Instants and durations. Both are whole milliseconds, branded apart: an instant is a point on the database's
 * clock since the Unix epoch, a duration is a distance between two of them.
 */
import { Brand, Schema } from "effect"

export const Instant = Schema.Int.pipe(Schema.brand("Instant"))
export type Instant = typeof Instant.Type

export const Millis = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)).pipe(Schema.brand("Millis"))
export type Millis = typeof Millis.Type

const asInstant = Brand.nominal<Instant>()
const asMillis = Brand.nominal<Millis>()

// What the Schemas check, without their 1 µs: these two stand on the path of every command.
export const instant = (ms: number): Instant => {
  if (!Number.isSafeInteger(ms)) throw new RangeError(`an instant is a whole number of milliseconds, not ${ms}`)
  return asInstant(ms)
}
export const millis = (ms: number): Millis => {
  if (!Number.isSafeInteger(ms) || ms < 0) throw new RangeError(`a duration is a whole number of milliseconds, not ${ms}`)
  return asMillis(ms)
}

export const later = (at: Instant, by: Millis): Instant => instant(at + by)
/** The time from `from` to `to`, never less than nothing. */
export const between = (from: Instant, to: Instant): Millis => millis(Math.max(0, to - from))
export const seconds = (count: number): Millis => millis(Math.round(count * 1000))
export const minutes = (count: number): Millis => millis(Math.round(count * 60_000))
export const hours = (count: number): Millis => minutes(count * 60)

export const iso = (at: Instant): string => new Date(at).toISOString()
