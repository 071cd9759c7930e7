/** An exam over REST and over a socket, as its people sit it, watch it and decide about it; and what others are refused. */
import { randomUUID } from "node:crypto"
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { Paper } from "../../protocol/assessment.ts"
import { AttemptProctorView, AttemptTakerView } from "../../protocol/attempt.ts"
import { StartAttemptReply } from "../../protocol/learner.ts"
import { ReviewRow, RoomPerson, Wall } from "../../protocol/rest/sittings.ts"
import { Timeline } from "../../protocol/rest/timeline.ts"
import { SittingPlan } from "../../protocol/rest/schedule.ts"
import { testDatabase } from "../postgres.ts"
import { RawClient } from "./fixtures/raw-client.ts"
import { code, RestCaller } from "./fixtures/rest-caller.ts"
import { type Account, startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url, sql } = await testDatabase()
let stoa: StoaProcess
let student: RestCaller, other: RestCaller, instructor: RestCaller, proctor: RestCaller, admin: RestCaller, stranger: RestCaller
/** The stranger's account. */
let strange: Account
let exam = 0
let course = 0
let sitting = 0
let attempt = 0
let others = 0

const password = "open sesame"
/** Grading starts a thread first, and other tests share the machine. */
const soon = { timeout: 20_000 }
const seen = <S extends Schema.Codec<unknown, unknown>>(view: S) => Schema.decodeUnknownSync(Schema.Struct({ view }))
const takerView = async (): Promise<AttemptTakerView> =>
  seen(AttemptTakerView)((await student.ask("GET", `/attempts/${attempt}`)).body.data).view
const proctorView = async (): Promise<AttemptProctorView> =>
  seen(AttemptProctorView)((await proctor.ask("GET", `/attempts/${attempt}`)).body.data).view
const start = async (person: RestCaller, id: number): Promise<number> => {
  const reply = await person.ask("POST", `/assessments/${exam}/attempts`, { sitting_id: id })
  expect([reply.status, code(reply)]).toEqual([201, ""])
  return Schema.decodeUnknownSync(StartAttemptReply)(reply.body.data).attemptId
}
const done = { seq: expect.any(Number), at: expect.any(Number) }
const check = { browser: "Node", roundTripMs: 20, clockOffsetMs: 3, fullScreen: true, displays: 1, online: true }

beforeAll(async () => {
  stoa = await startStoa(url)
  const [first] = await sql`select id, course_id from assessments where assessment_type = 'exam' order by id limit 1`
  exam = Number(first?.["id"])
  course = Number(first?.["course_id"])
  const newcomer = await RestCaller.newcomer(stoa)
  strange = newcomer
  await sql`update users set role = 'proctor' where id = ${newcomer.id}`
  stranger = await RestCaller.login(stoa, strange)
  other = await RestCaller.newcomer(stoa)
  const log = (role: string) => RestCaller.login(stoa, stoa.accounts[role])
  ;[student, instructor, admin] = await Promise.all([log("student"), log("instructor"), log("admin")])
  for (const learner of [student, other]) expect((await learner.ask("POST", `/courses/${course}/enroll`)).status).toBe(201)
  const planned = await instructor.ask("POST", `/assessments/${exam}/sittings`, {
    title: "Hall B",
    opens_at: new Date(Date.now() + 3_600_000).toISOString(),
    password,
    check: true,
    second_reviewer: true
  })
  sitting = Schema.decodeUnknownSync(SittingPlan)(planned.body.data).id
})
afterAll(() => stoa.stop())

