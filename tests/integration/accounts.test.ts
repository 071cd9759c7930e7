/** The life of an account over the whole program, with a real mail server: from asking for one to closing it. */
import { randomUUID } from "node:crypto"
import { Schema } from "effect"
import { io } from "socket.io-client"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { StoaClient } from "../../client/index.ts"
import { testDatabase } from "../postgres.ts"
import { undisturbed } from "../undisturbed.ts"
import { freePort, linkIn, Mailbox } from "./fixtures/mailbox.ts"
import { type Asked, call, code, type Reply, RestCaller } from "./fixtures/rest-caller.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url, sql } = await testDatabase()
let mailbox: Mailbox
let stoa: StoaProcess
/** Another node of the same installation. */
let other: StoaProcess
let admin: RestCaller

beforeAll(async () => {
  mailbox = await Mailbox.open()
  const mail = {
    STOA_SMTP_URL: mailbox.url,
    STOA_MAIL_FROM: "Stoa <stoa@academy.example>",
    STOA_PUBLIC_URL: "https://learn.academy.example"
  }
  const node = async () => ({ ...mail, STOA_CONFIRM_EMAIL: "on", STOA_NODE_PORT: String(await freePort()) })
  stoa = await startStoa(url, { env: await node() })
  other = await startStoa(url, { env: { ...(await node()), STOA_ACADEMY: "none" } })
  admin = await RestCaller.login(stoa, stoa.accounts["admin"])
  const { body } = await admin.ask("GET", "/users?role=admin")
  expect(body.data).toHaveLength(1)
})
afterAll(async () => {
  await other.stop()
  await stoa.stop()
  await mailbox.goAway()
})

const ask = (method: string, path: string, body?: unknown, more: Asked = {}): Promise<Reply> =>
  call(stoa, method, path, { ...more, ...(body === undefined ? {} : { body }) })
const outcome = (reply: Reply): readonly [number, string] => [reply.status, code(reply)]
const address = () => `${randomUUID()}@example.org`
const password = "quiet lanterns over water"
const registration = (email: string) => ({ email, password, first_name: "Ada", last_name: "Ito", time_zone: "Europe/Berlin" })

/** An account, with the mail to it answered. */
const opened = async (email = address()) => {
  expect((await ask("POST", "/auth/register", registration(email))).status).toBe(202)
  const token = linkIn(await mailbox.mailTo(email))
  expect((await ask("POST", "/auth/confirm-email", { token })).status).toBe(200)
  return Object.assign(await RestCaller.login(stoa, { email, password }), { email, password })
}
const login = (email: string, secret: string) => ask("POST", "/auth/login", { email, password: secret })

