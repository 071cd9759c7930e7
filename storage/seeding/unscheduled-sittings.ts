/**
 * Sittings that stand in the catalogue and whose actor has not heard of them: it writes its row in `exam_rooms` when it
 * has. Whoever puts sittings there (seeding, an administrator's script) need not speak with a running engine.
 */
import { Effect, Schema } from "effect"
import { SittingId } from "../../protocol/ids.ts"
import { Database, unavailable } from "../database.ts"

const decode = Schema.decodeUnknownEffect(Schema.Array(Schema.Struct({ id: SittingId })))

export const unscheduledSittings = Effect.gen(function* () {
  const database = yield* Database
  const rows = yield* database.run(
    (sql) => sql`
      select s.id from exam_sittings s
      where not exists (select 1 from exam_rooms r where r.sitting_id = s.id) and (s.closes_at is null or s.closes_at > now())
      order by s.id limit 1000`
  )
  const decoded = yield* Effect.mapError(decode([...rows]), unavailable)
  return decoded.map(({ id }) => id)
})
