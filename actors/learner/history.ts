/** What each event does to the state. In place: the state has one owner. */
import { AttemptId } from "../../protocol/ids.ts"
import { type Instant, millis } from "../../protocol/time.ts"
import { type AttemptReport, reported, underWay } from "./attempting.ts"
import type { EventOf, LearnerEvent, LearnerState, Session } from "./contract.ts"
import { noticeKey, receive } from "./inbox.ts"
import { include, measure } from "./intervals.ts"
import { moved } from "./moving.ts"
import { begun, completeSince, recount } from "./progress.ts"
import { spend } from "./verified-time.ts"

/** Written as a method, so that the table below can be asked with any event's tag; each rule gets only events of its own. */
interface Rule<Event> {
  apply(state: LearnerState, event: Event): void
}
type Evolve<Tag extends LearnerEvent["_tag"]> = Rule<EventOf<Tag>>["apply"]

const beat = (session: Session | undefined, event: EventOf<"ModuleOpened" | "Studied">): void => {
  if (session === undefined) return
  session.lastBeatAt = event.at
  session.open[event.moduleId] = event.at
}

const touch = (state: LearnerState, event: EventOf<"ModuleOpened" | "Studied" | "ModuleCompleted">): void => {
  const course = state.courses[event.courseId]
  const module = course?.modules[event.moduleId]
  if (course === undefined || module === undefined) return
  module.openedAt ??= event.at
  module.lastAt = event.at
  course.lastActiveAt = event.at
  course.lastModule = event.moduleId
}

const certificateHeld = (
  state: LearnerState,
  { courseId, number }: EventOf<"CertificateWithdrawn" | "CertificateRestored">,
  withdrawnAt: Instant | null
): void => {
  const course = state.courses[courseId]
  if (course === undefined) return
  course.certificates = course.certificates.map((each) => (each.number === number ? { ...each, withdrawnAt } : each))
}

const studied: Evolve<"Studied"> = (state, event) => {
  const course = state.courses[event.courseId]
  const module = course?.modules[event.moduleId]
  if (course === undefined || module === undefined) return
  const { from, at, creditedMs, watched } = event
  if (creditedMs > 0) state.credited = spend(state.credited, from, at)
  touch(state, event)
  module.timeMs = millis(module.timeMs + creditedMs)
  course.timeMs = millis(course.timeMs + creditedMs)
  if (event.positionMs !== undefined) module.positionMs = event.positionMs
  if (watched !== undefined) {
    state.vouched = spend(state.vouched, from, at)
    for (const [start, end] of watched) module.watched = include(module.watched, start, end)
    module.watchedMs = millis(measure(module.watched))
  }
  const session = state.sessions[event.courseId]
  beat(session, event)
  if (session === undefined) return
  session.timeMs = millis(session.timeMs + creditedMs)
  session.pages += event.pages ?? 0
  session.interactions += event.interactions ?? 0
}

const attemptReserved: Evolve<"AttemptReserved"> = (state, event) => {
  const { courseId, moduleId, settings, number, timed, sittingId } = event
  const { type, title, passMark, maxAttempts, counted } = settings
  const attempts = state.assessments[event.assessmentId]?.attempts ?? {}
  attempts[event.attemptId] = {
    number,
    standing: "reserved",
    timed,
    sittingId,
    startedAt: null,
    endedAt: null,
    grade: null,
    gradedAt: null,
    sourceSeq: 0
  }
  state.assessments[event.assessmentId] = { courseId, moduleId, type, title, passMark, maxAttempts, counted, attempts }
  if (timed) state.activeExam = event.attemptId
}

/** A reopened exam may have been under way beside another. */
const otherExam = ({ assessments }: LearnerState): LearnerState["activeExam"] => {
  for (const { attempts } of Object.values(assessments)) {
    for (const [id, attempt] of Object.entries(attempts))
      if (attempt.timed && underWay(attempt)) return AttemptId.make(Number(id))
  }
  return null
}

const attemptReported = (state: LearnerState, event: AttemptReport): void => {
  const assessment = state.assessments[event.assessmentId]
  const before = assessment?.attempts[event.attemptId]
  if (assessment === undefined || before === undefined) return
  const after = reported(before, event)
  assessment.attempts[event.attemptId] = after
  if (!after.timed) return
  if (underWay(after)) state.activeExam = event.attemptId
  else if (state.activeExam === event.attemptId) state.activeExam = otherExam(state)
}

