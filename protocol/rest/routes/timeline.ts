/** The routes of `../timeline.ts`. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { AttemptId } from "../../ids.ts"
import { Authenticated } from "../caller.ts"
import { asking, refusing, success } from "../envelope.ts"
import { inPath } from "../request.ts"
import { Timeline, TimelineFormat } from "../timeline.ts"

const attempt = { id: inPath(AttemptId) }

const number = (minimum: number, maximum: number) =>
  Schema.FiniteFromString.check(Schema.isInt(), Schema.isBetween({ minimum, maximum }))

export const TimelineGroup = HttpApiGroup.make("timeline")
  .add(
    HttpApiEndpoint.get("read", "/:id/timeline", {
      params: attempt,
      query: {
        after: Schema.optionalKey(number(0, Number.MAX_SAFE_INTEGER)),
        limit: Schema.optionalKey(number(1, 500)),
        format: Schema.optionalKey(TimelineFormat)
      },
      success: success(Timeline),
      error: refusing(...asking)
    })
  )
  .middleware(Authenticated)
  .prefix("/attempts")
  .annotateMerge(
    OpenApi.annotations({ title: "Timelines", description: "What happened in an attempt, for graders and proctors." })
  )
