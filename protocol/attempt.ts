/**
 * An attempt at an assessment as it crosses the wire: what its taker may send, what comes back, and what each of its
 * three audiences sees. Takers see their own answers and never a key; proctors see progress and never an answer's
 * content; graders see answers. Views omit what is not so; `null` has no meaning in them (see `merge-patch.ts`).
 */
import { Schema } from "effect"
import {
  ActView,
  CheckView,
  ConfirmMessage,
  FlagView,
  MessageView,
  RaiseHand,
  ReportCheck,
  ReportSignals,
  RoomAction,
  Say,
  SeenDevice,
  SignalKind,
  WatchView
} from "./proctoring.ts"
import { Appeal, AppealView, CaseCommand, ProposalView, VerdictView } from "./review.ts"
import { text } from "./text.ts"
import { AssessmentType, Decimal, Response } from "./assessment.ts"
import { AssessmentId, AttemptId, CourseId, QuestionId, SittingId, UserId } from "./ids.ts"
import { Instant, Millis } from "./time.ts"

/**
 * S1. `waiting`: in a sitting's waiting room, or let in and not begun yet (`canBegin`). `ended`: the deadline has passed and
 * what was received by then is still being taken. `submitted` and `terminated` are stored; `grading` is under way, and
 * falls back to the one it came from when it fails (S6). Before the start an attempt can end as `declined` (by its learner),
 * `expired` (its own window passed) or `absent` (the room closed); none is used up by that, nor by `voided`.
 */
export const attemptStates = [
  "created",
  "waiting",
  "in_progress",
  "paused",
  "ended",
  "submitted",
  "terminated",
  "grading",
  "graded",
  "under_review",
  "verified",
  "rejected",
  "declined",
  "expired",
  "absent",
  "voided"
] as const
export const AttemptState = Schema.Literals(attemptStates)
export type AttemptState = (typeof attemptStates)[number]

// Commands of the taker; those of staff are in `proctoring.ts` and `review.ts`

/** `password` where the sitting has one; `consented` to the text the view shows under `needs`. */
export const Begin = Schema.TaggedStruct("Begin", {
  password: Schema.optionalKey(text(200)),
  consented: Schema.optionalKey(Schema.Boolean)
})
/** `response: null` clears the answer. */
export const SaveAnswer = Schema.TaggedStruct("SaveAnswer", { question: QuestionId, response: Schema.NullOr(Response) })
export const Submit = Schema.TaggedStruct("Submit", {})
/** Before the start: "I will not sit this." Uses no attempt up. */
export const Decline = Schema.TaggedStruct("Decline", {})
/** From the device that is to go on. `epoch` is the one that the person was shown and wants to end. */
export const TakeOver = Schema.TaggedStruct("TakeOver", { epoch: Schema.Int })
/** The change of time with this number was shown to the learner. */
export const AcknowledgeTime = Schema.TaggedStruct("AcknowledgeTime", { change: Schema.Int })

export const TakerCommand = Schema.Union([
  Begin,
  SaveAnswer,
  Submit,
  Decline,
  TakeOver,
  AcknowledgeTime,
  ConfirmMessage,
  Say,
  RaiseHand,
  ReportCheck,
  ReportSignals,
  Appeal
])
export const StaffCommand = Schema.Union([...RoomAction.members, ...CaseCommand.members])
export const AttemptCommand = Schema.Union([...TakerCommand.members, ...StaffCommand.members])
export type AttemptCommand = typeof AttemptCommand.Type

/** `deadline: null`: there is neither a limit nor a close that cuts. */
export const BeginReply = Schema.Struct({ startedAt: Instant, deadline: Schema.NullOr(Instant) })
export type BeginReply = typeof BeginReply.Type
/** `savedAt` is the receive time. `counted: false`: received after the deadline, kept, awaiting a decision (T7). */
export const SaveAnswerReply = Schema.Struct({ savedAt: Instant, counted: Schema.Boolean })
export type SaveAnswerReply = typeof SaveAnswerReply.Type
export const SubmitReply = Schema.Struct({ submittedAt: Instant })
export type SubmitReply = typeof SubmitReply.Type
/** The device's epoch from now on: writes of all others are refused. */
export const TakeOverReply = Schema.Struct({ epoch: Schema.Int })
export type TakeOverReply = typeof TakeOverReply.Type

// Views

/** Who handed in: the learner, or the clock with what was saved (T6). */
export const SubmittedBy = Schema.Literals(["learner", "clock"])
export type SubmittedBy = typeof SubmittedBy.Type

/** An exact fraction of whole numbers in lowest terms: `2/3`, `-1/4`, `5`. */
export const Exact = Schema.String.check(Schema.isPattern(/^-?(0|[1-9][0-9]*)(\/[1-9][0-9]*)?$/)).pipe(Schema.brand("Exact"))
export type Exact = typeof Exact.Type

export const QuestionGrade = Schema.Struct({ awarded: Exact, outOf: Decimal })
export type QuestionGrade = typeof QuestionGrade.Type

