/** A course as its visitors, those who wait, members and staff see it, and each event as a merge patch of that. */
import type { UserId } from "../../protocol/ids.ts"
import { announcementsKept } from "./behaviour.ts"
import type { Announcement, CourseEvent, CourseState, Member, Request, Waiting } from "./contract.ts"

type Face = Readonly<Record<string, unknown>>

const present = (face: Face): Face => Object.fromEntries(Object.entries(face).filter(([, value]) => value !== null))

const seatsFace = ({ offer, taken, waiting }: CourseState): Face => ({
  // Fewer seats may be offered than are taken already.
  seatsLeft: offer === null || offer.capacity === null ? null : Math.max(0, offer.capacity - taken),
  waiting: Object.keys(waiting).length
})

const offerFace = (state: CourseState): Face => ({
  title: state.offer?.title ?? null,
  status: state.offer?.status ?? null,
  mode: state.offer?.mode ?? null,
  waitList: state.offer?.waitList ?? null,
  ...seatsFace(state)
})

const staffFace = ({ offer, taken }: CourseState): Face => ({
  versionId: offer?.versionId ?? null,
  capacity: offer?.capacity ?? null,
  taken
})

const announcementView = ({ by, at, text }: Announcement): Face =>
  text._tag === "Words" ? { by, at, text: text.value } : { by, at }

const announcementsView = (state: CourseState): Face =>
  Object.fromEntries(Object.entries(state.announcements).map(([number, each]) => [number, announcementView(each)]))

const rosterLine = ({ versionId, enrolledAt }: Member): Face => ({ versionId, enrolledAt })

const roster = (state: CourseState): Face =>
  Object.fromEntries(
    Object.entries(state.members).flatMap(([userId, member]) =>
      member.withdrawnAt === null ? [[userId, rosterLine(member)]] : []
    )
  )

const queueLine = ({ userId, since }: Waiting): Face => ({ userId, since })

const requestLine = ({ at, note }: Request): Face => (note?._tag === "Words" ? { at, note: note.value } : { at })

const requests = (state: CourseState): Face =>
  Object.fromEntries(Object.entries(state.requests).map(([userId, request]) => [userId, requestLine(request)]))

/** By ticket: whose it is for the staff, that it is one for those who wait. */
const queueOf = (state: CourseState, audience: string): Face =>
  Object.fromEntries(Object.values(state.waiting).map((line) => [line.ticket, audience === "staff" ? queueLine(line) : true]))

export const view = (state: CourseState, audience: string): unknown => {
  const offer = { courseId: state.courseId, ...present(offerFace(state)) }
  if (audience === "visitor") return offer
  if (audience === "waiting") return { ...offer, queue: queueOf(state, audience) }
  const member = { ...offer, announcements: announcementsView(state) }
  if (audience === "member") return member
  return {
    ...member,
    ...present(staffFace(state)),
    roster: roster(state),
    queue: queueOf(state, audience),
    requests: requests(state)
  }
}

const seats = (state: CourseState, audience: string, roster: Face): Face =>
  audience === "staff" ? { ...seatsFace(state), taken: state.taken, roster } : seatsFace(state)

/** What changes of the queue with one ticket, for who sees it. */
const queued = (state: CourseState, audience: string, ticket: number, userId: UserId): Face => {
  if (audience !== "staff" && audience !== "waiting") return {}
  const line = state.waiting[userId]
  if (line === undefined) return { queue: { [ticket]: null } }
  return { queue: { [ticket]: audience === "staff" ? queueLine(line) : true } }
}

const requested = (state: CourseState, audience: string, userId: UserId): unknown => {
  if (audience !== "staff") return undefined
  const request = state.requests[userId]
  return { requests: { [userId]: request === undefined ? null : requestLine(request) } }
}

export const render = (event: CourseEvent, state: CourseState, audience: string): unknown => {
  switch (event._tag) {
    case "OfferChanged":
      return audience === "staff" ? { ...offerFace(state), ...staffFace(state) } : offerFace(state)
    case "SeatTaken": {
      const member = state.members[event.userId]
      const taken = seats(state, audience, member === undefined ? {} : { [event.userId]: rosterLine(member) })
      return event.ticket === undefined ? taken : { ...taken, ...queued(state, audience, event.ticket, event.userId) }
    }
    case "SeatMoved": {
      const member = state.members[event.userId]
      return audience === "staff" && member !== undefined ? { roster: { [event.userId]: rosterLine(member) } } : undefined
    }
    case "SeatFreed":
      return seats(state, audience, { [event.userId]: null })
    case "WaitListJoined":
    case "WaitListLeft":
      return { ...seatsFace(state), ...queued(state, audience, event.ticket, event.userId) }
    case "EnrolmentRequested":
    case "RequestCancelled":
    case "RequestDecided":
      return requested(state, audience, event.userId)
    case "Announced": {
      const announcement = state.announcements[event.number]
      if (audience === "visitor" || audience === "waiting" || announcement === undefined) return undefined
      return { announcements: { [event.number - announcementsKept]: null, [event.number]: announcementView(announcement) } }
    }
    case "InvitationAccepted":
    case "VersionLearnt":
    case "Delivered":
      return undefined
  }
}