describe("registering", () => {
  it("ACC-10 opens an account once its mail was answered, and once only", async () => {
    const email = address()
    const asked = await ask("POST", "/auth/register", registration(email))
    expect([asked.status, asked.body.data]).toEqual([202, { by_mail: true }])
    expect(outcome(await login(email, password))).toEqual([401, "bad_credentials"])
    const mail = await mailbox.mailTo(email)
    expect(mail.text).toContain("https://learn.academy.example/account/confirm#")
    expect(mail.text).not.toMatch(/Ada|Ito/)
    const token = linkIn(mail)
    const confirmed = await ask("POST", "/auth/confirm-email", { token })
    expect([confirmed.status, confirmed.body.data]).toEqual([200, { email }])
    expect(outcome(await ask("POST", "/auth/confirm-email", { token }))).toEqual([410, "link_over"])
    const entered = await login(email.toUpperCase(), password)
    expect(entered.body.data).toMatchObject({ user: { email, role: "student", time_zone: "Europe/Berlin" } })
  })

  it("ACC-11 answers the same for an address that has an account, after the same work, and its owner hears of it", async () => {
    const { email } = await opened()
    const mails = mailbox.to(email).length
    const written = async () => {
      const [row] = await sql`
        select (select count(*)::integer from registrations) as kept, (select count(*)::integer from mail_outbox) as mails`
      return { kept: Number(row?.["kept"]), mails: Number(row?.["mails"]) }
    }
    // Whether there is an account is looked up when the mail leaves, not when it is asked for: both ways are one until then.
    const asked = async (to: string) => {
      const before = await written()
      const { status, body } = await ask("POST", "/auth/register", registration(to))
      const after = await written()
      return [status, body.data, after.kept - before.kept, after.mails - before.mails]
    }
    expect(await asked(email)).toEqual([202, { by_mail: true }, 1, 1])
    expect(await asked(address())).toEqual([202, { by_mail: true }, 1, 1])
    const mail = await mailbox.mailTo(email, mails + 1)
    expect(mail.subject).toBe("You have an account already")
    expect(linkIn(mail)).toBe("")
  })

  it("ACC-12 takes nothing away from who asked before with the same address", async () => {
    const email = address()
    await ask("POST", "/auth/register", registration(email))
    await mailbox.mailTo(email)
    const another = "somebody else's password"
    await ask("POST", "/auth/register", { ...registration(email), password: another })
    const first = linkIn(await mailbox.mailTo(email))
    const second = linkIn(await mailbox.mailTo(email, 2))
    expect((await ask("POST", "/auth/confirm-email", { token: first })).status).toBe(200)
    expect((await login(email, password)).status).toBe(200)
    expect(outcome(await ask("POST", "/auth/confirm-email", { token: second }))).toEqual([409, "email_taken"])
    expect(outcome(await login(email, another))).toEqual([401, "bad_credentials"])
  })

  it("ACC-13 sends the mail again, for an address that waits and for no other", async () => {
    const email = address()
    await ask("POST", "/auth/register", registration(email))
    await mailbox.mailTo(email)
    const stranger = address()
    for (const to of [stranger, email]) {
      const reply = await ask("POST", "/auth/resend-confirmation", { email: to })
      expect([reply.status, reply.body.data]).toEqual([202, { by_mail: true }])
    }
    const again = linkIn(await mailbox.mailTo(email, 2))
    expect((await ask("POST", "/auth/confirm-email", { token: again })).status).toBe(200)
    expect(mailbox.to(stranger)).toEqual([])
  })

  it("ACC-14 refuses links that are made up, of another kind or over, all with one answer", async () => {
    const { email } = await opened()
    await ask("POST", "/auth/forgot-password", { email })
    const reset = linkIn(await mailbox.mailTo(email, 2))
    const over = address()
    await ask("POST", "/auth/register", registration(over))
    const expired = linkIn(await mailbox.mailTo(over))
    await sql`update account_links set expires_at = now() - interval '1 second' where id = ${expired.split(".")[0] ?? ""}`
    for (const token of ["", "made.up", `${randomUUID()}.${"A".repeat(43)}`, reset, expired])
      expect(outcome(await ask("POST", "/auth/confirm-email", { token }))).toEqual([410, "link_over"])
    expect(outcome(await ask("POST", "/auth/reset-password", { token: expired, password: "another fine day" }))).toEqual([
      410,
      "link_over"
    ])
  })

  it("ACC-15 fills nobody's mailbox: the sixth mail within an hour is refused, known address or not", async () => {
    const { email } = await opened()
    for (const to of [email, address()]) {
      const answers = []
      for (let asked = 0; asked < 6; asked++) answers.push((await ask("POST", "/auth/forgot-password", { email: to })).status)
      expect(answers).toEqual([202, 202, 202, 202, 202, 429])
    }
  })

  it("ACC-16 opens one account when one link is used twice at once", async () => {
    const email = address()
    await ask("POST", "/auth/register", registration(email))
    const token = linkIn(await mailbox.mailTo(email))
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask("POST", "/auth/confirm-email", { token })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const { body } = await admin.ask("GET", `/users?search=${encodeURIComponent(email)}`)
    expect(body.data).toHaveLength(1)
  })
})

