/** One's own account: profile, password, address, and the devices one is logged in on. */
import { Schema } from "effect"
import { line, text } from "../text.ts"

/** A device's log-in. Times are ISO 8601. */
export const OwnSession = Schema.Struct({
  id: Schema.String,
  /** The one that asks. */
  current: Schema.Boolean,
  address: Schema.NullOr(Schema.String),
  user_agent: Schema.NullOr(Schema.String),
  opened_at: Schema.String,
  renewed_at: Schema.String,
  expires_at: Schema.String
})
export type OwnSession = typeof OwnSession.Type

/** What is left out stays as it is; `null` takes it away. */
export const ProfileEdit = Schema.Struct({
  first_name: Schema.optionalKey(line(100)),
  last_name: Schema.optionalKey(line(100)),
  bio: Schema.optionalKey(Schema.NullOr(text(5_000))),
  phone: Schema.optionalKey(Schema.NullOr(text(20).check(Schema.isPattern(/^\+?[0-9 ()/.-]{3,20}$/)))),
  /** IANA name. */
  time_zone: Schema.optionalKey(line(64)),
  /** By administrators only: it decides who may see somebody's progress. */
  organization: Schema.optionalKey(Schema.NullOr(line(255)))
})
export type ProfileEdit = typeof ProfileEdit.Type
