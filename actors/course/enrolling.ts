/** Coming to a seat: by oneself, by the wait list, by request, by invitation, or let in by the course's staff. */
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { UserId } from "../../protocol/ids.ts"
import type { Person } from "../../protocol/principal.ts"
import type { Instant } from "../../protocol/time.ts"
import { accept, type Decision } from "../actor.ts"
import { teaches } from "./access.ts"
import type { CourseEvent, CourseInternal, CourseState, Offer, OfferBrought } from "./contract.ts"
import { completeFirst, isMember, promotions } from "./waiting.ts"

export type Taken<Tag extends CourseInternal["_tag"]> = Extract<CourseInternal, { readonly _tag: Tag }>

const sameOffer = (a: Offer, b: Offer): boolean =>
  a.versionId === b.versionId &&
  a.title === b.title &&
  a.status === b.status &&
  a.capacity === b.capacity &&
  a.priced === b.priced &&
  a.mode === b.mode &&
  a.waitList === b.waitList

export const learnt = (
  state: CourseState,
  { offer, modules }: Pick<OfferBrought, "offer" | "modules">
): ReadonlyArray<CourseEvent> => {
  const events: Array<CourseEvent> = []
  // Until it is published a version may still change, and nobody can enrol in it.
  if (offer.status === "published" && state.versions[offer.versionId] === undefined) {
    events.push({ _tag: "VersionLearnt", versionId: offer.versionId, title: offer.title, modules })
  }
  if (state.offer === null || !sameOffer(state.offer, offer)) events.push({ _tag: "OfferChanged", offer })
  return events
}

/** A course that was never published does not exist for those who don't teach it. */
const unavailable = (state: CourseState, { status }: Offer, person: Person): Refusal | undefined => {
  const unpublished = status === "draft" || status === "in_review" || status === "approved"
  if (unpublished && !teaches(state, person)) return refuse("not_found")
  return status === "published" ? undefined : refuse("course_closed")
}

/** `staff`: let in by somebody who teaches the course, whatever the way in and what comes before it. */
type Way = "alone" | "asking" | "invited" | "staff"

const barred = ({ mode }: Offer, way: Way): Refusal | undefined => {
  if (way === "staff") return undefined
  if (mode === "closed") return refuse("course_closed")
  if (mode === "approval" && way === "alone") return refuse("approval_required")
  if (mode === "invitation" && way !== "invited") return refuse("invitation_required")
  return undefined
}

const unprepared = ({ missing }: OfferBrought, way: Way): Refusal | undefined =>
  way === "staff" || missing.length === 0 ? undefined : refuse("prerequisites_missing", { message: completeFirst(missing) })

const hindrance = (state: CourseState, command: OfferBrought, person: Person, way: Way): Refusal | undefined =>
  unavailable(state, command.offer, person) ??
  (command.offer.priced && !command.granted ? refuse("payment_required") : undefined) ??
  barred(command.offer, way) ??
  unprepared(command, way)

interface Arrival {
  readonly userId: UserId
  readonly timeZone: string
  /** What happens before the seat is taken: a request approved, an invitation accepted. */
  readonly before?: ReadonlyArray<CourseEvent>
  /** Whether to wait where there is no seat. */
  readonly wait: boolean
}

/** The seat, a place on the wait list, or `course_full`. Those who wait already go first. */
const seat = (
  state: CourseState,
  command: OfferBrought,
  { userId, timeZone, before = [], wait }: Arrival,
  at: Instant
): Decision<CourseEvent> => {
  const { offer } = command
  const news = learnt(state, command)
  const { events, free } = promotions(state, offer, at)
  const { versionId } = offer
  const reply = { enrolledAt: at, versionId }
  const promoted = events.some((event) => event._tag === "SeatTaken" && event.userId === userId)
  if (promoted) return accept([...news, ...before, ...events], reply)
  const waiting = state.waiting[userId]
  if (free > 0) {
    const ticket = waiting === undefined ? {} : { ticket: waiting.ticket }
    const taken: CourseEvent = { _tag: "SeatTaken", userId, versionId, timeZone, ...ticket, at }
    return accept([...news, ...before, ...events, taken], reply)
  }
  if (waiting !== undefined) return refuse("already_waiting")
  if (!wait || !offer.waitList) {
    return refuse("course_full", offer.waitList ? { message: "The course has no free seat. Join its wait list." } : {})
  }
  const ticket = state.tickets + 1
  const position = Object.keys(state.waiting).length - events.length + 1
  const joined: CourseEvent = { _tag: "WaitListJoined", userId, ticket, timeZone, at }
  return accept([...news, ...before, ...events, joined], { ticket, position, since: at })
}

const closing = (state: CourseState, userId: UserId, at: Instant): ReadonlyArray<CourseEvent> =>
  state.requests[userId] === undefined ? [] : [{ _tag: "RequestCancelled", userId, at }]

export const enrol = (state: CourseState, command: Taken<"Enrol">, person: Person, now: Instant): Decision<CourseEvent> => {
  const { userId } = person
  if (isMember(state, userId)) return refuse("already_enrolled")
  const hindered = hindrance(state, command, person, "alone")
  if (hindered !== undefined) return hindered
  return seat(state, command, { userId, timeZone: command.timeZone, before: closing(state, userId, now), wait: false }, now)
}

