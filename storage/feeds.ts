/** A feed's rows in PostgreSQL, read when somebody starts to watch. */
import { Effect } from "effect"
import { FeedRows } from "../engine/feed-rows.ts"
import type { FeedRef } from "../protocol/live.ts"
import { type Database, unavailable } from "./database.ts"
import type { Keys } from "./keys/keys.ts"
import { placeOfRow } from "./places.ts"
import { openText, sealersOfText } from "./sealing.ts"
import { readTables, rowKey } from "./tables.ts"

interface StoredFeedRow {
  readonly key: string
  readonly seq: number
  readonly row: string
}

export const makeFeedRows = ({ run }: Database["Service"], keys: Keys["Service"]): FeedRows["Service"] =>
  FeedRows.of({
    of: (ref: FeedRef) =>
      Effect.gen(function* () {
        const table = readTables[`${ref.feed}_rows`]
        const stored = yield* run(
          (sql) => sql<Array<StoredFeedRow>>`
            select key, seq, row::text as row from ${sql(table.name)} where group_id = ${ref.id} order by key`
        )
        const people = new Set<number>()
        for (const { row } of stored) sealersOfText(row, people)
        yield* keys.load(people)
        return yield* Effect.try({
          try: () =>
            stored.map(({ key, seq, row }) => ({
              key,
              seq,
              row: openText(row, keys.at, placeOfRow(table.name, rowKey(table, { group_id: ref.id, key })), "/row")
            })),
          catch: unavailable
        })
      })
  })
