/** Pictures of people and courses: drawn anew from an image that was uploaded, small, square or wide, without its metadata. */
import { createHash } from "node:crypto"
import { Context, Effect, Layer, Semaphore } from "effect"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { FileDetail } from "../../protocol/files.ts"
import type { FileId } from "../../protocol/ids.ts"
import type { Person } from "../../protocol/principal.ts"
import { Files, type PictureOf } from "../../storage/catalogue/files.ts"
import { isFull } from "../../storage/files/file-folder.ts"
import { redraw } from "./image-check.ts"
import { Intake } from "./uploads.ts"

const sizeOf = {
  Person: { width: 256, height: 256 },
  Course: { width: 640, height: 360 }
} as const

export class Pictures extends Context.Service<
  Pictures,
  {
    /** Made of `image`; the one before goes. */
    readonly set: (person: Person, of: PictureOf, image: FileDetail) => Effect.Effect<FileId | null, Refusal>
    readonly remove: (of: PictureOf) => Effect.Effect<void, Refusal>
  }
>()("stoa/media/Pictures") {}

export const picturesLayer = Layer.effect(
  Pictures,
  Effect.gen(function* () {
    const { folder, settings } = yield* Intake
    const files = yield* Files
    const oneAtATime = yield* Semaphore.make(1)
    const unavailable = () => refuse("unavailable", { retryAfterMs: 1_000 })

    const release = (hashes: ReadonlyArray<string>) =>
      // What stays behind when this fails is found by the daily sweep.
      Effect.forEach(hashes, (hash) => Effect.ignore(files.release(hash, () => folder.remove(hash))), { discard: true })

    return Pictures.of({
      set: Effect.fnUntraced(function* (person, of, image) {
        const size = sizeOf[of._tag]
        const unreadable = refuse("file_refused", { message: "The image cannot be read. Export it anew." })
        const bytes = yield* oneAtATime.withPermits(1)(
          Effect.tryPromise({
            try: () => redraw(folder.pathOf(image.sha256), size, settings.examine.pixels),
            catch: () => unreadable
          })
        )
        const sha256 = createHash("sha256").update(bytes).digest("hex")
        const file = { sha256, bytes: bytes.length, type: "image/webp", inline: true, ...size }
        let full = false
        const place = () =>
          folder.put(bytes, sha256).catch((error: unknown) => {
            full = isFull(error)
            throw error
          })
        const { id, freed } = yield* Effect.mapError(files.setPicture(of, { file, by: person.userId, place }), () =>
          full ? refuse("storage_full") : unavailable()
        )
        yield* release(freed)
        return id
      }),
      remove: (of) =>
        files.setPicture(of, undefined).pipe(
          Effect.mapError(unavailable),
          Effect.flatMap(({ freed }) => release(freed))
        )
    })
  })
)
