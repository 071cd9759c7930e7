/** Organisations: administered by administrators, seen by their representatives as far as their members consent. */
import { Schema } from "effect"
import { CourseId, OrganisationId, UserId } from "../ids.ts"

/** `members` less `consenting` are those of whom nothing but the number is shown. */
export const OrganisationRow = Schema.Struct({
  id: OrganisationId,
  name: Schema.String,
  created_at: Schema.String,
  members: Schema.Int,
  consenting: Schema.Int,
  representatives: Schema.Array(UserId)
})
export type OrganisationDetail = typeof OrganisationRow.Type

const who = { user_id: UserId, first_name: Schema.String, last_name: Schema.String }

export const RosterRow = Schema.Struct({ ...who, since: Schema.String, consented_at: Schema.String })
export type RosterRow = typeof RosterRow.Type

/** As the learner's own record had it when it last changed. */
export const OrganisationProgress = Schema.Struct({
  ...who,
  course_id: CourseId,
  title: Schema.String,
  enrolled_at: Schema.String,
  completed_at: Schema.NullOr(Schema.String),
  /** Exact, as text. */
  progress_percentage: Schema.String,
  last_accessed: Schema.NullOr(Schema.String)
})
export type OrganisationProgress = typeof OrganisationProgress.Type

export const MyOrganisation = Schema.Struct({
  id: OrganisationId,
  name: Schema.String,
  since: Schema.String,
  /** What is consented to, word for word. */
  consent_text: Schema.Struct({ version: Schema.Int, text: Schema.String }),
  /** `null`: none was given, or it was withdrawn. */
  consent: Schema.NullOr(Schema.Struct({ text_version: Schema.Int, given_at: Schema.String }))
})
export type MyOrganisation = typeof MyOrganisation.Type
