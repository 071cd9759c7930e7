/**
 * An attempt's timeline, read from the journal and not from the actor: it is the record, not anybody's view of it. Who
 * may read it, and with people's words or without, is asked of the actor as for its view.
 */
import { Effect, Schema, Stream } from "effect"
import { HttpServerResponse, type HttpServerRequest } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { Journal, type JournalRow } from "../../engine/journal.ts"
import { refuse } from "../../protocol/errors.ts"
import { ActorKey, actorKey, type ActorRef, actorRef, type Sender, UserId } from "../../protocol/ids.ts"
import type { Person } from "../../protocol/principal.ts"
import { Api } from "../../protocol/rest/api.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import type { TimelineEntry, TimelineFormat, TimelineSender } from "../../protocol/rest/timeline.ts"
import { answer, refused } from "./answers.ts"
import { Cells } from "./cells.ts"
import { fromStorage } from "./courses.ts"
import { timelineCsv, timelineJsonLines } from "./timeline-export.ts"

const isActorKey = Schema.is(ActorKey)
const isUserId = Schema.is(UserId)

export const senderOf = (sender: Sender): TimelineSender => {
  const [, digits, via = ""] = /^u([1-9][0-9]*):([a-z]+)/.exec(sender) ?? []
  const person = Number(digits)
  if (isUserId(person)) return { kind: "person", user_id: person, via }
  return isActorKey(sender) ? { kind: "actor", actor: sender } : { kind: "engine", purpose: sender.replace(/^engine:/, "") }
}

/** A grade is no proctor's business: their view of the attempt has none either. */
const withheldFields: Readonly<Record<string, ReadonlyArray<string>>> = { Graded: ["result"] }

/** An event as somebody sees it who may know that it happened, and not what people wrote. */
export const withoutWords = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map(withoutWords)
  const fields = Object.entries(value)
  const tag = String(Reflect.get(value, "_tag") ?? "")
  if (tag === "Words") return { _tag: "Withheld", by: Reflect.get(value, "by") }
  const withheld = Object.hasOwn(withheldFields, tag) ? withheldFields[tag] : undefined
  return Object.fromEntries(
    fields.flatMap(([name, inner]) => (withheld?.includes(name) === true ? [] : [[name, withoutWords(inner)]]))
  )
}

const iso = (at: number): string => new Date(at).toISOString()
/** A client may claim any number; beyond what a date can hold nothing is told of it but that. */
const claimed = (at: number): string => (Math.abs(at) <= 8.64e15 ? iso(at) : String(at))

const entryOf = (row: JournalRow, words: boolean): TimelineEntry => ({
  seq: row.seq,
  at: iso(row.at),
  received_at: iso(row.receivedAt),
  claimed_at: row.claimedAt === undefined ? null : claimed(row.claimedAt),
  by: senderOf(row.sender),
  events: words ? row.events : row.events.map(withoutWords),
  chain: row.chain ?? null
})

const formatOf = (asked: TimelineFormat | undefined, request: HttpServerRequest.HttpServerRequest): TimelineFormat => {
  if (asked !== undefined) return asked
  const accept = request.headers["accept"] ?? ""
  if (accept.includes("text/csv")) return "csv"
  return accept.includes("application/jsonl") ? "jsonl" : "json"
}

const pageSize = 100

const exports = {
  csv: { type: "text/csv; charset=utf-8", of: timelineCsv },
  jsonl: { type: "application/jsonl; charset=utf-8", of: timelineJsonLines }
} as const

export const timelineRoutes = HttpApiBuilder.group(
  Api,
  "timeline",
  Effect.fnUntraced(function* (handlers) {
    const journal = yield* Journal
    const cells = yield* Cells.make

    /** Whether this person reads words; refused for who may not read the timeline, its taker among them. */
    const readsWords = (person: Person, ref: ActorRef) =>
      Effect.flatMap(cells.see(person, ref, Schema.Unknown), ({ audience }) =>
        audience === "taker" ? Effect.fail(refuse("not_found")) : Effect.succeed(audience === "graders")
      )

    const entries = (person: Person, ref: ActorRef, after: number, limit: number) =>
      Effect.gen(function* () {
        const words = yield* readsWords(person, ref)
        const rows = journal.read({ actor: actorKey(ref), after }).pipe(
          Stream.take(limit),
          Stream.map((row) => entryOf(row, words)),
          Stream.runCollect
        )
        return yield* fromStorage(rows)
      })

    return handlers.handleAll({
      read: ({ params, query, request }) =>
        Effect.gen(function* () {
          const person = yield* Caller
          const ref = actorRef("attempt", params.id)
          const after = query.after ?? 0
          const format = formatOf(query.format, request)
          if (format === "json") {
            const limit = query.limit ?? pageSize
            // One more than asked for tells whether there is a next page.
            return yield* answer(
              Effect.map(entries(person, ref, after, limit + 1), (found) => ({
                entries: found.slice(0, limit),
                next: found.length > limit ? (found[limit - 1]?.seq ?? null) : null
              }))
            )
          }
          const { of, type } = exports[format]
          return yield* Effect.matchEffect(entries(person, ref, after, query.limit ?? Number.MAX_SAFE_INTEGER), {
            onFailure: refused,
            onSuccess: (found) =>
              Effect.succeed(
                HttpServerResponse.text(of(found), {
                  contentType: type,
                  headers: { "content-disposition": `attachment; filename="attempt-${params.id}-timeline.${format}"` }
                })
              )
          })
        })
    })
  })
)
