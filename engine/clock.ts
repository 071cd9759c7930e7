/** The one clock of the system, as a service: the database's time, asked for every two seconds and told in between. */
import { performance } from "node:perf_hooks"
import { Context, Effect, Layer, Schedule } from "effect"
import type { Instant } from "../protocol/time.ts"
import { DatabaseTime } from "./database-time.ts"
import type { StorageUnavailable } from "./journal.ts"
import { Outages } from "./outages.ts"
import { SlewedClock } from "./slewed-clock.ts"

export class DatabaseClock extends Context.Service<
  DatabaseClock,
  {
    /** The database's time; never runs backwards on this node. */
    readonly now: () => Instant
    /** False while the database's clock and this node's differ by more than 250 ms. */
    readonly healthy: () => boolean
    /** Milliseconds by which the database's clock is believed to be ahead of what `now` tells. */
    readonly error: () => number
    /** After the database's clock was set forward: goes on from what it says. */
    readonly catchUp: () => void
  }
>()("stoa/engine/DatabaseClock") {}

/** The first samples come in a row, so that one slow round trip doesn't set the clock. */
const firstSamples = 5

/** `monotonic` is this process's clock in milliseconds; tests give their own. */
export const layerFrom = (monotonic: () => number): Layer.Layer<DatabaseClock, StorageUnavailable, DatabaseTime | Outages> =>
  Layer.effect(
    DatabaseClock,
    Effect.gen(function* () {
      const database = yield* DatabaseTime
      const { ahead } = yield* Outages
      const clock = new SlewedClock(monotonic, yield* ahead)
      const sample = Effect.suspend(() => {
        const asked = monotonic()
        return Effect.map(database.read, (time) => clock.observe(asked, time, monotonic()))
      })
      yield* Effect.repeat(sample, Schedule.recurs(firstSamples - 1))

      // A doubt is settled quickly: samples come every 250 ms until it is.
      const pause = Effect.suspend(() => Effect.sleep(clock.healthy() ? "2 seconds" : "250 millis"))
      // While the database is away the monotonic clock goes on alone; that it is away is for others to report.
      yield* Effect.forkScoped(Effect.forever(Effect.andThen(pause, Effect.ignore(sample))))

      return {
        now: () => clock.now(),
        healthy: () => clock.healthy(),
        error: () => clock.error(),
        catchUp: () => clock.catchUp()
      }
    })
  )

export const layer = layerFrom(() => performance.now())
