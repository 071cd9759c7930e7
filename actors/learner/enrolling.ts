/** What courses tell: an enrolment began, goes on in another version, or ended. */
import { accept, type Decision } from "../actor.ts"
import type { Instant } from "../../protocol/time.ts"
import { certification } from "./certifying.ts"
import { knownZone } from "./civil-day.ts"
import type { CourseProgress, EventOf, LearnerEvent, LearnerInternal, LearnerState, ModuleProgress } from "./contract.ts"
import { earnedSince } from "./counted-score.ts"
import { moved } from "./moving.ts"
import { begun, completeSince } from "./progress.ts"
import { sessionEnd } from "./session.ts"
import { zoneChange } from "./streak.ts"

type Heard<Tag extends LearnerInternal["_tag"]> = Extract<LearnerInternal, { readonly _tag: Tag }>

/** The running session of the course ends with the enrolment. */
const ending = (state: LearnerState, withdrawal: Omit<EventOf<"EnrolmentEnded">, "_tag">): ReadonlyArray<LearnerEvent> => {
  const session = state.sessions[withdrawal.courseId]
  const { courseId, at, sourceSeq } = withdrawal
  const ended: LearnerEvent = { _tag: "EnrolmentEnded", courseId, at, sourceSeq }
  return session === undefined ? [ended] : [sessionEnd(session, "withdrawal"), ended]
}

const isOld = (state: LearnerState, report: { readonly courseId: number; readonly sourceSeq: number }): boolean =>
  (state.heard[report.courseId] ?? 0) >= report.sourceSeq

/** By the grades there are, since when would a module be complete that is not? */
const earnedIn = (state: LearnerState, module: ModuleProgress): Instant | null => {
  const assessment = module.assessmentId === null ? undefined : state.assessments[module.assessmentId]
  if (module.completedAt !== null || assessment === undefined) return null
  return earnedSince(assessment, Object.values(assessment.attempts))
}

/**
 * What the learner brings along: grades that earn a module of this version complete it, and where nothing is missing then,
 * the course. Where something is, the course is no longer complete, and its certificate goes with that.
 */
const brought = (state: LearnerState, course: CourseProgress, at: Instant): ReadonlyArray<LearnerEvent> => {
  const { courseId } = course
  const events: Array<LearnerEvent> = []
  const modules = Object.values(course.modules).map((module) => {
    const completedAt = earnedIn(state, module)
    if (completedAt === null) return module
    events.push({ _tag: "CompletionRestored", courseId, moduleId: module.id, completedAt, at })
    return { ...module, completedAt }
  })
  const since = completeSince(modules)
  if (since !== null && since !== course.completedAt) events.push({ _tag: "CourseCompleted", courseId, at: since })
  return [...events, ...certification(state.userId, course, since, at)]
}

export const enrolled = (state: LearnerState, command: Heard<"Enrolled">, now: Instant): Decision<LearnerEvent> => {
  if (isOld(state, command)) return accept([])
  const course = state.courses[command.courseId]
  // A withdrawal between the two enrolments was overtaken by this one.
  const before = course !== undefined && course.withdrawnAt === null ? ending(state, command) : []
  const enrolment: EventOf<"EnrolmentBegan"> = { ...command, _tag: "EnrolmentBegan" }
  const along = brought(state, begun(course, enrolment), now)
  return accept([...before, enrolment, ...along, ...zoneChange(state, knownZone(command.timeZone))])
}

/** The learning session ends, since its modules are those of the version before. */
export const movedTo = (state: LearnerState, command: Heard<"Moved">, now: Instant): Decision<LearnerEvent> => {
  const course = state.courses[command.courseId]
  if (isOld(state, command) || course === undefined) return accept([])
  const session = state.sessions[command.courseId]
  const before = session === undefined ? [] : [sessionEnd(session, "move")]
  const kept = new Set(command.modules.map(({ id }) => id))
  const gone = Object.values(course.modules).flatMap(({ id }) => (kept.has(id) ? [] : [id]))
  const event: EventOf<"EnrolmentMoved"> = { ...command, _tag: "EnrolmentMoved", gone }
  return accept([...before, event, ...brought(state, moved(course, event), now)])
}

export const withdrawn = (state: LearnerState, command: Heard<"Withdrawn">): Decision<LearnerEvent> =>
  accept(isOld(state, command) ? [] : ending(state, command))
