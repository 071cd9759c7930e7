/** The routes of `../schedule.ts`. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { SittingId } from "../../ids.ts"
import { assessment } from "../assessments.ts"
import { Authenticated, Once } from "../caller.ts"
import { asking, editing, paging, refusing, storing, success } from "../envelope.ts"
import { sitting } from "../sittings.ts"
import { SittingChange, SittingDraft, SittingPlan, people } from "../schedule.ts"

export const ScheduleGroup = HttpApiGroup.make("schedule")
  .add(
    HttpApiEndpoint.get("mine", "/sittings", {
      query: paging,
      success: success(Schema.Array(SittingPlan)),
      error: refusing("unauthenticated", "token_expired", "forbidden")
    }),
    HttpApiEndpoint.get("list", "/assessments/:id/sittings", {
      params: assessment,
      success: success(Schema.Array(SittingPlan)),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.post("add", "/assessments/:id/sittings", {
      params: assessment,
      payload: SittingDraft,
      success: success(SittingPlan).pipe(HttpApiSchema.status(201)),
      error: refusing(...storing)
    }),
    HttpApiEndpoint.get("read", "/sittings/:id/plan", {
      params: sitting,
      success: success(SittingPlan),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.patch("change", "/sittings/:id", {
      params: sitting,
      payload: SittingChange,
      success: success(SittingPlan),
      error: refusing(...editing, "illegal_transition", "exam_closed")
    }),
    HttpApiEndpoint.delete("withdraw", "/sittings/:id", {
      params: sitting,
      success: success(Schema.Struct({ id: SittingId })),
      error: refusing(...storing, "illegal_transition")
    }),
    HttpApiEndpoint.put("setLearners", "/sittings/:id/learners", {
      params: sitting,
      payload: Schema.Struct({ learners: Schema.NullOr(people) }),
      success: success(SittingPlan),
      error: refusing(...storing, "exam_closed")
    })
  )
  .middleware(Once)
  .middleware(Authenticated)
  .annotateMerge(OpenApi.annotations({ title: "Schedule", description: "Sittings as they are planned." }))
