/** What the first version of the exam wrote, in today's form: a room without pauses, terms, shifts or actions. */
import { defaultRules } from "../../protocol/exam.ts"

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value)
const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {})
const listOf = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

const facts = (first: unknown): Fields => ({ rules: defaultRules, jitterMs: 0, learners: null, limit: null, ...fieldsOf(first) })

export const upcastEvent = (version: number, encoded: unknown): unknown => {
  const event = fieldsOf(encoded)
  if (version > 1) return encoded
  switch (event._tag) {
    case "Scheduled":
      return { ...event, facts: facts(event.facts) }
    case "Opened":
      return { ...event, by: null, jitterMs: 0 }
    case "Closed":
      return { ...event, by: null }
    case "Told":
      return { _tag: "Told", along: { from: event.from, to: event.to }, since: event.at, at: event.at }
    default:
      return encoded
  }
}

export const upcastState = (version: number, encoded: unknown): unknown => {
  const state = fieldsOf(encoded)
  if (version > 1 || state._tag !== "Exam") return encoded
  const { told, toldAt, proctors, registrations, ...rest } = state
  const list = listOf(registrations).map(fieldsOf)
  const placesOf: Record<string, Array<number>> = {}
  for (const [place, { userId }] of list.entries()) (placesOf[String(userId)] ??= []).push(place)
  const untold = typeof told === "number" && told < list.length
  return {
    ...rest,
    facts: facts(state.facts),
    jitterMs: 0,
    closedByHand: false,
    pauses: [],
    proctors: Object.fromEntries(
      Object.entries(fieldsOf(proctors)).map(([id, duty]) => [id, { ...fieldsOf(duty), onDutySince: null }])
    ),
    dismissed: [],
    handover: null,
    registrations,
    placeOf: Object.fromEntries(list.map(({ attemptId }, place) => [String(attemptId), place])),
    placesOf,
    groups: {},
    groupsOf: {},
    terms: {},
    windowsOpenedTo: toldAt,
    nextWindow: null,
    actions: {},
    actionOrder: [],
    walks: untold ? [{ action: null, places: null, from: told, until: list.length, since: toldAt }] : [],
    walkedAt: toldAt
  }
}
