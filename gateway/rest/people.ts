/** The routes of everybody's accounts. */
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Api } from "../../protocol/rest/api.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import type { AccountRow } from "../../protocol/rest/people.ts"
import type { Account } from "../../storage/catalogue/directory.ts"
import { Administering } from "../auth/administering.ts"
import { answer, answerPage } from "./answers.ts"
import { part } from "./courses.ts"
import { originOf } from "./request.ts"

const row = (account: Account): AccountRow => ({
  id: account.id,
  email: account.email,
  role: account.role,
  is_active: account.isActive,
  email_confirmed: account.emailConfirmed,
  first_name: account.firstName,
  last_name: account.lastName,
  organization: account.organization,
  time_zone: account.timeZone,
  created_at: account.createdAt.toISOString(),
  last_login: account.lastLogin?.toISOString() ?? null
})

export const peopleRoutes = HttpApiBuilder.group(
  Api,
  "people",
  Effect.fnUntraced(function* (handlers) {
    const administering = yield* Administering
    return handlers.handleAll({
      list: ({ query }) =>
        answerPage(
          Effect.gen(function* () {
            const { search, role } = query
            const active = query.active === undefined ? undefined : query.active === "true"
            const { rows, total } = yield* administering.find({ search: search?.trim(), role, active }, part(query))
            return { rows: rows.map(row), total, ...part(query) }
          })
        ),
      invite: ({ payload, request }) =>
        answer(
          Effect.gen(function* () {
            return row(yield* administering.invite(yield* Caller, payload, originOf(request)))
          })
        ),
      inviteAgain: ({ params, request }) =>
        answer(
          Effect.gen(function* () {
            yield* administering.inviteAgain(yield* Caller, params.id, originOf(request))
            return { by_mail: true as const }
          })
        ),
      setRole: ({ params, payload, request }) =>
        answer(
          Effect.gen(function* () {
            return row(yield* administering.setRole(yield* Caller, params.id, payload.role, originOf(request)))
          })
        ),
      deactivate: ({ params, request }) =>
        answer(
          Effect.gen(function* () {
            return row(yield* administering.setActive(yield* Caller, params.id, false, originOf(request)))
          })
        ),
      reactivate: ({ params, request }) =>
        answer(
          Effect.gen(function* () {
            return row(yield* administering.setActive(yield* Caller, params.id, true, originOf(request)))
          })
        )
    })
  })
)
