/** What REST keeps of HTTP's promises, against the whole program: entity tags, keys for writes that take effect once, waiting times. */
import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { Effect } from "effect"
import { Headers, HttpServerRequest } from "effect/http"
import { expectedRevision, tagged, unchanged } from "../../gateway/rest/conditional.ts"
import { Arrival, UwsRequest } from "../../gateway/rest/request.ts"
import { instant } from "../../protocol/time.ts"
import { testDatabase } from "../postgres.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url, sql } = await testDatabase()
let stoa: StoaProcess
const tokens: Record<string, string> = {}

const call = async (
  role: string,
  method: string,
  path: string,
  more: { readonly body?: unknown; readonly headers?: Record<string, string> } = {}
) => {
  const response = await fetch(`${stoa.origin}/api/v1${path}`, {
    method,
    headers: {
      ...(tokens[role] === undefined ? {} : { authorization: `Bearer ${tokens[role]}` }),
      ...(more.body === undefined ? {} : { "content-type": "application/json" }),
      ...more.headers
    },
    ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) })
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: text === "" ? undefined : JSON.parse(text) }
}

beforeAll(async () => {
  stoa = await startStoa(url)
  for (const [role, account] of Object.entries(stoa.accounts)) {
    const { body } = await call("", "POST", "/auth/login", { body: account })
    tokens[role] = body.data.access_token
  }
})
afterAll(() => stoa.stop())

const exam = async (): Promise<number> => {
  const [row] = await sql`select id from assessments where assessment_type = 'exam' order by id limit 1`
  return Number(row?.["id"])
}
const sittings = async (title: string): Promise<number> =>
  Number((await sql`select count(*)::int as n from exam_sittings where title = ${title}`)[0]?.["n"])

describe("entity tags", () => {
  it("HTTP-7 an answer that differs in its time alone has the same tag, and is not sent again to who has it", async () => {
    const first = await call("student", "GET", "/courses?per_page=2")
    const tag = first.headers.get("etag") ?? ""
    expect(tag).toMatch(/^"[\w-]{22}"$/)
    const again = await call("student", "GET", "/courses?per_page=2", { headers: { "if-none-match": `"other", W/${tag}` } })
    expect([again.status, again.text, again.headers.get("etag")]).toEqual([304, "", tag])
    const other = await call("student", "GET", "/courses?per_page=1", { headers: { "if-none-match": tag } })
    expect(other.status).toBe(200)
    expect(other.headers.get("etag")).not.toBe(tag)
  })

  it("HTTP-7 refusals and writes have none", async () => {
    expect((await call("student", "GET", "/courses/999999")).headers.get("etag")).toBeNull()
    expect((await call("", "POST", "/auth/login", { body: stoa.accounts["student"] })).headers.get("etag")).toBeNull()
  })

  const asked = (header?: string) =>
    Effect.runSync(
      Effect.result(
        expectedRevision(
          HttpServerRequest.fromWeb(new Request("http://stoa", header === undefined ? {} : { headers: { "if-match": header } }))
        )
      )
    )

  it("HTTP-8 an edit says what it edits: without If-Match it is refused", () => {
    expect(asked()).toMatchObject({ failure: { code: "precondition_required" } })
  })

  it.each([
    ['"r7"', 7, true],
    ['"r6", "r7"', 7, true],
    ["*", 7, true],
    ['"r6"', 7, false],
    ['W/"r7"', 7, false],
    ['"7"', 7, false],
    ["", 7, false]
  ])("HTTP-8 %s names revision %i: %s", (header, revision, expected) => {
    const result = asked(header)
    const edit = result._tag === "Success" ? Effect.runSync(Effect.result(unchanged(result.success, revision))) : result
    expect(edit).toMatchObject(expected ? { _tag: "Success" } : { failure: { code: "precondition_failed" } })
  })

  it("HTTP-8 a resource's revision is its tag", () => {
    const arrival = new Arrival("an-id-for-it", instant(0), "192.0.2.1")
    const request = new UwsRequest(arrival, "GET", "/", Headers.empty, new Uint8Array(0))
    Effect.runSync(
      tagged(Effect.succeed({ revision: 7 })).pipe(Effect.provideService(HttpServerRequest.HttpServerRequest, request))
    )
    expect(arrival.entityTag).toBe('"r7"')
  })
})

describe("an Idempotency-Key", () => {
  const add = async (title: string, key: string, more: object = {}, role = "instructor") =>
    call(role, "POST", `/assessments/${await exam()}/sittings`, {
      headers: { "idempotency-key": key },
      body: { title, opens_at: "2030-03-01T09:00:00Z", ...more }
    })

  it("HTTP-9 a repeated write of a plain row is done once and gets the first answer, to the byte", async () => {
    const key = randomUUID()
    const first = await add("Once", key)
    expect(first.status).toBe(201)
    const again = await add("Once", key)
    expect([again.status, again.text]).toEqual([201, first.text])
    expect(again.headers.get("idempotency-replayed")).toBe("true")
    expect(await sittings("Once")).toBe(1)
  })

  it("HTTP-9 the same key for something else is refused, and another person's is another key", async () => {
    const key = randomUUID()
    expect((await add("Mine", key)).status).toBe(201)
    const other = await add("Other", key)
    expect([other.status, other.body.errors[0].code]).toEqual([409, "id_reused"])
    expect((await add("Theirs", key, {}, "admin")).status).toBe(201)
  })

  it("HTTP-10 of many at once one is done; the others hear of it or get its answer", async () => {
    const key = randomUUID()
    const answers = await Promise.all(Array.from({ length: 12 }, () => add("At once", key)))
    for (const { status, body, headers } of answers) {
      if (status === 201) continue
      expect([status, body.errors[0].code, headers.get("retry-after")]).toEqual([409, "under_way", "1"])
    }
    expect(await sittings("At once")).toBe(1)
  })

  it("HTTP-11 what was refused is decided anew", async () => {
    const key = randomUUID()
    expect((await add("Anew", key, { closes_at: "2029-01-01T00:00:00Z" })).status).toBe(422)
    expect((await add("Anew", key)).status).toBe(201)
  })

  it("HTTP-12 answers are sealed at rest and end after a day", async () => {
    const key = randomUUID()
    await add("Sealed words", key)
    const [row] = await sql`select answer from kept_answers where key = ${key}`
    expect(Buffer.from(row?.["answer"]).includes("Sealed words")).toBe(false)
    await sql`update kept_answers set claimed_at = now() - interval '25 hours' where key = ${key}`
    expect((await add("A day later", key)).status).toBe(201)
  })

  it("HTTP-13 a claim whose node ended is free after two minutes", async () => {
    const key = randomUUID()
    await add("Ended", key)
    await sql`update kept_answers set answer = null, status = null where key = ${key}`
    expect((await add("Ended", key)).status).toBe(409)
    await sql`update kept_answers set claimed_at = now() - interval '3 minutes' where key = ${key}`
    expect((await add("Ended", key)).status).toBe(201)
  })

  it("HTTP-14 a key has a shape", async () => {
    expect((await add("Shape", "with spaces")).body.errors[0]).toMatchObject({ code: "invalid", field: "Idempotency-Key" })
  })
})
