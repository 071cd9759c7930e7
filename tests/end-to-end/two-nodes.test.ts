/** Two nodes of the whole program on one database and one Redis: what happens on one is seen on the other. */
import { createServer } from "node:net"
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { StoaClient } from "../../client/index.ts"
import { startRedis, type RunningRedis } from "../../scripts/redis.ts"
import { testDatabase } from "../postgres.ts"
import { dataFolder, startStoa, type Stoa } from "./stoa.ts"

const { url, sql } = await testDatabase()
const LoggedIn = Schema.Struct({ access_token: Schema.String, user: Schema.Struct({ id: Schema.Int }) })
let redis: RunningRedis
let nodes: ReadonlyArray<Stoa> = []

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

beforeAll(async () => {
  redis = await startRedis()
  const secret = { STOA_SECRET: "5eed".repeat(16), REDIS_URL: redis.url }
  const start = async (data: string, academy: "demo" | "none") =>
    startStoa({
      data,
      databaseUrl: url,
      environment: { ...secret, STOA_ACADEMY: academy, STOA_NODE_PORT: String(await freePort()) }
    })
  const first = await start(dataFolder(), "demo")
  nodes = [first, await start(dataFolder(), "none")]
})
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.end("SIGTERM")))
  await redis.stop()
})

const health = async (node: Stoa): Promise<{ checks: { cache: unknown }; details: { engine: { openSlots: number } } }> =>
  JSON.parse(await (await fetch(`${node.url}/health`)).text())

const ask = async (node: Stoa | undefined, token: string, method: string, path: string, body?: object) => {
  const answered = await fetch(`${node?.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  })
  const read: { readonly data: never; readonly errors: ReadonlyArray<{ readonly code: string }> } = JSON.parse(
    await answered.text()
  )
  return { ...read, status: answered.status }
}

describe("two nodes", () => {
  it(
    "RBAC-9 tell each other within a second who is in a course's team, wherever it was changed",
    { timeout: 120_000 },
    async () => {
      const [here, there] = nodes
      const logIn = async (node: Stoa | undefined, email: string, password: string) =>
        Schema.decodeUnknownSync(LoggedIn)((await ask(node, "", "POST", "/auth/login", { email, password })).data)
      const account = here?.accounts.get("instructor")
      const lead = await logIn(here, account?.email ?? "", account?.password ?? "")
      const colleague = { email: "colleague@example.org", password: "a lantern in the attic" }
      await ask(here, "", "POST", "/auth/register", { ...colleague, first_name: "Col", last_name: "League" })
      await sql`update users set role = 'instructor' where id = (select max(id) from users)`
      const joining = await logIn(there, colleague.email, colleague.password)
      const made = await ask(here, lead.access_token, "POST", "/courses", { title: "Taught by two" })
      const { id } = Schema.decodeUnknownSync(Schema.Struct({ id: Schema.Int }))(made.data)
      const reads = async () => (await ask(there, joining.access_token, "GET", `/courses/${id}/record`)).status
      // Asked before, so that the other node remembers who they are.
      expect(await reads()).toBe(404)
      expect((await ask(here, lead.access_token, "PUT", `/courses/${id}/instructors/${joining.user.id}`, {})).status).toBe(200)
      await expect.poll(reads, { timeout: 1_000, interval: 20 }).toBe(200)
      expect((await ask(here, lead.access_token, "DELETE", `/courses/${id}/instructors/${joining.user.id}`)).status).toBe(200)
      await expect.poll(reads, { timeout: 1_000, interval: 20 }).toBe(404)
    }
  )

  it(
    "share the slots and show each other's changes to whoever watches, wherever the actor lives",
    { timeout: 120_000 },
    async () => {
      for (const node of nodes) {
        let seen = await health(node)
        while (seen.details.engine.openSlots === 0 || seen.details.engine.openSlots === 128) seen = await health(node)
        expect(seen.checks.cache).toBe(true)
      }
      const account = nodes[0]?.accounts.get("student")
      if (account === undefined) throw new Error("no account was printed for student")
      const devices = await Promise.all(
        nodes.map(async (node) => {
          const client = new StoaClient({ url: node.url })
          await client.login(account.email, account.password)
          await client.connect()
          return client
        })
      )
      const [here] = devices
      const [course] = (await here?.rest.courses({ search: "Foundations" })) ?? []
      if (here === undefined || course === undefined) throw new Error("the demo academy is not there")
      const watched = devices.map((client) => client.learner().view.until(({ view }) => String(course.id) in view.courses))
      await here.course(course.id).enrol()
      for (const seen of await Promise.all(watched)) expect(seen.view.courses[String(course.id)]?.title).toBe(course.title)
      for (const client of devices) client.close()
    }
  )
})
