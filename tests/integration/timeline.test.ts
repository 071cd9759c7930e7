/** An attempt's timeline against the whole program, its exports, and the verifier beside it and after it. */
import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { compiled } from "../compiled.ts"
import { senderOf, withoutWords } from "../../gateway/rest/timeline.ts"
import { timelineCsv } from "../../gateway/rest/timeline-export.ts"
import { Paper, type PaperQuestion, type Response as Answer } from "../../protocol/assessment.ts"
import { Sender } from "../../protocol/ids.ts"
import { Timeline } from "../../protocol/rest/timeline.ts"
import { testDatabase } from "../postgres.ts"
import { testSecret } from "./fixtures/auth.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url, sql } = await testDatabase()
const heads = mkdtempSync(join(tmpdir(), "stoa-timeline-"))
let stoa: StoaProcess
const tokens: Record<string, string> = {}

const ask = (method: string, path: string, role: string, more: { body?: unknown; accept?: string } = {}) =>
  fetch(`${stoa.origin}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${tokens[role] ?? ""}`,
      ...(more.accept === undefined ? {} : { accept: more.accept }),
      ...(more.body === undefined ? {} : { "content-type": "application/json" })
    },
    ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) })
  })
const data = async (response: Response): Promise<object> => {
  const body: { readonly data: object } = JSON.parse(await response.text())
  return body.data
}
const timelineOf = async (path: string, role: string): Promise<Timeline> =>
  Schema.decodeUnknownSync(Timeline)(await data(await ask("GET", path, role)))

interface Ran {
  readonly status: number
  readonly out: string
  readonly errors: string
}
const verifier = (...args: ReadonlyArray<string>): Promise<Ran> =>
  new Promise((done) => {
    execFile(
      process.execPath,
      [compiled("scripts/verify.ts"), ...args],
      { env: { ...process.env, DATABASE_URL: url, STOA_HEADS: heads, STOA_SECRET: testSecret } },
      (error, out, errors) => done({ status: Number(error?.code ?? 0), out, errors })
    )
  })

/** Another life over the same rows and heads. The fixture waits for accounts' passwords, which only the first life draws. */
const startAgain = async () => {
  const folder = mkdtempSync(join(tmpdir(), "stoa-again-"))
  const child = spawn(process.execPath, [compiled("engine/main.ts")], {
    env: {
      ...process.env,
      DATABASE_URL: url,
      STOA_DATA: folder,
      STOA_HEADS: heads,
      STOA_PORT: "0",
      STOA_LOG: "error",
      STOA_SECRET: testSecret
    },
    stdio: ["ignore", "pipe", "inherit"]
  })
  const ended = once(child, "exit")
  const origin = await new Promise<string>((ready, failed) => {
    void ended.then(() => failed(new Error("the program ended before it was ready")))
    createInterface(child.stdout).on("line", (line) => {
      const found = /ready: (http:\S+)/.exec(line)?.[1]
      if (found !== undefined) ready(found)
    })
  })
  const stop = async () => {
    child.kill("SIGTERM")
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  return { origin, stop }
}

const sentence = "a sentence that nobody else would write"

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
      return { kind: "text", text: sentence }
  }
}
let quiz = 0
let attempt = 0
let path = ""

beforeAll(async () => {
  stoa = await startStoa(url, { env: { STOA_HEADS: heads } })
  for (const [role, account] of Object.entries(stoa.accounts)) {
    tokens[role] = Reflect.get(await data(await ask("POST", "/auth/login", role, { body: account })), "access_token")
  }
  const [row] = await sql`select id, course_id from assessments where assessment_type = 'quiz' order by id limit 1`
  quiz = Number(row?.["id"])
  await ask("POST", `/courses/${String(row?.["course_id"])}/enroll`, "student")
  const started = await data(await ask("POST", `/assessments/${quiz}/attempts`, "student"))
  attempt = Number(Reflect.get(started, "attemptId"))
  path = `/attempts/${attempt}/timeline`
  await ask("POST", `/attempts/${attempt}/begin`, "student")
  const paper = Schema.decodeUnknownSync(Paper)(await data(await ask("GET", `/attempts/${attempt}/paper`, "student")))
  const [question] = paper.questions
  if (question === undefined) throw new Error("the paper is empty")
  const response = guess(question)
  const saved = await ask("PUT", `/attempts/${attempt}/answers/${question.id}`, "student", { body: { response } })
  expect(saved.status).toBe(200)
  expect((await ask("POST", `/attempts/${attempt}/submit`, "student")).status).toBe(200)
})
afterAll(async () => {
  // Ended already where a test killed it.
  await stoa.stop()
  rmSync(heads, { recursive: true, force: true })
})

