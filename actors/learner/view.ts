/**
 * What a learner sees of themself (`LearnerView`), and each event as a merge patch of it. Both are cut from the same
 * faces, in which an absent field is `null`: in a patch that removes it, and from a view it is left out.
 */
import { attemptsUsed } from "./attempting.ts"
import { validCertificate } from "./certifying.ts"
import type {
  AssessmentRecord,
  AttemptRecord,
  CourseProgress,
  EventOf,
  LearnerEvent,
  LearnerState,
  ModuleProgress,
  Notice,
  Session,
  Streak
} from "./contract.ts"
import { countedScore, percentOfGrade } from "./counted-score.ts"
import { noticeKey } from "./inbox.ts"
import type { Intervals } from "./intervals.ts"
import { percentOf } from "./progress.ts"

type Face = Readonly<Record<string, unknown>>

const present = (face: Face): Face => Object.fromEntries(Object.entries(face).filter(([, value]) => value !== null))

const mapped = <Value>(record: Readonly<Record<string, Value>>, view: (value: Value) => Face): Face =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, view(value)]))

const stretches = (set: Intervals) => set.map(([fromMs, toMs]) => ({ fromMs, toMs }))

// Faces

const moduleFace = (module: ModuleProgress): Face => ({
  title: module.title,
  order: module.order,
  mandatory: module.mandatory,
  contentType: module.contentType,
  assessmentId: module.assessmentId,
  durationMs: module.duration,
  openedAt: module.openedAt,
  completedAt: module.completedAt,
  timeMs: module.timeMs,
  positionMs: module.positionMs,
  watchedMs: module.watchedMs,
  watched: stretches(module.watched),
  prerequisites: module.prerequisites === undefined || module.prerequisites.length === 0 ? null : module.prerequisites,
  releaseAt: module.releaseAt ?? null
})

const standingFace = (course: CourseProgress): Face => ({
  completedAt: course.completedAt,
  percent: percentOf(course),
  completed: course.completed,
  total: course.total
})

const activityFace = (course: CourseProgress): Face => ({
  timeMs: course.timeMs,
  lastModule: course.lastModule,
  lastActiveAt: course.lastActiveAt
})

/** The valid one, or else the one issued last. */
const certificateFace = (course: CourseProgress): Face | undefined => {
  const shown = validCertificate(course) ?? course.certificates.at(-1)
  return shown && { number: shown.number, issuedAt: shown.issuedAt, withdrawnAt: shown.withdrawnAt }
}

const certificateView = (course: CourseProgress): Face => {
  const face = certificateFace(course)
  return face === undefined ? {} : { certificate: present(face) }
}

const courseView = (course: CourseProgress): Face => ({
  versionId: course.versionId,
  title: course.title,
  enrolledAt: course.enrolledAt,
  ...present(standingFace(course)),
  ...present(activityFace(course)),
  ...certificateView(course),
  modules: mapped(course.modules, (module) => present(moduleFace(module)))
})

const sessionFace = (session: Session): Face => ({
  number: session.number,
  startedAt: session.startedAt,
  timeMs: session.timeMs
})

const attemptFace = (attempt: AttemptRecord): Face => ({
  number: attempt.number,
  standing: attempt.standing,
  sittingId: attempt.sittingId,
  startedAt: attempt.startedAt,
  endedAt: attempt.endedAt,
  awarded: attempt.grade?.awarded ?? null,
  outOf: attempt.grade?.outOf ?? null,
  percent: attempt.grade === null ? null : percentOfGrade(attempt.grade),
  passed: attempt.grade?.passed ?? null
})

const assessmentFace = (assessment: AssessmentRecord): Face => {
  const used = attemptsUsed(assessment)
  return {
    courseId: assessment.courseId,
    moduleId: assessment.moduleId,
    type: assessment.type,
    title: assessment.title,
    used,
    left: assessment.maxAttempts === null ? null : Math.max(0, assessment.maxAttempts - used),
    counted: countedScore(assessment, Object.values(assessment.attempts)) ?? null
  }
}

const assessmentView = (assessment: AssessmentRecord): Face => ({
  ...present(assessmentFace(assessment)),
  attempts: mapped(assessment.attempts, (attempt) => present(attemptFace(attempt)))
})

const streakFace = (streak: Streak): Face => ({
  current: streak.current,
  longest: streak.longest,
  lastDay: streak.day,
  timeZone: streak.timeZone
})

const noticeFace = ({ courseId, number, by, at, readAt }: Notice): Face => ({ courseId, number, by, at, readAt })

export const view = (state: LearnerState): unknown => ({
  userId: state.userId,
  courses: mapped(enrolments(state), courseView),
  assessments: mapped(state.assessments, assessmentView),
  sessions: mapped(state.sessions, sessionFace),
  streak: present(streakFace(state.streak)),
  inbox: mapped(state.inbox, (notice) => present(noticeFace(notice))),
  ...present({ activeExam: state.activeExam })
})

