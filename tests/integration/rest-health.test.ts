/** When a node is fit to serve: each check by itself, over stand-ins for the two ports it asks. */
import { ConfigProvider, Effect, Exit, Layer, Scope } from "effect"
import { describe, expect, it } from "vitest"
import { DatabaseTime } from "../../engine/database-time.ts"
import { Engine, type EngineStatus } from "../../engine/engine.ts"
import { StorageUnavailable } from "../../engine/journal.ts"
import { CircuitBoard, Circuits } from "../../gateway/circuits.ts"
import { Breaker } from "../../gateway/live/breaker.ts"
import { CacheHealth, Health, type HealthReport } from "../../gateway/health.ts"
import { makeLog, story } from "../../gateway/log.ts"
import { engineIn, fit } from "../engine-stand-in.ts"

interface World {
  readonly status?: Partial<EngineStatus>
  readonly database?: Effect.Effect<number, StorageUnavailable>
  readonly cache?: boolean | "not configured"
  readonly data?: string
  readonly circuits?: CircuitBoard
}
const report = ({
  status = {},
  database = Effect.succeed(0),
  cache = "not configured",
  data = ".",
  circuits = new CircuitBoard()
}: World): Promise<HealthReport> =>
  Effect.runPromise(
    Effect.flatMap(Health, (health) => health.report).pipe(
      Effect.provide(
        Health.layer.pipe(
          Layer.provide([
            Layer.succeed(
              Engine,
              engineIn(() => ({ ...fit, ...status }))
            ),
            Layer.succeed(DatabaseTime, DatabaseTime.of({ read: database })),
            Layer.succeed(CacheHealth, () => cache),
            Layer.succeed(Circuits, circuits),
            ConfigProvider.layer(ConfigProvider.fromUnknown({ STOA_DATA: data }))
          ])
        )
      )
    )
  )

describe("health", () => {
  it("HLT-1 a database that does not answer makes the node unhealthy", async () => {
    const away = Effect.fail(new StorageUnavailable({ message: "away" }))
    expect(await report({ database: away })).toMatchObject({ status: "unhealthy", checks: { database: false } })
  })

  it.each([
    ["draining, or not recovered yet", { status: { ready: false } }, "engine"],
    ["a full disk", { status: { storageFull: true } }, "disk_space"],
    ["a Redis that was lost", { cache: false }, "cache"]
  ] as const)("HLT-2 %s makes it unhealthy, and says which", async (_what, world, check) => {
    const { status, checks } = await report(world)
    expect([status, checks[check]]).toEqual(["unhealthy", false])
  })

  it("HLT-5 a database's clock that was set is told, and sends nobody elsewhere", async () => {
    const { status, checks } = await report({ status: { clockHealthy: false } })
    expect([status, checks.clock]).toEqual(["healthy", false])
  })

  it("HLT-6 tells how each breaker stands: after five failures in a row it is open for a minute, then tries one call", async () => {
    const breaker = new Breaker()
    let now = 0
    const board = new CircuitBoard()
    const scope = Effect.runSync(Scope.make())
    const state = Effect.sync(() => breaker.state(now))
    Effect.runSync(Scope.provide(board.add("smtp", state), scope))
    const told = async () => (await report({ circuits: board })).details.circuits
    for (let failures = 0; failures < 4; failures++) breaker.failed(now)
    expect(await told()).toEqual({ smtp: "closed" })
    breaker.failed(now)
    expect([breaker.isOpen(now), await told()]).toEqual([true, { smtp: "open" }])
    now = 60_000
    expect([breaker.isOpen(now), await told()]).toEqual([false, { smtp: "half_open" }])
    breaker.failed(now)
    expect(await told()).toEqual({ smtp: "open" })
    now = 120_000
    breaker.succeeded()
    expect(await told()).toEqual({ smtp: "closed" })
    await Effect.runPromise(Scope.close(scope, Exit.void))
    expect(await told()).toEqual({})
  })

  it("HLT-3 a Redis nobody configured is no failure", async () => {
    const { checks } = await report({})
    expect(checks).toMatchObject({ database: true, cache: "not configured", clock: true, engine: true })
  })

  it("HLT-4 looks at the program's disk where nothing is kept in a folder of its own", async () => {
    expect((await report({ data: "./no-such-folder" })).details.disk_free_percent).toBeGreaterThan(0)
  })
})

describe("the log", () => {
  it("LOG-1 tells a story to people", () => {
    const line = '{"level":40,"time":"2026-11-22T18:03:47.409Z","route":"/api","ms":1204,"msg":"Slow request"}'
    expect(story(line)).toBe("18:03:47.409 warn  Slow request (route=/api ms=1204)\n")
  })

  it("LOG-2 never writes a secret, however deep it stands", () => {
    const lines: Array<string> = []
    const log = makeLog("info", (line) => lines.push(line))
    log.info(
      { password: "hunter22", request: { headers: { authorization: "Bearer abc" } }, tokens: { access_token: "abc" } },
      "in"
    )
    expect(lines.join("")).not.toMatch(/hunter22|abc/)
    expect(lines.join("")).toContain("[redacted]")
  })
})
