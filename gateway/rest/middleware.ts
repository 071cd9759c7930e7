/** The two middlewares of the contract: who calls and whether they may, and the envelope around what Schemas refuse. */
import { Clock, Config, Effect, Layer, Redacted } from "effect"
import { HttpServerRequest } from "effect/http"
import { HttpApiError } from "effect/http-api"
import { refuse } from "../../protocol/errors.ts"
import { Authenticated, Caller, Enveloped } from "../../protocol/rest/caller.ts"
import { seconds } from "../../protocol/time.ts"
import { Limit } from "../auth/limits.ts"
import { Tokens } from "../auth/tokens.ts"
import { mayCall } from "../policy.ts"
import { enrolling } from "../policy/accounts.ts"
import { refusalResponse, refused, schemaRefusals } from "./answers.ts"
import { withEntityTag } from "./conditional.ts"
import { originOf } from "./request.ts"

export const authenticatedLayer = Layer.effect(
  Authenticated,
  Effect.gen(function* () {
    const tokens = yield* Tokens
    const perSecond = yield* Config.Int("STOA_LIMIT_REQUESTS").pipe(Config.withDefault(100))
    const verify = (route: string) => (enrolling.has(route) ? tokens.verifyEnrolling : tokens.verify)
    const calls = new Limit({ burst: 3 * perSecond, over: seconds(3), keys: 20_000 })
    return Authenticated.of({
      bearer: (handler, { credential, endpoint, group }) =>
        Effect.matchEffect(verify(`${group.identifier}.${endpoint.identifier}`)(Redacted.value(credential)), {
          onFailure: refused,
          onSuccess: ({ person }) =>
            Effect.gen(function* () {
              const now = yield* Clock.currentTimeMillis
              const refusal =
                calls.take(String(person.userId), now) ?? mayCall(person, `${group.identifier}.${endpoint.identifier}`)
              if (refusal !== undefined) return yield* refused(refusal)
              const { address } = originOf(yield* HttpServerRequest.HttpServerRequest)
              return yield* Effect.provideService(handler, Caller, { ...person, address })
            })
        })
    })
  })
)

/** Is what came readable at all? Only asked once it was refused: a Schema says `invalid` of bytes that are no JSON, too. */
const isJson = Effect.gen(function* () {
  const request = yield* HttpServerRequest.HttpServerRequest
  const text = yield* request.text
  yield* Effect.try(() => JSON.parse(text))
}).pipe(Effect.isSuccess)

export const envelopedLayer = Layer.succeed(Enveloped, (handler) =>
  handler.pipe(
    Effect.flatMap((response) =>
      response.status === 415
        ? refused(refuse("malformed", { message: "Send the body in the type that is documented, mostly application/json." }))
        : withEntityTag(response)
    ),
    Effect.catch((error) => {
      if (!HttpApiError.HttpApiSchemaError.is(error)) return Effect.fail(error)
      if (error.kind === "Body" || error.kind === "ResponseHeaders") return Effect.die(error)
      return Effect.gen(function* () {
        const at = yield* Clock.currentTimeMillis
        if (error.kind === "Payload" && !(yield* isJson)) return refusalResponse(at, refuse("malformed"))
        return refusalResponse(at, ...schemaRefusals(error))
      })
    })
  )
)
