/**
 * Brings the catalogue's facts of the sitting to what may be the first that its actor hears, and looks whether the people
 * for whom something is to be different belong here: a mistyped id would help nobody, and say nothing. Whether somebody
 * else has it is not told: who leads a course would learn by it which accounts there are.
 */
import { Effect } from "effect"
import { type Refusal, refuse } from "../../protocol/errors.ts"
import { type ActorRef, type CourseId, SittingId, type UserId } from "../../protocol/ids.ts"
import { Facts } from "../facts.ts"
import type { ExamActorState, ExamInternal } from "./contract.ts"

export const prepare = (
  command: ExamInternal,
  { self, state }: { readonly self: ActorRef; readonly state: ExamActorState }
): Effect.Effect<ExamInternal, Refusal, Facts> | undefined => {
  switch (command._tag) {
    case "Schedule":
    case "Register":
      return withFacts(command, SittingId.make(self.id))
    case "SetGroup":
      return withPeople(state, command, "members", command.members)
    case "SetTerms":
      // What was set for somebody can be taken away, whoever they were.
      return command.terms === null ? undefined : withPeople(state, command, "userId", [command.userId])
    default:
      return undefined
  }
}

type First = Extract<ExamInternal, { readonly _tag: "Schedule" | "Register" }>

const withFacts = Effect.fnUntraced(function* (command: First, id: SittingId) {
  const facts = yield* Facts
  const sitting = yield* facts.sitting(id)
  const { settings } = yield* facts.assessment(sitting.assessmentId)
  return { ...command, facts: { ...sitting, limit: settings.timeLimit } }
})

const namedAtMost = 5

/** Who is registered stays, though they left the course. */
const withPeople = (state: ExamActorState, command: ExamInternal, field: string, people: ReadonlyArray<UserId>) => {
  if (state._tag === "Absent") return undefined
  const unregistered = people.filter((userId) => !Object.hasOwn(state.placesOf, userId))
  return unregistered.length === 0 ? undefined : whenEnrolled(state.facts.courseId, command, field, unregistered)
}

const whenEnrolled = Effect.fnUntraced(function* (
  course: CourseId,
  command: ExamInternal,
  field: string,
  people: ReadonlyArray<UserId>
) {
  const facts = yield* Facts
  const strangers = yield* facts.notEnrolled(course, people)
  if (strangers.length === 0) return command
  const others = strangers.length - namedAtMost
  const named = strangers.slice(0, namedAtMost).join(", ") + (others > 0 ? ` and ${others} more` : "")
  return yield* Effect.fail(
    refuse("invalid", { field, message: `Nobody in this course has the id ${named}. Correct it and send again.` })
  )
})
