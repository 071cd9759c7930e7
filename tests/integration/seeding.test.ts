/** Seeding an academy's folder: once, whole or not at all, and with words for what is wrong. */
import { cp, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import bcrypt from "bcrypt"
import { Cause, Effect, Exit, Layer, Schema } from "effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { Bank } from "../../protocol/assessment.ts"
import { millis } from "../../protocol/time.ts"
import { Database } from "../../storage/database.ts"
import { AcademyRefused, readAcademy } from "../../storage/seeding/read-academy.ts"
import { PersonalFields, personalDataLayer } from "../../storage/personal-fields.ts"
import { seed, type Seeded } from "../../storage/seeding/seed.ts"
import { testDatabase } from "../postgres.ts"

const database = await testDatabase()
const demo = resolve("scripts/academy")
const files = new Map([
  ["master.m3u8", { type: "application/vnd.apple.mpegurl", bytes: 611 }],
  ["360p-000.m4s", { type: "video/iso.segment", bytes: 10_704 }]
])
const lesson = (name: string) => (name === "phishing-mail" ? { duration: millis(91_400), files } : undefined)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stoa-seeding-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const storage = () =>
  personalDataLayer(join(folder, "data")).pipe(
    Layer.provideMerge(Layer.fresh(Database.layer({ url: database.url, connections: 2, lanes: 1 })))
  )

/** bcrypt's cheapest cost: its strength is not what these tests are about. */
const run = (academy: string): Promise<Exit.Exit<Seeded, unknown>> =>
  Effect.runPromiseExit(
    seed({
      folder: academy,
      dataFolder: join(folder, "data"),
      hashPassword: (password) => Effect.promise(() => bcrypt.hash(password, 4)),
      lesson
    }).pipe(Effect.provide(storage()))
  )

/** Who has this address. */
const idOf = (email: string): Promise<number | undefined> =>
  Effect.runPromise(
    Effect.gen(function* () {
      const hash = (yield* PersonalFields).hashOf(email)
      const [row] = yield* Effect.promise(
        () => database.sql<Array<{ id: number }>>`select id from users where email_hash = ${hash}`
      )
      return row?.id
    }).pipe(Effect.provide(storage()))
  )

const seeded = async (academy: string): Promise<Seeded> => {
  const exit = await run(academy)
  if (Exit.isFailure(exit)) throw new Error(Cause.pretty(exit.cause))
  return exit.value
}

/** Every row of every table that seeding writes. */
const everything = async (): Promise<string> => {
  const tables = ["users", "user_profiles", "courses", "course_versions", "course_modules", "course_instructors", "assessments"]
  const rows = []
  for (const table of [...tables, "exam_sittings", "sitting_proctors", "seeded", "content_files"]) {
    rows.push(await database.sql`select ${table} as name, t.* from ${database.sql(table)} t order by t.*::text`)
  }
  return JSON.stringify(rows)
}

const copy = async (name: string): Promise<string> => {
  const to = join(folder, name)
  await cp(demo, to, { recursive: true })
  return to
}
const change = async (file: string, from: string, to: string): Promise<void> => {
  const before = await readFile(file, "utf8")
  expect(before).toContain(from)
  await writeFile(file, before.replace(from, to))
}

const faultsOf = async (academy: string): Promise<ReadonlyArray<string>> => {
  const exit = await run(academy)
  if (Exit.isSuccess(exit)) throw new Error("was seeded")
  const failure = exit.cause.reasons.find(Cause.isFailReason)
  if (!(failure?.error instanceof AcademyRefused)) throw new Error(Cause.pretty(exit.cause))
  return failure.error.faults.map(({ file, place, reason }) => `${file} | ${place} | ${reason}`)
}

describe("the demo academy", () => {
  test("is a course of eight or more texts that teach, a video, a quiz of 8 from 14 and an exam of 20 from 40 in 30 minutes", async () => {
    const academy = await Effect.runPromise(readAcademy(demo, (name) => lesson(name)?.duration))
    const [course] = academy.courses
    if (course === undefined) throw new Error("no course")
    const texts = course.modules.flatMap(({ text }) => text ?? [])
    expect(texts.length).toBeGreaterThanOrEqual(8)
    for (const text of texts) expect(text.split(/\s+/).length).toBeGreaterThan(500)
    expect(course.modules.some(({ authored }) => authored.content.kind === "video")).toBe(true)
    const assessments = course.modules.flatMap(({ assessment }) => assessment ?? [])
    const sizes = assessments.map(({ settings, bank }) => ({
      type: settings.type,
      minutes: settings.timeLimit === null ? null : settings.timeLimit / 60_000,
      questions: bank.questions.length,
      drawn: bank.pools.reduce((sum, { pick }) => sum + pick, 0),
      kinds: new Set(bank.questions.map(({ kind }) => kind)).size,
      explained: bank.questions.every(({ explanation }) => explanation !== undefined)
    }))
    expect(sizes).toEqual([
      { type: "quiz", minutes: null, questions: 14, drawn: 8, kinds: 5, explained: true },
      { type: "exam", minutes: 30, questions: 40, drawn: 20, kinds: 5, explained: true }
    ])
  })

  test("is written with accounts that can log in, a published version, banks that decode, and sittings with their proctor", async () => {
    const first = await seeded(demo)
    expect(first.notes).toEqual([])
    expect(first.accounts.map(({ role }) => role)).toEqual(["student", "instructor", "mentor", "proctor", "corporate", "admin"])
    for (const { email, password } of first.accounts) {
      const [row] = await database.sql<Array<{ password_hash: string }>>`
        select password_hash from users where id = ${(await idOf(email)) ?? 0}`
      expect(await bcrypt.compare(password ?? "", row?.password_hash ?? "")).toBe(true)
    }
    expect((await stat(first.passwordsFile)).mode & 0o777).toBe(0o600)

    const modules = await database.sql`
      select m.content_type, m.content_url, m.duration::text, length(m.content) > 2000 as long, v.published_at is not null as published
      from courses c join course_versions v on v.id = c.current_version_id join course_modules m on m.version_id = v.id
      where c.title = 'Foundations of security' and c.status = 'published' order by m.order_index`
    expect(modules.map(({ content_type }) => content_type).join(" ")).toBe(
      "text text text video text text quiz text text text text exam"
    )
    expect(modules[3]).toMatchObject({ content_url: "lesson:phishing-mail", duration: "00:01:31.4" })
    const registered = await database.sql`select filename, file_path, mime_type, file_size from content_files order by file_path`
    expect(registered.map((row) => Object.values(row))).toEqual([
      ["360p-000.m4s", "lesson:phishing-mail/360p-000.m4s", "video/iso.segment", 10_704],
      ["master.m3u8", "lesson:phishing-mail/master.m3u8", "application/vnd.apple.mpegurl", 611]
    ])
    expect(
      modules.every(({ published, content_type, long }) => published === true && (content_type !== "text" || long === true))
    ).toBe(true)

    const banks = await database.sql<Array<{ questions: unknown }>>`select questions from assessments`
    for (const { questions } of banks) Schema.decodeUnknownSync(Bank)(questions, { onExcessProperty: "error" })
    const sittings = await database.sql`
      select s.id, s.opens_at <= now() as open, s.closes_at, u.id as proctor, a.time_limit::text
      from exam_sittings s join sitting_proctors p on p.sitting_id = s.id join users u on u.id = p.user_id
      join assessments a on a.id = s.assessment_id order by s.id`
    expect(sittings.map(({ id }) => id)).toEqual([...first.sittings])
    const proctor = await idOf("proctor@academy.example")
    expect(sittings).toMatchObject([
      { open: true, closes_at: null, proctor, time_limit: "00:30:00" },
      { open: false, closes_at: null, proctor }
    ])
  })

  test("seeding again changes nothing and tells the same accounts and sittings; two at once take turns", async () => {
    const before = await seeded(demo)
    const rows = await everything()
    const [again, meanwhile] = await Promise.all([seeded(demo), seeded(demo)])
    expect(again).toEqual({ ...before, added: 0 })
    expect(meanwhile).toEqual(again)
    expect(await everything()).toBe(rows)
  })
})

describe("a changed folder", () => {
  test("never changes a published version: it is told, until the version is raised; then a new one is published beside it", async () => {
    await seeded(demo)
    const changed = await copy("changed")
    await change(join(changed, "desk/01-desk.md"), "# At your desk", "# At your own desk")
    const rows = await everything()
    const told = await seeded(changed)
    expect(told.notes).toEqual([
      'desk/course.json: the files differ from what was published as version 1; raise "version" to publish them'
    ])
    expect(await everything()).toBe(rows)

    await change(join(changed, "desk/course.json"), '"version": 1', '"version": 2')
    const raised = await seeded(changed)
    expect([raised.added, raised.notes]).toEqual([1, []])
    const versions = await database.sql`
      select v.number, v.id = c.current_version_id as current, m.content like '# At your own%' as changed
      from course_versions v join courses c on c.id = v.course_id join course_modules m on m.version_id = v.id and m.order_index = 0
      where c.title like 'Safe at%' order by v.number`
    expect([...versions]).toEqual([
      { number: 1, current: false, changed: false },
      { number: 2, current: true, changed: true }
    ])
    const older = await seeded(demo)
    expect(older.notes).toEqual(["desk/course.json: version 2 is published already; version 1 was left out"])
  })

  test("leaves accounts that are there as they are, and says when a role differs", async () => {
    await seeded(demo)
    const changed = await copy("roles")
    await change(join(changed, "academy.json"), '"role": "mentor"', '"role": "admin"')
    const { notes } = await seeded(changed)
    expect(notes).toContain("mentor@academy.example has the role mentor, not admin; left as it is")
  })
})

describe("a sitting", () => {
  test("has the rules its folder gives it, its password as a hash, and the exam what comes before it", async () => {
    const ruled = await copy("ruled")
    await change(join(ruled, "academy.json"), '"academy": "demo"', '"academy": "ruled"')
    const rules = `"password": "open sesame", "addresses": ["10.1.2.3/16"], "learners": ["student@academy.example"],
      "review": "all", "jitterSeconds": 5, "adjudicationMinutes": 30, "reopeningMinutes": 0, "series": "May", "key": "open-house"`
    await change(join(ruled, "foundations/course.json"), '"key": "open-house"', rules)
    const settings = '"counted": "best", "spacing": 60000, "prerequisites": ["threats", "law"]'
    await change(join(ruled, "foundations/exam.json"), '"counted": "best"', settings)
    const { sittings } = await seeded(ruled)
    const [row] = await database.sql`
      select s.*, s.jitter::text as jitter, s.adjudication::text as adjudication, s.reopening::text as reopening,
        s.addresses::text as addresses, (select array_agg(l.user_id) from sitting_learners l
          where l.sitting_id = s.id)::text as learners,
        a.spacing::text as spacing, a.consent, (select string_agg(m.title, ', ' order by m.order_index)
          from course_modules m where m.id = any(a.prerequisites)) as first
      from exam_sittings s join assessments a on a.id = s.assessment_id where s.id = ${sittings[0] ?? 0}`
    expect(row).toMatchObject({ title: "Open sitting", series: "May", room: null, check_required: false, review: "all" })
    expect(row).toMatchObject({ jitter: "00:00:05", adjudication: "00:30:00", reopening: "00:00:00", second_reviewer: true })
    expect(row).toMatchObject({
      addresses: "{10.1.0.0/16}",
      learners: `{${await idOf("student@academy.example")}}`,
      spacing: "00:01:00"
    })
    expect(row).toMatchObject({
      first: "Who attacks, and why, Law, ethics and permission",
      consent: expect.stringContaining("proctor")
    })
    expect(row?.["password_hash"]).toMatch(/^\$2b\$12\$/)
  })
})

describe("a faulty folder", () => {
  test("is refused whole, with every fault's file, place and reason", async () => {
    const faulty = await copy("faulty")
    await change(join(faulty, "academy.json"), '"role": "proctor"', '"role": "warden"')
    await change(join(faulty, "foundations/course.json"), '"lesson": "phishing-mail"', '"lesson": "phising-mail"')
    await change(join(faulty, "foundations/course.json"), '"file": "06-logs.md"', '"file": "../academy.json"')
    const rows = await everything()
    expect((await faultsOf(faulty)).join("\n")).toContain("academy.json | accounts[3].role | ")
    await change(join(faulty, "academy.json"), '"role": "warden"', '"role": "proctor"')
    expect((await faultsOf(faulty)).join("\n")).toContain("foundations/course.json | modules[7].content.file | ")
    await change(join(faulty, "foundations/course.json"), '"file": "../academy.json"', '"file": "06-loggs.md"')
    await change(join(faulty, "foundations/exam.json"), '"correct": "a"', '"correct": "z"')
    await change(join(faulty, "foundations/quiz.json"), '"pick": 8', '"pick": 80')
    await change(join(faulty, "desk/practice.json"), "{", "[")
    const faults = await faultsOf(faulty)
    const expected = [
      /^foundations\/course.json \| modules\[3\].content.lesson \| there is no packaged lesson "phising-mail"$/,
      /^foundations\/06-loggs.md \| {2}\| is not there$/,
      /^foundations\/exam.json \| bank.questions\[\d+\].correct \| There is no option "z"/,
      /^foundations\/quiz.json \| bank.pools\[0\].pick \| 80 of 14 cannot be picked/,
      /^desk\/practice.json \| {2}\| is not JSON: /
    ]
    for (const pattern of expected) expect(faults.some((fault) => pattern.test(fault))).toBe(true)
    expect(faults.length).toBe(expected.length)
    expect(await everything()).toBe(rows)
  })

  test("T1 that practises an exam's own questions, or asks for modules that come later, is refused", async () => {
    const faulty = await copy("practice")
    const quiz = join(faulty, "foundations/quiz.json")
    const text = await readFile(quiz, "utf8")
    const Ids = Schema.fromJsonString(Schema.Struct({ bank: Bank }))
    const idOf = (file: string) => Schema.decodeUnknownSync(Ids)(file).bank.questions[0]?.id ?? ""
    const asked = idOf(await readFile(join(faulty, "foundations/exam.json"), "utf8"))
    await writeFile(quiz, text.replaceAll(`"${idOf(text)}"`, `"${asked}"`).replace('"type": "quiz"', '"type": "practice"'))
    await change(
      join(faulty, "foundations/exam.json"),
      '"counted": "best"',
      '"counted": "best", "prerequisites": ["law", "exam"]'
    )
    expect(await faultsOf(faulty)).toEqual([
      'foundations/exam.json | settings.prerequisites[1] | "exam" is no module before this one',
      `foundations/quiz.json | bank.questions[0].id | "${asked}" is asked in the exam foundations/exam.json too`
    ])
  })

  test("that names people who are not there, or not in that role, is rolled back", async () => {
    const faulty = await copy("people")
    await change(join(faulty, "academy.json"), '"academy": "demo"', '"academy": "another"')
    await change(join(faulty, "academy.json"), "student@academy.example", "new@academy.example")
    await change(join(faulty, "desk/course.json"), "instructor@academy.example", "nobody@academy.example")
    await change(join(faulty, "foundations/course.json"), '"proctors": ["proctor@', '"proctors": ["mentor@')
    const rows = await everything()
    expect(await faultsOf(faulty)).toEqual([
      "foundations/course.json | sittings[0].proctors[0] | mentor@academy.example is a mentor, not a proctor",
      "desk/course.json | instructors[0] | there is no account nobody@academy.example"
    ])
    expect(await everything()).toBe(rows)
  })

  test("without an academy.json says so", async () => {
    expect(await faultsOf(join(folder, "nowhere"))).toEqual(["academy.json |  | is not there"])
  })
})
