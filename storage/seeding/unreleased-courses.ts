/**
 * Published and archived courses whose actor has not heard of the catalogue's newest word on them. Visitors see a course as its actor
 * knows it, so without that a course would be nowhere until somebody enrols. A row's time of change is the number of the
 * telling: the journal says whether it happened, and a later change is another telling.
 */
import { Effect, Schema } from "effect"
import { CourseId, type Sender } from "../../protocol/ids.ts"
import { Database, unavailable } from "../database.ts"

const decode = Schema.decodeUnknownEffect(Schema.Array(Schema.Struct({ id: CourseId, changed: Schema.Int })))

export const unreleasedCourses = (teller: Sender) =>
  Effect.gen(function* () {
    const database = yield* Database
    const rows = yield* database.run(
      (sql) => sql`
        select id, changed from (
          select id, floor(extract(epoch from updated_at) * 1000)::bigint as changed
          from courses where status in ('published', 'archived') and current_version_id is not null
        ) c
        where not exists (
          select 1 from journal j where j.actor = 'course/' || c.id and j.sender = ${teller} and j.n = c.changed
        )
        order by id limit 1000`
    )
    return yield* Effect.mapError(decode([...rows]), unavailable)
  })
