/** The routes of `../sittings.ts`. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import {
  Act,
  ActReply,
  AssignProctorReply,
  CloseReply,
  DutyReply,
  ExamCandidateView,
  ExamProctorView,
  GroupName,
  HandOver,
  OpenReply,
  PauseRoom,
  PauseRoomReply,
  ResumeRoom,
  ResumeRoomReply,
  SetGroup,
  Terms,
  TermsReply
} from "../../exam.ts"
import { UserId } from "../../ids.ts"
import { Authenticated } from "../caller.ts"
import { asking, paging, refusing, seen, success, writing } from "../envelope.ts"
import { bodyOf, inPath } from "../request.ts"
import { CaseRow, ReviewRow, RoomPerson, Wall, sitting } from "../sittings.ts"

const here = { params: sitting }
const person = { params: { ...sitting, userId: inPath(UserId) } }
const { group: _group, ...groupBody } = bodyOf(SetGroup).fields
const group = { params: { ...sitting, group: GroupName } }

const ReviewStatus = Schema.Literals(["under_review", "verified", "rejected"])

/** `status` is `under_review` where absent: the queue, longest waiting first. */
const whichReviews = { ...paging, status: Schema.optionalKey(ReviewStatus) }

export const SittingsGroup = HttpApiGroup.make("sittings")
  .add(
    HttpApiEndpoint.get("read", "/:id", {
      ...here,
      success: success(seen(Schema.Union([ExamProctorView, ExamCandidateView]))),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.post("open", "/:id/open", {
      ...here,
      success: success(OpenReply),
      error: refusing(...writing, "exam_closed", "illegal_transition")
    }),
    HttpApiEndpoint.post("close", "/:id/close", {
      ...here,
      success: success(CloseReply),
      error: refusing(...writing, "exam_closed", "not_open")
    }),
    HttpApiEndpoint.post("pause", "/:id/pause", {
      ...here,
      payload: bodyOf(PauseRoom),
      success: success(PauseRoomReply),
      error: refusing(...writing, "exam_closed", "not_open", "already_paused")
    }),
    HttpApiEndpoint.post("resume", "/:id/resume", {
      ...here,
      payload: [bodyOf(ResumeRoom), Schema.Null],
      success: success(ResumeRoomReply),
      error: refusing(...writing, "not_paused")
    }),
    HttpApiEndpoint.post("act", "/:id/actions", {
      ...here,
      payload: bodyOf(Act),
      success: success(ActReply),
      error: refusing(...writing)
    }),
    HttpApiEndpoint.put("beginShift", "/:id/shift", {
      ...here,
      success: success(DutyReply),
      error: refusing(...writing, "not_assigned", "illegal_transition")
    }),
    HttpApiEndpoint.delete("endShift", "/:id/shift", {
      ...here,
      success: success(DutyReply),
      error: refusing(...writing, "last_on_duty", "illegal_transition")
    }),
    HttpApiEndpoint.post("handOver", "/:id/handover", {
      ...here,
      payload: bodyOf(HandOver),
      success: success(DutyReply),
      error: refusing(...writing, "not_assigned", "illegal_transition")
    }),
    HttpApiEndpoint.put("assignProctor", "/:id/proctors/:userId", {
      ...person,
      success: success(AssignProctorReply),
      error: refusing(...writing, "already_assigned")
    }),
    HttpApiEndpoint.delete("unassignProctor", "/:id/proctors/:userId", {
      ...person,
      success: success(DutyReply),
      error: refusing(...writing, "not_assigned")
    }),
    HttpApiEndpoint.put("setGroup", "/:id/groups/:group", {
      ...group,
      payload: Schema.Struct(groupBody),
      success: success(TermsReply),
      error: refusing(...writing)
    }),
    HttpApiEndpoint.delete("removeGroup", "/:id/groups/:group", {
      ...group,
      success: success(TermsReply),
      error: refusing(...writing)
    }),
    HttpApiEndpoint.put("setTerms", "/:id/terms/:userId", {
      ...person,
      payload: Terms,
      success: success(TermsReply),
      error: refusing(...writing)
    }),
    HttpApiEndpoint.delete("removeTerms", "/:id/terms/:userId", {
      ...person,
      success: success(TermsReply),
      error: refusing(...writing)
    }),
    HttpApiEndpoint.get("wall", "/:id/wall", { ...here, success: success(Wall), error: refusing(...asking) }),
    HttpApiEndpoint.get("reviews", "/:id/reviews", {
      ...here,
      query: whichReviews,
      success: success(Schema.Array(ReviewRow)),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.get("people", "/:id/people", {
      ...here,
      success: success(Schema.Array(RoomPerson)),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.get("cases", "/reviews", {
      query: whichReviews,
      success: success(Schema.Array(CaseRow)),
      error: refusing("unauthenticated", "token_expired", "forbidden")
    })
  )
  .middleware(Authenticated)
  .prefix("/sittings")
  .annotateMerge(OpenApi.annotations({ title: "Sittings", description: "An exam's room as it goes." }))
