/** Following views, the tide and the way out, over a real socket. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { mergePatch } from "../../protocol/merge-patch.ts"
import { startEcho, type EchoProcess } from "./fixtures/echo-process.ts"
import { joined, testToken, type RawClient } from "./fixtures/raw-client.ts"

let echo: EchoProcess
beforeAll(async () => {
  echo = await startEcho()
})
afterAll(() => echo.stop())

type Joined = RawClient & { readonly sender: string }
const command = (from: Joined, n: number, id: number, body: object, more: object = {}) =>
  from.ask("command", { to: { type: "attempt", id }, id: { sender: from.sender, n }, command: body, ...more })
const subscribe = (client: RawClient, id: number, more: object = {}) =>
  client.ask("subscribe", { _tag: "Actor", ref: { type: "attempt", id }, ...more })
const say = (from: Joined, n: number, id: number, text: string) => command(from, n, id, { _tag: "Say", text })
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

  it("LP-40 show each audience its own view of an actor, by who asks", async () => {
    const [speaker, proctor] = [await joined(echo.port, 1), await joined(echo.port, 20, "proctor")]
    await say(speaker, 1, 20, "not for all")
    expect(await subscribe(speaker, 20)).toMatchObject({ audience: "member", view: { seq: 1, said: "not for all" } })
    expect(await subscribe(proctor, 20)).toMatchObject({ audience: "proctors", view: { seq: 1 } })
    await say(speaker, 2, 20, "nor this")
    expect(await proctor.event("publication")).toMatchObject({ audience: "proctors", prev: 1, seq: 2, patch: { seq: 2 } })
    expect(JSON.stringify(proctor.received)).not.toContain("this")
    for (const client of [speaker, proctor]) client.destroy()
  })

  it("LP-41 LP-42 begin with the whole, and with the changes merged in it is the whole asked for later", async () => {
    const client = await joined(echo.port, 21)
    await command(client, 1, 21, { _tag: "Say", text: "first", kind: "loud" })
    const { view, seq } = await subscribe(client, 21)
    expect({ view, seq }).toEqual({ view: { seq: 1, said: "first", kind: "loud" }, seq: 1 })
    await say(client, 2, 21, "second")
    await command(client, 3, 21, { _tag: "Say", text: "third", kind: "calm" })
    await say(client, 4, 21, "fourth")
    await publication(client, 4)
    const merged = client.events("publication").reduce((known, { patch }) => mergePatch(known, patch), view)
    expect(merged).toEqual({ seq: 4, said: "fourth" })
    expect(await subscribe(client, 21)).toMatchObject({ _tag: "Snapshot", seq: 4, view: merged })
    client.destroy()
  })

  it("LP-43 resume on another connection with all that was missed, in order, and go on after it", async () => {
    const [speaker, before] = [await joined(echo.port, 22), await joined(echo.port, 23)]
    const { generation, seq } = await subscribe(before, 22)
    before.destroy()
    for (const n of [1, 2, 3]) await say(speaker, n, 22, `missed ${n}`)
    const after = await joined(echo.port, 23)
    const resumed = await subscribe(after, 22, { from: { generation, seq } })
    expect(resumed).toMatchObject({ _tag: "Resumed", audience: "member", generation, seq: 3 })
    expect(resumed).toHaveProperty(
      "missed",
      [1, 2, 3].map((n) => expect.objectContaining({ actor: "attempt/22", prev: n - 1, seq: n }))
    )
    expect(await subscribe(after, 22, { from: { generation, seq: 3 } })).toMatchObject({ _tag: "Resumed", seq: 3, missed: [] })
    await say(speaker, 4, 22, "seen")
    await publication(after, 4)
    expect(sequences(after)).toEqual([[3, 4]])
    for (const client of [speaker, after]) client.destroy()
  })

  it("LP-43 are given the whole again rather than a part of what was missed", async () => {
    const client = await joined(echo.port, 24)
    const { generation } = await subscribe(client, 24)
    await command(client, 1, 24, { _tag: "Blast", times: 101, bytes: 1 })
    await publication(client, 101)
    expect(await subscribe(client, 24, { from: { generation, seq: 0 } })).toMatchObject({ _tag: "Snapshot", seq: 101 })
    client.destroy()
  })

  it("LP-46 do not resume in another life of the actor, LP-50 end as stale when one begins, and may be asked for again", async () => {
    const client = await joined(echo.port, 25)
    await say(client, 1, 25, "remembered")
    const { generation } = await subscribe(client, 25)
    await command(client, 2, 25, { _tag: "Forget" })
    expect(await client.event("ended")).toEqual({ actor: "attempt/25", reason: "stale" })
    const again = await subscribe(client, 25, { from: { generation, seq: 1 } })
    expect(again).toMatchObject({ _tag: "Snapshot", seq: 1, view: { said: "remembered" } })
    expect(again.generation).not.toBe(generation)
    client.destroy()
  })

  it("LP-50 end as audience_changed for who may no longer see them", async () => {
    const client = await joined(echo.port, 26, "proctor")
    const ref = { feed: "wall", id: 1 }
    await client.ask("subscribe", { _tag: "Feed", ref })
    await client.ask("renew", { token: testToken(26, "student") })
    expect(await client.event("ended")).toEqual({ feed: ref, reason: "audience_changed" })
    expect(await client.ask("subscribe", { _tag: "Feed", ref })).toMatchObject({ code: "not_found" })
    client.destroy()
  })

  it("LP-48 are over when given up, and LP-47 replaced when asked for again", async () => {
    const [speaker, listener] = [await joined(echo.port, 1), await joined(echo.port, 2)]
    // Together, so that the second meets the first still unanswered.
    const asking = '["subscribe",{"_tag":"Actor","ref":{"type":"attempt","id":2}}]'
    listener.send(`4297${asking}`, `4298${asking}`)
    expect(await listener.until("4397")).toContain('"code":"unavailable"')
    expect(await listener.until("4398")).toContain('"_tag":"Snapshot"')
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

  it("LP-70 show on a feed who is there and where, LP-71 and tell who has left from who was cut off", async () => {
    const [leaving, cut, proctor] = [
      await joined(echo.port, 27),
      await joined(echo.port, 28),
      await joined(echo.port, 3, "proctor")
    ]
    await proctor.ask("subscribe", { _tag: "Feed", ref: { feed: "wall", id: 1 } })
    const shows = (presence: object) =>
      proctor.until((text) => text.startsWith('42["feed"') && text.includes(JSON.stringify(presence).slice(1, -1)))
    leaving.send('42["beat",{"attempt":{"id":27,"question":"q3"}}]')
    cut.send('42["beat",{"attempt":{"id":28}}]')
    expect(await shows({ key: "attempt/27", connection: "good" })).toContain('"question":"q3"')
    await shows({ key: "attempt/28", connection: "good" })
    leaving.send("41")
    cut.destroy()
    await shows({ key: "attempt/27", connection: "left" })
    await shows({ key: "attempt/28", connection: "missing" })
    for (const client of [leaving, proctor]) client.destroy()
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

describe("draining", () => {
  it("LP-85 LP-86 announces itself, refuses what is new with a receipt where it matters, and closes", async () => {
    const client = await joined(echo.port, 10)
    await echo.order("drain")
    const closing = await client.event("closing")
    expect(closing.reason).toBe("draining")
    expect(closing.retryAfterMs).toBeGreaterThan(0)
    expect(await command(client, 1, 10, { _tag: "Stall" })).toMatchObject({ code: "unavailable", receipt: { n: 1 } })
    await expect(joined(echo.port, 11)).rejects.toThrow("unavailable")
    await echo.order("close")
    await client.closed
    expect(client.received).not.toContain("41")
  })
})
