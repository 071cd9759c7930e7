/** A learner who sits assessments, each report a second after the one before it. */
import { Schema } from "effect"
import { AssessmentSettings } from "../../protocol/assessment.ts"
import { assessments, seed, start } from "./learner-world.ts"
import { LoneLearner } from "./lone-learner.ts"

const settingsOf = (id: number, more: object = {}) => ({
  ...Schema.encodeSync(AssessmentSettings)(assessments.find((each) => each.assessmentId === id)?.settings ?? never()),
  ...more
})
const never = (): never => {
  throw new Error("no such assessment")
}

export class Sitting extends LoneLearner {
  #attempts = 100
  #now = start
  readonly #seqs = new Map<number, number>()
  /** An attempt begins and ends once, however often it reports. */
  readonly #times = new Map<number, { readonly startedAt: number; readonly endedAt?: number }>()

  constructor() {
    super("UTC")
    for (const course of [1, 2, 4, 5]) this.enrol(course)
  }

  /** A second later: "I have read this". */
  read(courseId: number, moduleId: number) {
    return this.at((this.#now += 1000), { _tag: "CompleteModule", courseId, moduleId })
  }

  start(
    assessmentId: number,
    more: {
      readonly sittingId?: number
      readonly closesAt?: number
      readonly settings?: object
      /** By the terms set for them in the sitting. */
      readonly allowed?: number | null
      readonly preview?: true
    } = {}
  ) {
    const fact = assessments.find((each) => each.assessmentId === assessmentId) ?? never()
    const { sittingId, closesAt = null, settings, allowed, preview } = more
    return this.at((this.#now += 1000), {
      _tag: "StartAttempt",
      assessmentId,
      ...(sittingId === undefined ? {} : { sittingId }),
      ...(preview === undefined ? {} : { preview }),
      facts: {
        ...(allowed === undefined ? {} : { allowed }),
        courseId: fact.courseId,
        moduleId: fact.moduleId,
        settings: settingsOf(assessmentId, settings),
        closesAt,
        attemptId: ++this.#attempts,
        seed
      }
    })
  }

  report(tag: "AttemptBegan" | "AttemptEnded" | "AttemptGraded", attemptId: number, assessmentId: number, more: object = {}) {
    const sourceSeq = (this.#seqs.get(attemptId) ?? 0) + 1
    this.#seqs.set(attemptId, sourceSeq)
    const { startedAt, endedAt = this.#now } = this.#times.get(attemptId) ?? { startedAt: this.#now }
    this.#times.set(attemptId, tag === "AttemptBegan" ? { startedAt } : { startedAt, endedAt })
    const times = { startedAt, ...(tag === "AttemptBegan" ? {} : { endedAt }) }
    return this.at((this.#now += 1000), { _tag: tag, attemptId, assessmentId, sourceSeq, ...times, ...more })
  }

  /** An attempt begun, ended and graded at once; its id. */
  sit(assessmentId: number, awarded: string, passed: boolean, settings: object = {}): number {
    const started = this.start(assessmentId, { settings })
    if (started._tag === "Refusal") throw new Error(started.code)
    const { attemptId } = started.reply as { attemptId: number }
    this.report("AttemptBegan", attemptId, assessmentId)
    this.report("AttemptEnded", attemptId, assessmentId, { used: true })
    this.report("AttemptGraded", attemptId, assessmentId, { grade: { awarded, outOf: "10", passed } })
    return attemptId
  }

  /** Another report on its grade; `null` withdraws it. */
  grade(attemptId: number, assessmentId: number, awarded: string | null) {
    const passed = Number(awarded) >= 7
    return this.report("AttemptGraded", attemptId, assessmentId, {
      grade: awarded === null ? null : { awarded, outOf: "10", passed }
    })
  }

  module(course: number, module: number) {
    return this.state.courses[course]?.modules[module]
  }
}
