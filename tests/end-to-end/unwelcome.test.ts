/** What the whole program says to whoever sends it nonsense or is not meant to be there, and that nobody else notices. */
import { randomUUID } from "node:crypto"
import { Schema } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import type { Attempt, StoaClient } from "../../client/index.ts"
import type { PaperQuestion } from "../../protocol/assessment.ts"
import { RawClient } from "../integration/fixtures/raw-client.ts"
import { testDatabase } from "../postgres.ts"
import { undisturbed } from "../undisturbed.ts"
import { beginExam, takerView } from "./attempts.ts"
import { arrive, courseNamed, enrol, newcomer, newLogin } from "./people.ts"
import { type Caller, loggedIn, openSocket, type Plain, plainSocket, registered } from "./plain-socket.ts"
import { dataFolder, startStoa, type Stoa } from "./stoa.ts"
import { wellPrepared } from "./well-prepared.ts"

const { url: databaseUrl } = await testDatabase()
const login = newLogin()
const sheet = wellPrepared("exam")
const refusedWith = (code: string, field?: string) => ({ _tag: "Refusal", code, ...(field === undefined ? {} : { field }) })
const isAccepted = Schema.is(Schema.TaggedStruct("Accepted", { seq: Schema.Int, at: Schema.Int, reply: Schema.Unknown }))

let stoa: Stoa
let learner: StoaClient
let attempt: Attempt
let question: PaperQuestion

beforeAll(async () => {
  stoa = await startStoa({ data: dataFolder(), databaseUrl })
  learner = await newcomer(stoa, login)
  const course = await courseNamed(learner, "Foundations of security")
  await enrol(learner, course.id)
  attempt = await beginExam(learner, course)
  const [first] = (await attempt.paper()).questions
  if (first === undefined) throw new Error("the paper is empty")
  question = first
})

describe("somebody else", () => {
  let stranger: Caller
  let socket: Plain

  beforeAll(async () => {
    stranger = await registered(stoa, newLogin())
    socket = await plainSocket(stoa, stranger.token)
  })

  it("finds nothing where another's attempt is: not to see, to answer, to read or to hand in", async () => {
    const ref = { type: "attempt", id: attempt.id }
    const saves = { _tag: "SaveAnswer", question: question.id, response: sheet(question.id) }
    expect(await socket.ask("subscribe", { _tag: "Actor", ref })).toMatchObject(refusedWith("not_found"))
    expect(await socket.command(`attempt/${attempt.id}`, saves)).toMatchObject(refusedWith("not_found"))
    expect(await socket.command(`attempt/${attempt.id}`, { _tag: "Submit" })).toMatchObject(refusedWith("not_found"))
    expect(
      await socket.command(`learner/${learner.account?.id}`, { _tag: "OpenModule", courseId: 1, moduleId: 1 })
    ).toMatchObject(refusedWith("not_found"))
    expect(await stranger.get(`/attempts/${attempt.id}`)).toMatchObject({ status: 404, code: "not_found" })
    expect(await stranger.get(`/attempts/${attempt.id}/paper`)).toMatchObject({ status: 404, code: "not_found" })
    expect(await stranger.post(`/attempts/${attempt.id}/submit`)).toMatchObject({ status: 404, code: "not_found" })
    // What is not there at all looks the same.
    expect(await stranger.get("/attempts/999999")).toMatchObject({ status: 404, code: "not_found" })
  })

  it("cannot speak for the engine or for another actor", async () => {
    const from = (sender: string) =>
      socket.ask("command", { to: { type: "attempt", id: attempt.id }, id: { sender, n: 1 }, command: { _tag: "Submit" } })
    expect(await from("engine:outage")).toMatchObject(refusedWith("invalid"))
    const compensate = { _tag: "Compensate", outageId: 9, ms: 60_000, from: 1, until: 60_001 }
    expect(await socket.command(`attempt/${attempt.id}`, compensate)).toMatchObject(refusedWith("invalid"))
    expect(await takerView(attempt)).toMatchObject({ state: "in_progress", answered: 0 })
  })
})

