/** REST against the whole program: the envelope, who may what, and a course and a quiz from enrolment to result. */
import { randomUUID } from "node:crypto"
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { registry } from "../../actors/registry.ts"
import { withoutRule } from "../../gateway/policy.ts"
import { Paper, type PaperQuestion, type Response as Answer } from "../../protocol/assessment.ts"
import { refusals } from "../../protocol/errors.ts"
import { ErrorEnvelope, Meta } from "../../protocol/rest/envelope.ts"
import { testDatabase } from "../postgres.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url, sql } = await testDatabase()
let stoa: StoaProcess
const tokens: Record<string, string> = {}

interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly body: { readonly status: string; readonly data: never; readonly meta: Meta; readonly errors: ReadonlyArray<never> }
}
const call = async (
  method: string,
  path: string,
  more: { token?: string; body?: unknown; key?: string } = {}
): Promise<Reply> => {
  const response = await fetch(`${stoa.origin}/api/v1${path}`, {
    method,
    headers: {
      ...(more.token === undefined ? {} : { authorization: `Bearer ${more.token}` }),
      ...(more.key === undefined ? {} : { "idempotency-key": more.key }),
      ...(more.body === undefined ? {} : { "content-type": "application/json" })
    },
    ...(more.body === undefined ? {} : { body: typeof more.body === "string" ? more.body : JSON.stringify(more.body) })
  })
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) }
}
const code = ({ body }: Reply): string => Schema.decodeUnknownSync(ErrorEnvelope)(body).errors[0]?.code ?? ""
const as = (role: string) => ({ token: tokens[role] ?? "" })

beforeAll(async () => {
  stoa = await startStoa(url)
  for (const [role, account] of Object.entries(stoa.accounts)) {
    const { body } = await call("POST", "/auth/login", { body: account })
    tokens[role] = Reflect.get(body.data, "access_token")
  }
})
afterAll(() => stoa.stop())

const courseId = async (): Promise<number> => {
  const [row] = await sql`select course_id as id from assessments where assessment_type = 'quiz' order by id limit 1`
  return Number(row?.["id"])
}
const quizId = async (): Promise<number> => {
  const [row] = await sql`select id from assessments where assessment_type = 'quiz' order by id limit 1`
  return Number(row?.["id"])
}

describe("the envelope", () => {
  it("REST-1 has status, data, meta and errors, and answers who one is", async () => {
    const { status, body } = await call("GET", "/users/me", as("student"))
    expect(status).toBe(200)
    expect(Object.keys(body).sort()).toEqual(["data", "errors", "meta", "status"])
    expect(body).toMatchObject({ status: "success", errors: [], data: { role: "student" } })
    expect(Schema.decodeUnknownSync(Meta)(body.meta).version).toBe("v1")
  })

  it("REST-2 lists by page, and says how many there are, also past the end", async () => {
    const first = await call("GET", "/courses?per_page=1", as("student"))
    expect(first.body.data).toHaveLength(1)
    const { total } = Schema.decodeUnknownSync(Meta)(first.body.meta).pagination ?? { total: 0 }
    expect(first.body.meta.pagination).toEqual({ page: 1, per_page: 1, total, pages: total })
    const past = await call("GET", `/courses?per_page=1&page=${total + 1}`, as("student"))
    expect(past.body).toMatchObject({ data: [], meta: { pagination: { total } } })
  })

  it.each([
    ["no JSON", '{"email":', 400, "malformed"],
    ["an empty body", "", 400, "malformed"],
    ["a field nobody declared", { email: "a@example.org", password: "x", admin: true }, 422, "invalid"],
    ["a field of another type", { email: 7, password: "x" }, 422, "invalid"],
    ["NUL in text", { email: "a@example.org", password: "nul\u0000nul" }, 422, "invalid"],
    ["a lone surrogate", '{"email":"a@example.org","password":"\\ud800 alone"}', 422, "invalid"],
    ["too much", { email: "a@example.org", password: "x".repeat(1_100_000) }, 413, "too_large"]
  ])("REST-3 refuses %s", async (_what, body, status, expected) => {
    const reply = await call("POST", "/auth/login", { body })
    expect([reply.status, code(reply)]).toEqual([status, expected])
  })

  it("REST-4 names every field that is wrong", async () => {
    const body = { email: "not an address", password: "long enough", first_name: " ", last_name: "L" }
    const reply = await call("POST", "/auth/register", { body })
    expect(reply.body.errors.map((error) => Reflect.get(error, "field")).sort()).toEqual(["email", "first_name"])
  })

  it("REST-4 says in sentences what is wrong, never in types", async () => {
    const refusal = (body: unknown, path = "/auth/login") => call("POST", path, { body }).then((reply) => reply.body.errors)
    expect(await refusal({ email: "a@example.org", extra: 1, password: "x" })).toMatchObject([
      { message: "There is no such field. Leave it out.", field: "extra" }
    ])
    expect(await refusal({ email: "a@example.org" })).toMatchObject([
      { message: "This field is missing. Add it.", field: "password" }
    ])
    const answer = await call("PUT", "/attempts/1/answers/q", { ...as("student"), body: { response: { option: "a" } } })
    expect(answer.body.errors).toMatchObject([{ code: "invalid", message: refusals.invalid[1], field: "response" }])
  })

  it("REST-5 refuses who is not logged in, says how to, and hides what is not there", async () => {
    const anonymous = await call("GET", "/users/me")
    expect([anonymous.status, code(anonymous)]).toEqual([401, "unauthenticated"])
    expect(anonymous.headers.get("www-authenticate")).toBe("Bearer")
    for (const path of ["/courses/999999", "/courses/one", "/attempts/999999", "/assessments/999999", "/nothing/here"])
      expect(code(await call("GET", path, as("student")))).toBe("not_found")
  })
})

