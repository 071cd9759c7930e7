/**
 * What each audience sees, and how an event changes it. An event names the fields it touches and the entries of
 * collections, and its patch is those again, as they are after it: so a patch can say too much, never anything wrong.
 */
import { type AttemptAudience, attemptAudiences } from "../../protocol/attempt.ts"
import type { Attempt, AttemptActorState, AttemptEvent } from "./contract.ts"
import { type Collection, collectionsOf, type Fields, fieldsOf } from "./view-fields.ts"

interface Sight {
  readonly fields: Fields
  readonly collections: ReadonlyArray<readonly [name: string, Collection]>
}

const sights: Readonly<Record<AttemptAudience, Sight>> = {
  taker: { fields: fieldsOf.taker, collections: Object.entries(collectionsOf.taker) },
  proctors: { fields: fieldsOf.proctors, collections: Object.entries(collectionsOf.proctors) },
  graders: { fields: fieldsOf.graders, collections: Object.entries(collectionsOf.graders) }
}

const isAudience = (audience: string): audience is AttemptAudience => attemptAudiences.some((known) => known === audience)

const sightOf = (audience: string): Sight => {
  if (!isAudience(audience)) throw new Error(`an attempt has no audience ${audience}`)
  return sights[audience]
}

const time = ["state", "deadline", "timeChange", "standstill", "leftMs", "compensated", "unseenSince"]
const end = [...time, "canBegin", "endedAt", "submittedAt", "submittedBy", "gradingDelayed", "grade", "watch"]
const start = ["canBegin", "needs", "beginsAt", "limit", "startedAt", "device", "devices"]
const grading = ["state", "grade", "gradingDelayed"]
const verdict = ["state", "proposal", "verdict", "appeal", "grade"]
const all = [...new Set(Object.values(sights).flatMap(({ fields }) => Object.keys(fields)))]

const touched: Readonly<Record<AttemptEvent["_tag"], ReadonlyArray<string>>> = {
  Created: all,
  RoomChanged: [...time, "canBegin", "needs", "beginsAt", "limit", "room", "endedAt", "watch"],
  Checked: ["check", "needs"],
  LetIn: ["canBegin"],
  PasswordMissed: [],
  Declined: end,
  Expired: end,
  Missed: end,
  Begun: [...time, ...start],
  TakenOver: ["device", "devices"],
  AddressChanged: ["device", "devices"],
  AnswerSaved: ["answered"],
  AnswerCleared: ["answered"],
  AnswerLate: ["late", "grade"],
  Paused: time,
  Resumed: time,
  Extended: time,
  Locked: time,
  Cleared: time,
  Compensated: [...time, "endedAt", "watch"],
  Reopened: [...end, ...verdict, "answered", "late"],
  TimeAcknowledged: ["timeChange"],
  Ended: end,
  Submitted: end,
  Terminated: end,
  Voided: [...end, ...verdict],
  GradingRequested: grading,
  GradingFailed: grading,
  Graded: grading,
  LateDecided: [...grading, "answered", "late"],
  LateLapsed: grading,
  MessageSent: [],
  MessageConfirmed: [],
  HandRaised: ["handRaised"],
  HandLowered: ["handRaised"],
  SignalsReported: ["watch", "unseenSince"],
  Flagged: [],
  Unflagged: [],
  Answered: [],
  ReviewRequested: verdict,
  VerdictProposed: ["proposal"],
  VerdictReturned: ["proposal"],
  VerdictGiven: verdict,
  Appealed: verdict
}

type Entry = readonly [collection: string, key: string]

/** The entries of collections that an event touches. */
const entries = (event: AttemptEvent, state: Attempt): ReadonlyArray<Entry> => {
  switch (event._tag) {
    case "AnswerSaved":
    case "AnswerCleared":
      return answerTo(event.question)
    case "AnswerLate":
      return [["lateAnswers", event.question]]
    case "LateDecided":
      return [["lateAnswers", event.question], ...answerTo(event.question), ...lastAct(state)]
    case "LateLapsed":
      return everyLate(state)
    case "Reopened":
      return [...everyLate(state), ...lastAct(state)]
    case "MessageSent":
      return [["messages", String(event.message)], ...lastAct(state)]
    case "MessageConfirmed":
      return [["messages", String(event.message)]]
    case "Flagged":
    case "Unflagged":
      return [["flags", String(event.flag)], ...lastAct(state)]
    case "Paused":
    case "Resumed":
    case "Extended":
    case "Locked":
    case "Cleared":
    case "Terminated":
    case "Voided":
    case "ReviewRequested":
    case "VerdictProposed":
    case "VerdictReturned":
    case "VerdictGiven":
      return lastAct(state)
    case "Created":
    case "RoomChanged":
    case "Checked":
    case "LetIn":
    case "PasswordMissed":
    case "Declined":
    case "Expired":
    case "Missed":
    case "Begun":
    case "TakenOver":
    case "AddressChanged":
    case "Compensated":
    case "TimeAcknowledged":
    case "Ended":
    case "Submitted":
    case "GradingRequested":
    case "GradingFailed":
    case "Graded":
    case "HandRaised":
    case "HandLowered":
    case "SignalsReported":
    case "Answered":
    case "Appealed":
      return []
  }
}

const answerTo = (question: string): ReadonlyArray<Entry> => [
  ["answers", question],
  ["saved", question]
]

const everyLate = ({ late }: Attempt): ReadonlyArray<Entry> =>
  Object.keys(late).map((question): Entry => ["lateAnswers", question])

/** What staff did last, and what is no longer kept because of it. */
const lastAct = ({ acts, actCount }: Attempt): ReadonlyArray<Entry> => {
  const dropped = Number(Object.keys(acts)[0] ?? 1) - 1
  const last: Entry = ["acts", String(actCount)]
  return dropped > 0 ? [last, ["acts", String(dropped)]] : [last]
}

export const view = (state: AttemptActorState, audience: string): unknown => {
  if (state._tag === "Absent") return {}
  const { fields, collections } = sightOf(audience)
  const seen: Record<string, unknown> = {}
  for (const [name, of] of Object.entries(fields)) seen[name] = of(state)
  for (const [name, { keys, of }] of collections) {
    seen[name] = Object.fromEntries(keys(state).map((key) => [key, of(state, key)]))
  }
  return seen
}

export const render = (event: AttemptEvent, state: AttemptActorState, audience: string): unknown => {
  if (state._tag === "Absent") return undefined
  if (event._tag === "Created") return patched(view(state, audience))
  const { fields, collections } = sightOf(audience)
  const patch: Record<string, unknown> = {}
  for (const name of touched[event._tag]) {
    const field = fields[name]
    if (field !== undefined) patch[name] = patched(field(state))
  }
  const changed = entries(event, state)
  for (const [name, { of }] of changed.length === 0 ? [] : collections) {
    const keys = changed.filter(([collection]) => collection === name)
    if (keys.length > 0) patch[name] = Object.fromEntries(keys.map(([, key]) => [key, patched(of(state, key))]))
  }
  return Object.keys(patch).length === 0 ? undefined : patch
}

/** The value as a merge patch sets it: what is absent is removed. */
const patched = (value: unknown): unknown => {
  if (value === undefined) return null
  if (typeof value !== "object" || value === null || Array.isArray(value) || isWhole(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, patched(inner)]))
}

/** Is nothing in it absent? Then it is its own patch. */
const isWhole = (value: unknown): boolean =>
  value !== undefined &&
  (typeof value !== "object" || value === null || Array.isArray(value) || Object.values(value).every(isWhole))
