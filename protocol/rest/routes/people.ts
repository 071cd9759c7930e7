/** The routes of `../people.ts`. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { UserId } from "../../ids.ts"
import { Role } from "../../principal.ts"
import { line } from "../../text.ts"
import { ByMail } from "../accounts.ts"
import { Authenticated, Once } from "../caller.ts"
import { asking, paging, refusing, storing, success } from "../envelope.ts"
import { inPath } from "../request.ts"
import { AccountRow, Invitation } from "../people.ts"

const account = { params: { id: inPath(UserId) }, success: success(AccountRow) }

export const PeopleGroup = HttpApiGroup.make("people")
  .add(
    HttpApiEndpoint.get("list", "/", {
      query: {
        ...paging,
        /** The beginning of a first or last name, or a whole e-mail address. */
        search: Schema.optionalKey(line(255)),
        role: Schema.optionalKey(Role),
        active: Schema.optionalKey(Schema.Literals(["true", "false"]))
      },
      success: success(Schema.Array(AccountRow)),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.post("invite", "/", {
      payload: Invitation,
      success: success(AccountRow).pipe(HttpApiSchema.status(201)),
      error: refusing(...storing, "email_taken", "overloaded")
    }),
    HttpApiEndpoint.post("inviteAgain", "/:id/invite", {
      params: { id: inPath(UserId) },
      success: success(ByMail).pipe(HttpApiSchema.status(202)),
      error: refusing(...storing, "illegal_transition")
    }),
    HttpApiEndpoint.put("setRole", "/:id/role", {
      ...account,
      payload: Schema.Struct({ role: Role }),
      error: refusing(...storing, "last_administrator")
    }),
    HttpApiEndpoint.post("deactivate", "/:id/deactivate", { ...account, error: refusing(...storing, "last_administrator") }),
    HttpApiEndpoint.post("reactivate", "/:id/reactivate", { ...account, error: refusing(...storing) })
  )
  .middleware(Once)
  .middleware(Authenticated)
  .prefix("/users")
  .annotateMerge(OpenApi.annotations({ title: "Accounts", description: "Everybody's accounts, for administrators." }))
