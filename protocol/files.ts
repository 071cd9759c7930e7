/** Files that people bring: what they are for, what they may be called, and what is told of them. */
import { Schema } from "effect"
import { FileId, UploadId, UserId } from "./ids.ts"
import { line } from "./text.ts"

export const filePurposes = ["document", "image", "avatar", "thumbnail"] as const
export const FilePurpose = Schema.Literals(filePurposes)
export type FilePurpose = (typeof filePurposes)[number]

/** Control characters, line and paragraph separators, and those that turn the direction of what follows: "gpj.exe" would read "exe.jpg". */
const unspeakable = /[\p{Cc}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/u

/** A name without any path: shown to people and offered when saving, never a place on our disk. */
export const FileName = line(200).check(
  Schema.makeFilter<string>((name) => !unspeakable.test(name) || "must not contain control or direction characters"),
  Schema.makeFilter<string>((name) => !/[/\\:*?"<>|]/.test(name) || "must be a name without a path"),
  Schema.makeFilter<string>((name) => !/^[. ]|[. ]$/.test(name) || "must not begin or end with a dot or a space")
)

export const Sha256 = Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/))

/** A media type without parameters, in lower case. */
export const MediaType = Schema.String.check(
  Schema.isPattern(/^[a-z0-9][a-z0-9!#$&^_.+-]{0,60}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,90}$/)
)

/** `size` in bytes; `width` and `height` in pixels, of images only. `is_public`: whoever has the address may have it. */
export const FileDetail = Schema.Struct({
  id: FileId,
  name: Schema.String,
  type: Schema.String,
  size: Schema.Int,
  sha256: Sha256,
  purpose: FilePurpose,
  is_public: Schema.Boolean,
  width: Schema.NullOr(Schema.Int),
  height: Schema.NullOr(Schema.Int),
  /** Path of its content below the server's address. */
  url: Schema.String,
  uploaded_by: Schema.NullOr(UserId),
  uploaded_at: Schema.String
})
export type FileDetail = typeof FileDetail.Type

/**
 * `receiving` until `offset` is `size` and what came was looked at; then `stored` with its file, or `refused` with the
 * reason. It is forgotten at `expires_at`.
 */
export const UploadDetail = Schema.Struct({
  id: UploadId,
  name: Schema.String,
  type: Schema.String,
  purpose: FilePurpose,
  size: Schema.Int,
  offset: Schema.Int,
  state: Schema.Literals(["receiving", "stored", "refused"]),
  reason: Schema.NullOr(Schema.String),
  file: Schema.NullOr(FileDetail),
  expires_at: Schema.String
})
export type UploadDetail = typeof UploadDetail.Type

export const fileUrl = (id: FileId): string => `/api/v1/files/${id}`
