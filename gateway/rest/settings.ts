/** The routes of system settings. */
import { Effect } from "effect"
import type { HttpServerRequest } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { Api } from "../../protocol/rest/api.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import { SystemSettings } from "../../storage/settings/system-settings.ts"
import { answer } from "./answers.ts"
import { fromStorage } from "./courses.ts"
import { originOf } from "./request.ts"

const by = (request: HttpServerRequest.HttpServerRequest) =>
  Effect.map(Caller, ({ userId }) => ({ person: userId, from: originOf(request) }))

export const settingsRoutes = HttpApiBuilder.group(
  Api,
  "settings",
  Effect.fnUntraced(function* (handlers) {
    const settings = yield* SystemSettings
    return handlers.handleAll({
      list: () => answer(fromStorage(settings.all)),
      change: ({ params, payload, request }) =>
        answer(
          Effect.flatMap(by(request), (changer) =>
            settings
              .change(params.name, payload.value, changer)
              .pipe(
                Effect.mapError((error): Refusal =>
                  error._tag === "Refusal" ? error : refuse("unavailable", { retryAfterMs: 1_000 })
                )
              )
          )
        ),
      reset: ({ params, request }) =>
        answer(Effect.flatMap(by(request), (changer) => fromStorage(settings.reset(params.name, changer))))
    })
  })
)
