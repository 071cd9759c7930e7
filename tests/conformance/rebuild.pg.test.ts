/** The read tables are the journal's: whatever happens to them, a rebuild finds it and puts it right to the byte. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Context, Effect, Exit, Layer, Schema, Scope } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import { accept, type ActorDefinition, type AnyActor, type Row } from "../../actors/actor.ts"
import { codecsOf } from "../../engine/codecs.ts"
import { feedRow } from "../../engine/feed-row.ts"
import { Journal } from "../../engine/journal.ts"
import { actorKey, actorRef, UserId } from "../../protocol/ids.ts"
import { words } from "../../protocol/words.ts"
import { Database } from "../../storage/database.ts"
import { Keys } from "../../storage/keys/keys.ts"
import { postgresStorageLayer } from "../../storage/postgres-storage.ts"
import { rebuild } from "../../storage/rebuild/rebuild.ts"
import { readTables } from "../../storage/tables.ts"
import { testDatabase } from "../postgres.ts"
import { batchOf, rowOf } from "./storage-under-test.ts"

const Said = Schema.TaggedStruct("Said", { day: Schema.Int, words: words(Schema.String) })
const State = Schema.Struct({ days: Schema.Int })

/** A diary: one table row per writer, one wall row per writer with what was said last, which is taken down every third day. */
const diary: ActorDefinition<{ days: number }, typeof Said.Type, typeof Said.Type, typeof Said.Type> = {
  type: "learner",
  eventVersion: 1,
  stateVersion: 1,
  wire: Said,
  internal: Said,
  event: Said,
  state: State,
  initial: () => ({ days: 0 }),
  decide: (_, command) => accept([command]),
  evolve: (state) => {
    state.days += 1
    return state
  },
  alarm: () => undefined,
  mayCommand: () => undefined,
  audienceOf: () => undefined,
  audiences: [],
  view: () => ({}),
  render: () => undefined,
  project: (event, state, self): ReadonlyArray<Row> => [
    {
      table: "user_streaks",
      key: { user_id: self.id },
      row: { user_id: self.id, current_days: state.days, longest_days: state.days, last_day: `2026-01-${10 + event.day}` }
    },
    ...(state.days % 3 === 0 ? [{ table: "board_rows", key: { group_id: 1, key: `${self.id}` }, row: null }] : [])
  ],
  react: () => [],
  feeds: (event, _, self) => [{ feed: { feed: "wall", id: 1 }, key: `${self.id}`, row: { day: event.day, last: event.words } }],
  jobs: () => [],
  settling: new Set(),
  urgent: new Set()
}

const { sql, url } = await testDatabase()
const data = mkdtempSync(join(tmpdir(), "stoa-data-"))
const scope = Effect.runSync(Scope.make())
afterAll(async () => {
  await Effect.runPromise(Scope.close(scope, Exit.void))
  rmSync(data, { recursive: true })
})
const layer = postgresStorageLayer(data).pipe(Layer.provideMerge(Database.layer({ url })))
const context = await Effect.runPromise(Layer.buildWithScope(layer, scope))
const [database, journal, keys] = [Context.get(context, Database), Context.get(context, Journal), Context.get(context, Keys)]

const writers = [1, 2, 3].map((id) => UserId.make(id))
const definition: AnyActor = diary
const run = (check: boolean) => rebuild(database.sql, keys, { definitionOf: () => definition, check, progress: () => {} })

const write = async (): Promise<void> => {
  await sql`insert into users (id, password_hash, role) select n, 'x', 'student' from generate_series(1, 3) n`
  const lease = await Effect.runPromise(journal.open(1, "node"))
  const { encodeEvent } = codecsOf(definition)
  for (const writer of writers) {
    const self = actorRef("learner", writer)
    const state = { days: 0 }
    for (let day = 1; day <= 7; day += 1) {
      const event = { _tag: "Said", day, words: { _tag: "Words", by: writer, value: `day ${day} of ${writer}` } } as const
      diary.evolve(state, event)
      const rows = [
        ...diary.project(event, state, self),
        ...diary.feeds(event, state, self).map((change) => feedRow(change, day))
      ]
      const row = rowOf(actorKey(self), 1, day, { events: [encodeEvent(event)] })
      await Effect.runPromise(
        journal.commit(batchOf([lease], { rows: [row], projections: rows.map((projected) => ({ ...projected, slot: 1 })) }))
      )
    }
  }
}

/** Every read table's rows as text, to the byte. */
const contents = async (): Promise<ReadonlyArray<string>> => {
  const all: Array<string> = []
  for (const { name } of Object.values(readTables)) {
    const rows = await sql.unsafe<Array<{ text: string }>>(`select t::text as text from ${name} t order by 1`)
    all.push(...rows.map(({ text }) => `${name} ${text}`))
  }
  return all
}

describe("npm run rebuild", () => {
  it("finds nothing to do where nothing was changed, sealed words included", async () => {
    await write()
    expect(await run(true)).toEqual({ rows: 21, actors: 3, differences: [] })
  })

  it("reports what differs and, only checking, leaves it; then puts it right to the byte", async () => {
    const before = await contents()
    await sql`update user_streaks set current_days = 1 where user_id = 2`
    await sql`delete from wall_rows where key = '1'`
    await sql`update wall_rows set row = jsonb_set(row, '{last}', '"forged"') where key = '3'`
    await sql`insert into board_rows values (1, 'ghost', 1, '{}')`
    const corrupted = await contents()
    const expected = [
      { table: "user_streaks", key: { user_id: 2 }, kind: "changed", columns: ["current_days"] },
      { table: "wall_rows", key: { group_id: 1, key: "1" }, kind: "missing", columns: [] },
      { table: "wall_rows", key: { group_id: 1, key: "3" }, kind: "changed", columns: ["row"] },
      { table: "board_rows", key: { group_id: 1, key: "ghost" }, kind: "surplus", columns: [] }
    ]
    const found = (await run(true)).differences
    expect(found).toHaveLength(expected.length)
    expect(found).toEqual(expect.arrayContaining(expected))
    expect(await contents()).toEqual(corrupted)
    expect((await run(false)).differences).toEqual(found)
    expect(await contents()).toEqual(before)
    expect((await run(true)).differences).toEqual([])
  })
})
