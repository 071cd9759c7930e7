/**
 * A disk that fills up under the program: writes are refused by name, nothing acknowledged is lost, and when there is room
 * again it goes on by itself. On Linux as root the disk is a real one, of memory; everywhere else, and in any case, the
 * database is made to say what it says on a full disk.
 */
import { spawnSync } from "node:child_process"
import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs"
import { join } from "node:path"
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { Paper, type PaperQuestion, type Response as Answer } from "../../protocol/assessment.ts"
import { connect } from "../../storage/sql.ts"
import { testDatabase } from "../postgres.ts"
import { someAnswer } from "../some-answer.ts"
import { dataFolder, startStoa, type Stoa } from "./stoa.ts"

interface Reply {
  readonly status: number
  readonly code: string | undefined
  readonly data: unknown
}

/** A student in the middle of the demo's quiz, over REST: one request, one answer, no retries. */
class Student {
  #stoa: Stoa
  /** By question, the newest answer that was acknowledged. */
  readonly acknowledged: Record<string, Answer> = {}
  #token = ""
  #attempt = 0
  #questions: ReadonlyArray<PaperQuestion> = []
  #round = 0

  constructor(stoa: Stoa) {
    this.#stoa = stoa
  }

  async call(method: string, path: string, body?: unknown): Promise<Reply> {
    const response = await fetch(`${this.#stoa.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
    const answer: { data: unknown; errors: ReadonlyArray<{ code: string }> } = JSON.parse(await response.text())
    return { status: response.status, code: answer.errors[0]?.code, data: answer.data }
  }

  /** To the same program, started again. */
  async moveTo(stoa: Stoa): Promise<void> {
    this.#stoa = stoa
    await this.#login()
  }

  async #login(): Promise<void> {
    const account = this.#stoa.accounts.get("student")
    this.#token = String(Reflect.get(Object((await this.call("POST", "/auth/login", account)).data), "access_token"))
  }

  async begin(): Promise<void> {
    await this.#login()
    const courses = Object((await this.call("GET", "/courses?search=Foundations")).data)
    const course = Number(courses[0].id)
    await this.call("POST", `/courses/${course}/enroll`)
    const modules: ReadonlyArray<{ content_type: string; assessment_id: number }> = Object(
      (await this.call("GET", `/courses/${course}/modules`)).data
    )
    const quiz = modules.find(({ content_type }) => content_type === "quiz")?.assessment_id
    const started = await this.call("POST", `/assessments/${quiz}/attempts`)
    this.#attempt = Number(Reflect.get(Object(started.data), "attemptId"))
    expect((await this.call("POST", `/attempts/${this.#attempt}/begin`)).status).toBe(200)
    const paper = Schema.decodeUnknownSync(Paper)((await this.call("GET", `/attempts/${this.#attempt}/paper`)).data)
    this.#questions = paper.questions
  }

  /** Saves the next answer, and remembers it when it was acknowledged. */
  async save(): Promise<Reply> {
    this.#round += 1
    const question = this.#questions[this.#round % this.#questions.length]!
    const response = someAnswer(question, this.#round)
    const reply = await this.call("PUT", `/attempts/${this.#attempt}/answers/${question.id}`, { response })
    if (reply.status === 200) this.acknowledged[question.id] = response
    return reply
  }

  /** The answers the server has. */
  async stored(): Promise<Record<string, unknown>> {
    const { data } = await this.call("GET", `/attempts/${this.#attempt}`)
    const answers: Record<string, { response: unknown }> = Object(
      Reflect.get(Object(Reflect.get(Object(data), "view")), "answers")
    )
    return Object.fromEntries(Object.entries(answers).map(([question, { response }]) => [question, response]))
  }

  health = async (): Promise<{ status: number; storageFull: boolean; disk: boolean }> => {
    const response = await fetch(`${this.#stoa.url}/health`)
    const { checks, details } = JSON.parse(await response.text())
    return { status: response.status, storageFull: details.engine.storageFull, disk: checks.disk_space }
  }
}

describe("a database that says its disk is full", () => {
  it("has its writes refused by that name, loses nothing, and is written to again once there is room", async () => {
    const { url, sql } = await testDatabase()
    const stoa = await startStoa({ data: dataFolder(), databaseUrl: url })
    const student = new Student(stoa)
    await student.begin()
    expect((await student.save()).status).toBe(200)

    await sql.unsafe(`
      create function no_room() returns trigger language plpgsql as $$
      begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$;
      create trigger no_room before insert on journal for each row execute function no_room()`)
    const refused = await student.save()
    expect([refused.status, refused.code]).toEqual([507, "storage_full"])
    expect(await student.health()).toEqual({ status: 503, storageFull: true, disk: false })
    expect(await student.stored()).toEqual(student.acknowledged)
    expect(await student.health()).toMatchObject({ storageFull: true })

    await sql`drop trigger no_room on journal`
    expect((await student.save()).status).toBe(200)
    expect(await student.health()).toMatchObject({ storageFull: false })
    expect(await student.stored()).toEqual(student.acknowledged)
    expect(await stoa.end("SIGTERM")).toEqual({ code: 0, signal: null })
  })
})

/** As the program itself finds it. */
const urlOf = (data: string): string => {
  const note = (name: string) => readFileSync(join(data, "postgres", name), "utf8").trim()
  return `postgres://stoa:${note("password")}@127.0.0.1:${note("port")}/stoa`
}

const mayMount = process.platform === "linux" && process.getuid?.() === 0

describe.runIf(mayMount)("a small disk under the embedded database", () => {
  const data = mayMount ? dataFolder() : ""
  const filler = join(data, "filler")
  beforeAll(() => {
    const { status, stderr } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=400m,mode=755", "stoa-test", data], {
      encoding: "utf8"
    })
    if (status !== 0) throw new Error(`no file system of memory could be mounted: ${stderr}`)
  })
  afterAll(() => void spawnSync("umount", ["--lazy", data]))

  const fill = (): void => {
    const file = openSync(filler, "a")
    const block = Buffer.alloc(4096)
    try {
      for (;;) writeSync(file, block)
    } catch (error) {
      expect(error).toMatchObject({ code: "ENOSPC" })
    } finally {
      closeSync(file)
    }
  }

  it(
    "refuses what it cannot store, and has everything it acknowledged when there is room again",
    { timeout: 180_000 },
    async () => {
      const stoa = await startStoa({ data })
      const student = new Student(stoa)
      await student.begin()
      expect((await student.save()).status).toBe(200)

      fill()
      let refused = await student.save()
      // Pages that are there already take some more.
      while (refused.status === 200) refused = await student.save()
      expect([refused.status, refused.code]).toEqual([507, "storage_full"])
      expect(await student.health()).toEqual({ status: 503, storageFull: true, disk: false })

      // The next segment of the server's log has no place either: it goes down, and cannot come up.
      const sql = connect(urlOf(data), 1)
      await sql`select pg_switch_wal()`.catch(() => {})
      await sql`select pg_switch_wal()`.catch(() => {})
      await sql.end({ timeout: 1 })
      while ((await student.save()).code === "storage_full");
      expect((await student.health()).status).toBe(503)

      rmSync(filler)
      while ((await student.save()).status !== 200);
      expect(await student.stored()).toMatchObject(student.acknowledged)
      while ((await student.health()).status !== 200);
      await stoa.saying("The database has no room")
      expect(await stoa.end("SIGTERM")).toEqual({ code: 0, signal: null })

      const again = await startStoa({ data })
      await student.moveTo(again)
      expect(await student.stored()).toMatchObject(student.acknowledged)
      expect(await again.end("SIGTERM")).toEqual({ code: 0, signal: null })
    }
  )
})
