/** The steps of the start, as lines of the log with how long each took: what a slow start spent its time on. */
import { Effect, Layer } from "effect"

let since = 0

/** Since the step before, or since the process began. */
export const step = (done: string, details: Readonly<Record<string, unknown>> = {}): Effect.Effect<void> =>
  Effect.suspend(() => {
    const ms = Math.round(performance.now() - since)
    since += ms
    return Effect.logInfo(done, { ...details, ms })
  })

/** Tells that what `layer` makes is made. */
export const telling =
  (done: string) =>
  <A, E, R>(layer: Layer.Layer<A, E, R>): Layer.Layer<A, E, R> =>
    Layer.provideMerge(Layer.effectDiscard(step(done)), layer)
