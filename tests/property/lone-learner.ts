/**
 * A learner's behaviour alone, in virtual time: commands in, events folded, alarms rung when they fall due. For properties
 * about what is decided; `ActorHarness` holds the rest of the definition to its promises, at a hundred times the price.
 */
import { Schema } from "effect"
import type { Decision } from "../../actors/actor.ts"
import type { CourseFact } from "../../actors/facts.ts"
import { LearnerInternal, type LearnerEvent, type LearnerState } from "../../actors/learner/contract.ts"
import { learner } from "../../actors/learner/definition.ts"
import { actorRef, Sender } from "../../protocol/ids.ts"
import { instant } from "../../protocol/time.ts"
import { courseFact, fromCourse, person, start } from "./learner-world.ts"

const decode = Schema.decodeUnknownSync(LearnerInternal)
const self = actorRef("learner", 7)
const sender = Sender.make("u7:device:1")

export class LoneLearner {
  readonly events: Array<LearnerEvent> = []
  state: LearnerState = learner.initial(self)
  readonly #zone: string
  #now = start
  #heard = 0

  constructor(zone: string) {
    this.#zone = zone
  }

  /** `OpenModule` is given the learner's zone, as `prepare` does. */
  at(now: number, command: { readonly _tag: string; readonly [field: string]: unknown }): Decision<LearnerEvent> {
    this.advance(now)
    const zone = command._tag === "OpenModule" ? { timeZone: this.#zone } : {}
    return this.#take(decode({ ...command, ...zone }))
  }

  advance(until: number): void {
    for (;;) {
      const due = learner.alarm(this.state)
      if (due === undefined || due > until) break
      this.#now = Math.max(this.#now, due)
      this.#take({ _tag: "Alarm" })
    }
    this.#now = until
  }

  enrol(course: number, more: Partial<CourseFact> = {}): void {
    const { courseId, versionId, title, modules } = courseFact(course, more)
    const sourceSeq = ++this.#heard
    this.at(this.#now, { _tag: "Enrolled", courseId, versionId, title, modules, timeZone: this.#zone, at: this.#now, sourceSeq })
  }

  leave(courseId: number): void {
    this.at(this.#now, { _tag: "Withdrawn", courseId, at: this.#now, sourceSeq: ++this.#heard })
  }

  #take(command: LearnerInternal): Decision<LearnerEvent> {
    const now = instant(this.#now)
    const principal = command._tag === "Alarm" || command._tag === "Enrolled" ? fromCourse : person(7)
    const decision = learner.decide(this.state, command, { self, now, receivedAt: now, claimedAt: undefined, principal, sender })
    if (decision._tag === "Refusal") return decision
    for (const event of decision.events) {
      this.events.push(event)
      this.state = learner.evolve(this.state, event)
    }
    return decision
  }
}
