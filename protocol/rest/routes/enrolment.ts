/** The routes of `../enrolment.ts`. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import {
  AcceptInvitation,
  DecideReply,
  DecideRequest,
  InvitationId,
  RequestEnrolment,
  RequestReply,
  SeatReply,
  WithdrawReply
} from "../../course.ts"
import { CourseId, UserId } from "../../ids.ts"
import { Authenticated, Once } from "../caller.ts"
import { asking, editing, paging, refusing, storing, success, writing } from "../envelope.ts"
import { inPath } from "../request.ts"
import {
  BulkAsked,
  BulkReport,
  Email,
  EnrolmentRules,
  InvitationMade,
  InvitationRow,
  OwnStanding,
  RosterRow,
  StoredRules
} from "../enrolment.ts"

const course = { id: inPath(CourseId) }
const somebody = { ...course, user: inPath(UserId) }
const invitation = { ...course, invitation: inPath(InvitationId) }
const days = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 365 }))

const seats = ["course_full", "course_closed", "payment_required", "already_enrolled", "already_waiting"] as const
const ways = ["approval_required", "invitation_required", "prerequisites_missing"] as const
const Kind = Schema.Literals(["enrolled", "waiting", "requested", "withdrawn"])

export const EnrolmentGroup = HttpApiGroup.make("enrolment")
  .add(
    HttpApiEndpoint.get("rules", "/courses/:id/enrolment-rules", {
      params: course,
      success: success(StoredRules),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.put("setRules", "/courses/:id/enrolment-rules", {
      params: course,
      payload: EnrolmentRules,
      success: success(StoredRules),
      error: refusing(...editing)
    }).middleware(Once),
    HttpApiEndpoint.get("mine", "/courses/:id/enrolment", {
      params: course,
      success: success(OwnStanding),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.delete("drop", "/courses/:id/enrolment", {
      params: course,
      success: success(WithdrawReply),
      error: refusing(...writing, "not_enrolled")
    }),
    HttpApiEndpoint.post("join", "/courses/:id/wait-list", {
      params: course,
      success: success(SeatReply),
      error: refusing(...writing, ...seats, ...ways, "no_wait_list")
    }),
    HttpApiEndpoint.delete("leave", "/courses/:id/wait-list", {
      params: course,
      success: success(WithdrawReply),
      error: refusing(...writing, "not_waiting")
    }),
    HttpApiEndpoint.post("ask", "/courses/:id/enrolment-request", {
      params: course,
      payload: Schema.Struct({ note: RequestEnrolment.fields.note }),
      success: success(RequestReply).pipe(HttpApiSchema.status(201)),
      error: refusing(...writing, ...seats, ...ways, "already_requested", "no_approval_needed")
    }),
    HttpApiEndpoint.delete("cancel", "/courses/:id/enrolment-request", {
      params: course,
      success: success(WithdrawReply),
      error: refusing(...writing, "request_unknown")
    }),
    HttpApiEndpoint.post("accept", "/invitations/accept", {
      payload: Schema.Struct({ token: AcceptInvitation.fields.token }),
      success: success(Schema.Struct({ course_id: CourseId, seat: SeatReply })),
      error: refusing(...writing, ...seats, ...ways, "invitation_unknown", "invitation_used", "invitation_over")
    }),
    HttpApiEndpoint.get("roster", "/courses/:id/roster", {
      params: course,
      query: { ...paging, standing: Schema.optionalKey(Kind) },
      success: success(Schema.Array(RosterRow)),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.put("admit", "/courses/:id/roster/:user", {
      params: somebody,
      success: success(SeatReply),
      error: refusing(...writing, ...seats)
    }),
    HttpApiEndpoint.delete("remove", "/courses/:id/roster/:user", {
      params: somebody,
      success: success(WithdrawReply),
      error: refusing(...writing, "not_on_roster")
    }),
    HttpApiEndpoint.post("decide", "/courses/:id/enrolment-requests/:user/decision", {
      params: somebody,
      payload: Schema.Struct({ approved: DecideRequest.fields.approved, reason: DecideRequest.fields.reason }),
      success: success(DecideReply),
      error: refusing(...writing, ...seats, "request_unknown", "reason_missing")
    }),
    HttpApiEndpoint.post("bulk", "/courses/:id/roster/bulk", {
      params: course,
      payload: BulkAsked,
      success: success(BulkReport),
      error: refusing(...writing)
    }),
    HttpApiEndpoint.get("invitations", "/courses/:id/invitations", {
      params: course,
      query: paging,
      success: success(Schema.Array(InvitationRow)),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.post("invite", "/courses/:id/invitations", {
      params: course,
      payload: Schema.Struct({ email: Email, days: Schema.optionalKey(days) }),
      success: success(InvitationMade).pipe(HttpApiSchema.status(201)),
      error: refusing(...storing)
    }).middleware(Once),
    HttpApiEndpoint.delete("revoke", "/courses/:id/invitations/:invitation", {
      params: invitation,
      success: success(Schema.Struct({ id: InvitationId })),
      error: refusing(...storing, "invitation_unknown")
    }).middleware(Once)
  )
  .middleware(Authenticated)
  .annotateMerge(OpenApi.annotations({ title: "Enrolment", description: "Coming into a course, and who is in it." }))
