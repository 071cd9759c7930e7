/**
 * What every REST answer looks like: `status`, `data`, `meta`, `errors`, all four always there. Names invented for REST
 * are snake_case, as the API's users were promised; where `data` is a view or a reply of the live protocol it is that
 * value unchanged, so that a client reads one shape however it came.
 */
import { Schema } from "effect"
import { RefusalCode, statusOf } from "../errors.ts"
import { Instant } from "../time.ts"

export const apiVersion = "v1"

export const Pagination = Schema.Struct({
  page: Schema.Int,
  per_page: Schema.Int,
  total: Schema.Int,
  pages: Schema.Int
})
export type Pagination = typeof Pagination.Type

export const Meta = Schema.Struct({
  timestamp: Schema.String,
  version: Schema.Literal(apiVersion),
  pagination: Schema.optionalKey(Pagination),
  /** Of lists that can be read on from where one ended: `null` at the end. Send it as `cursor`. */
  next_cursor: Schema.optionalKey(Schema.NullOr(Schema.String))
}).annotate({ identifier: "Meta" })
export type Meta = typeof Meta.Type

export const ErrorItem = Schema.Struct({
  code: RefusalCode,
  message: Schema.String,
  field: Schema.optionalKey(Schema.String),
  retry_after_ms: Schema.optionalKey(Schema.Int)
}).annotate({ identifier: "ErrorItem" })
export type ErrorItem = typeof ErrorItem.Type

export const success = <S extends Schema.Top>(data: S) =>
  Schema.Struct({
    status: Schema.Literal("success"),
    data,
    meta: Meta,
    errors: Schema.Array(ErrorItem).check(Schema.isMaxLength(0))
  })

export const ErrorEnvelope = Schema.Struct({
  status: Schema.Literal("error"),
  data: Schema.Null,
  meta: Meta,
  errors: Schema.Array(ErrorItem).check(Schema.isMinLength(1))
})
export type ErrorEnvelope = typeof ErrorEnvelope.Type

/** Refusals that any route may answer with. */
const anywhere: ReadonlyArray<RefusalCode> = ["malformed", "invalid", "too_large", "rate_limited", "unavailable", "internal"]

/** The error answers of a route for its description: one per status, naming the codes that come with it. */
export const refusing = (...codes: ReadonlyArray<RefusalCode>) => {
  const byStatus = new Map<number, Set<RefusalCode>>()
  for (const code of [...codes, ...anywhere]) {
    const status = statusOf(code)
    byStatus.set(status, (byStatus.get(status) ?? new Set()).add(code))
  }
  return [...byStatus].map(([status, those]) =>
    ErrorEnvelope.annotate({ httpApiStatus: status, description: [...those].join(", ") })
  )
}

/** Of every route that needs to know who asks, and of those that change something in a cell. */
export const asking = ["unauthenticated", "token_expired", "forbidden", "not_found"] as const
export const writing = [...asking, "overloaded", "id_reused"] as const
/** Of those that change a plain row, under `Once`; and of those that ask for `If-Match` besides. */
export const storing = [...asking, "id_reused", "under_way"] as const
export const editing = [...storing, "precondition_failed", "precondition_required"] as const

/** A command that has nothing to say but that it is done: the actor's sequence after it, and when. */
export const Done = Schema.Struct({ seq: Schema.Int, at: Instant })

/** A view as its audience sees it, with the actor's sequence: subscribe over the live connection to follow it. */
export const seen = <S extends Schema.Top>(view: S) => Schema.Struct({ audience: Schema.String, seq: Schema.Int, view })

/** `page` counts from 1. */
export const paging = {
  page: Schema.optionalKey(Schema.FiniteFromString.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: 100_000 }))),
  per_page: Schema.optionalKey(Schema.FiniteFromString.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: 100 })))
}

/** `cursor` goes on behind the last one read, whatever came or went before it; `page` is not asked with it. */
export const cursorPaging = { ...paging, cursor: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(1_000))) }
