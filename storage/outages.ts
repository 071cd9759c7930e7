/** Heartbeat and outages in PostgreSQL. */
import { Effect, Option } from "effect"
import { type Outage, Outages } from "../engine/outages.ts"
import { aheadAtStart, outageAfter } from "../engine/resumed-time.ts"
import { actorKey, actorRef } from "../protocol/ids.ts"
import { between, type Instant, instant, iso } from "../protocol/time.ts"
import type { Database } from "./database.ts"

interface StoredOutage {
  readonly id: number
  readonly from_ms: number
  readonly until_ms: number
}

const outageOf = ({ id, from_ms: from, until_ms: until }: StoredOutage): Outage => ({
  id,
  from: instant(from),
  until: instant(until),
  length: between(instant(from), instant(until))
})

export const makeOutages = ({ run, sql }: Database["Service"]): Outages["Service"] => {
  const ms = (column: "at" | "database_at" | "from_at" | "until_at") =>
    sql`floor(extract(epoch from ${sql(column)}) * 1000)::bigint`
  const columns = () => sql`id, ${ms("from_at")} as from_ms, ${ms("until_at")} as until_ms`
  // The time of what has ended and is not yet handed in still runs: it takes what was received before.
  const timed = sql`(
    exists (select from attempts where started_at is not null and ended_at is null and (deadline_at is not null or status = 'paused'))
    or exists (select from attempts where status = 'ended'))`
  return Outages.of({
    beat: (node, at) =>
      Effect.asVoid(
        run(
          (sql) => sql`
            insert into node_heartbeat (node, at, database_at) values (${node}, ${iso(at)}, clock_timestamp())
            on conflict (node) do update set at = excluded.at, database_at = excluded.database_at`
        )
      ),
    ahead: Effect.gen(function* () {
      const beats = yield* run(
        (sql) => sql<Array<{ readonly at: number; readonly database_at: number }>>`
          select ${ms("at")} as at, ${ms("database_at")} as database_at from node_heartbeat where database_at is not null`
      )
      const [moment] = yield* run(
        (sql) => sql<Array<{ readonly now: number; readonly timed: boolean }>>`
          select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now, ${timed} as timed`
      )
      if (moment === undefined) return 0
      const left = beats.map((beat) => ({ at: instant(beat.at), databaseAt: instant(beat.database_at) }))
      const ahead = aheadAtStart(left, instant(moment.now), moment.timed)
      if (ahead === 0) yield* run((sql) => sql`delete from node_heartbeat where at > clock_timestamp() + interval '1 second'`)
      return ahead
    }),
    timed: Effect.map(
      run((sql) => sql<Array<{ readonly timed: boolean }>>`select ${timed} as timed`),
      ([row]) => row?.timed ?? false
    ),
    accompanied: (node, now) =>
      Effect.map(
        run(
          (sql) => sql<Array<{ readonly accompanied: boolean }>>`
            select exists (
              select from node_heartbeat where node <> ${node}
              and (at > ${iso(instant(now - outageAfter))} or database_at > clock_timestamp() - ${outageAfter} * interval '1 ms')
            ) as accompanied`
        ),
        ([row]) => row?.accompanied ?? false
      ),
    newestBeat: Effect.map(
      run((sql) => sql<Array<{ readonly ms: number }>>`select ${ms("at")} as ms from node_heartbeat order by at desc limit 1`),
      ([row]) => Option.map(Option.fromNullishOr(row), (found): Instant => instant(found.ms))
    ),
    record: (from, until) =>
      Effect.gen(function* () {
        yield* run(
          (sql) => sql`
            insert into outages (from_at, until_at) values (${iso(from)}, ${iso(until)}) on conflict (from_at) do nothing`
        )
        const [stored] = yield* run(
          (sql) => sql<Array<StoredOutage>>`select ${columns()} from outages where from_at = ${iso(from)}`
        )
        return stored === undefined ? yield* Effect.die(new Error("the outage just recorded is not there")) : outageOf(stored)
      }),
    undone: Effect.map(
      run((sql) => sql<Array<StoredOutage>>`select ${columns()} from outages where done_at is null order by id`),
      (rows) => rows.map(outageOf)
    ),
    markDone: (id) => Effect.asVoid(run((sql) => sql`update outages set done_at = clock_timestamp() where id = ${id}`)),
    running: ({ from, until }) =>
      Effect.map(
        run(
          (sql) => sql<Array<{ readonly id: number }>>`
            select id from attempts
            where started_at <= ${iso(until)} and (ended_at is null or ended_at > ${iso(from)}) order by id`
        ),
        (rows) => rows.map(({ id }) => actorKey(actorRef("attempt", id)))
      )
  })
}
