/** The roster, the wait list, requests and invitations as rows. A withdrawn learner keeps theirs, with the time of leaving. */
import type { UserId } from "../../protocol/ids.ts"
import { iso } from "../../protocol/time.ts"
import type { Column, Row } from "../actor.ts"
import type { CourseEvent, CourseState } from "./contract.ts"

type Key = Readonly<Record<string, string | number>>

const seat = (state: CourseState, key: Key, userId: UserId): ReadonlyArray<Row> => {
  const member = state.members[userId]
  if (member === undefined) return []
  const row = {
    ...key,
    version_id: member.versionId,
    enrolled_at: iso(member.enrolledAt),
    withdrawn_at: member.withdrawnAt === null ? null : iso(member.withdrawnAt)
  }
  return [{ table: "course_roster", key, row }]
}

const gone = (key: Key): Row => ({ table: "course_waiting", key, row: null })

const request = (key: Key, more: Readonly<Record<string, Column>>): ReadonlyArray<Row> => [
  { table: "course_requests", key, row: { ...key, decided_at: null, decided_by: null, reason: null, ...more } }
]

export const project = (event: CourseEvent, state: CourseState): ReadonlyArray<Row> => {
  if (!("userId" in event)) return []
  const key = { course_id: state.courseId, user_id: event.userId }
  switch (event._tag) {
    case "SeatTaken":
      return [...seat(state, key, event.userId), ...(event.ticket === undefined ? [] : [gone(key)])]
    case "SeatFreed":
    case "SeatMoved":
      return seat(state, key, event.userId)
    case "WaitListJoined":
      return [{ table: "course_waiting", key, row: { ...key, ticket: event.ticket, since: iso(event.at) } }]
    case "WaitListLeft":
      return [gone(key)]
    case "EnrolmentRequested":
      return request(key, { status: "requested", requested_at: iso(event.at) })
    case "RequestCancelled":
      return [{ table: "course_requests", key, row: null }]
    case "RequestDecided": {
      const { approved, by, reason, requestedAt, at } = event
      const decided = { decided_at: iso(at), decided_by: by, reason }
      return request(key, { status: approved ? "approved" : "refused", requested_at: iso(requestedAt), ...decided })
    }
    case "InvitationAccepted": {
      const invitation = { invitation_id: event.invitation }
      const row = { ...invitation, course_id: state.courseId, user_id: event.userId, accepted_at: iso(event.at) }
      return [{ table: "invitation_acceptances", key: invitation, row }]
    }
  }
}
