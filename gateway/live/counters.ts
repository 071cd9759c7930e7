/** What happened on live connections, counted in plain numbers on the hot path and read when metrics are asked for. */
import { Effect, Metric } from "effect"

export class LiveCounters {
  connections = 0
  subscriptions = 0
  handshakes = 0
  handshakesRefused = 0
  commands = 0
  commandsRefused = 0
  publications = 0
  beats = 0
  receipts = 0
  malformed = 0
  /** Changes not sent to a reader that was behind, snapshots sent in their place, and readers given up. */
  slowDropped = 0
  slowRefreshed = 0
  slowClosed = 0
  floodClosed = 0
  faults = 0
}

const described = {
  connections: "Live connections now",
  subscriptions: "Live subscriptions now",
  handshakes: "Connections welcomed",
  handshakesRefused: "Connections refused",
  commands: "Commands received",
  commandsRefused: "Commands refused",
  publications: "Changes sent to subscribers",
  beats: "Beats received",
  receipts: "Receipts signed for answers that could not be stored",
  malformed: "Messages that could not be read",
  slowDropped: "Changes not sent to a slow reader",
  slowRefreshed: "Snapshots sent to a slow reader that caught up",
  slowClosed: "Slow readers disconnected",
  floodClosed: "Flooding connections dropped",
  faults: "Messages that failed inside the gateway"
} as const satisfies Record<keyof LiveCounters, string>

/** Registers them with the metrics of the running program: `stoa_live_<name>`. */
export const exposeCounters = (counters: LiveCounters) =>
  Effect.gen(function* () {
    const context = yield* Effect.context<never>()
    const readOnly = { update: () => {}, modify: () => {} }
    const expose = (name: keyof LiveCounters) => {
      const description = described[name]
      const title = `stoa_live_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`
      return name === "connections" || name === "subscriptions"
        ? Metric.registerUnsafe(Metric.gauge(title, { description }), context, {
            ...readOnly,
            get: () => ({ value: counters[name] })
          })
        : Metric.registerUnsafe(Metric.counter(`${title}_total`, { description, incremental: true }), context, {
            ...readOnly,
            get: () => ({ count: counters[name], incremental: true })
          })
    }
    const names: ReadonlyArray<keyof LiveCounters> = [
      ...(["connections", "subscriptions", "handshakes", "handshakesRefused", "commands", "commandsRefused"] as const),
      ...(["publications", "beats", "receipts", "malformed"] as const),
      ...(["slowDropped", "slowRefreshed", "slowClosed", "floodClosed", "faults"] as const)
    ]
    const registered = names.map(expose)
    yield* Effect.addFinalizer(() => Effect.sync(() => registered.forEach((registration) => registration.remove())))
  })
