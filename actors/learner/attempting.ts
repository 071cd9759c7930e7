/**
 * Attempts as the learner's own book of them: how many are used up, which one is under way, what each brought. The
 * attempt itself decides everything within it and reports here.
 */
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { AssessmentId } from "../../protocol/ids.ts"
import type { Instant, Millis } from "../../protocol/time.ts"
import { accept, type Decision } from "../actor.ts"
import { completion, restoration, withdrawal } from "./completion.ts"
import type {
  AssessmentRecord,
  AttemptRecord,
  CourseProgress,
  EventOf,
  LearnerEvent,
  LearnerInternal,
  LearnerState,
  ModuleProgress
} from "./contract.ts"
import { earnedSince } from "./counted-score.ts"
import { closed } from "./gating.ts"
import { lineageOf } from "./moving.ts"
import { dayOfStudy } from "./streak.ts"

type Taken<Tag extends LearnerInternal["_tag"]> = Extract<LearnerInternal, { readonly _tag: Tag }>
type Report = Taken<"AttemptBegan" | "AttemptEnded" | "AttemptGraded">
export type AttemptReport = EventOf<"AttemptStarted"> | EventOf<"AttemptFinished"> | EventOf<"GradeReported">

/** The module of the learner's version that the assessment belongs to. */
const moduleOf = (course: CourseProgress, assessmentId: AssessmentId): ModuleProgress | undefined =>
  Object.values(course.modules).find((each) => each.assessmentId === assessmentId)

export const underWay = (attempt: AttemptRecord): boolean => attempt.standing === "reserved" || attempt.standing === "running"

const usedUp = (attempts: ReadonlyArray<AttemptRecord>): ReadonlyArray<AttemptRecord> =>
  attempts.filter((attempt) => attempt.standing !== "unused")

/** Numbers run on from the last attempt that was used up, so that an absence leaves no gap. */
const nextNumber = (attempts: ReadonlyArray<AttemptRecord>): number =>
  1 + usedUp(attempts).reduce((highest, attempt) => Math.max(highest, attempt.number), 0)

export const attemptsUsed = (assessment: AssessmentRecord): number => usedUp(Object.values(assessment.attempts)).length

/** Modules that this learner's version does not have can't be asked of them. */
const unprepared = (course: CourseProgress, prerequisites: ReadonlyArray<number>): Refusal | undefined => {
  const missing = prerequisites.flatMap((id) => {
    const module = course.modules[id] ?? Object.values(course.modules).find((each) => lineageOf(each) === id)
    return module === undefined || module.completedAt !== null ? [] : [`“${module.title}”`]
  })
  const message = `To be completed first: ${missing.join(", ")}. Complete what is missing, then start.`
  return missing.length === 0 ? undefined : refuse("prerequisites_missing", { field: "assessmentId", message })
}

const usedAll = (records: ReadonlyArray<AttemptRecord>, allowed: number | null): Refusal | undefined =>
  allowed !== null && usedUp(records).length >= allowed ? refuse("no_attempts_left") : undefined

/** From the end of one attempt to the start of the next. */
const tooSoon = (records: ReadonlyArray<AttemptRecord>, spacing: Millis | null, now: Instant): Refusal | undefined => {
  const lastEnd = usedUp(records).reduce((last, { endedAt }) => Math.max(last, endedAt ?? 0), 0)
  const left = spacing === null || lastEnd === 0 ? 0 : lastEnd + spacing - now
  return left > 0 ? refuse("too_soon", { retryAfterMs: left }) : undefined
}

