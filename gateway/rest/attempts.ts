/** The routes of an attempt's taker: the live protocol's commands and views by request and answer. */
import { Effect, Schema } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Facts } from "../../actors/facts.ts"
import {
  AcknowledgeTime,
  AttemptGraderView,
  AttemptProctorView,
  type AttemptState,
  AttemptTakerView,
  Begin,
  BeginReply,
  Decline,
  SaveAnswer,
  SaveAnswerReply,
  Submit,
  SubmitReply,
  TakeOver,
  TakeOverReply
} from "../../protocol/attempt.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { actorRef } from "../../protocol/ids.ts"
import { ConfirmMessage, RaiseHand, ReportCheck, ReportSignals, Say, SayReply } from "../../protocol/proctoring.ts"
import { Appeal } from "../../protocol/review.ts"
import { Api } from "../../protocol/rest/api.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import { Browsing } from "../../storage/catalogue/browsing.ts"
import { answer } from "./answers.ts"
import { Cells } from "./cells.ts"
import { fromStorage, present } from "./courses.ts"
import { Sending } from "./sending.ts"

const AttemptView = Schema.Union([AttemptTakerView, AttemptGraderView, AttemptProctorView])

/**
 * Whether a paper may be read: once begun, and by its taker afterwards only where review is on. Who grades it reads it at any time
 * from then on, since answers mean nothing without their questions; who watches an exam does not.
 */
const mayReadPaper = (state: AttemptState, by: "taker" | "graders", review: boolean): Refusal | undefined => {
  switch (state) {
    case "created":
    case "waiting":
    case "declined":
    case "expired":
    case "absent":
      return refuse("not_started")
    case "in_progress":
    case "paused":
      return undefined
    case "graded":
    case "verified":
      return review || by === "graders" ? undefined : refuse("attempt_over")
    case "ended":
    case "submitted":
    case "terminated":
    case "grading":
    case "under_review":
    case "rejected":
    case "voided":
      return by === "graders" ? undefined : refuse("attempt_over")
  }
}

export const attemptsRoutes = HttpApiBuilder.group(
  Api,
  "attempts",
  Effect.fnUntraced(function* (handlers) {
    const browsing = yield* Browsing
    const facts = yield* Facts
    const cells = yield* Cells.make
    const sending = new Sending(cells)
    const at = (id: number) => actorRef("attempt", id)

    return handlers.handleAll({
      read: ({ params }) => answer(Effect.flatMap(Caller, (person) => cells.see(person, at(params.id), AttemptView))),
      paper: ({ params }) =>
        answer(
          Effect.gen(function* () {
            const person = yield* Caller
            const { audience, view } = yield* cells.see(person, at(params.id), AttemptView)
            if (audience !== "taker" && audience !== "graders") return yield* Effect.fail(refuse("forbidden"))
            const { settings } = yield* facts.assessment(view.assessmentId)
            const refusal = mayReadPaper(view.state, audience, settings.review)
            if (refusal !== undefined) return yield* Effect.fail(refusal)
            const hash = yield* Effect.flatMap(fromStorage(browsing.paperHash(params.id)), present)
            return yield* facts.paper(hash)
          })
        ),
      begin: ({ params, payload, request }) => sending.reply(request, at(params.id), Begin.make({ ...payload }), BeginReply),
      answer: ({ params, payload, request }) =>
        sending.reply(
          request,
          at(params.id),
          SaveAnswer.make({ question: params.questionId, response: payload.response }),
          SaveAnswerReply
        ),
      submit: ({ params, request }) => sending.reply(request, at(params.id), Submit.make({}), SubmitReply),
      decline: ({ params, request }) => sending.done(request, at(params.id), Decline.make({})),
      takeOver: ({ params, payload, request }) => sending.reply(request, at(params.id), TakeOver.make(payload), TakeOverReply),
      acknowledgeTime: ({ params, request }) =>
        sending.done(request, at(params.id), AcknowledgeTime.make({ change: params.change })),
      check: ({ params, payload, request }) => sending.done(request, at(params.id), ReportCheck.make(payload)),
      signals: ({ params, payload, request }) => sending.done(request, at(params.id), ReportSignals.make(payload)),
      say: ({ params, payload, request }) => sending.reply(request, at(params.id), Say.make(payload), SayReply),
      confirmMessage: ({ params, request }) =>
        sending.done(request, at(params.id), ConfirmMessage.make({ message: params.message })),
      hand: ({ params, payload, request }) => sending.done(request, at(params.id), RaiseHand.make(payload)),
      appeal: ({ params, payload, request }) => sending.done(request, at(params.id), Appeal.make(payload))
    })
  })
)
