/**
 * What an attempt takes from inside, what happens to it, and what it keeps. What its people may send and see is in
 * `protocol/attempt.ts`.
 */
import { Schema } from "effect"
import { AssessmentType, Decimal, Response } from "../../protocol/assessment.ts"
import { AttemptCommand, AttemptState, Exact, QuestionGrade, SubmittedBy } from "../../protocol/attempt.ts"
import { AssessmentId, AttemptId, CourseId, ModuleId, OptionId, QuestionId, SittingId, UserId } from "../../protocol/ids.ts"
import { Instant, Millis } from "../../protocol/time.ts"
import { wordsOrErased } from "../../protocol/words.ts"
import { ExamPhase } from "../../protocol/exam.ts"
import { Ledger, Window } from "./ledger.ts"

/** As much of a question as it takes to tell a fitting answer: the paper itself is kept once, by its hash. */
export const Asked = Schema.Struct({
  id: QuestionId,
  kind: Schema.Literals(["single", "multiple", "true_false", "numeric", "text"]),
  options: Schema.Array(OptionId)
})
export type Asked = typeof Asked.Type

/** The sitting's room as the exam last told it; `sourceSeq` is the exam's, 0 for what the catalogue said. */
export const Room = Schema.Struct({
  phase: ExamPhase,
  opensAt: Instant,
  closesAt: Schema.NullOr(Instant),
  closeCuts: Schema.Boolean,
  lateEntry: Schema.Boolean,
  sourceSeq: Schema.Int
})
export type Room = typeof Room.Type

const identity = {
  userId: UserId,
  assessmentId: AssessmentId,
  sittingId: Schema.NullOr(SittingId),
  number: Schema.Int
}

/** What `prepare` adds to a `Create`. */
export const Drawn = Schema.Struct({
  courseId: CourseId,
  moduleId: Schema.NullOr(ModuleId),
  type: AssessmentType,
  title: Schema.String,
  passMark: Decimal,
  limit: Schema.NullOr(Millis),
  review: Schema.Boolean,
  paperHash: Schema.String,
  asked: Schema.Array(Asked),
  room: Schema.NullOr(Room)
})
export type Drawn = typeof Drawn.Type

// Commands from inside

/** From the learner's actor. The seed was drawn when the attempt was granted, so that a repeat draws the same paper. */
export const Create = Schema.TaggedStruct("Create", {
  ...identity,
  seed: Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/)),
  at: Instant,
  sourceSeq: Schema.Int,
  drawn: Schema.optionalKey(Drawn)
})
/** From the exam: the room as it is, whole, so that order and repeats are harmless. */
export const RoomChanged = Schema.TaggedStruct("RoomChanged", { ...Room.fields, at: Instant })
export const Alarm = Schema.TaggedStruct("Alarm", {})
/** From the engine at boot: nobody could be served between `from` and `until` (T13). */
export const Compensate = Schema.TaggedStruct("Compensate", { outageId: Schema.Int, ms: Millis, from: Instant, until: Instant })

export const GradeResult = Schema.Struct({
  questions: Schema.Record(QuestionId, QuestionGrade),
  awarded: Exact,
  outOf: Decimal,
  /** Per cent, cut to two decimals for display. */
  score: Decimal,
  passed: Schema.Boolean
})
export type GradeResult = typeof GradeResult.Type
/** From the grading job. */
export const Graded = Schema.TaggedStruct("Graded", { paperHash: Schema.String, result: GradeResult })

export const AttemptInternal = Schema.Union([AttemptCommand, Create, RoomChanged, Alarm, Compensate, Graded])
export type AttemptInternal = typeof AttemptInternal.Type

// Events

const Given = wordsOrErased(Response)

export const AttemptEvent = Schema.Union([
  Schema.TaggedStruct("Created", { ...identity, ...Drawn.fields, attemptId: AttemptId, at: Instant }),
  /** `window`: how a running attempt's own window moves with it (T3). */
  Schema.TaggedStruct("RoomChanged", { room: Room, window: Schema.optionalKey(Window) }),
  /** The room closed before it was begun. */
  Schema.TaggedStruct("Expired", { at: Instant }),
  Schema.TaggedStruct("Begun", { ledger: Ledger }),
  /** `at` is the receive time. */
  Schema.TaggedStruct("AnswerSaved", { question: QuestionId, response: Given, at: Instant }),
  Schema.TaggedStruct("AnswerCleared", { question: QuestionId, at: Instant }),
  Schema.TaggedStruct("AnswerLate", {
    question: QuestionId,
    response: Given,
    receivedAt: Instant,
    claimedAt: Schema.NullOr(Instant)
  }),
  Schema.TaggedStruct("Compensated", { outageId: Schema.Int, from: Instant, until: Instant }),
  /** Stamped with the deadline; what was received by then is taken until `settlesAt`. */
  Schema.TaggedStruct("Ended", { at: Instant, settlesAt: Instant }),
  Schema.TaggedStruct("Submitted", { at: Instant, by: SubmittedBy, gradeAgainAt: Instant }),
  Schema.TaggedStruct("GradingRequested", { tries: Schema.Int, gradeAgainAt: Instant }),
  Schema.TaggedStruct("Graded", { at: Instant, result: GradeResult }),
  /** Nobody accepted the late answers in time: they do not count, and the grade is no longer provisional (T7). */
  Schema.TaggedStruct("LateLapsed", { at: Instant })
])
export type AttemptEvent = typeof AttemptEvent.Type

// State

export const Saved = Schema.Struct({ response: Given, at: Instant })
export const Late = Schema.Struct({
  response: Given,
  receivedAt: Instant,
  claimedAt: Schema.NullOr(Instant)
})
export type Late = typeof Late.Type

const Absent = Schema.TaggedStruct("Absent", {})

const Present = Schema.TaggedStruct("Attempt", {
  attemptId: AttemptId,
  ...identity,
  ...Drawn.fields,
  state: AttemptState,
  createdAt: Instant,
  ledger: Schema.NullOr(Ledger),
  /** Follows from the ledger; kept because every answer asks for it. */
  deadline: Schema.NullOr(Instant),
  answers: Schema.Record(QuestionId, Saved),
  answered: Schema.Int,
  late: Schema.Record(QuestionId, Schema.Array(Late)),
  lateQuestions: Schema.Int,
  lateLapsed: Schema.Boolean,
  endedAt: Schema.NullOr(Instant),
  settlesAt: Schema.NullOr(Instant),
  submittedAt: Schema.NullOr(Instant),
  submittedBy: Schema.NullOr(SubmittedBy),
  gradingTries: Schema.Int,
  gradeAgainAt: Schema.NullOr(Instant),
  grade: Schema.NullOr(GradeResult),
  gradedAt: Schema.NullOr(Instant)
})

export const AttemptStateSchema = Schema.Union([Absent, Present])

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
/** Changed in place by `evolve`, by nobody else. */
export type Attempt = Mutable<Omit<typeof Present.Type, "answers" | "late">> & {
  readonly answers: Record<QuestionId, typeof Saved.Type>
  readonly late: Record<QuestionId, ReadonlyArray<Late>>
}
export type AttemptActorState = typeof Absent.Type | Attempt
