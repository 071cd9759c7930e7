/** The routes of `../courses.ts`. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { CourseId, ModuleId, UserId } from "../../ids.ts"
import { CompleteModuleReply, StudyReply } from "../../learner.ts"
import { text } from "../../text.ts"
import { Authenticated } from "../caller.ts"
import { asking, cursorPaging, refusing, success, writing } from "../envelope.ts"
import { inPath } from "../request.ts"
import {
  CourseDetail,
  CourseProgress,
  CourseSort,
  CourseSummary,
  Enrolled,
  ModuleDetail,
  ModuleSummary,
  Price,
  StudyBody
} from "../courses.ts"

const course = { id: inPath(CourseId) }
const courseModule = { ...course, moduleId: inPath(ModuleId) }

export const CoursesGroup = HttpApiGroup.make("courses")
  .add(
    HttpApiEndpoint.get("list", "/", {
      query: {
        ...cursorPaging,
        /** A category finds what is in those below it, too. */
        category: Schema.optionalKey(text(100)),
        difficulty: Schema.optionalKey(text(50)),
        tag: Schema.optionalKey(text(40)),
        instructor: Schema.optionalKey(inPath(UserId)),
        /** Two decimals; `0.00` as the highest finds what is free. */
        min_price: Schema.optionalKey(Price),
        max_price: Schema.optionalKey(Price),
        /** Every word has to be found, if need be with a typing error. */
        search: Schema.optionalKey(text(200)),
        /** Left out: the best found first where there is a search, the newest otherwise. */
        sort: Schema.optionalKey(CourseSort)
      },
      success: success(Schema.Array(CourseSummary)),
      error: refusing("unauthenticated", "token_expired")
    }),
    HttpApiEndpoint.get("read", "/:id", { params: course, success: success(CourseDetail), error: refusing(...asking) }),
    HttpApiEndpoint.post("enroll", "/:id/enroll", {
      params: course,
      success: success(Enrolled).pipe(HttpApiSchema.status(201)),
      error: refusing(...writing, "already_enrolled", "course_full", "course_closed", "payment_required")
    }),
    HttpApiEndpoint.get("modules", "/:id/modules", {
      params: course,
      success: success(Schema.Array(ModuleSummary)),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.get("module", "/:id/modules/:moduleId", {
      params: courseModule,
      success: success(ModuleDetail),
      error: refusing(...asking, "not_enrolled", "module_unknown", "not_released", "prerequisites_missing")
    }),
    HttpApiEndpoint.get("progress", "/:id/progress", {
      params: course,
      success: success(CourseProgress),
      error: refusing(...asking, "not_enrolled")
    }),
    HttpApiEndpoint.post("study", "/:id/modules/:moduleId/progress", {
      params: courseModule,
      payload: StudyBody,
      success: success(StudyReply),
      error: refusing(...writing, "not_enrolled", "module_unknown", "not_released", "prerequisites_missing")
    }),
    HttpApiEndpoint.post("complete", "/:id/modules/:moduleId/complete", {
      params: courseModule,
      success: success(CompleteModuleReply),
      error: refusing(...writing, "not_enrolled", "module_unknown", "illegal_transition", "not_released", "prerequisites_missing")
    })
  )
  .middleware(Authenticated)
  .prefix("/courses")
  .annotateMerge(OpenApi.annotations({ title: "Courses", description: "The catalogue, enrolment and progress." }))
