/** The routes by which administrators look into the engine. They load no actor, and show nobody's words. */
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import type { LiveActor } from "../../engine/actor-summary.ts"
import type { ParkedReaction } from "../../engine/journal.ts"
import { Operating } from "../../engine/operating.ts"
import { isPassing } from "../../engine/outbox.ts"
import { actorKey, actorRef } from "../../protocol/ids.ts"
import type { LiveActorRow, ParkedRow } from "../../protocol/rest/actors.ts"
import { Api } from "../../protocol/rest/api.ts"
import { iso } from "../../protocol/time.ts"
import { AuditLog } from "../../storage/audit/audit-log.ts"
import { doneBy } from "../../storage/audit/changer.ts"
import { answer, answerPage } from "./answers.ts"
import { changer } from "./changer.ts"
import { fromStorage, part, present } from "./courses.ts"

const liveRow = ({ actor, slot, seq, pending, watchers, lastUsed, alarm }: LiveActor): LiveActorRow => ({
  actor,
  slot,
  seq,
  mailbox: pending,
  watchers,
  last_used: iso(lastUsed),
  alarm: alarm === undefined ? null : iso(alarm)
})

const parkedRow = ({ source, seq, index, target, code }: ParkedReaction): ParkedRow => ({ source, seq, index, target, code })

/** Of one actor; nobody has more. */
const mostOfOne = 1_000

export const actorsRoutes = HttpApiBuilder.group(
  Api,
  "actors",
  Effect.fnUntraced(function* (handlers) {
    const operating = yield* Operating
    const log = yield* AuditLog

    return handlers.handleAll({
      list: ({ query }) =>
        answerPage(
          Effect.sync(() => {
            const { page, perPage } = part(query)
            const all = operating.live().filter(({ actor }) => query.type === undefined || actor.startsWith(`${query.type}/`))
            return { page, perPage, total: all.length, rows: all.slice((page - 1) * perPage, page * perPage).map(liveRow) }
          })
        ),
      parked: ({ query }) =>
        answerPage(
          Effect.gen(function* () {
            const { page, perPage } = part(query)
            const found = yield* fromStorage(operating.parked(undefined, { limit: perPage, offset: (page - 1) * perPage }))
            return { page, perPage, total: found.total, rows: found.rows.map(parkedRow) }
          })
        ),
      read: ({ params }) =>
        answer(
          Effect.gen(function* () {
            const ref = actorRef(params.type, params.id)
            const seen = operating.look(ref)
            const { rows } = yield* fromStorage(operating.parked(actorKey(ref), { limit: mostOfOne, offset: 0 }))
            return {
              actor: actorKey(ref),
              node: operating.node,
              live: seen === undefined ? null : liveRow(seen.live),
              state: seen?.summary ?? null,
              parked: rows.map(parkedRow)
            }
          })
        ),
      retry: ({ params: { type, id, seq, index }, request }) =>
        answer(
          Effect.gen(function* () {
            const source = actorKey(actorRef(type, id))
            const { rows } = yield* fromStorage(operating.parked(source, { limit: mostOfOne, offset: 0 }))
            const isIt = (row: ParkedReaction) => row.source === source && row.seq === seq && row.index === index
            const { target } = yield* present(rows.find(isIt))
            const outcome = yield* Effect.flatMap(fromStorage(operating.retry({ source, seq, index })), present)
            const code = outcome._tag === "Refusal" ? outcome.code : null
            if (outcome._tag === "Refusal" && isPassing(outcome)) return yield* Effect.fail(outcome)
            const entry = doneBy(yield* changer(request), type, id)
            yield* fromStorage(
              log.record({
                action: "actor.reaction_retried",
                ...entry,
                outcome: code === null ? "done" : "refused",
                details: { seq, index, target }
              })
            )
            return { applied: code === null, code }
          })
        )
    })
  })
)
