/**
 * Is this node fit to serve? The plan's four checks, and what an operator wants to know next. Unhealthy, not yet ready and
 * draining all answer 503, because all three mean the same to a proxy: send people elsewhere.
 */
import { Clock, Config, Context, Effect, Layer } from "effect"
import { readFile, statfs } from "node:fs/promises"
import { freemem, totalmem } from "node:os"
import { DatabaseTime } from "../engine/database-time.ts"
import { Engine, type EngineStatus } from "../engine/engine.ts"
import { KeyRotation, type RotationStatus } from "../storage/keys/rotation.ts"
import { Circuits, type CircuitState } from "./circuits.ts"

/** What Redis is to this node. Not having one is no failure; having lost one is. */
export const CacheHealth = Context.Reference<() => boolean | "not configured">("stoa/gateway/CacheHealth", {
  defaultValue: () => () => "not configured"
})

export interface HealthReport {
  readonly status: "healthy" | "unhealthy"
  readonly checks: {
    readonly database: boolean
    readonly cache: boolean | "not configured"
    readonly disk_space: boolean
    readonly memory: boolean
    readonly clock: boolean
    readonly engine: boolean
  }
  readonly details: {
    readonly database_ms: number | null
    readonly disk_free_percent: number
    readonly memory_used_percent: number
    readonly process_rss_mb: number
    readonly uptime_s: number
    /** Breakers before what this node can do without for a while; an open one lets nothing through for a minute. */
    readonly circuits: Readonly<Record<string, CircuitState>>
    readonly engine: EngineStatus
    /** Keys that are being wrapped under a new master key. */
    readonly master_key: RotationStatus
  }
  readonly timestamp: string
}

const leastDiskFree = 10
const mostMemoryUsed = 90
const patience = "2 seconds"

/** Where database and secret come from elsewhere there is no data folder, and the disk that counts is the program's. */
const diskFree = (folder: string): Effect.Effect<number> =>
  Effect.promise(() => statfs(folder).catch(() => statfs("."))).pipe(
    Effect.map(({ bavail, blocks }) => (100 * bavail) / Math.max(1, blocks))
  )

/** What could be had without swapping, page cache included: `freemem` alone would call every busy file server full. */
const memoryUsed: Effect.Effect<number> = Effect.promise(async () => {
  const text = await readFile("/proc/meminfo", "utf8").catch(() => "")
  const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? Number.NaN)
  const available = kilobytes("MemAvailable")
  const total = kilobytes("MemTotal")
  return Number.isNaN(available) ? 100 * (1 - freemem() / totalmem()) : 100 * (1 - available / total)
})

const round = (value: number): number => Math.round(value * 10) / 10

export class Health extends Context.Service<Health, { readonly report: Effect.Effect<HealthReport> }>()("stoa/gateway/Health") {
  static readonly layer = Layer.effect(
    Health,
    Effect.gen(function* () {
      const engine = yield* Engine
      const database = yield* DatabaseTime
      const cacheHealth = yield* CacheHealth
      const rotation = yield* KeyRotation
      const circuits = yield* Circuits
      const folder = yield* Config.String("STOA_DATA").pipe(Config.withDefault("./.stoa"))

      const ping = Effect.gen(function* () {
        const asked = performance.now()
        yield* database.read
        return performance.now() - asked
      }).pipe(
        Effect.timeout(patience),
        Effect.catch(() => Effect.succeed(undefined))
      )

      return Health.of({
        report: Effect.gen(function* () {
          const [databaseMs, disk, memory] = yield* Effect.all([ping, diskFree(folder), memoryUsed], { concurrency: "unbounded" })
          const status = engine.status()
          const checks = {
            database: databaseMs !== undefined,
            cache: cacheHealth(),
            disk_space: disk > leastDiskFree && !status.storageFull,
            memory: memory < mostMemoryUsed,
            clock: status.clockHealthy,
            engine: status.ready
          }
          // A clock that was set is for people to look at: the engine keeps time without it, and on another node it is the same.
          const { clock: _, ...deciding } = checks
          return {
            status: Object.values(deciding).every((check) => check !== false) ? "healthy" : "unhealthy",
            checks,
            details: {
              database_ms: databaseMs === undefined ? null : round(databaseMs),
              disk_free_percent: round(disk),
              memory_used_percent: round(memory),
              process_rss_mb: Math.round(process.memoryUsage.rss() / 1024 / 1024),
              uptime_s: Math.round(process.uptime()),
              engine: status,
              master_key: rotation(),
              circuits: yield* circuits.states
            },
            timestamp: new Date(yield* Clock.currentTimeMillis).toISOString()
          }
        })
      })
    })
  )
}
