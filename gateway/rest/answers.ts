/** Answers in the envelope: data wrapped, refusals with their status, and whatever else went wrong as one of them. */
import { Cause, Clock, Effect, SchemaIssue } from "effect"
import { HttpServerError, HttpServerResponse } from "effect/http"
import type { HttpApiError } from "effect/http-api"
import { refusals, refuse, statusOf, type Refusal } from "../../protocol/errors.ts"
import { apiVersion, type ErrorEnvelope, type ErrorItem, type Meta, type Pagination } from "../../protocol/rest/envelope.ts"

const meta = (at: number, pagination?: Pagination): Meta => ({
  timestamp: new Date(at).toISOString(),
  version: apiVersion,
  ...(pagination === undefined ? {} : { pagination })
})

export interface Success<A> {
  readonly status: "success"
  readonly data: A
  readonly meta: Meta
  readonly errors: ReadonlyArray<never>
}

/** What passes by itself is worth another try; where nobody knows better, in a second. */
const retryAfterMs = ({ code, retryAfterMs }: Refusal): number | undefined =>
  retryAfterMs ?? (statusOf(code) === 503 || statusOf(code) === 429 ? 1_000 : undefined)

const item = (refusal: Refusal): ErrorItem => {
  const after = retryAfterMs(refusal)
  return {
    code: refusal.code,
    message: refusal.message,
    ...(refusal.field === undefined ? {} : { field: refusal.field }),
    ...(after === undefined ? {} : { retry_after_ms: after })
  }
}

/** All of `refusals` in one answer; the first decides about the status. */
export const refusalResponse = (at: number, first: Refusal, ...others: ReadonlyArray<Refusal>) => {
  const body: ErrorEnvelope = { status: "error", data: null, meta: meta(at), errors: [first, ...others].map(item) }
  const status = statusOf(first.code)
  const after = retryAfterMs(first)
  return HttpServerResponse.jsonUnsafe(body, {
    status,
    headers: {
      ...(after === undefined ? {} : { "retry-after": String(Math.ceil(after / 1000)) }),
      ...(status === 401 ? { "www-authenticate": "Bearer" } : {})
    }
  })
}

export const refused = (refusal: Refusal) => Effect.map(Clock.currentTimeMillis, (at) => refusalResponse(at, refusal))

/** Data as a whole body, for answers that say something in their headers too. */
export const enveloped = <A>(data: A) =>
  Effect.map(Clock.currentTimeMillis, (at): Success<A> => ({ status: "success", data, meta: meta(at), errors: [] }))

/** What a handler gives back: its data in the envelope, or its refusal as a finished response. */
export const answer = <A, R>(effect: Effect.Effect<A, Refusal, R>) =>
  Effect.matchEffect(effect, {
    onFailure: refused,
    onSuccess: (data) => enveloped(data)
  })

/** The same, of what may be refused for several reasons at once, each with its field. */
export const answerEach = <A, R>(effect: Effect.Effect<A, Refusal | Refused, R>) =>
  Effect.matchEffect(effect, {
    onFailure: (failure) =>
      Effect.map(Clock.currentTimeMillis, (at) =>
        failure._tag === "Refused" ? refusalResponse(at, ...failure.refusals) : refusalResponse(at, failure)
      ),
    onSuccess: (data) =>
      Effect.map(Clock.currentTimeMillis, (at): Success<A> => ({ status: "success", data, meta: meta(at), errors: [] }))
  })

export interface Refused {
  readonly _tag: "Refused"
  readonly refusals: readonly [Refusal, ...ReadonlyArray<Refusal>]
}

export interface Page<A> {
  readonly rows: ReadonlyArray<A>
  readonly page: number
  readonly perPage: number
  readonly total: number
}

const paginationOf = ({ page, perPage, total }: Omit<Page<unknown>, "rows">): Pagination => ({
  page,
  per_page: perPage,
  total,
  pages: Math.ceil(total / perPage)
})

export const answerPage = <A, R>(effect: Effect.Effect<Page<A>, Refusal, R>) =>
  Effect.matchEffect(effect, {
    onFailure: refused,
    onSuccess: ({ rows, page, perPage, total }) =>
      Effect.map(Clock.currentTimeMillis, (at): Success<ReadonlyArray<A>> => ({
        status: "success",
        data: rows,
        meta: meta(at, paginationOf({ page, perPage, total })),
        errors: []
      }))
  })

/** A stretch of a list that is read on by cursor; `next` is where, and `page` how it is counted where it was asked for by page. */
export interface Stretch<A> {
  readonly rows: ReadonlyArray<A>
  readonly next: string | null
  readonly page: { readonly page: number; readonly perPage: number; readonly total: number } | undefined
}

export const answerStretch = <A, R>(effect: Effect.Effect<Stretch<A>, Refusal, R>) =>
  Effect.matchEffect(effect, {
    onFailure: refused,
    onSuccess: ({ rows, next, page }) =>
      Effect.map(Clock.currentTimeMillis, (at): Success<ReadonlyArray<A>> => ({
        status: "success",
        data: rows,
        meta: { ...meta(at, page === undefined ? undefined : paginationOf(page)), next_cursor: next },
        errors: []
      }))
  })

const sentenceOf: SchemaIssue.LeafHook = (issue) => {
  if (issue._tag === "MissingKey") return "This field is missing. Add it."
  if (issue._tag === "UnexpectedKey") return "There is no such field. Leave it out."
  return SchemaIssue.defaultLeafHook(issue)
}
const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1({ leafHook: sentenceOf })

/** Bounds and enumerations read well as Effect words them; of structures it prints the type, which tells people nothing. */
const readable = (message: string): string => (/[{<]/.test(message) ? refusals.invalid[1] : message)

/** A request that no Schema takes, field by field. A path that names no thing is an address with nothing behind it. */
export const schemaRefusals = (error: HttpApiError.HttpApiSchemaError): readonly [Refusal, ...ReadonlyArray<Refusal>] => {
  switch (error.kind) {
    case "Params":
      return [refuse("not_found")]
    case "Body":
    case "ResponseHeaders":
      return [refuse("internal")]
    default: {
      const found = issuesOf(error.cause.issue).issues.slice(0, 20)
      const [first, ...others] = found.map(({ message, path }) => {
        const field = (path ?? []).map((key) => String(typeof key === "object" ? key.key : key)).join(".")
        return refuse("invalid", { message: readable(message), ...(field === "" ? {} : { field }) })
      })
      return [first ?? refuse("invalid"), ...others]
    }
  }
}

/** The refusal behind a cause that nobody handled: an unknown address, an unreadable body, or a mistake of ours. */
export const refusalOf = (cause: Cause.Cause<unknown>): Refusal => {
  const error = Cause.squash(cause)
  if (error instanceof HttpServerError.HttpServerError) {
    if (error.reason._tag === "RouteNotFound") return refuse("not_found")
    if (error.reason._tag === "RequestParseError") return refuse("malformed")
  }
  return refuse(Cause.hasInterruptsOnly(cause) ? "unavailable" : "internal")
}
