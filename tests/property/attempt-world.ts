/** One attempt under test in virtual time, with the people of its exam around it. */
import type { Tagged } from "../../actors/actor.ts"
import type { Attempt, AttemptActorState } from "../../actors/attempt/contract.ts"
import type { SittingFact } from "../../actors/facts.ts"
import { registry } from "../../actors/registry.ts"
import { defaultRules, type RoomRules } from "../../protocol/exam.ts"
import { AttemptId } from "../../protocol/ids.ts"
import type { Person } from "../../protocol/principal.ts"
import { ActorHarness, type Outcome, type Step } from "./actor-harness.ts"
import {
  aSitting,
  attemptRef,
  create,
  engine,
  fromActor,
  gradeJob,
  internal,
  minute,
  noon,
  proctor,
  quiz,
  sittingId,
  someFacts,
  taker,
  timedExam
} from "./exam-room.ts"

export const right = {
  s1: { kind: "single", option: "b" },
  m1: { kind: "multiple", options: ["a", "c"] },
  t1: { kind: "true_false", value: true },
  n1: { kind: "numeric", text: "6.3" },
  x1: { kind: "text", text: "tls" }
} as const

type Sending = Pick<Step, "queuedFor" | "claimedAt" | "aheadOfAlarms" | "sender">

export class Sat {
  readonly facts
  readonly harness: ActorHarness
  constructor(sitting: SittingFact = aSitting()) {
    this.facts = someFacts(sitting)
    this.facts.sittingsOf.set(AttemptId.make(attemptRef.id), sittingId)
    this.harness = new ActorHarness(registry.attempt, attemptRef, { facts: this.facts.service, registry, start: noon })
  }
  /** From the engine or another actor. */
  inside(command: Tagged, after = 0, more: Sending = {}): Outcome {
    return this.harness.send({ after, command, principal: engine("outage"), ...more })
  }
  send(command: Tagged, after = 0, { by = taker, ...more }: Sending & { readonly by?: Person } = {}): Outcome {
    return this.harness.send({ after, command, principal: by, ...more })
  }
  /** A command of the sitting's proctor, or of whoever is named. */
  staff(command: Tagged, after = 0, by: Person = proctor): Outcome {
    return this.send(command, after, { by })
  }
  /** As one of the exam's actions on many. */
  directed(actionId: string, action: object, after = 0): Outcome {
    const command = internal({ _tag: "Directed", actionId, action: ordered(action), by: proctor.userId, at: this.harness.now })
    return this.harness.send({ after, command, principal: fromActor("exam/9") })
  }
  /** The room as the exam tells it. */
  room(phase: string, sourceSeq: number, more: object = {}, sending: Sending = {}): Outcome {
    return this.inside(internal({ ...this.told(phase), ...more, at: this.harness.now, sourceSeq }), 0, sending)
  }
  told(phase: string): object {
    const { opensAt, closesAt, closeCuts, lateEntry, rules } = this.facts.sittings.get(sittingId) ?? aSitting()
    const terms = { beginsAt: null, factor: "1", extra: 0, pauses: [] }
    return { _tag: "RoomChanged", phase, opensAt, closesAt, closeCuts, lateEntry, rules, ...terms }
  }
  /** The last grading asked for comes back. */
  grade(): Outcome {
    return this.gradeJobAt(this.harness.jobs.length - 1)
  }
  gradeJobAt(index: number): Outcome {
    const command = gradeJob(this.facts, this.harness.jobs[index]?.input)
    return this.harness.send({ after: 0, command, principal: engine("grading") })
  }
  view(audience = "taker"): Record<string, unknown> {
    return this.harness.view(audience) as Record<string, unknown>
  }
  get state(): Attempt {
    const state = this.harness.state as AttemptActorState
    if (state._tag === "Absent") throw new Error("the attempt was never created")
    return state
  }
  tags(): ReadonlyArray<string> {
    return this.harness.events().map(({ _tag }) => _tag)
  }
}

/** As the exam passes an action on: what was written in it are its proctor's words. */
export const ordered = (action: object): object =>
  "text" in action ? { ...action, text: { _tag: "Words", by: proctor.userId, value: action.text } } : action

export const begin = { _tag: "Begin" }
export const submit = { _tag: "Submit" }

export const aQuiz = (): Sat => {
  const sat = new Sat()
  sat.inside(create(quiz, null))
  return sat
}
/** A timed attempt outside any sitting: 30 minutes from noon. */
export const timed = (): Sat => {
  const sat = new Sat()
  sat.inside(create(timedExam, null))
  sat.send(begin)
  return sat
}
export const inRoom = (sitting?: SittingFact): Sat => {
  const sat = new Sat(sitting)
  sat.inside(create(timedExam, sittingId))
  return sat
}
export const rules = (more: Partial<RoomRules>): SittingFact => aSitting({ rules: { ...defaultRules, ...more } })
/** In its room, open and begun at noon: 30 minutes from there. */
export const sitting = (fact?: SittingFact): Sat => {
  const sat = inRoom(fact)
  sat.room("open", 1)
  sat.send(begin)
  return sat
}
export const reason = "as agreed with the examination office"
export const pause = { _tag: "Pause", reason }
export const resume = { _tag: "Resume" }
export const lock = { _tag: "Lock", reason }
export const clear = { _tag: "Clear" }
export const extend = (ms: number): Tagged => internal({ _tag: "Extend", ms, reason })
export const reopen = (ms: number): Tagged => internal({ _tag: "Reopen", ms, reason })
export const terminate = { _tag: "Terminate", reason }
export const done = (reply: unknown) => ({ _tag: "Done", reply })
export const refused = (code: string) => ({ _tag: "Refusal", code })
export const deadlineMs = 30 * minute
