/** Files that were uploaded, as rows: whose they are, who may have them, and what refers to them. */
import { Context, Effect, Layer, Schema } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { FileDetail, fileUrl } from "../../protocol/files.ts"
import { type CourseId, FileId, type UserId } from "../../protocol/ids.ts"
import type { Person } from "../../protocol/principal.ts"
import { AuditLog } from "../audit/audit-log.ts"
import { type Changer, doneBy } from "../audit/changer.ts"
import { Database } from "../database.ts"
import type { Sql } from "../sql.ts"
import type { Found, Part } from "./browsing.ts"
import { allRows, firstRow } from "./rows.ts"
import { lockBytes, type NewFile } from "./uploads.ts"

export const FileRow = Schema.Struct({ detail: FileDetail, inline: Schema.Boolean })
export type FileRow = typeof FileRow.Type

/** Whose picture: a person's, or a course's. */
export type PictureOf = { readonly _tag: "Person"; readonly id: UserId } | { readonly _tag: "Course"; readonly id: CourseId }

/** `Removed` with the hash of bytes that may have become nobody's. */
export type Removal =
  | { readonly _tag: "Removed"; readonly sha256: string }
  | { readonly _tag: "InUse" }
  | { readonly _tag: "Unknown" }

export class Files extends Context.Service<
  Files,
  {
    /**
     * A file that this person may have, or anybody for `undefined`: public ones, their own, those of modules of the version they
     * learn or of a course they teach; all of them for administrators.
     */
    readonly reached: (person: Person | undefined, id: FileId) => Effect.Effect<FileRow | undefined, StorageUnavailable>
    /** Newest first. */
    readonly of: (person: UserId, part: Part) => Effect.Effect<Found<FileDetail>, StorageUnavailable>
    readonly change: (
      id: FileId,
      change: { readonly name?: string; readonly is_public?: boolean },
      by: Changer
    ) => Effect.Effect<FileDetail | undefined, StorageUnavailable>
    /** Not while anything refers to it. */
    readonly remove: (id: FileId, by: Changer) => Effect.Effect<Removal, StorageUnavailable>
    /** Runs `remove` if no row names these bytes, while none can come to. */
    readonly release: (sha256: string, remove: () => Promise<void>) => Effect.Effect<void, StorageUnavailable>
    /** Of these hashes those that no row names. */
    readonly orphans: (hashes: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<string>, StorageUnavailable>
    /** Replaces the picture, `undefined` with none, and answers the hashes of bytes that may have become nobody's. */
    readonly setPicture: (
      of: PictureOf,
      picture: { readonly file: NewFile; readonly by: UserId; readonly place: () => Promise<void> } | undefined
    ) => Effect.Effect<{ readonly id: FileId | null; readonly freed: ReadonlyArray<string> }, StorageUnavailable>
  }
>()("stoa/storage/Files") {}

const Hash = Schema.Struct({ sha256: Schema.String })
const decodeDetail = Schema.decodeUnknownSync(FileDetail)
const decodePicture = Schema.decodeUnknownPromise(Schema.Struct({ id: FileId }))
const found = Schema.Struct({ rows: Schema.Array(FileDetail), total: Schema.Int })

/** Of PostgreSQL: a row elsewhere refers to this one. */
const isReferred = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "23503"

const filesIn = (database: Database["Service"], log: AuditLog["Service"]): Files["Service"] => {
  const { sql } = database
  const first = firstRow(database)
  const all = allRows(database)
  const detail = sql`json_build_object(
    'id', f.id, 'name', f.original_name, 'type', f.mime_type, 'size', f.file_size, 'sha256', f.sha256, 'purpose', f.purpose,
    'is_public', f.is_public, 'width', f.width, 'height', f.height, 'url', '/api/v1/files/' || f.id, 'uploaded_by', f.uploaded_by,
    'uploaded_at', to_char(f.uploaded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`

  const completed = (person: UserId, module: string) => sql`exists (
    select 1 from user_progress p where p.user_id = ${person} and p.module_id = ${sql(module)} and p.completed_at is not null)`
  /** As the learner's own cell opens modules (`actors/learner/gating.ts`), read from what it has written. */
  const reachedBy = ({ userId, courses }: Person) => sql`(
    f.is_public or f.uploaded_by = ${userId} or exists (
      select 1 from course_modules m where m.file_id = f.id and (
        m.course_id = any(${`{${courses.join(",")}}`}::text::bigint[])
        or exists (select 1 from course_enrollments e where e.user_id = ${userId} and e.version_id = m.version_id)
          and (${completed(userId, "m.id")} or (m.release_at is null or m.release_at <= now()) and not exists (
            select 1 from course_modules b
            where b.id = any(m.prerequisites) and b.version_id = m.version_id and not ${completed(userId, "b.id")})))))`

  const add = async (
    db: Pick<Sql, "unsafe">,
    {
      file,
      by,
      name,
      purpose
    }: {
      readonly file: NewFile
      readonly by: UserId
      readonly name: string
      readonly purpose: "avatar" | "thumbnail"
    }
  ) => {
    const [added] = await db.unsafe(
      `insert into content_files (filename, original_name, file_path, mime_type, file_size, uploaded_by, is_public, sha256, purpose,
         inline, width, height)
       values ($1, $2, $3, $4, $5, $6, true, $1, $7, true, $8, $9) returning json_build_object('id', id) as row`,
      [file.sha256, name, `sha256:${file.sha256}`, file.type, file.bytes, by, purpose, file.width, file.height]
    )
    return decodePicture(added?.["row"])
  }

  return Files.of({
    reached: (person, id) => {
      const open = person === undefined ? sql`f.is_public` : person.role === "admin" ? sql`true` : reachedBy(person)
      return first(
        FileRow,
        (db) => db`
          select json_build_object('detail', ${detail}, 'inline', f.inline) as row
          from content_files f where f.id = ${id} and f.sha256 is not null and ${open}`
      )
    },

    of: (person, { page, perPage }) =>
      first(
        found,
        (db) => db`
          with mine as (select * from content_files where uploaded_by = ${person} and sha256 is not null)
          select json_build_object('total', (select count(*) from mine), 'rows', coalesce((
            select json_agg(one) from (
              select ${detail} as one from mine f order by f.id desc limit ${perPage} offset ${(page - 1) * perPage}
            ) page), '[]')) as row`
      ).pipe(Effect.map((row) => row ?? { rows: [], total: 0 })),

    change: (id, { name, is_public }, by) =>
      log.transaction(async (db, note) => {
        const [before] = await db<Array<{ is_public: boolean }>>`
          select is_public from content_files where id = ${id} and sha256 is not null for update`
        if (before === undefined) return undefined
        const [changed] = await db`
          update content_files f set original_name = coalesce(${name ?? null}, f.original_name),
            is_public = coalesce(${is_public ?? null}, f.is_public)
          where f.id = ${id} returning ${detail} as row`
        if (is_public !== undefined && is_public !== before.is_public)
          note({ action: "file.published", ...doneBy(by, "file", id), details: { public: is_public } })
        return decodeDetail(changed?.["row"])
      }),

    remove: (id, by) =>
      Effect.catch(
        log.transaction(async (db, note): Promise<Removal> => {
          const [gone] = await db`delete from content_files where id = ${id} and sha256 is not null returning sha256`
          if (gone === undefined) return { _tag: "Unknown" }
          note({ action: "file.deleted", ...doneBy(by, "file", id), details: {} })
          return { _tag: "Removed", sha256: String(gone["sha256"]) }
        }),
        (error) => (isReferred(error.cause) ? Effect.succeed<Removal>({ _tag: "InUse" }) : Effect.fail(error))
      ),

    release: (sha256, remove) =>
      database
        .run((pool) =>
          pool.begin(async (db) => {
            await lockBytes(db, sha256)
            const [named] = await db`select 1 from content_files where sha256 = ${sha256} limit 1`
            if (named === undefined) await remove()
          })
        )
        .pipe(Effect.asVoid),

    orphans: (hashes) =>
      all(
        Hash,
        (db) => db`
          select json_build_object('sha256', hash) as row from json_array_elements_text(${JSON.stringify(hashes)}::text::json) as hash
          where not exists (select 1 from content_files f where f.sha256 = hash)`
      ).pipe(Effect.map((rows) => rows.map(({ sha256 }) => sha256))),

    setPicture: (of, picture) =>
      database.run((pool) =>
        pool.begin(async (db) => {
          const [owner, file, url, id, name] =
            of._tag === "Person"
              ? (["user_profiles", "avatar_file_id", "avatar_url", "user_id", "avatar.webp"] as const)
              : (["courses", "thumbnail_file_id", "thumbnail_url", "id", "thumbnail.webp"] as const)
          const [before] = await db`
            select ${db(file)} as id from ${db(owner)} where ${db(id)} = ${of.id} for update`
          if (picture !== undefined) {
            await lockBytes(db, picture.file.sha256)
            await picture.place()
          }
          const purpose = of._tag === "Person" ? "avatar" : "thumbnail"
          const added = picture === undefined ? null : (await add(db, { file: picture.file, by: picture.by, name, purpose })).id
          await db`
            update ${db(owner)} set ${db(file)} = ${added}, ${db(url)} = ${added === null ? null : fileUrl(added)},
              updated_at = greatest(now(), updated_at + interval '1 millisecond')
            where ${db(id)} = ${of.id}`
          const freed = await db`delete from content_files where id = ${before?.["id"] ?? null} returning sha256`
          return { id: added, freed: freed.map((row) => String(row["sha256"])) }
        })
      )
  })
}

export const filesLayer = Layer.effect(
  Files,
  Effect.map(Effect.all([Database, AuditLog]), (parts) => filesIn(...parts))
)