describe("a forgotten password", () => {
  it("ACC-20 is replaced by a link that works once, ends every log-in, and its owner is told", async () => {
    const person = await opened()
    const elsewhere = await RestCaller.login(stoa, person)
    expect((await ask("POST", "/auth/forgot-password", { email: person.email })).status).toBe(202)
    const token = linkIn(await mailbox.mailTo(person.email, 2))
    const fresh = "an orchard behind the mill"
    expect(outcome(await ask("POST", "/auth/reset-password", { token, password: "short" }))).toEqual([422, "weak_password"])
    const reply = await ask("POST", "/auth/reset-password", { token, password: fresh })
    expect([reply.status, reply.body.data]).toEqual([200, { email: person.email, ended: 2 }])
    expect(outcome(await ask("POST", "/auth/reset-password", { token, password: fresh }))).toEqual([410, "link_over"])
    for (const session of [person, elsewhere])
      expect(outcome(await session.ask("GET", "/users/me"))).toEqual([401, "unauthenticated"])
    expect(outcome(await login(person.email, password))).toEqual([401, "bad_credentials"])
    expect((await login(person.email, fresh)).status).toBe(200)
    expect((await mailbox.mailTo(person.email, 3)).subject).toBe("Your password was changed")
  })

  it("ACC-21 asked for with an address that has no account answers the same and sends nothing", async () => {
    const { email } = await opened()
    const [known, unknown] = [email, address()]
    const replies = [
      await ask("POST", "/auth/forgot-password", { email: known }),
      await ask("POST", "/auth/forgot-password", { email: unknown })
    ]
    expect(replies.map(({ status, body }) => [status, body.data])).toEqual([
      [202, { by_mail: true }],
      [202, { by_mail: true }]
    ])
    await mailbox.mailTo(known, 2)
    for (;;) {
      const rows = await sql`select state from mail_outbox where kind = 'password_reset' and state = 'pending'`
      if (rows.length === 0) break
    }
    expect(mailbox.to(unknown)).toEqual([])
  })

  it("ACC-22 the newest link ends the older ones when it is used, and a closed account's links are over", async () => {
    const person = await opened()
    for (const sent of [2, 3]) {
      await ask("POST", "/auth/forgot-password", { email: person.email })
      await mailbox.mailTo(person.email, sent)
    }
    const [older, newer] = [2, 3].map((nth) => linkIn(mailbox.to(person.email)[nth - 1]!))
    expect((await ask("POST", "/auth/reset-password", { token: newer, password: "an orchard behind the mill" })).status).toBe(200)
    expect(outcome(await ask("POST", "/auth/reset-password", { token: older, password: "one more password" }))).toEqual([
      410,
      "link_over"
    ])
    const closed = await opened()
    await ask("POST", "/auth/forgot-password", { email: closed.email })
    const token = linkIn(await mailbox.mailTo(closed.email, 2))
    expect((await admin.ask("POST", `/users/${closed.id}/deactivate`)).status).toBe(200)
    expect(outcome(await ask("POST", "/auth/reset-password", { token, password: "one more password" }))).toEqual([
      410,
      "link_over"
    ])
  })
})

