/** The routes of those who watch an attempt, and who decide about it afterwards. */
import { Effect, Schema } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { actorRef } from "../../protocol/ids.ts"
import { Api } from "../../protocol/rest/api.ts"
import { DecideLate, Flag, Reopen, RequestReview, Unflag, Void } from "../../protocol/review.ts"
import { Cells } from "./cells.ts"
import { Sending } from "./sending.ts"

export const casesRoutes = HttpApiBuilder.group(
  Api,
  "cases",
  Effect.fnUntraced(function* (handlers) {
    const sending = new Sending(yield* Cells.make)
    const at = (id: number) => actorRef("attempt", id)

    return handlers.handleAll({
      act: ({ params, payload, request }) => sending.done(request, at(params.id), payload),
      flag: ({ params, payload, request }) =>
        sending.reply(request, at(params.id), Flag.make(payload), Schema.Struct({ flag: Schema.Int })),
      unflag: ({ params, payload, request }) =>
        sending.done(request, at(params.id), Unflag.make({ flag: params.flag, ...payload })),
      decideLate: ({ params, payload, request }) => sending.done(request, at(params.id), DecideLate.make(payload)),
      reopen: ({ params, payload, request }) => sending.done(request, at(params.id), Reopen.make(payload)),
      void: ({ params, payload, request }) => sending.done(request, at(params.id), Void.make(payload)),
      review: ({ params, payload, request }) => sending.done(request, at(params.id), RequestReview.make(payload)),
      verdict: ({ params, payload, request }) => sending.done(request, at(params.id), payload)
    })
  })
)
