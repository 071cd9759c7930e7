/** Accounts: registration, log-in, renewal, log-out, and oneself. */
import { Schema } from "effect"
import { CourseId, ModuleId, UserId, VersionId } from "../ids.ts"
import { Permission, Role } from "../principal.ts"
import { line, text } from "../text.ts"

/** Deliberately loose: whether mail arrives is found out by sending some. */
export const Email = text(255).check(Schema.isPattern(/^[^\s@<>"(),;:\\]+@[^\s@<>"(),;:\\]+\.[^\s@<>"(),;:\\]+$/))

/** In UTF-16 units; whether it is strong enough is decided elsewhere, with `weak_password`. */
export const Password = text(1_000)

export const Registration = Schema.Struct({
  email: Email,
  password: Password,
  first_name: line(100),
  last_name: line(100),
  /** IANA name, for streak days; UTC where absent. */
  time_zone: Schema.optionalKey(line(64))
})
export type Registration = typeof Registration.Type

export const Credentials = Schema.Struct({ email: text(255), password: Password })

export const Me = Schema.Struct({
  id: UserId,
  email: Schema.String,
  role: Role,
  permissions: Schema.Array(Permission),
  first_name: Schema.String,
  last_name: Schema.String,
  bio: Schema.NullOr(Schema.String),
  avatar_url: Schema.NullOr(Schema.String),
  phone: Schema.NullOr(Schema.String),
  organization: Schema.NullOr(Schema.String),
  time_zone: Schema.String,
  created_at: Schema.String,
  last_login: Schema.NullOr(Schema.String),
  /** Of the profile, rising with each edit of it: `"r<revision>"` in `If-Match`. */
  revision: Schema.Int
})
export type Me = typeof Me.Type

/** Lifetimes in seconds from now. The refresh token is good once: its use gives the next. */
export const TokenSet = Schema.Struct({
  token_type: Schema.Literal("Bearer"),
  access_token: Schema.String,
  expires_in: Schema.Int,
  refresh_token: Schema.String,
  refresh_expires_in: Schema.Int
})
export type TokenSet = typeof TokenSet.Type

export const LoggedIn = Schema.Struct({
  user: Me,
  ...TokenSet.fields,
  /** There, and true, where the role needs a second factor and there is none: until it is enrolled nothing else is open. */
  mfa_enrolment_required: Schema.optionalKey(Schema.Literal(true))
})

/** The password was right and a code is needed besides: `POST /auth/mfa`, within `expires_in` seconds. */
export const MfaRequired = Schema.Struct({
  mfa_required: Schema.Literal(true),
  challenge: Schema.String,
  expires_in: Schema.Int
})
export type MfaRequired = typeof MfaRequired.Type

/** What follows comes by mail, if anything does: the answer is the same whether there is such an account or not. */
export const ByMail = Schema.Struct({ by_mail: Schema.Literal(true) })

/** One of a person's courses as the learner's own cell has it. Times are instants in ISO 8601. */
export const MyCourse = Schema.Struct({
  course_id: CourseId,
  version_id: VersionId,
  title: Schema.String,
  enrolled_at: Schema.String,
  completed_at: Schema.NullOr(Schema.String),
  progress_percentage: Schema.String,
  completed_modules: Schema.Int,
  total_modules: Schema.Int,
  /** Verified time, in seconds. */
  time_spent: Schema.Int,
  last_module: Schema.NullOr(ModuleId),
  last_accessed: Schema.NullOr(Schema.String)
})
export type MyCourse = typeof MyCourse.Type
