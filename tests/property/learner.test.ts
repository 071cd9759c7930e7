/** Any sequence of what can reach a learner keeps what a learner promises. */
import { Schema } from "effect"
import fc from "fast-check"
import { test } from "vitest"
import type { AnyActor, Tagged } from "../../actors/actor.ts"
import { attempt } from "../../actors/attempt/definition.ts"
import type { LearnerEvent, LearnerState } from "../../actors/learner/contract.ts"
import { learner } from "../../actors/learner/definition.ts"
import { measure } from "../../actors/learner/intervals.ts"
import { percentOf } from "../../actors/learner/progress.ts"
import type { CourseProgress } from "../../actors/learner/contract.ts"
import { BoardRow } from "../../protocol/course.ts"
import { actorRef } from "../../protocol/ids.ts"
import { LearnerCommand, LearnerView } from "../../protocol/learner.ts"
import type { Principal } from "../../protocol/principal.ts"
import { ActorHarness, Coverage, expectAtMost, expectSame, type Outcome } from "./actor-harness.ts"
import { type Action, Attempts, days } from "./learner-actions.ts"
import { courseFact, facts, fromCourse, person, start } from "./learner-world.ts"

const definition: AnyActor = learner
const self = actorRef("learner", 7)
const strict = { onExcessProperty: "error" } as const
const decodeView = Schema.decodeUnknownSync(LearnerView, strict)
const decodeBoard = Schema.decodeUnknownSync(BoardRow, strict)
const decodeCommand = Schema.decodeUnknownSync(LearnerCommand, strict)

class Run {
  readonly harness: ActorHarness
  readonly #attempts = new Attempts()
  readonly #enrolments = new Map<number, number>()
  #zone = "Europe/Berlin"
  /** For how long the engine has been away: its alarms ring only after the next command. */
  #away = 0
  #firstBeat: number | undefined
  #believed = 0
  #percents = new Map<number, number>()
  readonly #days = new Set<string>()

  constructor(coverage: Coverage) {
    this.harness = new ActorHarness(definition, self, {
      coverage,
      facts: facts(() => this.#zone),
      registry: { attempt },
      start,
      invariant: (state, events, now) => this.#check(state as LearnerState, events as ReadonlyArray<LearnerEvent>, now)
    })
  }

  enrol(courseId: number): void {
    this.act(0, { kind: "enrol", course: courseId, stale: false })
  }

  act(after: number, act: Action): void {
    switch (act.kind) {
      case "travel":
        this.#zone = act.zone
        return
      case "away":
        this.#away += act.ms
        return
      case "wire":
        return this.#wire(after, act)
      case "report": {
        const report = this.#attempts.report(act, this.harness.now)
        if (report !== undefined) this.#send(after, report, fromCourse)
        return
      }
      case "enrol":
      case "withdraw":
        return this.#course(after, act)
    }
  }

  #send(after: number, command: Tagged, principal: Principal): Outcome {
    const aheadOfAlarms = this.#away > 0
    const step = { after: after + this.#away, command, principal, aheadOfAlarms }
    this.#away = 0
    return this.harness.send(step)
  }

  #wire(after: number, { command, by }: Extract<Action, { kind: "wire" }>): void {
    const who = by === "self" ? person(7) : by === "admin" ? person(1, "admin") : person(8)
    const outcome = this.#send(after, decodeCommand(command), who)
    if (outcome._tag === "Done" && command["_tag"] === "StartAttempt") {
      const { attemptId } = outcome.reply as { attemptId: number }
      this.#attempts.add(attemptId, command["assessmentId"] as number)
    }
  }

