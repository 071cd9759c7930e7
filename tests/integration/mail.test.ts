/** The mail outbox and its worker against a real database and a real mail server. */
import { randomUUID } from "node:crypto"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ConfigProvider, Effect, Layer, Logger, ManagedRuntime, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { simpleParser } from "mailparser"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { MailCircuit } from "../../gateway/mail/circuit.ts"
import { lettersLayer } from "../../gateway/mail/letters.ts"
import { mailLayer, mailStorageLayer } from "../../gateway/mail/mail.ts"
import { sinkLayer } from "../../gateway/mail/sink.ts"
import { smtpLayer } from "../../gateway/mail/smtp.ts"
import { MailWorker, mailWorkerLayer } from "../../gateway/mail/worker.ts"
import { UserId } from "../../protocol/ids.ts"
import { People, peopleLayer } from "../../storage/catalogue/people.ts"
import { Database } from "../../storage/database.ts"
import { Links } from "../../storage/mail/links.ts"
import { type Draft, MailOutbox } from "../../storage/mail/outbox.ts"
import { personalDataLayer } from "../../storage/personal-fields.ts"
import { testDatabase } from "../postgres.ts"
import { testSecret } from "./fixtures/auth.ts"
import { linkIn, Mailbox } from "./fixtures/mailbox.ts"

const { url, sql } = await testDatabase()
const folder = mkdtempSync(join(tmpdir(), "stoa-mail-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let mailbox: Mailbox
beforeAll(async () => {
  mailbox = await Mailbox.open()
})
afterAll(() => mailbox.goAway())
beforeEach(async () => {
  await sql`delete from mail_outbox`
  mailbox.received.length = 0
  mailbox.connections = 0
})

const from = "Stoa <stoa@academy.example>"
const publicUrl = "https://learn.academy.example/"

/** A node's share of the program that mail is about, with its time in the test's hands. */
const makeNode = (server = mailbox.url) =>
  ManagedRuntime.make(
    mailWorkerLayer(from).pipe(
      Layer.provide(lettersLayer(publicUrl)),
      Layer.provide(smtpLayer({ url: Redacted.make(server), from })),
      Layer.provideMerge(MailCircuit.layer),
      Layer.provideMerge(Layer.mergeAll(mailStorageLayer(folder), peopleLayer)),
      Layer.provideMerge(personalDataLayer(folder)),
      Layer.provideMerge(Database.layer({ url, connections: 4, lanes: 1 })),
      Layer.provideMerge(Layer.mergeAll(TestClock.layer(), Logger.layer([]))),
      Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ STOA_SECRET: testSecret })))
    )
  )
type Node = ReturnType<typeof makeNode>
let node: Node
beforeEach(() => {
  node = makeNode()
})
afterEach(() => node.dispose())

const post = (draft: Draft) => node.runPromise(Effect.flatMap(MailOutbox, (outbox) => outbox.post(draft)))
const round = (at: Node = node) => at.runPromise(Effect.flatMap(MailWorker, (worker) => worker.round))
const circuit = () => node.runPromise(Effect.flatMap(MailCircuit, ({ state }) => state))
const due = () => sql`update mail_outbox set next_at = now() where state = 'pending'`
const rows = () =>
  sql<Array<{ id: string; state: string; attempts: number; last_error: string | null; pause: number; recipient: Buffer | null }>>`
    select id, state, attempts, last_error, recipient, extract(epoch from next_at - now())::float8 as pause
    from mail_outbox order by created_at, id`
const address = () => `${randomUUID()}@example.org`

const account = async (email = address()) => {
  const person = { email, passwordHash: "none", role: "student", firstName: "Ada", lastName: "Ito", timeZone: "UTC" } as const
  const id = await node.runPromise(Effect.flatMap(People, (people) => people.add(person)))
  return { email, id: id ?? UserId.make(1) }
}

