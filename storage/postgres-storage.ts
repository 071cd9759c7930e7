/** All of the engine's storage ports on PostgreSQL, and people's keys with what is sealed under them. */
import { Effect, Layer } from "effect"
import { DatabaseTime } from "../engine/database-time.ts"
import { FeedRows } from "../engine/feed-rows.ts"
import { Journal, Snapshots } from "../engine/journal.ts"
import { Outages } from "../engine/outages.ts"
import { Database, type DatabaseRefused } from "./database.ts"
import { makeFeedRows } from "./feeds.ts"
import { Witness } from "./integrity/witness.ts"
import { makePostgresJournal } from "./journal/postgres-journal.ts"
import { makePostgresSnapshots } from "./journal/postgres-snapshots.ts"
import { rehearse } from "./journal/rehearsal.ts"
import { Statements } from "./journal/statement.ts"
import { Keys } from "./keys/keys.ts"
import { makeOutages } from "./outages.ts"
import { personalDataLayer, type PersonalFields } from "./personal-fields.ts"

const journalLayer = Layer.unwrap(
  Effect.gen(function* () {
    const database = yield* Database
    const keys = yield* Keys
    const snapshots = makePostgresSnapshots(database, keys)
    const witness = yield* Witness
    const statements = new Statements()
    // Only for speed: a database that is away just now is noticed by whoever needs it.
    yield* Effect.ignore(Effect.tryPromise(() => rehearse(database.lanes, statements)))
    return Layer.mergeAll(
      Layer.succeed(Snapshots, snapshots.service),
      Layer.succeed(Journal, makePostgresJournal(database, keys, snapshots, witness, statements)),
      Layer.succeed(FeedRows, makeFeedRows(database, keys))
    )
  })
)

const databaseTimeLayer = Layer.effect(
  DatabaseTime,
  Effect.map(Database, ({ run }) =>
    DatabaseTime.of({
      read: Effect.map(
        run(
          (sql) => sql<Array<{ readonly ms: number }>>`
            select (extract(epoch from clock_timestamp()) * 1000)::double precision as ms`
        ),
        ([row]) => row?.ms ?? 0
      )
    })
  )
)

/** `data`: Stoa's data folder, where the master key is unless STOA_SECRET gives it. */
export const postgresStorageLayer = (
  data: string
): Layer.Layer<Journal | Snapshots | Keys | PersonalFields | FeedRows | Outages | DatabaseTime, DatabaseRefused, Database> =>
  Layer.mergeAll(journalLayer, databaseTimeLayer, Layer.effect(Outages, Effect.map(Database, makeOutages))).pipe(
    Layer.provideMerge(personalDataLayer(data))
  )
