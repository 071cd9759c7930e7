/** The route of the audit log. Who takes it away as a file is in it, before the file is theirs. */
import { Effect, Option, Stream } from "effect"
import { HttpServerRequest, HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import type { NewAuditEntry } from "../../protocol/audit.ts"
import { refuse } from "../../protocol/errors.ts"
import { Api } from "../../protocol/rest/api.ts"
import { type AuditLine, longestExport } from "../../protocol/rest/audit.ts"
import { iso, instant } from "../../protocol/time.ts"
import { type AuditEntry, type AuditFilter, AuditLog, type AuditStretch } from "../../storage/audit/audit-log.ts"
import { doneBy } from "../../storage/audit/changer.ts"
import { answer, refused } from "./answers.ts"
import { auditCsv, auditCsvHeading, auditJsonLines } from "./audit-export.ts"
import { changer } from "./changer.ts"
import { fromStorage } from "./courses.ts"
import { TextParts } from "./text-parts.ts"

const pageSize = 100
const longestPage = 500
/** Read from the database at once. */
const batch = 1_000

const files = {
  csv: { type: "text/csv; charset=utf-8", heading: auditCsvHeading, of: auditCsv },
  jsonl: { type: "application/jsonl; charset=utf-8", heading: "", of: auditJsonLines }
} as const

const lineOf = ({ seq, at, entry, chain }: AuditEntry): AuditLine => ({ seq, at: iso(instant(at)), ...entry, chain })

const tooLong = `As JSON there are at most ${longestPage} entries at once. Ask for fewer and go on with before, or take a file.`

/** The same question about what follows. */
const following = (url: string, before: number): string => {
  const asked = new URL(url, "http://here")
  asked.searchParams.set("before", String(before))
  return `${asked.pathname}${asked.search}`
}

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

    const page = (filter: AuditFilter, before: number | undefined, limit: number) =>
      Effect.gen(function* () {
        const { entries, newest, next } = yield* log.measure(filter, { before, limit })
        const found = entries === 0 ? [] : yield* log.read(filter, { before: newest + 1, limit: entries })
        return { entries: found.map(lineOf), next }
      })

    /** The stretch, a batch at a time, as whoever takes it away reads it. */
    const parts = (filter: AuditFilter, { entries, newest }: AuditStretch, file: (typeof files)[keyof typeof files]) =>
      Stream.paginate({ before: newest + 1, left: entries }, ({ before, left }) =>
        Effect.map(log.read(filter, { before, limit: Math.min(batch, left) }), (found) => {
          const last = found.at(-1)
          const rest = left - found.length
          const onward = last === undefined || rest <= 0 ? Option.none() : Option.some({ before: last.seq, left: rest })
          return [[file.of(found.map(lineOf))], onward] as const
        })
      ).pipe(
        Stream.prepend([file.heading]),
        Stream.filter((part) => part !== ""),
        Stream.toAsyncIterable
      )

    const asFile = (filter: AuditFilter, before: number | undefined, limit: number, format: keyof typeof files) =>
      Effect.gen(function* () {
        const request = yield* HttpServerRequest.HttpServerRequest
        const stretch = yield* fromStorage(log.measure(filter, { before, limit }))
        const entry: NewAuditEntry = {
          action: "audit.exported",
          ...doneBy(yield* changer(request), "audit", null),
          details: { format, entries: stretch.entries }
        }
        yield* fromStorage(log.record(entry))
        const headers = {
          "content-disposition": `attachment; filename="audit.${format}"`,
          ...(stretch.next === null ? {} : { link: `<${following(request.originalUrl, stretch.next)}>; rel="next"` })
        }
        const body = new TextParts(parts(filter, stretch, files[format]))
        return HttpServerResponse.raw(body, { contentType: files[format].type, headers })
      })

    return handlers.handleAll({
      read: ({ query }) =>
        Effect.gen(function* () {
          const filter = filterOf(query)
          const format = query.format ?? "json"
          const { before, limit } = query
          if (format !== "json") return yield* Effect.catch(asFile(filter, before, limit ?? longestExport, format), refused)
          if (limit !== undefined && limit > longestPage)
            return yield* refused(refuse("invalid", { field: "limit", message: tooLong }))
          return yield* answer(fromStorage(page(filter, before, limit ?? pageSize)))
        })
    })
  })
)
