/**
 * Walks along the list of registrations: what concerns many attempts is told to them a hundred at a time, so that no
 * single commit carries them all. A walk tells either the room as it is or an action that was ordered.
 *
 * The room goes first, because time is in it, and is told as it is when its turn comes. So a change half-way starts the
 * walk of the whole room anew and replaces what was left of the others like it, while an action keeps its place: each
 * attempt hears of it once. Who registers later was told of the room then, and is none of an action's targets.
 */
import { Schema } from "effect"
import { ActionId } from "../../protocol/exam.ts"
import { Instant, later, seconds } from "../../protocol/time.ts"
import type { ExamEvent } from "./contract.ts"

const place = Schema.Int

export const Walk = Schema.Struct({
  /** `null`: the room. */
  action: Schema.NullOr(ActionId),
  /** `null`: along the whole list. */
  places: Schema.NullOr(Schema.Array(place)),
  /** What was walked already, and where it ends: places in the list or within `places`. */
  from: Schema.Int,
  until: Schema.Int,
  /** When the first of what it tells was decided: an attempt that ended since may still have a right to it (T5). */
  since: Instant
})
export type Walk = typeof Walk.Type

/** A part of a walk: places in a row, from `from` and before `to`, or these places. */
export const Stretch = Schema.Union([Schema.Struct({ from: place, to: place }), Schema.Struct({ places: Schema.Array(place) })])
export type Stretch = typeof Stretch.Type

type Walks = ReadonlyArray<Walk>

const atOnce = 100

const isRoom = ({ action }: Walk): boolean => action === null
const along = (action: Walk["action"], places: ReadonlyArray<number> | null, until: number, since: Instant): Walks =>
  until === 0 ? [] : [{ action, places, from: 0, until, since }]

const earliest = (since: Instant, walks: Walks): Instant =>
  walks.reduce((first, walk) => (walk.since < first ? walk.since : first), since)

/** The room changed for everybody in a list of `length`. */
export const tellAll = (walks: Walks, length: number, at: Instant): Walks => [
  ...along(null, null, length, earliest(at, walks.filter(isRoom))),
  ...walks.filter((walk) => !isRoom(walk))
]

/**
 * Running attempts know when the clock closes their room, and are busy ending just then. So that close waits, if nothing
 * else is being told; whatever changes meanwhile is told at once and takes it along, as a change of its own time.
 */
const closeWaits = seconds(5)

/** The clock closed the room; `from`: when the first stretch of that may be told. */
export const tellClose = (walks: Walks, length: number, at: Instant): { readonly walks: Walks; readonly from: Instant } => {
  const from = walks.length === 0 ? later(at, closeWaits) : at
  return { walks: tellAll(walks, length, from), from }
}

/** The room changed for those in these places: after what is still to be told of it, in one walk with others like it. */
export const tellSome = (walks: Walks, places: ReadonlyArray<number>, at: Instant): Walks => {
  const [whole, others] = [walks.filter((walk) => isRoom(walk) && walk.places === null), walks.filter(isSome)]
  const left = others.flatMap((walk) => walk.places?.slice(walk.from) ?? [])
  const known = new Set(left)
  const all = [...left, ...places.filter((each) => !known.has(each))]
  return [...whole, ...along(null, all, all.length, earliest(at, others)), ...walks.filter((walk) => !isRoom(walk))]
}
const isSome = (walk: Walk): boolean => isRoom(walk) && walk.places !== null

export const direct = (walks: Walks, action: string, places: ReadonlyArray<number> | null, until: number, at: Instant): Walks => [
  ...walks,
  ...along(action, places, until, at)
]

/** What is told next, at most a hundred. */
const nextStretch = ({ places, from, until }: Walk): Stretch => {
  const to = Math.min(until, from + atOnce)
  return places === null ? { from, to } : { places: places.slice(from, to) }
}

/** The walks after a stretch of the foremost one. */
export const walked = (walks: Walks, stretch: Stretch): Walks => {
  const [first, ...rest] = walks
  if (first === undefined) return walks
  const from = "places" in stretch ? first.from + stretch.places.length : stretch.to
  return from < first.until ? [{ ...first, from }, ...rest] : rest
}

export const placesIn = (stretch: Stretch): ReadonlyArray<number> =>
  "places" in stretch ? stretch.places : Array.from({ length: stretch.to - stretch.from }, (_, i) => stretch.from + i)

/** The next stretch of the walk that is foremost. */
export const step = ([foremost]: Walks, at: Instant): ReadonlyArray<ExamEvent> => {
  if (foremost === undefined) return []
  const along = nextStretch(foremost)
  const { action: actionId, since } = foremost
  return [actionId === null ? { _tag: "Told", along, since, at } : { _tag: "Directed", actionId, along, at }]
}
