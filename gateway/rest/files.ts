/** The routes of files that were uploaded, and of the pictures that are made of them. */
import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { formatOf } from "../../media/intake/formats.ts"
import { Pictures } from "../../media/intake/pictures.ts"
import { Intake } from "../../media/intake/uploads.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { fileUrl } from "../../protocol/files.ts"
import type { FileId } from "../../protocol/ids.ts"
import type { Person } from "../../protocol/principal.ts"
import { Api } from "../../protocol/rest/api.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import { Browsing } from "../../storage/catalogue/browsing.ts"
import { type FileRow, Files, type PictureOf } from "../../storage/catalogue/files.ts"
import { answer, answerPage, refused } from "./answers.ts"
import { changer } from "./changer.ts"
import { fromStorage, part, present, teaches } from "./courses.ts"

const pictureOf = (id: FileId | null) => ({ file_id: id, url: id === null ? null : fileUrl(id) })

export const filesRoutes = HttpApiBuilder.group(
  Api,
  "files",
  Effect.fnUntraced(function* (handlers) {
    const files = yield* Files
    const browsing = yield* Browsing
    const pictures = yield* Pictures
    const { folder } = yield* Intake

    const reached = (person: Person, id: FileId): Effect.Effect<FileRow, Refusal> =>
      Effect.flatMap(fromStorage(files.reached(person, id)), present)

    /** Whose a file is, they and administrators change it; to others who see it that is forbidden. */
    const own = Effect.fnUntraced(function* (person: Person, id: FileId) {
      const file = yield* reached(person, id)
      if (file.detail.uploaded_by !== person.userId && person.role !== "admin") return yield* Effect.fail(refuse("forbidden"))
      return file
    })

    const mine = (person: Person): PictureOf => ({ _tag: "Person", id: person.userId })

    const make = Effect.fnUntraced(function* (person: Person, of: PictureOf, from: FileId) {
      const { detail } = yield* reached(person, from)
      if (detail.purpose === "document")
        return yield* Effect.fail(refuse("file_refused", { message: "A picture is made of an image. Upload one." }))
      return pictureOf(yield* pictures.set(person, of, detail))
    })

    /** A course that the caller teaches; to others who know of it, it is forbidden, and to the rest it is not there. */
    const taught = Effect.fnUntraced(function* (person: Person, id: Parameters<typeof teaches>[1]) {
      const { course } = yield* Effect.flatMap(fromStorage(browsing.course(id)), present)
      if (teaches(person, id)) return
      return yield* Effect.fail(refuse(course.status === "published" ? "forbidden" : "not_found"))
    })

    return handlers.handleAll({
      mine: ({ query }) =>
        answerPage(
          Effect.gen(function* () {
            const asked = part(query)
            return { ...asked, ...(yield* fromStorage(files.of((yield* Caller).userId, asked))) }
          })
        ),
      read: ({ params }) =>
        answer(Effect.flatMap(Caller, (person) => Effect.map(reached(person, params.id), ({ detail }) => detail))),
      change: ({ params, payload, request }) =>
        answer(
          Effect.gen(function* () {
            const { detail } = yield* own(yield* Caller, params.id)
            if (payload.name !== undefined) {
              const format = formatOf(detail.purpose, payload.name, detail.type)
              if (typeof format === "string")
                return yield* Effect.fail(refuse("file_refused", { message: format, field: "name" }))
            }
            return yield* Effect.flatMap(fromStorage(files.change(params.id, payload, yield* changer(request))), present)
          })
        ),
      remove: ({ params, request }) =>
        Effect.gen(function* () {
          yield* own(yield* Caller, params.id)
          const removal = yield* fromStorage(files.remove(params.id, yield* changer(request)))
          switch (removal._tag) {
            case "InUse":
              return yield* Effect.fail(refuse("file_in_use"))
            case "Unknown":
              return yield* Effect.fail(refuse("not_found"))
            case "Removed":
              yield* fromStorage(files.release(removal.sha256, () => folder.remove(removal.sha256)))
              return HttpServerResponse.empty({ status: 204 })
          }
        }).pipe(Effect.catch(refused)),
      setAvatar: ({ payload }) => answer(Effect.flatMap(Caller, (person) => make(person, mine(person), payload.file_id))),
      removeAvatar: () =>
        answer(Effect.flatMap(Caller, (person) => Effect.map(pictures.remove(mine(person)), () => pictureOf(null)))),
      setThumbnail: ({ params, payload }) =>
        answer(
          Effect.gen(function* () {
            const person = yield* Caller
            yield* taught(person, params.id)
            return yield* make(person, { _tag: "Course", id: params.id }, payload.file_id)
          })
        ),
      removeThumbnail: ({ params }) =>
        answer(
          Effect.gen(function* () {
            yield* taught(yield* Caller, params.id)
            yield* pictures.remove({ _tag: "Course", id: params.id })
            return pictureOf(null)
          })
        )
    })
  })
)
