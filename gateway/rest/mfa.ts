/** The routes of the second factor, and of the keys that access tokens are signed with. */
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Api } from "../../protocol/rest/api.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import { Accounts } from "../auth/accounts.ts"
import { Mfa } from "../auth/mfa.ts"
import { TokenKeys } from "../auth/token-keys.ts"
import { loggedIn } from "./accounts.ts"
import { answer } from "./answers.ts"
import { changer } from "./changer.ts"
import { originOf } from "./request.ts"

const codes = (recovery_codes: ReadonlyArray<string>) => ({ recovery_codes })

export const mfaRoutes = HttpApiBuilder.group(
  Api,
  "mfa",
  Effect.fnUntraced(function* (handlers) {
    const accounts = yield* Accounts
    const mfa = yield* Mfa
    const keys = yield* TokenKeys
    return handlers.handleAll({
      logIn: ({ payload, request }) =>
        answer(Effect.flatMap(accounts.secondStep(payload.challenge, payload.code, originOf(request)), loggedIn)),
      state: () =>
        answer(
          Effect.map(Effect.flatMap(Caller, mfa.state), ({ enabled, required, recoveryCodesLeft }) => ({
            enabled,
            required,
            recovery_codes_left: recoveryCodesLeft
          }))
        ),
      enrol: () => answer(Effect.map(Effect.flatMap(Caller, mfa.enrol), ({ secret, uri }) => ({ secret, otpauth_uri: uri }))),
      confirm: ({ payload, request }) =>
        answer(
          Effect.map(
            Effect.flatMap(Caller, (person) => mfa.confirm(person, payload.code, originOf(request))),
            codes
          )
        ),
      recoveryCodes: ({ payload, request }) =>
        answer(
          Effect.map(
            Effect.flatMap(Caller, (person) => mfa.renewRecoveryCodes(person, payload.code, originOf(request))),
            codes
          )
        ),
      disable: ({ payload, request }) =>
        answer(
          Effect.as(
            Effect.flatMap(Caller, (person) => mfa.disable(person, payload.password, payload.code, originOf(request))),
            null
          )
        ),
      reset: ({ params, request }) =>
        answer(
          Effect.as(
            Effect.flatMap(Caller, (person) => mfa.reset(person, params.id, originOf(request))),
            null
          )
        ),
      rotateKeys: ({ payload, request }) =>
        answer(
          Effect.as(
            Effect.flatMap(changer(request), (by) => keys.rotate(payload, by)),
            null
          )
        )
    })
  })
)
