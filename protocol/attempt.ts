/**
 * An attempt at an assessment as it crosses the wire: what its taker may send, what comes back, and what each of its
 * three audiences sees. Takers see their own answers and never a key; proctors see progress and never an answer's
 * content; graders see answers. Views omit what is not so; `null` has no meaning in them (see `merge-patch.ts`).
 */
import { Schema } from "effect"
import { AssessmentType, Decimal, Response } from "./assessment.ts"
import { AssessmentId, AttemptId, CourseId, QuestionId, SittingId, UserId } from "./ids.ts"
import { Instant, Millis } from "./time.ts"

/**
 * S1, as far as quizzes and unreviewed exams go. `waiting`: in a sitting's waiting room, or let in and not begun yet
 * (`canBegin`). `ended`: the deadline has passed and what was received by then is still being taken. `expired`: the
 * room closed before it was begun; no attempt is used up.
 */
export const attemptStates = ["created", "waiting", "in_progress", "ended", "submitted", "graded", "expired"] as const
export const AttemptState = Schema.Literals(attemptStates)
export type AttemptState = (typeof attemptStates)[number]

// Commands

export const Begin = Schema.TaggedStruct("Begin", {})
/** `response: null` clears the answer. */
export const SaveAnswer = Schema.TaggedStruct("SaveAnswer", { question: QuestionId, response: Schema.NullOr(Response) })
export const Submit = Schema.TaggedStruct("Submit", {})
export const AttemptCommand = Schema.Union([Begin, SaveAnswer, Submit])
export type AttemptCommand = typeof AttemptCommand.Type

/** `deadline: null`: there is neither a limit nor a close that cuts. */
export const BeginReply = Schema.Struct({ startedAt: Instant, deadline: Schema.NullOr(Instant) })
export type BeginReply = typeof BeginReply.Type
/** `savedAt` is the receive time. `counted: false`: received after the deadline, kept, awaiting a decision (T7). */
export const SaveAnswerReply = Schema.Struct({ savedAt: Instant, counted: Schema.Boolean })
export type SaveAnswerReply = typeof SaveAnswerReply.Type
export const SubmitReply = Schema.Struct({ submittedAt: Instant })
export type SubmitReply = typeof SubmitReply.Type

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
/** The latest answer to a question that came after the deadline. `lapsed`: nobody accepted it in time. */
export const LateAnswerView = Schema.Struct({
  response: Schema.optionalKey(Response),
  receivedAt: Instant,
  claimedAt: Schema.optionalKey(Instant),
  decision: Schema.Literals(["awaiting", "lapsed"])
})
export type LateAnswerView = typeof LateAnswerView.Type

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
  canBegin: Schema.Boolean,
  room: Schema.optionalKey(RoomView),
  answers: Schema.Record(QuestionId, AnswerView),
  lateAnswers: Schema.Record(QuestionId, LateAnswerView),
  grade: Schema.optionalKey(GradeView)
})
export type AttemptTakerView = typeof AttemptTakerView.Type

/** `saved`: when each answer was last saved, without what it says. */
export const AttemptProctorView = Schema.Struct({
  ...lifecycle,
  saved: Schema.Record(QuestionId, Instant),
  /** Grading was asked for more than once (S6). */
  gradingDelayed: Schema.Boolean
})
export type AttemptProctorView = typeof AttemptProctorView.Type

export const AttemptGraderView = Schema.Struct({
  ...lifecycle,
  answers: Schema.Record(QuestionId, AnswerView),
  lateAnswers: Schema.Record(QuestionId, LateAnswerView),
  grade: Schema.optionalKey(GradeView),
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
  late: Schema.Int,
  submittedAt: Schema.NullOr(Instant)
})
export type WallRow = typeof WallRow.Type
