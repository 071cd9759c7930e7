/**
 * The learner actor in its own terms: what other actors tell it, what happened to it, what it holds. Wire commands and
 * the view are in `protocol/learner.ts`.
 *
 * Reports from attempts and courses are absolute: each says all that holds at the source's sequence number, so that
 * one which overtook another makes the other superfluous, and an older one is ignored.
 */
import { Schema } from "effect"
import { AssessmentSettings, AssessmentType, Decimal } from "../../protocol/assessment.ts"
import { Exact } from "../../protocol/attempt.ts"
import { AssessmentId, AttemptId, CourseId, ModuleId, SittingId, UserId, VersionId } from "../../protocol/ids.ts"
import {
  AttemptStanding,
  CloseModule,
  CompleteModule,
  ContentType,
  ReadNotice,
  StartAttempt,
  Study
} from "../../protocol/learner.ts"
import { line } from "../../protocol/text.ts"
import { Instant, Millis } from "../../protocol/time.ts"
import { Certificate, CertificateIssued, CertificateRestored, CertificateWithdrawn } from "./certificate.ts"

const whole = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
const sourceSeq = { sourceSeq: whole }

/** A module of the version a learner is pinned to. The form of `ModuleFact` that is stored. */
export const ModuleOutline = Schema.Struct({
  id: ModuleId,
  title: line(255),
  order: Schema.Int,
  mandatory: Schema.Boolean,
  contentType: ContentType,
  assessmentId: Schema.NullOr(AssessmentId),
  duration: Schema.NullOr(Millis),
  lineage: Schema.optionalKey(ModuleId),
  prerequisites: Schema.optionalKey(Schema.Array(ModuleId)),
  releaseAt: Schema.optionalKey(Schema.NullOr(Instant))
})
export type ModuleOutline = typeof ModuleOutline.Type

// Wire commands as `prepare` completes them

/** The zone decides when a day of study begins and ends. */
export const OpenModulePrepared = Schema.TaggedStruct("OpenModule", {
  courseId: CourseId,
  moduleId: ModuleId,
  timeZone: Schema.String
})
export const StartAttemptPrepared = Schema.TaggedStruct("StartAttempt", {
  assessmentId: AssessmentId,
  sittingId: Schema.optionalKey(SittingId),
  preview: StartAttempt.fields.preview,
  facts: Schema.Struct({
    courseId: CourseId,
    moduleId: Schema.NullOr(ModuleId),
    /** Absent: whoever is enrolled may start what is no module's. */
    standalone: Schema.optionalKey(Schema.Boolean),
    settings: AssessmentSettings,
    /** When the room closes to this learner; `null` without a room, when it stays open, or when only the room can tell. */
    closesAt: Schema.NullOr(Instant),
    /** Attempts by what was set for this learner in the room (T2); absent: the assessment's own. */
    allowed: Schema.optionalKey(Schema.NullOr(Schema.Int)),
    attemptId: AttemptId,
    seed: Schema.String
  })
})

// From a course
const enrolment = {
  courseId: CourseId,
  versionId: VersionId,
  title: line(255),
  modules: Schema.Array(ModuleOutline),
  timeZone: Schema.String,
  at: Instant,
  ...sourceSeq
}
export const Enrolled = Schema.TaggedStruct("Enrolled", enrolment)
const withdrawal = { courseId: CourseId, at: Instant, ...sourceSeq }
export const Withdrawn = Schema.TaggedStruct("Withdrawn", withdrawal)

/** They go on in another version. */
const move = {
  courseId: CourseId,
  versionId: VersionId,
  title: line(255),
  modules: Schema.Array(ModuleOutline),
  at: Instant,
  ...sourceSeq
}
export const Moved = Schema.TaggedStruct("Moved", move)
/** Something was announced in a course of theirs; the words are the course's. */
const notice = { courseId: CourseId, number: whole, by: UserId, at: Instant }
export const Noticed = Schema.TaggedStruct("Noticed", notice)

