/** The facts a learner's commands need from outside: the time zone, and what an attempt is to be at. */
import { Effect } from "effect"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { ActorRef } from "../../protocol/ids.ts"
import type { LearnerCommand } from "../../protocol/learner.ts"
import { UserId } from "../../protocol/ids.ts"
import { Facts } from "../facts.ts"
import { knownZone } from "./civil-day.ts"
import type { LearnerInternal } from "./contract.ts"

type Wire<Tag extends LearnerCommand["_tag"]> = Extract<LearnerCommand, { readonly _tag: Tag }>

const withZone = (command: Wire<"OpenModule">, self: ActorRef): Effect.Effect<LearnerInternal, Refusal, Facts> =>
  Effect.gen(function* () {
    const facts = yield* Facts
    const { courseId, moduleId } = command
    return { _tag: "OpenModule", courseId, moduleId, timeZone: knownZone(yield* facts.timeZone(UserId.make(self.id))) }
  })

/** Id and seed are drawn here, once: a repeat of the command finds its first reply and draws nothing that lasts. */
const withAssessment = (command: Wire<"StartAttempt">): Effect.Effect<LearnerInternal, Refusal, Facts> =>
  Effect.gen(function* () {
    const facts = yield* Facts
    const { assessmentId, sittingId } = command
    const { courseId, moduleId, settings } = yield* facts.assessment(assessmentId)
    const sitting = sittingId === undefined ? undefined : yield* facts.sitting(sittingId)
    if (sitting !== undefined && sitting.assessmentId !== assessmentId) {
      return yield* Effect.fail(refuse("not_found", { field: "sittingId" }))
    }
    const attemptId = yield* facts.newAttemptId
    const seed = yield* facts.newSeed
    return {
      _tag: "StartAttempt",
      assessmentId,
      ...(sittingId === undefined ? {} : { sittingId }),
      facts: { courseId, moduleId, settings, closesAt: sitting?.closesAt ?? null, attemptId, seed }
    }
  })

export const prepare = (
  command: LearnerCommand | LearnerInternal,
  { self }: { readonly self: ActorRef }
): Effect.Effect<LearnerInternal, Refusal, Facts> | undefined => {
  if (command._tag === "OpenModule" && !("timeZone" in command)) return withZone(command, self)
  if (command._tag === "StartAttempt" && !("facts" in command)) return withAssessment(command)
  return undefined
}