describe("a mail", () => {
  it("MAIL-1 leaves once, says whom it is from, and carries one link to the public address", async () => {
    const { email } = await account()
    await post({ kind: "password_reset", to: email })
    expect(await round()).toBe(1)
    expect(await round()).toBe(0)
    const [mail, ...others] = mailbox.to(email)
    expect(others).toEqual([])
    const [row] = await rows()
    expect(mail).toMatchObject({ messageId: `<${row?.id}@academy.example>`, from: { text: '"Stoa" <stoa@academy.example>' } })
    expect(mail?.headers.get("auto-submitted")).toBe("auto-generated")
    expect(mail?.html).toBe(false)
    expect(mail?.text?.match(/https:\S+/g)).toEqual([
      expect.stringMatching(/^https:\/\/learn\.academy\.example\/account\/password#/)
    ])
    expect(row).toMatchObject({ state: "sent", attempts: 1, recipient: null })
  })

  it("MAIL-2 carries a link that nothing in the database can be turned into, and waits under seal", async () => {
    const { email } = await account()
    await post({ kind: "password_reset", to: email })
    const before = await sql`select row_to_json(m)::text as row from mail_outbox m`
    expect(String(before[0]?.["row"])).not.toContain(Buffer.from(email).toString("hex").slice(0, 20))
    await round()
    const link = linkIn(await mailbox.mailTo(email))
    const signature = link.split(".")[1] ?? "missing"
    const stored = await sql`
      select row_to_json(m)::text as row from mail_outbox m union all select row_to_json(l)::text from account_links l`
    expect(stored.some(({ row }) => String(row).includes(signature))).toBe(false)
    const read = (given: string) => node.runPromise(Effect.flatMap(Links, (links) => links.read(given)))
    expect(await read(link)).toMatchObject({ purpose: "password_reset" })
    for (const forged of [
      // Its first sign: of the last one not every bit means something.
      link.replace(`.${signature}`, `.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`),
      link.split(".")[0] ?? "",
      "",
      `${randomUUID()}.${signature}`
    ])
      expect(await read(forged)).toBeUndefined()
    await sql`update account_links set expires_at = now() - interval '1 second'`
    expect(await read(link)).toBeUndefined()
  })

  it("MAIL-3 is not written for an address without an account, nor for one that is closed", async () => {
    const closed = await account()
    await sql`update users set is_active = false where id = ${closed.id}`
    await post({ kind: "password_reset", to: address() })
    await post({ kind: "password_reset", to: closed.email })
    expect(await round()).toBe(2)
    expect(mailbox.received).toEqual([])
    expect((await rows()).map(({ state }) => state)).toEqual(["void", "void"])
  })

  it("MAIL-4 waits while the server is away, each time longer, and arrives when it is back, as the same message", async () => {
    const { email } = await account()
    await post({ kind: "password_changed", to: email })
    await mailbox.goAway()
    for (const [tries, pause] of [
      [1, 30],
      [2, 60],
      [3, 120]
    ] as const) {
      await round()
      const [row] = await rows()
      expect(row).toMatchObject({ state: "pending", attempts: tries, last_error: expect.stringContaining("could not be used") })
      expect(row?.pause).toBeGreaterThan(pause - 5)
      expect(row?.pause).toBeLessThanOrEqual(pause)
      expect(await round()).toBe(0)
      await due()
    }
    await mailbox.comeBack()
    mailbox.busy = true
    await round()
    mailbox.busy = false
    await due()
    await round()
    const [row] = await rows()
    expect(row).toMatchObject({ state: "sent", attempts: 5, last_error: null })
    expect(mailbox.to(email).map(({ messageId }) => messageId)).toEqual([`<${row?.id}@academy.example>`])
  })

  it("MAIL-5 is given up at once where the server refuses the address for good, and holds up no other", async () => {
    const [wrong, right] = [await account(), await account()]
    mailbox.unknown.add(wrong.email)
    await post({ kind: "password_changed", to: wrong.email })
    await post({ kind: "password_changed", to: right.email })
    await round()
    expect(mailbox.to(right.email)).toHaveLength(1)
    const [refused] = (await rows()).filter(({ state }) => state === "failed")
    expect(refused).toMatchObject({ attempts: 1, recipient: null, last_error: expect.stringContaining("550") })
    expect(refused?.last_error).not.toContain(wrong.email)
    expect(await circuit()).toBe("closed")
  })

  it("MAIL-6 is given up after thirty attempts, a day", async () => {
    const { email } = await account()
    await post({ kind: "password_changed", to: email })
    await mailbox.goAway()
    await sql`update mail_outbox set attempts = 28`
    await round()
    expect((await rows())[0]).toMatchObject({ state: "pending", attempts: 29 })
    expect((await rows())[0]?.pause).toBeGreaterThan(3_590)
    await due()
    await round()
    expect((await rows())[0]).toMatchObject({ state: "failed", attempts: 30 })
    await mailbox.comeBack()
  })
})

describe("the circuit breaker", () => {
  it("MAIL-7 opens after five failures for a minute, in which nothing is tried nor counted, then tries one", async () => {
    const { email } = await account()
    await mailbox.goAway()
    for (let sent = 0; sent < 5; sent++) await post({ kind: "password_changed", to: email })
    await round()
    expect(await circuit()).toBe("open")
    await due()
    expect(await round()).toBe(0)
    expect((await rows()).every(({ attempts }) => attempts === 1)).toBe(true)
    await mailbox.comeBack()
    await node.runPromise(TestClock.adjust("59 seconds"))
    expect(await round()).toBe(0)
    expect(mailbox.connections).toBe(0)
    await node.runPromise(TestClock.adjust("2 seconds"))
    // While the first finds out, the others are put back, uncounted.
    for (let left = 5; left > 0; left = (await rows()).filter(({ state }) => state === "pending").length) {
      await round()
      await due()
    }
    expect(mailbox.to(email)).toHaveLength(5)
    expect((await rows()).map(({ attempts }) => attempts)).toEqual([2, 2, 2, 2, 2])
    expect(await circuit()).toBe("closed")
  })
})

describe("a mail server of somebody else's", () => {
  it("OWASP-API10 whatever it answers, mail waits, and none of its words are kept", async () => {
    const answers = [
      "",
      "\u0000\u0001\u0002\r\n",
      "HTTP/1.1 200 OK\r\n\r\n<script>",
      `220-${"x".repeat(2_000_000)}\r\n`,
      "550 evil words\r\n"
    ]
    const evil = createServer((socket) => {
      socket.on("error", () => socket.destroy())
      socket.end(answers.shift() ?? "999 evil words\r\n")
    })
    await new Promise<void>((open) => evil.listen(0, "127.0.0.1", open))
    const bound = evil.address()
    const port = typeof bound === "object" && bound !== null ? bound.port : 0
    const asking = makeNode(`smtp://127.0.0.1:${port}`)
    const { email } = await account()
    await post({ kind: "password_changed", to: email })
    for (let tried = answers.length; tried > 0; tried--) {
      await due()
      await round(asking)
    }
    const [mail] = await rows()
    expect(mail).toMatchObject({ state: "pending", attempts: 5 })
    expect(mail?.last_error).toMatch(/^the mail server could not be used: [^<]{1,40}$/)
    expect(mail?.last_error).not.toContain("evil")
    await asking.dispose()
    await new Promise((closed) => evil.close(closed))
  })
})

describe("several nodes", () => {
  it("MAIL-8 share the outbox: each mail leaves once", async () => {
    const other = makeNode()
    const people = await Promise.all(Array.from({ length: 40 }, () => account()))
    for (const { email } of people) await post({ kind: "password_changed", to: email })
    const empty = async (at: Node): Promise<number> => {
      const taken = await round(at)
      return taken === 0 ? 0 : taken + (await empty(at))
    }
    const [mine, theirs] = await Promise.all([empty(node), empty(other)])
    expect(mine + theirs).toBe(40)
    expect(people.map(({ email }) => mailbox.to(email).length)).toEqual(people.map(() => 1))
    await other.dispose()
  })

  it("MAIL-9 take up what a node that died had in hand: the same message with the same link", async () => {
    const { email, id } = await account()
    await post({ kind: "invitation", to: email, userId: id })
    const [taken] = await node.runPromise(Effect.flatMap(MailOutbox, (outbox) => outbox.take(1, 120_000)))
    const other = makeNode()
    expect(await round(other)).toBe(0)
    await due()
    expect(await round(other)).toBe(1)
    const first = await mailbox.mailTo(email)
    // The one that was thought dead was only slow, and settles the mail a second time.
    await node.runPromise(Effect.flatMap(MailOutbox, (outbox) => outbox.failed(taken?.id ?? "", "too late")))
    expect((await rows())[0]).toMatchObject({ state: "sent", attempts: 2 })
    expect(first.messageId).toBe(`<${taken?.id}@academy.example>`)
    expect(linkIn(first).split(".")[0]).toBe(taken?.id)
    await other.dispose()
  })

  it("MAIL-10 give a mail up whose address was moved to it from another row", async () => {
    await post({ kind: "password_changed", to: address() })
    await post({ kind: "password_changed", to: address() })
    await sql`update mail_outbox m set recipient = (select recipient from mail_outbox o where o.id <> m.id)`
    await round()
    expect((await rows()).map(({ state }) => state)).toEqual(["failed", "failed"])
    expect(mailbox.received).toEqual([])
  })
})

describe("without a mail server", () => {
  const sink = join(folder, "mail")
  it("MAIL-11 mail goes to files that a mail program opens, one line of the log each", async () => {
    const lines: Array<unknown> = []
    const developer = ManagedRuntime.make(
      mailWorkerLayer(from).pipe(
        Layer.provide([lettersLayer(publicUrl), sinkLayer({ folder: sink, from }), MailCircuit.none]),
        Layer.provideMerge(Layer.mergeAll(mailStorageLayer(folder), peopleLayer)),
        Layer.provideMerge(personalDataLayer(folder)),
        Layer.provideMerge(Database.layer({ url, connections: 2, lanes: 1 })),
        Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ STOA_SECRET: testSecret }))),
        Layer.provideMerge(Logger.layer([Logger.make(({ message }) => lines.push(message))]))
      )
    )
    const { email } = await account()
    await post({ kind: "password_reset", to: email })
    await developer.runPromise(Effect.flatMap(MailWorker, (worker) => worker.round))
    const files = readdirSync(sink)
    expect(files).toHaveLength(1)
    const mail = await simpleParser(readFileSync(join(sink, files[0] ?? "")))
    expect(mail).toMatchObject({ subject: "Choose a new password", to: { text: email } })
    expect(linkIn(mail)).not.toBe("")
    expect(JSON.stringify(lines)).toContain(files[0])
    expect(JSON.stringify(lines)).not.toContain(linkIn(mail))
    await developer.dispose()
  })

  it.each([
    [{ STOA_SMTP_URL: "smtp://localhost" }, /STOA_MAIL_FROM and STOA_PUBLIC_URL/],
    [{ STOA_SMTP_URL: "localhost:25", STOA_MAIL_FROM: "a@b.example", STOA_PUBLIC_URL: "https://b.example" }, /STOA_SMTP_URL/],
    [{ STOA_PUBLIC_URL: "javascript:alert(1)" }, /STOA_PUBLIC_URL/],
    [{ STOA_MAIL_FROM: "nobody" }, /STOA_MAIL_FROM/]
  ])("MAIL-12 the program does not start with %j", async (settings, sentence) => {
    const wrong = mailLayer(folder).pipe(
      Layer.provide([mailStorageLayer(folder), peopleLayer]),
      Layer.provide(personalDataLayer(folder)),
      Layer.provide(Database.layer({ url, connections: 2, lanes: 1 })),
      Layer.provide([
        ConfigProvider.layer(ConfigProvider.fromUnknown({ STOA_SECRET: testSecret, ...settings })),
        Logger.layer([])
      ])
    )
    await expect(Effect.runPromise(Effect.scoped(Layer.build(wrong)))).rejects.toThrow(sentence)
  })
})
