/** A course as its visitors, members and staff see it, and each event as a merge patch of that. */
import type { Announcement, CourseEvent, CourseState, Member } from "./contract.ts"
import { announcementsKept } from "./behaviour.ts"

type Face = Readonly<Record<string, unknown>>

const present = (face: Face): Face => Object.fromEntries(Object.entries(face).filter(([, value]) => value !== null))

const seatsFace = ({ offer, taken }: CourseState): Face => ({
  // Fewer seats may be offered than are taken already.
  seatsLeft: offer === null || offer.capacity === null ? null : Math.max(0, offer.capacity - taken)
})

const offerFace = (state: CourseState): Face => ({
  title: state.offer?.title ?? null,
  status: state.offer?.status ?? null,
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

export const view = (state: CourseState, audience: string): unknown => {
  const offer = { courseId: state.courseId, ...present(offerFace(state)) }
  if (audience === "visitor") return offer
  const member = { ...offer, announcements: announcementsView(state) }
  return audience === "member" ? member : { ...member, ...present(staffFace(state)), roster: roster(state) }
}

const seats = (state: CourseState, audience: string, roster: Face): Face =>
  audience === "staff" ? { ...seatsFace(state), taken: state.taken, roster } : seatsFace(state)

export const render = (event: CourseEvent, state: CourseState, audience: string): unknown => {
  switch (event._tag) {
    case "OfferChanged":
      return audience === "staff" ? { ...offerFace(state), ...staffFace(state) } : offerFace(state)
    case "SeatTaken": {
      const member = state.members[event.userId]
      return seats(state, audience, member === undefined ? {} : { [event.userId]: rosterLine(member) })
    }
    case "SeatMoved": {
      const member = state.members[event.userId]
      return audience === "staff" && member !== undefined ? { roster: { [event.userId]: rosterLine(member) } } : undefined
    }
    case "SeatFreed":
      return seats(state, audience, { [event.userId]: null })
    case "Announced": {
      const announcement = state.announcements[event.number]
      if (audience === "visitor" || announcement === undefined) return undefined
      return { announcements: { [event.number - announcementsKept]: null, [event.number]: announcementView(announcement) } }
    }
    case "VersionLearnt":
    case "Delivered":
      return undefined
  }
}
