/** The routes of `../audit.ts`. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { UserId } from "../../ids.ts"
import { text } from "../../text.ts"
import { Authenticated } from "../caller.ts"
import { asking, refusing, success } from "../envelope.ts"
import { AuditPage, longestExport } from "../audit.ts"

const number = (minimum: number, maximum: number) =>
  Schema.FiniteFromString.check(Schema.isInt(), Schema.isBetween({ minimum, maximum }))
/** `2027-03-01` or `2027-03-01T09:00:00Z`. */
const When = Schema.String.check(
  Schema.isPattern(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/),
  Schema.makeFilter<string>((at) => !Number.isNaN(Date.parse(at)) || "must be a date, or a date and time with a zone")
)

export const AuditGroup = HttpApiGroup.make("audit")
  .add(
    HttpApiEndpoint.get("read", "/audit", {
      query: {
        who: Schema.optionalKey(number(1, Number.MAX_SAFE_INTEGER).pipe(Schema.decodeTo(UserId))),
        action: Schema.optionalKey(text(100)),
        /** `user`, or `user/7` for one of them. */
        resource: Schema.optionalKey(Schema.String.check(Schema.isPattern(/^[a-z_]{1,40}(\/[^\s/]{1,100})?$/))),
        from: Schema.optionalKey(When),
        to: Schema.optionalKey(When),
        before: Schema.optionalKey(number(1, Number.MAX_SAFE_INTEGER)),
        /** As JSON at most 500. */
        limit: Schema.optionalKey(number(1, longestExport)),
        format: Schema.optionalKey(Schema.Literals(["json", "csv", "jsonl"]))
      },
      success: success(AuditPage),
      error: refusing(...asking)
    })
  )
  .middleware(Authenticated)
  .annotateMerge(OpenApi.annotations({ title: "Audit log", description: "What was done with power, and by whom." }))
