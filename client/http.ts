/** One REST request: the plan's envelope opened, its data decoded, its errors made into `StoaError`s. */
import { Result, Schema } from "effect"
import { RefusalCode } from "../protocol/errors.ts"
import { StoaError } from "./stoa-error.ts"

export interface HttpRequest<Data> {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  /** Below the server's address, `/api/v1/…`. */
  readonly path: string
  readonly body?: unknown
  readonly token?: string
  /** The revision that an edit is made on; `any` for whatever there is. */
  readonly revision?: number | "any"
  readonly data: Schema.Decoder<Data>
  /** For lists: `data` decodes `{ data, meta }`, which says how the list goes on. */
  readonly withMeta?: true
}

export type Http = <Data>(request: HttpRequest<Data>) => Promise<Data>

const ErrorItem = Schema.Struct({
  code: RefusalCode,
  message: Schema.String,
  field: Schema.optionalKey(Schema.NullOr(Schema.String)),
  retryAfterMs: Schema.optionalKey(Schema.Int)
})
const Envelope = Schema.Union([
  Schema.Struct({ status: Schema.Literal("success"), data: Schema.Unknown, meta: Schema.Unknown }),
  Schema.Struct({ status: Schema.Literal("error"), errors: Schema.NonEmptyArray(ErrorItem) })
])
const decodeEnvelope = Schema.decodeUnknownResult(Schema.fromJsonString(Envelope))

/** The header in seconds, RFC 9110's other form being for caches. */
const retryAfter = (response: Response): { readonly retryAfterMs?: number } => {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN)
  return Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {}
}

const refused = (response: Response, item: typeof ErrorItem.Type): StoaError =>
  new StoaError(item.code, item.message, {
    ...retryAfter(response),
    ...(item.field == null ? {} : { field: item.field }),
    ...(item.retryAfterMs === undefined ? {} : { retryAfterMs: item.retryAfterMs })
  })

/** What an answer's envelope holds; its refusal, and what is no envelope, thrown as a `StoaError`. */
export const dataIn = async <Data>(answer: Response, as: Schema.Decoder<Data>, withMeta?: true): Promise<Data> => {
  const body = await answer.text().catch((cause: unknown) => {
    // It broke off on the way: as passing as a request that never arrived.
    throw StoaError.own("network", { cause })
  })
  const envelope = decodeEnvelope(body)
  if (Result.isFailure(envelope)) {
    // A proxy's error page: what matters is that it will pass.
    if (answer.status >= 500) throw StoaError.own("network", { ...retryAfter(answer), cause: answer.status })
    throw StoaError.own("unreadable", { cause: envelope.failure })
  }
  if (envelope.success.status === "error") throw refused(answer, envelope.success.errors[0])
  const { data: said, meta } = envelope.success
  const data = Schema.decodeUnknownResult(as)(withMeta === true ? { data: said, meta } : said)
  if (Result.isFailure(data)) throw StoaError.own("unreadable", { cause: data.failure })
  return data.success
}

/** `url` is the server's address without a path. */
export const httpTo =
  (url: string, fetch: typeof globalThis.fetch): Http =>
  async (request) => {
    const headers: Record<string, string> = { accept: "application/json" }
    if (request.token !== undefined) headers["authorization"] = `Bearer ${request.token}`
    if (request.body !== undefined) headers["content-type"] = "application/json"
    if (request.revision !== undefined) headers["if-match"] = request.revision === "any" ? "*" : `"r${request.revision}"`
    const answer = await fetch(new URL(request.path, url), {
      method: request.method,
      headers,
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) })
    }).catch((cause: unknown) => {
      throw StoaError.own("network", { cause })
    })
    return dataIn(answer, request.data, request.withMeta)
  }
