/** Everybody's accounts, for administrators: found, opened by invitation, given a role, closed and opened again. */
import { Schema } from "effect"
import { UserId } from "../ids.ts"
import { Role } from "../principal.ts"
import { line } from "../text.ts"
import { Email } from "./accounts.ts"

/** An account as an administrator sees it. */
export const AccountRow = Schema.Struct({
  id: UserId,
  /** `null` once the person was erased. */
  email: Schema.NullOr(Schema.String),
  role: Role,
  is_active: Schema.Boolean,
  /** Its owner was shown to read mail at the address. */
  email_confirmed: Schema.Boolean,
  first_name: Schema.String,
  last_name: Schema.String,
  organization: Schema.NullOr(Schema.String),
  time_zone: Schema.String,
  created_at: Schema.String,
  last_login: Schema.NullOr(Schema.String)
})
export type AccountRow = typeof AccountRow.Type

export const Invitation = Schema.Struct({
  email: Email,
  role: Role,
  first_name: line(100),
  last_name: line(100),
  organization: Schema.optionalKey(line(255)),
  /** IANA name; UTC where absent. */
  time_zone: Schema.optionalKey(line(64))
})
export type Invitation = typeof Invitation.Type
