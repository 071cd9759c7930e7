/** How a course is entered, who is in it and who waits, and invitations into it. */
import { Schema } from "effect"
import { EnrolmentMode, InvitationId } from "../course.ts"
import { RefusalCode } from "../errors.ts"
import { CourseId, UserId } from "../ids.ts"

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

export const Email = Schema.String.check(Schema.isMaxLength(255), Schema.isPattern(/^[^\s@]+@[^\s@]+\.[^\s@]+$/))
export const isEmail = Schema.is(Email)

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