export const join = (state: CourseState, command: Taken<"JoinWaitList">, person: Person, now: Instant): Decision<CourseEvent> => {
  const { userId } = person
  if (isMember(state, userId)) return refuse("already_enrolled")
  const hindered = hindrance(state, command, person, "alone")
  if (hindered !== undefined) return hindered
  if (!command.offer.waitList && state.waiting[userId] === undefined) return refuse("no_wait_list")
  return seat(state, command, { userId, timeZone: command.timeZone, before: closing(state, userId, now), wait: true }, now)
}

export const leave = (state: CourseState, { userId }: Person, now: Instant): Decision<CourseEvent> =>
  state.waiting[userId] === undefined
    ? refuse("not_waiting")
    : accept([{ _tag: "WaitListLeft", userId, ticket: state.waiting[userId].ticket, at: now }], { withdrawnAt: now })

export const ask = (
  state: CourseState,
  command: Taken<"RequestEnrolment">,
  person: Person,
  now: Instant
): Decision<CourseEvent> => {
  const { userId } = person
  const { offer, timeZone, note } = command
  if (isMember(state, userId)) return refuse("already_enrolled")
  if (state.waiting[userId] !== undefined) return refuse("already_waiting")
  const hindered = hindrance(state, command, person, "asking")
  if (hindered !== undefined) return hindered
  if (offer.mode !== "approval") return refuse("no_approval_needed")
  if (state.requests[userId] !== undefined) return refuse("already_requested")
  const words = note === undefined ? null : { _tag: "Words" as const, by: userId, value: note }
  const requested: CourseEvent = { _tag: "EnrolmentRequested", userId, timeZone, note: words, at: now }
  return accept([...learnt(state, command), ...promotions(state, offer, now).events, requested], { requestedAt: now })
}

export const cancel = (state: CourseState, { userId }: Person, now: Instant): Decision<CourseEvent> =>
  state.requests[userId] === undefined
    ? refuse("request_unknown")
    : accept([{ _tag: "RequestCancelled", userId, at: now }], { withdrawnAt: now })

export const acceptInvitation = (
  state: CourseState,
  command: Taken<"AcceptInvitation">,
  person: Person,
  now: Instant
): Decision<CourseEvent> => {
  const { userId } = person
  const { invitation, timeZone } = command
  if (state.invitations[invitation] !== undefined) return refuse("invitation_used")
  if (isMember(state, userId)) return refuse("already_enrolled")
  if (state.waiting[userId] !== undefined) return refuse("already_waiting")
  const hindered = hindrance(state, command, person, "invited")
  if (hindered !== undefined) return hindered
  const accepted: CourseEvent = { _tag: "InvitationAccepted", invitation, userId, at: now }
  return seat(state, command, { userId, timeZone, before: [...closing(state, userId, now), accepted], wait: true }, now)
}

export const decideRequest = (
  state: CourseState,
  command: Taken<"DecideRequest">,
  person: Person,
  now: Instant
): Decision<CourseEvent> => {
  const { userId, approved, reason = null } = command
  const request = state.requests[userId]
  if (request === undefined) return refuse("request_unknown")
  const decided: CourseEvent = {
    _tag: "RequestDecided",
    userId,
    by: person.userId,
    approved,
    reason,
    requestedAt: request.at,
    at: now
  }
  if (!approved) return reason === null ? refuse("reason_missing", { field: "reason" }) : accept([decided], { decidedAt: now })
  const hindered = hindrance(state, command, person, "staff")
  if (hindered !== undefined) return hindered
  return seat(state, command, { userId, timeZone: request.timeZone, before: [decided], wait: true }, now)
}

export const admit = (state: CourseState, command: Taken<"Admit">, person: Person, now: Instant): Decision<CourseEvent> => {
  const { userId, timeZone } = command
  if (isMember(state, userId)) return refuse("already_enrolled")
  const hindered = hindrance(state, command, person, "staff")
  if (hindered !== undefined) return hindered
  return seat(state, command, { userId, timeZone, before: closing(state, userId, now), wait: true }, now)
}

/** A seat given back is given on at once. */
const freed = (state: CourseState, userId: UserId, at: Instant): ReadonlyArray<CourseEvent> => [
  { _tag: "SeatFreed", userId, at },
  ...(state.offer === null ? [] : promotions(state, state.offer, at, { freed: 1, leaving: userId }).events)
]

export const withdraw = (state: CourseState, { userId }: Person, now: Instant): Decision<CourseEvent> =>
  isMember(state, userId) ? accept(freed(state, userId, now), { withdrawnAt: now }) : refuse("not_enrolled")

export const remove = (state: CourseState, { userId }: Taken<"Remove">, now: Instant): Decision<CourseEvent> => {
  const waiting = state.waiting[userId]
  const events: ReadonlyArray<CourseEvent> = [
    ...closing(state, userId, now),
    ...(waiting === undefined ? [] : [{ _tag: "WaitListLeft" as const, userId, ticket: waiting.ticket, at: now }]),
    ...(isMember(state, userId) ? freed(state, userId, now) : [])
  ]
  return events.length === 0 ? refuse("not_on_roster") : accept(events, { withdrawnAt: now })
}

/** The catalogue's news. More seats, or seats again, are for those who wait. */
export const release = (state: CourseState, command: Taken<"Release">, now: Instant): Decision<CourseEvent> =>
  accept([...learnt(state, command), ...promotions(state, command.offer, now).events])
