/** System settings and the audit log over REST: who may, what is heard of it on every node, and what is kept. */
import { Effect, Layer, Logger, ManagedRuntime, Schema } from "effect"
import { Secret, TOTP } from "otpauth"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { Paper } from "../../protocol/assessment.ts"
import { StartAttemptReply } from "../../protocol/learner.ts"
import { AuditLine } from "../../protocol/rest/audit.ts"
import { ShownSetting } from "../../protocol/rest/settings.ts"
import { AuditLog } from "../../storage/audit/audit-log.ts"
import { Database } from "../../storage/database.ts"
import { SystemSettings } from "../../storage/settings/system-settings.ts"
import { testDatabase } from "../postgres.ts"
import { RawClient } from "./fixtures/raw-client.ts"
import { call, code, RestCaller } from "./fixtures/rest-caller.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url, sql } = await testDatabase()
let stoa: StoaProcess
let admin: RestCaller, student: RestCaller

beforeAll(async () => {
  stoa = await startStoa(url)
  admin = await RestCaller.login(stoa, stoa.accounts["admin"])
  student = await RestCaller.login(stoa, stoa.accounts["student"])
}, 120_000)
/** What another node has of the settings. */
const elsewhere = ManagedRuntime.make(
  SystemSettings.layer.pipe(
    Layer.provideMerge(AuditLog.layer),
    Layer.provide(Database.layer({ url, connections: 2, lanes: 1 })),
    Layer.provide(Logger.layer([]))
  )
)
const registrationElsewhere = () => elsewhere.runPromise(Effect.map(SystemSettings, (settings) => settings.get("registration")))
afterAll(async () => {
  await elsewhere.dispose()
  await stoa.stop()
})

const settings = async () => Schema.decodeUnknownSync(Schema.Array(ShownSetting))((await admin.ask("GET", "/settings")).body.data)
const entries = async (query: string) => {
  const reply = await admin.ask("GET", `/audit?${query}`)
  return Schema.decodeUnknownSync(Schema.Struct({ entries: Schema.Array(AuditLine), next: Schema.NullOr(Schema.Int) }))(
    reply.body.data
  )
}
const registers = async (): Promise<string> => {
  const body = { email: `${crypto.randomUUID()}@example.org`, password: crypto.randomUUID(), first_name: "N", last_name: "C" }
  return code(await call(stoa, "POST", "/auth/register", { body }))
}
const dialled = () => new RawClient(Number(new URL(stoa.origin).port))
const handshake = ({ token }: RestCaller) => ({ version: 1, token, sender: `device:${crypto.randomUUID()}` })
const connected = async (person: RestCaller): Promise<RawClient> => {
  const client = dialled()
  expect((await client.join(handshake(person))).event).toBe("welcome")
  return client
}
/** Of a connection that is not let in. */
const refusalOf = async (person: RestCaller) => {
  const client = dialled()
  const { body } = await client.join(handshake(person))
  client.destroy()
  return body
}
/** Asks until it is so: within a second, or the test's time is over. */
const until = async (ask: () => Promise<boolean>): Promise<number> => {
  const asked = performance.now()
  while (!(await ask())) await new Promise((next) => setImmediate(next))
  return performance.now() - asked
}

