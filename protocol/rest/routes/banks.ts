/** The routes of `../banks.ts`. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Bank } from "../../assessment.ts"
import { AssessmentId, CourseId } from "../../ids.ts"
import { Authenticated, Once } from "../caller.ts"
import { asking, editing, refusing, storing, success } from "../envelope.ts"
import { inPath } from "../request.ts"
import {
  Arrangement,
  AssessmentChange,
  AssessmentContent,
  AssessmentSummary,
  AuthoredAssessment,
  Examination,
  Examined,
  NewAssessment,
  Preview,
  PreviewAsked,
  QuestionChange,
  RevisionSummary,
  assessment,
  question,
  revision
} from "../banks.ts"

const changing = refusing(...editing, "illegal_transition")
const course = { id: inPath(CourseId) }

export const BanksGroup = HttpApiGroup.make("banks")
  .add(
    HttpApiEndpoint.get("list", "/courses/:id/assessments", {
      params: course,
      success: success(Schema.Array(AssessmentSummary)),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.post("add", "/courses/:id/assessments", {
      params: course,
      payload: NewAssessment,
      success: success(AuthoredAssessment).pipe(HttpApiSchema.status(201)),
      error: refusing(...storing)
    }),
    HttpApiEndpoint.get("read", "/assessments/:id/bank", {
      params: assessment,
      success: success(AuthoredAssessment),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.patch("change", "/assessments/:id", {
      params: assessment,
      payload: AssessmentChange,
      success: success(AuthoredAssessment),
      error: changing
    }),
    HttpApiEndpoint.put("replace", "/assessments/:id/bank", {
      params: assessment,
      payload: Bank,
      success: success(AuthoredAssessment),
      error: changing
    }),
    HttpApiEndpoint.patch("arrange", "/assessments/:id/bank", {
      params: assessment,
      payload: Arrangement,
      success: success(AuthoredAssessment),
      error: changing
    }),
    HttpApiEndpoint.put("setQuestion", "/assessments/:id/questions/:question", {
      params: question,
      payload: QuestionChange,
      success: success(AuthoredAssessment),
      error: changing
    }),
    HttpApiEndpoint.delete("removeQuestion", "/assessments/:id/questions/:question", {
      params: question,
      success: success(AuthoredAssessment),
      error: changing
    }),
    HttpApiEndpoint.delete("retire", "/assessments/:id", {
      params: assessment,
      success: success(Schema.Struct({ id: AssessmentId })),
      error: changing
    }),
    HttpApiEndpoint.get("revisions", "/assessments/:id/revisions", {
      params: assessment,
      success: success(Schema.Array(RevisionSummary)),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.get("revision", "/assessments/:id/revisions/:number", {
      params: revision,
      success: success(Schema.Struct({ number: Schema.Int, ...AssessmentContent.fields })),
      error: refusing(...asking)
    })
  )
  .middleware(Once)
  // They store nothing: done once or twice is the same.
  .add(
    HttpApiEndpoint.post("examine", "/assessments/validate", {
      payload: Examined,
      success: success(Examination),
      error: refusing("unauthenticated", "token_expired", "forbidden")
    }),
    HttpApiEndpoint.post("preview", "/assessments/:id/preview", {
      params: assessment,
      payload: PreviewAsked,
      success: success(Preview),
      error: refusing(...asking)
    })
  )
  .middleware(Authenticated)
  .annotateMerge(
    OpenApi.annotations({ title: "Banks", description: "Assessments as their authors write them, with questions and keys." })
  )