// From an attempt
const report = { attemptId: AttemptId, assessmentId: AssessmentId, ...sourceSeq }
const beginning = { ...report, startedAt: Instant }
export const AttemptBegan = Schema.TaggedStruct("AttemptBegan", beginning)

/** `used: false` for what ended before it began (declined, expired, absent) and for what was voided, graded or not. */
const end = { ...report, startedAt: Schema.NullOr(Instant), endedAt: Instant, used: Schema.Boolean }
export const AttemptEnded = Schema.TaggedStruct("AttemptEnded", end)

/** Marks, exactly, and whether they reach the pass mark, as the attempt decided it. */
export const Grade = Schema.Struct({ awarded: Exact, outOf: Decimal, passed: Schema.Boolean })
export type Grade = typeof Grade.Type
/** `grade: null` withdraws it (S7); a later report may restore it. */
const grading = { ...report, startedAt: Instant, endedAt: Instant, grade: Schema.NullOr(Grade) }
export const AttemptGraded = Schema.TaggedStruct("AttemptGraded", grading)

export const Alarm = Schema.TaggedStruct("Alarm", {})

export const LearnerInternal = Schema.Union([
  OpenModulePrepared,
  Study,
  CloseModule,
  CompleteModule,
  StartAttemptPrepared,
  ReadNotice,
  Enrolled,
  Withdrawn,
  Moved,
  Noticed,
  AttemptBegan,
  AttemptEnded,
  AttemptGraded,
  Alarm
])
export type LearnerInternal = typeof LearnerInternal.Type

/** Half-open, in milliseconds of a video or of the server's clock; lists of them are sorted and don't touch. */
export const Interval = Schema.Tuple([Schema.Int, Schema.Int])
export type Interval = typeof Interval.Type

const inModule = { courseId: CourseId, moduleId: ModuleId, at: Instant }

