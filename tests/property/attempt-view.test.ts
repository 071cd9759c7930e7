/**
 * What each audience of an attempt sees, whatever happened. That patches equal views is the harness's to check after each
 * event; this brings about every event there is, and holds each view to its Schema and to what is none of its business.
 */
import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Tagged } from "../../actors/actor.ts"
import { AttemptEvent } from "../../actors/attempt/contract.ts"
import { wallRow } from "../../actors/attempt/wall-row.ts"
import { render, view } from "../../actors/attempt/view.ts"
import { AttemptGraderView, AttemptProctorView, AttemptTakerView, WallRow } from "../../protocol/attempt.ts"
import { inRoom, lock, pause, reason, refused, resume, right, rules, Sat, sitting, submit } from "./attempt-world.ts"
import { course, rareCourses, secretAnswer, staffWords, terms } from "./watched-moves.ts"
import { admin, create, internal, minute, proctor, save, sittingId, taker, timedExam } from "./exam-room.ts"

const strict = { onExcessProperty: "error" } as const
const decoders: Readonly<Record<string, (seen: unknown) => unknown>> = {
  taker: Schema.decodeUnknownSync(AttemptTakerView, strict),
  proctors: Schema.decodeUnknownSync(AttemptProctorView, strict),
  graders: Schema.decodeUnknownSync(AttemptGraderView, strict)
}
const decodeRow = Schema.decodeUnknownSync(WallRow, strict)

/** Every name of a field in it, however deep. */
const namesIn = (value: unknown): ReadonlyArray<string> =>
  typeof value !== "object" || value === null ? [] : Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)])

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

const seenAsTheyMay = (sat: Sat): void => {
  for (const [audience, decode] of Object.entries(decoders)) decode(sat.view(audience))
  decodeRow(wallRow(sat.state))
  const { messages, ...taken } = sat.view()
  expect(namesIn(taken)).not.toContain("by")
  for (const { from, by: who } of Object.values(messages as Record<string, { from: string; by?: number }>)) {
    expect(who).toBe(from === "staff" ? undefined : taker.userId)
  }
  expect(JSON.stringify(taken)).not.toContain(staffWords)
  for (const name of ["flags", "acts", "watch", "devices", "proposal"]) expect(taken).not.toHaveProperty(name)
  const proctored = sat.view("proctors")
  expect(JSON.stringify(proctored)).not.toContain(secretAnswer)
  for (const name of ["answers", "lateAnswers", "grade"]) expect(proctored).not.toHaveProperty(name)
}

