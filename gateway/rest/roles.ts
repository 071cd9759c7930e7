/** The routes by which administrators read and change what roles may do. */
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { refuse } from "../../protocol/errors.ts"
import { Api } from "../../protocol/rest/api.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import { Roles } from "../../storage/catalogue/roles.ts"
import { answer } from "./answers.ts"
import { fromStorage, present } from "./courses.ts"
import { originOf } from "./request.ts"

export const rolesRoutes = HttpApiBuilder.group(
  Api,
  "roles",
  Effect.fnUntraced(function* (handlers) {
    const roles = yield* Roles
    return handlers.handleAll({
      list: () => answer(fromStorage(roles.all)),
      permissions: () => answer(fromStorage(roles.permissions)),
      setPermissions: ({ params, payload, request }) =>
        answer(
          Effect.gen(function* () {
            const { userId } = yield* Caller
            const { permissions } = payload
            const known = new Set((yield* fromStorage(roles.permissions)).map(({ name }) => name))
            const index = permissions.findIndex((name) => !known.has(name))
            if (index >= 0) {
              const message = `There is no permission ${permissions[index]}. GET /api/v1/permissions lists them.`
              return yield* Effect.fail(refuse("invalid", { field: `permissions.${index}`, message }))
            }
            // Everything is one role's alone: who may do everything could make anybody anything.
            if ((params.role === "admin") !== permissions.includes("*")) return yield* Effect.fail(refuse("role_protected"))
            yield* fromStorage(roles.setPermissions(params.role, permissions, { person: userId, from: originOf(request) }))
            const changed = (yield* fromStorage(roles.all)).find(({ name }) => name === params.role)
            return yield* present(changed)
          })
        )
    })
  })
)
