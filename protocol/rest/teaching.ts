/** A course's people: its team, who was given it, who moves to another version, and what they are told. */
import { Schema } from "effect"
import { ModuleId, UserId, VersionId } from "../ids.ts"
import { NoticeView } from "../learner.ts"
import { Role } from "../principal.ts"

export const TeamMember = Schema.Struct({ user_id: UserId, role: Role, lead: Schema.Boolean })
export type TeamMember = typeof TeamMember.Type

export const Grant = Schema.Struct({
  user_id: UserId,
  granted_by: Schema.NullOr(UserId),
  reason: Schema.String,
  granted_at: Schema.String
})
export type Grant = typeof Grant.Type

const Named = Schema.Struct({ id: ModuleId, title: Schema.String })
/** `lost` are completions that the version has no place for; they come back with a version that has. */
export const MovePreview = Schema.Struct({
  user_id: UserId,
  from_version_id: Schema.NullOr(VersionId),
  /** They completed the course: where the version asks for more, they will not have, and their certificate goes. */
  completed: Schema.Boolean,
  kept: Schema.Array(Named),
  lost: Schema.Array(Named),
  new_mandatory: Schema.Array(Named)
})
export type MovePreview = typeof MovePreview.Type

/** `text` is absent where it is no longer among the course's newest, or not the reader's to see. */
export const InboxLine = Schema.Struct({ ...NoticeView.fields, text: Schema.optionalKey(Schema.String) })
export type InboxLine = typeof InboxLine.Type
