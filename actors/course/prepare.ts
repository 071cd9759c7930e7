/** What enrolling needs from the catalogue: the course as it is offered at this moment, and the person's time zone. */
import { Effect } from "effect"
import type { CourseCommand } from "../../protocol/course.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { type ActorRef, CourseId } from "../../protocol/ids.ts"
import type { Principal } from "../../protocol/principal.ts"
import { Facts } from "../facts.ts"
import type { CourseInternal } from "./contract.ts"

const withOffer = (self: ActorRef, principal: Principal): Effect.Effect<CourseInternal, Refusal, Facts> =>
  Effect.gen(function* () {
    if (principal._tag !== "Person") return yield* Effect.fail(refuse("forbidden"))
    const facts = yield* Facts
    const { versionId, title, status, capacity, priced, modules } = yield* facts.course(CourseId.make(self.id))
    const timeZone = yield* facts.timeZone(principal.userId)
    return { _tag: "Enrol", offer: { versionId, title, status, capacity, priced }, modules, timeZone }
  })

export const prepare = (
  command: CourseCommand | CourseInternal,
  { self, principal }: { readonly self: ActorRef; readonly principal: Principal }
): Effect.Effect<CourseInternal, Refusal, Facts> | undefined =>
  command._tag === "Enrol" && !("offer" in command) ? withOffer(self, principal) : undefined
