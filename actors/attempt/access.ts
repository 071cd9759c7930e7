/** Who may do what with an attempt, and as whom they see it. To everybody else it does not exist. */
import type { AttemptAudience } from "../../protocol/attempt.ts"
import { type Refusal, refuse } from "../../protocol/errors.ts"
import { may, type Person } from "../../protocol/principal.ts"
import type { AttemptActorState } from "./contract.ts"

export const audienceOf = (state: AttemptActorState, person: Person): AttemptAudience | undefined => {
  if (state._tag === "Absent") return undefined
  if (person.userId === state.userId) return "taker"
  if (may(person, "*")) return "graders"
  if (person.role === "instructor" && person.courses.includes(state.courseId)) return "graders"
  const watches = state.sittingId !== null && person.sittings.includes(state.sittingId)
  return watches && may(person, "exam:watch") ? "proctors" : undefined
}

/** All that people send to an attempt in these states is its taker's. */
export const mayCommand = (
  state: AttemptActorState,
  _command: { readonly _tag: string },
  person: Person
): Refusal | undefined => {
  switch (audienceOf(state, person)) {
    case undefined:
      return refuse("not_found")
    case "taker":
      return undefined
    default:
      return refuse("forbidden", { message: "Only who takes the attempt can do this." })
  }
}
