/** The routes of `../roles.ts`. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { Permission, Role } from "../../principal.ts"
import { Authenticated, Once } from "../caller.ts"
import { refusing, storing, success } from "../envelope.ts"
import { PermissionDetail, RoleDetail } from "../roles.ts"

export const RolesGroup = HttpApiGroup.make("roles")
  .add(
    HttpApiEndpoint.get("list", "/roles", {
      success: success(Schema.Array(RoleDetail)),
      error: refusing("unauthenticated", "token_expired", "forbidden")
    }),
    HttpApiEndpoint.get("permissions", "/permissions", {
      success: success(Schema.Array(PermissionDetail)),
      error: refusing("unauthenticated", "token_expired", "forbidden")
    }),
    /** All of them, in place of those before. Holds from the next second on, also for who is connected. */
    HttpApiEndpoint.put("setPermissions", "/roles/:role/permissions", {
      params: { role: Role },
      payload: Schema.Struct({ permissions: Schema.Array(Permission).check(Schema.isMaxLength(100)) }),
      success: success(RoleDetail),
      error: refusing(...storing, "role_protected")
    })
  )
  .middleware(Once)
  .middleware(Authenticated)
  .annotateMerge(OpenApi.annotations({ title: "Roles", description: "Which role may do what." }))
