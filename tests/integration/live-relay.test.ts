/** Changes on their way to another node: socket.io's Redis adapter on a real Redis, behind a wire that can be cut. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { Redis } from "ioredis"
import { Breaker } from "../../gateway/live/breaker.ts"
import { startRedis, type RunningRedis } from "../../scripts/redis.ts"
import { startEcho, type EchoProcess } from "./fixtures/echo-process.ts"
import { joined } from "./fixtures/raw-client.ts"
import { wireTo, type Wire } from "./fixtures/wire.ts"

let redis: RunningRedis
let wire: Wire
let one: EchoProcess
let two: EchoProcess
beforeAll(async () => {
  redis = await startRedis()
  wire = await wireTo(redis.url)
  const start = () => startEcho({ REDIS_URL: wire.url, STOA_LIMIT_COMMANDS: "5000", STOA_LIMIT_FRAMES: "5000" })
  ;[one, two] = await Promise.all([start(), start()])
})
afterAll(async () => {
  await Promise.all([one, two].map((node) => node.stop()))
  await wire.cut()
  await redis.stop()
})

const to = { type: "attempt", id: 1 }
type Client = Awaited<ReturnType<typeof joined>>

let lastN = 0
const say = (client: Client, text: string) => {
  lastN += 1
  return client.ask("command", { to, id: { sender: client.sender, n: lastN }, command: { _tag: "Say", text } })
}
const wordsAt = (client: Client) =>
  client.events("publication").map((publication) => Reflect.get(Object(publication["patch"]), "said"))

/** The nodes notice in their own time what became of Redis; orders come back when they have been carried out. */
const cacheIs = async (expected: number) => {
  for (const node of [one, two]) while ((await node.order("count"))["cache"] !== expected);
}
const twoClients = async () => {
  const [here, there] = [await joined(one.port, 1), await joined(two.port, 2)]
  for (const client of [here, there]) await client.ask("subscribe", { _tag: "Actor", ref: to })
  return [here, there] as const
}

describe("the relay between nodes", () => {
  it("brings a change made on one node to those who follow on the other, once, in order", async () => {
    await cacheIs(1)
    const [here, there] = await twoClients()
    for (const text of ["a", "b", "c"]) await say(here, text)
    await there.until((text) => text.includes('"said":"c"'))
    expect(wordsAt(there)).toEqual(["a", "b", "c"])
    expect(wordsAt(here)).toEqual(["a", "b", "c"])
    for (const client of [here, there]) client.destroy()
  })

  it("goes by the channels of socket.io's Redis adapter", async () => {
    const watcher = new Redis(redis.url)
    const message = new Promise<string>((resolve) => watcher.on("message", (_channel, text: string) => resolve(text)))
    await watcher.subscribe("stoa:live:1-request#/#")
    const [here, there] = await twoClients()
    await say(here, "watched")
    expect(JSON.parse(await message)).toMatchObject({ uid: expect.any(String), data: ["relay", expect.any(Array)] })
    watcher.disconnect()
    for (const client of [here, there]) client.destroy()
  })

  it("serves commands while Redis is gone, says so, and relays again once it is back", async () => {
    const [here, there] = await twoClients()
    await say(here, "before")
    await there.until((text) => text.includes('"said":"before"'))
    await wire.cut()
    await cacheIs(0)
    // More than opens the breaker: the minute it waits for ends when the connection comes back.
    for (let count = 0; count < 20; count += 1) expect(await say(here, "meanwhile")).toMatchObject({ _tag: "Accepted" })
    expect(wordsAt(here)).toContain("meanwhile")
    await wire.mend()
    await cacheIs(1)
    await say(here, "after")
    await there.until((text) => text.includes('"said":"after"'))
    expect(wordsAt(there)).not.toContain("meanwhile")
    for (const client of [here, there]) client.destroy()
  })

  it("notices a Redis that keeps its connections open and answers nothing", async () => {
    const [here, there] = await twoClients()
    wire.freeze()
    await cacheIs(0)
    expect(await say(here, "frozen")).toMatchObject({ _tag: "Accepted" })
    wire.thaw()
    await cacheIs(1)
    await say(here, "thawed")
    await there.until((text) => text.includes('"said":"thawed"'))
    for (const client of [here, there]) client.destroy()
  })

  it("survives messages on its channels that are none", async () => {
    const stranger = new Redis(redis.url)
    const [here, there] = await twoClients()
    for (const data of [
      ["relay"],
      ["relay", 7],
      ["relay", [["publication", 1, 2]]],
      ["relay", [["shutdown", "a", "b"]]],
      [],
      null
    ]) {
      await stranger.publish("stoa:live:1-request#/#", JSON.stringify({ uid: "stranger", type: 6, data }))
    }
    const noSense = [Buffer.from([0xc0]), Buffer.from([0xc1, 0xff]), Buffer.from("null"), Buffer.from("{"), Buffer.alloc(0)]
    for (const channel of ["stoa:live:1-request#/#", "stoa:live:1-response#/#", "stoa:live:1#/#"]) {
      for (const bytes of noSense) await stranger.publish(channel, bytes)
    }
    await say(here, "still here")
    await there.until((text) => text.includes('"said":"still here"'))
    stranger.disconnect()
    for (const client of [here, there]) client.destroy()
  })

  it("leaves the other node's connections alone when a node stops", async () => {
    const third = await startEcho({ REDIS_URL: wire.url })
    while ((await third.order("count"))["cache"] !== 1);
    const client = await joined(two.port, 4)
    await third.stop()
    await client.ask("subscribe", { _tag: "Actor", ref: to })
    expect(client.isClosed).toBe(false)
    client.destroy()
  })

  it("does without when Redis was never there: everything else goes on", async () => {
    const alone = await startEcho({ REDIS_URL: "redis://127.0.0.1:1" })
    const client = await joined(alone.port, 3)
    await client.ask("subscribe", { _tag: "Actor", ref: to })
    for (let n = 1; n <= 50; n += 1) {
      const id = { sender: client.sender, n }
      expect(await client.ask("command", { to, id, command: { _tag: "Say", text: "x" } })).toMatchObject({ _tag: "Accepted" })
    }
    expect(client.events("publication")).toHaveLength(50)
    expect(await alone.order("count")).toMatchObject({ cache: 0 })
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
    expect(breaker.isOpen(60_001)).toBe(false)
    breaker.failed(120_000)
    expect(breaker.isOpen(120_000)).toBe(false)
  })
})
