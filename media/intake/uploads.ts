/**
 * Uploads, from their beginning to a file. What arrives goes straight to disk and is synced before its offset is told, so that
 * after a crash of either side the sender goes on where the disk stands. When all of it is there it is examined, and
 * becomes a file or is refused.
 *
 * One request writes to an upload at a time. That is known to this process only: where two nodes are sent the same upload at
 * once the hash tells, and only one row is written.
 */
import { Context, Effect, Layer, Schedule, Semaphore, Stream } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { UploadDetail } from "../../protocol/files.ts"
import type { UploadId } from "../../protocol/ids.ts"
import type { Person } from "../../protocol/principal.ts"
import { Files } from "../../storage/catalogue/files.ts"
import { type UploadDraft, type UploadRow, UploadRows } from "../../storage/catalogue/uploads.ts"
import { FileFolder, isFull } from "../../storage/files/file-folder.ts"
import { examine } from "./examine.ts"
import { formatOf } from "./formats.ts"
import { intakeSettings, type IntakeSettings } from "./settings.ts"

/** The folder of uploaded files and the limits of what may be brought. */
export class Intake extends Context.Service<Intake, { readonly folder: FileFolder; readonly settings: IntakeSettings }>()(
  "stoa/media/Intake"
) {
  static readonly layer = Layer.effect(
    Intake,
    Effect.gen(function* () {
      const settings = yield* intakeSettings
      return Intake.of({ settings, folder: yield* Effect.promise(() => FileFolder.at(settings.folder)) })
    })
  )
}

export class Uploads extends Context.Service<
  Uploads,
  {
    /** `file_refused` for what would be refused at the end anyway; `too_large`, `quota_exceeded`, `storage_full`. */
    readonly begin: (person: Person, draft: UploadDraft) => Effect.Effect<UploadDetail, Refusal>
    readonly read: (person: Person, id: UploadId) => Effect.Effect<UploadDetail, Refusal>
    /**
     * Adds what `body` gives, from `offset` on, which has to be where the upload stands (`upload_offset`). `upload_busy` while
     * another request writes to it. The last bytes are answered once the file is stored, or with `file_refused`.
     */
    readonly append: (
      person: Person,
      id: UploadId,
      part: { readonly offset: number; readonly length: number | undefined; readonly body: Stream.Stream<Uint8Array, unknown> }
    ) => Effect.Effect<UploadDetail, Refusal>
    readonly cancel: (person: Person, id: UploadId) => Effect.Effect<void, Refusal>
  }
>()("stoa/media/Uploads") {}

const fromStorage = <A>(effect: Effect.Effect<A, StorageUnavailable>): Effect.Effect<A, Refusal> =>
  Effect.mapError(effect, () => refuse("unavailable", { retryAfterMs: 1_000 }))

const present = <A>(value: A | undefined): Effect.Effect<A, Refusal> =>
  value === undefined ? Effect.fail(refuse("not_found")) : Effect.succeed(value)

/** On the disk; a full one is a refusal, anything else that goes wrong there a mistake of the installation's. */
const onDisk = <A>(work: () => Promise<A>): Effect.Effect<A, Refusal> =>
  Effect.tryPromise({ try: work, catch: (error) => error }).pipe(
    Effect.catch((error) => (isFull(error) ? Effect.fail(refuse("storage_full")) : Effect.die(error)))
  )

const quotaSentences = {
  account: "Your files would take more room than you have. Remove some, or ask an administrator.",
  total: "There is no room for more files. Ask an administrator.",
  uploads: "You have too many uploads under way. Finish or cancel some."
} as const

