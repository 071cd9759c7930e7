/** A sitting of its own for each round, in a room that is open already. */
import { Schema } from "effect"
import type { Sql } from "../../storage/sql.ts"
import type { Installation } from "../installation.ts"

const decodeId = Schema.decodeUnknownSync(Schema.Struct({ id: Schema.Int }))

/**
 * How five hundred exams come to end together. `instant`: the room closes and cuts at the bell. `second`: everybody has the
 * same time, and all begin within one second, by themselves.
 */
export type Together = { readonly _tag: "instant"; readonly bell: number } | { readonly _tag: "second"; readonly limitMs: number }

const hourMs = 3_600_000

/** To be called while no engine runs. Opened an hour ago, so that nobody waits for their turn to be let in. */
export const addSitting = async (sql: Sql, { hall, proctor }: Installation, together: Together): Promise<number> => {
  const [limitMs, closesAt] = together._tag === "second" ? [together.limitMs, null] : [hourMs, new Date(together.bell)]
  await sql`update assessments set time_limit = ${`${limitMs} milliseconds`} where id = ${hall.assessmentId}`
  const [row] = await sql`
    insert into exam_sittings (assessment_id, course_id, title, opens_at, closes_at, close_cuts, late_entry)
    values (${hall.assessmentId}, ${hall.courseId}, 'Until the bell', now() - interval '1 hour', ${closesAt}, true, true)
    returning id`
  const { id } = decodeId(row)
  await sql`insert into sitting_proctors (sitting_id, user_id) values (${id}, ${proctor.userId})`
  return id
}

/** The database's clock, by which everything is judged, minus ours; from the fastest of some readings. */
export const clockOffset = async (sql: Sql, epochMs: () => number): Promise<number> => {
  let best = { offset: 0, took: Number.POSITIVE_INFINITY }
  for (let reading = 0; reading < 15; reading++) {
    const sent = epochMs()
    const [row] = await sql<Array<{ ms: number }>>`select extract(epoch from clock_timestamp())::float8 * 1000 as ms`
    const took = epochMs() - sent
    if (row !== undefined && took < best.took) best = { offset: row.ms - (sent + took / 2), took }
  }
  return best.offset
}
