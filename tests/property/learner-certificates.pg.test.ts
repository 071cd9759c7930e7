/** Certificates as the database keeps them: written with their events, and found by the rebuild as they were to the byte. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Context, Effect, Exit, Layer, Scope } from "effect"
import { afterAll, expect, it } from "vitest"
import type { AnyActor } from "../../actors/actor.ts"
import { learner } from "../../actors/learner/definition.ts"
import { codecsOf } from "../../engine/codecs.ts"
import { feedRow } from "../../engine/feed-row.ts"
import { Journal } from "../../engine/journal.ts"
import { actorKey, actorRef } from "../../protocol/ids.ts"
import { Database } from "../../storage/database.ts"
import { Keys } from "../../storage/keys/keys.ts"
import { postgresStorageLayer } from "../../storage/postgres-storage.ts"
import { rebuild } from "../../storage/rebuild/rebuild.ts"
import { batchOf, rowOf } from "../conformance/storage-under-test.ts"
import { testDatabase } from "../postgres.ts"
import { Sitting } from "./learner-sitting.ts"
import { secondVersion } from "./learner-world.ts"

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
const definition: AnyActor = learner
const self = actorRef("learner", 7)
const run = (check: boolean) => rebuild(database.sql, keys, { definitionOf: () => definition, check, progress: () => {} })

/** What the learner's rows refer to. */
const catalogue = async (): Promise<void> => {
  await sql`insert into users (id, password_hash, role) values (7, 'x', 'student')`
  await sql`insert into courses (id, title) select n, 'Course ' || n from unnest(array[1, 2, 4, 5]) n`
  await sql`insert into course_versions (id, course_id, number, title, status)
    select n * 10, n, 1, 'First', 'published' from unnest(array[1, 2, 4, 5]) n union all select 51, 5, 2, 'Second', 'draft'`
  await sql`insert into course_modules (id, course_id, version_id, title, order_index, content_type)
    select n, 5, n / 10, 'Module', n, 'text' from unnest(array[501, 502, 503, 511, 512]) n`
}

/** The events as a lane stores them, one a row. */
const store = async (sitting: Sitting): Promise<void> => {
  const lease = await Effect.runPromise(journal.open(1, "node"))
  const { encodeEvent } = codecsOf(definition)
  let state: unknown = definition.initial(self)
  for (const [index, event] of sitting.events.entries()) {
    const seq = index + 1
    state = definition.evolve(state, event)
    const feeds = definition.feeds(event, state, self).map((change) => feedRow(change, seq))
    const projections = [...definition.project(event, state, self), ...feeds].map((row) => ({ ...row, slot: 1 }))
    const rows = [rowOf(actorKey(self), 1, seq, { events: [encodeEvent(event)] })]
    await Effect.runPromise(journal.commit(batchOf([lease], { rows, projections })))
  }
}

it("S7 a certificate's row follows its withdrawals and restorations, and is rebuilt to the byte", async () => {
  const sitting = new Sitting()
  sitting.read(5, 501)
  const first = sitting.sit(5002, "8", true)
  sitting.sit(5003, "8", true)
  sitting.grade(first, 5002, null)
  sitting.sit(5002, "9", true)
  sitting.grade(first, 5002, "8")
  sitting.leave(5)
  sitting.enrol(5, secondVersion)
  sitting.read(5, 511)
  await catalogue()
  await store(sitting)

  const rows = await sql<Array<{ number: string; version: bigint; valid: boolean; hash: string }>>`
    select certificate_number as number, version_id as version, withdrawn_at is null as valid, verification_hash as hash
    from certificates where user_id = 7 and course_id = 5 order by 1`
  expect(rows.map(({ number, version, valid }) => [number, Number(version), valid])).toEqual([
    ["STOA-000005-00000007-01", 50, false],
    ["STOA-000005-00000007-02", 50, false],
    ["STOA-000005-00000007-03", 51, true]
  ])
  expect(new Set(rows.map(({ hash }) => hash)).size).toBe(3)
  expect((await run(true)).differences).toEqual([])

  await sql`update certificates set withdrawn_at = null where certificate_number like '%-01'`
  await sql`delete from certificates where certificate_number like '%-03'`
  expect((await run(false)).differences).toHaveLength(2)
  expect((await run(true)).differences).toEqual([])
})
