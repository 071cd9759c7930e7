/** A sitting under test: its commands, and what the attempts of its room were told. */
import { Schema } from "effect"
import type { Tagged } from "../../actors/actor.ts"
import { Directed, RoomChanged } from "../../actors/attempt/contract.ts"
import type { SittingFact } from "../../actors/facts.ts"
import { registry } from "../../actors/registry.ts"
import type { Terms } from "../../protocol/exam.ts"
import type { Person } from "../../protocol/principal.ts"
import type { Instant } from "../../protocol/time.ts"
import { ActorHarness, type HarnessOptions, type Step } from "./actor-harness.ts"
import { aSitting, engine, examRef, fromActor, noon, proctor, someFacts } from "./exam-room.ts"

export const schedule = { _tag: "Schedule" }
export const open = { _tag: "Open" }
export const close = { _tag: "Close" }
export const pauseRoom = (reason = "fire alarm") => ({ _tag: "PauseRoom", reason })
export const resumeRoom = { _tag: "ResumeRoom" }
export const assign = (userId: number) => ({ _tag: "AssignProctor", userId })
export const unassign = (userId: number) => ({ _tag: "UnassignProctor", userId })
export const beginShift = { _tag: "BeginShift" }
export const endShift = { _tag: "EndShift" }
export const handOver = (to: number, note?: string) => ({ _tag: "HandOver", to, ...(note === undefined ? {} : { note }) })
export const setGroup = (group: string, members: ReadonlyArray<number>, terms: object) => ({
  _tag: "SetGroup",
  group,
  members,
  terms
})
export const removeGroup = (group: string) => ({ _tag: "RemoveGroup", group })
export const setTerms = (userId: number, terms: Terms | object | null) => ({ _tag: "SetTerms", userId, terms })
export const act = (
  actionId: string,
  on: "room" | ReadonlyArray<number>,
  action: object = { _tag: "Message", text: "hello" }
) => ({
  _tag: "Act",
  actionId,
  on,
  action
})
/** The learner of attempt n is 1000 + n. */
export const learnerOf = (attemptId: number): number => 1_000 + attemptId
export const register = (attemptId: number, userId = learnerOf(attemptId)) => ({
  _tag: "Register",
  attemptId,
  userId,
  number: 1,
  at: noon,
  sourceSeq: 1
})
export const acted = (actionId: string, attemptId: number, outcome = "done") => ({
  _tag: "Acted",
  actionId,
  attemptId,
  outcome,
  sourceSeq: 5
})
export const refused = (code: string) => ({ _tag: "Refusal", code })

const isRoom = Schema.is(RoomChanged)
const isDirected = Schema.is(Directed)
export type RoomTold = typeof RoomChanged.Type

export class Sitting {
  readonly facts
  readonly harness: ActorHarness
  constructor(sitting: SittingFact = aSitting(), options: HarnessOptions = {}) {
    this.facts = someFacts(sitting)
    this.harness = new ActorHarness(registry.exam, examRef, { facts: this.facts.service, registry, start: noon, ...options })
  }
  inside(command: Tagged, after = 0) {
    return this.harness.send({ after, command, principal: engine("seed") })
  }
  fromAttempt(id: number, command: Tagged, after = 0) {
    return this.harness.send({ after, command, principal: fromActor(`attempt/${id}`) })
  }
  arrive(...attempts: ReadonlyArray<number>) {
    for (const id of attempts) this.fromAttempt(id, register(id))
  }
  send(command: Step["command"], by: Person = proctor, after = 0) {
    return this.harness.send({ after, command, principal: by })
  }
  /** What each attempt was told of the room last. */
  told(): ReadonlyMap<number, RoomTold> {
    return new Map(this.harness.reactions.flatMap(({ to, command }) => (isRoom(command) ? [[to.id, command] as const] : [])))
  }
  /** How often an action was directed to each attempt. */
  directed(actionId: string): ReadonlyMap<number, number> {
    const times = new Map<number, number>()
    for (const { to, command } of this.harness.reactions) {
      if (isDirected(command) && command.actionId === actionId) times.set(to.id, (times.get(to.id) ?? 0) + 1)
    }
    return times
  }
  view(audience = "proctors") {
    return this.harness.view(audience)
  }
  row(table: string, key: object) {
    return this.harness.rows.get(`${table} ${JSON.stringify(key)}`)?.row
  }
}

export const scheduled = (sitting?: SittingFact): Sitting => {
  const room = new Sitting(sitting)
  room.inside(schedule)
  return room
}

/** Scheduled, with attempts 1 to `count` in its waiting room. */
export const roomOf = (count: number, sitting?: SittingFact): Sitting => {
  const room = scheduled(sitting)
  room.arrive(...Array.from({ length: count }, (_, i) => i + 1))
  return room
}

/** As an attempt would hear it, but for when and in which row it was said. */
export const asTold = ({ at: _, sourceSeq: _seq, ...room }: { readonly at: Instant; readonly sourceSeq: number }) => room