describe("the policy", () => {
  it("REST-6 has a row for every route and command, and would stop the program otherwise", () => {
    expect(withoutRule(Object.values(registry))).toEqual([])
  })

  it("REST-7 lets nobody do what their role does not allow", async () => {
    const id = await courseId()
    expect(code(await call("POST", `/courses/${id}/enroll`, as("proctor")))).toBe("forbidden")
    expect(code(await call("POST", `/assessments/${await quizId()}/attempts`, as("instructor")))).toBe("forbidden")
  })
})

/** Some answer of the question's kind. */
const guess = (question: PaperQuestion): Answer => {
  switch (question.kind) {
    case "single":
      return { kind: "single", option: question.options[0]!.id }
    case "multiple":
      return { kind: "multiple", options: [question.options[0]!.id] }
    case "true_false":
      return { kind: "true_false", value: true }
    case "numeric":
      return { kind: "numeric", text: "7" }
    case "text":
      return { kind: "text", text: "guess" }
  }
}

describe("a course over REST", () => {
  it("REST-8 enrols with 201, refuses the second time with 409, and a repeated key gets the first answer", async () => {
    const id = await courseId()
    const key = randomUUID()
    const first = await call("POST", `/courses/${id}/enroll`, { ...as("student"), key })
    expect(first.status).toBe(201)
    const repeated = await call("POST", `/courses/${id}/enroll`, { ...as("student"), key })
    expect([repeated.status, repeated.body.data]).toEqual([201, first.body.data])
    const again = await call("POST", `/courses/${id}/enroll`, as("student"))
    expect([again.status, code(again)]).toEqual([409, "already_enrolled"])
    const mine = await call("GET", "/users/me/courses", as("student"))
    expect(mine.body.data).toMatchObject([{ course_id: id, progress_percentage: "0", completed_modules: 0 }])
  })

  it("REST-9 gives a module's content to those enrolled only", async () => {
    const id = await courseId()
    const { body } = await call("GET", `/courses/${id}/modules`, as("student"))
    const first: { id: number } = body.data[0]
    const path = `/courses/${id}/modules/${first.id}`
    expect((await call("GET", path, as("student"))).body.data).toMatchObject({
      content_type: "text",
      content: expect.any(String)
    })
    expect(code(await call("GET", path, as("mentor")))).toBe("not_enrolled")
    expect(code(await call("GET", `/courses/${id}/modules/999999`, as("student")))).toBe("module_unknown")
  })

  it("REST-10 moves progress, and the instructor's board with it", async () => {
    const id = await courseId()
    const { body } = await call("GET", `/courses/${id}/modules`, as("student"))
    const first: { id: number } = body.data[0]
    expect(
      (await call("POST", `/courses/${id}/modules/${first.id}/progress`, { ...as("student"), body: { positionMs: 900 } })).status
    ).toBe(200)
    expect((await call("POST", `/courses/${id}/modules/${first.id}/complete`, as("student"))).status).toBe(200)
    const own = await call("GET", `/courses/${id}/progress`, as("student"))
    expect(own.body.data).toMatchObject({
      kind: "own",
      enrolment: { completed: 1, modules: { [first.id]: { positionMs: 900 } } }
    })
    const board = await call("GET", `/courses/${id}/progress`, as("instructor"))
    expect(board.body.data).toMatchObject({ kind: "board", rows: [{ completed: 1, enrolled: true }] })
    expect(code(await call("GET", `/courses/${id}/progress`, as("mentor")))).toBe("not_enrolled")
  })
})