describe("one's own account", () => {
  it("ACC-30 a password changes for who knows the old one, and ends the other log-ins only", async () => {
    const person = await opened()
    const other = await RestCaller.login(stoa, person)
    const change = (old_password: string, new_password: string) =>
      person.ask("PUT", "/users/me/password", { old_password, new_password })
    const wrong = await change("not that one", "an orchard behind the mill")
    expect(outcome(wrong)).toEqual([403, "old_password_wrong"])
    expect(outcome(await change(password, "short"))).toEqual([422, "weak_password"])
    const changed = await change(password, "an orchard behind the mill")
    expect([changed.status, changed.body.data]).toEqual([200, { ended: 1 }])
    expect((await person.ask("GET", "/users/me")).status).toBe(200)
    expect(outcome(await other.ask("GET", "/users/me"))).toEqual([401, "unauthenticated"])
    expect((await mailbox.mailTo(person.email, 2)).subject).toBe("Your password was changed")
  })

  it("ACC-31 an e-mail changes once the new address has confirmed it, and the old one is told", async () => {
    const person = await opened()
    await ask("POST", "/auth/forgot-password", { email: person.email })
    const toOld = linkIn(await mailbox.mailTo(person.email, 2))
    const fresh = address()
    expect(outcome(await person.ask("POST", "/users/me/email", { email: fresh, password: "wrong" }))).toEqual([
      403,
      "old_password_wrong"
    ])
    expect((await person.ask("POST", "/users/me/email", { email: fresh.toUpperCase(), password })).status).toBe(202)
    const token = linkIn(await mailbox.mailTo(fresh))
    expect((await login(fresh, password)).status).toBe(401)
    const confirmed = await ask("POST", "/auth/confirm-email", { token })
    expect([confirmed.status, confirmed.body.data]).toEqual([200, { email: fresh }])
    expect((await login(fresh, password)).status).toBe(200)
    expect((await login(person.email, password)).status).toBe(401)
    expect((await mailbox.mailTo(person.email, 3)).subject).toBe("Your e-mail address was changed")
    expect(outcome(await ask("POST", "/auth/confirm-email", { token }))).toEqual([410, "link_over"])
    expect(outcome(await ask("POST", "/auth/reset-password", { token: toOld, password: "one more password" }))).toEqual([
      410,
      "link_over"
    ])
  })

  it("ACC-32 an address that is another's is told so itself, and who asked is not", async () => {
    const [person, other] = [await opened(), await opened()]
    expect((await person.ask("POST", "/users/me/email", { email: other.email, password })).status).toBe(202)
    expect((await mailbox.mailTo(other.email, 2)).subject).toBe("You have an account already")
    const free = address()
    await person.ask("POST", "/users/me/email", { email: free, password })
    const token = linkIn(await mailbox.mailTo(free))
    await other.ask("POST", "/users/me/email", { email: free, password })
    const first = linkIn(await mailbox.mailTo(free, 2))
    expect((await ask("POST", "/auth/confirm-email", { token: first })).status).toBe(200)
    expect(outcome(await ask("POST", "/auth/confirm-email", { token }))).toEqual([409, "email_taken"])
  })

  it("ACC-33 a profile is read and changed by its owner and administrators, and exists for nobody else", async () => {
    const [person, other] = [await opened(), await opened()]
    const path = `/users/${person.id}`
    const changed = await person.edit("PUT", path, {
      first_name: "Augusta",
      bio: "Likes engines",
      phone: "+49 30 123456",
      time_zone: "Asia/Tokyo"
    })
    expect(changed.body.data).toMatchObject({
      first_name: "Augusta",
      last_name: "Ito",
      bio: "Likes engines",
      phone: "+49 30 123456",
      time_zone: "Asia/Tokyo"
    })
    expect((await person.edit("PUT", path, { bio: null })).body.data).toMatchObject({ first_name: "Augusta", bio: null })
    expect((await person.ask("GET", path)).body.data).toEqual((await person.ask("GET", "/users/me")).body.data)
    for (const [method, body] of [["GET"], ["PUT", { first_name: "Eve" }]] as const) {
      expect(outcome(await other.ask(method, path, body))).toEqual([404, "not_found"])
      expect(outcome(await other.ask(method, "/users/999999", body))).toEqual([404, "not_found"])
    }
    expect(outcome(await other.ask("GET", `${path}/courses`))).toEqual([404, "not_found"])
    expect((await admin.ask("GET", path)).body.data).toMatchObject({ id: person.id, email: person.email })
    expect((await admin.ask("GET", `${path}/courses`)).body.data).toEqual([])
    expect((await person.ask("GET", `${path}/courses`)).body.data).toEqual([])
    expect(outcome(await admin.ask("GET", "/users/999999/courses"))).toEqual([404, "not_found"])
  })

  it("ACC-34 nobody gives themselves a role, another address, a picture or an organisation by it", async () => {
    const person = await opened()
    const path = `/users/${person.id}`
    for (const extra of [
      { role: "admin" },
      { email: address() },
      { is_active: false },
      { avatar_url: "https://evil.example" },
      { id: 1 }
    ])
      expect(outcome(await person.edit("PUT", path, extra))).toEqual([422, "invalid"])
    expect(outcome(await person.edit("PUT", path, { organization: "Acme" }))).toEqual([403, "forbidden"])
    expect((await admin.edit("PUT", path, { organization: "Acme" })).body.data).toMatchObject({ organization: "Acme" })
    expect(outcome(await person.edit("PUT", path, { time_zone: "Mars/Olympus" }))).toEqual([422, "invalid"])
    expect(outcome(await person.edit("PUT", path, { phone: "javascript:" }))).toEqual([422, "invalid"])
  })

  it("ACC-37 a profile is edited by who has read it as it is; what else its answer says does not stand in the way", async () => {
    const person = await opened()
    const path = `/users/${person.id}`
    const tagOf = async (by: RestCaller) => (await by.ask("GET", path)).headers.get("etag") ?? ""
    const tag = await tagOf(person)
    expect(tag).toMatch(/^"r\d+\.[\w-]+"$/)
    expect((await person.ask("PUT", path, { bio: "One" })).status).toBe(428)
    // A log-in changes the answer, and so its tag, but nothing that can be edited.
    await RestCaller.login(stoa, person)
    expect(await tagOf(person)).not.toBe(tag)
    const changed = await person.edit("PUT", path, { bio: "One" }, tag)
    const { revision } = Schema.decodeUnknownSync(Schema.Struct({ revision: Schema.Int }))(changed.body.data)
    expect([changed.status, changed.headers.get("etag")]).toEqual([200, `"r${revision}"`])
    for (const by of [person, admin]) {
      const late = await by.edit("PUT", path, { bio: "Two" }, tag)
      expect([late.status, outcome(late)[1]]).toEqual([412, "precondition_failed"])
    }
    expect((await person.ask("GET", path)).body.data).toMatchObject({ bio: "One" })
    const both = await Promise.all(
      ["Three", "Four"].map(async (bio) => person.edit("PUT", path, { bio }, changed.headers.get("etag") ?? ""))
    )
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412])
  })

  it("ACC-35 devices are listed to their owner and ended one by one", async () => {
    const [person, stranger] = [await opened(), await opened()]
    const other = await RestCaller.login(stoa, person)
    const Sessions = Schema.Array(Schema.Struct({ id: Schema.String, current: Schema.Boolean }))
    const listed = async (by: RestCaller) =>
      Schema.decodeUnknownSync(Sessions)((await by.ask("GET", "/users/me/sessions")).body.data)
    const mine = await listed(person)
    expect(mine.map(({ current }) => current).sort()).toEqual([false, true])
    const [theirs] = mine.filter(({ current }) => !current)
    expect(outcome(await stranger.ask("DELETE", `/users/me/sessions/${theirs?.id}`))).toEqual([404, "not_found"])
    expect((await person.ask("DELETE", `/users/me/sessions/${theirs?.id}`)).body.data).toEqual({ ended: 1 })
    expect(outcome(await person.ask("DELETE", `/users/me/sessions/${theirs?.id}`))).toEqual([404, "not_found"])
    expect(outcome(await person.ask("DELETE", "/users/me/sessions/one"))).toEqual([404, "not_found"])
    expect(outcome(await other.ask("GET", "/users/me"))).toEqual([401, "unauthenticated"])
    expect((await listed(person)).map(({ current }) => current)).toEqual([true])
  })
})

