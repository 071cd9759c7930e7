/** Changes on their way to another node, through a real Redis, and without one. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { Breaker } from "../../gateway/live/relay.ts"
import { startRedis, type RunningRedis } from "../../scripts/redis.ts"
import { startEcho, type EchoProcess } from "./fixtures/echo-process.ts"
import { joined } from "./fixtures/raw-client.ts"

let redis: RunningRedis
let nodes: ReadonlyArray<EchoProcess> = []
beforeAll(async () => {
  redis = await startRedis()
  nodes = await Promise.all([
    startEcho({ REDIS_URL: redis.url, STOA_LIMIT_COMMANDS: "5000" }),
    startEcho({ REDIS_URL: redis.url, STOA_LIMIT_COMMANDS: "5000" })
  ])
})
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop()))
  await redis.stop()
})

const to = { type: "attempt", id: 1 }

describe("the relay between nodes", () => {
  it("brings a change made on one node to those who follow on the other, once", async () => {
    const [here, there] = [await joined(nodes[0]?.port ?? 0, 1), await joined(nodes[1]?.port ?? 0, 2)]
    for (const client of [here, there]) await client.ask("subscribe", { _tag: "Actor", ref: to })
    let n = 0
    // The nodes reach Redis some time after they are up.
    while (there.events("publication").length === 0) {
      n += 1
      await here.ask("command", { to, id: { sender: here.sender, n }, command: { _tag: "Say", text: `${n}` } })
    }
    await here.ask("command", { to, id: { sender: here.sender, n: n + 1 }, command: { _tag: "Say", text: "last" } })
    await there.until((text) => text.includes('"said":"last"'))
    const seen = there.events("publication").map(({ seq }) => seq)
    expect(new Set(seen).size).toBe(seen.length)
    expect(here.events("publication").map(({ seq }) => seq)).toEqual(Array.from({ length: n + 1 }, (_, index) => index + 1))
    for (const client of [here, there]) client.destroy()
  })

  it("does without when Redis is not there: everything else goes on", async () => {
    const alone = await startEcho({ REDIS_URL: "redis://127.0.0.1:1" })
    const client = await joined(alone.port, 3)
    await client.ask("subscribe", { _tag: "Actor", ref: to })
    for (let n = 1; n <= 50; n += 1) {
      const id = { sender: client.sender, n }
      expect(await client.ask("command", { to, id, command: { _tag: "Say", text: "x" } })).toMatchObject({ _tag: "Accepted" })
    }
    expect(client.events("publication")).toHaveLength(50)
    client.destroy()
    await alone.stop()
  })
})

describe("the breaker", () => {
  it("opens after five failures in a row, for a minute, and then lets one through to see", () => {
    const breaker = new Breaker()
    for (let count = 0; count < 4; count += 1) breaker.failed(0)
    breaker.succeeded()
    for (let count = 0; count < 4; count += 1) breaker.failed(0)
    expect(breaker.isOpen(0)).toBe(false)
    breaker.failed(0)
    expect(breaker.isOpen(59_999)).toBe(true)
    expect(breaker.isOpen(60_000)).toBe(false)
    breaker.failed(60_000)
    expect(breaker.isOpen(119_999)).toBe(true)
    breaker.succeeded()
    breaker.failed(120_000)
    expect(breaker.isOpen(120_000)).toBe(false)
  })
})