describe("an assessment over REST", () => {
  let attempt = 0
  let paper: Paper

  it("REST-11 shows settings and never a key", async () => {
    const text = JSON.stringify((await call("GET", `/assessments/${await quizId()}`, as("student"))).body)
    expect(text).toContain("passMark")
    expect(text).not.toMatch(/correct|accepted|explanation/)
    expect(code(await call("GET", `/assessments/${await quizId()}`, as("mentor")))).toBe("not_found")
  })

  it("REST-12 starts, begins, and only then gives the paper, to its taker and who grades it", async () => {
    const started = await call("POST", `/assessments/${await quizId()}/attempts`, as("student"))
    expect(started.status).toBe(201)
    attempt = Reflect.get(started.body.data, "attemptId")
    expect(code(await call("GET", `/attempts/${attempt}/paper`, as("student")))).toBe("not_started")
    expect((await call("POST", `/attempts/${attempt}/begin`, as("student"))).status).toBe(200)
    const given = await call("GET", `/attempts/${attempt}/paper`, as("student"))
    paper = Schema.decodeUnknownSync(Paper)(given.body.data)
    expect(JSON.stringify(given.body)).not.toMatch(/correct|accepted|explanation/)
    for (const role of ["admin", "instructor"])
      expect((await call("GET", `/attempts/${attempt}/paper`, as(role))).body.data).toEqual(given.body.data)
    for (const role of ["mentor", "proctor", "corporate"])
      expect((await call("GET", `/attempts/${attempt}/paper`, as(role))).status).toBeGreaterThanOrEqual(403)
  })

  it("REST-13 saves an answer once per key and refuses the key for another answer", async () => {
    const question = paper.questions[0]!
    const path = `/attempts/${attempt}/answers/${question.id}`
    const key = randomUUID()
    const first = await call("PUT", path, { ...as("student"), key, body: { response: guess(question) } })
    expect(first.body.data).toMatchObject({ counted: true })
    expect((await call("PUT", path, { ...as("student"), key, body: { response: guess(question) } })).body.data).toEqual(
      first.body.data
    )
    expect(code(await call("PUT", path, { ...as("student"), key, body: { response: null } }))).toBe("id_reused")
    const elsewhere = `/attempts/${attempt}/answers/nowhere`
    expect(code(await call("PUT", elsewhere, { ...as("student"), body: { response: guess(question) } }))).toBe("question_unknown")
    expect((await call("PUT", path, { ...as("admin"), body: { response: guess(question) } })).status).toBeGreaterThanOrEqual(403)
  })

  it("REST-14 hands in the running attempt with all its answers, and alike when asked again", async () => {
    const answers = Object.fromEntries(paper.questions.map((question) => [question.id, guess(question)]))
    const request = { ...as("student"), key: randomUUID(), body: { answers } }
    const first = await call("POST", `/assessments/${await quizId()}/submit`, request)
    expect(first.body.data).toMatchObject({ attempt_id: attempt, saved: paper.questions.length, late: [] })
    const again = await call("POST", `/assessments/${await quizId()}/submit`, request)
    expect([again.status, again.body.data]).toEqual([200, first.body.data])
    expect(code(await call("POST", `/attempts/${attempt}/submit`, as("student")))).toBe("attempt_over")
  })

  it("REST-15 shows the result to the learner and the course's instructor, and to nobody else", async () => {
    const path = `/assessments/${await quizId()}/results`
    const own = await call("GET", path, as("student"))
    expect(own.body).toMatchObject({ data: [{ attempt_id: attempt, attempt_number: 1 }], meta: { pagination: { total: 1 } } })
    expect((await call("GET", path, as("instructor"))).body.data).toHaveLength(1)
    expect(code(await call("GET", path, as("mentor")))).toBe("not_found")
  })
})

describe("the node's own pages", () => {
  it("REST-16 health has the plan's shape, and a cache nobody configured is no failure", async () => {
    const response = await fetch(`${stoa.origin}/health`)
    expect(await response.json()).toMatchObject({
      checks: { database: true, cache: "not configured", disk_space: expect.any(Boolean), memory: expect.any(Boolean) },
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/)
    })
  })

  it("REST-16 whatever is not there is said in the envelope, outside the API too", async () => {
    for (const path of ["/nothing/here", "/socket.iox", "/media/nothing"]) {
      const response = await fetch(`${stoa.origin}${path}`)
      expect([path, response.status, await response.json()]).toMatchObject([path, 404, { errors: [{ code: "not_found" }] }])
    }
  })

  it("REST-17 metrics name routes by their pattern", async () => {
    const text = await (await fetch(`${stoa.origin}/metrics`)).text()
    expect(text).toContain('stoa_http_request_duration_seconds_count{method="GET",route="/api/v1/courses/:id/modules/:moduleId"')
    expect(text).toMatch(/stoa_engine_open_slots \d+/)
    expect(text).toMatch(/stoa_commit_duration_seconds_bucket\{[^}]*le="0\.001"[^}]*\} \d+/)
    expect(text).toMatch(/stoa_commit_rows_count \d+/)
    expect(text).not.toContain("/courses/999999")
  })

  it("REST-18 describes itself to programs and people without anything from elsewhere", async () => {
    const description: object = JSON.parse(await (await fetch(`${stoa.origin}/openapi.json`)).text())
    expect(Object.keys(Reflect.get(description, "paths"))).toContain("/api/v1/assessments/{id}/submit")
    const page = await (await fetch(`${stoa.origin}/api`)).text()
    expect(page).toContain("POST /api/v1/courses/{id}/enroll")
    expect(page).not.toMatch(/(src|href)="https?:/)
  })

  it("REST-19 log-out ends the access token at once", async () => {
    const { body } = await call("POST", "/auth/login", { body: stoa.accounts["mentor"] })
    const token = String(Reflect.get(body.data, "access_token"))
    expect((await call("POST", "/auth/logout", { token })).body.data).toEqual({ ended: 1 })
    expect(code(await call("GET", "/users/me", { token }))).toBe("unauthenticated")
  })
})