/** Grading follows by itself. */
const untilGraded = async (): Promise<Timeline> => {
  for (;;) {
    const timeline = await timelineOf(path, "instructor")
    if (JSON.stringify(timeline).includes('"Graded"')) return timeline
  }
}
const tagsIn = ({ entries }: Timeline): ReadonlyArray<unknown> =>
  entries.flatMap(({ events }) => events.map((event) => Reflect.get(Object(event), "_tag")))

describe("a timeline", () => {
  it("W6 has every event in the order in which it took effect, with both clocks, who sent it, and its link", async () => {
    const timeline = await untilGraded()
    const tags = tagsIn(timeline)
    const places = ["Created", "Begun", "AnswerSaved", "Submitted", "Graded"].map((tag) => tags.indexOf(tag))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(places).not.toContain(-1)
    expect(timeline.entries.map(({ seq }) => seq)).toEqual(timeline.entries.map((_, index) => index + 1))
    for (const { at, received_at, chain } of timeline.entries) {
      expect(Date.parse(at)).toBeGreaterThanOrEqual(Date.parse(received_at))
      expect(chain).toMatch(/^[A-Za-z0-9_-]{43}$/)
    }
    expect(timeline.entries.map(({ by }) => by.kind)).toEqual(expect.arrayContaining(["actor", "person", "engine"]))
  })

  it("shows graders people's words, and who takes the attempt nothing of it", async () => {
    expect(JSON.stringify(await timelineOf(path, "instructor"))).toMatch(/"_tag":"Words","by":\d+,"value":/)
    expect((await ask("GET", path, "admin")).status).toBe(200)
    for (const [role, status] of [
      ["student", 403],
      ["mentor", 403],
      ["proctor", 404]
    ] as const) {
      expect([role, (await ask("GET", path, role)).status]).toEqual([role, status])
    }
    expect((await ask("GET", "/attempts/999999/timeline", "instructor")).status).toBe(404)
  })

  it("comes in pages that meet without a gap", async () => {
    const whole = await untilGraded()
    const paged: Array<Timeline["entries"][number]> = []
    for (let after: number | null = 0; after !== null;) {
      const page: Timeline = await timelineOf(`${path}?limit=2&after=${after}`, "instructor")
      expect(page.entries.length).toBeLessThanOrEqual(2)
      paged.push(...page.entries)
      after = page.next
    }
    expect(paged).toEqual(whole.entries)
    expect((await ask("GET", `${path}?limit=0`, "instructor")).status).toBe(422)
  })

  it("is exported as CSV and as JSON lines, by name or by what is accepted", async () => {
    const { entries } = await untilGraded()
    const csv = await ask("GET", `${path}?format=csv`, "instructor")
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8")
    expect(csv.headers.get("content-disposition")).toBe(`attachment; filename="attempt-${attempt}-timeline.csv"`)
    const text = await csv.text()
    expect(text).toBe(timelineCsv(entries))
    expect(text.split("\r\n")[0]).toBe("seq,at,received_at,claimed_at,by,user_id,event,details,chain")
    expect(await (await ask("GET", path, "instructor", { accept: "text/csv" })).text()).toBe(text)
    const lines = (await (await ask("GET", `${path}?format=jsonl`, "instructor")).text()).trimEnd().split("\n")
    expect(lines.map((line) => JSON.parse(line))).toEqual(entries)
    expect((await ask("GET", `${path}?format=csv`, "mentor")).status).toBe(403)
  })
})

