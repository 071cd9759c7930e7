/**
 * Who may do what with a sitting, and as whom they see it. To everybody else it does not exist. A proctor sees the rooms
 * they are assigned to; one who was unassigned loses theirs although the log-in they came with still names it.
 */
import type { ExamAudience } from "../../protocol/exam.ts"
import { type Refusal, refuse } from "../../protocol/errors.ts"
import { may, type Person } from "../../protocol/principal.ts"
import { reaches } from "../../protocol/scopes.ts"
import type { Exam, ExamActorState } from "./contract.ts"

const leads = ({ facts }: Exam, person: Person): boolean =>
  reaches(person, "assessment:create", "course", { course: facts.courseId })

const proctors = (state: Exam, person: Person): boolean =>
  may(person, "exam:proctor") &&
  (Object.hasOwn(state.proctors, person.userId) ||
    (person.sittings.includes(state.facts.sittingId) && !state.dismissed.includes(person.userId)))

export const audienceOf = (state: ExamActorState, person: Person): ExamAudience | undefined => {
  if (state._tag === "Absent") return undefined
  if (leads(state, person) || proctors(state, person)) return "proctors"
  return Object.hasOwn(state.placesOf, person.userId) ? "candidates" : undefined
}

/** Who watches over the room, and what is different for whom, is for those who lead the course. */
const forLeaders: ReadonlySet<string> = new Set(["AssignProctor", "UnassignProctor", "SetGroup", "RemoveGroup", "SetTerms"])

export const mayCommand = (state: ExamActorState, command: { readonly _tag: string }, person: Person): Refusal | undefined => {
  const audience = audienceOf(state, person)
  if (audience === undefined || state._tag === "Absent") return refuse("not_found")
  const allowed = forLeaders.has(command._tag) ? leads(state, person) : audience === "proctors"
  return allowed ? undefined : refuse("forbidden")
}
