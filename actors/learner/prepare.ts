/** The facts a learner's commands need from outside: the time zone, and what an attempt is to be at. */
import { Effect } from "effect"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { Terms } from "../../protocol/exam.ts"
import { type ActorRef, type CourseId, type SittingId, UserId } from "../../protocol/ids.ts"
import type { LearnerCommand } from "../../protocol/learner.ts"
import { may, type Principal } from "../../protocol/principal.ts"
import { reaches } from "../../protocol/scopes.ts"
import type { Instant } from "../../protocol/time.ts"
import { ownTerms } from "../exam/terms.ts"
import { Facts, type SittingFact } from "../facts.ts"
import { knownZone } from "./civil-day.ts"
import type { LearnerInternal } from "./contract.ts"

type Wire<Tag extends LearnerCommand["_tag"]> = Extract<LearnerCommand, { readonly _tag: Tag }>

const withZone = (command: Wire<"OpenModule">, self: ActorRef): Effect.Effect<LearnerInternal, Refusal, Facts> =>
  Effect.gen(function* () {
    const facts = yield* Facts
    const { courseId, moduleId } = command
    return { _tag: "OpenModule", courseId, moduleId, timeZone: knownZone(yield* facts.timeZone(UserId.make(self.id))) }
  })

/** A preview is for those who teach, wherever they are enrolled. Asked before the assessment is looked for. */
const teaches = (principal: Principal): boolean => principal._tag !== "Person" || may(principal, "assessment:create")

/** Other people's courses are not there. */
const teachesIn = (principal: Principal, courseId: CourseId): boolean =>
  principal._tag !== "Person" || reaches(principal, "assessment:create", "course", { course: courseId })

/**
 * When the catalogue's close holds for this learner: not where the room may have given them another time, since only the
 * room can tell how far that moves the close (T4).
 */
const closeFor = ({ closesAt, factor, extra, limit }: Terms, sitting: SittingFact): Instant | null => {
  if (closesAt !== undefined) return closesAt
  return factor === undefined && extra === undefined && limit === undefined ? sitting.closesAt : null
}

/** The sitting as it is to this learner. Where others were invited, there is none; and which thing is missing, nobody is told. */
const withSitting = Effect.fnUntraced(function* (sittingId: SittingId, command: Wire<"StartAttempt">, learner: UserId) {
  const facts = yield* Facts
  const sitting = yield* facts.sitting(sittingId)
  if (sitting.assessmentId !== command.assessmentId) return yield* Effect.fail(refuse("not_found"))
  if (command.preview === true) return { closesAt: null }
  if (sitting.learners !== null && !sitting.learners.includes(learner)) {
    return yield* Effect.fail(refuse("not_found"))
  }
  const { personal, groups } = yield* facts.termsOf(sittingId, learner)
  const own = ownTerms(groups, personal ?? {})
  return { closesAt: closeFor(own, sitting), ...(own.attempts === undefined ? {} : { allowed: own.attempts }) }
})

/** Id and seed are drawn here, once: a repeat of the command finds its first reply and draws nothing that lasts. */
const withAssessment = (
  command: Wire<"StartAttempt">,
  self: ActorRef,
  principal: Principal
): Effect.Effect<LearnerInternal, Refusal, Facts> =>
  Effect.gen(function* () {
    const facts = yield* Facts
    const { assessmentId, sittingId, preview } = command
    if (preview === true && !teaches(principal)) return yield* Effect.fail(refuse("forbidden", { field: "preview" }))
    const { courseId, moduleId, settings, standalone, retired } = yield* facts.assessment(assessmentId)
    if (retired === true) return yield* Effect.fail(refuse("not_found"))
    if (preview === true && !teachesIn(principal, courseId)) return yield* Effect.fail(refuse("not_found"))
    const room = sittingId === undefined ? { closesAt: null } : yield* withSitting(sittingId, command, UserId.make(self.id))
    const attemptId = yield* facts.newAttemptId
    const seed = yield* facts.newSeed
    return {
      ...command,
      facts: { courseId, moduleId, ...(standalone === undefined ? {} : { standalone }), settings, ...room, attemptId, seed }
    }
  })

export const prepare = (
  command: LearnerCommand | LearnerInternal,
  { self, principal }: { readonly self: ActorRef; readonly principal: Principal }
): Effect.Effect<LearnerInternal, Refusal, Facts> | undefined => {
  if (command._tag === "OpenModule" && !("timeZone" in command)) return withZone(command, self)
  if (command._tag === "StartAttempt" && !("facts" in command)) return withAssessment(command, self, principal)
  return undefined
}
