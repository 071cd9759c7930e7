/**
 * Writes of plain rows, once: the repetition of a request with an `Idempotency-Key` gets its first answer. Only what was
 * done is kept; a refusal changed nothing, and is decided anew, as in the cells.
 *
 * What cannot be excluded: a node that ends between the write and the keeping of its answer leaves a claim without one. The
 * request is refused as under way for two minutes, and then done again. Routes for which that would be wrong write in
 * the same transaction what tells them.
 */
import { Effect, Layer } from "effect"
import { HttpServerRequest, HttpServerResponse } from "effect/http"
import { refuse } from "../../protocol/errors.ts"
import { Caller, Once } from "../../protocol/rest/caller.ts"
import { KeptAnswers, type KeptAnswer } from "../../storage/catalogue/kept-answers.ts"
import { Digest } from "../live/digest.ts"
import { refused } from "./answers.ts"
import { keyShape } from "./cells.ts"
import { Arrival } from "./request.ts"

const reading: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"])

/** A body by what it says, so that the same JSON in another order is the same request; anything else by its bytes. */
const contentOf = (bytes: Uint8Array): unknown => {
  const text = Buffer.from(bytes).toString("utf8")
  try {
    return JSON.parse(text)
  } catch {
    return Buffer.from(bytes).toString("base64")
  }
}

const entityTagOf = ({ source }: HttpServerRequest.HttpServerRequest): string | null =>
  source instanceof Arrival ? (source.entityTag ?? null) : null

const again = ({ status, entityTag, body }: KeptAnswer) => {
  if (body === undefined)
    return refused(refuse("id_reused", { message: "This was done, but its answer is no longer kept. Read what is there." }))
  const headers = { "idempotency-replayed": "true", ...(entityTag === null ? {} : { etag: entityTag }) }
  return Effect.succeed(
    body.byteLength === 0
      ? HttpServerResponse.empty({ status, headers })
      : HttpServerResponse.uint8Array(body, { status, headers, contentType: "application/json" })
  )
}

export const onceLayer = Layer.effect(
  Once,
  Effect.gen(function* () {
    const kept = yield* KeptAnswers
    const digest = yield* Digest
    const away = () => refused(refuse("unavailable"))

    return Once.of((handler) =>
      Effect.gen(function* () {
        const request = yield* HttpServerRequest.HttpServerRequest
        const key = request.headers["idempotency-key"]
        if (key === undefined || reading.has(request.method)) return yield* handler
        if (!keyShape.test(key)) return yield* refused(refuse("invalid", { field: "Idempotency-Key" }))
        const { userId } = yield* Caller
        const sent = new Uint8Array(yield* Effect.orDie(request.arrayBuffer))
        const claimed = yield* Effect.result(
          kept.claim(userId, key, digest({ method: request.method, url: request.originalUrl, body: contentOf(sent) }))
        )
        if (claimed._tag === "Failure") return yield* away()
        switch (claimed.success._tag) {
          case "Answered":
            return yield* again(claimed.success.answer)
          case "UnderWay":
            return yield* refused(refuse("under_way", { retryAfterMs: 1_000 }))
          case "Reused":
            return yield* refused(refuse("id_reused", { message: "This key was used for another request. Use another one." }))
          case "Claimed": {
            const { claim } = claimed.success
            const release = Effect.ignore(kept.release(userId, key, claim))
            // A connection that breaks in the middle is what keys are for: what was begun is done, and its answer kept.
            return yield* Effect.uninterruptible(
              Effect.gen(function* () {
                const response = yield* Effect.tapCause(handler, () => release)
                const { body, status } = response
                const bytes = body._tag === "Uint8Array" ? body.body : body._tag === "Empty" ? new Uint8Array(0) : undefined
                if (status >= 200 && status < 300 && bytes !== undefined)
                  // Where its answer cannot be kept now, saying so would have it done twice.
                  yield* Effect.ignore(kept.keep(userId, key, claim, { status, entityTag: entityTagOf(request), body: bytes }))
                else yield* release
                return response
              })
            )
          }
        }
      })
    )
  })
)
