/** Uploads as rows: who sends what, within which bounds, and what came of it. */
import { Context, Effect, Layer, Schema } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { FilePurpose } from "../../protocol/files.ts"
import { FileId, UploadId, UserId } from "../../protocol/ids.ts"
import { Database } from "../database.ts"
import type { Sql } from "../sql.ts"
import { allRows, firstRow } from "./rows.ts"

export const UploadRow = Schema.Struct({
  id: UploadId,
  userId: UserId,
  name: Schema.String,
  type: Schema.String,
  purpose: FilePurpose,
  size: Schema.Int,
  sha256: Schema.NullOr(Schema.String),
  isPublic: Schema.Boolean,
  expiresAt: Schema.DateFromString,
  ended: Schema.Boolean,
  fileId: Schema.NullOr(FileId),
  refused: Schema.NullOr(Schema.String)
})
export type UploadRow = typeof UploadRow.Type

export interface UploadDraft {
  readonly name: string
  readonly type: string
  readonly purpose: FilePurpose
  readonly size: number
  readonly sha256: string | null
  readonly isPublic: boolean
}

/** Bytes, of files and of uploads under way together. */
export interface Quotas {
  readonly account: number
  readonly total: number
  /** Uploads under way of one account. */
  readonly uploads: number
}

export interface NewFile {
  readonly sha256: string
  readonly bytes: number
  readonly type: string
  readonly inline: boolean
  readonly width: number | null
  readonly height: number | null
}

