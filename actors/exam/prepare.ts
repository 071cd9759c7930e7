/**
 * Brings the catalogue's facts of the sitting to what may be the first that its actor hears, and looks whether the people
 * for whom something is to be different are there at all: a mistyped id would help nobody, and say nothing.
 */
import { Effect } from "effect"
import { type Refusal, refuse } from "../../protocol/errors.ts"
import { type ActorRef, SittingId, type UserId } from "../../protocol/ids.ts"
import { Facts } from "../facts.ts"
import type { ExamInternal } from "./contract.ts"

export const prepare = (
  command: ExamInternal,
  { self }: { readonly self: ActorRef }
): Effect.Effect<ExamInternal, Refusal, Facts> | undefined => {
  switch (command._tag) {
    case "Schedule":
    case "Register":
      return withFacts(command, SittingId.make(self.id))
    case "SetGroup":
      return withPeople(command, "members", command.members)
    case "SetTerms":
      // What was set for somebody can be taken away, whoever they were.
      return command.terms === null ? undefined : withPeople(command, "userId", [command.userId])
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

const withPeople = Effect.fnUntraced(function* (command: ExamInternal, field: string, people: ReadonlyArray<UserId>) {
  const facts = yield* Facts
  const unknown = yield* facts.unknownPeople(people)
  if (unknown.length === 0) return command
  const others = unknown.length - namedAtMost
  const named = unknown.slice(0, namedAtMost).join(", ") + (others > 0 ? ` and ${others} more` : "")
  return yield* Effect.fail(
    refuse("invalid", { field, message: `There is nobody with the id ${named}. Correct it and send again.` })
  )
})
