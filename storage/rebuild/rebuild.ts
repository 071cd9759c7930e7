/**
 * Recreates every read table from the journal: replays all actors into scratch tables, compares, and, unless it is only
 * to check, puts right the rows that differ. All in one transaction with one view of the database, so that a check beside
 * a running engine is exact; a repair holds the engine's commits up for as long as it takes.
 */
import { Effect } from "effect"
import type { AnyActor, Row } from "../../actors/actor.ts"
import type { ActorRef } from "../../protocol/ids.ts"
import { openRow, storedColumns, type StoredRow } from "../journal/stored-rows.ts"
import type { Keys } from "../keys/keys.ts"
import { placeOfRow } from "../places.ts"
import { authorsOf, sealersOfText, sealRow } from "../sealing.ts"
import type { Sql } from "../sql.ts"
import { type ReadTable, readTable, rowKey } from "../tables.ts"
import { Replay } from "./replay.ts"
import { compareAll, type Difference, fillScratch, lockAll, makeScratch, repairAll } from "./scratch-tables.ts"

export interface RebuildOptions {
  readonly definitionOf: (type: ActorRef["type"]) => AnyActor
  /** Only compare. */
  readonly check: boolean
  /** Called now and then with how far it has come. */
  readonly progress: (done: { readonly rows: number; readonly actors: number }) => void
}

export interface Rebuilt {
  readonly rows: number
  readonly actors: number
  readonly differences: ReadonlyArray<Difference>
}

const fetched = 1_000
const flushed = 500

/** Rows on their way to the scratch tables, sealed as the lane seals them, written some hundreds at a time. */
class ScratchWriter {
  readonly #waiting = new Map<ReadTable, Array<string>>()
  readonly #keys: Keys["Service"]
  readonly #write: (table: ReadTable, rows: ReadonlyArray<string>) => Promise<void>

  constructor(keys: Keys["Service"], write: (table: ReadTable, rows: ReadonlyArray<string>) => Promise<void>) {
    this.#keys = keys
    this.#write = write
  }

  async add(rows: ReadonlyArray<Row>): Promise<void> {
    const held = await Effect.runPromise(
      this.#keys.ensure(rows.reduce((people, { row }) => authorsOf(row, people), new Set<number>()))
    )
    for (const { table: name, key, row } of rows) {
      const table = readTable(name)
      if (table === undefined) continue
      const text = sealRow({ ...key, ...row }, (person) => held.get(person), placeOfRow(table.name, rowKey(table, key)))
      const waiting = this.#waiting.get(table)
      if (waiting === undefined) this.#waiting.set(table, [text])
      else if (waiting.push(text) >= flushed) await this.#flush(table, waiting)
    }
  }

  async #flush(table: ReadTable, rows: Array<string>): Promise<void> {
    await this.#write(table, rows.splice(0))
  }

  async end(): Promise<void> {
    for (const [table, rows] of this.#waiting) if (rows.length > 0) await this.#flush(table, rows)
  }
}

export const rebuild = (sql: Sql, keys: Keys["Service"], { definitionOf, check, progress }: RebuildOptions): Promise<Rebuilt> =>
  sql.begin("isolation level repeatable read", async (transaction) => {
    // Before anything is read: the transaction's one view is taken after the lock is held.
    if (!check) await lockAll(transaction)
    await makeScratch(transaction)
    const scratch = new ScratchWriter(keys, (table, rows) => fillScratch(transaction, table, rows))
    await transaction.unsafe(`declare history no scroll cursor for select ${storedColumns} from journal order by actor, seq`)
    let replay: Replay | undefined
    let rows = 0
    let actors = 0
    const finish = async (): Promise<void> => {
      if (replay === undefined) return
      actors += 1
      await scratch.add(replay.rows())
    }
    for (;;) {
      const stored = await transaction.unsafe<Array<StoredRow>>(`fetch ${fetched} from history`)
      if (stored.length === 0) break
      const sealers = new Set<number>()
      for (const { events, reply } of stored) {
        sealersOfText(events, sealers)
        sealersOfText(reply, sealers)
      }
      const held = await Effect.runPromise(keys.load(sealers))
      for (const row of stored) {
        if (replay?.actor !== row.actor) {
          await finish()
          replay = new Replay(row.actor, definitionOf)
        }
        replay.apply(openRow(row, (person) => held.get(person)))
      }
      rows += stored.length
      progress({ rows, actors })
    }
    await finish()
    await scratch.end()
    const differences = await compareAll(transaction)
    if (!check && differences.length > 0) await repairAll(transaction)
    return { rows, actors, differences }
  })
