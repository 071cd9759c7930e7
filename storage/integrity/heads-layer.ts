/** The witness on disk: signed heads of every chained actor, in a folder outside the database. */
import { Cause, Duration, Effect, Exit, Layer, Schedule } from "effect"
import { realTimers } from "../../engine/timers.ts"
import { instant } from "../../protocol/time.ts"
import { Database, type DatabaseRefused, unavailable } from "../database.ts"
import { HeadsFile, type LastHeads } from "./heads-file.ts"
import { headsKey } from "./heads-key.ts"
import { HeadsWriter } from "./heads-writer.ts"
import { leftBehind, marginMs, unsignedSince } from "./left-behind.ts"
import { type Head, Witness } from "./witness.ts"

export interface HeadsOptions {
  /** Stoa's data folder, where the key is. */
  readonly data: string
  /** Where the files are kept. */
  readonly folder: string
  /** Names this node among several, in names of files. */
  readonly node: string | undefined
}

const patience = Duration.seconds(30)

/** Heads are kept from here on, whatever comes of it. */
const unread = (folder: string) => (error: unknown) =>
  Effect.as(
    Effect.logError(
      `What a crash left unsigned could not be found (${error instanceof Error ? error.message : String(error)}). Rows from before this start are signed once their attempt goes on; heads in ${folder} go on.`
    ),
    [] as ReadonlyArray<Head>
  )

const lastOf = (file: HeadsFile) => Effect.try({ try: () => file.last(2 * marginMs), catch: unavailable })

/** In the background: the start does not wait for it. */
const search = (last: LastHeads, since: number) =>
  Effect.gen(function* () {
    const { run } = yield* Database
    const [took, heads] = yield* Effect.timed(
      run((sql) => leftBehind(sql, since, last.signed)).pipe(Effect.retry({ schedule: Schedule.spaced("1 second") }))
    )
    if (heads.length > 0)
      yield* Effect.logInfo(
        `The last rows of ${heads.length} attempts and sittings had not been signed before the engine stopped: found in ${Duration.toMillis(took).toFixed(0)} ms, they are signed.`
      )
    return heads
  }).pipe(Effect.timeout(patience))

export const headsLayer = ({ data, folder, node }: HeadsOptions): Layer.Layer<never, DatabaseRefused, Database> =>
  Layer.effect(
    Witness,
    Effect.gen(function* () {
      const file = new HeadsFile(folder, node, yield* headsKey(data))
      const context = yield* Effect.context<Database>()
      const tell = Effect.runForkWith(context)
      const { run } = yield* Database
      // How far back to look is known before anybody writes a line or leaves a beat.
      const found = yield* Effect.exit(
        Effect.flatMap(lastOf(file), (last) =>
          Effect.map(
            run((sql) => unsignedSince(sql, last)),
            (since) => search(last, since)
          )
        )
      )
      const searching = Exit.isSuccess(found) ? found.value : Effect.failCause(found.cause)
      const stopping = new AbortController()
      let searched = false
      const writer = new HeadsWriter({
        append: (at, heads) => file.append(at, heads),
        leftBehind: Effect.runPromiseWith(context)(
          Effect.catchCause(searching, (cause) => unread(folder)(Cause.squash(cause))),
          { signal: stopping.signal }
        ).then(
          (heads) => {
            searched = true
            return heads
          },
          () => new Promise<never>(() => {})
        ),
        timers: realTimers(() => instant(Date.now())),
        failing: (error) => {
          const message = error instanceof Error ? error.message : String(error)
          tell(Effect.logError(`Heads of the journal cannot be kept in ${folder}: ${message}. Exams go on; it is tried again.`))
        },
        working: () => void tell(Effect.logInfo(`Heads of the journal are kept in ${folder} again`))
      })
      // What comes after is closed before: the last commits are over by then, and the database is still there. Where the search
      // is not over nothing was written, and nothing is: the next start looks from where this one did.
      yield* Effect.addFinalizer(() => {
        stopping.abort()
        return searched ? Effect.promise(() => writer.flush()) : Effect.void
      })
      return writer.note
    })
  )
