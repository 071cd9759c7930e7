/** Brings the catalogue's facts of the sitting to what may be the first that its actor hears. */
import { Effect } from "effect"
import type { Refusal } from "../../protocol/errors.ts"
import { type ActorRef, SittingId } from "../../protocol/ids.ts"
import { Facts } from "../facts.ts"
import type { ExamInternal } from "./contract.ts"

export const prepare = (
  command: ExamInternal,
  { self }: { readonly self: ActorRef }
): Effect.Effect<ExamInternal, Refusal, Facts> | undefined =>
  command._tag === "Schedule" || command._tag === "Register"
    ? Effect.gen(function* () {
        const facts = yield* Facts
        const sitting = yield* facts.sitting(SittingId.make(self.id))
        const { settings } = yield* facts.assessment(sitting.assessmentId)
        return { ...command, facts: { ...sitting, limit: settings.timeLimit } }
      })
    : undefined
