/**
 * The audit log's entries: who did what, to what, when, from where, and what came of it. What may stand in one is decided
 * here and nowhere else: an action has a Schema of details, and what that does not name cannot be recorded. There is no
 * field for a password, a token, a key or an answer to a question, and none may be added.
 */
import { Schema } from "effect"
import { EnrolmentMode } from "./course.ts"
import { CourseId, UserId, VersionId } from "./ids.ts"
import { Permission, Role } from "./principal.ts"
import { text } from "./text.ts"

/** Longer words are cut before they are recorded. */
export const longestText = 500
const Text = text(longestText)
const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
/** A value that an administrator can set: no structure to hide things in. */
const Plain = Schema.Union([
  Schema.Null,
  Schema.Boolean,
  Schema.Finite,
  Text,
  Schema.Array(Text).check(Schema.isMaxLength(1_000))
])
/** What it is about happened to an actor: the row of its journal, which has the whole of it. */
const journalled = { journal_seq: Count }
const change = <S extends Schema.Top>(value: S) => ({ from: value, to: value })

/** action → its details. A name is what it is done to, and what was done, in the past tense. */
export const auditedActions = {
  "audit.exported": Schema.Struct({ format: Schema.Literals(["csv", "jsonl"]), entries: Count }),
  "setting.changed": Schema.Struct(change(Plain)),
  "key.rotation_begun": Schema.Struct({ ...change(Text), keys: Count }),
  "key.rotation_finished": Schema.Struct({ to: Text, keys: Count }),
  "key.signing_rotated": Schema.Struct({ ...change(Schema.NullOr(Text)), forgotten: Count }),
  "user.created": Schema.Struct({ role: Role }),
  "user.invited_again": Schema.Struct({}),
  "user.changed": Schema.Struct({ fields: Schema.Array(Text) }),
  "user.role_changed": Schema.Struct(change(Role)),
  "user.deactivated": Schema.Struct({}),
  "user.reactivated": Schema.Struct({}),
  "user.email_changed": Schema.Struct({}),
  "user.password_changed": Schema.Struct({ way: Schema.Literals(["own", "link"]) }),
  "user.mfa_enabled": Schema.Struct({}),
  "user.mfa_disabled": Schema.Struct({}),
  "user.recovery_codes_renewed": Schema.Struct({}),
  "user.mfa_reset": Schema.Struct({}),
  "user.sessions_ended": Schema.Struct({ sessions: Count }),
  "role.permissions_changed": Schema.Struct({ granted: Schema.Array(Permission), withdrawn: Schema.Array(Permission) }),
  "organisation.created": Schema.Struct({ name: Text }),
  "organisation.changed": Schema.Struct({ fields: Schema.Array(Text) }),
  "organisation.member_added": Schema.Struct({ user_id: UserId }),
  "organisation.member_removed": Schema.Struct({ user_id: UserId }),
  "course.changed": Schema.Struct({ fields: Schema.Array(Text) }),
  "course.submitted": Schema.Struct({ version: Count }),
  "course.reviewed": Schema.Struct({ version: Count, outcome: Schema.Literals(["approved", "returned"]) }),
  "course.published": Schema.Struct({ version: Count }),
  "course.archived": Schema.Struct({}),
  "course.deleted": Schema.Struct({ title: Text }),
  "course.learners_moved": Schema.Struct({ version_id: VersionId, learners: Schema.Array(UserId), ...journalled }),
  "course.access_granted": Schema.Struct({ user_id: UserId }),
  "course.access_withdrawn": Schema.Struct({ user_id: UserId }),
  "course.staff_changed": Schema.Struct({
    added: Schema.Array(UserId),
    removed: Schema.Array(UserId),
    lead: Schema.optionalKey(UserId)
  }),
  "course.entry_changed": Schema.Struct({
    mode: EnrolmentMode,
    wait_list: Schema.Boolean,
    required_courses: Schema.Array(CourseId)
  }),
  "course.invited": Schema.Struct({ invitation: Count }),
  "course.invitation_revoked": Schema.Struct({ invitation: Count }),
  "enrolment.forced": Schema.Struct({ user_id: UserId, ...journalled }),
  "enrolment.ended": Schema.Struct({ user_id: UserId, ...journalled }),
  "enrolment.decided": Schema.Struct({ user_id: UserId, approved: Schema.Boolean, ...journalled }),
  "enrolments.imported": Schema.Struct({ added: Count, invited: Count, unchanged: Count, refused: Count }),
  "assessment.changed": Schema.Struct({ revision: Count }),
  "assessment.retired": Schema.Struct({}),
  "sitting.planned": Schema.Struct({ proctors: Schema.Array(UserId) }),
  "sitting.changed": Schema.Struct({ fields: Schema.Array(Text) }),
  "sitting.withdrawn": Schema.Struct({}),
  "sitting.learners_changed": Schema.Struct({ learners: Count }),
  "sitting.proctor_assigned": Schema.Struct({ user_id: UserId, ...journalled }),
  "sitting.proctor_unassigned": Schema.Struct({ user_id: UserId, ...journalled }),
  "file.published": Schema.Struct({ public: Schema.Boolean }),
  "file.deleted": Schema.Struct({}),
  "actor.reaction_retried": Schema.Struct({ seq: Count, index: Count, target: Text })
} as const

export type AuditAction = keyof typeof auditedActions

const Thing = Schema.Struct({
  type: Schema.String.check(Schema.isPattern(/^[a-z_]{1,40}$/)),
  /** A number, or a name where the thing has one; null for all of its kind. */
  id: Schema.NullOr(Schema.Union([Schema.Int, text(100)]))
})

/** A person; the program itself, and which part of it; or whoever may run commands on the server. */
const Doer = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("person"), user_id: UserId }),
  Schema.Struct({ kind: Schema.Literal("engine"), part: text(100) }),
  Schema.Struct({ kind: Schema.Literal("operator") })
])

/** `refused`: it was asked for, and was not allowed. */
export const AuditOutcome = Schema.Literals(["done", "refused"])

/** An entry as it is stored. The action is text here, since entries outlive the list above. */
export const StoredEntry = Schema.Struct({
  by: Doer,
  action: text(100),
  on: Schema.NullOr(Thing),
  outcome: AuditOutcome,
  from: Schema.NullOr(Schema.Struct({ address: text(100), user_agent: text(300) })),
  details: Schema.Record(Schema.String, Schema.Unknown)
})
export type StoredEntry = typeof StoredEntry.Type

/** What an action's entry says. */
export type NewAuditEntry = {
  readonly [A in AuditAction]: {
    readonly action: A
    readonly by: typeof Doer.Type
    readonly on: typeof Thing.Type | null
    readonly outcome: typeof AuditOutcome.Type
    readonly details: (typeof auditedActions)[A]["Type"]
    /** Of a request; null for what nobody asked for over the network. */
    readonly from: { readonly address: string; readonly userAgent: string } | null
  }
}[AuditAction]
