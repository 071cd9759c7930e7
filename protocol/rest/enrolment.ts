/** How a course is entered, who is in it and who waits, and invitations into it. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import {
  AcceptInvitation,
  DecideReply,
  DecideRequest,
  EnrolmentMode,
  InvitationId,
  RequestEnrolment,
  RequestReply,
  SeatReply,
  WithdrawReply
} from "../course.ts"
import { RefusalCode } from "../errors.ts"
import { CourseId, UserId } from "../ids.ts"
import { Authenticated, Once } from "./caller.ts"
import { asking, editing, paging, refusing, storing, success, writing } from "./envelope.ts"
import { inPath } from "./request.ts"

const course = { id: inPath(CourseId) }
const somebody = { ...course, user: inPath(UserId) }
const invitation = { ...course, invitation: inPath(InvitationId) }

/** `required_courses`: to be completed first. */
export const EnrolmentRules = Schema.Struct({
  mode: EnrolmentMode,
  wait_list: Schema.Boolean,
  required_courses: Schema.Array(CourseId).check(Schema.isMaxLength(50), Schema.isUnique())
})
export type EnrolmentRules = typeof EnrolmentRules.Type

/** `revision`: of the course, which changes with them. */
export const StoredRules = Schema.Struct({ revision: Schema.Int, ...EnrolmentRules.fields })
export type StoredRules = typeof StoredRules.Type

/** One's own: `position` and `ticket` while one waits, `reason` where one was refused. */
export const OwnStanding = Schema.Struct({
  standing: Schema.Literals(["none", "enrolled", "waiting", "requested", "refused"]),
  since: Schema.optionalKey(Schema.String),
  ticket: Schema.optionalKey(Schema.Int),
  position: Schema.optionalKey(Schema.Int),
  reason: Schema.optionalKey(Schema.NullOr(Schema.String))
})
export type OwnStanding = typeof OwnStanding.Type

/** Names are absent for who was erased. `ticket` is there for who waits. */
export const RosterRow = Schema.Struct({
  user_id: UserId,
  first_name: Schema.NullOr(Schema.String),
  last_name: Schema.NullOr(Schema.String),
  standing: Schema.Literals(["enrolled", "waiting", "requested", "withdrawn"]),
  since: Schema.String,
  ticket: Schema.NullOr(Schema.Int)
})
export type RosterRow = typeof RosterRow.Type

/** Of the address only a hint is kept, such as `a…@example.org`. */
export const InvitationRow = Schema.Struct({
  id: InvitationId,
  hint: Schema.String,
  status: Schema.Literals(["open", "accepted", "over", "revoked"]),
  invited_by: Schema.NullOr(UserId),
  created_at: Schema.String,
  expires_at: Schema.String,
  accepted_by: Schema.NullOr(UserId),
  accepted_at: Schema.NullOr(Schema.String)
})
export type InvitationRow = typeof InvitationRow.Type

const Email = Schema.String.check(Schema.isMaxLength(255), Schema.isPattern(/^[^\s@]+@[^\s@]+\.[^\s@]+$/))
export const isEmail = Schema.is(Email)
const days = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 365 }))

/** `mailed`: a link is on its way; not where an invitation to this address is open already. */
export const InvitationMade = Schema.Struct({ id: InvitationId, mailed: Schema.Boolean })

/** `email` is the one column that is read; a heading is needed. At most 10,000 rows. */
export const BulkAsked = Schema.Struct({
  csv: Schema.String.check(Schema.isMaxLength(1_000_000)),
  /** Tells what would be done, and does nothing. */
  dry_run: Schema.optionalKey(Schema.Boolean)
})
export const BulkOutcome = Schema.Literals([
  ...(["enrolled", "waiting", "invited"] as const),
  ...(["enrolled_already", "waiting_already", "invited_already", "twice", "refused"] as const)
])
export type BulkOutcome = typeof BulkOutcome.Type
/** `line` counts from 1, the heading being the first. */
export const BulkRow = Schema.Struct({
  line: Schema.Int,
  email: Schema.String,
  outcome: BulkOutcome,
  user_id: Schema.optionalKey(UserId),
  code: Schema.optionalKey(RefusalCode),
  message: Schema.optionalKey(Schema.String)
})
export type BulkRow = typeof BulkRow.Type
export const BulkReport = Schema.Struct({
  rows: Schema.Array(BulkRow),
  counts: Schema.Record(Schema.String, Schema.Int)
})

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
