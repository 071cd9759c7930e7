/** The handshake, over a real socket: who gets in, and what those learn who do not. Rules of docs/protocol/SPEC.md. */
import { io } from "socket.io-client"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { undisturbed } from "../undisturbed.ts"
import { startEcho, type EchoProcess } from "./fixtures/echo-process.ts"
import { joined, RawClient, testToken } from "./fixtures/raw-client.ts"

let echo: EchoProcess
beforeAll(async () => {
  echo = await startEcho({ STOA_LIMIT_ACCOUNT_CONNECTIONS: "3" })
})
afterAll(() => echo.stop())

const auth = (userId: number, more: object = {}) => ({
  version: 1,
  token: testToken(userId),
  sender: `device:h${userId}`,
  ...more
})
const refusalOf = async (body: unknown) => {
  const client = new RawClient(echo.port)
  const answer = await client.join(body)
  client.destroy()
  return answer
}

describe("the handshake", () => {
  it("LP-3 welcomes a valid one, and LP-6 tells who, until when, and what time it is", async () => {
    const before = Date.now()
    const { event, body } = await refusalOf(auth(101))
    expect(event).toBe("welcome")
    expect(body).toMatchObject({ version: 1, userId: 101, role: "student", beatEveryMs: 2000, maxFrameBytes: 65_536 })
    expect(body.now).toBeGreaterThanOrEqual(before)
    expect(body.tokenEnds).toBeGreaterThan(before)
  })

  it("LP-4 refuses another version before it looks at anything else", async () => {
    expect(await refusalOf({ version: 2, ticket: "from the future" })).toMatchObject({
      event: "connect_error",
      body: { _tag: "Refusal", code: "unsupported_version", field: "version" }
    })
  })

  it.each([
    ["no auth at all", undefined, "invalid"],
    ["a field too many", auth(102, { extra: 1 }), "invalid"],
    ["no sender", { version: 1, token: testToken(102) }, "invalid"],
    ["a sender of another kind", auth(102, { sender: "learner/7" }), "invalid"],
    ["a token that is not one", auth(102, { token: "rubbish" }), "unauthenticated"],
    ["a token that has ended", auth(102, { token: testToken(102, "student", "s", -1) }), "token_expired"],
    ["a token longer than any", auth(102, { token: "x".repeat(5000) }), "invalid"]
  ])("LP-5 refuses %s with a code in connect_error", async (_what, body, code) => {
    expect(await refusalOf(body ?? {})).toMatchObject({ event: "connect_error", body: { code } })
  })

  it("LP-5 refuses a deeply nested handshake", async () => {
    const client = new RawClient(echo.port)
    await client.until("0{")
    client.send(`40{"version":1,"token":${"[".repeat(20_000)}${"]".repeat(20_000)}}`)
    expect(JSON.parse((await client.until("44")).slice(2)).data.code).toBe("malformed")
    client.destroy()
  })

  it("LP-7 closes a connection that sends a command before its handshake", async () => {
    const client = new RawClient(echo.port)
    await client.until("0{")
    client.send('421["command",{}]')
    await client.closed
    expect(client.received.some((text) => text.startsWith("431"))).toBe(false)
  })

  it("LP-2 refuses a page of another origin, and lets the server's own in", async () => {
    const foreign = new RawClient(echo.port, { Origin: "https://evil.example" })
    expect(await foreign.until("HTTP/1.1")).toContain("403")
    foreign.destroy()
    const own = new RawClient(echo.port, { Origin: `http://127.0.0.1:${echo.port}` })
    expect((await own.join(auth(103))).event).toBe("welcome")
    own.destroy()
  })

  it("LP-8 LP-85 lets the newer connection of a device replace the older", async () => {
    const older = new RawClient(echo.port)
    await older.join(auth(104))
    const newer = new RawClient(echo.port)
    await newer.join(auth(104))
    expect(await older.event("closing")).toEqual({ reason: "replaced" })
    await older.until("41")
    await older.closed
    expect(newer.isClosed).toBe(false)
    newer.destroy()
  })

  it("LP-8 keeps to the number of connections an account may have", async () => {
    const [oldest, ...others] = [await joined(echo.port, 105), await joined(echo.port, 105), await joined(echo.port, 105)]
    const newest = await joined(echo.port, 105)
    expect(await oldest.event("closing")).toEqual({ reason: "replaced" })
    expect(others.map((client) => client.isClosed)).toEqual([false, false])
    for (const client of [newest, ...others]) client.destroy()
  })
})