describe("system settings", () => {
  it("SET-1 are shown with value, default, where it comes from, and what they take; to administrators only", async () => {
    const shown = await settings()
    expect(shown.map(({ name }) => name)).toEqual(["registration", "mfa_roles", "cors_origins"])
    expect(shown[0]).toMatchObject({ value: "open", default: "open", source: "default", changed_at: null, changed_by: null })
    expect(shown[0]?.schema).toMatchObject({ enum: ["open", "closed"] })
    for (const [method, path, body] of [
      ["GET", "/settings", undefined],
      ["PUT", "/settings/registration", { value: "closed" }],
      ["DELETE", "/settings/registration", undefined],
      ["GET", "/audit", undefined]
    ] as const) {
      expect(code(await student.ask(method, path, body))).toBe("forbidden")
      expect(code(await call(stoa, method, path, body === undefined ? {} : { body }))).toBe("unauthenticated")
    }
  })

  it("SET-2 one that is changed holds on every node within a second, and its entry says what it was", async () => {
    expect(await registrationElsewhere()).toBe("open")
    const reply = await admin.ask("PUT", "/settings/registration", { value: "closed" })
    expect(reply.body.data).toMatchObject({ value: "closed", source: "administrator", changed_by: admin.id })
    expect(await registers()).toBe("registration_closed")
    expect(await until(async () => (await registrationElsewhere()) === "closed")).toBeLessThan(1_000)
    const { entries: found } = await entries("resource=setting/registration")
    expect(found[0]).toMatchObject({
      action: "setting.changed",
      by: { kind: "person", user_id: admin.id },
      on: { type: "setting", id: "registration" },
      outcome: "done",
      from: { address: "127.0.0.1" },
      details: { from: "open", to: "closed" }
    })
    expect((await admin.ask("DELETE", "/settings/registration")).body.data).toMatchObject({ value: "open", source: "default" })
    expect(await registers()).toBe("")
    expect((await entries("resource=setting/registration")).entries[0]?.details).toEqual({ from: "closed", to: "open" })
  })

  it.each([
    ["registration", "ajar"],
    ["mfa_roles", ["wizard"]],
    ["cors_origins", ["javascript:alert(1)"]],
    ["cors_origins", ["https://a.example/path"]]
  ])("SET-3 %s does not take %j", async (name, value) => {
    const reply = await admin.ask("PUT", `/settings/${name}`, { value })
    expect([reply.status, code(reply)]).toEqual([422, "invalid"])
  })

  it("SET-4 there is no setting that nobody declared", async () => {
    expect((await admin.ask("PUT", "/settings/password_hashing", { value: "none" })).status).toBe(404)
    expect((await admin.ask("PUT", "/settings/__proto__", { value: "none" })).status).toBe(404)
  })

  it("SET-5 origins that may read answers change while the node runs", async () => {
    const allowed = async () =>
      (await fetch(`${stoa.origin}/health`, { headers: { origin: "https://app.example" } })).headers.get(
        "access-control-allow-origin"
      )
    expect(await allowed()).toBeNull()
    await admin.ask("PUT", "/settings/cors_origins", { value: ["https://app.example"] })
    expect(await allowed()).toBe("https://app.example")
    await admin.ask("DELETE", "/settings/cors_origins")
    expect(await allowed()).toBeNull()
  })
})

describe("the audit log over REST", () => {
  it("AUD-16 is paged without a gap, and narrowed by who, what and when", async () => {
    for (const value of [["instructor"], [], ["proctor"], []]) await admin.ask("PUT", "/settings/mfa_roles", { value })
    const first = await entries("limit=2&action=setting.changed&resource=setting/mfa_roles")
    expect(first.entries.map(({ details }) => details)).toEqual([
      { from: ["proctor"], to: [] },
      { from: [], to: ["proctor"] }
    ])
    const rest = await entries(`limit=2&action=setting.changed&resource=setting/mfa_roles&before=${first.next ?? 0}`)
    expect(rest.entries.map(({ details }) => details)).toEqual([
      { from: ["instructor"], to: [] },
      { from: [], to: ["instructor"] }
    ])
    expect(rest.next).toBeNull()
    expect((await entries(`who=${student.id}`)).entries).toEqual([])
    expect((await entries("to=2020-01-01")).entries).toEqual([])
    expect((await entries("from=2020-01-01T00:00:00Z&resource=setting&limit=1")).entries).toHaveLength(1)
    for (const query of ["from=yesterday", "before=0", "who=me", "resource=Setting", "limit=1000000"])
      expect(code(await admin.ask("GET", `/audit?${query}`))).toBe("invalid")
  })

  it("AUD-17 as a file it is safe in a spreadsheet, and who took it is in it", async () => {
    const get = async (format: string) =>
      fetch(`${stoa.origin}/api/v1/audit?format=${format}`, {
        headers: { authorization: `Bearer ${admin.token}`, "user-agent": "=cmd|' /C calc'!A0" }
      })
    const lines = (await (await get("jsonl")).text()).trimEnd().split("\n")
    const decoded = lines.map((line) => Schema.decodeUnknownSync(AuditLine)(JSON.parse(line)))
    expect(decoded.map(({ seq }) => seq)).toEqual(Array.from(decoded, (_, index) => decoded.length - index))
    const reply = await get("csv")
    const csv = await reply.text()
    expect(reply.headers.get("content-type")).toBe("text/csv; charset=utf-8")
    expect(reply.headers.get("content-disposition")).toBe('attachment; filename="audit.csv"')
    expect(csv.split("\r\n")[1]).toContain(`"'=cmd|`.replace('"', ""))
    expect(csv).not.toMatch(/(^|,)=cmd/)
    const { entries: found } = await entries("action=audit.exported")
    expect(found.map(({ details }) => details["format"])).toEqual(["csv", "jsonl"])
  })
})

