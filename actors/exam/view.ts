/** What candidates and proctors see of a sitting, and which part of it an event changes. */
import type { ActionView, ExamAudience, TermsView } from "../../protocol/exam.ts"
import { roomActions } from "../../protocol/proctoring.ts"
import { actionNamed, listedRefusals } from "./acting.ts"
import type { EventOf, Exam, ExamActorState, ExamEvent, Group, Handover, Ordered, Registration } from "./contract.ts"
import { closing, groupNamed, pausedSince } from "./room.ts"

type Fields = Readonly<Record<string, unknown>>

const room = (state: Exam) => ({
  sittingId: state.facts.sittingId,
  assessmentId: state.facts.assessmentId,
  courseId: state.facts.courseId,
  title: state.facts.title,
  phase: state.phase,
  opensAt: state.facts.opensAt,
  closesAt: closing(state) ?? undefined,
  closeCuts: state.facts.closeCuts,
  lateEntry: state.facts.lateEntry,
  pausedSince: pausedSince(state) ?? undefined,
  openedAt: state.openedAt ?? undefined,
  closedAt: state.closedAt ?? undefined
})

const isAudience = (audience: string): audience is ExamAudience => audience === "candidates" || audience === "proctors"

export const view = (state: ExamActorState, audience: string): unknown => {
  if (!isAudience(audience)) throw new Error(`a sitting has no audience ${audience}`)
  if (state._tag === "Absent") return {}
  if (audience === "candidates") return withoutNulls(room(state))
  return withoutNulls({
    ...room(state),
    proctors: proctors(state),
    candidates: Object.fromEntries(state.registrations.map((each) => [each.attemptId, candidate(each)])),
    registered: state.registrations.length,
    pauses: state.pauses,
    rules: state.facts.rules,
    groups: mapped(state.groups, (group) => withoutNulls(groupView(group))),
    terms: mapped(state.terms, (terms) => withoutNulls(termsView(terms))),
    actions: mapped(state.actions, actionView),
    handover: handoverView(state.handover) ?? undefined
  })
}

/** The event as a merge patch; `null` where a field is gone, which does nothing where it was not there. */
export const render = (event: ExamEvent, state: ExamActorState, audience: string): unknown => {
  if (state._tag === "Absent") return undefined
  const forAll = changeForAll(event, state)
  if (audience !== "proctors") return forAll
  const forProctors = changeForProctors(event, state)
  return forAll === undefined && forProctors === undefined ? undefined : { ...forAll, ...forProctors }
}

const changeForAll = (event: ExamEvent, state: Exam): Fields | undefined => {
  switch (event._tag) {
    case "Scheduled":
      return withNulls(room(state))
    case "Opened":
      return { phase: state.phase, openedAt: event.at }
    case "Closed":
      return { phase: state.phase, closedAt: event.at, closesAt: closing(state), pausedSince: pausedSince(state) }
    case "RoomPaused":
    case "RoomResumed":
      return { pausedSince: pausedSince(state) }
    default:
      return undefined
  }
}

const changeForProctors = (event: ExamEvent, state: Exam): Fields | undefined => {
  switch (event._tag) {
    case "Scheduled": {
      // A patch may be the first that is seen of the sitting: then these make the empty view whole.
      const empty = state.registrations.length === 0 ? { candidates: {}, registered: 0 } : {}
      const { proctors: named, ...rest } = { proctors: proctors(state), pauses: state.pauses, rules: state.facts.rules }
      const gone = Object.fromEntries(state.dismissed.map((userId) => [userId, null]))
      return { ...rest, proctors: { ...gone, ...named }, groups: {}, terms: {}, actions: {}, ...empty, ...ending(state) }
    }
    case "Registered": {
      const { attemptId, userId, number, at } = event
      const arrived = { [attemptId]: { learnerId: userId, number, registeredAt: at } }
      return { candidates: arrived, registered: state.registrations.length }
    }
    case "Closed":
    case "RoomPaused":
    case "RoomResumed":
      return { pauses: state.pauses }
    case "ProctorAssigned":
      return { proctors: { [event.userId]: { assignedAt: event.at } } }
    case "ProctorUnassigned":
      return { proctors: { [event.userId]: null }, ...ending(state) }
    case "ShiftBegun": {
      const relieved = event.relieves === null ? {} : { [event.relieves]: { onDutySince: null } }
      return { proctors: { [event.userId]: { onDutySince: event.at }, ...relieved }, ...ending(state) }
    }
    case "HandedOver":
      return { handover: withNulls(handoverView(state.handover) ?? {}) }
    case "ShiftEnded":
      return { proctors: { [event.userId]: { onDutySince: null } } }
    case "GroupSet": {
      const group = groupNamed(state, event.group)
      return { groups: { [event.group]: group === undefined ? null : groupView(group) } }
    }
    case "GroupRemoved":
      return { groups: { [event.group]: null } }
    case "TermsSet":
      return { terms: { [event.userId]: event.terms === null ? null : termsView(event.terms) } }
    case "ActionOrdered":
      return { actions: { ...(event.forgets === null ? {} : { [event.forgets]: null }), ...ordered(event, state) } }
    case "ActionAnswered":
      return answered(event, state)
    default:
      return undefined
  }
}

