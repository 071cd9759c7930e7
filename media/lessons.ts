/**
 * Packaged lessons on disk: a folder each, with a manifest.json that lists every file with its type, size and hash.
 * The manifest is the whole of what may be served. Names from a request are looked up in it and never become a path,
 * so that there is no traversal to defend against.
 */
import { readdir, readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { Context, Data, Effect, Layer, Schema } from "effect"
import { type Millis, Millis as MillisSchema } from "../protocol/time.ts"

export const LessonName = Schema.String.check(Schema.isPattern(/^[a-z0-9][a-z0-9-]{0,59}$/)).pipe(Schema.brand("LessonName"))
export type LessonName = typeof LessonName.Type

const FileName = Schema.String.check(Schema.isPattern(/^[A-Za-z0-9_-]{1,60}\.[a-z0-9]{1,8}$/))
const ContentType = Schema.Literals([
  "application/vnd.apple.mpegurl",
  "video/iso.segment",
  "video/mp4",
  "video/mp2t",
  "audio/mp4",
  "text/vtt; charset=utf-8",
  "image/jpeg",
  "image/png"
])

const Manifest = Schema.Struct({
  entry: FileName,
  durationMs: MillisSchema,
  files: Schema.Array(
    Schema.Struct({
      name: FileName,
      type: ContentType,
      bytes: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
      sha256: Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/))
    })
  ).check(Schema.isBetweenLength(1, 20_000))
})
const decodeManifest = Schema.decodeUnknownEffect(Schema.fromJsonString(Manifest))

export interface LessonFile {
  readonly path: string
  readonly type: string
  readonly bytes: number
  /** Strong: made of the content's hash, quotes included. */
  readonly etag: string
}

export interface Lesson {
  readonly name: LessonName
  /** The master playlist's file name. */
  readonly entry: string
  readonly duration: Millis
  readonly files: ReadonlyMap<string, LessonFile>
}

export class LessonUnreadable extends Data.TaggedError("LessonUnreadable")<{
  readonly path: string
  readonly message: string
}> {}

const unreadable = (path: string) => (cause: unknown) =>
  new LessonUnreadable({ path, message: `${path}: ${cause instanceof Error ? cause.message : String(cause)}` })

/** Reads and checks one package. Sizes are compared now; the hashes are what the packager wrote. */
export const readLesson = Effect.fn("readLesson")(function* (folder: string, name: LessonName) {
  const manifestPath = join(folder, "manifest.json")
  const text = yield* Effect.tryPromise({ try: () => readFile(manifestPath, "utf8"), catch: unreadable(manifestPath) })
  const manifest = yield* decodeManifest(text, { onExcessProperty: "error" }).pipe(Effect.mapError(unreadable(manifestPath)))
  const files = new Map<string, LessonFile>()
  for (const file of manifest.files) {
    const path = join(folder, file.name)
    const found = yield* Effect.tryPromise({ try: () => stat(path), catch: unreadable(path) })
    if (!found.isFile() || found.size !== file.bytes) {
      return yield* Effect.fail(unreadable(path)(new Error(`has ${found.size} bytes, the manifest says ${file.bytes}`)))
    }
    files.set(file.name, { path, type: file.type, bytes: file.bytes, etag: `"${file.sha256.slice(0, 32)}"` })
  }
  if (!files.has(manifest.entry)) {
    return yield* Effect.fail(unreadable(manifestPath)(new Error(`its entry ${manifest.entry} is not among its files`)))
  }
  return { name, entry: manifest.entry, duration: manifest.durationMs, files } satisfies Lesson
})

export class Lessons extends Context.Service<Lessons, { readonly find: (name: string) => Lesson | undefined }>()(
  "stoa/media/Lessons"
) {
  /** Every package directly below the folders given; a name in two of them is the first's. */
  static readonly layer = (folders: ReadonlyArray<string>) =>
    Layer.effect(
      Lessons,
      Effect.gen(function* () {
        const byName = new Map<string, Lesson>()
        for (const folder of folders) {
          const entries = yield* Effect.tryPromise({
            try: () => readdir(folder, { withFileTypes: true }),
            catch: unreadable(folder)
          })
          for (const entry of entries) {
            if (!entry.isDirectory() || byName.has(entry.name)) continue
            const path = join(folder, entry.name)
            const name = yield* Schema.decodeUnknownEffect(LessonName)(entry.name).pipe(Effect.mapError(unreadable(path)))
            byName.set(name, yield* readLesson(path, name))
          }
        }
        return Lessons.of({ find: (name) => byName.get(name) })
      })
    )
}
