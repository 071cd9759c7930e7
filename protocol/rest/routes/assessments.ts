/** The routes of `../assessments.ts`. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { SittingId } from "../../ids.ts"
import { StartAttempt, StartAttemptReply } from "../../learner.ts"
import { Authenticated } from "../caller.ts"
import { asking, paging, refusing, success, writing } from "../envelope.ts"
import { AssessmentDetail, HandIn, HandedIn, ResultRow, assessment } from "../assessments.ts"

const starting = [
  // Once withdrawn; to who never was enrolled the assessment is not there.
  "not_enrolled",
  "no_attempts_left",
  "too_soon",
  "prerequisites_missing",
  "attempt_active",
  "exam_closed"
] as const

export const AssessmentsGroup = HttpApiGroup.make("assessments")
  .add(
    HttpApiEndpoint.get("read", "/:id", { params: assessment, success: success(AssessmentDetail), error: refusing(...asking) }),
    HttpApiEndpoint.post("start", "/:id/attempts", {
      params: assessment,
      payload: [Schema.Struct({ sitting_id: Schema.optionalKey(SittingId), preview: StartAttempt.fields.preview }), Schema.Null],
      success: success(StartAttemptReply).pipe(HttpApiSchema.status(201)),
      error: refusing(...writing, ...starting)
    }),
    HttpApiEndpoint.post("submit", "/:id/submit", {
      params: assessment,
      payload: HandIn,
      success: success(HandedIn),
      error: refusing(
        ...writing,
        ...starting,
        "not_open",
        "password_wrong",
        "consent_missing",
        "check_missing",
        "question_unknown",
        "answer_invalid",
        "attempt_over"
      )
    }),
    HttpApiEndpoint.get("results", "/:id/results", {
      params: assessment,
      query: paging,
      success: success(Schema.Array(ResultRow)),
      error: refusing(...asking)
    })
  )
  .middleware(Authenticated)
  .prefix("/assessments")
  .annotateMerge(OpenApi.annotations({ title: "Assessments", description: "Quizzes and exams, and what came of them." }))