describe("administrators", () => {
  it("ACC-40 find accounts by the beginning of a name, by a whole address, by role and by whether they are open", async () => {
    const person = await opened()
    const name = `Zz${randomUUID().slice(0, 8)}`
    await person.edit("PUT", `/users/${person.id}`, { last_name: name })
    const ids = async (query: string) =>
      Schema.decodeUnknownSync(Schema.Array(Schema.Struct({ id: Schema.Int })))(
        (await admin.ask("GET", `/users?${query}`)).body.data
      ).map(({ id }) => id)
    expect(await ids(`search=${name.toLowerCase().slice(0, 7)}`)).toEqual([person.id])
    expect(await ids(`search=${encodeURIComponent(person.email.toUpperCase())}`)).toEqual([person.id])
    for (const pattern of ["%25", "_", "%5C"]) expect(await ids(`search=${pattern}`)).toEqual([])
    expect(await ids(`search=${name}&role=instructor`)).toEqual([])
    expect(await ids(`search=${name}&active=false`)).toEqual([])
    const { body } = await admin.ask("GET", "/users?per_page=1&page=2&role=student")
    expect(body.meta.pagination).toMatchObject({ page: 2, per_page: 1 })
    for (const [method, path, sent] of [
      ["GET", "/users"],
      ["POST", "/users", { email: address(), role: "admin", first_name: "E", last_name: "E" }],
      ["PUT", `/users/${person.id}/role`, { role: "admin" }],
      ["POST", `/users/${admin.id}/deactivate`],
      ["POST", `/users/${person.id}/reactivate`],
      ["POST", `/users/${person.id}/invite`]
    ] as const)
      expect(outcome(await person.ask(method, path, sent))).toEqual([403, "forbidden"])
  })

  it("ACC-41 open an account by invitation: its owner chooses the password, and the link works once", async () => {
    const email = address()
    const invited = await admin.ask("POST", "/users", {
      email,
      role: "instructor",
      first_name: "Mary",
      last_name: "Reed",
      organization: "Acme"
    })
    expect([invited.status, invited.body.data]).toMatchObject([
      201,
      { email, role: "instructor", email_confirmed: false, organization: "Acme" }
    ])
    expect(outcome(await admin.ask("POST", "/users", { email, role: "student", first_name: "M", last_name: "R" }))).toEqual([
      409,
      "email_taken"
    ])
    const { id } = Schema.decodeUnknownSync(Schema.Struct({ id: Schema.Int }))(invited.body.data)
    expect((await admin.ask("POST", `/users/${id}/invite`)).status).toBe(202)
    const token = linkIn(await mailbox.mailTo(email, 2))
    const first = linkIn(await mailbox.mailTo(email, 1))
    expect((await ask("POST", "/auth/reset-password", { token, password })).status).toBe(200)
    expect(outcome(await ask("POST", "/auth/reset-password", { token: first, password: "one more password" }))).toEqual([
      410,
      "link_over"
    ])
    expect((await login(email, password)).body.data).toMatchObject({ user: { role: "instructor" } })
    expect(outcome(await admin.ask("POST", `/users/${id}/invite`))).toEqual([409, "illegal_transition"])
    expect((await admin.ask("GET", `/users?search=${encodeURIComponent(email)}`)).body.data).toMatchObject([
      { email_confirmed: true }
    ])
  })

  it("ACC-42 close an account: its sockets and log-ins end within a second, also on another node, until it is opened again", async () => {
    const person = await opened()
    const there = await RestCaller.login(other, person)
    const sockets = await Promise.all(
      [
        [stoa, person],
        [other, there]
      ].map(async ([node, session]) => {
        const { origin, token } = { ...(node as StoaProcess), token: (session as RestCaller).token }
        const socket = io(origin, {
          auth: { version: 1, token, sender: `device:${randomUUID()}` },
          transports: ["websocket"],
          reconnection: false
        })
        await new Promise((welcome) => socket.once("welcome", welcome))
        return socket
      })
    )
    const closed = sockets.map((socket) => new Promise<number>((at) => socket.once("disconnect", () => at(performance.now()))))
    const started = performance.now()
    expect((await admin.ask("POST", `/users/${person.id}/deactivate`)).body.data).toMatchObject({ is_active: false })
    for (const at of await Promise.all(closed)) expect(at - started).toBeLessThan(undisturbed(1_000))
    expect(outcome(await person.ask("GET", "/users/me"))).toEqual([401, "unauthenticated"])
    expect(outcome(await there.ask("GET", "/users/me"))).toEqual([401, "unauthenticated"])
    expect(outcome(await login(person.email, password))).toEqual([401, "bad_credentials"])
    expect((await admin.ask("POST", `/users/${person.id}/reactivate`)).body.data).toMatchObject({ is_active: true })
    expect((await login(person.email, password)).status).toBe(200)
  })

  it("ACC-43 give a role: who has it comes back with it, and the last administrator stays one", async () => {
    const person = await opened()
    expect((await admin.ask("PUT", `/users/${person.id}/role`, { role: "student" })).status).toBe(200)
    expect((await person.ask("GET", "/users/me")).status).toBe(200)
    expect((await admin.ask("PUT", `/users/${person.id}/role`, { role: "mentor" })).body.data).toMatchObject({ role: "mentor" })
    expect(outcome(await person.ask("GET", "/users/me"))).toEqual([401, "unauthenticated"])
    const again = await RestCaller.login(stoa, person)
    expect((await again.ask("GET", "/users/me")).body.data).toMatchObject({ role: "mentor" })
    expect(outcome(await admin.ask("PUT", `/users/${admin.id}/role`, { role: "student" }))).toEqual([409, "last_administrator"])
    expect(outcome(await admin.ask("POST", `/users/${admin.id}/deactivate`))).toEqual([409, "last_administrator"])
    expect(outcome(await admin.ask("POST", "/users/999999/deactivate"))).toEqual([404, "not_found"])
    expect((await admin.ask("GET", "/users/me")).status).toBe(200)
  })

  it("ACC-45 are in the audit log: who did what to whom, from where, and only what changed something", async () => {
    const { id } = await opened()
    const role = (name: string) => admin.ask("PUT", `/users/${id}/role`, { role: name })
    for (const name of ["mentor", "mentor", "student"]) expect((await role(name)).status).toBe(200)
    await admin.ask("POST", `/users/${id}/deactivate`)
    await admin.ask("POST", `/users/${id}/reactivate`)
    const { body } = await admin.ask("GET", `/audit?resource=user/${id}`)
    const entries: ReadonlyArray<Record<string, unknown>> = Object(body.data).entries
    expect(entries.map(({ action, details }) => [action, details])).toEqual([
      ["user.reactivated", {}],
      ["user.deactivated", {}],
      ["user.role_changed", { from: "mentor", to: "student" }],
      ["user.role_changed", { from: "student", to: "mentor" }]
    ])
    for (const entry of entries)
      expect(entry).toMatchObject({ by: { kind: "person", user_id: admin.id }, outcome: "done", from: { address: "127.0.0.1" } })
  })

  it("ACC-44 two who each make the other a student do not both succeed", async () => {
    const [one, other] = [await opened(), await opened()]
    for (const { id } of [one, other]) await admin.ask("PUT", `/users/${id}/role`, { role: "admin" })
    const [first, second] = [await RestCaller.login(stoa, one), await RestCaller.login(stoa, other)]
    expect((await first.ask("PUT", `/users/${admin.id}/role`, { role: "student" })).status).toBe(200)
    const answers = await Promise.all([
      first.ask("PUT", `/users/${second.id}/role`, { role: "student" }),
      second.ask("PUT", `/users/${first.id}/role`, { role: "student" })
    ])
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const rows = await sql`select count(*)::int as administrators from users where role = 'admin' and is_active`
    expect(rows[0]).toEqual({ administrators: 1 })
  })
})

