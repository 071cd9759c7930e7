/** Heartbeat and outages in PostgreSQL, on its own clock throughout. */
import { Effect, Option } from "effect"
import { type Outage, Outages } from "../engine/outages.ts"
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
  const ms = (column: "at" | "from_at" | "until_at") => sql`floor(extract(epoch from ${sql(column)}) * 1000)::bigint`
  const columns = () => sql`id, ${ms("from_at")} as from_ms, ${ms("until_at")} as until_ms`
  return Outages.of({
    beat: (node) =>
      Effect.map(
        run(
          (sql) => sql<Array<{ readonly ms: number }>>`
            insert into node_heartbeat as h (node, at) values (${node}, clock_timestamp())
            on conflict (node) do update set at = excluded.at
            returning floor(extract(epoch from h.at) * 1000)::bigint as ms`
        ),
        ([row]) => instant(row?.ms ?? 0)
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
    running: (at) =>
      Effect.map(
        run(
          (sql) => sql<Array<{ readonly id: number }>>`
            select id from attempts
            where started_at <= ${iso(at)} and (ended_at is null or ended_at > ${iso(at)}) order by id`
        ),
        (rows) => rows.map(({ id }) => actorKey(actorRef("attempt", id)))
      )
  })
}
