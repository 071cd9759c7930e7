/** Organisations: administered by administrators, seen by their representatives as far as their members consent. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { CourseId, OrganisationId, UserId } from "../ids.ts"
import { line } from "../text.ts"
import { Authenticated, Once } from "./caller.ts"
import { asking, paging, refusing, storing, success } from "./envelope.ts"
import { inPath } from "./request.ts"

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

const organisation = { id: inPath(OrganisationId) }
const here = { params: organisation }
const person = { params: { ...organisation, userId: inPath(UserId) } }
const done = success(OrganisationRow)

export const OrganisationsGroup = HttpApiGroup.make("organisations")
  .add(
    HttpApiEndpoint.get("list", "/organisations", {
      query: paging,
      success: success(Schema.Array(OrganisationRow)),
      error: refusing("unauthenticated", "token_expired", "forbidden")
    }),
    HttpApiEndpoint.post("add", "/organisations", {
      payload: Schema.Struct({ name: line(255) }),
      success: done.pipe(HttpApiSchema.status(201)),
      error: refusing(...storing, "name_taken")
    }),
    HttpApiEndpoint.get("read", "/organisations/:id", { ...here, success: done, error: refusing(...asking) }),
    HttpApiEndpoint.get("roster", "/organisations/:id/roster", {
      ...here,
      query: paging,
      success: success(Schema.Array(RosterRow)),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.get("progress", "/organisations/:id/progress", {
      ...here,
      query: { ...paging, course: Schema.optionalKey(inPath(CourseId)) },
      success: success(Schema.Array(OrganisationProgress)),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.put("addMember", "/organisations/:id/members/:userId", {
      ...person,
      success: done,
      error: refusing(...storing)
    }),
    HttpApiEndpoint.delete("removeMember", "/organisations/:id/members/:userId", {
      ...person,
      success: done,
      error: refusing(...storing)
    }),
    HttpApiEndpoint.put("addRepresentative", "/organisations/:id/representatives/:userId", {
      ...person,
      success: done,
      error: refusing(...storing)
    }),
    HttpApiEndpoint.delete("removeRepresentative", "/organisations/:id/representatives/:userId", {
      ...person,
      success: done,
      error: refusing(...storing)
    }),
    HttpApiEndpoint.get("mine", "/users/me/organisation", {
      success: success(Schema.NullOr(MyOrganisation)),
      error: refusing("unauthenticated", "token_expired")
    }),
    /** `text_version`: the one that was shown. */
    HttpApiEndpoint.put("consent", "/users/me/organisation/consent", {
      payload: Schema.Struct({ text_version: Schema.Int }),
      success: success(MyOrganisation),
      error: refusing(...storing)
    }),
    HttpApiEndpoint.delete("withdrawConsent", "/users/me/organisation/consent", {
      success: success(MyOrganisation),
      error: refusing(...storing)
    })
  )
  .middleware(Once)
  .middleware(Authenticated)
  .annotateMerge(
    OpenApi.annotations({ title: "Organisations", description: "Whose members learn here, and what their representatives see." })
  )
