/**
 * The connection to PostgreSQL: one pool for everything, and one of as many connections as there are lanes, so that
 * a slow report never stands between an exam answer and its commit.
 */
import { Context, Data, Duration, Effect, Layer, Metric, Option, Schedule } from "effect"
import { StorageUnavailable } from "../engine/journal.ts"
import { migrate } from "./migrations/migrate.ts"
import { checkSafety } from "./safety.ts"
import { checkSlots } from "./slots.ts"
import { connect, type Sql } from "./sql.ts"

/** Boot cannot go on; `message` is a sentence for the operator. */
export class DatabaseRefused extends Data.TaggedError("DatabaseRefused")<{
  readonly message: string
  readonly cause?: unknown
}> {}

export interface DatabaseOptions {
  readonly url: string
  /** Connections kept for lanes. */
  readonly lanes?: number
  /** Connections for everything else. */
  readonly connections?: number
}

export const unavailable = (cause: unknown): StorageUnavailable =>
  new StorageUnavailable({ message: cause instanceof Error ? cause.message : String(cause), cause })

/**
 * A lane's statements are few and long: planning one takes longer than running it, so that each is planned once per
 * connection. Its plan must not rest on tables having been small on that day, hence always by index. A statement that
 * waits for a lock this long is better tried again.
 */
const laneSession = {
  plan_cache_mode: "force_generic_plan",
  enable_seqscan: "off",
  lock_timeout: "10s",
  statement_timeout: "60s"
}

const months = 12

/** From asking the pool to the answer: waiting for a connection is part of it. */
const durations = Metric.histogram("stoa_database_duration_seconds", {
  description: "Time of statements of the catalogue and of everything beside the journal",
  boundaries: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1]
})

/** Not up yet: nobody listens, the name is not known yet, or the server is starting, stopping or recovering. */
const passing = new Set([
  "57P03",
  "57P01",
  "57P02",
  "ECONNREFUSED",
  "ECONNRESET",
  "CONNECTION_CLOSED",
  "CONNECT_TIMEOUT",
  "EAI_AGAIN"
])
const patience = Duration.seconds(60)

const isPassing = (error: DatabaseRefused): boolean =>
  typeof error.cause === "object" && error.cause !== null && "code" in error.cause && passing.has(String(error.cause.code))

const refused = (cause: unknown): DatabaseRefused =>
  new DatabaseRefused({ message: cause instanceof Error ? cause.message : String(cause), cause })

/**
 * A server that was killed recovers before it answers, and in a container it may come up after its engine. Giving up at
 * once would only have somebody start the engine again and again.
 */
const untilItAnswers = (sql: Sql): Effect.Effect<void, DatabaseRefused> =>
  Effect.gen(function* () {
    const ask = Effect.tryPromise({ try: async () => await sql`select 1`, catch: refused })
    const first = yield* Effect.option(ask)
    if (Option.isSome(first)) return
    yield* ask.pipe(
      Effect.tapError((error) => Effect.logInfo(`Waiting for the database: ${error.message}`)),
      Effect.retry({
        while: isPassing,
        schedule: Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced("2 seconds")])
      }),
      Effect.timeoutOrElse({
        duration: patience,
        orElse: () =>
          Effect.fail(
            new DatabaseRefused({
              message: "The database did not answer within a minute. Is DATABASE_URL right, and the server up?"
            })
          )
      })
    )
  })

export class Database extends Context.Service<
  Database,
  {
    readonly url: string
    readonly sql: Sql
    readonly lanes: Sql
    /** One or more statements on the general pool; what goes wrong is `StorageUnavailable`. */
    readonly run: <A>(work: (sql: Sql) => PromiseLike<A>) => Effect.Effect<A, StorageUnavailable>
  }
>()("stoa/storage/Database") {
  /** Connects, refuses an unsafe server, migrates, and keeps the logs' months made ahead. */
  static readonly layer = (options: DatabaseOptions): Layer.Layer<Database, DatabaseRefused> =>
    Layer.effect(
      Database,
      Effect.gen(function* () {
        const pool = (connections: number, session?: Readonly<Record<string, string>>) =>
          Effect.acquireRelease(
            Effect.sync(() => connect(options.url, connections, session)),
            (sql) => Effect.promise(() => sql.end({ timeout: 5 }))
          )
        const sql = yield* pool(options.connections ?? 10)
        const lanes = yield* pool(options.lanes ?? 2, laneSession)
        yield* untilItAnswers(sql)
        yield* Effect.tryPromise({
          try: async () => {
            await checkSafety(sql)
            await migrate(sql)
            await checkSlots(sql)
          },
          catch: refused
        })
        const context = yield* Effect.context<never>()
        const timed = async <A>(work: (sql: Sql) => PromiseLike<A>): Promise<A> => {
          const began = performance.now()
          try {
            return await work(sql)
          } finally {
            durations.updateUnsafe((performance.now() - began) / 1_000, context)
          }
        }
        const run = <A>(work: (sql: Sql) => PromiseLike<A>) => Effect.tryPromise({ try: () => timed(work), catch: unavailable })
        const prepareMonths = run((sql) => sql`select prepare_activity_log_months(${months})`)
        yield* Effect.mapError(prepareMonths, refused)
        yield* prepareMonths.pipe(
          Effect.tapError((error) => Effect.logError(`The log's next months could not be made: ${error.message}`)),
          Effect.ignore,
          Effect.repeat(Schedule.spaced("1 day")),
          Effect.forkScoped
        )
        return Database.of({ url: options.url, sql, lanes, run })
      })
    )
}
