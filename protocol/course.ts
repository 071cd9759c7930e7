/**
 * Enrolment, announcements and what each audience sees of a course. Outlines and contents of versions are catalogue
 * data and are read over REST.
 */
import { Schema } from "effect"
import { Decimal } from "./assessment.ts"
import { CourseId, ModuleId, UserId, VersionId } from "./ids.ts"
import { line } from "./text.ts"
import { Instant } from "./time.ts"

export const Enrol = Schema.TaggedStruct("Enrol", {})
export const Withdraw = Schema.TaggedStruct("Withdraw", {})
/** By the course's instructors and administrators, to everyone enrolled. */
export const Announce = Schema.TaggedStruct("Announce", { text: line(5_000) })

/** By the course's instructors and administrators: who is enrolled goes on in another published version. */
export const MoveLearners = Schema.TaggedStruct("MoveLearners", {
  versionId: VersionId,
  learners: Schema.Array(UserId).check(Schema.isBetweenLength(1, 200))
})

export const CourseCommand = Schema.Union([Enrol, Withdraw, Announce, MoveLearners])
export type CourseCommand = typeof CourseCommand.Type

export const EnrolReply = Schema.Struct({ enrolledAt: Instant, versionId: VersionId })
export const WithdrawReply = Schema.Struct({ withdrawnAt: Instant })
export const AnnounceReply = Schema.Struct({ number: Schema.Int })

/** Left out: who is not enrolled, or on that version already. */
export const MoveLearnersReply = Schema.Struct({ moved: Schema.Array(UserId) })

export const CourseStatus = Schema.Literals(["draft", "in_review", "approved", "published", "superseded", "archived"])
export type CourseStatus = typeof CourseStatus.Type

/** `text` is absent after its author's words were erased. */
export const AnnouncementView = Schema.Struct({ by: UserId, at: Instant, text: Schema.optionalKey(Schema.String) })
export type AnnouncementView = typeof AnnouncementView.Type

const offer = {
  courseId: CourseId,
  title: Schema.optionalKey(line(255)),
  status: Schema.optionalKey(CourseStatus),
  /** Absent where seats are unlimited. */
  seatsLeft: Schema.optionalKey(Schema.Int)
}

/** Anyone, while the course is published. */
export const CourseVisitorView = Schema.Struct(offer)
export type CourseVisitorView = typeof CourseVisitorView.Type

/** Those enrolled. The newest 50 announcements, under their numbers. */
export const CourseMemberView = Schema.Struct({ ...offer, announcements: Schema.Record(Schema.String, AnnouncementView) })
export type CourseMemberView = typeof CourseMemberView.Type

export const RosterLine = Schema.Struct({ versionId: VersionId, enrolledAt: Instant })

/** The course's instructors, and administrators. */
export const CourseStaffView = Schema.Struct({
  ...offer,
  versionId: Schema.optionalKey(VersionId),
  capacity: Schema.optionalKey(Schema.Int),
  taken: Schema.Int,
  roster: Schema.Record(Schema.String, RosterLine),
  announcements: Schema.Record(Schema.String, AnnouncementView)
})
export type CourseStaffView = typeof CourseStaffView.Type

/**
 * One learner on a course's progress board (feed `board`, keyed by learner id). Published when progress, module or
 * session change and with each further minute of verified time, not with each beat.
 */
export const BoardRow = Schema.Struct({
  learnerId: UserId,
  courseId: CourseId,
  /** A learner who withdrew stays as a row, so that watchers see them go. */
  enrolled: Schema.Boolean,
  enrolledAt: Instant,
  /** Completed of `total` deciding modules; cut to two places, so that 100 means all. */
  percent: Decimal,
  completed: Schema.Int,
  total: Schema.Int,
  /** Learning now: a session in this course is open. */
  active: Schema.Boolean,
  lastModule: Schema.NullOr(ModuleId),
  streak: Schema.Int,
  timeSpentS: Schema.Int,
  completedAt: Schema.NullOr(Instant),
  lastActiveAt: Schema.NullOr(Instant)
})
export type BoardRow = typeof BoardRow.Type
