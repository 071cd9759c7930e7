import { describe, expect, it } from "vitest"
import type { Decision, Tagged } from "../../actors/actor.ts"
import { registry } from "../../actors/registry.ts"
import { Sender } from "../../protocol/ids.ts"
import { admin, at, engine, examRef, instructor, noon, person, proctor } from "./exam-room.ts"
import type { Sitting } from "./exam-sitting.ts"
import {
  act,
  acted,
  assign,
  beginShift,
  close,
  endShift,
  handOver,
  open,
  refused,
  roomOf,
  scheduled,
  unassign
} from "./exam-sitting.ts"

const context = { self: examRef, now: noon, receivedAt: noon, principal: engine("seed"), sender: Sender.make("exam/9") }
const decided = (decision: Decision<Tagged>): ReadonlyArray<Tagged> => {
  if (decision._tag === "Refusal") throw new Error(decision.message)
  return decision.events
}

describe("shifts", () => {
  const second = person(21, "proctor")
  const withTwo = (): Sitting => {
    const room = scheduled()
    room.send(assign(21), instructor)
    return room
  }
  it("W5 a handover is open until the one it names begins, which ends the other's shift", () => {
    const room = withTwo()
    expect(room.send(beginShift, proctor, 5)).toMatchObject({ reply: { at: at(5) } })
    room.send(handOver(21, "seat 4 is ill"), proctor, 5)
    expect(room.view()).toMatchObject({
      handover: { from: 20, to: 21, note: "seat 4 is ill", at: at(10) },
      proctors: { 20: { onDutySince: at(5) } }
    })
    room.send(beginShift, second, 5)
    expect(room.view()).not.toHaveProperty("handover")
    expect(room.view()).toMatchObject({ proctors: { 20: { assignedAt: noon }, 21: { onDutySince: at(15) } } })
    expect(JSON.stringify((room.view() as { proctors: object }).proctors)).not.toMatch(/"20":[^}]*onDutySince/)
  })
  it("W5 nothing about a shift pauses anything or is told to an attempt", () => {
    const room = withTwo()
    room.arrive(1)
    room.send(open)
    room.harness.reactions.length = 0
    for (const [command, by] of [
      [beginShift, proctor],
      [handOver(21), proctor],
      [beginShift, second]
    ] as const) {
      room.send(command, by)
    }
    expect(room.harness.reactions).toEqual([])
    expect(room.view()).not.toHaveProperty("pausedSince")
  })
  it("W5 the last on duty stays while the room is open, unless unassigned by who leads the course", () => {
    const room = withTwo()
    room.send(beginShift)
    room.send(open)
    expect(room.send(endShift)).toMatchObject(refused("last_on_duty"))
    room.send(handOver(21))
    expect(room.send(endShift)).toMatchObject(refused("last_on_duty"))
    room.send(unassign(20), instructor)
    expect(room.view()).not.toHaveProperty("handover")
    room.send(beginShift, second)
    room.send(close)
    room.send(close, second)
    expect(room.send(endShift, second)).toMatchObject({ _tag: "Done" })
  })
  it("W5 refuses what makes no sense: off duty, unassigned, on duty already, another's open handover", () => {
    const room = withTwo()
    room.send(assign(22), instructor)
    expect(room.send(endShift)).toMatchObject(refused("illegal_transition"))
    expect(room.send(handOver(21))).toMatchObject(refused("illegal_transition"))
    expect(room.send(beginShift, admin)).toMatchObject(refused("not_assigned"))
    room.send(beginShift)
    expect(room.send(beginShift)).toMatchObject(refused("illegal_transition"))
    expect(room.send(handOver(99))).toMatchObject(refused("not_assigned"))
    expect(room.send(handOver(20))).toMatchObject(refused("illegal_transition"))
    room.send(handOver(21))
    room.send(handOver(22, "21 is late"))
    expect(room.view()).toMatchObject({ handover: { to: 22, note: "21 is late" } })
    room.send(beginShift, second)
    expect(room.send(handOver(21))).toMatchObject(refused("illegal_transition"))
    expect(room.send(handOver(22), second)).toMatchObject(refused("illegal_transition"))
  })
})

