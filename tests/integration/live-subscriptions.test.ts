/** Following views, receipts, the tide and the way out, over a real socket. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { startEcho, type EchoProcess } from "./fixtures/echo-process.ts"
import { joined, type RawClient } from "./fixtures/raw-client.ts"

let echo: EchoProcess
beforeAll(async () => {
  echo = await startEcho()
})
afterAll(() => echo.stop())

type Joined = RawClient & { readonly sender: string }
const command = (from: Joined, n: number, id: number, body: object, more: object = {}) =>
  from.ask("command", { to: { type: "attempt", id }, id: { sender: from.sender, n }, command: body, ...more })
const subscribe = (client: RawClient, id: number) => client.ask("subscribe", { _tag: "Actor", ref: { type: "attempt", id } })
const sequences = (client: RawClient) => client.events("publication").map(({ prev, seq }) => [prev, seq])
const publication = (client: RawClient, seq: number) =>
  client.until((text) => text.startsWith('42["publication"') && JSON.parse(text.slice(2))[1].seq === seq)

describe("subscriptions", () => {
  it("LP-44 bring every change once and in order, however the subscription meets them", async () => {
    const speaker = await joined(echo.port, 1)
    const listeners = await Promise.all(Array.from({ length: 20 }, (_, index) => joined(echo.port, 100 + index)))
    const times = 2000
    await command(speaker, 1, 1, { _tag: "Blast", times, bytes: 10 })
    const began: Array<number> = []
    // One after the other, so that each meets the stream of changes somewhere else.
    for (const listener of listeners) began.push(Number((await subscribe(listener, 1)).seq))
    expect(began[0]).toBeLessThan(times)
    for (const [index, listener] of listeners.entries()) {
      const from = began[index] ?? 0
      if (from < times) await publication(listener, times)
      expect(sequences(listener)).toEqual(Array.from({ length: times - from }, (_, step) => [from + step, from + step + 1]))
    }
    for (const client of [speaker, ...listeners]) client.destroy()
  })

  it("LP-48 are over when given up, and LP-47 replaced when asked for again", async () => {
    const [speaker, listener] = [await joined(echo.port, 1), await joined(echo.port, 2)]
    await subscribe(listener, 2)
    await subscribe(listener, 2)
    await command(speaker, 1, 2, { _tag: "Say", text: "one" })
    await publication(listener, 1)
    expect(await listener.ask("unsubscribe", { _tag: "Actor", ref: { type: "attempt", id: 2 } })).toEqual({
      _tag: "Unsubscribed"
    })
    await command(speaker, 2, 2, { _tag: "Say", text: "two" })
    expect(await listener.ask("unsubscribe", { _tag: "Feed", ref: { feed: "wall", id: 9 } })).toEqual({ _tag: "Unsubscribed" })
    expect(sequences(listener)).toEqual([[0, 1]])
    for (const client of [speaker, listener]) client.destroy()
  })

  it("LP-55 show a feed's rows and what changes in them", async () => {
    const [speaker, proctor] = [await joined(echo.port, 1), await joined(echo.port, 3, "proctor")]
    const feed = await proctor.ask("subscribe", { _tag: "Feed", ref: { feed: "wall", id: 1 } })
    expect(feed).toMatchObject({ _tag: "Feed", ref: { feed: "wall", id: 1 } })
    await command(speaker, 1, 3, { _tag: "Say", text: "on the wall" })
    const frame = await proctor.event("feed")
    expect(frame).toMatchObject({ prev: feed.rev, rows: [{ key: "attempt/3", seq: 1, row: { said: "on the wal" } }] })
    for (const client of [speaker, proctor]) client.destroy()
  })

  it("LP-60 tell their newest sequence with the tide", async () => {
    const client = await joined(echo.port, 4)
    await subscribe(client, 4)
    await command(client, 1, 4, { _tag: "Say", text: "x" })
    const tide = await client.until((text) => text.startsWith('42["tide"') && text.includes('"seq":1'))
    expect(JSON.parse(tide.slice(2))[1].actors).toEqual([{ actor: "attempt/4", audience: "member", generation: "echo", seq: 1 }])
    client.destroy()
  })
})

describe("receipts", () => {
  it("LP-30 prove when an answer came, and LP-31 count it from then", async () => {
    const client = await joined(echo.port, 5)
    const before = Date.now()
    const refused = await command(client, 1, 5, { _tag: "Stall" })
    expect(refused).toMatchObject({ code: "overloaded", retryAfterMs: 10, receipt: { sender: client.sender, n: 1 } })
    const { receipt } = refused
    const accepted = await command(client, 1, 5, { _tag: "Stall" }, { receipt })
    expect(accepted).toMatchObject({ _tag: "Accepted" })
    const { receivedAt } = Object(receipt)
    expect(accepted.reply).toEqual({ receivedAt })
    expect(receivedAt).toBeGreaterThanOrEqual(before)
    client.destroy()
  })

  it("LP-31 are refused for another actor, number, command, person or time", async () => {
    const [client, other] = [await joined(echo.port, 6), await joined(echo.port, 7)]
    const { receipt } = await command(client, 1, 6, { _tag: "Stall" })
    const forged = { ...Object(receipt), receivedAt: 1 }
    const attempts = [
      command(client, 1, 66, { _tag: "Stall" }, { receipt }),
      command(client, 2, 6, { _tag: "Stall" }, { receipt }),
      command(client, 1, 6, { _tag: "Say", text: "x" }, { receipt }),
      command(client, 1, 6, { _tag: "Stall" }, { receipt: forged }),
      command(other, 1, 6, { _tag: "Stall" }, { receipt: { ...Object(receipt), sender: other.sender } })
    ]
    for (const answer of await Promise.all(attempts)) expect(answer).toMatchObject({ code: "invalid", field: "receipt" })
    for (const one of [client, other]) one.destroy()
  })
})

describe("once", () => {
  it("LP-24 answers a repeat with the first reply, whatever the order of its keys (LP-26)", async () => {
    const client = await joined(echo.port, 8)
    const first = await command(client, 1, 8, { _tag: "Say", text: "x", kind: "calm" })
    await command(client, 2, 8, { _tag: "Say", text: "y" })
    expect(await command(client, 1, 8, { kind: "calm", text: "x", _tag: "Say" }, { claimedAt: 5 })).toEqual(first)
    client.destroy()
  })

  it("LP-21 keeps the numbers of two devices apart", async () => {
    const [one, two] = [await joined(echo.port, 9), await joined(echo.port, 9)]
    expect(await command(one, 1, 9, { _tag: "Say", text: "one" })).toMatchObject({ seq: 1 })
    expect(await command(two, 1, 9, { _tag: "Say", text: "two" })).toMatchObject({ seq: 2 })
    for (const client of [one, two]) client.destroy()
  })
})

describe("draining", () => {
  it("LP-86 announces itself, refuses what is new with a receipt where it matters, and closes", async () => {
    const client = await joined(echo.port, 10)
    await echo.order("drain")
    const closing = await client.event("closing")
    expect(closing.reason).toBe("draining")
    expect(closing.retryAfterMs).toBeGreaterThan(0)
    expect(await command(client, 1, 10, { _tag: "Stall" })).toMatchObject({ code: "unavailable", receipt: { n: 1 } })
    await expect(joined(echo.port, 11)).rejects.toThrow("unavailable")
    await echo.order("close")
    await client.closed
  })
})
