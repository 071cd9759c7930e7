/** The routes of `../authoring.ts`. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { CourseId, ModuleId, VersionId } from "../../ids.ts"
import { Authenticated, Once } from "../caller.ts"
import { asking, editing, refusing, storing, success } from "../envelope.ts"
import { inPath } from "../request.ts"
import {
  CourseChange,
  CourseDraft,
  CourseRecord,
  ModuleChange,
  ModuleDraft,
  ModuleOrder,
  Reason,
  Removed,
  VersionChange,
  VersionChanges,
  VersionDetail,
  VersionSummary,
  reason
} from "../authoring.ts"

const course = { id: inPath(CourseId) }
const version = { ...course, versionId: inPath(VersionId) }
const courseModule = { ...version, moduleId: inPath(ModuleId) }

/** Made on what is there; who names a revision wants it to be that. */
const stepping = [...storing, "precondition_failed"] as const
const drafting = ["version_unknown", "not_a_draft", "course_archived"] as const
const created = <S extends Schema.Top>(data: S) => success(data).pipe(HttpApiSchema.status(201))
const versionAnswer = success(VersionDetail)

export const AuthoringGroup = HttpApiGroup.make("authoring")
  .add(
    HttpApiEndpoint.post("create", "/", {
      payload: CourseDraft,
      success: created(CourseRecord),
      error: refusing(...storing)
    }),
    HttpApiEndpoint.get("record", "/:id/record", { params: course, success: success(CourseRecord), error: refusing(...asking) }),
    HttpApiEndpoint.put("change", "/:id", {
      params: course,
      payload: CourseChange,
      success: success(CourseRecord),
      error: refusing(...editing, "not_a_draft", "course_archived")
    }),
    HttpApiEndpoint.delete("remove", "/:id", {
      params: course,
      query: { reason: Schema.optionalKey(reason) },
      success: success(Removed),
      error: refusing(...editing, "course_archived")
    }),
    HttpApiEndpoint.get("versions", "/:id/versions", {
      params: course,
      success: success(Schema.Array(VersionSummary)),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.post("open", "/:id/versions", {
      params: course,
      success: created(VersionDetail),
      error: refusing(...storing, "draft_open", "course_archived")
    }),
    HttpApiEndpoint.get("version", "/:id/versions/:versionId", {
      params: version,
      success: versionAnswer,
      error: refusing(...asking, "version_unknown")
    }),
    HttpApiEndpoint.put("describe", "/:id/versions/:versionId", {
      params: version,
      payload: VersionChange,
      success: versionAnswer,
      error: refusing(...editing, ...drafting)
    }),
    HttpApiEndpoint.delete("discard", "/:id/versions/:versionId", {
      params: version,
      success: success(Schema.Struct({ id: VersionId })),
      error: refusing(...editing, ...drafting)
    }),
    HttpApiEndpoint.get("differences", "/:id/versions/:versionId/changes", {
      params: version,
      /** Left out: the version published before. */
      query: { since: Schema.optionalKey(inPath(VersionId)) },
      success: success(VersionChanges),
      error: refusing(...asking, "version_unknown")
    }),
    HttpApiEndpoint.post("addModule", "/:id/versions/:versionId/modules", {
      params: version,
      payload: ModuleDraft,
      success: created(VersionDetail),
      error: refusing(...stepping, ...drafting)
    }),
    HttpApiEndpoint.put("changeModule", "/:id/versions/:versionId/modules/:moduleId", {
      params: courseModule,
      payload: ModuleChange,
      success: versionAnswer,
      error: refusing(...editing, ...drafting, "module_unknown")
    }),
    HttpApiEndpoint.delete("removeModule", "/:id/versions/:versionId/modules/:moduleId", {
      params: courseModule,
      success: versionAnswer,
      error: refusing(...editing, ...drafting, "module_unknown")
    }),
    HttpApiEndpoint.put("order", "/:id/versions/:versionId/order", {
      params: version,
      payload: ModuleOrder,
      success: versionAnswer,
      error: refusing(...editing, ...drafting)
    }),
    HttpApiEndpoint.post("submit", "/:id/versions/:versionId/submit", {
      params: version,
      payload: Reason,
      success: versionAnswer,
      error: refusing(
        ...stepping,
        "version_unknown",
        "version_incomplete",
        "already_submitted",
        "already_approved",
        "already_published",
        "course_archived"
      )
    }),
    HttpApiEndpoint.post("approve", "/:id/versions/:versionId/approve", {
      params: version,
      payload: Reason,
      success: versionAnswer,
      error: refusing(
        ...stepping,
        "version_unknown",
        "not_in_review",
        "already_approved",
        "already_published",
        "course_archived",
        "same_reviewer"
      )
    }),
    HttpApiEndpoint.post("return", "/:id/versions/:versionId/return", {
      params: version,
      payload: Reason,
      success: versionAnswer,
      error: refusing(...stepping, "version_unknown", "not_in_review", "already_published", "course_archived", "reason_missing")
    }),
    HttpApiEndpoint.post("publish", "/:id/versions/:versionId/publish", {
      params: version,
      payload: Reason,
      success: versionAnswer,
      error: refusing(...stepping, "version_unknown", "not_approved", "already_published", "course_archived")
    })
  )
  .middleware(Once)
  .middleware(Authenticated)
  .prefix("/courses")
  .annotateMerge(
    OpenApi.annotations({
      title: "Authoring",
      description: "Courses as they are written, reviewed and published, version by version."
    })
  )
