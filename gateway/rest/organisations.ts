/** The routes of organisations. To representatives of others an organisation does not exist. */
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { refuse } from "../../protocol/errors.ts"
import type { OrganisationId, UserId } from "../../protocol/ids.ts"
import { Api } from "../../protocol/rest/api.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import { Organisations, type Place } from "../../storage/catalogue/organisations.ts"
import type { Changer } from "../../storage/audit/changer.ts"
import { People } from "../../storage/catalogue/people.ts"
import { mayReach } from "../policy.ts"
import { answer, answerPage } from "./answers.ts"
import { changer } from "./changer.ts"
import { fromStorage, part, present } from "./courses.ts"

export const organisationsRoutes = HttpApiBuilder.group(
  Api,
  "organisations",
  Effect.fnUntraced(function* (handlers) {
    const organisations = yield* Organisations
    const people = yield* People

    const read = (id: OrganisationId) => Effect.flatMap(fromStorage(organisations.read(id)), present)
    /** The organisation, to those whom the route is theirs over it. */
    const reached = Effect.fnUntraced(function* (route: string, id: OrganisationId) {
      const refusal = mayReach(yield* Caller, route, { organisation: id })
      return refusal === undefined ? yield* read(id) : yield* Effect.fail(refusal)
    })
    const mine = Effect.flatMap(Caller, ({ userId }) => fromStorage(organisations.of(userId)))

    const joined = Effect.fnUntraced(function* (as: Place, id: OrganisationId, userId: UserId, by: Changer) {
      yield* read(id)
      const { role } = yield* Effect.flatMap(fromStorage(people.profile(userId)), present)
      if (as === "representative" && role !== "corporate") {
        const message = "Only who has the role corporate represents an organisation. Give them the role first."
        return yield* Effect.fail(refuse("invalid", { field: "userId", message }))
      }
      yield* fromStorage(organisations.join(as, id, userId, by))
      return yield* read(id)
    })
    const left = Effect.fnUntraced(function* (as: Place, id: OrganisationId, userId: UserId, by: Changer) {
      yield* read(id)
      if (!(yield* fromStorage(organisations.leave(as, id, userId, by)))) return yield* Effect.fail(refuse("not_found"))
      return yield* read(id)
    })

    return handlers.handleAll({
      list: ({ query }) =>
        answerPage(Effect.map(fromStorage(organisations.list(part(query))), (found) => ({ ...part(query), ...found }))),
      add: ({ payload, request }) =>
        answer(
          Effect.gen(function* () {
            const made = yield* fromStorage(organisations.add(payload.name.trim(), yield* changer(request)))
            return made ?? (yield* Effect.fail(refuse("name_taken", { field: "name" })))
          })
        ),
      read: ({ params }) => answer(reached("organisations.read", params.id)),
      roster: ({ params, query }) =>
        answerPage(
          Effect.gen(function* () {
            yield* reached("organisations.roster", params.id)
            return { ...part(query), ...(yield* fromStorage(organisations.roster(params.id, part(query)))) }
          })
        ),
      progress: ({ params, query }) =>
        answerPage(
          Effect.gen(function* () {
            yield* reached("organisations.progress", params.id)
            return { ...part(query), ...(yield* fromStorage(organisations.progress(params.id, query.course, part(query)))) }
          })
        ),
      addMember: ({ params, request }) =>
        answer(Effect.flatMap(changer(request), (by) => joined("member", params.id, params.userId, by))),
      removeMember: ({ params, request }) =>
        answer(Effect.flatMap(changer(request), (by) => left("member", params.id, params.userId, by))),
      addRepresentative: ({ params, request }) =>
        answer(Effect.flatMap(changer(request), (by) => joined("representative", params.id, params.userId, by))),
      removeRepresentative: ({ params, request }) =>
        answer(Effect.flatMap(changer(request), (by) => left("representative", params.id, params.userId, by))),
      mine: () => answer(Effect.map(mine, (found) => found ?? null)),
      consent: ({ payload }) =>
        answer(
          Effect.gen(function* () {
            const { consent_text } = yield* Effect.flatMap(mine, present)
            if (payload.text_version !== consent_text.version) {
              const message = `The text that is consented to is version ${consent_text.version}. Show that one first.`
              return yield* Effect.fail(refuse("invalid", { field: "text_version", message }))
            }
            const { userId } = yield* Caller
            yield* fromStorage(organisations.consent(userId, consent_text.version))
            return yield* Effect.flatMap(mine, present)
          })
        ),
      withdrawConsent: () =>
        answer(
          Effect.gen(function* () {
            const { userId } = yield* Caller
            yield* fromStorage(organisations.withdrawConsent(userId))
            return yield* Effect.flatMap(mine, present)
          })
        )
    })
  })
)