describe("what is told of an entry", () => {
  it("proctors learn that something was written, by whom, and not what; nor a grade", () => {
    const event = { _tag: "AnswerSaved", question: "q1", response: { _tag: "Words", by: 7, value: { text: sentence } } }
    expect(withoutWords(event)).toEqual({ _tag: "AnswerSaved", question: "q1", response: { _tag: "Withheld", by: 7 } })
    expect(withoutWords([{ _tag: "Graded", at: 1, result: { score: "80" } }])).toEqual([{ _tag: "Graded", at: 1 }])
    const erased = { _tag: "Erased", by: 7 }
    expect(withoutWords({ list: [erased, null, 1] })).toEqual({ list: [erased, null, 1] })
  })

  it.each([
    ["u12:device:0b6f", { kind: "person", user_id: 12, via: "device" }],
    ["u12:rest:key", { kind: "person", user_id: 12, via: "rest" }],
    ["learner/7", { kind: "actor", actor: "learner/7" }],
    ["engine:alarm", { kind: "engine", purpose: "alarm" }]
  ])("%s is named for what it is", (sender, expected) => {
    expect(senderOf(Sender.make(sender))).toEqual(expected)
  })

  it("a cell that a spreadsheet would run is text", () => {
    const at = "2027-01-01T00:00:00.000Z"
    const by = { kind: "engine", purpose: "alarm" } as const
    const entry = { seq: 1, at, received_at: at, claimed_at: null, by, chain: null }
    const csv = timelineCsv([
      { ...entry, events: [{ _tag: "=1+1", said: 'a "quote", a comma' }] },
      { ...entry, events: [] }
    ])
    expect(csv.split("\r\n")[1]).toBe(`1,${at},${at},,engine (alarm),,'=1+1,"{""said"":""a \\""quote\\"", a comma""}",`)
    expect(csv.split("\r\n")[2]).toBe(`1,${at},${at},,engine (alarm),,,,`)
  })
})

describe("npm run verify", () => {
  it("finds nothing beside a running engine, and all of it signed once the exam was handed in", async () => {
    await untilGraded()
    const { status, out } = await verifier("--json", "--attempt", String(attempt))
    const report: { found: number; rows: number; signedHeads: number; trusted: ReadonlyArray<string> } = JSON.parse(out)
    expect([status, report.found]).toEqual([0, 0])
    expect(report.signedHeads).toBeGreaterThan(0)
    expect(report.trusted).toHaveLength(1)
    expect((await verifier()).out).toMatch(/: nothing was found\.\n$/)
  })

  it("finds what was changed meanwhile, names it, and ends with status 1", async () => {
    const [row] = await sql`
      update journal set events = replace(events, 'AnswerSaved', 'AnswerLost')
      where actor = ${`attempt/${attempt}`} and events like '%AnswerSaved%' returning seq`
    const { status, out } = await verifier()
    expect(status).toBe(1)
    expect(out).toContain(`Row ${String(row?.["seq"])} of attempt/${attempt} is not what was written`)
    await sql`
      update journal set events = replace(events, 'AnswerLost', 'AnswerSaved') where actor = ${`attempt/${attempt}`}`
    expect((await verifier()).status).toBe(0)
  })

  it("finds nothing after the engine was killed while heads were waiting, and goes on in the same files", async () => {
    const again = await data(await ask("POST", `/assessments/${quiz}/attempts`, "student"))
    const next = Number(Reflect.get(again, "attemptId"))
    expect((await ask("POST", `/attempts/${next}/begin`, "student")).status).toBe(200)
    stoa.signal("SIGKILL")
    await stoa.stop()
    const killed: { found: number; unsigned: { rows: number } } = JSON.parse((await verifier("--json")).out)
    expect(killed.found).toBe(0)
    const second = await startAgain()
    const submitted = await fetch(`${second.origin}/api/v1/attempts/${next}/submit`, {
      method: "POST",
      headers: { authorization: `Bearer ${tokens["student"] ?? ""}` }
    })
    expect(submitted.status).toBe(200)
    await second.stop()
    expect((await verifier()).status).toBe(0)
    // What another actor did just before the end may still wait for its next row.
    const { status, out } = await verifier("--json", "--attempt", String(next))
    expect([status, JSON.parse(out)]).toMatchObject([0, { found: 0, unsigned: { rows: 0 } }])
  })

  it("says what it takes, and with status 2 that it could not look", async () => {
    expect(await verifier("--attempts", "1")).toMatchObject({ status: 2, errors: expect.stringContaining("Usage:") })
    expect(await verifier("--attempt", "one")).toMatchObject({ status: 2, errors: expect.stringContaining("Usage:") })
  })
})
