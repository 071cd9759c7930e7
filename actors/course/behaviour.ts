/** What a course decides, and what each event does to it. Coming to a seat is `enrolling.ts`, the order of those who wait `waiting.ts`. */
import { refuse } from "../../protocol/errors.ts"
import type { Person } from "../../protocol/principal.ts"
import type { Instant } from "../../protocol/time.ts"
import { accept, type Context, type Decision } from "../actor.ts"
import type { CourseEvent, CourseInternal, CourseState } from "./contract.ts"
import { deliver, delivered } from "./delivering.ts"
import * as enrolling from "./enrolling.ts"
import { isMember } from "./waiting.ts"

/** Older announcements stay in the journal. */
export const announcementsKept = 50

const move = (
  state: CourseState,
  { versionId, learners, title, modules }: enrolling.Taken<"MoveLearners">,
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

const announce = (
  state: CourseState,
  { text }: enrolling.Taken<"Announce">,
  { userId }: Person,
  now: Instant
): Decision<CourseEvent> => {
  const number = state.announced + 1
  return accept([{ _tag: "Announced", number, by: userId, text: { _tag: "Words", by: userId, value: text }, at: now }], {
    number
  })
}

export const decide = (state: CourseState, command: CourseInternal, { now, principal }: Context): Decision<CourseEvent> => {
  if (command._tag === "Release") return enrolling.release(state, command, now)
  if (command._tag === "Alarm") return deliver(state, now)
  if (principal._tag !== "Person") return refuse("forbidden")
  switch (command._tag) {
    case "Enrol":
      return enrolling.enrol(state, command, principal, now)
    case "Withdraw":
      return enrolling.withdraw(state, principal, now)
    case "JoinWaitList":
      return enrolling.join(state, command, principal, now)
    case "LeaveWaitList":
      return enrolling.leave(state, principal, now)
    case "RequestEnrolment":
      return enrolling.ask(state, command, principal, now)
    case "CancelRequest":
      return enrolling.cancel(state, principal, now)
    case "AcceptInvitation":
      return enrolling.acceptInvitation(state, command, principal, now)
    case "DecideRequest":
      return enrolling.decideRequest(state, command, principal, now)
    case "Admit":
      return enrolling.admit(state, command, principal, now)
    case "Remove":
      return enrolling.remove(state, command, now)
    case "Announce":
      return announce(state, command, principal, now)
    case "MoveLearners":
      return move(state, command, now)
  }
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
      state.members[event.userId] = { versionId: event.versionId, enrolledAt: event.at, withdrawnAt: null }
      state.taken += 1
      delete state.waiting[event.userId]
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
    case "WaitListJoined": {
      const { userId, ticket, timeZone, at } = event
      state.waiting[userId] = { userId, ticket, timeZone, since: at }
      state.tickets = ticket
      break
    }
    case "WaitListLeft":
      delete state.waiting[event.userId]
      break
    case "EnrolmentRequested":
      state.requests[event.userId] = { at: event.at, timeZone: event.timeZone, note: event.note }
      break
    case "RequestCancelled":
    case "RequestDecided":
      delete state.requests[event.userId]
      break
    case "InvitationAccepted":
      state.invitations[event.invitation] = event.userId
      break
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