describe("the end of a log-in", () => {
  it("LP-77 LP-85 closes within a second of the log-out, and no other connection", async () => {
    const [leaving, staying] = [await joined(echo.port, 106), await joined(echo.port, 107)]
    const asked = performance.now()
    await echo.order("revoke s106")
    expect(await leaving.event("closing")).toEqual({ reason: "logged_out" })
    await leaving.until("41")
    await leaving.closed
    expect(performance.now() - asked).toBeLessThan(undisturbed(1_000))
    expect(staying.isClosed).toBe(false)
    staying.destroy()
  })

  it("LP-77 LP-85 closes with token_ended 60 s after the token has, and not before", async () => {
    const client = await joined(echo.port, 120, "student", 60_000)
    const time = await joined(echo.port, 121)
    const pass = (n: number, ms: number) =>
      time.ask("command", {
        ...{ to: { type: "course", id: 9 }, id: { sender: time.sender, n } },
        command: { _tag: "Pass", ms }
      })
    const begun = Date.now()
    await pass(1, 105_000)
    await client.until((text) => text.startsWith('42["tide"') && JSON.parse(text.slice(2))[1].now >= begun + 105_000)
    expect(client.events("closing")).toEqual([])
    await pass(2, 15_000)
    expect(await client.event("closing")).toEqual({ reason: "token_ended" })
    await client.until("41")
    await client.closed
    expect(time.isClosed).toBe(false)
    time.destroy()
  })

  it("LP-75 renews in band, LP-76 for the same person only", async () => {
    const client = await joined(echo.port, 108)
    const renewed = await client.ask("renew", { token: testToken(108, "student", "s108", 1_800_000) })
    expect(renewed).toMatchObject({ _tag: "Renewed" })
    expect(renewed.tokenEnds).toBeGreaterThan(Date.now() + 1_700_000)
    expect(await client.ask("renew", { token: testToken(109) })).toMatchObject({ code: "forbidden" })
    expect(await client.ask("renew", { token: "rubbish" })).toMatchObject({ code: "unauthenticated" })
    expect(client.isClosed).toBe(false)
    client.destroy()
  })
})

describe("transports", () => {
  it.each([["websocket"], ["polling"]] as const)("LP-1 serves socket.io's own client by %s", async (transport) => {
    const client = io(`http://127.0.0.1:${echo.port}`, {
      transports: [transport],
      auth: auth(110, { sender: `device:${transport}` })
    })
    const welcome = await new Promise<unknown>((resolve) => client.on("welcome", resolve))
    expect(welcome).toMatchObject({ userId: 110 })
    const publication = new Promise<unknown>((resolve) => client.on("publication", resolve))
    const to = { type: "course", id: transport === "polling" ? 1 : 2 }
    expect(await client.emitWithAck("subscribe", { _tag: "Actor", ref: to })).toMatchObject({ _tag: "Snapshot", seq: 0 })
    const id = { sender: `device:${transport}`, n: 1 }
    expect(await client.emitWithAck("command", { to, id, command: { _tag: "Say", text: "hé €" } })).toMatchObject({
      _tag: "Accepted"
    })
    expect(await publication).toMatchObject({ prev: 0, seq: 1, patch: { said: "hé €" } })
    client.close()
  })

  it("LP-1 loses nothing when a connection is upgraded from polling to a WebSocket", async () => {
    const client = io(`http://127.0.0.1:${echo.port}`, { transports: ["polling", "websocket"], auth: auth(111) })
    const opened = await new Promise<string>((resolve) => client.io.once("open", () => resolve(client.io.engine.transport.name)))
    expect(opened).toBe("polling")
    const to = { type: "course", id: 3 }
    const seen: Array<number> = []
    client.on("publication", ({ prev, seq }) => {
      expect(prev).toBe(seen.at(-1) ?? 0)
      seen.push(seq)
    })
    // Everything is under way at once, so that some of it meets the upgrade half-way.
    const subscribed = client.emitWithAck("subscribe", { _tag: "Actor", ref: to })
    const replies = Array.from({ length: 80 }, (_, index) =>
      client.emitWithAck("command", { to, id: { sender: "device:h111", n: index + 1 }, command: { _tag: "Say", text: "x" } })
    )
    expect(await subscribed).toMatchObject({ _tag: "Snapshot" })
    expect((await Promise.all(replies)).map(({ seq }) => seq)).toEqual(Array.from({ length: 80 }, (_, index) => index + 1))
    expect(client.io.engine.transport.name).toBe("websocket")
    expect(seen).toEqual(Array.from({ length: 80 }, (_, index) => index + 1))
    client.close()
  })
})
