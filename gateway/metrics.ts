/**
 * Numbers for Prometheus. Parts of the program register theirs with Effect's metrics; here are those of HTTP, of the
 * engine's status and of the process, and the text that is scraped. Labels are routes, methods and statuses, never paths
 * or ids: a label's values are memory here and in Prometheus for as long as both run.
 */
import { Effect, Metric } from "effect"
import { PrometheusMetrics } from "effect/observability"
import { monitorEventLoopDelay } from "node:perf_hooks"
import type { Engine, EngineStatus } from "../engine/engine.ts"
import type { Finished } from "./rest/uws-bridge.ts"

const described = {
  ready: "1 when every slot is open and recovery is done",
  openSlots: "Slots this node serves",
  cells: "Actors in memory",
  watchers: "Watches of actors and feeds",
  queuedCommands: "Commands waiting for a commit",
  clockHealthy: "1 while the database's clock and this node's agree",
  storageFull: "1 while the database has no room",
  timesStorageFull: "Statements that found no room in the database since the start",
  parkedReactions: "Reactions a target refused, waiting for an administrator",
  parkedAlarms: "Actors whose alarm did not move forward"
} as const satisfies Record<keyof EngineStatus, string>

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
const boundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

export interface HttpMetrics {
  readonly finished: (request: Finished) => void
  readonly text: Effect.Effect<string>
}

export const makeMetrics = (engine: Engine["Service"], underWay: () => number): Effect.Effect<HttpMetrics> =>
  Effect.gen(function* () {
    const context = yield* Effect.context<never>()
    const durations = Metric.histogram("stoa_http_request_duration_seconds", {
      description: "Time from the first byte of a request to its answer",
      boundaries
    })
    const perRoute = new Map<string, Metric.Metric<number, unknown>>()

    const loop = monitorEventLoopDelay({ resolution: 20 })
    loop.enable()
    const gauge = (name: string, description: string) => Metric.gauge(name, { description })
    const ofEngine = new Map(Object.entries(described).map(([name, words]) => [name, gauge(`stoa_engine_${snake(name)}`, words)]))
    const measured: ReadonlyArray<readonly [Metric.Gauge<number>, () => number]> = [
      [gauge("stoa_http_requests_under_way", "Requests without an answer yet"), underWay],
      [gauge("stoa_process_resident_memory_bytes", "Resident memory"), () => process.memoryUsage.rss()],
      [gauge("stoa_process_heap_used_bytes", "Heap in use"), () => process.memoryUsage().heapUsed],
      [gauge("stoa_process_cpu_seconds", "Processor time, user and system"), () => cpuSeconds()],
      [gauge("stoa_event_loop_delay_p99_seconds", "Event loop delay since the last scrape"), () => loop.percentile(99) / 1e9]
    ]

    return {
      finished: ({ method, route, status, ms }) => {
        const label = methods.has(method) ? method : "other"
        const key = `${label} ${route} ${status}`
        let metric = perRoute.get(key)
        if (metric === undefined) {
          metric = Metric.withAttributes(durations, { method: label, route, status: String(status) })
          perRoute.set(key, metric)
        }
        metric.updateUnsafe(ms / 1000, context)
      },
      text: Effect.sync(() => {
        for (const [name, value] of Object.entries(engine.status())) ofEngine.get(name)?.updateUnsafe(Number(value), context)
        for (const [metric, value] of measured) metric.updateUnsafe(value(), context)
        loop.reset()
        return PrometheusMetrics.formatUnsafe(context)
      })
    }
  })

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