export const LearnerEvent = Schema.Union([
  Schema.TaggedStruct("EnrolmentBegan", enrolment),
  Schema.TaggedStruct("EnrolmentEnded", withdrawal),
  /** `gone`: modules of the version before that this one does not have under their ids. */
  Schema.TaggedStruct("EnrolmentMoved", { ...move, gone: Schema.Array(ModuleId) }),
  /** `gone`: what gave way to it, by course and number. */
  Schema.TaggedStruct("NoticeReceived", {
    ...notice,
    gone: Schema.NullOr(Schema.Struct({ courseId: CourseId, number: whole }))
  }),
  Schema.TaggedStruct("NoticeRead", { courseId: CourseId, number: whole, at: Instant }),
  /** The learner's zone changed; the running day and the lapse of the streak move with it. */
  Schema.TaggedStruct("ZoneChanged", {
    timeZone: Schema.String,
    dayEndsAt: Schema.NullOr(Instant),
    lapsesAt: Schema.NullOr(Instant)
  }),
  Schema.TaggedStruct("SessionOpened", { courseId: CourseId, number: Schema.Int, at: Instant, checkAt: Instant }),
  /** The idle check found the session alive and comes back later. */
  Schema.TaggedStruct("SessionContinued", { courseId: CourseId, checkAt: Instant }),
  /** `endedAt` is the last beat, not the moment at which its absence was noticed. */
  Schema.TaggedStruct("SessionEnded", {
    courseId: CourseId,
    number: Schema.Int,
    startedAt: Instant,
    endedAt: Instant,
    timeMs: Millis,
    pages: whole,
    interactions: whole,
    by: Schema.Literals(["closing", "idleness", "withdrawal", "move"])
  }),
  Schema.TaggedStruct("ModuleOpened", inModule),
  /** `from`: since when the beat counts; `watched`: the stretches believed, vouched for by the server time since `from`. */
  Schema.TaggedStruct("Studied", {
    ...inModule,
    from: Instant,
    creditedMs: Millis,
    positionMs: Schema.optionalKey(Millis),
    watched: Schema.optionalKey(Schema.Array(Interval)),
    pages: Schema.optionalKey(whole),
    interactions: Schema.optionalKey(whole)
  }),
  Schema.TaggedStruct("ModuleClosed", inModule),
  Schema.TaggedStruct("ModuleCompleted", { ...inModule, by: Schema.Literals(["reading", "watching", "passing"]) }),
  Schema.TaggedStruct("CourseCompleted", { courseId: CourseId, at: Instant }),
  /** The grade that completed the module was withdrawn, and with it, where it was complete, the course. */
  Schema.TaggedStruct("CompletionWithdrawn", inModule),
  /** By the grades as they are again, the module is complete since `completedAt`, and the course where nothing else is missing. */
  Schema.TaggedStruct("CompletionRestored", { ...inModule, completedAt: Instant }),
  CertificateIssued,
  CertificateWithdrawn,
  CertificateRestored,
  /** First study of a civil day in the learner's zone. */
  Schema.TaggedStruct("DayStudied", { day: Schema.String, current: Schema.Int, dayEndsAt: Instant, lapsesAt: Instant }),
  Schema.TaggedStruct("StreakLapsed", { at: Instant }),
  Schema.TaggedStruct("AttemptReserved", {
    attemptId: AttemptId,
    assessmentId: AssessmentId,
    courseId: CourseId,
    moduleId: Schema.NullOr(ModuleId),
    number: Schema.Int,
    timed: Schema.Boolean,
    settings: AssessmentSettings,
    sittingId: Schema.NullOr(SittingId),
    seed: Schema.String,
    at: Instant
  }),
  /** By staff, who are not learners of the course: nothing of theirs changes, an attempt is created (T1). */
  Schema.TaggedStruct("PreviewStarted", {
    attemptId: AttemptId,
    assessmentId: AssessmentId,
    sittingId: Schema.NullOr(SittingId),
    seed: Schema.String,
    at: Instant
  }),
  Schema.TaggedStruct("AttemptStarted", beginning),
  Schema.TaggedStruct("AttemptFinished", end),
  /** `at`: when it was heard; absent from old events. */
  Schema.TaggedStruct("GradeReported", { ...grading, at: Schema.optionalKey(Instant) })
])
export type LearnerEvent = typeof LearnerEvent.Type
export type EventOf<Tag extends LearnerEvent["_tag"]> = Extract<LearnerEvent, { readonly _tag: Tag }>

// What it holds. Arrays are replaced, never changed; everything else is changed in place.

const key = Schema.String

export const ModuleProgress = Schema.Struct({
  ...ModuleOutline.fields,
  /** First seen; a module without it has no row of its own. */
  openedAt: Schema.NullOr(Instant),
  lastAt: Schema.NullOr(Instant),
  completedAt: Schema.NullOr(Instant),
  completedBy: Schema.NullOr(Schema.Literals(["reading", "watching", "passing"])),
  timeMs: Millis,
  positionMs: Schema.NullOr(Millis),
  watched: Schema.Array(Interval),
  watchedMs: Millis
})
export type ModuleProgress = Changeable<typeof ModuleProgress.Type>

export const CourseProgress = Schema.Struct({
  courseId: CourseId,
  versionId: VersionId,
  title: line(255),
  enrolledAt: Instant,
  withdrawnAt: Schema.NullOr(Instant),
  completedAt: Schema.NullOr(Instant),
  lastModule: Schema.NullOr(ModuleId),
  lastActiveAt: Schema.NullOr(Instant),
  timeMs: Millis,
  /** Deciding modules: the mandatory ones, or all where none is. */
  completed: whole,
  total: whole,
  /** In the order of their issue. */
  certificates: Schema.Array(Certificate),
  modules: Schema.Record(key, ModuleProgress),
  /** What was done in modules that the learner's version no longer has. */
  former: Schema.optionalKey(Schema.Record(key, ModuleProgress))
})
export type CourseProgress = Changeable<Omit<typeof CourseProgress.Type, "modules" | "former">> & {
  modules: Record<string, ModuleProgress>
  former?: Record<string, ModuleProgress>
}

