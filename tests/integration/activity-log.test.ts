/** The activity log: what the whole program writes into it, and what becomes of it while the database is away. */
import { randomUUID } from "node:crypto"
import { Effect, Logger, ManagedRuntime, Layer } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { StoaClient } from "../../client/index.ts"
import { ActivityLog } from "../../storage/catalogue/activity.ts"
import { Database } from "../../storage/database.ts"
import { testDatabase } from "../postgres.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url, sql } = await testDatabase()

interface Logged {
  readonly action: string
  readonly resource_type: string
  readonly resource_id: number | null
  readonly ip_address: string | null
  readonly user_agent: string
  readonly age: number
}
/** Entries are written within a second or two. */
const logged = async (condition: string, count: number): Promise<ReadonlyArray<Logged>> => {
  for (;;) {
    const rows = await sql.unsafe<Array<Logged>>(
      `select action, resource_type, resource_id, host(ip_address) as ip_address, user_agent,
         extract(epoch from now() - created_at)::float8 as age
       from user_activity_logs where ${condition} order by id`
    )
    if (rows.length >= count) return rows
  }
}

describe("what people do", () => {
  let stoa: StoaProcess
  beforeAll(async () => {
    stoa = await startStoa(url)
  })
  afterAll(() => stoa.stop())

  it("AUD-2 is logged with who, what, when and from where, over REST and over the live connection", async () => {
    const client = new StoaClient({ url: stoa.origin })
    const account = { email: `${randomUUID()}@academy.example`, password: randomUUID() }
    await client.register({ ...account, first_name: "Ada", last_name: "Ito" })
    const { id } = await client.accounts.profile()
    await client.connect()
    const [course] = (await client.rest.courses()).filter(({ title }) => title === "Foundations of security")
    if (course === undefined) throw new Error("the demo academy is not there")
    await client.course(course.id).enrol()
    const quiz = (await client.rest.modules(course.id)).find(({ content_type }) => content_type === "quiz")
    if (quiz?.assessment_id == null) throw new Error("the course has no quiz")
    const { attemptId } = await client.learner().startAttempt(quiz.assessment_id)
    await client.attempt(attemptId).begin()
    await client.attempt(attemptId).submit()
    client.close()

    const rows = await logged(`user_id = ${id}`, 4)
    expect(rows.map(({ action, resource_type, resource_id }) => [action, resource_type, resource_id])).toEqual([
      ["register", "session", null],
      ["enrol", "course", course.id],
      ["attempt_started", "attempt", attemptId],
      ["attempt_submitted", "attempt", attemptId]
    ])
    for (const { ip_address, age } of rows) {
      expect(ip_address).toBe("127.0.0.1")
      expect(age).toBeGreaterThanOrEqual(0)
      expect(age).toBeLessThan(60)
    }
    const [user] = await sql`select last_login from users where id = ${id}`
    expect(user?.["last_login"]).not.toBeNull()
  })

  it("AUD-3 what was refused, or only read, is not logged as done", async () => {
    const student = stoa.accounts["student"]
    if (student === undefined) throw new Error("the demo academy has no student")
    const client = new StoaClient({ url: stoa.origin })
    const { id } = await client.login(student.email, student.password)
    const [course] = await client.rest.courses()
    if (course === undefined) throw new Error("the demo academy is not there")
    const before = await logged(`user_id = ${id} and action = 'enrol'`, 0)
    await client.connect()
    await client.rest.modules(course.id)
    await client
      .course(course.id)
      .enrol()
      .catch(() => {})
    await client
      .course(course.id)
      .enrol()
      .catch(() => {})
    await client.logout()
    await logged(`user_id = ${id} and action = 'logout'`, 1)
    const after = await logged(`user_id = ${id} and action = 'enrol'`, 0)
    expect(after.length - before.length).toBeLessThanOrEqual(1)
  })
})

describe("the log itself", () => {
  const runtime = ManagedRuntime.make(
    ActivityLog.layer.pipe(Layer.provideMerge(Database.layer({ url, connections: 2, lanes: 1 })), Layer.provide(Logger.layer([])))
  )
  afterAll(() => runtime.dispose())
  const from = { address: "2001:db8::7", userAgent: "by hand" }
  const record = (userAgent: string, more: { readonly userId?: number; readonly address?: string } = {}) =>
    runtime.runPromise(
      Effect.map(ActivityLog, (log) =>
        log.record({ action: "login", userId: undefined, subject: undefined, ...from, userAgent, ...more })
      )
    )

  it("AUD-4 waits in memory while the database refuses it, and is all there afterwards, in order", async () => {
    await sql`alter table user_activity_logs rename to user_activity_logs_away`
    for (let n = 0; n < 2500; n += 1) await record(`kept ${n}`)
    await sql`alter table user_activity_logs_away rename to user_activity_logs`
    const rows = await logged("user_agent like 'kept %'", 2500)
    expect(rows.map(({ user_agent }) => user_agent)).toEqual(Array.from({ length: 2500 }, (_, n) => `kept ${n}`))
  })

  it("AUD-5 takes what the world sends: strange agents, no address, somebody who is gone", async () => {
    await record("odd \u0000 \ud800 agent")
    await record("odd address", { address: "unknown" })
    await record("odd person", { userId: 987_654_321 })
    const rows = await logged("user_agent like 'odd %'", 3)
    expect(rows.map(({ user_agent, ip_address }) => [user_agent, ip_address])).toEqual([
      ["odd  \ufffd agent", "2001:db8::7"],
      ["odd address", null],
      ["odd person", "2001:db8::7"]
    ])
  })

  it("AUD-6 is written to the end when the program stops", async () => {
    const other = ManagedRuntime.make(
      ActivityLog.layer.pipe(Layer.provide(Database.layer({ url, connections: 1, lanes: 1 })), Layer.provide(Logger.layer([])))
    )
    const log = await other.runPromise(ActivityLog.use((service) => Effect.succeed(service)))
    log.record({ action: "logout", userId: undefined, subject: undefined, address: "::1", userAgent: "at the end" })
    await other.dispose()
    expect(await logged("user_agent = 'at the end'", 0)).toHaveLength(1)
  })
})
