/** Commands over a real socket: numbered, received, taken once, in order, and proved. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { startEcho, type EchoProcess } from "./fixtures/echo-process.ts"
import { joined, RawClient, testToken } from "./fixtures/raw-client.ts"

let echo: EchoProcess
beforeAll(async () => {
  echo = await startEcho()
})
afterAll(() => echo.stop())

type Joined = RawClient & { readonly sender: string }
const command = (from: Joined, n: number, id: number, body: object, more: object = {}) =>
  from.ask("command", { to: { type: "attempt", id }, id: { sender: from.sender, n }, command: body, ...more })
const say = (from: Joined, n: number, id: number, text: string) => command(from, n, id, { _tag: "Say", text })

describe("a command", () => {
  it("LP-20 goes to one actor, LP-23 is told by its sequence and time, and nothing hangs on what the client claims", async () => {
    const client = await joined(echo.port, 1)
    const before = Date.now()
    const accepted = await command(client, 1, 1, { _tag: "Say", text: "x" }, { claimedAt: 5 })
    expect(accepted).toEqual({ _tag: "Accepted", seq: 1, at: expect.any(Number), reply: { said: "x" } })
    expect(accepted.at).toBeGreaterThanOrEqual(before)
    expect(await say(client, 2, 2, "another actor's first")).toMatchObject({ seq: 1 })
    client.destroy()
  })

  it("LP-22 is numbered over all actors and connections, and numbers may be left out", async () => {
    const first = await joined(echo.port, 2)
    expect(await say(first, 7, 3, "one")).toMatchObject({ _tag: "Accepted", seq: 1 })
    expect(await say(first, 8, 4, "elsewhere")).toMatchObject({ _tag: "Accepted", seq: 1 })
    first.destroy()
    const second = Object.assign(new RawClient(echo.port), { sender: first.sender })
    await second.join({ version: 1, token: testToken(2), sender: first.sender })
    expect(await say(second, 7, 3, "another under a used number")).toMatchObject({ code: "id_reused" })
    expect(await say(second, 1_000_000, 3, "two")).toMatchObject({ _tag: "Accepted", seq: 2 })
    second.destroy()
  })

  it("LP-27 that was refused has used up no number: it is decided anew, and so is another under the same", async () => {
    const client = await joined(echo.port, 3)
    expect(await command(client, 1, 5, { _tag: "Stall" })).toMatchObject({ code: "overloaded" })
    expect(await command(client, 1, 5, { _tag: "Stall" })).toMatchObject({ _tag: "Accepted" })
    expect(await command(client, 2, 5, { _tag: "Erase" })).toMatchObject({ code: "invalid" })
    expect(await say(client, 2, 5, "corrected")).toMatchObject({ _tag: "Accepted" })
    client.destroy()
  })

  it("LP-28 is decided in the order of sending, however many are under way", async () => {
    const client = await joined(echo.port, 4)
    const numbers = Array.from({ length: 60 }, (_, index) => index + 1)
    const answers = await Promise.all(numbers.map((n) => say(client, n, 6, `${n}`)))
    expect(answers.map(({ seq, reply }) => ({ seq, reply }))).toEqual(numbers.map((n) => ({ seq: n, reply: { said: `${n}` } })))
    client.destroy()
  })

  it("LP-29 is received when the server has the whole of it", async () => {
    const client = await joined(echo.port, 10)
    await command(client, 1, 10, { _tag: "Stall" })
    const body = { to: { type: "attempt", id: 10 }, id: { sender: client.sender, n: 1 }, command: { _tag: "Stall" } }
    const begun = Date.now()
    await client.sendInTwo(`4299["command",${JSON.stringify(body)}]`, async () => {
      // Long enough for the clock to show it; the orders' round trips are the waiting.
      while (Date.now() < begun + 20) await echo.order("count")
    })
    const [answer] = JSON.parse((await client.until("4399[")).slice("4399".length))
    expect(answer).toMatchObject({ _tag: "Accepted" })
    expect(answer.reply.receivedAt).toBeGreaterThanOrEqual(begun + 20)
    expect(answer.reply.receivedAt).toBeLessThanOrEqual(Date.now())
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