describe("the views of any attempt", () => {
  it("LP-42 each patch makes the view before the view after, for every event and audience; and nobody sees what is not theirs", () => {
    const events = new Set<string>()
    const states = new Set<string>()
    fc.assert(
      fc.property(terms, course, fc.nat(), (sitIn, [before, begins, during, end, after], split) => {
        const sat = begins ? sitting(rules(sitIn)) : inRoom(rules(sitIn))
        for (const each of [...before, ...during, ...(end === null ? [] : [end]), ...after]) {
          each(sat)
          states.add(sat.state.state)
          // The wall's row is published with each event that changes it.
          expect(sat.harness.feeds.at(-1)?.row).toEqual(json(wallRow(sat.state)))
        }
        seenAsTheyMay(sat)
        for (const tag of sat.tags()) events.add(tag)
        sat.harness.checkHistory(split)
      }),
      { numRuns: 1000, examples: rareCourses.map((rare): [object, typeof rare, number] => [{}, rare, 0]) }
    )
    const all = AttemptEvent.members.map(({ fields }) => fields._tag.schema.literal)
    expect(all.filter((tag) => !events.has(tag))).toEqual([])
    expect(
      ["in_progress", "paused", "grading", "graded", "under_review", "verified", "rejected", "voided"].filter(
        (state) => !states.has(state)
      )
    ).toEqual([])
  })

  it("W3 a client recognises itself in the device that holds the attempt", () => {
    const sat = sitting()
    expect(sat.view().device).toMatchObject({ epoch: 1, name: "device:1" })
    sat.send(internal({ _tag: "TakeOver", epoch: 1 }), 0, { sender: "u7:rest:5" })
    expect(sat.view().device).toMatchObject({ epoch: 2, name: "session" })
    expect(sat.view("proctors").devices).toMatchObject([{ name: "device:1" }, { name: "session" }])
    expect(wallRow(sat.state).device).toMatchObject({ epoch: 2, changes: 1 })
  })

  it("W3 the wall counts every change of device, also those that are too long ago to be listed", () => {
    const sat = sitting()
    for (let epoch = 1; epoch <= 30; epoch++)
      sat.send(internal({ _tag: "TakeOver", epoch }), 1_000, { sender: `u7:device:${epoch + 1}` })
    expect(wallRow(sat.state).device).toMatchObject({ epoch: 31, changes: 30 })
    expect(sat.view("proctors")["devices"]).toHaveLength(20)
  })

  it("T10 a learner sees what beginning takes, and from when", () => {
    const sat = inRoom(rules({ password: true, check: true }))
    expect(sat.view()).toMatchObject({ canBegin: false, needs: { password: true, check: true } })
    const beginsAt = sat.harness.now + 1_500
    sat.room("open", 1, { beginsAt, rules: { ...rules({}).rules, password: true } })
    // What is seen changes by events only: that their moment has come is one.
    expect(sat.view()).toMatchObject({ canBegin: false, beginsAt, needs: { password: true } })
    sat.harness.advance(1_500)
    expect(sat.view()).toMatchObject({ canBegin: true, beginsAt, needs: { password: true, check: false } })
    const from = sat.harness.now
    sat.room("open", 2, { beginsAt, pauses: [{ from, until: null, by: proctor.userId, reason }] })
    expect(sat.view()).toMatchObject({ canBegin: false })
  })

  it("T4 the time given is the limit with its factor, and nothing is floored", () => {
    const sat = inRoom()
    expect(sat.view().limit).toBe(30 * minute)
    sat.room("open", 1, { limit: 45 * minute, factor: "1.25", extra: 1 })
    expect(sat.view().limit).toBe((56 * 60 + 15) * 1_000 + 1)
    sat.room("open", 2, { limit: null })
    expect(sat.view()).not.toHaveProperty("limit")
  })

  it("an erased person's words are gone from what is seen, and that they were there is not", () => {
    const sat = sitting()
    sat.send(save("x1", right.x1))
    sat.send(internal({ _tag: "Say", text: "Mine." }))
    sat.staff(internal({ _tag: "Flag", note: "Theirs." }))
    const erased = JSON.parse(
      JSON.stringify(sat.harness.stored()).replaceAll(
        /\{"_tag":"Words","by":(\d+),"value":("[^"]*"|\{[^}]*\})\}/g,
        '{"_tag":"Erased","by":$1}'
      )
    ) as unknown
    const state = Schema.decodeUnknownSync(sat.harness.definition.state)(erased)
    for (const [audience, decode] of Object.entries(decoders)) {
      const seen = JSON.parse(JSON.stringify(view(state as Parameters<typeof view>[0], audience))) as unknown
      decode(seen)
      expect(JSON.stringify(seen)).not.toMatch(/Mine|Theirs|tls/)
    }
  })

  it("T1 a preview by staff needs no room, is shown to be one, and keeps its grade to whom it is", () => {
    const sat = new Sat(rules({ password: true, check: true }))
    sat.inside({ ...create(timedExam, sittingId), preview: true } as Tagged)
    expect(sat.view()).toMatchObject({ preview: true, canBegin: true, needs: { password: false, check: false } })
    expect(sat.send(internal({ _tag: "Begin" }))._tag).toBe("Done")
    sat.send(submit, minute)
    sat.grade()
    expect(sat.view()).toMatchObject({ state: "graded", grade: { passed: false } })
    expect(sat.harness.reactions).toEqual([])
    expect(sat.harness.feeds).toEqual([])
    expect([...new Set([...sat.harness.rows.values()].map(({ table }) => table))]).toEqual(["attempts"])
    expect(sat.staff(internal({ _tag: "RequestReview", reason }), 0, admin)).toMatchObject(refused("illegal_transition"))
  })
})

describe("the wall's row", () => {
  it("T8 says what time is left while it stands still, to the millisecond, whatever holds it", () => {
    const sat = sitting()
    sat.staff(pause, 10 * minute + 1)
    const since = sat.harness.now
    expect(wallRow(sat.state)).toMatchObject({ deadline: null, standstill: { kinds: ["pause"], since, leftMs: 20 * minute - 1 } })
    sat.staff(lock, minute)
    sat.staff(resume, minute)
    expect(wallRow(sat.state).standstill).toMatchObject({ kinds: ["lock"], leftMs: 20 * minute - 1 })
    sat.staff(internal({ _tag: "Clear" }), minute)
    expect(wallRow(sat.state)).toMatchObject({ standstill: null, deadline: sat.harness.now + 20 * minute - 1 })
  })

  it("W4 who waits, sits or is paused is present; who has handed in is not", () => {
    const sat = inRoom()
    const there = (): boolean => sat.harness.definition.presence?.(sat.state) !== undefined
    expect(there()).toBe(true)
    sat.room("open", 1)
    sat.send(internal({ _tag: "Begin" }))
    expect(there()).toBe(true)
    sat.staff(pause)
    expect(there()).toBe(true)
    sat.staff(resume)
    sat.send(submit)
    expect(there()).toBe(false)
  })
})

it("an attempt has no other audience", () => {
  const { state } = sitting()
  expect(() => view(state, "everybody")).toThrow("no audience")
  expect(() => render({ _tag: "HandLowered", at: state.createdAt }, state, "everybody")).toThrow("no audience")
})