export const Session = Schema.Struct({
  courseId: CourseId,
  number: Schema.Int,
  startedAt: Instant,
  lastBeatAt: Instant,
  /** When idleness is looked at next; kept apart from the beats so that a beat moves no alarm. */
  checkAt: Instant,
  timeMs: Millis,
  pages: whole,
  interactions: whole,
  /** Modules open, and the last beat in each. */
  open: Schema.Record(key, Instant)
})
export type Session = Changeable<Omit<typeof Session.Type, "open">> & { open: Record<string, Instant> }

export const AttemptRecord = Schema.Struct({
  number: Schema.Int,
  standing: AttemptStanding,
  /** Does it take the one place for a timed exam (S10)? */
  timed: Schema.Boolean,
  sittingId: Schema.NullOr(SittingId),
  startedAt: Schema.NullOr(Instant),
  endedAt: Schema.NullOr(Instant),
  grade: Schema.NullOr(Grade),
  /** When its first grade was heard of. It stays when the grade goes or is corrected, so that what it earned comes back as it was. */
  gradedAt: Schema.NullOr(Instant),
  sourceSeq: whole
})
export type AttemptRecord = Changeable<typeof AttemptRecord.Type>

export const AssessmentRecord = Schema.Struct({
  courseId: CourseId,
  moduleId: Schema.NullOr(ModuleId),
  type: AssessmentType,
  title: line(255),
  passMark: Decimal,
  maxAttempts: Schema.NullOr(Schema.Int),
  counted: AssessmentSettings.fields.counted,
  attempts: Schema.Record(key, AttemptRecord)
})
export type AssessmentRecord = Changeable<Omit<typeof AssessmentRecord.Type, "attempts">> & {
  attempts: Record<string, AttemptRecord>
}

export const Streak = Schema.Struct({
  timeZone: Schema.String,
  current: whole,
  longest: whole,
  /** The last day of study, when it ends, and when the streak lapses unless the next day has study. */
  day: Schema.NullOr(Schema.String),
  dayEndsAt: Schema.NullOr(Instant),
  lapsesAt: Schema.NullOr(Instant)
})
export type Streak = Changeable<typeof Streak.Type>

export const Notice = Schema.Struct({ ...notice, readAt: Schema.NullOr(Instant) })
export type Notice = typeof Notice.Type

export const LearnerState = Schema.Struct({
  userId: UserId,
  courses: Schema.Record(key, CourseProgress),
  /** The last word heard from each course, also from those never heard of otherwise. */
  heard: Schema.Record(key, whole),
  sessions: Schema.Record(key, Session),
  sessionCount: whole,
  /** Server time already credited, and server time already used to vouch for video, as far back as a gap may reach. */
  credited: Schema.Array(Interval),
  vouched: Schema.Array(Interval),
  streak: Streak,
  assessments: Schema.Record(key, AssessmentRecord),
  activeExam: Schema.NullOr(AttemptId),
  /** By course and number. */
  inbox: Schema.Record(key, Notice),
  /** By course: announcements up to this number have been there, and gave way to newer ones. */
  inboxBefore: Schema.Record(key, whole)
})
export interface LearnerState {
  userId: UserId
  courses: Record<string, CourseProgress>
  heard: Record<string, number>
  sessions: Record<string, Session>
  sessionCount: number
  credited: ReadonlyArray<Interval>
  vouched: ReadonlyArray<Interval>
  streak: Streak
  assessments: Record<string, AssessmentRecord>
  activeExam: AttemptId | null
  inbox: Record<string, Notice>
  inboxBefore: Record<string, number>
}

type Changeable<T> = { -readonly [K in keyof T]: T[K] }
