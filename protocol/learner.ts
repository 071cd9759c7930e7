/**
 * What a learner may send, what is answered, and what they see of themself. All positions and lengths within a video
 * are milliseconds of the video; all times spent are milliseconds of the server's clock.
 */
import { Schema } from "effect"
import { AssessmentType, Decimal } from "./assessment.ts"
import { Exact } from "./attempt.ts"
import { AssessmentId, AttemptId, CourseId, ModuleId, SittingId, UserId, VersionId } from "./ids.ts"
import { line } from "./text.ts"
import { Instant, Millis } from "./time.ts"

const within = { courseId: CourseId, moduleId: ModuleId }
const count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000 }))

/** A stretch of a video, `fromMs` included, `toMs` excluded. */
export const Stretch = Schema.Struct({ fromMs: Millis, toMs: Millis }).check(
  Schema.makeFilter((stretch) => stretch.fromMs < stretch.toMs || "must end after it begins")
)
export type Stretch = typeof Stretch.Type

/** What a beat reports since the one before it. All of it is a claim; the server's clock bounds what is believed. */
const beat = {
  ...within,
  /** Where to resume: in a video its playhead, elsewhere the client's own measure of how far one has read. */
  positionMs: Schema.optionalKey(Millis),
  watched: Schema.optionalKey(Schema.Array(Stretch).check(Schema.isMaxLength(20))),
  pages: Schema.optionalKey(count),
  interactions: Schema.optionalKey(count)
}

export const OpenModule = Schema.TaggedStruct("OpenModule", within)
/** The durable beat of a learner at work, every 10 s or so. Opens the module where it is not open. */
export const Study = Schema.TaggedStruct("Study", beat)
/** The last beat in a module; ends the learning session when no other module of the course is being studied. */
export const CloseModule = Schema.TaggedStruct("CloseModule", beat)
/** "I have read this": for modules without a video to watch or an assessment to pass. */
export const CompleteModule = Schema.TaggedStruct("CompleteModule", within)
/** Begins nothing yet: reserves an attempt and has it created. With a sitting, the attempt waits for the room to open. */
export const StartAttempt = Schema.TaggedStruct("StartAttempt", {
  assessmentId: AssessmentId,
  sittingId: Schema.optionalKey(SittingId),
  /** By staff of the course: to see it as its takers will. Counts for nothing and leaves no trace (T1). */
  preview: Schema.optionalKey(Schema.Literal(true))
})

/** An announcement of a course was read. */
export const ReadNotice = Schema.TaggedStruct("ReadNotice", { courseId: CourseId, number: Schema.Int })

export const LearnerCommand = Schema.Union([OpenModule, Study, CloseModule, CompleteModule, StartAttempt, ReadNotice])
export type LearnerCommand = typeof LearnerCommand.Type

/** `positionMs` is where the module was left, on whichever device; absent when it was never entered. */
export const OpenModuleReply = Schema.Struct({ session: Schema.Int, positionMs: Schema.optionalKey(Millis) })
/** What a beat, or the last one in `CloseModule`, was credited: verified time, and video of the claim that was believed. */
export const StudyReply = Schema.Struct({ creditedMs: Millis, watchedMs: Millis })
export const CompleteModuleReply = Schema.Struct({ completedAt: Instant })
/** `resumed`: an attempt of theirs at this assessment is not over yet, and this is it; none was used up. */
export const StartAttemptReply = Schema.Struct({
  attemptId: AttemptId,
  number: Schema.Int,
  resumed: Schema.Boolean
})

export const ReadNoticeReply = Schema.Struct({ readAt: Instant })

export const ContentType = Schema.Literals(["text", "video", "document", "quiz", "exam"])

export const ModuleView = Schema.Struct({
  title: line(255),
  order: Schema.Int,
  mandatory: Schema.Boolean,
  contentType: ContentType,
  assessmentId: Schema.optionalKey(AssessmentId),
  durationMs: Schema.optionalKey(Millis),
  openedAt: Schema.optionalKey(Instant),
  completedAt: Schema.optionalKey(Instant),
  /** Verified time in this module. */
  timeMs: Millis,
  positionMs: Schema.optionalKey(Millis),
  /** Verified video, each moment of it once; the stretches in order, replaced whole when they change. */
  watchedMs: Millis,
  watched: Schema.Array(Stretch),
  /** Modules that have to be complete before this one opens, and when it opens. */
  prerequisites: Schema.optionalKey(Schema.Array(ModuleId)),
  releaseAt: Schema.optionalKey(Instant)
})
export type ModuleView = typeof ModuleView.Type

