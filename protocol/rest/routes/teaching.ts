/** The routes of `../teaching.ts`. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Announce, AnnounceReply, AnnouncementView, MoveLearners, MoveLearnersReply } from "../../course.ts"
import { CourseId, UserId, VersionId } from "../../ids.ts"
import { ReadNoticeReply } from "../../learner.ts"
import { line } from "../../text.ts"
import { Authenticated, Once } from "../caller.ts"
import { asking, refusing, storing, success, writing } from "../envelope.ts"
import { bodyOf, inPath } from "../request.ts"
import { Grant, InboxLine, MovePreview, TeamMember } from "../teaching.ts"

const course = { id: inPath(CourseId) }
const person = { ...course, userId: inPath(UserId) }
const version = { ...course, versionId: inPath(VersionId) }
const Team = success(Schema.Array(TeamMember))

const { versionId: _version, ...who } = bodyOf(MoveLearners).fields

export const TeachingGroup = HttpApiGroup.make("teaching")
  .add(
    HttpApiEndpoint.get("team", "/courses/:id/instructors", { params: course, success: Team, error: refusing(...asking) }),
    HttpApiEndpoint.put("addToTeam", "/courses/:id/instructors/:userId", {
      params: person,
      payload: Schema.Struct({ lead: Schema.optionalKey(Schema.Boolean) }),
      success: Team,
      error: refusing(...storing)
    }),
    HttpApiEndpoint.delete("removeFromTeam", "/courses/:id/instructors/:userId", {
      params: person,
      success: Team,
      error: refusing(...storing)
    }),
    HttpApiEndpoint.get("grants", "/courses/:id/grants", {
      params: course,
      success: success(Schema.Array(Grant)),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.put("grant", "/courses/:id/grants/:userId", {
      params: person,
      payload: Schema.Struct({ reason: line(2_000) }),
      success: success(Grant),
      error: refusing(...storing)
    }),
    HttpApiEndpoint.delete("ungrant", "/courses/:id/grants/:userId", {
      params: person,
      success: success(Schema.Struct({ user_id: UserId })),
      error: refusing(...storing)
    }),
    HttpApiEndpoint.get("movable", "/courses/:id/versions/:versionId/moves", {
      params: version,
      /** Those after this person, at most 200. */
      query: { after: Schema.optionalKey(inPath(UserId)) },
      success: success(Schema.Array(MovePreview)),
      error: refusing(...asking, "version_unfit")
    }),
    HttpApiEndpoint.post("move", "/courses/:id/versions/:versionId/moves", {
      params: version,
      payload: Schema.Struct(who),
      success: success(MoveLearnersReply),
      error: refusing(...writing, "version_unfit")
    }),
    HttpApiEndpoint.post("announce", "/courses/:id/announcements", {
      params: course,
      payload: bodyOf(Announce),
      success: success(AnnounceReply).pipe(HttpApiSchema.status(201)),
      error: refusing(...writing)
    }),
    HttpApiEndpoint.get("announcements", "/courses/:id/announcements", {
      params: course,
      success: success(Schema.Record(Schema.String, AnnouncementView)),
      error: refusing(...asking, "not_enrolled")
    }),
    HttpApiEndpoint.get("inbox", "/users/me/inbox", {
      success: success(Schema.Array(InboxLine)),
      error: refusing("unauthenticated", "token_expired", "forbidden")
    }),
    HttpApiEndpoint.post("readNotice", "/users/me/inbox/:id/:number/read", {
      params: { ...course, number: inPath(Schema.Int) },
      success: success(ReadNoticeReply),
      error: refusing(...writing, "notice_unknown")
    })
  )
  .middleware(Once)
  .middleware(Authenticated)
  .annotateMerge(
    OpenApi.annotations({
      title: "Teaching",
      description: "A course's team, grants, moves between versions, announcements and inboxes."
    })
  )
