/**
 * Attempts as the learner's own book of them: how many are used up, which one is under way, what each brought. The
 * attempt itself decides everything within it and reports here.
 */
import { refuse } from "../../protocol/errors.ts"
import type { Instant } from "../../protocol/time.ts"
import { accept, type Decision } from "../actor.ts"
import { completion } from "./completion.ts"
import type { AssessmentRecord, AttemptRecord, EventOf, LearnerEvent, LearnerInternal, LearnerState } from "./contract.ts"
import { earned } from "./counted-score.ts"
import { dayOfStudy } from "./streak.ts"

type Taken<Tag extends LearnerInternal["_tag"]> = Extract<LearnerInternal, { readonly _tag: Tag }>
type Report = Taken<"AttemptBegan" | "AttemptEnded" | "AttemptGraded">
export type AttemptReport = EventOf<"AttemptStarted"> | EventOf<"AttemptFinished"> | EventOf<"GradeReported">

export const underWay = (attempt: AttemptRecord): boolean => attempt.standing === "reserved" || attempt.standing === "running"

const usedUp = (attempts: ReadonlyArray<AttemptRecord>): ReadonlyArray<AttemptRecord> =>
  attempts.filter((attempt) => attempt.standing !== "unused")

/** Numbers run on from the last attempt that was used up, so that an absence leaves no gap. */
const nextNumber = (attempts: ReadonlyArray<AttemptRecord>): number =>
  1 + usedUp(attempts).reduce((highest, attempt) => Math.max(highest, attempt.number), 0)

export const attemptsUsed = (assessment: AssessmentRecord): number => usedUp(Object.values(assessment.attempts)).length

export const startAttempt = (state: LearnerState, command: Taken<"StartAttempt">, now: Instant): Decision<LearnerEvent> => {
  const { assessmentId, sittingId = null, facts } = command
  const { courseId, settings, attemptId, seed, closesAt } = facts
  const course = state.courses[courseId]
  if (course === undefined || course.withdrawnAt !== null) return refuse("not_enrolled", { field: "assessmentId" })
  const module = Object.values(course.modules).find((each) => each.assessmentId === assessmentId)
  // An assessment of a module that this learner's version does not have is none of theirs.
  if (module === undefined && facts.moduleId !== null) return refuse("module_unknown", { field: "assessmentId" })

  const earlier = Object.entries(state.assessments[assessmentId]?.attempts ?? {})
  const running = earlier.find(([, attempt]) => underWay(attempt))
  if (running !== undefined) {
    const [id, { number, sittingId: room }] = running
    return room === sittingId ? accept([], { attemptId: Number(id), number, resumed: true }) : refuse("attempt_active")
  }
  const records = earlier.map(([, attempt]) => attempt)
  if (settings.maxAttempts !== null && usedUp(records).length >= settings.maxAttempts) return refuse("no_attempts_left")
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
    case "AttemptStarted":
      return { ...record, sourceSeq, startedAt, standing: "running" }
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
        standing: event.grade === null ? "over" : "graded"
      }
  }
}

/** Completes the module when the grades as they are now earn it, and takes that back when a changed grade no longer does. */
const consequences = (
  state: LearnerState,
  assessment: AssessmentRecord,
  before: AttemptRecord,
  event: AttemptReport,
  now: Instant
): ReadonlyArray<LearnerEvent> => {
  const course = state.courses[assessment.courseId]
  const module = assessment.moduleId === null ? undefined : course?.modules[assessment.moduleId]
  if (course === undefined || module === undefined) return []
  const after: Record<string, AttemptRecord> = { ...assessment.attempts, [event.attemptId]: reported(before, event) }
  const passes = earned(assessment, Object.values(after))
  if (passes && module.completedAt === null) return completion(course, module, "passing", now)
  const withdrawn = !passes && before.grade !== null && module.completedBy === "passing"
  return withdrawn ? [{ _tag: "CompletionWithdrawn", courseId: course.courseId, moduleId: module.id, at: now }] : []
}

const recorded = (report: Report): AttemptReport => {
  switch (report._tag) {
    case "AttemptBegan":
      return { ...report, _tag: "AttemptStarted" }
    case "AttemptEnded":
      return { ...report, _tag: "AttemptFinished" }
    case "AttemptGraded":
      return { ...report, _tag: "GradeReported" }
  }
}

export const report = (state: LearnerState, command: Report, now: Instant): Decision<LearnerEvent> => {
  const assessment = state.assessments[command.assessmentId]
  const record = assessment?.attempts[command.attemptId]
  if (assessment === undefined || record === undefined) return refuse("not_found")
  if (record.sourceSeq >= command.sourceSeq) return accept([])
  const event = recorded(command)
  const day = event._tag === "AttemptStarted" ? dayOfStudy(state, now) : []
  return accept([event, ...consequences(state, assessment, record, event, now), ...day])
}