describe("an action on many", () => {
  const message = { _tag: "Message", text: "ten minutes left" }
  it("goes to everybody registered, each once, a hundred at a time, and its receipts are counted", () => {
    const room = roomOf(150)
    expect(room.send(act("a1", "room", message))).toMatchObject({ reply: { actionId: "a1", targets: 150 } })
    expect(room.directed("a1").size).toBe(100)
    room.arrive(151)
    room.harness.advance(10)
    expect([...room.directed("a1").values()]).toEqual(Array(150).fill(1))
    expect(room.harness.reactions.find(({ command }) => command._tag === "Directed")?.command).toEqual({
      _tag: "Directed",
      actionId: "a1",
      action: { ...message, text: { _tag: "Words", by: 20, value: message.text } },
      by: 20,
      at: noon
    })
    room.fromAttempt(1, acted("a1", 1))
    room.fromAttempt(2, acted("a1", 2, "attempt_over"))
    expect(room.view()).toMatchObject({
      actions: { a1: { what: "Message", by: 20, at: noon, room: true, targets: 150, done: 1, refused: { 2: "attempt_over" } } }
    })
    expect(JSON.stringify(room.view("candidates"))).not.toMatch(/a1|actions/)
  })
  it("goes to a selection of this room, and to no other attempt", () => {
    const room = roomOf(5)
    expect(room.send(act("a1", [4, 2, 4], { _tag: "Pause", reason: "noise" }))).toMatchObject({ reply: { targets: 2 } })
    expect([...room.directed("a1").keys()]).toEqual([4, 2])
    expect(room.view()).toMatchObject({ actions: { a1: { what: "Pause", reason: "noise", room: false, targets: 2 } } })
    expect(room.send(act("a2", [2, 6]))).toMatchObject({ ...refused("not_found"), field: "on" })
    expect(room.view()).not.toHaveProperty("actions.a2")
  })
  it("is one action under one id: the same again is answered the same, anything else is refused", () => {
    const room = roomOf(2)
    room.send(act("a1", [1], message))
    room.arrive(3)
    expect(room.send(act("a1", [1], message))).toMatchObject({ reply: { actionId: "a1", targets: 1 } })
    expect([...room.directed("a1").values()]).toEqual([1])
    expect(room.send(act("a1", [2], message))).toMatchObject(refused("id_reused"))
    expect(room.send(act("a1", [1], { ...message, text: "five" }))).toMatchObject(refused("id_reused"))
    expect(room.send(act("a1", [1], message), instructor)).toMatchObject(refused("id_reused"))
  })
  it("several proctors see who acts", () => {
    const room = roomOf(1)
    room.send(act("a1", [1]), proctor)
    room.send(act("a2", [1], { _tag: "Extend", ms: 60_000, reason: "ill" }), instructor)
    expect(room.view()).toMatchObject({ actions: { a1: { by: 20 }, a2: { by: 30, reason: "ill" } } })
  })
  it("is remembered with the hundred newest, and a receipt for a forgotten one is dropped", () => {
    const room = roomOf(1)
    for (let n = 1; n <= 101; n++) room.send(act(n === 1 ? "constructor" : `a${n}`, [1]), proctor, 1)
    const { actions } = room.view() as { actions: Record<string, unknown> }
    expect(Object.keys(actions)).toHaveLength(100)
    expect(Object.hasOwn(actions, "constructor")).toBe(false)
    expect(room.fromAttempt(1, acted("constructor", 1))).toMatchObject({ _tag: "Done" })
    expect(room.harness.history.at(-1)?.encoded).toEqual([])
  })
  it("is refused while the one it would push out is still under way", () => {
    const room = roomOf(1)
    const { exam } = registry
    const order = (n: number) => ({
      ...{ _tag: "ActionOrdered", actionId: `a${n}`, on: "room", action: { _tag: "Resume" } },
      ...{ targets: 1, forgets: null, by: 20, at: noon }
    })
    let { state } = room.harness
    for (let n = 1; n <= 100; n++) state = exam.evolve(state, order(n))
    const next = () => exam.decide(state, act("a101", [1]), { ...context, principal: proctor })
    expect(next()).toMatchObject(refused("overloaded"))
    for (const event of decided(exam.decide(state, { _tag: "Alarm" }, { ...context, now: at(1) })))
      state = exam.evolve(state, event)
    expect(next()).toMatchObject({
      events: [
        { _tag: "ActionOrdered", forgets: "a1" },
        { _tag: "Directed", actionId: "a2" }
      ]
    })
  })
  it("lists a thousand refusals and counts the rest", () => {
    const room = roomOf(0)
    const { exam } = registry
    const answer = (attemptId: number) => ({
      _tag: "ActionAnswered",
      actionId: "a1",
      attemptId,
      outcome: "attempt_over",
      at: noon
    })
    room.send(act("a1", "room", message))
    let state = room.harness.state
    for (let id = 1; id <= 1_001; id++) state = exam.evolve(state, answer(id))
    expect(exam.render(answer(1_001), state, "proctors")).toEqual({ actions: { a1: { unlisted: 1 } } })
    expect(exam.view(state, "proctors")).toMatchObject({ actions: { a1: { unlisted: 1, refused: { 1000: "attempt_over" } } } })
  })
  it("says of erased words that they are", () => {
    const room = roomOf(1)
    const { exam } = registry
    const erased = { _tag: "Message", text: { _tag: "Erased", by: 20 } }
    const state = exam.evolve(room.harness.state, {
      ...{ _tag: "ActionOrdered", actionId: "a1", on: "room", action: erased },
      ...{ targets: 1, forgets: null, by: 20, at: noon }
    })
    expect(
      exam.react({ _tag: "Directed", actionId: "a1", along: { from: 0, to: 1 }, at: noon } as Tagged, state, examRef, 9)
    ).toMatchObject([{ command: { _tag: "Directed", action: erased } }])
    expect(exam.authors?.(state)).toEqual([20])
  })
})
