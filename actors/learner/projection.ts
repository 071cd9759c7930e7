/** A learner's rows in the read tables, and on the progress boards of their courses. Seconds are cut, not rounded. */
import type { BoardRow } from "../../protocol/course.ts"
import type { CourseId } from "../../protocol/ids.ts"
import type { CertificateNumber } from "../../protocol/learner.ts"
import { type Instant, iso } from "../../protocol/time.ts"
import type { FeedChange, Row } from "../actor.ts"
import { verificationHash } from "./certificate.ts"
import type { CourseProgress, EventOf, LearnerEvent, LearnerState } from "./contract.ts"
import { percentOf } from "./progress.ts"

const isoOrNull = (at: Instant | null): string | null => (at === null ? null : iso(at))
const wholeSeconds = (ms: number): number => Math.floor(ms / 1000)

const enrolmentRow = (state: LearnerState, courseId: number): ReadonlyArray<Row> => {
  const course = state.courses[courseId]
  if (course === undefined) return []
  const key = { user_id: state.userId, course_id: courseId }
  const row = {
    ...key,
    version_id: course.versionId,
    enrolled_at: iso(course.enrolledAt),
    completed_at: isoOrNull(course.completedAt),
    progress_percentage: percentOf(course),
    last_accessed: isoOrNull(course.lastActiveAt)
  }
  return [{ table: "course_enrollments", key, row: course.withdrawnAt === null ? row : null }]
}

const certificateRow = (
  { userId, courses }: LearnerState,
  { courseId, number }: { readonly courseId: CourseId; readonly number: CertificateNumber }
): ReadonlyArray<Row> => {
  const certificate = courses[courseId]?.certificates.find((each) => each.number === number)
  if (certificate === undefined) return []
  const key = { certificate_number: number }
  const row = {
    ...key,
    user_id: userId,
    course_id: courseId,
    version_id: certificate.versionId,
    completed_at: iso(certificate.completedAt),
    issued_at: iso(certificate.issuedAt),
    withdrawn_at: isoOrNull(certificate.withdrawnAt),
    verification_hash: verificationHash(userId, courseId, certificate)
  }
  return [{ table: "certificates", key, row }]
}

/** One that was passed may never have been opened; while it is neither, there is nothing to say of it. */
const progressRow = (state: LearnerState, at: { readonly courseId: number; readonly moduleId: number }): ReadonlyArray<Row> => {
  const module = state.courses[at.courseId]?.modules[at.moduleId]
  if (module === undefined) return []
  const key = { user_id: state.userId, course_id: at.courseId, module_id: at.moduleId }
  const begunAt = module.openedAt ?? module.completedAt
  if (begunAt === null) return [{ table: "user_progress", key, row: null }]
  const row = {
    ...key,
    completed_at: isoOrNull(module.completedAt),
    time_spent: wholeSeconds(module.timeMs),
    last_position: module.positionMs ?? 0,
    watched: module.watchedMs,
    created_at: iso(begunAt),
    updated_at: iso(module.lastAt ?? module.completedAt ?? begunAt)
  }
  return [{ table: "user_progress", key, row }]
}

/**
 * A module that carries another on has its progress, and a row of its own; those of versions before stay as they were
 * written last, since what was done there was done.
 */
const movedRows = (state: LearnerState, { courseId, modules }: EventOf<"EnrolmentMoved">): ReadonlyArray<Row> =>
  modules.flatMap(({ id }) => progressRow(state, { courseId, moduleId: id }))

/**
 * The table knows a session by its start. One that was closed in the millisecond in which it was opened has no length, and
 * the next may start in that same millisecond: it gets no row.
 */
const sessionRow = (state: LearnerState, event: EventOf<"SessionEnded">): ReadonlyArray<Row> => {
  if (event.endedAt === event.startedAt && event.by !== "idleness") return []
  const key = { user_id: state.userId, course_id: event.courseId, session_start: iso(event.startedAt) }
  const row = {
    ...key,
    session_end: iso(event.endedAt),
    time_spent: wholeSeconds(event.timeMs),
    pages_viewed: event.pages,
    interactions: event.interactions,
    created_at: iso(event.endedAt)
  }
  return [{ table: "learning_analytics", key, row }]
}