describe("an export of the audit log", () => {
  const many = 2_500
  const take = async (path: string) => {
    const reply = await fetch(`${stoa.origin}${path}`, { headers: { authorization: `Bearer ${admin.token}` } })
    const lines = (await reply.text()).trimEnd().split("\n")
    return { lines, next: /<([^>]+)>; rel="next"/.exec(reply.headers.get("link") ?? "")?.[1] }
  }
  const seqOf = (line: string | undefined) => Schema.decodeUnknownSync(AuditLine)(JSON.parse(line ?? "")).seq

  beforeAll(async () => {
    const entry = {
      action: "user.sessions_ended" as const,
      by: { kind: "engine" as const, part: "vitest" },
      on: { type: "user", id: 7 },
      outcome: "done" as const,
      from: null,
      details: { sessions: 1 }
    }
    const noted = Effect.flatMap(AuditLog, (log) =>
      log.transaction(async (_, note) => {
        for (let n = 0; n < many; n += 1) note(entry)
      })
    )
    await elsewhere.runPromise(noted)
  })

  it("AUD-23 is whole over its batches, and goes on where its Link says, without a gap", async () => {
    const first = await take("/api/v1/audit?format=jsonl&limit=2000&action=user.sessions_ended")
    const rest = await take(first.next ?? "")
    expect([first.lines.length, rest.lines.length, rest.next]).toEqual([2_000, many - 2_000, undefined])
    const seqs = [...first.lines, ...rest.lines].map(seqOf)
    expect(seqs).toEqual(Array.from(seqs, (_, index) => (seqs[0] ?? 0) - index))
    const whole = await take("/api/v1/audit?format=csv&action=user.sessions_ended")
    expect([whole.lines.length, whole.next]).toEqual([many + 1, undefined])
    const { entries: exports } = await entries("action=audit.exported&limit=3")
    expect(exports.map(({ details }) => details["entries"])).toEqual([many, many - 2_000, 2_000])
    expect((await take("/api/v1/audit?format=jsonl&action=no.such")).lines).toEqual([""])
  })

  it("AUD-24 that asks for more than is given at once is refused, and not cut short without a word", async () => {
    expect(code(await admin.ask("GET", "/audit?limit=500"))).toBe("")
    const tooMuch = await admin.ask("GET", "/audit?limit=501")
    expect([code(tooMuch), JSON.stringify(tooMuch.body.errors)]).toEqual(["invalid", expect.stringContaining('"field":"limit"')])
    expect(code(await admin.ask("GET", "/audit?format=csv&limit=50001"))).toBe("invalid")
  })
})

