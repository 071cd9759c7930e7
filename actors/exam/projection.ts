/** The sitting's read rows: its room, who was admitted to it, and whose terms differ. */
import { type Instant, iso } from "../../protocol/time.ts"
import type { ActorRef } from "../../protocol/ids.ts"
import type { Row } from "../actor.ts"
import type { Exam, ExamActorState, ExamEvent, Registration } from "./contract.ts"
import { closing, pausedSince } from "./room.ts"
import { placesIn, type Stretch } from "./walk.ts"

export const project = (event: ExamEvent, state: ExamActorState, _self: ActorRef): ReadonlyArray<Row> => {
  if (state._tag === "Absent") return []
  const sitting_id = state.facts.sittingId
  switch (event._tag) {
    case "Registered":
      return state.registrations.slice(-1).map((registration) => admissionRow(state, registration))
    case "Told":
      return justReleased(state, event.along, event.at).map((registration) => admissionRow(state, registration))
    case "GroupSet": {
      const { group: name, members, terms } = event
      const key = { sitting_id, name }
      return [{ table: "exam_groups", key, row: { ...key, members, terms } }]
    }
    case "GroupRemoved":
      return [{ table: "exam_groups", key: { sitting_id, name: event.group }, row: null }]
    case "TermsSet": {
      const key = { sitting_id, user_id: event.userId }
      return [{ table: "exam_terms", key, row: event.terms === null ? null : { ...key, terms: event.terms } }]
    }
    case "WindowsOpened":
    case "ShiftBegun":
    case "HandedOver":
    case "ShiftEnded":
    case "ActionOrdered":
    case "ActionAnswered":
    case "Directed":
      return []
    default:
      return [roomRow(state)]
  }
}

/** Not everybody who is told anew: a pause in a room of thousands would otherwise write thousands of rows again. */
const justReleased = (state: Exam, along: Stretch, at: Instant): ReadonlyArray<Registration> =>
  placesIn(along).flatMap((place) => {
    const registration = state.registrations[place]
    return registration?.releasedAt === at ? [registration] : []
  })

const optional = (at: Instant | null): string | null => (at === null ? null : iso(at))

const roomRow = (state: Exam): Row => ({
  table: "exam_rooms",
  key: { sitting_id: state.facts.sittingId },
  row: {
    sitting_id: state.facts.sittingId,
    assessment_id: state.facts.assessmentId,
    course_id: state.facts.courseId,
    title: state.facts.title,
    status: state.phase,
    opens_at: iso(state.facts.opensAt),
    closes_at: optional(closing(state)),
    opened_at: optional(state.openedAt),
    closed_at: optional(state.closedAt),
    proctors: Object.keys(state.proctors).map(Number),
    paused_since: optional(pausedSince(state))
  }
})

const admissionRow = (state: Exam, { attemptId, userId, registeredAt, releasedAt }: Registration): Row => ({
  table: "exam_admissions",
  key: { sitting_id: state.facts.sittingId, attempt_id: attemptId },
  row: {
    sitting_id: state.facts.sittingId,
    attempt_id: attemptId,
    user_id: userId,
    registered_at: iso(registeredAt),
    released_at: optional(releasedAt)
  }
})