/** `score` is per cent, cut (never rounded up) to two decimals for people; `passed` was decided on the exact value. */
export const GradeView = Schema.Struct({
  score: Decimal,
  passed: Schema.Boolean,
  awarded: Exact,
  outOf: Decimal,
  gradedAt: Instant,
  /** Late answers await a decision, which may change it (T7). */
  provisional: Schema.Boolean,
  /** For graders, and for takers where the assessment allows review. */
  questions: Schema.optionalKey(Schema.Record(QuestionId, QuestionGrade))
})
export type GradeView = typeof GradeView.Type

/** `response` is absent after the learner's words were erased. */
export const AnswerView = Schema.Struct({ response: Schema.optionalKey(Response), savedAt: Instant })
export type AnswerView = typeof AnswerView.Type
/** The latest answer to a question that came after the deadline. `lapsed`: nobody decided in time. */
export const LateAnswerView = Schema.Struct({
  response: Schema.optionalKey(Response),
  receivedAt: Instant,
  claimedAt: Schema.optionalKey(Instant),
  decision: Schema.Literals(["awaiting", "accepted", "refused", "lapsed"]),
  reason: Schema.optionalKey(Schema.String)
})
export type LateAnswerView = typeof LateAnswerView.Type

/** What moved a deadline. `by` is absent where no person did: the schedule, an outage. */
export const TimeChange = Schema.Struct({
  n: Schema.Int,
  old: Schema.optionalKey(Instant),
  /** Absent while paused, or where nothing limits the attempt any more. */
  new: Schema.optionalKey(Instant),
  reason: Schema.Literals(["pause", "resume", "extension", "lock", "clearing", "window", "accommodation", "outage", "reopening"]),
  /** In the words of whoever did it. */
  note: Schema.optionalKey(Schema.String),
  by: Schema.optionalKey(UserId),
  at: Instant,
  /** When the taker's client said that it was shown. */
  acknowledgedAt: Schema.optionalKey(Instant)
})
export type TimeChange = typeof TimeChange.Type

/** Who holds the attempt: one device at a time. `name` is `device:…` of its handshake, or `session` for REST. */
export const DeviceView = Schema.Struct({ epoch: Schema.Int, name: Schema.String, since: Instant })
export type DeviceView = typeof DeviceView.Type

/** `pause`: time stands still; `lock`: so does it, and a proctor has to check before answers are taken again (T11). */
export const StandstillView = Schema.Struct({
  kind: Schema.Literals(["pause", "room_pause", "lock"]),
  since: Instant,
  by: Schema.optionalKey(UserId),
  reason: Schema.optionalKey(Schema.String)
})
export type StandstillView = typeof StandstillView.Type

const lifecycle = {
  attemptId: AttemptId,
  assessmentId: AssessmentId,
  courseId: CourseId,
  sittingId: Schema.optionalKey(SittingId),
  learnerId: UserId,
  number: Schema.Int,
  type: AssessmentType,
  title: Schema.String,
  state: AttemptState,
  createdAt: Instant,
  /** The time given, without what a closing room cuts off; absent when unlimited. */
  limit: Schema.optionalKey(Millis),
  startedAt: Schema.optionalKey(Instant),
  /** Absolute; absent when there is none. */
  deadline: Schema.optionalKey(Instant),
  /** The latest change of the deadline (T3, T8). */
  timeChange: Schema.optionalKey(TimeChange),
  /** What holds the attempt at the moment, newest last; absent when nothing does. */
  standstill: Schema.optionalKey(Schema.Array(StandstillView)),
  /** The time that is kept while it stands still (T8); absent when nothing limits it. */
  leftMs: Schema.optionalKey(Millis),
  device: Schema.optionalKey(DeviceView),
  handRaised: Schema.optionalKey(Instant),
  verdict: Schema.optionalKey(VerdictView),
  appeal: Schema.optionalKey(AppealView),
  preview: Schema.optionalKey(Schema.Literal(true)),
  /** Time given back for outages of the system (T13), contained in `deadline`. */
  compensated: Schema.optionalKey(Millis),
  endedAt: Schema.optionalKey(Instant),
  submittedAt: Schema.optionalKey(Instant),
  submittedBy: Schema.optionalKey(SubmittedBy),
  answered: Schema.Int,
  total: Schema.Int,
  /** Questions for which answers arrived after the deadline. */
  late: Schema.Int
}

export const RoomView = Schema.Struct({
  phase: Schema.Literals(["scheduled", "open", "closed"]),
  opensAt: Instant,
  closesAt: Schema.optionalKey(Instant),
  /** The close ends running attempts; otherwise it only ends entry (T1). */
  closeCuts: Schema.Boolean,
  lateEntry: Schema.Boolean
})
export type RoomView = typeof RoomView.Type

