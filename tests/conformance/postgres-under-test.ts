/** The storage on PostgreSQL for the contract suites, over a database of the test file's own. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Context, Effect, Exit, Layer, Scope } from "effect"
import { afterAll } from "vitest"
import { FeedRows } from "../../engine/feed-rows.ts"
import { Journal, Snapshots } from "../../engine/journal.ts"
import { Outages } from "../../engine/outages.ts"
import { Database } from "../../storage/database.ts"
import { type StoredRow, storedColumns } from "../../storage/journal/stored-rows.ts"
import { Keys } from "../../storage/keys/keys.ts"
import { postgresStorageLayer } from "../../storage/postgres-storage.ts"
import type { TestDatabase } from "../postgres.ts"
import type { StorageUnderTest } from "./storage-under-test.ts"

export const postgresUnderTest = async ({ sql, url }: TestDatabase): Promise<StorageUnderTest> => {
  const data = mkdtempSync(join(tmpdir(), "stoa-data-"))
  const scope = Effect.runSync(Scope.make())
  afterAll(async () => {
    await Effect.runPromise(Scope.close(scope, Exit.void))
    rmSync(data, { recursive: true })
  })
  const layer = postgresStorageLayer(data).pipe(Layer.provide(Database.layer({ url, lanes: 3 })))
  const context = await Effect.runPromise(Layer.buildWithScope(layer, scope))
  const elsewhere = await Effect.runPromise(Layer.buildWithScope(layer, scope))
  return {
    journal: Context.get(context, Journal),
    snapshots: Context.get(context, Snapshots),
    keys: Context.get(context, Keys),
    feedRows: Context.get(context, FeedRows),
    outages: Context.get(context, Outages),
    damageSnapshot: async (actor) => {
      await sql`
        update snapshots set body = body || ' '
        where actor = ${actor} and seq = (select max(seq) from snapshots where actor = ${actor})`
    },
    storedRows: async (actor) =>
      await sql<Array<StoredRow>>`select ${sql.unsafe(storedColumns)} from journal where actor = ${actor} order by seq`,
    elsewhere: Context.get(elsewhere, Journal)
  }
}
