/** The routes of uploads. Each answers in tus's headers what its envelope says too. */
import { Effect, Layer, Schema } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { Intake, Uploads } from "../../media/intake/uploads.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { FilePurpose, UploadDetail } from "../../protocol/files.ts"
import { UploadId } from "../../protocol/ids.ts"
import { may, type Person } from "../../protocol/principal.ts"
import { Api } from "../../protocol/rest/api.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import { enveloped, refused } from "./answers.ts"
import { asTus, draftIn, speaksTus, standing, tusOptions } from "./tus.ts"

/** Everybody has a picture of themselves; what courses are made of is their authors'. */
const mayBring = (person: Person, purpose: FilePurpose): Effect.Effect<void, Refusal> =>
  purpose === "avatar" || may(person, "course:update") ? Effect.void : Effect.fail(refuse("forbidden"))

const decodeId = Schema.decodeUnknownEffect(UploadId)
const named = (id: string): Effect.Effect<UploadId, Refusal> => Effect.mapError(decodeId(id), () => refuse("not_found"))

const told = (
  effect: Effect.Effect<UploadDetail, Refusal, Caller>,
  as: (upload: UploadDetail) => Effect.Effect<HttpServerResponse.HttpServerResponse>
) => Effect.matchEffect(effect, { onFailure: (refusal) => Effect.map(refused(refusal), asTus), onSuccess: as })

export const uploadsRoutes = HttpApiBuilder.group(
  Api,
  "uploads",
  Effect.fnUntraced(function* (handlers) {
    const uploads = yield* Uploads
    return handlers.handleAll({
      begin: ({ headers }) =>
        told(
          Effect.gen(function* () {
            yield* speaksTus(headers["tus-resumable"])
            const person = yield* Caller
            if (headers["upload-length"] === 0)
              return yield* Effect.fail(refuse("file_refused", { message: "The file is empty." }))
            const draft = yield* draftIn(headers["upload-metadata"], headers["upload-length"])
            yield* mayBring(person, draft.purpose)
            return yield* uploads.begin(person, draft)
          }),
          (upload) =>
            Effect.map(enveloped(upload), (body) =>
              HttpServerResponse.jsonUnsafe(body, {
                status: 201,
                headers: { ...standing(upload), location: `/api/v1/uploads/${upload.id}` }
              })
            )
        ),
      read: ({ params }) =>
        told(
          Effect.flatMap(Caller, (person) => Effect.flatMap(named(params.id), (id) => uploads.read(person, id))),
          (upload) => Effect.map(enveloped(upload), (body) => HttpServerResponse.jsonUnsafe(body, { headers: standing(upload) }))
        ),
      append: ({ params, headers, payload, request }) =>
        told(
          Effect.gen(function* () {
            yield* speaksTus(headers["tus-resumable"])
            const announced = request.headers["content-length"]
            return yield* uploads.append(yield* Caller, yield* named(params.id), {
              offset: headers["upload-offset"],
              length: announced === undefined ? undefined : Number(announced),
              body: payload
            })
          }),
          (upload) => Effect.succeed(HttpServerResponse.empty({ status: 204, headers: standing(upload) }))
        ),
      cancel: ({ params }) =>
        Effect.flatMap(Caller, (person) => Effect.flatMap(named(params.id), (id) => uploads.cancel(person, id))).pipe(
          Effect.matchEffect({ onFailure: refused, onSuccess: () => Effect.succeed(HttpServerResponse.empty({ status: 204 })) }),
          Effect.map(asTus)
        )
    })
  })
)

export const tusLayer = Layer.unwrap(Effect.map(Intake, ({ settings }) => tusOptions(settings.largest)))

/** An upload's part is taken as it arrives. */
export const takesStream = (method: string, path: string): boolean => method === "PATCH" && path.startsWith("/api/v1/uploads/")