/** Read the paper itself over REST (`GET /api/v1/attempts/{id}/paper`) once begun. */
export const AttemptTakerView = Schema.Struct({
  ...lifecycle,
  /** The room is open, its time runs, and `beginsAt` has come: the view changes when it does. */
  canBegin: Schema.Boolean,
  /** What `Begin` asks for. */
  needs: Schema.Struct({
    password: Schema.Boolean,
    check: Schema.Boolean,
    /** The text to consent to; absent when there is none, or consent was given. */
    consent: Schema.optionalKey(Schema.String)
  }),
  /**
   * When this learner may begin, at the earliest: releases are spread a little. There from the opening on, for a countdown by
   * the server's clock; `Begin` before it is refused with `not_open` and what is left of it.
   */
  beginsAt: Schema.optionalKey(Instant),
  check: Schema.optionalKey(CheckView),
  /** By number. */
  messages: Schema.Record(Schema.String, MessageView),
  room: Schema.optionalKey(RoomView),
  answers: Schema.Record(QuestionId, AnswerView),
  lateAnswers: Schema.Record(QuestionId, LateAnswerView),
  grade: Schema.optionalKey(GradeView)
})
export type AttemptTakerView = typeof AttemptTakerView.Type

/** What those who watch or decide see besides. */
const proctored = {
  check: Schema.optionalKey(CheckView),
  messages: Schema.Record(Schema.String, MessageView),
  flags: Schema.Record(Schema.String, FlagView),
  watch: WatchView,
  /** As in `WallRow`. */
  unseenSince: Schema.optionalKey(Instant),
  /** Devices and addresses it was sat from, in order (W3). */
  devices: Schema.Array(SeenDevice),
  /** What staff did, by the journal's sequence. */
  acts: Schema.Record(Schema.String, ActView),
  proposal: Schema.optionalKey(ProposalView)
}

/** `saved`: when each answer was last saved, without what it says. */
export const AttemptProctorView = Schema.Struct({
  ...lifecycle,
  saved: Schema.Record(QuestionId, Instant),
  ...proctored,
  /** Grading was asked for more than once (S6). */
  gradingDelayed: Schema.Boolean
})
export type AttemptProctorView = typeof AttemptProctorView.Type

export const AttemptGraderView = Schema.Struct({
  ...lifecycle,
  answers: Schema.Record(QuestionId, AnswerView),
  lateAnswers: Schema.Record(QuestionId, LateAnswerView),
  grade: Schema.optionalKey(GradeView),
  ...proctored,
  gradingDelayed: Schema.Boolean
})
export type AttemptGraderView = typeof AttemptGraderView.Type

export const attemptAudiences = ["taker", "proctors", "graders"] as const
export type AttemptAudience = (typeof attemptAudiences)[number]

/**
 * One row of a sitting's wall, under the attempt's id as key. Rows are replaced whole. Time left is not sent: watchers
 * take `deadline` minus the server's clock, to the second.
 */
export const WallRow = Schema.Struct({
  attemptId: AttemptId,
  learnerId: UserId,
  number: Schema.Int,
  state: AttemptState,
  answered: Schema.Int,
  total: Schema.Int,
  startedAt: Schema.NullOr(Instant),
  deadline: Schema.NullOr(Instant),
  /** Since when time stands still, and the time that is left then. */
  standstill: Schema.NullOr(
    Schema.Struct({ kinds: Schema.Array(StandstillView.fields.kind), since: Instant, leftMs: Schema.NullOr(Millis) })
  ),
  late: Schema.Int,
  submittedAt: Schema.NullOr(Instant),
  handRaised: Schema.NullOr(Instant),
  /** By kind, what the client reported; evidence, never a verdict. */
  signals: Schema.Record(Schema.String, Schema.Int),
  lastSignal: Schema.NullOr(Schema.Struct({ kind: SignalKind, at: Instant })),
  /** Time in which nothing was observed, of the time it was sat. */
  gapMs: Millis,
  /**
   * While it is sat: when the last report came, or it began, later by what stood still since. From then on nothing is known, and
   * the gap grows by the clock, standing with `standstill`. More than 2 min of it is a gap; less may be a report's way.
   */
  unseenSince: Schema.optionalKey(Instant),
  /** Raised by people and not withdrawn. */
  flags: Schema.Int,
  /** Messages and warnings not confirmed yet, and chat of the learner's that nobody has answered. */
  unconfirmed: Schema.Int,
  unanswered: Schema.Int,
  /** A change of time that the client has not acknowledged: show it 5 s after `at`. */
  timeChange: Schema.NullOr(Schema.Struct({ n: Schema.Int, at: Instant, acknowledged: Schema.Boolean })),
  /** `changes`: how often another device or another address followed, all of them. */
  device: Schema.NullOr(Schema.Struct({ epoch: Schema.Int, since: Instant, changes: Schema.Int })),
  check: Schema.NullOr(CheckView.fields.result),
  lastAct: Schema.NullOr(Schema.Struct({ what: Schema.String, by: UserId, at: Instant }))
})
export type WallRow = typeof WallRow.Type
