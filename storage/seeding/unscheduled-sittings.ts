/**
 * Sittings whose actor has not heard of the catalogue's newest word on them. Whoever puts sittings there or changes them
 * (seeding, an administrator over REST) need not find a running engine. A row's time of change is the number of the
 * telling: the journal says whether it happened, and a later change is another telling.
 */
import { Effect, Schema } from "effect"
import { type Sender, SittingId } from "../../protocol/ids.ts"
import { Database, unavailable } from "../database.ts"

const decode = Schema.decodeUnknownEffect(Schema.Array(Schema.Struct({ id: SittingId, changed: Schema.Int })))

export const unscheduledSittings = (teller: Sender) =>
  Effect.gen(function* () {
    const database = yield* Database
    const rows = yield* database.run(
      (sql) => sql`
        select id, changed from (
          select id, floor(extract(epoch from changed_at) * 1000)::bigint as changed
          from exam_sittings where withdrawn_at is null and (closes_at is null or closes_at > now())
        ) s
        where not exists (
          select 1 from journal j where j.actor = 'exam/' || s.id and j.sender = ${teller} and j.n = s.changed
        )
        order by id limit 1000`
    )
    return yield* Effect.mapError(decode([...rows]), unavailable)
  })
