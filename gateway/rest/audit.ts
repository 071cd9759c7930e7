/** The route of the audit log. Who takes it away as a file is in it, before the file is theirs. */
import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import type { NewAuditEntry } from "../../protocol/audit.ts"
import { Api } from "../../protocol/rest/api.ts"
import type { AuditLine } from "../../protocol/rest/audit.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import { iso, instant } from "../../protocol/time.ts"
import { type AuditEntry, type AuditFilter, AuditLog } from "../../storage/audit/audit-log.ts"
import { answer, refused } from "./answers.ts"
import { auditCsv, auditJsonLines } from "./audit-export.ts"
import { fromStorage } from "./courses.ts"
import { originOf } from "./request.ts"

const pageSize = 100
const longestPage = 500
const fileSize = 10_000
/** Read from the database at once. */
const chunk = 1_000

const files = {
  csv: { type: "text/csv; charset=utf-8", of: auditCsv },
  jsonl: { type: "application/jsonl; charset=utf-8", of: auditJsonLines }
} as const

const lineOf = ({ seq, at, entry, chain }: AuditEntry): AuditLine => ({ seq, at: iso(instant(at)), ...entry, chain })

interface Asked {
  readonly who?: number
  readonly action?: string
  readonly resource?: string
  readonly from?: string
  readonly to?: string
}

const filterOf = ({ who, action, resource, from, to }: Asked): AuditFilter => {
  const [type, id] = resource?.split("/") ?? []
  const moment = (at: string | undefined) => (at === undefined ? undefined : Date.parse(at))
  return { who, action, type, id, from: moment(from), to: moment(to) }
}

export const auditRoutes = HttpApiBuilder.group(
  Api,
  "audit",
  Effect.fnUntraced(function* (handlers) {
    const log = yield* AuditLog

    const lines = (filter: AuditFilter, before: number | undefined, limit: number) =>
      Effect.gen(function* () {
        const found: Array<AuditLine> = []
        for (;;) {
          const wanted = Math.min(chunk, limit - found.length)
          const page = yield* log.read(filter, { before: found.at(-1)?.seq ?? before, limit: wanted })
          found.push(...page.map(lineOf))
          if (page.length < wanted || found.length >= limit) return found
        }
      })

    return handlers.handleAll({
      read: ({ query, request }) =>
        Effect.gen(function* () {
          const filter = filterOf(query)
          const format = query.format ?? "json"
          if (format === "json") {
            const limit = Math.min(query.limit ?? pageSize, longestPage)
            // One more than asked for tells whether there is a next page.
            return yield* answer(
              Effect.map(fromStorage(lines(filter, query.before, limit + 1)), (found) => ({
                entries: found.slice(0, limit),
                next: found.length > limit ? (found[limit - 1]?.seq ?? null) : null
              }))
            )
          }
          const person = yield* Caller
          const taken = Effect.gen(function* () {
            const found = yield* lines(filter, query.before, query.limit ?? fileSize)
            const entry: NewAuditEntry = {
              action: "audit.exported",
              by: { kind: "person", user_id: person.userId },
              on: { type: "audit", id: null },
              outcome: "done",
              from: originOf(request),
              details: { format, entries: found.length }
            }
            yield* log.record(entry)
            return found
          })
          const { of, type } = files[format]
          return yield* Effect.matchEffect(fromStorage(taken), {
            onFailure: refused,
            onSuccess: (found) =>
              Effect.succeed(
                HttpServerResponse.text(of(found), {
                  contentType: type,
                  headers: { "content-disposition": `attachment; filename="audit.${format}"` }
                })
              )
          })
        })
    })
  })
)