const enrolments = (state: LearnerState): Readonly<Record<string, CourseProgress>> =>
  Object.fromEntries(Object.entries(state.courses).filter(([, course]) => course.withdrawnAt === null))

// Patches

const ofCourse = (state: LearnerState, courseId: number, patch: (course: CourseProgress) => Face): Face | undefined => {
  const course = state.courses[courseId]
  return course === undefined || course.withdrawnAt !== null ? undefined : { courses: { [courseId]: patch(course) } }
}

const ofModule = (
  state: LearnerState,
  at: { readonly courseId: number; readonly moduleId: number },
  faces: (course: CourseProgress, module: ModuleProgress) => readonly [course: Face, module: Face]
): Face | undefined =>
  ofCourse(state, at.courseId, (course) => {
    const module = course.modules[at.moduleId]
    if (module === undefined) return {}
    const [inCourse, inModule] = faces(course, module)
    return { ...inCourse, modules: { [at.moduleId]: inModule } }
  })

const studied = (state: LearnerState, event: EventOf<"Studied">): Face | undefined => {
  const patch = ofModule(state, event, (course, { timeMs, watched, watchedMs, openedAt }) => [
    activityFace(course),
    {
      openedAt,
      timeMs,
      ...(event.positionMs === undefined ? {} : { positionMs: event.positionMs }),
      ...(event.watched === undefined ? {} : { watchedMs, watched: stretches(watched) })
    }
  ])
  const session = state.sessions[event.courseId]
  return session === undefined ? patch : { ...patch, sessions: { [event.courseId]: { timeMs: session.timeMs } } }
}

const noticePatch = (state: LearnerState, event: EventOf<"NoticeReceived" | "NoticeRead">): Face => {
  const key = noticeKey(event)
  const notice = state.inbox[key]
  const gone = event._tag === "NoticeReceived" && event.gone !== null ? { [noticeKey(event.gone)]: null } : {}
  return { inbox: { ...gone, ...(notice === undefined ? {} : { [key]: noticeFace(notice) }) } }
}

const ofAttempt = (state: LearnerState, event: { readonly assessmentId: number; readonly attemptId: number }): Face => {
  const assessment = state.assessments[event.assessmentId]
  const attempt = assessment?.attempts[event.attemptId]
  if (assessment === undefined || attempt === undefined) return {}
  const attempts = { [event.attemptId]: attemptFace(attempt) }
  return { assessments: { [event.assessmentId]: { ...assessmentFace(assessment), attempts } }, activeExam: state.activeExam }
}

export const render = (event: LearnerEvent, state: LearnerState): unknown => {
  switch (event._tag) {
    case "Studied":
      return studied(state, event)
    case "ModuleOpened":
      return ofModule(state, event, (course, { openedAt }) => [activityFace(course), { openedAt }])
    case "ModuleCompleted":
    case "CompletionWithdrawn":
    case "CompletionRestored":
      return ofModule(state, event, (course, { openedAt, completedAt }) => [
        { ...standingFace(course), ...activityFace(course) },
        { openedAt, completedAt }
      ])
    case "CertificateIssued":
    case "CertificateWithdrawn":
    case "CertificateRestored":
      return ofCourse(state, event.courseId, (course) => ({ certificate: certificateFace(course) }))
    case "CourseCompleted":
      return ofCourse(state, event.courseId, standingFace)
    case "EnrolmentBegan":
      return ofCourse(state, event.courseId, courseView)
    case "EnrolmentMoved":
      return ofCourse(state, event.courseId, (course) => ({
        ...standingFace(course),
        ...activityFace(course),
        versionId: course.versionId,
        title: course.title,
        modules: { ...Object.fromEntries(event.gone.map((id) => [id, null])), ...mapped(course.modules, moduleFace) }
      }))
    case "NoticeReceived":
    case "NoticeRead":
      return noticePatch(state, event)
    case "EnrolmentEnded":
      return { courses: { [event.courseId]: null } }
    case "SessionOpened": {
      const session = state.sessions[event.courseId]
      return session === undefined ? undefined : { sessions: { [event.courseId]: sessionFace(session) } }
    }
    case "SessionEnded":
      return { sessions: { [event.courseId]: null } }
    case "DayStudied":
    case "StreakLapsed":
    case "ZoneChanged":
      return { streak: streakFace(state.streak) }
    case "AttemptReserved":
    case "AttemptStarted":
    case "AttemptFinished":
    case "GradeReported":
      return ofAttempt(state, event)
    case "SessionContinued":
    case "ModuleClosed":
    case "PreviewStarted":
      return undefined
  }
}
