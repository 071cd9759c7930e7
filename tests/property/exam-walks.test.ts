import fc from "fast-check"
import { isDeepStrictEqual } from "node:util"
import { describe, expect, it } from "vitest"
import type { Tagged } from "../../actors/actor.ts"
import type { Exam, ExamActorState } from "../../actors/exam/contract.ts"
import { roomChanged } from "../../actors/exam/room.ts"
import { registry } from "../../actors/registry.ts"
import { Sender } from "../../protocol/ids.ts"
import { type Instant, instant, millis } from "../../protocol/time.ts"
import { aSitting, at, engine, examRef, instructor, minute, noon } from "./exam-room.ts"
import {
  act,
  asTold,
  close,
  learnerOf,
  open,
  pauseRoom,
  register,
  removeGroup,
  resumeRoom,
  setGroup,
  setTerms
} from "./exam-sitting.ts"

const present = (raw: unknown): Exam => {
  const state = raw as ExamActorState
  if (state._tag === "Absent") throw new Error("there is no sitting")
  return state
}

const soon = (from: number) => fc.integer({ min: -3, max: 12 }).map((ms) => from + ms)
const actionIds = fc.constantFrom("a1", "a2", "a3", "a4", "constructor")
/** The definition without the harness, whose checks cost as much as the room is large. */
class LargeRoom {
  readonly said = new Map<number, { readonly at: Instant; readonly sourceSeq: number }>()
  readonly directed = new Map<string, Array<number>>()
  state: unknown = registry.exam.initial(examRef)
  now = noon
  #seq = 0
  /** Rooms of each size with everybody registered, made once. */
  static readonly #bases = new Map<number, { readonly state: unknown; readonly said: LargeRoom["said"] }>()

  constructor(size: number) {
    const sitting = { ...aSitting({ opensAt: at(6), closesAt: at(60 * minute), jitterMs: millis(10) }), limit: null }
    const known = LargeRoom.#bases.get(size)
    this.inside({ _tag: "Schedule", facts: sitting } as Tagged)
    if (known !== undefined) this.state = structuredClone(known.state)
    else for (let id = 1; id <= size; id++) this.inside(register(id))
    for (const [id, told] of known?.said ?? []) this.said.set(id, told)
    this.#seq = 1 + size
    if (known === undefined) LargeRoom.#bases.set(size, { state: structuredClone(this.state), said: new Map(this.said) })
  }
  get exam(): Exam {
    return present(this.state)
  }
  inside(command: Tagged): void {
    this.#decide(command, engine("seed"))
  }
  send(command: Tagged): boolean {
    return this.#decide(command, instructor)
  }
  /** Lets the alarm ring at most `times` times. */
  walk(times: number): void {
    for (let rung = 0; rung < times; rung++) {
      const due = registry.exam.alarm(this.state)
      if (due === undefined || due > at(30 * minute)) return
      this.now = instant(Math.max(this.now, due))
      this.inside({ _tag: "Alarm" })
    }
  }
  #decide(command: Tagged, principal: Parameters<typeof registry.exam.decide>[2]["principal"]): boolean {
    const { exam } = registry
    const context = { self: examRef, now: this.now, receivedAt: this.now, principal, sender: Sender.make("exam/9") }
    const decision = exam.decide(this.state, command, context)
    if (decision._tag === "Refusal") return false
    this.#seq++
    let caused = 0
    for (const event of decision.events) {
      this.state = exam.evolve(this.state, event)
      for (const { to, command: told } of exam.react(event, this.state, examRef, this.#seq)) {
        caused++
        if (told._tag === "RoomChanged") this.said.set(to.id, told as unknown as { at: Instant; sourceSeq: number })
        else this.#directed((told as unknown as { actionId: string }).actionId).push(to.id)
      }
    }
    expect(caused).toBeLessThanOrEqual(101)
    return true
  }
  #directed(actionId: string): Array<number> {
    const known = this.directed.get(actionId) ?? []
    this.directed.set(actionId, known)
    return known
  }
}

describe("any interleaving of walks", () => {
  const size = fc.constantFrom(90, 101, 210)
  const terms = fc.record({ factor: fc.constantFrom("1.25", "1.5"), opensAt: soon(noon) }, { requiredKeys: [] })
  const members = fc
    .tuple(fc.integer({ min: 1, max: 200 }), fc.nat(260))
    .map(([first, count]) => Array.from({ length: count }, (_, i) => learnerOf(first + i)))
  const selection = fc
    .tuple(fc.integer({ min: 1, max: 90 }), fc.nat(200), fc.boolean())
    .map(([first, count, back]) => Array.from({ length: count + 1 }, (_, i) => first + (back ? count - i : i)))
  type Move = (room: LargeRoom) => void
  const send =
    (command: Tagged): Move =>
    (room) => {
      room.send(command)
    }
  const moves: fc.Arbitrary<ReadonlyArray<Move>> = fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(open, pauseRoom(), resumeRoom, pauseRoom("again"), close).map(send) },
      {
        weight: 3,
        arbitrary: fc
          .tuple(fc.constantFrom("g1", "g2"), members, terms)
          .map(([name, who, what]) => send(setGroup(name, who, what)))
      },
      { weight: 1, arbitrary: fc.constantFrom("g1", "g2").map((name) => send(removeGroup(name))) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.integer({ min: 1, max: 300 }), fc.option(terms))
          .map(([id, what]) => send(setTerms(learnerOf(id), what)))
      },
      {
        weight: 4,
        arbitrary: fc.tuple(actionIds, fc.oneof(fc.constant("room" as const), selection)).map(([id, on]) => send(act(id, on)))
      },
      {
        weight: 2,
        arbitrary: fc.integer({ min: 1_000, max: 1_010 }).map((id) => (room: LargeRoom) => room.inside(register(id)))
      },
      { weight: 6, arbitrary: fc.integer({ min: 1, max: 3 }).map((times) => (room: LargeRoom) => room.walk(times)) }
    ),
    { minLength: 5, maxLength: 25, size: "max" }
  )

  it("T3 reaches every attempt with the final room and each action exactly once", () => {
    let halfTold = 0
    fc.assert(
      fc.property(size, moves, (count, sequence) => {
        const room = new LargeRoom(count)
        const wanted = new Map<string, ReadonlyArray<number>>()
        for (const move of sequence) {
          const before = room.exam.walks.some((walk) => walk.action !== null && walk.from > 0)
          const known = new Set(Object.keys(room.exam.actions))
          const changes = room.exam.pauses.length
          move(room)
          if (before && room.exam.pauses.length !== changes) halfTold++
          for (const [actionId, { on }] of Object.entries(room.exam.actions)) {
            if (known.has(actionId)) continue
            wanted.set(actionId, on === "room" ? room.exam.registrations.map(({ attemptId }) => attemptId) : on)
          }
        }
        room.walk(200)
        const { exam, now } = room
        expect(exam.walks).toEqual([])
        for (const registration of exam.registrations) {
          const last = room.said.get(registration.attemptId)
          if (last === undefined) throw new Error(`attempt ${registration.attemptId} was told nothing`)
          const truth = roomChanged(exam, registration, { at: now }, 0) as unknown as typeof last
          if (!isDeepStrictEqual(asTold(last), asTold(truth))) expect(asTold(last)).toEqual(asTold(truth))
        }
        for (const [actionId, attempts] of wanted) expect(room.directed.get(actionId) ?? []).toEqual(attempts)
        expect([...room.directed.keys()].every((actionId) => wanted.has(actionId))).toBe(true)
      }),
      { numRuns: 1000 }
    )
    expect(halfTold).toBeGreaterThan(20)
  })
})
