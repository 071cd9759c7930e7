/** What the tus protocol puts into headers: its version, an upload's metadata, where it stands. */
import { Effect, Schema } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { FileName, FilePurpose, MediaType, Sha256, type UploadDetail } from "../../protocol/files.ts"
import { tusVersion } from "../../protocol/rest/files.ts"
import type { UploadDraft } from "../../storage/catalogue/uploads.ts"

const resumable = { "tus-resumable": tusVersion }

/** Puts tus's version on an answer, which may be a refusal as well. */
export const asTus = (response: HttpServerResponse.HttpServerResponse) =>
  HttpServerResponse.setHeaders(response, { ...resumable, "cache-control": "no-store" })

export const standing = ({ offset, size, expires_at, state }: UploadDetail): Record<string, string> => ({
  ...resumable,
  "upload-offset": String(offset),
  "upload-length": String(size),
  "cache-control": "no-store",
  ...(state === "receiving" ? { "upload-expires": new Date(expires_at).toUTCString() } : {})
})

/** A client of another version is told which one is spoken; one that says nothing is taken at its word otherwise. */
export const speaksTus = (version: string | undefined): Effect.Effect<void, Refusal> =>
  version === undefined || version === tusVersion
    ? Effect.void
    : Effect.fail(
        refuse("precondition_failed", { message: `Tus is spoken in version ${tusVersion} here.`, field: "Tus-Resumable" })
      )

const Metadata = Schema.Struct({
  filename: FileName,
  filetype: Schema.Union([MediaType, Schema.Literal("")]),
  purpose: FilePurpose,
  sha256: Schema.NullOr(Sha256),
  public: Schema.Literals(["true", "false"])
})
const decodeMetadata = Schema.decodeUnknownEffect(Metadata)
const utf8 = new TextDecoder("utf-8", { fatal: true })

const valuesIn = (header: string): ReadonlyMap<string, string> =>
  new Map(
    header
      .split(",")
      .map((pair) => pair.trim().split(/ +/))
      .flatMap(([key, value = ""]): ReadonlyArray<readonly [string, string]> => {
        if (key === undefined || key === "") return []
        try {
          return [[key, utf8.decode(Buffer.from(value, "base64"))]]
        } catch {
          return []
        }
      })
  )

/** What is announced of an upload. Keys that are not known are left alone: clients add some of their own. */
export const draftIn = (header: string, size: number): Effect.Effect<UploadDraft, Refusal> => {
  const values = valuesIn(header)
  return decodeMetadata({
    filename: values.get("filename"),
    filetype: (values.get("filetype") ?? "").split(";")[0]?.trim().toLowerCase(),
    purpose: values.get("purpose"),
    sha256: values.get("sha256") ?? null,
    public: values.get("public") ?? "false"
  }).pipe(
    Effect.mapError((error) =>
      refuse("invalid", { field: "Upload-Metadata", message: `The announcement is not complete: ${wordsOf(error)}` })
    ),
    Effect.map(({ filename, filetype, purpose, sha256, public: open }) => ({
      name: filename,
      type: filetype,
      purpose,
      size,
      sha256,
      isPublic: open === "true"
    }))
  )
}

/** Which of the keys it is about, and no more: what was sent is the sender's. */
const wordsOf = (error: unknown): string => {
  const text = error instanceof Error ? error.message : ""
  const key = ["filename", "filetype", "purpose", "sha256", "public"].find((name) => text.includes(`["${name}"]`))
  return key === undefined ? "see the documentation." : `see “${key}”.`
}

/** What can be done here; the one question that needs no log-in. */
export const tusOptions = (largest: number) =>
  HttpRouter.add(
    "OPTIONS",
    "/api/v1/uploads",
    HttpServerResponse.empty({
      status: 204,
      headers: {
        ...resumable,
        "tus-version": tusVersion,
        "tus-extension": "creation,expiration,termination",
        "tus-max-size": String(largest)
      }
    })
  )
