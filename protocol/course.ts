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

/** How one comes into a course: by oneself, by invitation, by being approved, or not at all. */
export const EnrolmentMode = Schema.Literals(["open", "invitation", "approval", "closed"])
export type EnrolmentMode = typeof EnrolmentMode.Type

export const InvitationId = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })).pipe(
  Schema.brand("InvitationId")
)
export type InvitationId = typeof InvitationId.Type

/** Where a full course has a wait list; a seat that has become free meanwhile is taken at once. */
export const JoinWaitList = Schema.TaggedStruct("JoinWaitList", {})
export const LeaveWaitList = Schema.TaggedStruct("LeaveWaitList", {})
/** Where enrolments have to be approved. */
export const RequestEnrolment = Schema.TaggedStruct("RequestEnrolment", { note: Schema.optionalKey(line(2_000)) })
export const CancelRequest = Schema.TaggedStruct("CancelRequest", {})
/** The token of the link in the invitation. */
export const AcceptInvitation = Schema.TaggedStruct("AcceptInvitation", {
  token: Schema.String.check(Schema.isPattern(/^[A-Za-z0-9_-]{20,100}$/))
})
/** By the course's staff, as those below; a refusal has a reason. */
export const DecideRequest = Schema.TaggedStruct("DecideRequest", {
  userId: UserId,
  approved: Schema.Boolean,
  reason: Schema.optionalKey(line(2_000))
})
/** Lets somebody in, whatever the way in; where there is no seat, onto the wait list. */
export const Admit = Schema.TaggedStruct("Admit", { userId: UserId })
/** From the course, its wait list, and those who ask. */
export const Remove = Schema.TaggedStruct("Remove", { userId: UserId })

export const CourseCommand = Schema.Union([
  Enrol,
  Withdraw,
  JoinWaitList,
  LeaveWaitList,
  RequestEnrolment,
  CancelRequest,
  AcceptInvitation,
  DecideRequest,
  Admit,
  Remove,
  Announce,
  MoveLearners
])
export type CourseCommand = typeof CourseCommand.Type

export const EnrolReply = Schema.Struct({ enrolledAt: Instant, versionId: VersionId })
/** `position` counts from 1; those before it are who has a smaller ticket. */
export const WaitingReply = Schema.Struct({ ticket: Schema.Int, position: Schema.Int, since: Instant })
/** A seat, or a place on the wait list. */
export const SeatReply = Schema.Union([EnrolReply, WaitingReply])
export const RequestReply = Schema.Struct({ requestedAt: Instant })
/** Of `DecideRequest`: what approving gave, or when it was refused. */
export const DecideReply = Schema.Union([EnrolReply, WaitingReply, Schema.Struct({ decidedAt: Instant })])
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
  seatsLeft: Schema.optionalKey(Schema.Int),
  mode: Schema.optionalKey(EnrolmentMode),
  waitList: Schema.optionalKey(Schema.Boolean),
  /** How many wait for a seat. */
  waiting: Schema.Int
}

/** Anyone, while the course is published. */
export const CourseVisitorView = Schema.Struct(offer)
export type CourseVisitorView = typeof CourseVisitorView.Type

/** Those who wait for a seat. One's position: how many tickets are smaller than one's own, and one. */
export const CourseWaitingView = Schema.Struct({ ...offer, queue: Schema.Record(Schema.String, Schema.Literal(true)) })
export type CourseWaitingView = typeof CourseWaitingView.Type

/** Those enrolled. The newest 50 announcements, under their numbers. */
export const CourseMemberView = Schema.Struct({ ...offer, announcements: Schema.Record(Schema.String, AnnouncementView) })
export type CourseMemberView = typeof CourseMemberView.Type

export const RosterLine = Schema.Struct({ versionId: VersionId, enrolledAt: Instant })

/** Somebody on the wait list, under their ticket. */
export const QueueLine = Schema.Struct({ userId: UserId, since: Instant })
/** Somebody who asks to be let in; `note` is absent where there is none, or its author's words were erased. */
export const RequestLine = Schema.Struct({ at: Instant, note: Schema.optionalKey(Schema.String) })

/** The course's instructors, and administrators. */
export const CourseStaffView = Schema.Struct({
  ...offer,
  versionId: Schema.optionalKey(VersionId),
  capacity: Schema.optionalKey(Schema.Int),
  taken: Schema.Int,
  roster: Schema.Record(Schema.String, RosterLine),
  queue: Schema.Record(Schema.String, QueueLine),
  requests: Schema.Record(Schema.String, RequestLine),
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
