/** The routes of accounts and of oneself. */
import { Clock, Effect, Result } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { refuse } from "../../protocol/errors.ts"
import type { LoggedIn, MfaRequired, TokenSet } from "../../protocol/rest/accounts.ts"
import { Api } from "../../protocol/rest/api.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import { SystemSettings } from "../../storage/settings/system-settings.ts"
import { Accounts, type Entered, type SecondStep } from "../auth/accounts.ts"
import { Registering } from "../auth/registering.ts"
import type { TokenPair } from "../auth/tokens.ts"
import { answer, refused } from "./answers.ts"
import { Cells } from "./cells.ts"
import { taggedInPart } from "./conditional.ts"
import { coursesOf, me } from "./profiles.ts"
import { originOf } from "./request.ts"

const tokenSet = (tokens: TokenPair): Effect.Effect<TokenSet> =>
  Effect.map(Clock.currentTimeMillis, (now) => ({
    token_type: "Bearer",
    access_token: tokens.accessToken,
    expires_in: Math.max(0, Math.round((tokens.accessEnds - now) / 1000)),
    refresh_token: tokens.refreshToken,
    refresh_expires_in: Math.max(0, Math.round((tokens.refreshEnds - now) / 1000))
  }))

export const loggedIn = ({ profile, tokens, mustEnrol }: Entered) =>
  Effect.map(tokenSet(tokens), (set) => ({
    user: me(profile),
    ...set,
    ...(mustEnrol ? { mfa_enrolment_required: true as const } : {})
  }))

const secondStep = ({ challenge, ends }: SecondStep) =>
  Effect.map(Clock.currentTimeMillis, (now): MfaRequired => ({
    mfa_required: true,
    challenge,
    expires_in: Math.max(0, Math.round((ends - now) / 1000))
  }))

export const authRoutes = HttpApiBuilder.group(
  Api,
  "auth",
  Effect.fnUntraced(function* (handlers) {
    const accounts = yield* Accounts
    const registering = yield* Registering
    const settings = yield* SystemSettings
    return handlers.handleAll({
      register: ({ payload, request }) =>
        Effect.gen(function* () {
          if (settings.get("registration") === "closed") return yield* refused(refuse("registration_closed"))
          const outcome = yield* Effect.result(registering.register(payload, originOf(request)))
          if (Result.isFailure(outcome)) return yield* refused(outcome.failure)
          if (outcome.success === undefined) return yield* answer(Effect.succeed({ by_mail: true as const }))
          return yield* answer(loggedIn(outcome.success))
        }),
      login: ({ payload, request }) =>
        answer(
          Effect.flatMap(
            accounts.login(payload.email, payload.password, originOf(request)),
            (step): Effect.Effect<typeof LoggedIn.Type | MfaRequired> =>
              step._tag === "Entered" ? loggedIn(step) : secondStep(step)
          )
        ),
      refresh: ({ payload, request }) =>
        answer(Effect.flatMap(accounts.refresh(payload.refresh_token, originOf(request)), tokenSet)),
      logout: ({ payload, request }) =>
        answer(
          Effect.gen(function* () {
            const person = yield* Caller
            return { ended: yield* accounts.logout(person, payload?.everywhere === true, originOf(request)) }
          })
        )
    })
  })
)

export const usersRoutes = HttpApiBuilder.group(
  Api,
  "users",
  Effect.fnUntraced(function* (handlers) {
    const accounts = yield* Accounts
    const cells = yield* Cells.make
    return handlers.handleAll({
      me: () => answer(taggedInPart(Effect.flatMap(Caller, (person) => Effect.map(accounts.profile(person.userId), me)))),
      myCourses: () => answer(Effect.flatMap(Caller, (person) => coursesOf(cells, person, person.userId)))
    })
  })
)