const make = Effect.gen(function* () {
  const { folder, settings } = yield* Intake
  const rows = yield* UploadRows
  const files = yield* Files
  /** Examining takes a core; there are exams on it. */
  const oneAtATime = yield* Semaphore.make(1)
  /** Uploads that a request writes to or examines, with the offset that is safe to tell. */
  const taken = new Map<UploadId, number>()

  const detail = Effect.fnUntraced(function* (person: Person, row: UploadRow, offset: number) {
    const file = row.fileId === null ? undefined : yield* fromStorage(files.reached(person, row.fileId))
    const told: UploadDetail = {
      id: row.id,
      name: row.name,
      type: row.type,
      purpose: row.purpose,
      size: row.size,
      offset: row.ended ? row.size : offset,
      state: row.refused !== null ? "refused" : row.ended ? "stored" : "receiving",
      reason: row.refused,
      file: file?.detail ?? null,
      expires_at: row.expiresAt.toISOString()
    }
    return told
  })

  /** Holds the upload while `work` is done, or `otherwise` where somebody else holds it. */
  const holding = <A>(id: UploadId, work: Effect.Effect<A, Refusal>, otherwise: Effect.Effect<A, Refusal>) =>
    Effect.suspend(() => {
      if (taken.has(id)) return otherwise
      taken.set(id, 0)
      return Effect.ensuring(
        work,
        Effect.sync(() => taken.delete(id))
      )
    })

  /** The bytes are all there. Goes on to its end whatever becomes of who asked. */
  const finish = (row: UploadRow): Effect.Effect<void, Refusal> =>
    Effect.gen(function* () {
      const part = folder.partOf(row.id)
      const found = yield* Effect.promise(() => examine(part, row, settings.examine))
      if (typeof found === "string") yield* fromStorage(rows.refuse(row.id, found))
      else yield* fromStorage(rows.store(row.id, found, () => folder.adopt(row.id, found.sha256)))
      yield* Effect.promise(() => folder.dropPart(row.id))
    }).pipe(oneAtATime.withPermits(1), Effect.uninterruptible)

  const read = (person: Person, id: UploadId) => Effect.flatMap(fromStorage(rows.read(person.userId, id)), present)

  /** Where it stands, made safe from a power cut before it is told. */
  const standing = (id: UploadId): Effect.Effect<number, Refusal> =>
    Effect.flatMap(
      onDisk(async () => {
        const offset = await folder.offset(id)
        if (offset === undefined || offset === 0) return offset
        const part = await folder.openPart(id)
        try {
          await part.datasync()
        } finally {
          await part.close()
        }
        return offset
      }),
      present
    )

  const ended = Effect.fnUntraced(function* (person: Person, id: UploadId) {
    return yield* detail(person, yield* read(person, id), 0)
  })

  const receive = (row: UploadRow, offset: number, body: Stream.Stream<Uint8Array, unknown>): Effect.Effect<number, Refusal> =>
    Effect.acquireUseRelease(
      onDisk(() => folder.openPart(row.id)),
      (part) => {
        let at = offset
        const write = (chunk: Uint8Array) =>
          Effect.uninterruptible(
            Effect.gen(function* () {
              if (at + chunk.length > row.size) return yield* Effect.fail(refuse("too_large", { message: tooMuch }))
              yield* onDisk(() => part.appendFile(chunk))
              at += chunk.length
            })
          )
        return body.pipe(
          // The connection broke: what came before it broke counts.
          Stream.mapError(() => refuse("malformed")),
          Stream.runForEach(write),
          Effect.andThen(onDisk(() => part.datasync())),
          Effect.map(() => at)
        )
      },
      (part) =>
        Effect.promise(async () => {
          // What arrived before it broke off is told by the next question, so it has to be safe, too.
          await part.datasync().catch(() => {})
          await part.close()
        })
    )

  const service = Uploads.of({
    begin: Effect.fnUntraced(function* (person, draft) {
      const most = settings.most(draft.purpose)
      if (draft.size > most)
        return yield* Effect.fail(
          refuse("too_large", { message: `At most ${Math.floor(most / 1024 / 1024)} MiB are taken at once.` })
        )
      const format = formatOf(draft.purpose, draft.name, draft.type)
      if (typeof format === "string") return yield* Effect.fail(refuse("file_refused", { message: format }))
      if (!(yield* onDisk(() => folder.hasRoom(draft.size)))) return yield* Effect.fail(refuse("storage_full"))
      const begun = yield* fromStorage(rows.begin(person.userId, draft, settings.quotas, settings.hours))
      if (typeof begun === "string") return yield* Effect.fail(refuse("quota_exceeded", { message: quotaSentences[begun] }))
      yield* onDisk(() => folder.begin(begun.id))
      return yield* detail(person, begun, 0)
    }),

    read: Effect.fnUntraced(function* (person, id) {
      const row = yield* read(person, id)
      if (row.ended) return yield* detail(person, row, 0)
      const safe = taken.get(id)
      if (safe !== undefined) return yield* detail(person, row, safe)
      const offset = yield* standing(id)
      if (offset < row.size) return yield* detail(person, row, offset)
      // All there but never examined: the process ended in between.
      return yield* holding(id, Effect.andThen(finish(row), ended(person, id)), detail(person, row, offset))
    }),

    append: Effect.fnUntraced(function* (person, id, { offset, length, body }) {
      const row = yield* read(person, id)
      if (row.ended) return yield* Effect.fail(refuse("upload_over"))
      const work = Effect.gen(function* () {
        const stands = yield* standing(id)
        taken.set(id, stands)
        if (stands !== offset)
          return yield* Effect.fail(refuse("upload_offset", { message: `The upload stands at ${stands}. Go on from there.` }))
        if (length !== undefined && offset + length > row.size)
          return yield* Effect.fail(refuse("too_large", { message: tooMuch }))
        const now = yield* receive(row, offset, body)
        if (now < row.size) return yield* detail(person, row, now)
        yield* finish(row)
        const told = yield* ended(person, id)
        if (told.state === "refused")
          return yield* Effect.fail(refuse("file_refused", told.reason === null ? {} : { message: told.reason }))
        return told
      })
      return yield* holding(id, work, Effect.fail(refuse("upload_busy", { retryAfterMs: 1_000 })))
    }),

    cancel: Effect.fnUntraced(function* (person, id) {
      const gone = fromStorage(rows.cancel(person.userId, id)).pipe(
        Effect.flatMap((was) => (was ? Effect.promise(() => folder.dropPart(id)) : Effect.fail(refuse("not_found"))))
      )
      yield* read(person, id)
      return yield* holding(id, gone, Effect.fail(refuse("upload_busy", { retryAfterMs: 1_000 })))
    })
  })

  const sweep = Effect.gen(function* () {
    for (const id of yield* rows.expire) if (!taken.has(id)) yield* Effect.promise(() => folder.dropPart(id))
    const left: Array<string> = []
    const before = Date.now() - 3_600_000
    yield* Effect.promise(async () => {
      for await (const { name, at } of folder.parts()) if (at < before) left.push(name)
    })
    for (const name of yield* rows.unknown(left)) yield* Effect.promise(() => folder.dropNamed(name))
  })
  /** Bytes without a row: what a crash left between removing the one and the other. */
  const sweepStored = Effect.gen(function* () {
    const stored: Array<string> = []
    yield* Effect.promise(async () => {
      for await (const hash of folder.stored()) stored.push(hash)
    })
    for (let at = 0; at < stored.length; at += 1_000)
      for (const hash of yield* files.orphans(stored.slice(at, at + 1_000))) yield* files.release(hash, () => folder.remove(hash))
  })
  const regularly = (work: Effect.Effect<void, StorageUnavailable>, every: "10 minutes" | "1 day") =>
    work.pipe(
      Effect.tapError(({ message }) => Effect.logWarning(`Uploads could not be tidied up: ${message}`)),
      Effect.ignore,
      Effect.repeat(Schedule.spaced(every)),
      Effect.forkScoped
    )
  yield* regularly(sweep, "10 minutes")
  yield* regularly(sweepStored, "1 day")
  return service
})

const tooMuch = "This is more than the upload was announced with. Begin another one."

export const uploadsLayer = Layer.effect(Uploads, make)
