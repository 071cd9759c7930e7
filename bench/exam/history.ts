/** What the journal says of a sitting's attempts: when each ended, what was taken, and how its time was moved. */
import { Schema } from "effect"
import type { Sql } from "../../storage/sql.ts"

/** As much of an attempt's events as is judged. */
const Event = Schema.Struct({
  _tag: Schema.String,
  at: Schema.optionalKey(Schema.Int),
  from: Schema.optionalKey(Schema.Union([Schema.Int, Schema.Unknown])),
  until: Schema.optionalKey(Schema.Union([Schema.Int, Schema.Unknown]))
})
const decodeEvents = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Array(Event)))
const isInt = Schema.is(Schema.Int)

export interface Row {
  readonly seq: number
  /** When it was decided, a commit before anybody could hear of it. */
  readonly at: number
  readonly receivedAt: number
  readonly tags: ReadonlySet<string>
}

export interface History {
  readonly attemptId: number
  readonly rows: ReadonlyArray<Row>
  /** `at` is what it was stamped with, `decidedAt` when the clock was heard; absent while it goes on. */
  readonly ended: { readonly at: number; readonly decidedAt: number } | undefined
  readonly submittedAt: number | undefined
  /** Lengths of the outages that were given back, one for each time that one was. */
  readonly compensations: ReadonlyArray<number>
}

interface Stored {
  readonly attempt: number
  readonly seq: number
  readonly at: number
  readonly received_at: number
  readonly events: string
}

export const readHistories = async (sql: Sql, sittingId: number): Promise<ReadonlyMap<number, History>> => {
  const stored = await sql<Array<Stored>>`
    select attempts.id as attempt, seq::float8 as seq, at::float8 as at, received_at::float8 as received_at, events
    from attempts join journal on actor = 'attempt/' || attempts.id
    where sitting_id = ${sittingId} order by attempts.id, seq`
  const byAttempt = new Map<number, Array<Stored>>()
  for (const row of stored) {
    const rows = byAttempt.get(row.attempt)
    if (rows === undefined) byAttempt.set(row.attempt, [row])
    else rows.push(row)
  }
  return new Map([...byAttempt].map(([attemptId, rows]) => [attemptId, historyOf(attemptId, rows)]))
}

const historyOf = (attemptId: number, stored: ReadonlyArray<Stored>): History => {
  const rows: Array<Row> = []
  const compensations: Array<number> = []
  let ended: History["ended"]
  let submittedAt: number | undefined
  for (const { seq, at, received_at: receivedAt, events } of stored) {
    const decoded = decodeEvents(events)
    rows.push({ seq, at, receivedAt, tags: new Set(decoded.map(({ _tag }) => _tag)) })
    for (const event of decoded) {
      if (event._tag === "Ended" && event.at !== undefined) ended = { at: event.at, decidedAt: at }
      if (event._tag === "Submitted") submittedAt = event.at
      if (event._tag === "Compensated" && isInt(event.from) && isInt(event.until)) compensations.push(event.until - event.from)
    }
  }
  return { attemptId, rows, ended, submittedAt, compensations }
}
