/** What coming to a seat needs from the catalogue: the course as it is offered at this moment, and how the person stands to it. */
import { Effect } from "effect"
import type { CourseCommand, MoveLearners } from "../../protocol/course.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { type ActorRef, CourseId, type UserId } from "../../protocol/ids.ts"
import { may, type Principal } from "../../protocol/principal.ts"
import { type CourseFact, Facts } from "../facts.ts"
import type { CourseInternal, Offer, OfferBrought } from "./contract.ts"

export const offerOf = ({ versionId, title, status, capacity, priced, mode, waitList }: CourseFact): Offer => ({
  versionId,
  title,
  status,
  capacity,
  priced,
  mode,
  waitList
})

const broughtFor = Effect.fnUntraced(function* (course: CourseId, userId: UserId) {
  const facts = yield* Facts
  const fact = yield* facts.course(course)
  const timeZone = yield* facts.timeZone(userId)
  const granted = fact.priced && (yield* facts.granted(course, userId))
  const missing = yield* facts.missingCourses(course, userId)
  const brought: OfferBrought = { offer: offerOf(fact), modules: fact.modules, timeZone, granted, missing }
  return brought
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

type Arriving = Extract<
  CourseCommand,
  { readonly _tag: "Enrol" | "JoinWaitList" | "RequestEnrolment" | "AcceptInvitation" | "DecideRequest" | "Admit" }
>

const completed = Effect.fnUntraced(function* (command: Arriving, course: CourseId, by: UserId) {
  switch (command._tag) {
    case "Enrol":
    case "JoinWaitList":
    case "RequestEnrolment":
      return { ...command, ...(yield* broughtFor(course, by)) }
    case "AcceptInvitation": {
      const facts = yield* Facts
      const invitation = yield* facts.invitation(course, command.token, by)
      return { _tag: command._tag, invitation, ...(yield* broughtFor(course, by)) }
    }
    case "DecideRequest":
    case "Admit":
      return { ...command, ...(yield* broughtFor(course, command.userId)) }
  }
}) satisfies (...command: never) => Effect.Effect<CourseInternal, Refusal, Facts>

export const prepare = (
  command: CourseCommand | CourseInternal,
  { self, principal }: { readonly self: ActorRef; readonly principal: Principal }
): Effect.Effect<CourseInternal, Refusal, Facts> | undefined => {
  if ("offer" in command) return undefined
  switch (command._tag) {
    case "Enrol":
    case "JoinWaitList":
    case "RequestEnrolment":
    case "AcceptInvitation":
    case "DecideRequest":
    case "Admit":
      return principal._tag === "Person"
        ? completed(command, CourseId.make(self.id), principal.userId)
        : Effect.fail(refuse("forbidden"))
    case "MoveLearners":
      return "modules" in command ? undefined : withVersion(command, self, principal)
    default:
      return undefined
  }
}