export const startAttempt = (state: LearnerState, command: Taken<"StartAttempt">, now: Instant): Decision<LearnerEvent> => {
  const { assessmentId, sittingId = null, preview = false, facts } = command
  const { courseId, settings, attemptId, seed, closesAt } = facts
  if (preview) {
    const started: LearnerEvent = { _tag: "PreviewStarted", attemptId, assessmentId, sittingId, seed, at: now }
    return accept([started], { attemptId, number: 1, resumed: false })
  }
  const course = state.courses[courseId]
  // Who was never enrolled is not told what assessments a course has: the answer is that for one that nowhere exists.
  if (course === undefined) return refuse("not_found")
  if (course.withdrawnAt !== null) return refuse("not_enrolled", { field: "assessmentId" })
  const module = moduleOf(course, assessmentId)
  // An assessment of a module that this learner's version does not have is none of theirs.
  if (module === undefined && (facts.moduleId !== null || facts.standalone === false))
    return refuse("module_unknown", { field: "assessmentId" })

  const earlier = Object.entries(state.assessments[assessmentId]?.attempts ?? {})
  const running = earlier.find(([, attempt]) => underWay(attempt))
  if (running !== undefined) {
    const [id, { number, sittingId: room }] = running
    return room === sittingId ? accept([], { attemptId: Number(id), number, resumed: true }) : refuse("attempt_active")
  }
  const records = earlier.map(([, attempt]) => attempt)
  const refused =
    (module === undefined ? undefined : closed(course.modules, module, now, "assessmentId")) ??
    unprepared(course, settings.prerequisites) ??
    usedAll(records, facts.allowed === undefined ? settings.maxAttempts : facts.allowed) ??
    tooSoon(records, settings.spacing, now)
  if (refused !== undefined) return refused
  const timed = settings.type === "exam" && (settings.timeLimit !== null || sittingId !== null)
  if (timed && state.activeExam !== null) return refuse("attempt_active")
  if (closesAt !== null && closesAt <= now) return refuse("exam_closed", { field: "sittingId" })

  const number = nextNumber(records)
  const moduleId = module?.id ?? null
  return accept(
    [{ _tag: "AttemptReserved", attemptId, assessmentId, courseId, moduleId, number, timed, settings, sittingId, seed, at: now }],
    { attemptId, number, resumed: false }
  )
}

/** The attempt's record as a report leaves it. */
export const reported = (record: AttemptRecord, event: AttemptReport): AttemptRecord => {
  const { sourceSeq, startedAt } = event
  switch (event._tag) {
    // Begun, or reopened: then it has neither an end nor a grade any more.
    case "AttemptStarted":
      return { ...record, sourceSeq, startedAt, endedAt: null, grade: null, standing: "running" }
    case "AttemptFinished":
      if (!event.used) return { ...record, sourceSeq, startedAt, endedAt: event.endedAt, standing: "unused", grade: null }
      return { ...record, sourceSeq, startedAt, endedAt: event.endedAt, standing: record.grade === null ? "over" : "graded" }
    case "GradeReported":
      return {
        ...record,
        sourceSeq,
        startedAt,
        endedAt: event.endedAt,
        grade: event.grade,
        gradedAt: record.gradedAt ?? (event.grade === null ? null : (event.at ?? event.endedAt)),
        standing: event.grade === null ? "over" : "graded"
      }
  }
}

/**
 * The module is complete as long as the grades earn it, and since they do (S7, S8). That is looked up in the grades as they
 * are rather than remembered: so whatever a withdrawn grade took with it comes back with it, in whichever order verdicts
 * are given and reversed, and a pass that was there besides counts from its own instant while another is withdrawn. One by
 * reading or watching is none of the grades'.
 */
const consequences = (
  state: LearnerState,
  assessment: AssessmentRecord,
  before: AttemptRecord,
  event: AttemptReport,
  now: Instant
): ReadonlyArray<LearnerEvent> => {
  const course = state.courses[assessment.courseId]
  const module = course && moduleOf(course, event.assessmentId)
  if (course === undefined || module === undefined) return []
  const { completedAt, completedBy } = module
  if (completedAt !== null && completedBy !== "passing") return []
  const { attempts } = assessment
  const after = { ...attempts, [event.attemptId]: reported(before, event) }
  const since = earnedSince(assessment, Object.values<AttemptRecord>(after))
  // Completions of a time when the instant of a grade was not kept stay as they are until the grades change.
  const same = since === earnedSince(assessment, Object.values(attempts))
  if (same && (since === null) === (completedAt === null)) return []
  if (since === null) return withdrawal(state, course, module, now)
  if (completedAt === null && since === now) return completion(state, course, module, "passing", now)
  return restoration(state, course, module, since, now)
}

const recorded = (report: Report, now: Instant): AttemptReport => {
  switch (report._tag) {
    case "AttemptBegan":
      return { ...report, _tag: "AttemptStarted" }
    case "AttemptEnded":
      return { ...report, _tag: "AttemptFinished" }
    case "AttemptGraded":
      return { ...report, _tag: "GradeReported", at: now }
  }
}

export const report = (state: LearnerState, command: Report, now: Instant): Decision<LearnerEvent> => {
  const assessment = state.assessments[command.assessmentId]
  const record = assessment?.attempts[command.attemptId]
  if (assessment === undefined || record === undefined) return refuse("not_found")
  if (record.sourceSeq >= command.sourceSeq) return accept([])
  const event = recorded(command, now)
  const day = event._tag === "AttemptStarted" ? dayOfStudy(state, now) : []
  return accept([event, ...consequences(state, assessment, record, event, now), ...day])
}