export class UploadRows extends Context.Service<
  UploadRows,
  {
    /** Which bound it would go beyond, where it would. */
    readonly begin: (
      person: UserId,
      draft: UploadDraft,
      quotas: Quotas,
      hours: number
    ) => Effect.Effect<UploadRow | "account" | "total" | "uploads", StorageUnavailable>
    /** Of this person only; expired ones are gone. */
    readonly read: (person: UserId, id: UploadId) => Effect.Effect<UploadRow | undefined, StorageUnavailable>
    /** Writes the file's row, once; `place` is run when nobody removes these bytes, and has to put them in their place. */
    readonly store: (id: UploadId, file: NewFile, place: () => Promise<void>) => Effect.Effect<void, StorageUnavailable>
    readonly refuse: (id: UploadId, reason: string) => Effect.Effect<void, StorageUnavailable>
    /** `false` where it is no more. */
    readonly cancel: (person: UserId, id: UploadId) => Effect.Effect<boolean, StorageUnavailable>
    /** Forgets those whose time is over, and answers which. */
    readonly expire: Effect.Effect<ReadonlyArray<UploadId>, StorageUnavailable>
    /** Of these names those that are no upload under way. */
    readonly unknown: (names: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<string>, StorageUnavailable>
  }
>()("stoa/storage/UploadRows") {}

/** One at a time beside the same bytes: who stores them and who removes them. */
export const lockBytes = (db: Pick<Sql, "unsafe">, sha256: string) =>
  db.unsafe("select pg_advisory_xact_lock(hashtextextended($1, 7))", [`file ${sha256}`])

/** Quotas are counted by one at a time. */
const countingLock = 0x66696c65

const Bounds = Schema.Struct({ account: Schema.Int, total: Schema.Int, uploads: Schema.Int })
const decodeBounds = Schema.decodeUnknownPromise(Bounds)
const decodeRow = Schema.decodeUnknownPromise(UploadRow)
const Name = Schema.Struct({ name: Schema.String })
const Named = Schema.Struct({ id: UploadId })

const uploadRowsIn = (database: Database["Service"]): UploadRows["Service"] => {
  const { sql } = database
  const first = firstRow(database)
  const all = allRows(database)
  const row = sql`json_build_object(
    'id', u.id, 'userId', u.user_id, 'name', u.name, 'type', u.mime_type, 'purpose', u.purpose, 'size', u.size,
    'sha256', u.sha256, 'isPublic', u.is_public, 'expiresAt', u.expires_at, 'ended', u.ended_at is not null,
    'fileId', u.file_id, 'refused', u.refused) as row`

  return UploadRows.of({
    begin: (person, draft, quotas, hours) =>
      database.run((pool) =>
        pool.begin(async (db) => {
          await db`select pg_advisory_xact_lock(${countingLock})`
          const [counted] = await db`
            with open as (
              select user_id, size from content_uploads where ended_at is null and expires_at > now()
            ), kept as (select uploaded_by, sha256, file_size from content_files where sha256 is not null)
            select json_build_object(
              'account', (select coalesce(sum(size), 0) from open where user_id = ${person})
                + (select coalesce(sum(file_size), 0) from kept where uploaded_by = ${person}),
              'total', (select coalesce(sum(size), 0) from open)
                + (select coalesce(sum(file_size), 0) from (select distinct on (sha256) file_size from kept) once),
              'uploads', (select count(*) from open where user_id = ${person})) as row`
          const used = await decodeBounds(counted?.["row"])
          if (used.uploads >= quotas.uploads) return "uploads"
          if (used.account + draft.size > quotas.account) return "account"
          if (used.total + draft.size > quotas.total) return "total"
          const [added] = await db`
            insert into content_uploads as u (user_id, name, mime_type, purpose, size, sha256, is_public, expires_at)
            values (${person}, ${draft.name}, ${draft.type}, ${draft.purpose}, ${draft.size}, ${draft.sha256}, ${draft.isPublic},
              now() + make_interval(secs => ${hours * 3600}))
            returning ${row}`
          return decodeRow(added?.["row"])
        })
      ),

    read: (person, id) =>
      first(
        UploadRow,
        (db) => db`
          select ${row} from content_uploads u where u.id = ${id} and u.user_id = ${person} and u.expires_at > now()`
      ),

    store: (id, file, place) =>
      database
        .run((pool) =>
          pool.begin(async (db) => {
            await lockBytes(db, file.sha256)
            const [open] = await db`select name from content_uploads where id = ${id} and ended_at is null for update`
            if (open === undefined) return
            await place()
            await db`
              with u as (select * from content_uploads where id = ${id}), stored as (
                insert into content_files (filename, original_name, file_path, mime_type, file_size, uploaded_by, is_public, sha256,
                  purpose, inline, width, height)
                select ${file.sha256}, u.name, ${`sha256:${file.sha256}`}, ${file.type}, ${file.bytes}, u.user_id, u.is_public,
                  ${file.sha256}, u.purpose, ${file.inline}, ${file.width}, ${file.height}
                from u returning id
              )
              update content_uploads set file_id = stored.id, ended_at = now() from stored where content_uploads.id = ${id}`
          })
        )
        .pipe(Effect.asVoid),

    refuse: (id, reason) =>
      database
        .run(
          (db) => db`
            update content_uploads set refused = ${reason.slice(0, 500)}, ended_at = now() where id = ${id} and ended_at is null`
        )
        .pipe(Effect.asVoid),

    cancel: (person, id) =>
      first(
        Named,
        (db) => db`
          delete from content_uploads where id = ${id} and user_id = ${person} and expires_at > now()
          returning json_build_object('id', id) as row`
      ).pipe(Effect.map((found) => found !== undefined)),

    expire: all(
      Named,
      (db) => db`delete from content_uploads where expires_at <= now() returning json_build_object('id', id) as row`
    ).pipe(Effect.map((rows) => rows.map(({ id }) => id))),

    unknown: (names) =>
      all(
        Name,
        (db) => db`
          select json_build_object('name', name) as row from json_array_elements_text(${JSON.stringify(names)}::text::json) as name
          where not exists (select 1 from content_uploads u where u.id::text = name and u.ended_at is null)`
      ).pipe(Effect.map((rows) => rows.map(({ name }) => name)))
  })
}

export const uploadRowsLayer = Layer.effect(UploadRows, Effect.map(Database, uploadRowsIn))
