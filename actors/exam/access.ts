/** Who may do what with a sitting, and as whom they see it. To everybody else it does not exist. */
import type { ExamAudience } from "../../protocol/exam.ts"
import { type Refusal, refuse } from "../../protocol/errors.ts"
import { may, type Person } from "../../protocol/principal.ts"
import type { Exam, ExamActorState } from "./contract.ts"

const leads = (state: Exam, person: Person): boolean =>
  may(person, "*") || (person.role === "instructor" && person.courses.includes(state.facts.courseId))

const proctors = (state: Exam, person: Person): boolean =>
  may(person, "exam:proctor") && (Object.hasOwn(state.proctors, person.userId) || person.sittings.includes(state.facts.sittingId))

export const audienceOf = (state: ExamActorState, person: Person): ExamAudience | undefined => {
  if (state._tag === "Absent") return undefined
  if (leads(state, person) || proctors(state, person)) return "proctors"
  return state.registrations.some(({ userId }) => userId === person.userId) ? "candidates" : undefined
}

export const mayCommand = (state: ExamActorState, command: { readonly _tag: string }, person: Person): Refusal | undefined => {
  const audience = audienceOf(state, person)
  if (audience === undefined || state._tag === "Absent") return refuse("not_found")
  const allowed = command._tag === "AssignProctor" ? leads(state, person) : audience === "proctors"
  return allowed ? undefined : refuse("forbidden")
}