const table: { readonly [Tag in LearnerEvent["_tag"]]: Evolve<Tag> } = {
  EnrolmentBegan: (state, event) => {
    state.heard[event.courseId] = event.sourceSeq
    state.courses[event.courseId] = begun(state.courses[event.courseId], event)
  },
  EnrolmentEnded: (state, { courseId, at, sourceSeq }) => {
    state.heard[courseId] = sourceSeq
    const course = state.courses[courseId]
    if (course !== undefined) course.withdrawnAt = at
  },
  EnrolmentMoved: (state, event) => {
    state.heard[event.courseId] = event.sourceSeq
    const course = state.courses[event.courseId]
    if (course !== undefined) state.courses[event.courseId] = moved(course, event)
  },
  NoticeReceived: receive,
  NoticeRead: (state, event) => {
    const notice = state.inbox[noticeKey(event)]
    if (notice !== undefined) state.inbox[noticeKey(event)] = { ...notice, readAt: event.at }
  },
  ZoneChanged: ({ streak }, { timeZone, dayEndsAt, lapsesAt }) => {
    streak.timeZone = timeZone
    streak.dayEndsAt = dayEndsAt
    streak.lapsesAt = lapsesAt
  },
  SessionOpened: (state, { courseId, number, at, checkAt }) => {
    state.sessionCount = number
    state.sessions[courseId] = {
      courseId,
      number,
      startedAt: at,
      lastBeatAt: at,
      checkAt,
      timeMs: millis(0),
      pages: 0,
      interactions: 0,
      open: {}
    }
  },
  SessionContinued: (state, { courseId, checkAt }) => {
    const session = state.sessions[courseId]
    if (session !== undefined) session.checkAt = checkAt
  },
  SessionEnded: (state, { courseId }) => {
    delete state.sessions[courseId]
  },
  ModuleOpened: (state, event) => {
    const session = state.sessions[event.courseId]
    beat(session, event)
    if (session !== undefined) session.pages += 1
    touch(state, event)
  },
  Studied: studied,
  ModuleClosed: (state, { courseId, moduleId }) => {
    delete state.sessions[courseId]?.open[moduleId]
  },
  ModuleCompleted: (state, event) => {
    const course = state.courses[event.courseId]
    const module = course?.modules[event.moduleId]
    if (course === undefined || module === undefined) return
    if (event.by !== "passing") touch(state, event)
    module.openedAt ??= event.at
    module.completedAt = event.at
    module.completedBy = event.by
    recount(course)
  },
  CourseCompleted: (state, { courseId, at }) => {
    const course = state.courses[courseId]
    if (course !== undefined) course.completedAt = at
  },
  CompletionWithdrawn: (state, { courseId, moduleId }) => {
    const course = state.courses[courseId]
    const module = course?.modules[moduleId]
    if (course === undefined || module === undefined) return
    module.completedAt = null
    module.completedBy = null
    recount(course)
    if (course.completed < course.total) course.completedAt = null
  },
  CompletionRestored: (state, { courseId, moduleId, completedAt }) => {
    const course = state.courses[courseId]
    const module = course?.modules[moduleId]
    if (course === undefined || module === undefined) return
    module.completedAt = completedAt
    module.completedBy = "passing"
    recount(course)
    course.completedAt = completeSince(Object.values(course.modules))
  },
  CertificateIssued: (state, { courseId, number, versionId, completedAt, at }) => {
    const course = state.courses[courseId]
    if (course === undefined) return
    course.certificates = [...course.certificates, { number, versionId, completedAt, issuedAt: at, withdrawnAt: null }]
  },
  CertificateWithdrawn: (state, event) => certificateHeld(state, event, event.at),
  CertificateRestored: (state, event) => certificateHeld(state, event, null),
  DayStudied: ({ streak }, { day, current, dayEndsAt, lapsesAt }) => {
    streak.day = day
    streak.current = current
    streak.longest = Math.max(streak.longest, current)
    streak.dayEndsAt = dayEndsAt
    streak.lapsesAt = lapsesAt
  },
  StreakLapsed: ({ streak }) => {
    streak.current = 0
  },
  AttemptReserved: attemptReserved,
  PreviewStarted: () => {},
  AttemptStarted: attemptReported,
  AttemptFinished: attemptReported,
  GradeReported: attemptReported
}

export const evolve = (state: LearnerState, event: LearnerEvent): LearnerState => {
  const apply: Rule<LearnerEvent>["apply"] = table[event._tag]
  apply(state, event)
  return state
}
