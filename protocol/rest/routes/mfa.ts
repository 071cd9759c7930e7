/** The routes of `../mfa.ts`. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { UserId } from "../../ids.ts"
import { text } from "../../text.ts"
import { LoggedIn } from "../accounts.ts"
import { Authenticated, Once } from "../caller.ts"
import { refusing, storing, success } from "../envelope.ts"
import { MfaSecret, MfaState, RecoveryCodes } from "../mfa.ts"

/** Six digits of the device, or a recovery code. */
const Code = text(64)

const own = ["unauthenticated", "token_expired"] as const
const nothing = success(Schema.Null)
const id = { id: Schema.FiniteFromString.pipe(Schema.decodeTo(UserId)) }

export const MfaGroup = HttpApiGroup.make("mfa")
  .add(
    HttpApiEndpoint.post("logIn", "/auth/mfa", {
      payload: Schema.Struct({ challenge: text(500), code: Code }),
      success: success(LoggedIn),
      error: refusing("unauthenticated", "token_expired", "mfa_code_wrong")
    }),
    HttpApiEndpoint.get("state", "/users/me/mfa", { success: success(MfaState), error: refusing(...own) }).middleware(
      Authenticated
    ),
    // What is told once is not kept to be told again: these take no Idempotency-Key.
    HttpApiEndpoint.post("enrol", "/users/me/mfa", {
      success: success(MfaSecret),
      error: refusing(...own, "mfa_enabled")
    }).middleware(Authenticated),
    HttpApiEndpoint.post("confirm", "/users/me/mfa/confirm", {
      payload: Schema.Struct({ code: Code }),
      success: success(RecoveryCodes),
      error: refusing(...own, "mfa_enabled", "mfa_not_enabled", "mfa_code_wrong")
    }).middleware(Authenticated),
    HttpApiEndpoint.post("recoveryCodes", "/users/me/mfa/recovery-codes", {
      payload: Schema.Struct({ code: Code }),
      success: success(RecoveryCodes),
      error: refusing(...own, "mfa_not_enabled", "mfa_code_wrong")
    }).middleware(Authenticated),
    HttpApiEndpoint.post("disable", "/users/me/mfa/disable", {
      payload: Schema.Struct({ password: text(1_000), code: Code }),
      success: nothing,
      error: refusing(
        ...(["unauthenticated", "token_expired", "id_reused", "under_way"] as const),
        ...(["bad_credentials", "mfa_not_enabled", "mfa_code_wrong", "mfa_required_by_role", "overloaded"] as const)
      )
    })
      .middleware(Once)
      .middleware(Authenticated),
    HttpApiEndpoint.post("reset", "/users/:id/mfa/reset", {
      params: id,
      success: nothing,
      error: refusing(...storing, "mfa_not_enabled")
    })
      .middleware(Once)
      .middleware(Authenticated),
    HttpApiEndpoint.post("rotateKeys", "/auth/token-keys/rotate", {
      payload: Schema.Struct({ forget: Schema.Boolean }),
      success: nothing,
      error: refusing(...storing)
    })
      .middleware(Once)
      .middleware(Authenticated)
  )
  .annotateMerge(
    OpenApi.annotations({ title: "Second factor", description: "Codes besides the password; keys of access tokens." })
  )
