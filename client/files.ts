/**
 * Files, sent in parts: what was acknowledged is never sent again, whatever breaks in between, and a page that was reloaded goes
 * on where the last one stopped, if it is given the same file.
 */
import { Schema } from "effect"
import { type FileDetail, type FilePurpose, fileUrl, UploadDetail } from "../protocol/files.ts"
import type { FileId } from "../protocol/ids.ts"
import { dataIn } from "./http.ts"
import type { Session } from "./session.ts"
import { StoaError } from "./stoa-error.ts"
import { type Store, within } from "./store.ts"
import { backoff, type Chance, type Timers } from "./timers.ts"

export interface Sending {
  /** With its ending, without a path. */
  readonly name: string
  readonly purpose: FilePurpose
  /** Whoever has the address may have it. */
  readonly isPublic?: boolean
  /** Bytes that are safe on the server, of how many. */
  readonly onProgress?: (sent: number, size: number) => void
  /** Stops sending; what was sent stays for the next try. */
  readonly signal?: AbortSignal
}

export interface FilesParts {
  /** The server's address without a path. */
  readonly url: string
  readonly fetch: typeof globalThis.fetch
  readonly session: Session
  readonly store: Store
  readonly timers: Timers
  readonly chance: Chance
}

const partBytes = 4 * 1024 * 1024
/** Up to here the whole is hashed beforehand: it has to be in memory for that. */
const mostHashed = 32 * 1024 * 1024
const sampled = 1024 * 1024

/** The upload is not there any more, or not where it was thought to be. */
const moved = new Set(["upload_offset", "upload_busy"])

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
const hex = (bytes: ArrayBuffer): string => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("")

/** Absent on pages that did not come over TLS. */
const hashOf = async (content: Blob): Promise<string | undefined> => {
  const subtle: typeof globalThis.crypto.subtle | undefined = globalThis.crypto.subtle
  return subtle === undefined ? undefined : hex(await subtle.digest("SHA-256", await content.arrayBuffer()))
}

export class Files {
  readonly #parts: FilesParts
  readonly #store: Store

  constructor(parts: FilesParts) {
    this.#parts = parts
    this.#store = within(parts.store, "upload/")
  }

  /** Where its content is. Whoever may have it asks with their access token, for public files without. */
  url(id: FileId): string {
    return new URL(fileUrl(id), this.#parts.url).href
  }

  /** The content of a file that one may have. */
  async open(id: FileId): Promise<Blob> {
    const answer = await this.#ask("GET", fileUrl(id))
    if (!answer.ok) await dataIn(answer, Schema.Unknown)
    return answer.blob()
  }

  /**
   * Sends a file and resolves once it is stored. Refused with `file_refused` and the reason, `too_large`, `quota_exceeded`,
   * `storage_full`, `forbidden`; a connection that is lost is waited for.
   */
  async upload(content: Blob, sending: Sending): Promise<FileDetail> {
    const key = await this.#keyOf(content, sending)
    let path = (await this.#store.get(key)) ?? (await this.#begin(content, sending, key))
    let known: number | undefined
    let restarted = false
    for (let tries = 0; ;) {
      sending.signal?.throwIfAborted()
      try {
        const offset = known ?? (await this.#standing(path)).offset
        sending.onProgress?.(offset, content.size)
        if (offset >= content.size) return await this.#stored(path, key)
        known = await this.#append(path, offset, content.slice(offset, offset + partBytes), sending.signal)
        tries = 0
      } catch (cause) {
        sending.signal?.throwIfAborted()
        const error = StoaError.from(cause)
        known = undefined
        if (error.code === "not_found" && !restarted) {
          restarted = true
          path = await this.#begin(content, sending, key)
        } else if (
          error.code === "network" ||
          error.code === "unavailable" ||
          error.code === "overloaded" ||
          moved.has(error.code)
        ) {
          tries += 1
          await this.#pause(Math.max(error.retryAfterMs ?? 0, backoff(tries, 500, 15_000, this.#parts.chance)), sending.signal)
        } else {
          // What came of it is read once more where this was only the last part's answer.
          if (error.code !== "upload_over") await this.#store.delete(key)
          if (error.code === "upload_over") return this.#stored(path, key)
          throw error
        }
      }
    }
  }

  /** The same for the same bytes under the same name, so that a reloaded page finds its upload. */
  async #keyOf(content: Blob, { name, purpose, isPublic }: Sending): Promise<string> {
    const ends = new Blob([content.slice(0, sampled), content.slice(-sampled)])
    return [
      this.#parts.session.account?.id,
      purpose,
      isPublic === true,
      content.size,
      (await hashOf(ends)) ?? content.type,
      name
    ].join("/")
  }

  async #begin(content: Blob, { name, purpose, isPublic }: Sending, key: string): Promise<string> {
    const sha256 = content.size <= mostHashed ? await hashOf(content) : undefined
    const announced = {
      filename: name,
      filetype: content.type.split(";")[0] ?? "",
      purpose,
      public: String(isPublic === true),
      ...(sha256 === undefined ? {} : { sha256 })
    }
    const metadata = Object.entries(announced)
      .map(([field, value]) => (value === "" ? field : `${field} ${base64(value)}`))
      .join(",")
    const answer = await this.#ask("POST", "/api/v1/uploads", {
      "upload-length": String(content.size),
      "upload-metadata": metadata
    })
    const { id } = await dataIn(answer, UploadDetail)
    const path = `/api/v1/uploads/${id}`
    await this.#store.set(key, path)
    return path
  }

  async #standing(path: string): Promise<UploadDetail> {
    return dataIn(await this.#ask("GET", path), UploadDetail)
  }

  async #stored(path: string, key: string): Promise<FileDetail> {
    const { file, state, reason } = await this.#standing(path)
    if (state === "receiving") throw StoaError.own("network")
    await this.#store.delete(key)
    if (file !== null) return file
    throw new StoaError("file_refused", reason ?? "The file was not taken.")
  }

  async #append(path: string, offset: number, part: Blob, signal: AbortSignal | undefined): Promise<number> {
    const headers = { "upload-offset": String(offset), "content-type": "application/offset+octet-stream" }
    const answer = await this.#ask("PATCH", path, headers, part, signal)
    if (answer.status !== 204) await dataIn(answer, Schema.Unknown)
    return Number(answer.headers.get("upload-offset"))
  }

  /** As the person logged in, with another token where this one has ended. */
  async #ask(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body?: Blob,
    signal?: AbortSignal
  ): Promise<Response> {
    const send = (token: string) =>
      this.#parts
        .fetch(new URL(path, this.#parts.url), {
          method,
          headers: { ...headers, authorization: `Bearer ${token}`, "tus-resumable": "1.0.0" },
          ...(body === undefined ? {} : { body }),
          ...(signal === undefined ? {} : { signal })
        })
        .catch((cause: unknown) => {
          throw StoaError.own("network", { cause })
        })
    const token = await this.#parts.session.access()
    const answer = await send(token)
    return answer.status === 401 ? send(await this.#parts.session.access(token)) : answer
  }

  #pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.#parts.timers.after(ms, resolve)
      signal?.addEventListener("abort", () => (stop(), resolve()), { once: true })
    })
  }
}