describe("a room's people", () => {
  it("ROOM-1 proctors are assigned by instructors of the course, see the room from then on, and no longer when that ends", async () => {
    proctor = await RestCaller.login(stoa, stoa.accounts["proctor"])
    const path = `/sittings/${sitting}/proctors`
    expect(code(await proctor.ask("GET", `/sittings/${sitting}`))).toBe("not_found")
    expect(code(await proctor.ask("PUT", `${path}/${proctor.id}`))).toBe("forbidden")
    expect((await instructor.ask("PUT", `${path}/${stranger.id}`)).body.data).toEqual({ assignedAt: expect.any(Number) })
    expect((await stranger.ask("GET", `/sittings/${sitting}`)).status).toBe(200)
    expect((await instructor.ask("DELETE", `${path}/${stranger.id}`)).status).toBe(200)
    expect(code(await stranger.ask("GET", `/sittings/${sitting}`))).toBe("not_found")
    expect((await instructor.ask("PUT", `${path}/${proctor.id}`)).status).toBe(200)
    expect(code(await instructor.ask("PUT", `${path}/${proctor.id}`))).toBe("already_assigned")
    expect((await proctor.ask("GET", `/sittings/${sitting}`)).body.data).toMatchObject({ audience: "proctors" })
  })

  it("ROOM-2 a shift begins, is handed over and ends", async () => {
    expect((await proctor.ask("PUT", `/sittings/${sitting}/shift`)).body.data).toEqual({ at: expect.any(Number) })
    expect(code(await stranger.ask("PUT", `/sittings/${sitting}/shift`))).toBe("not_found")
    expect(code(await student.ask("PUT", `/sittings/${sitting}/shift`))).toBe("forbidden")
    expect((await proctor.ask("DELETE", `/sittings/${sitting}/shift`)).status).toBe(200)
  })

  it("ROOM-3 terms for groups and persons are the instructor's to set", async () => {
    const group = { members: [other.id], terms: { factor: "1.25" } }
    expect((await instructor.ask("PUT", `/sittings/${sitting}/groups/slow`, group)).body.data).toEqual({
      warnings: expect.any(Array)
    })
    expect((await instructor.ask("PUT", `/sittings/${sitting}/terms/${student.id}`, { extra: 60_000 })).status).toBe(200)
    const { body } = await proctor.ask("GET", `/sittings/${sitting}`)
    expect(body.data).toMatchObject({
      view: { groups: { slow: group }, terms: { [student.id]: { extra: 60_000 } } }
    })
    expect(code(await proctor.ask("PUT", `/sittings/${sitting}/groups/quick`, group))).toBe("forbidden")
    expect(code(await instructor.ask("PUT", `/sittings/${sitting}/terms/${student.id}`, { factor: "0.5" }))).toBe("invalid")
    // Nobody is helped by an id that is nobody's here; whether it is somebody's elsewhere nobody is told.
    for (const id of [999_999, stranger.id]) {
      const message = `Nobody in this course has the id ${id}. Correct it and send again.`
      const outside = (field: string) => ({ status: 422, body: { errors: [{ code: "invalid", field, message }] } })
      const members = { ...group, members: [other.id, id] }
      expect(await instructor.ask("PUT", `/sittings/${sitting}/groups/slow`, members)).toMatchObject(outside("members"))
      expect(await instructor.ask("PUT", `/sittings/${sitting}/terms/${id}`, {})).toMatchObject(outside("userId"))
    }
    expect(code(await stranger.ask("PUT", `/sittings/${sitting}/terms/999999`, {}))).toBe("forbidden")
    expect((await instructor.ask("DELETE", `/sittings/${sitting}/groups/slow`)).status).toBe(200)
    expect((await instructor.ask("DELETE", `/sittings/${sitting}/terms/${student.id}`)).status).toBe(200)
  })
})

