/** What candidates and proctors see of a sitting. Absent fields are `undefined` here, which JSON leaves out. */
import type { ExamAudience } from "../../protocol/exam.ts"
import type { Exam, ExamActorState, ExamEvent, Registration } from "./contract.ts"
import { closing } from "./room.ts"

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
  openedAt: state.openedAt ?? undefined,
  closedAt: state.closedAt ?? undefined
})

const candidate = ({ userId, number, registeredAt }: Registration) => ({ learnerId: userId, number, registeredAt })

const isAudience = (audience: string): audience is ExamAudience => audience === "candidates" || audience === "proctors"

export const view = (state: ExamActorState, audience: string): unknown => {
  if (!isAudience(audience)) throw new Error(`a sitting has no audience ${audience}`)
  if (state._tag === "Absent") return {}
  if (audience === "candidates") return room(state)
  return {
    ...room(state),
    proctors: state.proctors,
    candidates: Object.fromEntries(state.registrations.map((each) => [each.attemptId, candidate(each)])),
    registered: state.registrations.length
  }
}

export const render = (event: ExamEvent, state: ExamActorState, audience: string): unknown => {
  if (state._tag === "Absent") return undefined
  const forProctors = audience === "proctors"
  switch (event._tag) {
    case "Scheduled": {
      const { proctors, registrations } = state
      const roll = registrations.length === 0 ? { candidates: {}, registered: 0 } : {}
      return { ...withNulls(room(state)), ...(forProctors ? { proctors, ...roll } : {}) }
    }
    case "Opened":
      return { phase: state.phase, openedAt: event.at }
    case "Closed":
      return { phase: state.phase, closedAt: event.at, closesAt: closing(state) }
    case "ProctorAssigned":
      return forProctors ? { proctors: { [event.userId]: { assignedAt: event.at } } } : undefined
    case "Registered": {
      const { attemptId, userId, number, at } = event
      const arrived = { [attemptId]: { learnerId: userId, number, registeredAt: at } }
      return forProctors ? { candidates: arrived, registered: state.registrations.length } : undefined
    }
    case "Told":
      return undefined
  }
}

const withNulls = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value ?? null]))
