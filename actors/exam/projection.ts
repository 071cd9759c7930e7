/** The sitting's read rows: its room, and who was admitted to it. */
import { type Instant, iso } from "../../protocol/time.ts"
import type { ActorRef } from "../../protocol/ids.ts"
import type { Row } from "../actor.ts"
import type { Exam, ExamActorState, ExamEvent, Registration } from "./contract.ts"
import { closing } from "./room.ts"

export const project = (event: ExamEvent, state: ExamActorState, _self: ActorRef): ReadonlyArray<Row> => {
  if (state._tag === "Absent") return []
  switch (event._tag) {
    case "Registered":
      return state.registrations.slice(-1).map((registration) => admissionRow(state, registration))
    case "Told":
      return state.registrations.slice(event.from, event.to).map((registration) => admissionRow(state, registration))
    default:
      return [roomRow(state)]
  }
}

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
    proctors: Object.keys(state.proctors).map(Number)
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
