/** The routes of `../cases.ts`. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { RoomAction } from "../../proctoring.ts"
import { DecideLate, Flag, Reopen, RequestReview, Unflag, Void } from "../../review.ts"
import { attempt, standing } from "../attempts.ts"
import { Authenticated } from "../caller.ts"
import { Done, refusing, success, writing } from "../envelope.ts"
import { bodyOf, inPath } from "../request.ts"
import { VerdictStep } from "../cases.ts"

const here = { params: attempt }
const { flag, ...unflag } = bodyOf(Unflag).fields

export const CasesGroup = HttpApiGroup.make("cases")
  .add(
    HttpApiEndpoint.post("act", "/:id/actions", {
      ...here,
      payload: RoomAction,
      success: success(Done),
      error: refusing(
        ...writing,
        ...standing,
        ...(["already_paused", "not_paused", "already_locked", "not_locked", "unlimited", "reason_missing"] as const),
        ...(["handed_in", "reopening_over", "keys_seen", "verdict_given", "too_many"] as const)
      )
    }),
    HttpApiEndpoint.post("flag", "/:id/flags", {
      ...here,
      payload: bodyOf(Flag),
      success: success(Schema.Struct({ flag: Schema.Int })),
      error: refusing(...writing, ...standing, "too_many")
    }),
    HttpApiEndpoint.post("unflag", "/:id/flags/:flag/withdraw", {
      params: { ...attempt, flag: inPath(flag) },
      payload: Schema.Struct(unflag),
      success: success(Done),
      error: refusing(...writing, ...standing, "flag_unknown")
    }),
    HttpApiEndpoint.post("decideLate", "/:id/late-decisions", {
      ...here,
      payload: bodyOf(DecideLate),
      success: success(Done),
      error: refusing(...writing, ...standing, "late_unknown", "late_decided", "adjudication_over", "verdict_given")
    }),
    HttpApiEndpoint.post("reopen", "/:id/reopen", {
      ...here,
      payload: bodyOf(Reopen),
      success: success(Done),
      error: refusing(...writing, ...standing, "keys_seen", "verdict_given")
    }),
    HttpApiEndpoint.post("void", "/:id/void", {
      ...here,
      payload: bodyOf(Void),
      success: success(Done),
      error: refusing(...writing, ...standing)
    }),
    HttpApiEndpoint.post("review", "/:id/review", {
      ...here,
      payload: bodyOf(RequestReview),
      success: success(Done),
      error: refusing(...writing, ...standing, "not_graded", "already_under_review", "verdict_given", "illegal_transition")
    }),
    HttpApiEndpoint.post("verdict", "/:id/verdict", {
      ...here,
      payload: VerdictStep,
      success: success(Done),
      error: refusing(
        ...writing,
        ...standing,
        ...(["not_graded", "not_under_review", "verdict_given", "verdict_differs", "grade_provisional"] as const),
        ...(["proposal_pending", "no_proposal", "same_reviewer"] as const)
      )
    })
  )
  .middleware(Authenticated)
  .prefix("/attempts")
  .annotateMerge(OpenApi.annotations({ title: "Cases", description: "What proctors and reviewers do with an attempt." }))