/** `STOA-<course>-<person>-<ordinal>`. */
export const CertificateNumber = Schema.String.check(Schema.isPattern(/^STOA-\d{6,16}-\d{8,16}-\d{2,16}$/)).pipe(
  Schema.brand("CertificateNumber")
)
export type CertificateNumber = typeof CertificateNumber.Type

/** Valid unless withdrawn. Of several in a course, the valid one, or else the one issued last. */
export const CertificateView = Schema.Struct({
  number: CertificateNumber,
  issuedAt: Instant,
  withdrawnAt: Schema.optionalKey(Instant)
})
export type CertificateView = typeof CertificateView.Type

export const EnrolmentView = Schema.Struct({
  versionId: VersionId,
  title: line(255),
  enrolledAt: Instant,
  completedAt: Schema.optionalKey(Instant),
  certificate: Schema.optionalKey(CertificateView),
  /** Completed modules of those that decide (the mandatory ones, or all where none is); `percent` is cut to two places. */
  percent: Decimal,
  completed: Schema.Int,
  total: Schema.Int,
  timeMs: Millis,
  lastModule: Schema.optionalKey(ModuleId),
  lastActiveAt: Schema.optionalKey(Instant),
  modules: Schema.Record(Schema.String, ModuleView)
})
export type EnrolmentView = typeof EnrolmentView.Type

/**
 * `reserved` until it begins (a waiting room counts as reserved), then `running`, `over`, `graded`. `unused`: it ended
 * before it began (declined, expired, absent) or was voided, and none of the allowed attempts was used up.
 */
export const AttemptStanding = Schema.Literals(["reserved", "running", "over", "graded", "unused"])
export type AttemptStanding = typeof AttemptStanding.Type

export const AttemptLine = Schema.Struct({
  number: Schema.Int,
  standing: AttemptStanding,
  sittingId: Schema.optionalKey(SittingId),
  startedAt: Schema.optionalKey(Instant),
  endedAt: Schema.optionalKey(Instant),
  /** Marks, exactly, of so many; `percent` of them is cut to two places, never rounded up. */
  awarded: Schema.optionalKey(Exact),
  outOf: Schema.optionalKey(Decimal),
  percent: Schema.optionalKey(Decimal),
  passed: Schema.optionalKey(Schema.Boolean)
})
export type AttemptLine = typeof AttemptLine.Type

export const AssessmentView = Schema.Struct({
  courseId: CourseId,
  moduleId: Schema.optionalKey(ModuleId),
  type: AssessmentType,
  title: line(255),
  used: Schema.Int,
  /**
   * Attempts left by the assessment's own limit; absent when it has none. A sitting may allow a person or their group more or
   * fewer (T2). That is the room's to set and is looked up when an attempt in it is started, and no earlier: this view is of
   * the assessment, and cannot know it. So do not bar anybody from a sitting by it; what refuses is `no_attempts_left`.
   */
  left: Schema.optionalKey(Schema.Int),
  /** Does the counted score pass (S8)? Absent until something counts. `percent` is cut to two places, never rounded up. */
  counted: Schema.optionalKey(Schema.Struct({ percent: Decimal, passed: Schema.Boolean })),
  attempts: Schema.Record(Schema.String, AttemptLine)
})
export type AssessmentView = typeof AssessmentView.Type

export const StreakView = Schema.Struct({
  /** Days in a row up to `lastDay`; 0 once a whole day has passed without study. */
  current: Schema.Int,
  longest: Schema.Int,
  /** Civil day in the learner's zone, `YYYY-MM-DD`. */
  lastDay: Schema.optionalKey(Schema.String),
  timeZone: Schema.String
})

export const SessionView = Schema.Struct({ number: Schema.Int, startedAt: Instant, timeMs: Millis })

/** Something announced in a course; the words are the course's, under this number of its announcements. */
export const NoticeView = Schema.Struct({
  courseId: CourseId,
  number: Schema.Int,
  by: UserId,
  at: Instant,
  readAt: Schema.optionalKey(Instant)
})
export type NoticeView = typeof NoticeView.Type

/** The audience `self`: the learner, and administrators. Keys of the records are ids in decimal. */
export const LearnerView = Schema.Struct({
  userId: UserId,
  courses: Schema.Record(Schema.String, EnrolmentView),
  assessments: Schema.Record(Schema.String, AssessmentView),
  /** Learning sessions under way, by course. */
  sessions: Schema.Record(Schema.String, SessionView),
  streak: StreakView,
  /** The newest 200, under `<course>-<number>`. */
  inbox: Schema.Record(Schema.String, NoticeView),
  /** The one timed exam that is reserved or running (S10). */
  activeExam: Schema.optionalKey(AttemptId)
})
export type LearnerView = typeof LearnerView.Type