  #course(after: number, { kind, course, stale }: Extract<Action, { kind: "enrol" | "withdraw" }>): void {
    const sourceSeq = (this.#enrolments.get(course) ?? 0) + (stale ? 0 : 1)
    this.#enrolments.set(course, sourceSeq)
    const { courseId, versionId, title, modules } = courseFact(course)
    const at = this.harness.now
    const command: Tagged =
      kind === "withdraw"
        ? ({ _tag: "Withdrawn", courseId, at, sourceSeq } as Tagged)
        : ({ _tag: "Enrolled", courseId, versionId, title, modules, timeZone: this.#zone, at, sourceSeq } as Tagged)
    this.#send(after, command, fromCourse)
  }

  #check(state: LearnerState, events: ReadonlyArray<LearnerEvent>, now: number): void {
    const courses = Object.values(state.courses)
    for (const event of events) {
      if (event._tag === "ModuleOpened") this.#firstBeat ??= event.at
      if (event._tag === "Studied") {
        const stretches = event.watched ?? []
        const believed = stretches.reduce((sum, [from, to]) => sum + to - from, 0)
        expectAtMost(believed, 2 * (event.at - event.from), "a beat claims at most twice the server time since `from`")
        expectAtMost(event.at - event.from, 30_000, "a beat's time")
        expectAtMost(event.creditedMs, event.at - event.from, "what a beat credits")
        this.#believed += believed
      }
      if (event._tag === "DayStudied") {
        expectSame(this.#days.has(event.day), false, `${event.day} counts once`)
        this.#days.add(event.day)
      }
      if (event._tag === "CompletionWithdrawn" || event._tag === "EnrolmentBegan") this.#percents.delete(event.courseId)
    }
    const elapsed = now - (this.#firstBeat ?? now)
    const credited = courses.reduce((sum, course) => sum + course.timeMs, 0)
    expectAtMost(credited, elapsed, "verified time never exceeds the time since the first beat")
    expectAtMost(this.#believed, 2 * elapsed, "what is believed")
    expectAtMost(state.streak.longest, this.#days.size, "the longest streak")
    expectAtMost(state.streak.current, state.streak.longest, "the streak")
    for (const course of courses) this.#checkCourse(course)
    this.#checkAttempts(state)
  }

  #checkCourse(course: CourseProgress): void {
    const percent = Number(percentOf(course))
    expectAtMost(this.#percents.get(course.courseId) ?? 0, percent, "the percentage before")
    expectAtMost(percent, 100, "the percentage")
    this.#percents.set(course.courseId, percent)
    expectSame(course.completedAt !== null, percent === 100, "complete, and at 100")
    const valid = course.certificates.filter(({ withdrawnAt }) => withdrawnAt === null)
    expectSame(
      valid.map(({ completedAt }) => completedAt),
      course.completedAt === null ? [] : [course.completedAt],
      "a certificate is valid as long as the course is complete"
    )
    const modules = Object.values(course.modules)
    const known = [...modules, ...Object.values(course.former ?? {})]
    const time = known.reduce((sum, module) => sum + module.timeMs, 0)
    expectSame(time, course.timeMs, "the time of all modules")
    for (const module of modules) {
      expectSame(module.watchedMs, measure(module.watched), "what was watched")
      if (module.duration === null) continue
      expectAtMost(module.watchedMs, module.duration, "what was watched")
      if (module.completedBy === "watching") expectAtMost(module.duration * 9, module.watchedMs * 10, "nine tenths, complete")
    }
  }

  #checkAttempts(state: LearnerState): void {
    const active: Array<string> = []
    for (const assessment of Object.values(state.assessments)) {
      const attempts = Object.entries(assessment.attempts)
      for (const [id, attempt] of attempts) {
        if (attempt.timed && (attempt.standing === "reserved" || attempt.standing === "running")) active.push(id)
      }
      const numbers = attempts.filter(([, attempt]) => attempt.standing !== "unused").map(([, attempt]) => attempt.number)
      expectSame(new Set(numbers).size, numbers.length, "attempts that count have numbers of their own")
      expectAtMost(numbers.length, assessment.maxAttempts ?? Infinity, "attempts that count")
    }
    expectAtMost(active.length, 1, "S10 one timed exam at a time")
    expectSame(active[0], state.activeExam === null ? undefined : String(state.activeExam), "the exam that is under way")
  }

  finish(split: number): void {
    decodeView(this.harness.view("self"))
    for (const feed of this.harness.feeds) decodeBoard(feed.row)
    this.harness.checkHistory(split)
  }
}

test("any sequence of commands and reports keeps a learner's invariants, and replay gives the running state", () => {
  const coverage = new Coverage()
  fc.assert(
    fc.property(days, fc.nat(), fc.nat(9), (actions, split, die) => {
      const run = new Run(coverage)
      if (die > 0) for (const course of [1, 2, 4, 6]) run.enrol(course)
      for (const [after, act] of actions) run.act(after, act)
      run.finish(split)
    }),
    { numRuns: 1000 }
  )
  coverage.expectReached({
    commands: [
      "OpenModule",
      "Study",
      "CloseModule",
      "CompleteModule",
      "StartAttempt",
      "Enrolled",
      "Withdrawn",
      "AttemptBegan",
      "AttemptEnded",
      "AttemptGraded",
      "Alarm"
    ],
    events: [
      "EnrolmentBegan",
      "EnrolmentEnded",
      "ZoneChanged",
      "SessionOpened",
      "SessionContinued",
      "SessionEnded",
      "ModuleOpened",
      "Studied",
      "ModuleClosed",
      "ModuleCompleted",
      "CourseCompleted",
      "CompletionWithdrawn",
      "CompletionRestored",
      "CertificateIssued",
      "CertificateWithdrawn",
      "CertificateRestored",
      "DayStudied",
      "StreakLapsed",
      "AttemptReserved",
      "AttemptStarted",
      "AttemptFinished",
      "GradeReported"
    ],
    refusals: [
      "OpenModule:not_found",
      "OpenModule:forbidden",
      "OpenModule:not_enrolled",
      "OpenModule:module_unknown",
      "Study:not_enrolled",
      "Study:module_unknown",
      "Study:invalid",
      "CloseModule:invalid",
      "CloseModule:session_ended",
      "CompleteModule:illegal_transition",
      "StartAttempt:not_found",
      "StartAttempt:not_enrolled",
      "StartAttempt:module_unknown",
      "StartAttempt:attempt_active",
      "StartAttempt:no_attempts_left",
      "StartAttempt:exam_closed",
      "AttemptBegan:not_found"
    ]
  })
})
