import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { GroupName } from "../../protocol/exam.ts"
import { admin, aSitting, at, instructor, minute, noon, proctor } from "./exam-room.ts"
import {
  assign,
  close,
  open,
  refused,
  removeGroup,
  roomOf,
  schedule,
  setGroup,
  setTerms,
  Sitting,
  unassign
} from "./exam-sitting.ts"

describe("what is different for some", () => {
  const inRoom = (): Sitting => {
    const room = roomOf(3)
    room.send(open)
    room.harness.reactions.length = 0
    return room
  }
  it("T3 a change of membership or terms is told at once, to those for whom it makes a difference", () => {
    const room = inRoom()
    const told = () => {
      const ids = [...room.told().keys()].sort()
      room.harness.reactions.length = 0
      return ids
    }
    room.send(setGroup("slow", [1_001, 1_002, 4_000], { factor: "1.5" }), instructor)
    expect(told()).toEqual([1, 2])
    room.send(setGroup("slow", [1_002, 1_003], { factor: "1.5" }), instructor)
    expect(told()).toEqual([1, 3])
    room.send(setTerms(1_003, { factor: "2" }), instructor)
    expect(told()).toEqual([3])
    room.send(setGroup("slow", [1_002, 1_003], { factor: "1.25" }), instructor)
    expect(told()).toEqual([2])
    room.send(setGroup("slow", [1_002, 1_003], { factor: "1.25" }), instructor)
    expect(told()).toEqual([])
    room.send(removeGroup("slow"), admin)
    expect(told()).toEqual([2])
    room.send(setTerms(1_003, null), instructor)
    expect(told()).toEqual([3])
    expect(room.send(removeGroup("slow"), admin)).toMatchObject(refused("not_found"))
  })
  it("T2 nothing is different for who does not belong here: they are refused by id, and only to who may set terms", () => {
    const room = inRoom()
    for (const id of [9_001, 9_002, 9_003, 9_004, 9_005, 9_006, 9_007]) room.facts.strangers.add(id)
    const factor = { factor: "1.5" }
    expect(room.send(setGroup("slow", [1_001, 9_002, 1_002, 9_001], factor), instructor)).toMatchObject({
      ...refused("invalid"),
      field: "members",
      message: "Nobody in this course has the id 9002, 9001. Correct it and send again."
    })
    const many = room.send(setGroup("slow", [...room.facts.strangers], factor), instructor)
    expect(many).toMatchObject({ message: expect.stringContaining("9005 and 2 more") })
    expect(room.send(setTerms(9_001, factor), instructor)).toMatchObject({ ...refused("invalid"), field: "userId" })
    expect(room.send(setTerms(9_001, factor), proctor)).toMatchObject(refused("forbidden"))
    expect(room.send(setTerms(9_001, null), instructor)).toMatchObject({ _tag: "Done" })
    expect(room.view()).toMatchObject({ groups: {}, terms: {} })
    expect(room.told().size).toBe(0)
    // Who came and left the course since is here still.
    room.facts.strangers.add(1_001)
    expect(room.send(setGroup("slow", [1_001], factor), instructor)).toMatchObject({ _tag: "Done" })
    expect(room.send(setTerms(1_001, factor), instructor)).toMatchObject({ _tag: "Done" })
  })
  it("T2 each learner is told their own room", () => {
    const room = inRoom()
    room.send(setGroup("slow", [1_001, 1_002], { limit: null, factor: "1.5", closesAt: at(90 * minute) }), instructor)
    room.send(setTerms(1_002, { limit: 20 * minute, absolute: true, extra: 7 }), instructor)
    room.arrive(4)
    expect(room.told().get(1)).toMatchObject({ limit: null, factor: "1.5", extra: 0, closesAt: at(90 * minute) })
    expect(room.told().get(2)).toMatchObject({ limit: 20 * minute, factor: "1", extra: 7, closesAt: at(90 * minute) })
    expect(room.told().get(4)).toMatchObject({ factor: "1", extra: 0, closesAt: at(70 * minute) })
    expect(room.told().get(4)).not.toHaveProperty("limit")
    expect(room.view()).toMatchObject({
      groups: { slow: { members: [1_001, 1_002], terms: { factor: "1.5", none: ["limit"] } } },
      terms: { 1002: { limit: 20 * minute, absolute: true, extra: 7 } }
    })
    expect(room.row("exam_groups", { sitting_id: 9, name: "slow" })).toMatchObject({
      members: [1_001, 1_002],
      terms: { limit: null }
    })
    expect(room.row("exam_terms", { sitting_id: 9, user_id: 1_002 })).toMatchObject({ terms: { extra: 7 } })
    room.send(setTerms(1_002, null), instructor)
    expect(room.row("exam_terms", { sitting_id: 9, user_id: 1_002 })).toBeNull()
  })
  it("T2 an own opening is kept by the clock, before the room's and after it", () => {
    const room = roomOf(3)
    room.send(setTerms(1_001, { opensAt: at(minute) }), instructor)
    room.send(setTerms(1_002, { opensAt: at(20 * minute) }), instructor)
    expect(room.told().get(1)).toMatchObject({ phase: "scheduled", opensAt: at(minute), beginsAt: null })
    room.harness.advance(minute)
    const phases = () => [1, 2, 3].map((id) => room.told().get(id)?.phase)
    expect(phases()).toEqual(["open", "scheduled", "scheduled"])
    expect(room.told().get(1)?.beginsAt).toBe(at(minute))
    room.harness.advance(10 * minute)
    expect(phases()).toEqual(["open", "scheduled", "open"])
    expect(room.told().get(1)?.beginsAt).toBe(at(minute))
    room.harness.advance(10 * minute)
    expect(phases()).toEqual(["open", "open", "open"])
    expect(room.told().get(2)?.beginsAt).toBe(at(20 * minute))
  })
  it("T2 an own close outlasts the room's by the clock, and no close by hand", () => {
    const byClock = roomOf(2)
    byClock.send(setTerms(1_001, { closesAt: null }), instructor)
    byClock.harness.advance(71 * minute)
    expect([1, 2].map((id) => byClock.told().get(id)?.phase)).toEqual(["open", "closed"])
    expect(byClock.told().get(1)?.closesAt).toBeNull()
    const byHand = roomOf(2)
    byHand.send(setTerms(1_001, { closesAt: null }), instructor)
    byHand.send(setTerms(1_002, { opensAt: noon, closesAt: at(minute) }), instructor)
    byHand.send(open)
    byHand.send(close, proctor, 2 * minute)
    expect([1, 2].map((id) => byHand.told().get(id)?.phase)).toEqual(["closed", "closed"])
    expect([1, 2].map((id) => byHand.told().get(id)?.closesAt)).toEqual([at(2 * minute), at(minute)])
  })
  it("T4 warns whoever writes terms that leave no room, and refuses what contradicts itself", () => {
    const room = inRoom()
    expect(room.send(setTerms(1_001, { limit: 61 * minute }), instructor)).toMatchObject({
      reply: { warnings: [expect.stringMatching(/loses 1 min/)] }
    })
    expect(room.send(setGroup("slow", [], { factor: "2" }), instructor)).toMatchObject({ reply: { warnings: [] } })
    expect(room.send(setTerms(1_001, { absolute: true }), instructor)).toMatchObject(refused("invalid"))
    expect(room.send(setGroup("slow", [], { closesAt: noon }), instructor)).toMatchObject(refused("invalid"))
    expect(new Sitting(aSitting({ closesAt: at(30 * minute) })).inside(schedule)).toMatchObject({
      reply: { warnings: [expect.stringMatching(/window is 20 min/)] }
    })
  })
  it("takes a hundred groups, whatever their names", () => {
    const room = inRoom()
    for (let each = 0; each < 99; each++) room.send(setGroup(`g${each}`, [1_001], {}), instructor)
    expect(room.send(removeGroup("constructor"), instructor)).toMatchObject(refused("not_found"))
    expect(room.send(setGroup("constructor", [1_001], { extra: 5 }), instructor)).toMatchObject({ _tag: "Done" })
    expect(room.told().get(1)).toMatchObject({ extra: 5 })
    expect(room.send(setGroup("one more", [1_001], {}), instructor)).toMatchObject(refused("too_large"))
    expect(room.send(setGroup("g1", [1_002], {}), instructor)).toMatchObject({ _tag: "Done" })
    expect(Schema.is(GroupName)("__proto__")).toBe(false)
  })
  it("are set by who leads the course, and by no proctor", () => {
    const room = inRoom()
    for (const command of [setGroup("slow", [], {}), removeGroup("slow"), setTerms(1_001, {}), assign(22), unassign(20)]) {
      expect(room.send(command, proctor)).toMatchObject(refused("forbidden"))
    }
  })
})
