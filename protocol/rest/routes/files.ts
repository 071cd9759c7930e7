/** The routes of `../files.ts`. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { FileDetail, UploadDetail } from "../../files.ts"
import { CourseId, FileId } from "../../ids.ts"
import { Authenticated, Once } from "../caller.ts"
import { asking, paging, refusing, storing, success } from "../envelope.ts"
import { inPath } from "../request.ts"
import { FileChange, Picture, PictureFrom } from "../files.ts"

/** Any text: what is no id of an upload is not found, answered as one that is another's. */
const upload = { id: Schema.String }
const file = { id: inPath(FileId) }

const octets = Schema.FiniteFromString.check(Schema.isInt(), Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }))

/** `Upload-Metadata`: pairs of a key and a base64 value: `filename`, `filetype`, `purpose`, and, if wished, `sha256` and `public`. */
const Metadata = Schema.String.check(Schema.isMaxLength(4_000))

/** `Tus-Resumable`; absent it is taken for the version that is spoken. */
const resumable = { "tus-resumable": Schema.optionalKey(Schema.String) }

export const UploadsGroup = HttpApiGroup.make("uploads")
  .add(
    HttpApiEndpoint.post("begin", "/", {
      headers: { ...resumable, "upload-length": octets, "upload-metadata": Metadata },
      success: success(UploadDetail).pipe(HttpApiSchema.status(201)),
      error: refusing(
        ...(["unauthenticated", "token_expired", "forbidden", "precondition_failed"] as const),
        ...(["too_large", "file_refused", "quota_exceeded", "storage_full"] as const)
      )
    }),
    // Also asked with HEAD, which answers the headers alone.
    HttpApiEndpoint.get("read", "/:id", { params: upload, success: success(UploadDetail), error: refusing(...asking) }),
    HttpApiEndpoint.patch("append", "/:id", {
      params: upload,
      headers: { ...resumable, "upload-offset": octets },
      payload: HttpApiSchema.StreamUint8Array({ contentType: "application/offset+octet-stream" }),
      success: HttpApiSchema.NoContent,
      error: refusing(
        ...asking,
        ...(["precondition_failed", "upload_offset", "upload_busy", "upload_over"] as const),
        ...(["too_large", "file_refused", "storage_full"] as const)
      )
    }),
    HttpApiEndpoint.delete("cancel", "/:id", {
      params: upload,
      success: HttpApiSchema.NoContent,
      error: refusing(...asking, "upload_busy")
    })
  )
  .middleware(Authenticated)
  .prefix("/uploads")
  .annotateMerge(OpenApi.annotations({ title: "Uploads", description: "Files on their way, resumable (tus 1.0)." }))

export const FilesGroup = HttpApiGroup.make("files")
  .add(
    HttpApiEndpoint.get("mine", "/files", {
      query: paging,
      success: success(Schema.Array(FileDetail)),
      error: refusing("unauthenticated", "token_expired", "forbidden")
    }),
    HttpApiEndpoint.get("read", "/files/:id/details", { params: file, success: success(FileDetail), error: refusing(...asking) }),
    HttpApiEndpoint.patch("change", "/files/:id", {
      params: file,
      payload: FileChange,
      success: success(FileDetail),
      error: refusing(...storing, "file_refused")
    }),
    HttpApiEndpoint.delete("remove", "/files/:id", {
      params: file,
      success: HttpApiSchema.NoContent,
      error: refusing(...storing, "file_in_use")
    }),
    HttpApiEndpoint.put("setAvatar", "/users/me/avatar", {
      payload: PictureFrom,
      success: success(Picture),
      error: refusing(...storing, "file_refused", "storage_full")
    }),
    HttpApiEndpoint.delete("removeAvatar", "/users/me/avatar", { success: success(Picture), error: refusing(...storing) }),
    HttpApiEndpoint.put("setThumbnail", "/courses/:id/thumbnail", {
      params: { id: inPath(CourseId) },
      payload: PictureFrom,
      success: success(Picture),
      error: refusing(...storing, "file_refused", "storage_full")
    }),
    HttpApiEndpoint.delete("removeThumbnail", "/courses/:id/thumbnail", {
      params: { id: inPath(CourseId) },
      success: success(Picture),
      error: refusing(...storing)
    })
  )
  .middleware(Once)
  .middleware(Authenticated)
  .annotateMerge(OpenApi.annotations({ title: "Files", description: "What was uploaded, and the pictures made of it." }))

export const ContentGroup = HttpApiGroup.make("content")
  .add(
    // With an access token or without: public files are everybody's. Ranges, entity tags and HEAD as HTTP has them.
    HttpApiEndpoint.get("read", "/:id", {
      params: file,
      success: HttpApiSchema.StreamUint8Array(),
      error: refusing("unauthenticated", "token_expired", "not_found", "overloaded")
    })
  )
  .prefix("/files")
  .annotateMerge(OpenApi.annotations({ title: "Content", description: "The bytes of files." }))
