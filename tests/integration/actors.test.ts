/** An administrator's look into the engine over REST, and parked reactions that are tried again. */
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { summaryOf } from "../../engine/actor-summary.ts"
import { slotOf } from "../../engine/slot-of.ts"
import { actorKey, actorRef } from "../../protocol/ids.ts"
import { LiveActorRow, ParkedRow } from "../../protocol/rest/actors.ts"
import { testDatabase } from "../postgres.ts"
import { code, RestCaller } from "./fixtures/rest-caller.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url, sql } = await testDatabase()
let stoa: StoaProcess
let student: RestCaller, admin: RestCaller
let course = 0

beforeAll(async () => {
  stoa = await startStoa(url)
  ;[student, admin] = await Promise.all([RestCaller.newcomer(stoa), RestCaller.login(stoa, stoa.accounts["admin"])])
  const [row] = await sql`select course_id from assessments where assessment_type = 'exam' order by id limit 1`
  course = Number(row?.["course_id"])
  await student.ask("POST", `/courses/${course}/enroll`)
})
afterAll(() => stoa.stop())

const live = async (query = "") =>
  Schema.decodeUnknownSync(Schema.Array(LiveActorRow))((await admin.ask("GET", `/actors?per_page=100${query}`)).body.data)
const parked = async () => Schema.decodeUnknownSync(Schema.Array(ParkedRow))((await admin.ask("GET", "/actors/parked")).body.data)

/** A reaction of the course's that the student has not taken. */
const park = async (seq: number, command: object): Promise<string> => {
  const source = actorKey(actorRef("course", course))
  await sql`
    insert into reactions (source, seq, index, slot, target, hop, command, parked)
    values (${source}, ${seq}, 0, ${slotOf(source)}, ${`learner/${student.id}`}, 1, ${JSON.stringify(command)}, 'not_found')`
  return `/actors/course/${course}/reactions/${seq}/0/retry`
}

describe("live actors", () => {
  it("ACT-1 are listed with how far they are, the last used first, by kind", async () => {
    await student.ask("GET", "/users/me/courses")
    const all = await live()
    expect(all.map(({ actor }) => actor)).toEqual(expect.arrayContaining([`learner/${student.id}`, `course/${course}`]))
    const times = all.map(({ last_used }) => Date.parse(last_used))
    expect(times).toEqual(times.toSorted((a, b) => b - a))
    const learner = all.find(({ actor }) => actor === `learner/${student.id}`)
    const [row] = await sql`select max(seq)::int as seq from journal where actor = ${`learner/${student.id}`}`
    expect(learner).toMatchObject({ seq: row?.["seq"], mailbox: 0, slot: slotOf(actorKey(actorRef("learner", student.id))) })
    expect((await live("&type=course")).every(({ actor }) => actor.startsWith("course/"))).toBe(true)
    expect(code(await admin.ask("GET", "/actors?type=dragon"))).toBe("invalid")
  })

  it("ACT-2 are shown in numbers, without a word of anybody's; looking loads none", async () => {
    const { body } = await admin.ask("GET", `/actors/course/${course}`)
    expect(body.data).toMatchObject({ actor: `course/${course}`, live: { actor: `course/${course}` }, parked: [] })
    expect(body.data).toMatchObject({ state: { members: expect.any(Number), waiting: 0, announcements: 0 } })
    expect(JSON.stringify(body.data)).not.toContain("Foundations")
    const nobody = await admin.ask("GET", "/actors/learner/999999")
    expect(nobody.body.data).toMatchObject({ actor: "learner/999999", live: null, state: null, parked: [] })
    expect((await live()).map(({ actor }) => actor)).not.toContain("learner/999999")
  })

  it("ACT-3 whatever a state holds, its texts are not shown", () => {
    const state = { _tag: "Exam", status: "in_progress", title: "My secret Title", words: { _tag: "Words", value: "hush" } }
    expect(summaryOf({ ...state, count: 3, done: false, nothing: null, list: [1, 2], answer: "two words" })).toEqual({
      ...{ _tag: "Exam", status: "in_progress", words: 2, count: 3, done: false, nothing: null, list: 2 }
    })
    expect(summaryOf(undefined)).toEqual({})
  })
})

describe("parked reactions", () => {
  it("ACT-4 are listed, tried again, applied once and gone; and the log has who did it", async () => {
    const at = 1_800_000_000_000
    const retry = await park(7_000_000, { _tag: "Noticed", courseId: course, number: 77, by: student.id, at })
    const row = { source: `course/${course}`, seq: 7_000_000, index: 0, target: `learner/${student.id}`, code: "not_found" }
    expect(await parked()).toEqual([row])
    for (const path of [`/actors/course/${course}`, `/actors/learner/${student.id}`])
      expect((await admin.ask("GET", path)).body.data).toMatchObject({ parked: [row] })
    const answers = await Promise.all([1, 2].map(() => admin.ask("POST", retry)))
    expect(answers.map((answer) => code(answer)).filter((each) => each !== "" && each !== "not_found")).toEqual([])
    expect(answers.map(({ body }) => body.data)).toContainEqual({ applied: true, code: null })
    const inbox = await student.ask("GET", "/users/me/inbox")
    expect(JSON.stringify(inbox.body.data).match(/"number":77/g)).toHaveLength(1)
    expect([await parked(), code(await admin.ask("POST", retry))]).toEqual([[], "not_found"])
    const { body } = await admin.ask("GET", `/audit?action=actor.reaction_retried&resource=course/${course}`)
    expect(body.data).toMatchObject({
      entries: expect.arrayContaining([
        expect.objectContaining({
          outcome: "done",
          by: { kind: "person", user_id: admin.id },
          details: { seq: 7_000_000, index: 0, target: `learner/${student.id}` }
        })
      ])
    })
  })

  it("ACT-5 stay where they are when they are refused again, or nobody can read them", async () => {
    const retry = await park(7_000_001, { _tag: "Whisper" })
    const answer = await admin.ask("POST", retry)
    expect([answer.status, answer.body.data]).toEqual([200, { applied: false, code: "invalid" }])
    expect((await parked()).map(({ seq }) => seq)).toEqual([7_000_001])
    const { body } = await admin.ask("GET", "/audit?action=actor.reaction_retried&limit=1")
    expect(body.data).toMatchObject({ entries: [{ outcome: "refused" }] })
  })
})
