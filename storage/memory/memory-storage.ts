/**
 * All of the engine's storage ports in memory, over one set of tables. A new engine over the same object finds what
 * the one before it had committed: that is how simulations crash and recover.
 */
import { Effect, Layer } from "effect"
import { DatabaseTime } from "../../engine/database-time.ts"
import { FeedRows } from "../../engine/feed-rows.ts"
import { Journal, type JournalRow, Snapshots } from "../../engine/journal.ts"
import { Outages } from "../../engine/outages.ts"
import type { ActorKey } from "../../protocol/ids.ts"
import { type Instant, instant } from "../../protocol/time.ts"
import type { StoredRow } from "../journal/stored-rows.ts"
import { Keys } from "../keys/keys.ts"
import { makeMemoryKeys } from "../keys/memory-keys.ts"
import type { MemoryFaults } from "./memory-faults.ts"
import { MemoryJournal } from "./memory-journal.ts"
import { makeMemoryOutages } from "./memory-outages.ts"
import { MemorySnapshots } from "./memory-snapshots.ts"
import { MemoryTables } from "./memory-tables.ts"

export interface MemoryStorage {
  readonly journal: Journal["Service"]
  readonly snapshots: Snapshots["Service"]
  readonly keys: Keys["Service"]
  readonly feedRows: FeedRows["Service"]
  readonly outages: Outages["Service"]
  readonly databaseTime: DatabaseTime["Service"]
  readonly layer: Layer.Layer<Journal | Snapshots | Keys | FeedRows | Outages | DatabaseTime>
  /** What is durable at this moment: an actor's rows, a read table's rows in key order, what was parked. */
  rowsOf(actor: string): ReadonlyArray<JournalRow>
  table(name: string): ReadonlyArray<Readonly<Record<string, unknown>>>
  /** Rows of a read table as they are kept: sealed text by key. */
  texts(name: string): ReadonlyMap<string, string>
  /** An actor's rows as they are kept: sealed, each with its link. */
  storedRows(actor: string): ReadonlyArray<StoredRow>
  parked(): ReturnType<MemoryJournal["parked"]>
  damageSnapshot(actor: ActorKey): void
}

export const makeMemoryStorage = (now: () => Instant = () => instant(Date.now()), faults: MemoryFaults = {}): MemoryStorage => {
  const keys = makeMemoryKeys()
  const tables = new MemoryTables()
  const snapshots = new MemorySnapshots(keys, faults)
  const journal = new MemoryJournal(tables, snapshots, keys, faults)
  const outages = makeMemoryOutages(now, tables)
  const databaseTime = DatabaseTime.of({ read: Effect.sync(now) })
  const feedRows = FeedRows.of({
    of: (ref) =>
      Effect.sync(() =>
        tables
          .rows(`${ref.feed}_rows`, keys.at)
          .filter((row) => row["group_id"] === ref.id)
          .map((row) => ({ key: String(row["key"]), seq: Number(row["seq"]), row: row["row"] }))
      )
  })
  return {
    journal: journal.service,
    snapshots: snapshots.service,
    keys,
    feedRows,
    outages,
    databaseTime,
    layer: Layer.mergeAll(
      Layer.succeed(Journal, journal.service),
      Layer.succeed(Snapshots, snapshots.service),
      Layer.succeed(Keys, keys),
      Layer.succeed(FeedRows, feedRows),
      Layer.succeed(Outages, outages),
      Layer.succeed(DatabaseTime, databaseTime)
    ),
    rowsOf: (actor) => journal.rowsOf(actor),
    table: (name) => tables.rows(name, keys.at),
    texts: (name) => tables.texts(name),
    storedRows: (actor) => journal.storedRows(actor),
    parked: () => journal.parked(),
    damageSnapshot: (actor) => snapshots.damage(actor)
  }
}
