/** What enrolling and moving need from the catalogue: the course as it is offered at this moment, and the person's time zone. */
import { Effect } from "effect"
import type { CourseCommand, MoveLearners } from "../../protocol/course.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { type ActorRef, CourseId } from "../../protocol/ids.ts"
import { may, type Principal } from "../../protocol/principal.ts"
import { Facts } from "../facts.ts"
import type { CourseInternal } from "./contract.ts"

const withOffer = (self: ActorRef, principal: Principal): Effect.Effect<CourseInternal, Refusal, Facts> =>
  Effect.gen(function* () {
    if (principal._tag !== "Person") return yield* Effect.fail(refuse("forbidden"))
    const facts = yield* Facts
    const { versionId, title, status, capacity, priced, modules } = yield* facts.course(CourseId.make(self.id))
    const timeZone = yield* facts.timeZone(principal.userId)
    const granted = priced && (yield* facts.granted(CourseId.make(self.id), principal.userId))
    return { _tag: "Enrol", offer: { versionId, title, status, capacity, priced }, modules, timeZone, granted }
  })

/** Only to what was published of this course: drafts change still, and other courses are others. */
const withVersion = (
  command: typeof MoveLearners.Type,
  self: ActorRef,
  principal: Principal
): Effect.Effect<CourseInternal, Refusal, Facts> =>
  Effect.gen(function* () {
    const facts = yield* Facts
    // Before anything is looked up: what there is to find out is for those who teach the course.
    const teaches =
      principal._tag === "Person" &&
      (may(principal, "*") || (principal.role === "instructor" && principal.courses.some((course) => course === self.id)))
    if (!teaches) return yield* Effect.fail(refuse("not_found"))
    const unfit = refuse("version_unfit", { field: "versionId" })
    const fact = yield* Effect.mapError(facts.courseVersion(command.versionId), (refusal) =>
      refusal.code === "not_found" ? unfit : refusal
    )
    if (fact.courseId !== self.id || fact.open === true) return yield* Effect.fail(unfit)
    return { ...command, title: fact.versionTitle ?? fact.title, modules: fact.modules }
  })

export const prepare = (
  command: CourseCommand | CourseInternal,
  { self, principal }: { readonly self: ActorRef; readonly principal: Principal }
): Effect.Effect<CourseInternal, Refusal, Facts> | undefined => {
  if (command._tag === "Enrol" && !("offer" in command)) return withOffer(self, principal)
  if (command._tag === "MoveLearners" && !("modules" in command)) return withVersion(command, self, principal)
  return undefined
}
