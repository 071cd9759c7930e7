/**
 * What a client may do wrong, over a real socket. Each time it gets its code or its closed connection, and a
 * bystander who is connected all along notices nothing.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { startEcho, type EchoProcess } from "./fixtures/echo-process.ts"
import { joined, RawClient } from "./fixtures/raw-client.ts"

type Joined = Awaited<ReturnType<typeof joined>>

let echo: EchoProcess
let bystander: Joined
let client: Joined
let said = 0

const to = { type: "attempt", id: 1 }
const say = (from: Joined, n: number, text: string) =>
  from.ask("command", { to, id: { sender: from.sender, n }, command: { _tag: "Say", text } })

beforeAll(async () => {
  echo = await startEcho()
  bystander = await joined(echo.port, 1)
  await bystander.ask("subscribe", { _tag: "Actor", ref: to })
})
afterAll(() => echo.stop())

beforeEach(async () => {
  client = await joined(echo.port, 2)
})
afterEach(async () => {
  client.destroy()
  said += 1
  const accepted = await say(bystander, said, `still here ${said}`)
  expect(accepted).toMatchObject({ _tag: "Accepted" })
  const wanted = accepted.seq
  await bystander.until((text) => text.startsWith('42["publication"') && JSON.parse(text.slice(2))[1].seq === wanted)
  const publications = bystander.events("publication")
  expect(publications.map(({ seq }) => seq)).toEqual(publications.map((_, index) => index + 1))
})

/** Nested deeper than any message, as text: building it as a value would be the tester's own stack overflow. */
const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`

describe("messages that are refused", () => {
  it("LP-12 an unknown event", async () => {
    expect(await client.ask("delete_everything", {})).toMatchObject({ _tag: "Refusal", code: "unknown_event" })
  })

  it.each([
    ["a field too many in the envelope", { to, id: { n: 1 }, command: { _tag: "Say", text: "x" }, now: 1 }, "now"],
    ["a field too many in the command", { to, id: { n: 1 }, command: { _tag: "Say", text: "x", admin: true } }, "command.admin"],
    ["an unknown command", { to, id: { n: 1 }, command: { _tag: "Erase" } }, "command"],
    ["no command", { to, id: { n: 1 } }, "command"],
    ["an unknown type of actor", { to: { type: "teacher", id: 1 }, id: { n: 1 }, command: {} }, "to.type"],
    ["an id below one", { to: { type: "attempt", id: 0 }, id: { n: 1 }, command: {} }, "to.id"],
    ["an id that is no integer", { to: { type: "attempt", id: 1.5 }, id: { n: 1 }, command: {} }, "to.id"],
    ["an id that is text", { to: { type: "attempt", id: "1" }, id: { n: 1 }, command: {} }, "to.id"],
    ["a value outside an enumeration", { to, id: { n: 1 }, command: { _tag: "Say", text: "x", kind: "shrill" } }, "command.kind"],
    ["a command number below one", { to, id: { n: 0 }, command: { _tag: "Say", text: "x" } }, "id.n"],
    ["text longer than allowed", { to, id: { n: 1 }, command: { _tag: "Say", text: "x".repeat(40_001) } }, "command.text"]
  ])("LP-11 %s is invalid, and the field is named", async (_what, body, field) => {
    const frame = { ...body, id: { sender: client.sender, ...body.id } }
    expect(await client.ask("command", frame)).toMatchObject({ _tag: "Refusal", code: "invalid", field })
  })

  it("LP-11 a key called __proto__ is a field too many", async () => {
    const body = `{"to":{"type":"attempt","id":1},"id":{"sender":"${client.sender}","n":1},"command":{"_tag":"Say","text":"x","__proto__":{"text":"y"}}}`
    expect(await client.ask("command", undefined, body)).toMatchObject({ code: "invalid" })
  })

  it.each([
    ["NUL", '"a\\u0000b"'],
    ["a lone high surrogate", '"a\\ud800"'],
    ["a lone low surrogate", '"\\uDC00a"']
  ])("LP-15 text with %s is invalid", async (_what, text) => {
    const body = `{"to":{"type":"attempt","id":1},"id":{"sender":"${client.sender}","n":1},"command":{"_tag":"Say","text":${text}}}`
    expect(await client.ask("command", undefined, body)).toMatchObject({ code: "invalid" })
  })

  it("LP-15 text outside the basic plane is not", async () => {
    expect(await say(client, 1, "🦉 \u{1F600}")).toMatchObject({ _tag: "Accepted", reply: { said: "🦉 \u{1F600}" } })
  })

  it.each([[17], [5000]])("LP-14 %i levels of nesting are malformed", async (levels) => {
    expect(await client.ask("command", undefined, nested(levels))).toMatchObject({ code: "malformed" })
  })

  it("LP-10 an argument too many is malformed", async () => {
    client.send('4277["command",{},{}]')
    expect(await client.until("4377[")).toContain('"code":"malformed"')
  })

  it("LP-21 a sender other than the handshake's", async () => {
    const id = { sender: "device:somebody-else", n: 1 }
    expect(await client.ask("command", { to, id, command: { _tag: "Say", text: "x" } })).toMatchObject({
      ...{ code: "invalid", field: "id.sender" }
    })
  })

  it("LP-25 a repeated number with another command", async () => {
    expect(await say(client, 1, "first")).toMatchObject({ _tag: "Accepted" })
    expect(await say(client, 1, "second")).toMatchObject({ code: "id_reused" })
  })

  it("LP-49 what belongs to somebody else is not there", async () => {
    expect(await client.ask("subscribe", { _tag: "Actor", ref: { type: "learner", id: 1 } })).toMatchObject({ code: "not_found" })
    expect(await client.ask("subscribe", { _tag: "Feed", ref: { feed: "wall", id: 1 } })).toMatchObject({ code: "not_found" })
  })

  it("LP-51 more subscriptions than a connection may have", async () => {
    for (let id = 1; id <= 64; id += 1) {
      expect(await client.ask("subscribe", { _tag: "Actor", ref: { type: "course", id } })).toMatchObject({ _tag: "Snapshot" })
    }
    expect(await client.ask("subscribe", { _tag: "Actor", ref: { type: "course", id: 65 } })).toMatchObject({
      code: "rate_limited"
    })
    await client.ask("unsubscribe", { _tag: "Actor", ref: { type: "course", id: 1 } })
    expect(await client.ask("subscribe", { _tag: "Actor", ref: { type: "course", id: 65 } })).toMatchObject({ _tag: "Snapshot" })
  })

  it("LP-16 a fault inside is refused as internal, and the connection goes on", async () => {
    expect(await client.ask("command", { to, id: { sender: client.sender, n: 1 }, command: { _tag: "Fault" } })).toMatchObject({
      code: "internal"
    })
    expect(await say(client, 1, "on we go")).toMatchObject({ _tag: "Accepted" })
  })
})

describe("connections that are closed", () => {
  it.each([
    ["an event without an acknowledgement", '42["command",{}]'],
    ["an event that is not JSON", '421["command",{]'],
    ["an event that is no array", '421{"command":1}'],
    ["nothing after the event's number", "421"],
    ["a reserved event", '42["disconnecting",{}]'],
    ["binary attachments", '451-["command",{"_placeholder":true,"num":0}]'],
    ["an unknown kind of packet", "49x"],
    ["an event of a namespace nobody joined", '42/admin,1["command",{}]']
  ])("LP-13 LP-85 for %s", async (_what, packet) => {
    client.send(packet)
    await client.closed
    const closing = client.events("closing")
    expect(closing.every(({ reason }) => reason === "malformed")).toBe(true)
    expect(client.received.includes("41")).toBe(closing.length > 0)
  })

  it("LP-13 for a binary message", async () => {
    client.sendBinary(Buffer.from("42[]"))
    await client.closed
  })

  it("LP-14 for a message of more than 64 KB", async () => {
    client.send(`421["command","${"x".repeat(65_536)}"]`)
    await client.closed
  })

  it.each([
    ["reserved bits set", Buffer.from([0xf1, 0x80, 0, 0, 0, 0])],
    ["an unmasked frame", Buffer.from([0x81, 0x01, 0x41])],
    ["a fragmented control frame", Buffer.from([0x09, 0x80, 0, 0, 0, 0])],
    ["a length of 2^63", Buffer.from([0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
    ["text that is no UTF-8", Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28])],
    ["noise", Buffer.from([0x13, 0x37, 0xde, 0xad, 0xbe, 0xef, 0x00, 0xff])]
  ])("LP-13 for a WebSocket frame with %s", async (_what, bytes) => {
    client.sendBytes(bytes)
    client.sendBytes(Buffer.alloc(64))
    await client.closed
  })

  it("LP-82 for a flood, before its frames are decoded", async () => {
    const { floodClosed = 0, commands = 0 } = await echo.order("count")
    for (let n = 1; n <= 3000 && !client.isClosed; n += 1) client.send(`42${n}["command",{"n":${n}}]`)
    await client.closed
    const counted = await echo.order("count")
    expect(counted.floodClosed).toBe(floodClosed + 1)
    expect((counted.commands ?? 0) - commands).toBeLessThan(600)
  })

  it("LP-82 for a flood before the handshake", async () => {
    const stranger = new RawClient(echo.port)
    await stranger.until("0{")
    for (let n = 1; n <= 3000 && !stranger.isClosed; n += 1) stranger.send("3")
    await stranger.closed
  })
})

describe("too many commands", () => {
  it("LP-80 LP-81 are refused with the time to wait, and the connection stays", async () => {
    const answers = await Promise.all(Array.from({ length: 150 }, (_, index) => say(client, index + 1, "x")))
    const refused = answers.filter(({ code }) => code === "rate_limited")
    expect(refused.length).toBeGreaterThan(20)
    expect(refused.every(({ retryAfterMs }) => typeof retryAfterMs === "number" && retryAfterMs > 0)).toBe(true)
    expect(answers.filter(({ _tag }) => _tag === "Accepted").length).toBeGreaterThanOrEqual(100)
    expect(client.isClosed).toBe(false)
  })
})
