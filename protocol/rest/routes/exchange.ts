/** The routes of `../exchange.ts`. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { AssessmentId, CourseId, VersionId } from "../../ids.ts"
import { Authenticated, Once } from "../caller.ts"
import { CourseFile, CourseImport, CourseImportReport } from "../course-file.ts"
import { asking, editing, refusing, storing, success } from "../envelope.ts"
import { inPath } from "../request.ts"
import { BankFile, BankImport, BankImportReport } from "../exchange.ts"

const assessment = { id: inPath(AssessmentId) }

export const ExchangeGroup = HttpApiGroup.make("exchange")
  .add(
    HttpApiEndpoint.get("exportBank", "/assessments/:id/export", {
      params: assessment,
      query: { format: Schema.optionalKey(Schema.Literals(["json", "csv"])) },
      success: success(BankFile),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.post("importBank", "/assessments/:id/import", {
      params: assessment,
      payload: BankImport,
      success: success(BankImportReport),
      error: refusing(...editing)
    }),
    HttpApiEndpoint.get("exportCourse", "/courses/:id/export", {
      params: { id: inPath(CourseId) },
      /** Left out: what new learners get, or before there is one what is worked on. */
      query: { version: Schema.optionalKey(inPath(VersionId)) },
      success: success(CourseFile),
      error: refusing(...asking, "version_unknown")
    }),
    HttpApiEndpoint.post("importCourse", "/courses/import", {
      payload: CourseImport,
      success: success(CourseImportReport),
      error: refusing(...storing)
    })
  )
  .middleware(Once)
  .middleware(Authenticated)
  .annotateMerge(OpenApi.annotations({ title: "Exchange", description: "Banks and courses as files, written out and read in." }))
