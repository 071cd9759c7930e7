/** Who may do what with an attempt, and as whom they see it. To everybody else it does not exist. */
import { type AttemptAudience, TakerCommand } from "../../protocol/attempt.ts"
import { type Refusal, refuse } from "../../protocol/errors.ts"
import { may, type Person } from "../../protocol/principal.ts"
import { roomActions } from "../../protocol/proctoring.ts"
import { CaseCommand } from "../../protocol/review.ts"
import { reaches } from "../../protocol/scopes.ts"
import type { AttemptActorState } from "./contract.ts"

export const audienceOf = (state: AttemptActorState, person: Person): AttemptAudience | undefined => {
  if (state._tag === "Absent") return undefined
  if (person.userId === state.userId) return "taker"
  if (reaches(person, "assessment:create", "course", { course: state.courseId })) return "graders"
  return reaches(person, "exam:watch", "room", { sitting: state.sittingId }) ? "proctors" : undefined
}

const tagsOf = (
  members: ReadonlyArray<{ readonly fields: { readonly _tag: { readonly schema: { readonly literal: string } } } }>
) => members.map(({ fields }) => fields._tag.schema.literal)

const takers: ReadonlySet<string> = new Set(tagsOf(TakerCommand.members))
/** Chat goes both ways with the same command. */
const staffs: ReadonlySet<string> = new Set([...roomActions, ...tagsOf(CaseCommand.members), "Say"])

/** Nobody decides on an attempt of their own, whatever they are otherwise. */
export const mayCommand = (
  state: AttemptActorState,
  { _tag }: { readonly _tag: string },
  person: Person
): Refusal | undefined => {
  const audience = audienceOf(state, person)
  if (audience === undefined) return refuse("not_found")
  if (audience === "taker") {
    if (takers.has(_tag)) return undefined
    return refuse("forbidden", { message: "Nobody decides on an attempt of their own. Let somebody else do it." })
  }
  if (!staffs.has(_tag)) return refuse("forbidden", { message: "Only who takes the attempt can do this." })
  return _tag === "Void" && !may(person, "*") ? refuse("forbidden") : undefined
}