describe("sitting it", () => {
  it("ATT-1 begins with the check, consent and the right password only", async () => {
    attempt = await start(student, sitting)
    others = await start(other, sitting)
    expect((await takerView()).needs).toEqual({ password: true, check: true, consent: expect.any(String) })
    const begin = (body?: object) => student.ask("POST", `/attempts/${attempt}/begin`, body)
    expect(code(await begin({ password, consented: true }))).toBe("not_open")
    expect(code(await stranger.ask("POST", `/sittings/${sitting}/open`))).toBe("not_found")
    expect(code(await student.ask("POST", `/sittings/${sitting}/open`))).toBe("forbidden")
    expect((await proctor.ask("POST", `/sittings/${sitting}/open`)).body.data).toEqual({ openedAt: expect.any(Number) })
    await expect.poll(async () => (await takerView()).canBegin, soon).toBe(true)
    expect(code(await begin({ password: "guess", consented: true }))).toBe("password_wrong")
    // Refused, and kept: sent again it is the same guess.
    const guess = () => student.ask("POST", `/attempts/${attempt}/begin`, { password: "again", consented: true }, "guess-1")
    const [first, again] = [await guess(), await guess()]
    expect([first.status, first.body.errors]).toEqual([403, again.body.errors])
    const { entries } = Schema.decodeUnknownSync(Timeline)((await proctor.ask("GET", `/attempts/${attempt}/timeline`)).body.data)
    expect(JSON.stringify(entries).match(/PasswordMissed/g)).toHaveLength(2)
    expect(JSON.stringify(entries)).not.toMatch(/again|guess"/)
    expect(code(await begin({ password, consented: true }))).toBe("check_missing")
    expect((await student.ask("POST", `/attempts/${attempt}/check`, check)).body.data).toEqual(done)
    expect(code(await begin({ password }))).toBe("consent_missing")
    const begun = await begin({ password, consented: true })
    expect(begun.body.data).toEqual({ startedAt: expect.any(Number), deadline: expect.any(Number) })
    expect((await proctorView()).check).toMatchObject({ result: "good", browser: "Node" })
  })

  it("ATT-6 who grades it reads what was asked once it has begun; who watches it never does", async () => {
    const paperFor = (person: RestCaller, id: number) => person.ask("GET", `/attempts/${id}/paper`)
    const paper = Schema.decodeUnknownSync(Paper)((await paperFor(student, attempt)).body.data)
    for (const person of [instructor, admin]) expect((await paperFor(person, attempt)).body.data).toEqual(paper)
    for (const person of [proctor, stranger]) expect((await paperFor(person, attempt)).status).not.toBe(200)
    expect(code(await paperFor(proctor, attempt))).toBe("forbidden")
    expect(code(await paperFor(instructor, others))).toBe("not_started")
  })

  it("ATT-2 W3 shows from where it is sat, over REST and over a socket, and who took it over", async () => {
    const { devices } = await proctorView()
    expect(devices).toMatchObject([{ epoch: 1, address: "127.0.0.1" }])
    const socket = new RawClient(Number(new URL(stoa.origin).port))
    const sender = `device:${randomUUID()}`
    await socket.join({ version: 1, token: student.token, sender })
    const to = { type: "attempt", id: attempt }
    const over = await socket.ask("command", { to, id: { sender, n: 1 }, command: { _tag: "TakeOver", epoch: 1 } })
    expect(over).toMatchObject({ _tag: "Accepted", reply: { epoch: 2 } })
    // Renewing the connection's token changes nothing of where it comes from.
    await socket.ask("renew", { token: student.token })
    expect((await proctorView()).devices).toMatchObject([
      { epoch: 1 },
      { epoch: 2, address: "127.0.0.1", name: expect.any(String) }
    ])
    // REST is the other way in of the same log-in; another log-in is another device (S9).
    const elsewhere = await RestCaller.login(stoa, stoa.accounts["student"])
    expect(code(await elsewhere.ask("POST", `/attempts/${attempt}/submit`))).toBe("superseded")
    expect((await student.ask("POST", `/attempts/${attempt}/take-over`, { epoch: 2 })).body.data).toEqual({ epoch: 3 })
    const forbidden = { to, id: { sender, n: 2 }, command: { _tag: "Terminate", reason: "Because" } }
    expect(await socket.ask("command", forbidden)).toMatchObject({ code: "forbidden" })
    const notTheirs = { to: { type: "exam", id: sitting }, id: { sender, n: 3 }, command: { _tag: "PauseRoom", reason: "Tea" } }
    expect(await socket.ask("command", notTheirs)).toMatchObject({ code: "forbidden" })
    socket.destroy()
  })

  it("ATT-3 talks with the proctor, raises a hand, and reports what its browser noticed", async () => {
    const said = await student.ask("POST", `/attempts/${attempt}/messages`, { text: "May I leave?" })
    expect(said.body.data).toEqual({ message: expect.any(Number), at: expect.any(Number) })
    expect((await student.ask("POST", `/attempts/${attempt}/hand`, { raised: true })).status).toBe(200)
    const answered = await proctor.ask("POST", `/attempts/${attempt}/messages`, { text: "In ten minutes." })
    const { message } = Schema.decodeUnknownSync(Schema.Struct({ message: Schema.Int, at: Schema.Int }))(answered.body.data)
    expect((await student.ask("POST", `/attempts/${attempt}/messages/${message}/confirm`)).status).toBe(200)
    const at = Date.now()
    const signals = [{ kind: "focus_lost", at: at - 500, ms: 200 }]
    const report = { from: at - 1_000, to: at, signals }
    expect((await student.ask("POST", `/attempts/${attempt}/signals`, report)).body.data).toEqual(done)
    expect(code(await student.ask("POST", `/attempts/${attempt}/signals`, { ...report, to: at - 2_000 }))).toBe("invalid")
    const view = await proctorView()
    expect(view.messages[String(message)]).toMatchObject({ from: "staff", confirmedAt: expect.any(Number) })
    expect(view.watch.counts).toMatchObject({ focus_lost: 1 })
    const wall = await proctor.ask("GET", `/sittings/${sitting}/wall`)
    const { rows } = Schema.decodeUnknownSync(Wall)(wall.body.data)
    expect(rows.find(({ attemptId }) => attemptId === attempt)).toMatchObject({
      state: "in_progress",
      signals: { focus_lost: 1 }
    })
    for (const [person, expected] of [
      [stranger, "not_found"],
      [student, "forbidden"]
    ] as const)
      expect(code(await person.ask("GET", `/sittings/${sitting}/wall`))).toBe(expected)
  })

  it("ROOM-4 W5 its wall is watched by its proctors, instructors of its course and administrators; to others it is not there", async () => {
    const colleague = await RestCaller.newcomer(stoa)
    await sql`update users set role = 'instructor' where id = ${colleague.id}`
    const elsewhere = await RestCaller.login(stoa, colleague)
    const nowhere = 999_999
    const subscribe = async (person: RestCaller, id: number) => {
      const socket = new RawClient(Number(new URL(stoa.origin).port))
      await socket.join({ version: 1, token: person.token, sender: `device:${randomUUID()}` })
      const answer = await socket.ask("subscribe", { _tag: "Feed", ref: { feed: "wall", id } })
      socket.destroy()
      return answer
    }
    for (const person of [proctor, instructor, admin]) {
      const { rows } = Schema.decodeUnknownSync(Wall)((await person.ask("GET", `/sittings/${sitting}/wall`)).body.data)
      expect(rows.map(({ attemptId }) => attemptId)).toContain(attempt)
      expect(await subscribe(person, sitting)).toMatchObject({ _tag: "Feed", rows: expect.any(Array) })
    }
    // Word for word as of a room that does not exist.
    for (const person of [elsewhere, stranger]) {
      const [theirs, nobodys] = [
        await person.ask("GET", `/sittings/${sitting}/wall`),
        await person.ask("GET", `/sittings/${nowhere}/wall`)
      ]
      expect([theirs.status, theirs.body.errors]).toEqual([nobodys.status, nobodys.body.errors])
      expect(code(theirs)).toBe("not_found")
      expect(await subscribe(person, sitting)).toEqual(await subscribe(person, nowhere))
      expect(await subscribe(person, sitting)).toMatchObject({ code: "not_found" })
    }
    expect(await subscribe(student, sitting)).toMatchObject({ code: "not_found" })
    expect(code(await admin.ask("GET", `/sittings/${nowhere}/wall`))).toBe("not_found")
  })

  it("ATT-4 is paused, extended and flagged by its proctor, alone or with the room; by nobody else", async () => {
    const path = `/attempts/${attempt}`
    const before = (await takerView()).deadline ?? 0
    const extend = { _tag: "Extend", ms: 120_000, reason: "The heating failed" }
    expect((await proctor.ask("POST", `${path}/actions`, extend)).body.data).toEqual(done)
    const { deadline, timeChange } = await takerView()
    expect([deadline, timeChange?.reason]).toEqual([before + 120_000, "extension"])
    expect((await student.ask("POST", `${path}/time-changes/${timeChange?.n}/acknowledge`)).body.data).toEqual(done)
    expect(code(await student.ask("POST", `${path}/actions`, extend))).toBe("forbidden")
    expect(code(await stranger.ask("POST", `${path}/actions`, extend))).toBe("not_found")
    expect(code(await proctor.ask("POST", `${path}/actions`, { _tag: "Resume" }))).toBe("not_paused")
    expect(code(await proctor.ask("POST", `${path}/actions`, { _tag: "Terminate" }))).toBe("invalid")

    expect((await proctor.ask("POST", `/sittings/${sitting}/pause`, { reason: "Fire alarm" })).status).toBe(200)
    await expect.poll(async () => (await takerView()).state, soon).toBe("paused")
    expect((await instructor.ask("POST", `/sittings/${sitting}/resume`)).status).toBe(200)
    await expect.poll(async () => (await takerView()).state, soon).toBe("in_progress")
    const act = { actionId: "tea-1", on: "room", action: { _tag: "Message", text: "Five minutes left." } }
    expect((await proctor.ask("POST", `/sittings/${sitting}/actions`, act)).body.data).toEqual({ actionId: "tea-1", targets: 2 })
    expect(code(await student.ask("POST", `/sittings/${sitting}/actions`, act))).toBe("forbidden")
    expect(code(await stranger.ask("POST", `/sittings/${sitting}/actions`, act))).toBe("not_found")

    const flagged = await proctor.ask("POST", `${path}/flags`, { note: "Looked at a telephone" })
    expect(flagged.body.data).toEqual({ flag: expect.any(Number) })
    expect(code(await proctor.ask("POST", `${path}/flags/99/withdraw`, { reason: "A mistake" }))).toBe("flag_unknown")
  })

  it("ROOM-5 who is assigned has the room and its attempts at once, and who no longer is has lost both, on open connections too", async () => {
    const path = `/sittings/${sitting}/proctors/${stranger.id}`
    const ref = { type: "attempt", id: attempt }
    const socket = new RawClient(Number(new URL(stoa.origin).port))
    const sender = `device:${randomUUID()}`
    await socket.join({ version: 1, token: stranger.token, sender })
    const watching = () => socket.ask("subscribe", { _tag: "Actor", ref })
    // Remembered as nobody's proctor, a moment ago.
    expect(code(await stranger.ask("GET", `/attempts/${attempt}`))).toBe("not_found")
    expect(await watching()).toMatchObject({ code: "not_found" })
    expect((await instructor.ask("PUT", path)).status).toBe(200)
    expect((await stranger.ask("GET", `/attempts/${attempt}`)).status).toBe(200)
    await expect.poll(watching, { timeout: 1_500 }).toMatchObject({ audience: "proctors" })
    expect((await instructor.ask("DELETE", path)).status).toBe(200)
    for (const lost of [`/attempts/${attempt}`, `/sittings/${sitting}`, `/sittings/${sitting}/wall`])
      expect(code(await stranger.ask("GET", lost))).toBe("not_found")
    const resume = (n: number) => socket.ask("command", { to: ref, id: { sender, n }, command: { _tag: "Resume" } })
    let n = 0
    await expect.poll(() => resume(++n), { timeout: 1_500 }).toMatchObject({ code: "not_found" })
    // What they watched ends with the next tide.
    await expect.poll(() => socket.events("ended").length, soon).toBeGreaterThan(0)
    expect(await watching()).toMatchObject({ code: "not_found" })
    socket.destroy()
  })

  it("ROOM-6 tells those who watch it the names of who is in it, once each, and nobody else", async () => {
    const { body } = await proctor.ask("GET", `/sittings/${sitting}/people`)
    const people = Schema.decodeUnknownSync(Schema.Array(RoomPerson))(body.data)
    expect(new Set(people.map(({ user_id }) => user_id)).size).toBe(people.length)
    expect(new Set(people.map(({ part }) => part))).toEqual(new Set(["candidate", "proctor", "staff"]))
    expect(code(await student.ask("GET", `/sittings/${sitting}/people`))).toBe("forbidden")
    expect(code(await stranger.ask("GET", `/sittings/${sitting}/people`))).toBe("not_found")
  })

  it("ATT-5 can be declined by who has not begun, and by nobody afterwards", async () => {
    expect((await other.ask("POST", `/attempts/${others}/decline`)).body.data).toEqual(done)
    expect(code(await student.ask("POST", `/attempts/${attempt}/decline`))).toBe("too_late_to_decline")
  })
})

describe("deciding about it", () => {
  const queue = async (person: RestCaller, query = "") => {
    const { body } = await person.ask("GET", `/sittings/${sitting}/reviews${query}`)
    return Schema.decodeUnknownSync(Schema.Array(ReviewRow))(body.data)
  }

  it("CASE-1 stands in the queue of its sitting, for proctors, instructors and administrators", async () => {
    expect((await student.ask("POST", `/attempts/${attempt}/submit`)).status).toBe(200)
    await expect.poll(async () => (await queue(proctor)).map(({ attempt_id }) => attempt_id), soon).toEqual([attempt])
    for (const person of [instructor, admin]) expect(await queue(person)).toHaveLength(1)
    expect(code(await stranger.ask("GET", `/sittings/${sitting}/reviews`))).toBe("not_found")
    expect(code(await student.ask("GET", `/sittings/${sitting}/reviews`))).toBe("forbidden")
    const everywhere = async (person: RestCaller) => (await person.ask("GET", "/sittings/reviews")).body.data
    expect(await everywhere(proctor)).toMatchObject([
      { attempt_id: attempt, sitting_id: sitting, first_name: expect.any(String) }
    ])
    expect(await everywhere(stranger)).toEqual([])
    const again = { reason: "Once more" }
    expect(code(await proctor.ask("POST", `/attempts/${attempt}/review`, again))).toBe("already_under_review")
    expect(code(await student.ask("POST", `/attempts/${attempt}/reopen`, { ms: 60_000, ...again }))).toBe("forbidden")
    const late = { question: "nowhere", accept: true, ...again }
    expect(code(await proctor.ask("POST", `/attempts/${attempt}/late-decisions`, late))).toBe("late_unknown")
  })

  it("CASE-2 a verdict is proposed by one and confirmed by another; an appeal asks again", async () => {
    const path = `/attempts/${attempt}`
    const propose = { _tag: "ProposeVerdict", verdict: "rejected", reason: "A telephone was used" }
    expect(code(await student.ask("POST", `${path}/verdict`, propose))).toBe("forbidden")
    expect(code(await stranger.ask("POST", `${path}/verdict`, propose))).toBe("not_found")
    expect((await proctor.ask("POST", `${path}/verdict`, propose)).body.data).toEqual(done)
    const confirm = { _tag: "ConfirmVerdict", verdict: "rejected" }
    expect((await proctor.ask("POST", `${path}/verdict`, confirm)).status).toBeGreaterThanOrEqual(403)
    expect((await instructor.ask("POST", `${path}/verdict`, confirm)).body.data).toEqual(done)
    expect(await takerView()).toMatchObject({ state: "rejected", verdict: { verdict: "rejected" } })
    expect(await queue(proctor)).toEqual([])
    expect(await queue(proctor, "?status=rejected")).toMatchObject([{ attempt_id: attempt, verdict: "rejected" }])
    expect((await student.ask("POST", `${path}/appeal`, { text: "It was my calculator." })).body.data).toEqual(done)
    expect((await takerView()).state).toBe("under_review")
  })

  it("CASE-3 only an administrator declares an attempt void", async () => {
    const body = { reason: "Sat by somebody else" }
    for (const person of [student, proctor, instructor])
      expect(code(await person.ask("POST", `/attempts/${attempt}/void`, body))).toBe("forbidden")
  })
})

describe("a preview", () => {
  it("T1 is sat by staff of the course, counts for nothing and leaves no trace", async () => {
    const preview = { sitting_id: sitting, preview: true }
    const path = `/assessments/${exam}/attempts`
    expect(code(await instructor.ask("POST", path, { sitting_id: sitting }))).toBe("forbidden")
    expect(code(await student.ask("POST", path, preview))).toBe("forbidden")
    const started = await instructor.ask("POST", path, preview)
    expect(started.status).toBe(201)
    const { attemptId: id } = Schema.decodeUnknownSync(StartAttemptReply)(started.body.data)
    expect((await instructor.ask("POST", `/attempts/${id}/begin`, { consented: true })).status).toBe(200)
    const paper = Schema.decodeUnknownSync(Paper)((await instructor.ask("GET", `/attempts/${id}/paper`)).body.data)
    expect(paper.questions).toHaveLength(20)
    expect((await instructor.ask("POST", `/attempts/${id}/submit`)).status).toBe(200)
    await expect
      .poll(async () => (await instructor.ask("GET", `/attempts/${id}`)).body.data, soon)
      .toMatchObject({
        view: { state: "graded", preview: true }
      })
    const results = await instructor.ask("GET", `/assessments/${exam}/results`)
    expect(JSON.stringify(results.body.data)).not.toContain(`"attempt_id":${id},`)
    expect((await instructor.ask("GET", `/assessments/${exam}`)).body.data).toMatchObject({ mine: null })
    const { body } = await instructor.ask("GET", `/sittings/${sitting}`)
    expect(JSON.stringify(body.data)).not.toContain(`"${id}":`)
  })
})