const streakRow = ({ userId, streak }: LearnerState): Row => {
  const key = { user_id: userId }
  const row = { ...key, current_days: streak.current, longest_days: streak.longest, last_day: streak.day }
  return { table: "user_streaks", key, row }
}

/**
 * A beat writes the module's row alone; the enrolment's follows when a module is opened or completed and when a session
 * ends, so that `last_accessed` is never more than a session behind.
 */
export const project = (event: LearnerEvent, state: LearnerState): ReadonlyArray<Row> => {
  switch (event._tag) {
    case "Studied":
      return progressRow(state, event)
    case "ModuleOpened":
    case "ModuleCompleted":
    case "CompletionWithdrawn":
    case "CompletionRestored":
      return [...progressRow(state, event), ...enrolmentRow(state, event.courseId)]
    case "CertificateIssued":
    case "CertificateWithdrawn":
    case "CertificateRestored":
      return certificateRow(state, event)
    case "EnrolmentMoved":
      return [...movedRows(state, event), ...enrolmentRow(state, event.courseId)]
    case "EnrolmentBegan":
    case "EnrolmentEnded":
    case "CourseCompleted":
      return enrolmentRow(state, event.courseId)
    case "SessionEnded":
      return [...sessionRow(state, event), ...enrolmentRow(state, event.courseId)]
    case "DayStudied":
    case "StreakLapsed":
      return [streakRow(state)]
    default:
      return []
  }
}

const boardRow = (state: LearnerState, course: CourseProgress): FeedChange => {
  const row: BoardRow = {
    learnerId: state.userId,
    courseId: course.courseId,
    enrolled: course.withdrawnAt === null,
    enrolledAt: course.enrolledAt,
    percent: percentOf(course),
    completed: course.completed,
    total: course.total,
    active: state.sessions[course.courseId] !== undefined,
    lastModule: course.lastModule,
    streak: state.streak.current,
    timeSpentS: wholeSeconds(course.timeMs),
    completedAt: course.completedAt,
    lastActiveAt: course.lastActiveAt
  }
  return { feed: { feed: "board", id: course.courseId }, key: String(state.userId), row }
}

const onBoard = (state: LearnerState, courseId: number): ReadonlyArray<FeedChange> => {
  const course = state.courses[courseId]
  return course === undefined || course.withdrawnAt !== null ? [] : [boardRow(state, course)]
}

const offBoard = (state: LearnerState, courseId: number): ReadonlyArray<FeedChange> => {
  const course = state.courses[courseId]
  return course === undefined ? [] : [boardRow(state, course)]
}

const minuteMs = 60_000

/** Did this beat's credit complete a minute? Watchers need no more, and a row a beat would be a write a beat. */
const completesMinute = (state: LearnerState, event: EventOf<"Studied">): boolean => {
  const timeMs = state.courses[event.courseId]?.timeMs ?? 0
  return Math.floor(timeMs / minuteMs) > Math.floor((timeMs - event.creditedMs) / minuteMs)
}

export const feeds = (event: LearnerEvent, state: LearnerState): ReadonlyArray<FeedChange> => {
  switch (event._tag) {
    case "Studied":
      return completesMinute(state, event) ? onBoard(state, event.courseId) : []
    case "EnrolmentEnded":
      return offBoard(state, event.courseId)
    case "EnrolmentBegan":
    case "EnrolmentMoved":
    case "SessionOpened":
    case "SessionEnded":
    case "ModuleOpened":
    case "ModuleCompleted":
    case "CourseCompleted":
    case "CompletionWithdrawn":
    case "CompletionRestored":
      return onBoard(state, event.courseId)
    case "DayStudied":
    case "StreakLapsed":
      return Object.values(state.courses).flatMap((course) => (course.withdrawnAt === null ? [boardRow(state, course)] : []))
    default:
      return []
  }
}
