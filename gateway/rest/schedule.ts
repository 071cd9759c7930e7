/** The routes by which sittings are planned. The catalogue has the plan; after each change its exam is told of it. */
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Facts } from "../../actors/facts.ts"
import { Engine } from "../../engine/engine.ts"
import { tellSitting } from "../../engine/news.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { AssessmentId, SittingId, UserId } from "../../protocol/ids.ts"
import { may, type Person } from "../../protocol/principal.ts"
import { Api } from "../../protocol/rest/api.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import type { SittingChange, SittingPlan } from "../../protocol/rest/schedule.ts"
import { isAddressRange } from "../../storage/catalogue/address-range.ts"
import { Sittings, type Written } from "../../storage/catalogue/sittings.ts"
import { answer, answerPage } from "./answers.ts"
import { mayReach } from "../policy.ts"
import { changer } from "./changer.ts"
import { expectedRevision, tagged, taggedInPart, unchanged } from "./conditional.ts"
import { fromStorage, part, present } from "./courses.ts"

const invalid = (field: string, message: string) => Effect.fail(refuse("invalid", { field, message }))

/** What no Schema sees of a plan. */
const checkPlan = ({ opens_at, closes_at, addresses }: Partial<SittingPlan>): Effect.Effect<void, Refusal> => {
  if (opens_at !== undefined && closes_at != null && Date.parse(closes_at) <= Date.parse(opens_at))
    return invalid("closes_at", "A sitting closes after it opens. Choose a later time.")
  const wrong = (addresses ?? []).findIndex((range) => !isAddressRange(range))
  return wrong === -1 ? Effect.void : invalid(`addresses.${wrong}`, "This is no range of addresses. Write one as 10.1.0.0/16.")
}

/** Whether the room lets its plan be changed still: until it opens, and while it is open when it closes. */
const checkRoom = ({ status }: SittingPlan, change: SittingChange): Effect.Effect<void, Refusal> => {
  if (status === "closed") return Effect.fail(refuse("exam_closed"))
  const other = Object.keys(change).find((field) => field !== "closes_at")
  if (status === "scheduled" || other === undefined) return Effect.void
  const message = "The room has opened. Only when it closes can be changed still."
  return Effect.fail(refuse("illegal_transition", { field: other, message }))
}

export const scheduleRoutes = HttpApiBuilder.group(
  Api,
  "schedule",
  Effect.fnUntraced(function* (handlers) {
    const sittings = yield* Sittings
    const facts = yield* Facts
    const engine = yield* Engine

    /** Exams elsewhere are not there. */
    const ownExam = Effect.fnUntraced(function* (person: Person, id: AssessmentId) {
      const fact = yield* facts.assessment(id)
      return mayReach(person, "schedule.add", { course: fact.courseId }) === undefined
        ? fact
        : yield* Effect.fail(refuse("not_found"))
    })
    const ownSitting = Effect.fnUntraced(function* (person: Person, id: SittingId) {
      const plan = yield* Effect.flatMap(fromStorage(sittings.read(id)), present)
      return mayReach(person, "schedule.change", { course: plan.course_id }) === undefined
        ? plan
        : yield* Effect.fail(refuse("not_found"))
    })
    const known = Effect.fnUntraced(function* (field: string, people: ReadonlyArray<UserId> | null | undefined) {
      const [missing] = people == null ? [] : yield* fromStorage(sittings.unknown(people))
      if (missing !== undefined) yield* invalid(field, `There is no account ${missing}. Leave it out.`)
    })
    /** The plan as it is, told to its exam. Where that fails now, the engine's own look for news tells it soon. */
    const told = Effect.fnUntraced(function* (written: Written | undefined) {
      const { id, changed } = yield* present(written)
      const outcome = yield* tellSitting(engine, id, changed)
      if (outcome._tag === "Refusal") yield* Effect.logWarning(`Sitting ${id} could not be told of its plan: ${outcome.message}`)
      return yield* Effect.flatMap(fromStorage(sittings.read(id)), present)
    })

    return handlers.handleAll({
      mine: ({ query }) =>
        answerPage(
          Effect.gen(function* () {
            const person = yield* Caller
            const asked = part(query)
            const found = yield* fromStorage(sittings.within(may(person, "*") ? "all" : person, asked))
            return { ...asked, ...found }
          })
        ),
      list: ({ params }) =>
        answer(
          Effect.gen(function* () {
            yield* ownExam(yield* Caller, params.id)
            return yield* fromStorage(sittings.of(params.id))
          })
        ),
      add: ({ params, payload, request }) =>
        answer(
          Effect.gen(function* () {
            const person = yield* Caller
            const exam = yield* ownExam(person, params.id)
            if (exam.settings.type !== "exam") return yield* invalid("id", "Only exams have sittings.")
            yield* checkPlan(payload)
            yield* known("proctors", payload.proctors)
            yield* known("learners", payload.learners)
            return yield* told(yield* fromStorage(sittings.add(exam, payload, yield* changer(request))))
          }).pipe(tagged)
        ),
      read: ({ params }) => answer(taggedInPart(Effect.flatMap(Caller, (person) => ownSitting(person, params.id)))),
      change: ({ params, payload, request }) =>
        answer(
          tagged(
            Effect.gen(function* () {
              const plan = yield* ownSitting(yield* Caller, params.id)
              const expected = yield* expectedRevision(request)
              yield* unchanged(expected, plan.revision)
              yield* checkRoom(plan, payload)
              const { password: _, ...visible } = payload
              yield* checkPlan({ ...plan, ...visible })
              const written = yield* fromStorage(sittings.change(params.id, payload, expected, yield* changer(request)))
              // It was there just now: somebody else was faster.
              if (written === undefined) return yield* Effect.fail(refuse("precondition_failed", { field: "If-Match" }))
              return yield* told(written)
            })
          )
        ),
      withdraw: ({ params, request }) =>
        answer(
          Effect.gen(function* () {
            yield* ownSitting(yield* Caller, params.id)
            const written = yield* fromStorage(sittings.withdraw(params.id, yield* changer(request)))
            const message = "Somebody is registered, or the room has opened. Close it instead."
            return written === undefined ? yield* Effect.fail(refuse("illegal_transition", { message })) : { id: params.id }
          })
        ),
      setLearners: ({ params, payload, request }) =>
        answer(
          Effect.gen(function* () {
            const plan = yield* ownSitting(yield* Caller, params.id)
            if (plan.status === "closed") return yield* Effect.fail(refuse("exam_closed"))
            yield* known("learners", payload.learners)
            return yield* told(
              yield* fromStorage(sittings.setLearners(params.id, payload.learners ?? [], yield* changer(request)))
            )
          })
        )
    })
  })
)
