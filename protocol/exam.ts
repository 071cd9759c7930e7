/**
 * An exam sitting as it crosses the wire: a scheduled room that opens, lets waiting attempts begin, and closes. Its
 * wall is a feed of the attempts' rows (`WallRow` in `attempt.ts`), not part of its view.
 */
import { Schema } from "effect"
import { Decimal } from "./assessment.ts"
import { AssessmentId, AttemptId, CourseId, SittingId, UserId } from "./ids.ts"
import { Reason, RoomAction, roomActions } from "./proctoring.ts"
import { line } from "./text.ts"
import { Instant, Millis, minutes } from "./time.ts"

/** From 1 to 10, with at most four places. */
export const Factor = Decimal.check(Schema.isPattern(/^([1-9](\.[0-9]{1,4})?|10)$/))

export const examPhases = ["scheduled", "open", "closed"] as const
export const ExamPhase = Schema.Literals(examPhases)
export type ExamPhase = (typeof examPhases)[number]

/** One pause of the whole room; `until: null` while it goes on. */
export const RoomPause = Schema.Struct({
  from: Instant,
  until: Schema.NullOr(Instant),
  by: UserId,
  reason: Schema.String
})
export type RoomPause = typeof RoomPause.Type

/** What the sitting asks of its attempts. Addresses are CIDR ranges (`10.1.0.0/16`, `2001:db8::/32`); none: from anywhere. */
export const RoomRules = Schema.Struct({
  password: Schema.Boolean,
  check: Schema.Boolean,
  addresses: Schema.Array(Schema.String),
  /** Which attempts are reviewed after grading, and whether a verdict takes two people. */
  review: Schema.Literals(["none", "flagged", "all"]),
  secondReviewer: Schema.Boolean,
  /** How long late answers await a decision (T7), and how long after expiry time may still be granted (T9). */
  adjudicationMs: Millis,
  reopenMs: Millis
})
export type RoomRules = typeof RoomRules.Type

export const defaultRules: RoomRules = {
  password: false,
  check: false,
  addresses: [],
  review: "flagged",
  secondReviewer: true,
  adjudicationMs: minutes(24 * 60),
  reopenMs: minutes(60)
}

/**
 * What may be different for a person or a group (T2, T4). An absent field falls through: to the group, then to the exam.
 * `null` is "none": no close, no limit, any number of attempts. `absolute`: this limit takes no factor.
 */
export const Terms = Schema.Struct({
  opensAt: Schema.optionalKey(Instant),
  closesAt: Schema.optionalKey(Schema.NullOr(Instant)),
  limit: Schema.optionalKey(Schema.NullOr(Millis)),
  absolute: Schema.optionalKey(Schema.Boolean),
  factor: Schema.optionalKey(Factor),
  extra: Schema.optionalKey(Millis),
  attempts: Schema.optionalKey(Schema.NullOr(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 }))))
})
export type Terms = typeof Terms.Type

const none = ["closesAt", "limit", "attempts"] as const
/** Terms as a view shows them: a merge patch cannot carry `null`, so what is "none" is listed. */
export const TermsView = Schema.Struct({
  opensAt: Schema.optionalKey(Instant),
  closesAt: Schema.optionalKey(Instant),
  limit: Schema.optionalKey(Millis),
  absolute: Schema.optionalKey(Schema.Boolean),
  factor: Schema.optionalKey(Factor),
  extra: Schema.optionalKey(Millis),
  attempts: Schema.optionalKey(Schema.Int),
  none: Schema.optionalKey(Schema.Array(Schema.Literals(none)))
})
export type TermsView = typeof TermsView.Type

/** Begins with a letter or a figure: names are keys of objects, and `__proto__` is none. */
const name = Schema.String.check(Schema.isPattern(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/))
export const GroupName = name
/** Names an action of the room; the client makes it up, so that its receipts can be followed from the start. */
export const ActionId = name

// Commands: a proctor of the sitting, an instructor of its course or an administrator

export const Open = Schema.TaggedStruct("Open", {})
export const Close = Schema.TaggedStruct("Close", {})
/** Time stands still for everybody in the room; personal pauses within it count once (T1). */
export const PauseRoom = Schema.TaggedStruct("PauseRoom", { reason: Reason })
export const ResumeRoom = Schema.TaggedStruct("ResumeRoom", { reason: Schema.optionalKey(Reason) })
/** One action on the room or on some of its attempts, carried out by each of them; the view tells how far it has come. */
export const Act = Schema.TaggedStruct("Act", {
  actionId: ActionId,
  on: Schema.Union([Schema.Literal("room"), Schema.Array(AttemptId).check(Schema.isBetweenLength(1, 1_000))]),
  action: RoomAction
})
/** On duty from now on; `HandOver` names who is next, and it counts from when that one begins (W5). */
export const BeginShift = Schema.TaggedStruct("BeginShift", {})
export const HandOver = Schema.TaggedStruct("HandOver", { to: UserId, note: Schema.optionalKey(line(2_000)) })
export const EndShift = Schema.TaggedStruct("EndShift", {})