/** A handover that is over, by an event that may end one. */
const ending = ({ handover }: Exam): Fields => (handover === null ? { handover: null } : {})

const ordered = ({ actionId }: EventOf<"ActionOrdered">, state: Exam): Fields => {
  const action = actionNamed(state, actionId)
  return action === undefined ? {} : { [actionId]: actionView(action) }
}

const answered = ({ actionId, attemptId, outcome }: EventOf<"ActionAnswered">, state: Exam): Fields | undefined => {
  const action = actionNamed(state, actionId)
  if (action === undefined) return undefined
  if (outcome === "done") return { actions: { [actionId]: { done: action.done } } }
  const beyond = unlisted(action)
  return { actions: { [actionId]: beyond > 0 ? { unlisted: beyond } : { refused: { [attemptId]: outcome } } } }
}

const proctors = (state: Exam): Fields =>
  mapped(state.proctors, ({ assignedAt, onDutySince }) => ({ assignedAt, ...(onDutySince === null ? {} : { onDutySince }) }))

const candidate = ({ userId, number, registeredAt }: Registration) => ({ learnerId: userId, number, registeredAt })

/** `null` for each field that the terms don't have: a patch has to take away what earlier ones had. */
const termsView = (terms: Exam["terms"][string]) => {
  const none = (["closesAt", "limit", "attempts"] as const).filter((field) => terms[field] === null)
  return {
    opensAt: terms.opensAt ?? null,
    closesAt: terms.closesAt ?? null,
    limit: terms.limit ?? null,
    absolute: terms.absolute ?? null,
    factor: terms.factor ?? null,
    extra: terms.extra ?? null,
    attempts: terms.attempts ?? null,
    none: none.length === 0 ? null : none
  } satisfies { [K in keyof TermsView]-?: TermsView[K] | null }
}

const groupView = ({ members, terms }: Group) => ({ members, terms: termsView(terms) })

const actionView = (action: Ordered): ActionView => {
  const { by, at, targets, done, refused } = action
  const beyond = unlisted(action)
  return {
    what: roomActions.find((name) => name === action.action._tag) ?? action.action._tag,
    by,
    at,
    ...("reason" in action.action && action.action.reason !== undefined ? { reason: action.action.reason } : {}),
    room: action.on === "room",
    targets,
    done,
    refused: { ...refused },
    ...(beyond > 0 ? { unlisted: beyond } : {})
  }
}

const unlisted = ({ refusals }: Ordered): number => Math.max(0, refusals - listedRefusals)

const handoverView = (handover: typeof Handover.Type | null) => {
  if (handover === null) return null
  const { from, to, note, at } = handover
  return { from, to, note: note?._tag === "Words" ? note.value : undefined, at }
}

const mapped = <A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Readonly<Record<string, B>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))

const withNulls = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value ?? null]))

/** Absent instead of `null`, all the way down to a view's objects. */
const withoutNulls = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      if (value === null || value === undefined) return []
      return [[name, name === "terms" && isFields(value) ? withoutNulls(value) : value]]
    })
  )
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value)