describe("a setting that takes effect", () => {
  it("SET-6 roles that need a second factor change while the node runs, for who is logged in, too", async () => {
    const mentor = await RestCaller.login(stoa, stoa.accounts["mentor"])
    const outcome = async () => code(await mentor.ask("GET", "/courses"))
    expect(await outcome()).toBe("")
    await admin.ask("PUT", "/settings/mfa_roles", { value: ["mentor"] })
    expect(await outcome()).toBe("mfa_enrolment_required")
    expect((await mentor.ask("GET", "/users/me/mfa")).body.data).toMatchObject({ enabled: false, required: true })
    await admin.ask("DELETE", "/settings/mfa_roles")
    expect(await outcome()).toBe("")
  })

  it("SET-7 who is connected in a role that comes to need a second factor is told within a second, and goes no further", async () => {
    const [mentor, proctor] = await Promise.all(["mentor", "proctor"].map((role) => RestCaller.login(stoa, stoa.accounts[role])))
    const enrolled = await proctor!.ask("POST", "/users/me/mfa")
    const { secret } = Schema.decodeUnknownSync(Schema.Struct({ secret: Schema.String }))(enrolled.body.data)
    const totp = new TOTP({ secret: Secret.fromBase32(secret) })
    expect((await proctor!.ask("POST", "/users/me/mfa/confirm", { code: totp.generate() })).status).toBe(200)
    const [without, withOne] = await Promise.all([connected(mentor!), connected(proctor!)])
    expect((await admin.ask("PUT", "/settings/mfa_roles", { value: ["mentor", "proctor"] })).status).toBe(200)
    await expect.poll(() => without.events("closing"), { timeout: 1_000, interval: 20 }).toEqual([{ reason: "token_ended" }])
    expect(await refusalOf(mentor!)).toMatchObject({ code: "mfa_enrolment_required" })
    expect(code(await mentor!.ask("GET", "/courses"))).toBe("mfa_enrolment_required")
    expect((await mentor!.ask("GET", "/users/me/mfa")).body.data).toMatchObject({ required: true, enabled: false })
    // Whose log-in has shown one goes on as if nothing had happened.
    expect(await withOne.ask("unsubscribe", { _tag: "Actor", ref: { type: "course", id: 1 } })).toEqual({ _tag: "Unsubscribed" })
    expect([withOne.isClosed, withOne.events("closing")]).toEqual([false, []])
    await admin.ask("DELETE", "/settings/mfa_roles")
    withOne.destroy()
  })

  it("SET-8 nobody is sent away from a running exam: the answers go on, and what the role needs is asked for afterwards", async () => {
    const candidate = await RestCaller.newcomer(stoa)
    const [row] = await sql`select id, course_id from assessments where assessment_type = 'exam' order by id limit 1`
    const exam = Number(row?.["id"])
    await candidate.ask("POST", `/courses/${Number(row?.["course_id"])}/enroll`)
    const [room] = await sql`select id from exam_sittings where assessment_id = ${exam} and title = 'Open sitting'`
    const started = await candidate.ask("POST", `/assessments/${exam}/attempts`, { sitting_id: Number(room?.["id"]) })
    const { attemptId } = Schema.decodeUnknownSync(StartAttemptReply)(started.body.data)
    const begin = async () => code(await candidate.ask("POST", `/attempts/${attemptId}/begin`, { consented: true }))
    await expect.poll(begin, { timeout: 10_000 }).toBe("")
    const client = await connected(candidate)
    await admin.ask("PUT", "/settings/mfa_roles", { value: ["student"] })
    await expect.poll(async () => code(await student.ask("GET", "/courses")), { timeout: 1_000 }).toBe("mfa_enrolment_required")
    const paper = await candidate.ask("GET", `/attempts/${attemptId}/paper`)
    const { questions } = Schema.decodeUnknownSync(Paper)(paper.body.data)
    const question = questions.find(({ kind }) => kind === "single")
    if (question?.kind !== "single") throw new Error("the exam has no question with one choice")
    const response = { kind: "single", option: question.options[0]?.id }
    expect((await candidate.ask("PUT", `/attempts/${attemptId}/answers/${question.id}`, { response })).status).toBe(200)
    expect(await client.ask("subscribe", { _tag: "Actor", ref: { type: "attempt", id: attemptId } })).toMatchObject({
      audience: "taker"
    })
    expect(await client.ask("renew", { token: candidate.token })).toMatchObject({ _tag: "Renewed" })
    expect((await candidate.ask("POST", `/attempts/${attemptId}/submit`)).status).toBe(200)
    expect(client.events("closing")).toEqual([])
    await expect.poll(async () => code(await candidate.ask("GET", "/courses")), { timeout: 5_000 }).toBe("mfa_enrolment_required")
    await admin.ask("DELETE", "/settings/mfa_roles")
    client.destroy()
  })
})