/** An instructor of the course or an administrator. */
export const AssignProctor = Schema.TaggedStruct("AssignProctor", { userId: UserId })
export const UnassignProctor = Schema.TaggedStruct("UnassignProctor", { userId: UserId })
export const SetGroup = Schema.TaggedStruct("SetGroup", {
  group: GroupName,
  members: Schema.Array(UserId).check(Schema.isMaxLength(5_000)),
  terms: Terms
})
export const RemoveGroup = Schema.TaggedStruct("RemoveGroup", { group: GroupName })
/** `terms: null` takes the personal ones away. */
export const SetTerms = Schema.TaggedStruct("SetTerms", { userId: UserId, terms: Schema.NullOr(Terms) })

export const ExamCommand = Schema.Union([
  Open,
  Close,
  PauseRoom,
  ResumeRoom,
  Act,
  BeginShift,
  HandOver,
  EndShift,
  AssignProctor,
  UnassignProctor,
  SetGroup,
  RemoveGroup,
  SetTerms
])
export type ExamCommand = typeof ExamCommand.Type

export const OpenReply = Schema.Struct({ openedAt: Instant })
export type OpenReply = typeof OpenReply.Type
export const CloseReply = Schema.Struct({ closedAt: Instant })
export type CloseReply = typeof CloseReply.Type
/** How many attempts it goes to. */
export const ActReply = Schema.Struct({ actionId: ActionId, targets: Schema.Int })
export type ActReply = typeof ActReply.Type
export const AssignProctorReply = Schema.Struct({ assignedAt: Instant })
export type AssignProctorReply = typeof AssignProctorReply.Type
export const PauseRoomReply = Schema.Struct({ pausedAt: Instant })
export type PauseRoomReply = typeof PauseRoomReply.Type
export const ResumeRoomReply = Schema.Struct({ resumedAt: Instant })
export type ResumeRoomReply = typeof ResumeRoomReply.Type
/** Of `BeginShift`, `HandOver`, `EndShift` and `UnassignProctor`: since when it is so. */
export const DutyReply = Schema.Struct({ at: Instant })
export type DutyReply = typeof DutyReply.Type
/** Of `SetGroup`, `RemoveGroup` and `SetTerms`: sentences for the author where window and limit leave no room (T4). */
export const TermsReply = Schema.Struct({ warnings: Schema.Array(Schema.String) })
export type TermsReply = typeof TermsReply.Type

// Views

const room = {
  sittingId: SittingId,
  assessmentId: AssessmentId,
  courseId: CourseId,
  title: Schema.String,
  phase: ExamPhase,
  opensAt: Instant,
  closesAt: Schema.optionalKey(Instant),
  closeCuts: Schema.Boolean,
  lateEntry: Schema.Boolean,
  /** Present while the whole room is paused. */
  pausedSince: Schema.optionalKey(Instant),
  openedAt: Schema.optionalKey(Instant),
  closedAt: Schema.optionalKey(Instant)
}

/** Says nothing of the others in the room: five hundred arrivals would otherwise be told to five hundred people. */
export const ExamCandidateView = Schema.Struct(room)
export type ExamCandidateView = typeof ExamCandidateView.Type

export const ProctorView = Schema.Struct({ assignedAt: Instant, onDutySince: Schema.optionalKey(Instant) })
export const GroupView = Schema.Struct({ members: Schema.Array(UserId), terms: TermsView })
/** Who has been reached, and who refused. */
export const ActionView = Schema.Struct({
  what: Schema.Literals(roomActions),
  by: UserId,
  at: Instant,
  reason: Schema.optionalKey(Schema.String),
  room: Schema.Boolean,
  targets: Schema.Int,
  done: Schema.Int,
  /** By attempt id, with the code of the refusal; at most 1,000. */
  refused: Schema.Record(Schema.String, Schema.String),
  /** Refusals beyond those. */
  unlisted: Schema.optionalKey(Schema.Int)
})
export type ActionView = typeof ActionView.Type
export const HandoverView = Schema.Struct({ from: UserId, to: UserId, note: Schema.optionalKey(Schema.String), at: Instant })

export const Candidate = Schema.Struct({ learnerId: UserId, number: Schema.Int, registeredAt: Instant })
export type Candidate = typeof Candidate.Type

export const ExamProctorView = Schema.Struct({
  ...room,
  /** By user id. */
  proctors: Schema.Record(Schema.String, ProctorView),
  /** By attempt id. */
  candidates: Schema.Record(Schema.String, Candidate),
  registered: Schema.Int,
  pauses: Schema.Array(RoomPause),
  rules: RoomRules,
  /** By name. */
  groups: Schema.Record(Schema.String, GroupView),
  /** Personal terms, by user id. */
  terms: Schema.Record(Schema.String, TermsView),
  /** By action id; the newest 100. */
  actions: Schema.Record(Schema.String, ActionView),
  handover: Schema.optionalKey(HandoverView)
})
export type ExamProctorView = typeof ExamProctorView.Type

export const examAudiences = ["candidates", "proctors"] as const
export type ExamAudience = (typeof examAudiences)[number]