describe("the taker's own mistakes", () => {
  let socket: Plain
  const to = () => `attempt/${attempt.id}`

  beforeAll(async () => {
    socket = await plainSocket(stoa, (await loggedIn(stoa, login)).token)
    // It was begun on another device (S9).
    expect(await socket.command(to(), { _tag: "TakeOver", epoch: 1 })).toMatchObject({ reply: { epoch: 2 } })
  })

  it("are told by code and field: a question not on the paper, an answer of another form, unknown fields and names", async () => {
    const response = sheet(question.id)
    const save = (change: object) => socket.command(to(), { _tag: "SaveAnswer", question: question.id, response, ...change })
    expect(await save({ question: "no-such-question" })).toMatchObject(refusedWith("question_unknown"))
    expect(await save({ response: { kind: "single", option: "no-such-option" } })).toMatchObject(refusedWith("answer_invalid"))
    expect(await save({ response: { kind: "drawing", text: "x" } })).toMatchObject(refusedWith("invalid"))
    expect(await save({ correct: true })).toMatchObject(refusedWith("invalid", "command.correct"))
    expect(await save({ response: { kind: "text", text: "nul \u0000" } })).toMatchObject(refusedWith("invalid"))
    expect(await save({ response: { kind: "text", text: "half a pair \ud800" } })).toMatchObject(refusedWith("invalid"))
    expect(await socket.command(to(), { _tag: "PassMe" })).toMatchObject(refusedWith("invalid"))
    expect(await socket.command("attempt/0", { _tag: "Submit" })).toMatchObject(refusedWith("invalid"))
    expect(await socket.command("teacher/1", { _tag: "Submit" })).toMatchObject(refusedWith("invalid"))
    expect(await socket.ask("gradeMe", {})).toMatchObject(refusedWith("unknown_event"))
    expect(await takerView(attempt)).toMatchObject({ state: "in_progress", answered: 0 })
  })

  it("a repeated id answers the same once more, and with another answer is refused", async () => {
    const id = { sender: socket.sender, n: 1_000 }
    const send = (response: unknown) =>
      socket.ask("command", {
        to: { type: "attempt", id: attempt.id },
        id,
        command: { _tag: "SaveAnswer", question: question.id, response }
      })
    const first = await send(sheet(question.id))
    expect(isAccepted(first)).toBe(true)
    expect(await send(sheet(question.id))).toEqual(first)
    expect(await send(null)).toMatchObject(refusedWith("id_reused"))
    expect(await takerView(attempt, ({ answered }) => answered === 1)).toMatchObject({ state: "in_progress" })
  })
})

describe("nobody", () => {
  it("gets in without a token, with a forged one, or in another version of the protocol", async () => {
    const refusal = (auth: object) =>
      new Promise((resolve) => {
        const socket = openSocket(stoa, auth)
        socket.on("connect_error", (error) => resolve("data" in error ? error.data : error.message))
      })
    const sender = `device:${randomUUID()}`
    expect(await refusal({ version: 1, token: "eyJhbGciOiJub25lIn0.e30.", sender })).toMatchObject(refusedWith("unauthenticated"))
    expect(await refusal({ version: 1, sender })).toMatchObject(refusedWith("invalid"))
    expect(await refusal({ version: 2, token: "x", sender })).toMatchObject(refusedWith("unsupported_version"))
  })

  it("can command before it has said who it is: the connection is closed", async () => {
    const client = new RawClient(stoa.port)
    await client.until("0{")
    client.send('420["command",{"to":{"type":"attempt","id":1},"id":{"sender":"device:x","n":1},"command":{"_tag":"Submit"}}]')
    await client.closed
    expect(client.received.join("\n")).not.toContain("Accepted")
  })

  it("else has noticed anything: the taker is still connected and answers on", async () => {
    expect(learner.state._tag).toBe("Online")
    await attempt.takeOver(2)
    expect(await attempt.answer(question.id, sheet(question.id))).toMatchObject({ counted: true })
  })
})

describe("logging out", () => {
  it("closes the live connection within a second, on that device alone; everywhere means all of them", async () => {
    const account = newLogin()
    const phone = await registered(stoa, account)
    const desk = await loggedIn(stoa, account)
    const laptop = await arrive(stoa, account)
    const [onPhone, onDesk] = [await plainSocket(stoa, phone.token), await plainSocket(stoa, desk.token)]
    expect(await phone.post("/auth/logout", {})).toMatchObject({ status: 200, data: { ended: 1 } })
    const loggedOut = performance.now()
    expect(await onPhone.heard("closing")).toEqual({ reason: "logged_out" })
    expect(await onPhone.closed).toBe("io server disconnect")
    expect(performance.now() - loggedOut).toBeLessThan(undisturbed(1_000))
    expect(await phone.get("/users/me")).toMatchObject({ status: 401, code: "unauthenticated" })
    expect(onDesk.socket.connected).toBe(true)
    expect(await desk.get("/users/me")).toMatchObject({ status: 200 })

    const ended = new Promise((resolve) => laptop.onState((state) => void (state._tag === "Closed" && resolve(state.error.code))))
    expect(await desk.post("/auth/logout", { everywhere: true })).toMatchObject({ status: 200, data: { ended: 2 } })
    expect(await onDesk.heard("closing")).toEqual({ reason: "logged_out" })
    expect(await ended).toBe("unauthenticated")
  })
})
