/** Readers that do not keep up: the one is given a snapshot or let go, the others get everything, and memory stays bounded. */
import { io } from "socket.io-client"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { startEcho, type EchoProcess } from "./fixtures/echo-process.ts"
import { joined, testToken, type RawClient } from "./fixtures/raw-client.ts"

let echo: EchoProcess
beforeAll(async () => {
  echo = await startEcho({ STOA_LIMIT_COMMANDS: "5000", STOA_LIMIT_FRAMES: "20000", STOA_HOPELESS_MS: "2000" })
})
afterAll(() => echo.stop())

const blast = (from: RawClient & { readonly sender: string }, id: number, times: number, bytes: number) =>
  from.ask("command", { to: { type: "exam", id }, id: { sender: from.sender, n: id }, command: { _tag: "Blast", times, bytes } })
const subscribe = (client: RawClient, id: number) => client.ask("subscribe", { _tag: "Actor", ref: { type: "exam", id } })

const reaches = (client: RawClient, seq: number) =>
  client.until((text) => /^42\["(publication|snapshot)"/.test(text) && JSON.parse(text.slice(2))[1].seq === seq)

/** What a client that follows the rules would hold: every change asserts the one before, a snapshot replaces all. */
const applied = (client: RawClient): { readonly seq: number; readonly snapshots: number } => {
  let seq = 0
  let snapshots = 0
  for (const text of client.received) {
    if (!/^42\["(publication|snapshot)"/.test(text)) continue
    const [event, frame] = JSON.parse(text.slice(2))
    if (event === "snapshot") snapshots += 1
    else expect(frame.prev).toBe(seq)
    seq = frame.seq
  }
  return { seq, snapshots }
}

describe("a slow reader", () => {
  it("LP-65 that falls behind and catches up is given a snapshot in place of what it missed", async () => {
    const [driver, reader, bystander] = [await joined(echo.port, 1), await joined(echo.port, 2), await joined(echo.port, 3)]
    await subscribe(reader, 1)
    await subscribe(bystander, 1)
    reader.pause()
    // More than the system's own buffers take, in pieces that stay under the second mark for one who has read those.
    const { slowDropped: before = 0 } = await echo.order("count")
    let rounds = 0
    let dropped = before
    while (dropped === before && rounds < 400) {
      rounds += 1
      await driver.ask("command", {
        ...{ to: { type: "exam", id: 1 }, id: { sender: driver.sender, n: rounds } },
        command: { _tag: "Say", text: "y".repeat(30_000) }
      })
      dropped = (await echo.order("count")).slowDropped ?? 0
    }
    expect(dropped).toBeGreaterThan(before)
    reader.resume()
    await reaches(reader, rounds)
    await reaches(bystander, rounds)
    expect(applied(reader)).toEqual({ seq: rounds, snapshots: 1 })
    expect(applied(bystander)).toEqual({ seq: rounds, snapshots: 0 })
    expect(reader.isClosed).toBe(false)
    for (const client of [driver, reader, bystander]) client.destroy()
  })

  it("LP-65 is not who gets much at once: what one turn brings is written before it is measured", async () => {
    const [driver, reader] = [await joined(echo.port, 20), await joined(echo.port, 21)]
    await subscribe(reader, 20)
    const command = { _tag: "Burst", times: 50, bytes: 4_000 }
    await driver.ask("command", { to: { type: "exam", id: 20 }, id: { sender: driver.sender, n: 1 }, command })
    await reaches(reader, 50)
    expect(applied(reader)).toEqual({ seq: 50, snapshots: 0 })
    for (const client of [driver, reader]) client.destroy()
  })

  it("LP-66 that does not read at all is let go when its time is up, and costs nobody anything", async () => {
    const [driver, reader, bystander] = [await joined(echo.port, 4), await joined(echo.port, 5), await joined(echo.port, 6)]
    await subscribe(reader, 2)
    await subscribe(bystander, 2)
    const { slowClosed: before = 0, rss = 0 } = await echo.order("count")
    reader.pause()
    await blast(driver, 2, 20_000, 2_000)
    await reaches(bystander, 20_000)
    expect(applied(bystander)).toEqual({ seq: 20_000, snapshots: 0 })
    const asked = performance.now()
    // The system's own buffers may take a little more while nobody reads, so there has to be always more to come.
    for (let n = 100; (await echo.order("count")).slowClosed === before; n += 1) {
      expect(performance.now() - asked).toBeLessThan(20_000)
      await driver.ask("command", {
        ...{ to: { type: "exam", id: 2 }, id: { sender: driver.sender, n } },
        command: { _tag: "Say", text: "y".repeat(2000) }
      })
    }
    const counted = await echo.order("count")
    expect(counted.slowClosed).toBe(before + 1)
    expect((counted.rss ?? 0) - rss).toBeLessThan(150_000_000)
    for (const client of [driver, reader, bystander]) client.destroy()
  })

  it("LP-66 that asks and asks and never reads the answers is let go at the second mark", async () => {
    const [driver, reader] = [await joined(echo.port, 7), await joined(echo.port, 8)]
    await driver.ask("command", {
      ...{ to: { type: "exam", id: 3 }, id: { sender: driver.sender, n: 1 } },
      command: { _tag: "Say", text: "z".repeat(40_000) }
    })
    const { slowClosed: before = 0, rss = 0 } = await echo.order("count")
    reader.pause()
    let counted = await echo.order("count")
    const asked = performance.now()
    for (let id = 1000; counted.slowClosed === before && performance.now() - asked < 5000; id += 1) {
      reader.send(`42${id}["subscribe",{"_tag":"Actor","ref":{"type":"exam","id":3}}]`)
      counted = await echo.order("count")
    }
    expect(counted.slowClosed).toBe(before + 1)
    expect((counted.rss ?? 0) - rss).toBeLessThan(100_000_000)
    for (const client of [driver, reader]) client.destroy()
  })

  it("LP-67 by long polling is measured by what waits for its next request", async () => {
    const driver = await joined(echo.port, 10)
    const auth = { version: 1, token: testToken(11), sender: "device:poller" }
    const poller = io(`http://127.0.0.1:${echo.port}`, { transports: ["polling"], auth })
    await new Promise((resolve) => poller.on("welcome", resolve))
    const seen: Array<number> = []
    let seq = 0
    poller.on("publication", (frame) => {
      expect(frame.prev).toBe(seq)
      seq = frame.seq
      seen.push(seq)
    })
    poller.on("snapshot", (frame) => {
      seq = frame.seq
    })
    await poller.emitWithAck("subscribe", { _tag: "Actor", ref: { type: "exam", id: 4 } })
    const finished = new Promise<void>((resolve) => {
      const check = () => seq >= 2000 && resolve()
      poller.on("publication", check)
      poller.on("snapshot", check)
    })
    await driver.ask("command", {
      ...{ to: { type: "exam", id: 4 }, id: { sender: driver.sender, n: 1 } },
      command: { _tag: "Blast", times: 2000, bytes: 2000 }
    })
    await finished
    expect(poller.connected).toBe(true)
    poller.close()
    driver.destroy()
  })
})
