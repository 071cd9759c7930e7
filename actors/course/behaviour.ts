/** Seats and announcements: what a course decides, and what each event does to it. */
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { UserId, VersionId } from "../../protocol/ids.ts"
import type { Person } from "../../protocol/principal.ts"
import type { Instant } from "../../protocol/time.ts"
import { accept, type Context, type Decision } from "../actor.ts"
import { teaches } from "./access.ts"
import type { CourseEvent, CourseInternal, CourseState, Offer } from "./contract.ts"
import { deliver, delivered } from "./delivering.ts"

type Taken<Tag extends CourseInternal["_tag"]> = Extract<CourseInternal, { readonly _tag: Tag }>

/** Older announcements stay in the journal. */
export const announcementsKept = 50

export const isMember = (state: CourseState, userId: UserId): boolean => state.members[userId]?.withdrawnAt === null

const sameOffer = (a: Offer, b: Offer): boolean =>
  a.versionId === b.versionId &&
  a.title === b.title &&
  a.status === b.status &&
  a.capacity === b.capacity &&
  a.priced === b.priced

const learnt = (state: CourseState, { offer, modules }: Taken<"Release" | "Enrol">): ReadonlyArray<CourseEvent> => {
  const events: Array<CourseEvent> = []
  // Until it is published a version may still change, and nobody can enrol in it.
  if (offer.status === "published" && state.versions[offer.versionId] === undefined) {
    events.push({ _tag: "VersionLearnt", versionId: offer.versionId, title: offer.title, modules })
  }
  if (state.offer === null || !sameOffer(state.offer, offer)) events.push({ _tag: "OfferChanged", offer })
  return events
}

/** A course that was never published does not exist for those who don't teach it. */
const hindrance = (state: CourseState, { offer, granted }: Taken<"Enrol">, person: Person): Refusal | undefined => {
  const unpublished = offer.status === "draft" || offer.status === "in_review" || offer.status === "approved"
  if (unpublished && !teaches(state, person)) return refuse("not_found")
  if (offer.status !== "published") return refuse("course_closed")
  if (offer.priced && granted !== true) return refuse("payment_required")
  if (offer.capacity !== null && state.taken >= offer.capacity) return refuse("course_full")
  return undefined
}

const enrol = (state: CourseState, command: Taken<"Enrol">, person: Person, now: Instant): Decision<CourseEvent> => {
  const { offer, timeZone } = command
  if (isMember(state, person.userId)) return refuse("already_enrolled")
  const hindered = hindrance(state, command, person)
  if (hindered !== undefined) return hindered
  const { versionId } = offer
  const taken: CourseEvent = { _tag: "SeatTaken", userId: person.userId, versionId, timeZone, at: now }
  return accept([...learnt(state, command), taken], { enrolledAt: now, versionId })
}

const withdraw = (state: CourseState, person: Person, now: Instant): Decision<CourseEvent> =>
  isMember(state, person.userId)
    ? accept([{ _tag: "SeatFreed", userId: person.userId, at: now }], { withdrawnAt: now })
    : refuse("not_enrolled")

const move = (
  state: CourseState,
  { versionId, learners, title, modules }: Taken<"MoveLearners">,
  now: Instant
): Decision<CourseEvent> => {
  const moved = [...new Set(learners)].filter(
    (userId) => isMember(state, userId) && state.members[userId]?.versionId !== versionId
  )
  const known = state.versions[versionId] !== undefined || moved.length === 0
  const learning: ReadonlyArray<CourseEvent> = known ? [] : [{ _tag: "VersionLearnt", versionId, title, modules }]
  return accept([...learning, ...moved.map((userId): CourseEvent => ({ _tag: "SeatMoved", userId, versionId, at: now }))], {
    moved
  })
}

const announce = (state: CourseState, { text }: Taken<"Announce">, { userId }: Person, now: Instant): Decision<CourseEvent> => {
  const number = state.announced + 1
  return accept([{ _tag: "Announced", number, by: userId, text: { _tag: "Words", by: userId, value: text }, at: now }], {
    number
  })
}

export const decide = (state: CourseState, command: CourseInternal, { now, principal }: Context): Decision<CourseEvent> => {
  if (command._tag === "Release") return accept(learnt(state, command))
  if (command._tag === "Alarm") return deliver(state, now)
  if (principal._tag !== "Person") return refuse("forbidden")
  switch (command._tag) {
    case "Enrol":
      return enrol(state, command, principal, now)
    case "Withdraw":
      return withdraw(state, principal, now)
    case "Announce":
      return announce(state, command, principal, now)
    case "MoveLearners":
      return move(state, command, now)
  }
}

const seat = (state: CourseState, userId: UserId, versionId: VersionId, at: Instant): void => {
  state.members[userId] = { versionId, enrolledAt: at, withdrawnAt: null }
  state.taken += 1
}

export const evolve = (state: CourseState, event: CourseEvent): CourseState => {
  switch (event._tag) {
    case "OfferChanged":
      state.offer = event.offer
      break
    case "VersionLearnt":
      state.versions[event.versionId] = { title: event.title, modules: event.modules }
      break
    case "SeatTaken":
      seat(state, event.userId, event.versionId, event.at)
      break
    case "SeatMoved": {
      const member = state.members[event.userId]
      if (member !== undefined) state.members[event.userId] = { ...member, versionId: event.versionId }
      break
    }
    case "SeatFreed": {
      const member = state.members[event.userId]
      if (member !== undefined) state.members[event.userId] = { ...member, withdrawnAt: event.at }
      state.taken -= 1
      break
    }
    case "Announced":
      state.announced = event.number
      state.announcements[event.number] = { by: event.by, at: event.at, text: event.text }
      delete state.announcements[event.number - announcementsKept]
      state.deliveries = [...state.deliveries, { number: event.number, after: 0, next: event.at }]
      break
    case "Delivered":
      state.deliveries = delivered(state, event)
      break
  }
  return state
}
