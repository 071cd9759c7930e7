/** A learner's record is their own. Administrators may look; instructors follow progress on the course's board. */
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { may, type Person } from "../../protocol/principal.ts"
import type { LearnerState } from "./contract.ts"

export const audiences = ["self"] as const

export const audienceOf = (state: LearnerState, person: Person): string | undefined =>
  person.userId === state.userId || may(person, "*") ? "self" : undefined

/** Staff sit no exams: what they may start are previews. */
export const mayCommand = (state: LearnerState, command: { readonly _tag: string }, person: Person): Refusal | undefined => {
  const sits = command._tag === "StartAttempt" && !("preview" in command)
  if (person.userId === state.userId) return sits && !may(person, "assessment:submit") ? refuse("forbidden") : undefined
  return refuse(may(person, "*") ? "forbidden" : "not_found")
}