describe("the SDK", () => {
  it("ACC-50 registers, confirms, changes and recovers an account", async () => {
    const email = address()
    const client = new StoaClient({ url: stoa.origin })
    expect(await client.register(registration(email))).toBeUndefined()
    await client.accounts.resend(email)
    expect(await client.accounts.confirm(linkIn(await mailbox.mailTo(email, 2)))).toBe(email)
    const { id } = await client.login(email, password)
    expect(await client.accounts.change(id, { first_name: "Grace" })).toMatchObject({ first_name: "Grace", last_name: "Ito" })
    const [device] = await client.accounts.sessions()
    expect(device).toMatchObject({ current: true })
    expect(await client.accounts.changePassword(password, "an orchard behind the mill")).toBe(0)
    await client.accounts.forgot(email)
    // What is on its way at once comes in any order.
    const last = await mailbox.mailTo(email, 4)
    const reset = linkIn(mailbox.to(email).find(({ subject }) => subject === "Choose a new password") ?? last)
    await client.accounts.reset(reset, password)
    await expect(client.accounts.profile()).rejects.toMatchObject({ code: "unauthenticated" })
    await expect(client.accounts.reset(reset, password)).rejects.toMatchObject({ code: "link_over" })
    await client.login(email, password)
    expect(await client.accounts.profile()).toMatchObject({ id, email, first_name: "Grace" })
  })
})
