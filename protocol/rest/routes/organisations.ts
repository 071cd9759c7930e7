/** The routes of `../organisations.ts`. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { CourseId, OrganisationId, UserId } from "../../ids.ts"
import { line } from "../../text.ts"
import { Authenticated, Once } from "../caller.ts"
import { asking, paging, refusing, storing, success } from "../envelope.ts"
import { inPath } from "../request.ts"
import { MyOrganisation, OrganisationProgress, OrganisationRow, RosterRow } from "../organisations.ts"

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
