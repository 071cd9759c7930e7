/** The routes of assessments: settings, starting an attempt, a quiz in one request, results. */
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Facts } from "../../actors/facts.ts"
import type { Response } from "../../protocol/assessment.ts"
import { Begin, BeginReply, SaveAnswer, SaveAnswerReply, Submit, SubmitReply } from "../../protocol/attempt.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { actorRef, type AssessmentId, type AttemptId, QuestionId, type SittingId } from "../../protocol/ids.ts"
import { LearnerView, StartAttempt, StartAttemptReply } from "../../protocol/learner.ts"
import type { Person } from "../../protocol/principal.ts"
import { Api } from "../../protocol/rest/api.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import { Browsing } from "../../storage/catalogue/browsing.ts"
import { answer, answerPage } from "./answers.ts"
import { Cells, type Writer, writer } from "./cells.ts"
import { fromStorage, part, teaches } from "./courses.ts"
import { replied } from "./sending.ts"

/** What sitting an assessment in one request is made of: one command each, as the caller, with the reply read. */
class Sitting {
  readonly #cells: Cells
  constructor(cells: Cells) {
    this.#cells = cells
  }

  start(person: Person, assessmentId: AssessmentId, how: Omit<typeof StartAttempt.Type, "_tag" | "assessmentId">, by: Writer) {
    const command = StartAttempt.make({ assessmentId, ...how })
    return Effect.flatMap(this.#cells.send(person, actorRef("learner", person.userId), command, by), replied(StartAttemptReply))
  }
  begin(person: Person, id: AttemptId, how: Omit<typeof Begin.Type, "_tag">, by: Writer) {
    return Effect.flatMap(this.#cells.send(person, actorRef("attempt", id), Begin.make(how), by), replied(BeginReply))
  }
  save(person: Person, id: AttemptId, question: QuestionId, response: Response | null, by: Writer, n = 1) {
    const command = SaveAnswer.make({ question, response })
    return Effect.flatMap(this.#cells.send(person, actorRef("attempt", id), command, by, n), replied(SaveAnswerReply))
  }
  submit(person: Person, id: AttemptId, by: Writer, n = 1) {
    return Effect.flatMap(this.#cells.send(person, actorRef("attempt", id), Submit.make({}), by, n), replied(SubmitReply))
  }
}

const inSitting = (id: SittingId | undefined) => (id === undefined ? {} : { sittingId: id })

/** Begun already, or even over, when this is the repetition of a request whose answer was lost: what follows tells. */
const unlessBegun = (refusal: Refusal) =>
  refusal.code === "already_begun" || refusal.code === "attempt_over" ? Effect.succeed(undefined) : Effect.fail(refusal)

export const assessmentsRoutes = HttpApiBuilder.group(
  Api,
  "assessments",
  Effect.fnUntraced(function* (handlers) {
    const browsing = yield* Browsing
    const facts = yield* Facts
    const cells = yield* Cells.make
    const sitting = new Sitting(cells)

    /** An assessment is there for those enrolled in its course and for the course's staff; for others it does not exist. */
    const reached = Effect.fnUntraced(function* (person: Person, id: AssessmentId) {
      const fact = yield* facts.assessment(id)
      const { view } = yield* cells.see(person, actorRef("learner", person.userId), LearnerView)
      if (view.courses[String(fact.courseId)] === undefined && !teaches(person, fact.courseId))
        return yield* Effect.fail(refuse("not_found"))
      return { fact, mine: view.assessments[String(id)] }
    })

    return handlers.handleAll({
      read: ({ params }) =>
        answer(
          Effect.gen(function* () {
            const person = yield* Caller
            const { fact, mine } = yield* reached(person, params.id)
            const of = teaches(person, fact.courseId) ? "all" : person.userId
            return {
              id: params.id,
              course_id: fact.courseId,
              module_id: fact.moduleId,
              settings: fact.settings,
              mine: mine ?? null,
              sittings: yield* fromStorage(browsing.sittings(params.id, of))
            }
          })
        ),
      start: ({ params, payload, request }) =>
        answer(
          Effect.gen(function* () {
            const person = yield* Caller
            const { sitting_id, ...preview } = payload ?? {}
            return yield* sitting.start(
              person,
              params.id,
              { ...inSitting(sitting_id), ...preview },
              yield* writer(request, person)
            )
          })
        ),
      submit: ({ params, payload, request }) =>
        answer(
          Effect.gen(function* () {
            const person = yield* Caller
            const by = yield* writer(request, person)
            const { sitting_id, answers: given, ...agreed } = payload
            const { attemptId } = yield* sitting.start(person, params.id, inSitting(sitting_id), by)
            yield* Effect.catch(sitting.begin(person, attemptId, agreed, by), unlessBegun)
            const answers = Object.entries(given)
            // Begun by 1 and handed in last; the answers between them are counted in the body's order.
            const saved = yield* Effect.forEach(
              answers,
              ([question, response], index) =>
                Effect.map(sitting.save(person, attemptId, QuestionId.make(question), response, by, index + 2), (reply) => ({
                  question: QuestionId.make(question),
                  counted: reply.counted
                })),
              { concurrency: "unbounded" }
            )
            const { submittedAt } = yield* sitting.submit(person, attemptId, by, answers.length + 2)
            return {
              attempt_id: attemptId,
              submittedAt,
              saved: saved.filter(({ counted }) => counted).length,
              late: saved.filter(({ counted }) => !counted).map(({ question }) => question)
            }
          })
        ),
      results: ({ params, query }) =>
        answerPage(
          Effect.gen(function* () {
            const person = yield* Caller
            const { fact } = yield* reached(person, params.id)
            const of = teaches(person, fact.courseId) ? undefined : person.userId
            const asked = part(query)
            return { ...asked, ...(yield* fromStorage(browsing.results(params.id, of, asked))) }
          })
        )
    })
  })
)
