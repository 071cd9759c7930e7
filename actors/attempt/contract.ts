/**
 * What an attempt takes from inside, what happens to it, and what it keeps. What its people may send and see is in
 * `protocol/attempt.ts`.
 */
import { Schema } from "effect"
import { AssessmentType, Decimal, Response } from "../../protocol/assessment.ts"
import {
  AttemptCommand,
  AttemptState,
  Begin,
  Exact,
  QuestionGrade,
  StandstillView,
  SubmittedBy,
  TimeChange
} from "../../protocol/attempt.ts"
import { ExamPhase, RoomPause, RoomRules } from "../../protocol/exam.ts"
import { AssessmentId, AttemptId, CourseId, ModuleId, OptionId, QuestionId, SittingId, UserId } from "../../protocol/ids.ts"
import { ActView, CheckView, MessageView, SeenDevice, Signal, WatchView } from "../../protocol/proctoring.ts"
import { AppealView, ProposalView, Verdict } from "../../protocol/review.ts"
import { Instant, Millis } from "../../protocol/time.ts"
import { wordsOrErased } from "../../protocol/words.ts"
import { Ledger } from "./ledger.ts"
import { OrderedAction } from "./ordered-action.ts"

/** As much of a question as it takes to tell a fitting answer: the paper itself is kept once, by its hash. */
export const Asked = Schema.Struct({
  id: QuestionId,
  kind: Schema.Literals(["single", "multiple", "true_false", "numeric", "text"]),
  options: Schema.Array(OptionId)
})
export type Asked = typeof Asked.Type

/**
 * The sitting's room as it is for this learner, as the exam last told it: their own window and time (T2), resolved there.
 * `sourceSeq` is the exam's, 0 for what the catalogue said.
 */
export const Room = Schema.Struct({
  phase: ExamPhase,
  opensAt: Instant,
  closesAt: Schema.NullOr(Instant),
  closeCuts: Schema.Boolean,
  lateEntry: Schema.Boolean,
  /** When this learner is let in: a little after the opening, so that not all begin in the same instant. */
  beginsAt: Schema.NullOr(Instant),
  /** `undefined`: the assessment's own. The factor is applied to it once; "1" where the limit was given as absolute (T2). */
  limit: Schema.optionalKey(Schema.NullOr(Millis)),
  factor: Decimal,
  extra: Millis,
  /** The room's pauses, the last perhaps still going on. */
  pauses: Schema.Array(RoomPause),
  rules: RoomRules,
  sourceSeq: Schema.Int
})
export type Room = typeof Room.Type

/** What staff commands are held against. */
const By = { by: UserId, at: Instant }
/** Part of an action on the whole room. */
const directed = { action: Schema.optionalKey(Schema.String) }

const identity = {
  userId: UserId,
  assessmentId: AssessmentId,
  sittingId: Schema.NullOr(SittingId),
  number: Schema.Int,
  /** A preview by staff: ignores the window and leaves no trace in anybody's record (T1). */
  preview: Schema.Boolean
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
  /** The text to consent to before the start. */
  consent: Schema.NullOr(Schema.String),
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
/** From the exam: an action on many, as one of its proctors ordered it. Answered with `Acted`. */
export const Directed = Schema.TaggedStruct("Directed", { actionId: Schema.String, action: OrderedAction, ...By })
/** `Begin` completed: whether the password given is the sitting's. */
export const BeginChecked = Schema.TaggedStruct("Begin", { ...Begin.fields, passwordRight: Schema.Boolean })
/** From the grading job, when it could not grade (S6). */
export const GradingFailed = Schema.TaggedStruct("GradingFailed", { paperHash: Schema.String, message: Schema.String })
/** From the grading job. `edition`: which answers were graded; a result of earlier ones changes nothing. */
export const Graded = Schema.TaggedStruct("Graded", {
  paperHash: Schema.String,
  edition: Schema.optionalKey(Schema.Int),
  result: GradeResult
})

export const AttemptInternal = Schema.Union([
  // First, so that a checked one is not taken for one from the wire.
  BeginChecked,
  ...AttemptCommand.members,
  Create,
  RoomChanged,
  Alarm,
  Compensate,
  Directed,
  Graded,
  GradingFailed
])
export type AttemptInternal = typeof AttemptInternal.Type

// Events

const Given = wordsOrErased(Response)
const Said = wordsOrErased(Schema.String)

/** `session`: the log-in of whoever spoke. */
const device = { device: Schema.String, session: Schema.optionalKey(Schema.String), address: Schema.NullOr(Schema.String) }

export const AttemptEvent = Schema.Union([
  // From its creation to its end
  Schema.TaggedStruct("Created", { ...identity, ...Drawn.fields, attemptId: AttemptId, at: Instant }),
  /** `ledger`: a begun attempt's own time as it is from now on (T3). `revived`: it had ended, and now has time again (T5). */
  Schema.TaggedStruct("RoomChanged", {
    room: Room,
    ledger: Schema.optionalKey(Ledger),
    revived: Schema.optionalKey(Schema.Literal(true)),
    at: Instant
  }),
  Schema.TaggedStruct("Checked", { check: CheckView }),
  /** The room was open, and the learner's own moment to begin has come. */
  Schema.TaggedStruct("LetIn", { at: Instant }),
  /** A wrong password was given; which, nobody keeps. */
  Schema.TaggedStruct("PasswordMissed", { at: Instant }),
  Schema.TaggedStruct("Declined", { at: Instant }),
  /** Its own window passed, or the room closed, before it was begun. */
  Schema.TaggedStruct("Expired", { at: Instant }),
  Schema.TaggedStruct("Missed", { at: Instant }),
  Schema.TaggedStruct("Begun", {
    ledger: Ledger,
    ...device,
    consented: Schema.Boolean
  }),
  Schema.TaggedStruct("TakenOver", {
    ...device,
    epoch: Schema.Int,
    at: Instant
  }),
  /** The same device speaks from elsewhere (W3). */
  Schema.TaggedStruct("AddressChanged", { address: Schema.String, at: Instant }),
  /** `at` is the receive time. */
  Schema.TaggedStruct("AnswerSaved", { question: QuestionId, response: Given, at: Instant }),
  Schema.TaggedStruct("AnswerCleared", { question: QuestionId, at: Instant }),
  Schema.TaggedStruct("AnswerLate", {
    question: QuestionId,
    response: Given,
    receivedAt: Instant,
    claimedAt: Schema.NullOr(Instant)
  }),
  // Time
  Schema.TaggedStruct("Paused", { ...By, ...directed, reason: Schema.String }),
  Schema.TaggedStruct("Resumed", { ...By, ...directed, reason: Schema.NullOr(Schema.String) }),
  Schema.TaggedStruct("Extended", { ...By, ...directed, id: Schema.String, ms: Millis, reason: Schema.String }),
  Schema.TaggedStruct("Locked", { ...By, ...directed, reason: Schema.String }),
  /** `returned: false`: the locked time was withheld (T11). */
  Schema.TaggedStruct("Cleared", { ...By, ...directed, returned: Schema.Boolean, reason: Schema.NullOr(Schema.String) }),
  Schema.TaggedStruct("Compensated", { outageId: Schema.Int, from: Instant, until: Instant, at: Instant }),
  /** `from`: when it had ended; the gap counts as a pause (T9). */
  Schema.TaggedStruct("Reopened", { ...By, ...directed, id: Schema.String, from: Instant, ms: Millis, reason: Schema.String }),
  Schema.TaggedStruct("TimeAcknowledged", { change: Schema.Int, at: Instant }),
  // Its end
  /** Stamped with the deadline; what was received by then is taken until `settlesAt`. */
  Schema.TaggedStruct("Ended", { at: Instant, settlesAt: Instant }),
  Schema.TaggedStruct("Submitted", { at: Instant, by: SubmittedBy }),
  Schema.TaggedStruct("Terminated", { ...By, ...directed, reason: Schema.String }),
  Schema.TaggedStruct("Voided", { ...By, reason: Schema.String }),
  // Grading
  Schema.TaggedStruct("GradingRequested", { tries: Schema.Int, gradeAgainAt: Instant }),
  /** Back to what it was handed in as; asked for again at `gradeAgainAt`. */
  Schema.TaggedStruct("GradingFailed", { message: Schema.String, at: Instant }),
  Schema.TaggedStruct("Graded", { at: Instant, result: GradeResult }),
  Schema.TaggedStruct("LateDecided", { ...By, question: QuestionId, accept: Schema.Boolean, reason: Schema.String }),
  /** Nobody decided on the late answers in time: they do not count, and the grade is no longer provisional (T7). */
  Schema.TaggedStruct("LateLapsed", { at: Instant }),
  // Talk and watch
  Schema.TaggedStruct("MessageSent", {
    ...By,
    ...directed,
    message: Schema.Int,
    kind: MessageView.fields.kind,
    from: MessageView.fields.from,
    text: Said
  }),
  Schema.TaggedStruct("MessageConfirmed", { message: Schema.Int, at: Instant }),
  Schema.TaggedStruct("HandRaised", { at: Instant }),
  Schema.TaggedStruct("HandLowered", { at: Instant }),
  /** `gapMs`: time since the report before it in which nothing was observed. */
  Schema.TaggedStruct("SignalsReported", {
    from: Instant,
    to: Instant,
    at: Instant,
    signals: Schema.Array(Signal),
    gapMs: Millis,
    /** Time counted as a gap before, which this report covers after all: it had been held up on its way. */
    regainedMs: Schema.optionalKey(Millis)
  }),
  Schema.TaggedStruct("Flagged", { ...By, flag: Schema.Int, note: Said }),
  Schema.TaggedStruct("Unflagged", { ...By, flag: Schema.Int, reason: Schema.String }),
  /** An action ordered for many was carried out here, or refused with a code. */
  Schema.TaggedStruct("Answered", { actionId: Schema.String, outcome: Schema.String }),
  // Verdict
  /** `by: null`: by rule, because it was terminated or the sitting has all of them reviewed. */
  Schema.TaggedStruct("ReviewRequested", { by: Schema.NullOr(UserId), reason: Schema.String, at: Instant }),
  Schema.TaggedStruct("VerdictProposed", { ...By, verdict: Verdict, reason: Schema.String }),
  Schema.TaggedStruct("VerdictReturned", { ...By, reason: Schema.String }),
  Schema.TaggedStruct("VerdictGiven", { by: Schema.Array(UserId), at: Instant, verdict: Verdict, reason: Schema.String }),
  Schema.TaggedStruct("Appealed", { text: Said, at: Instant })
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
export const LateDecision = Schema.Struct({ accept: Schema.Boolean, by: UserId, reason: Schema.String, at: Instant })

/** Who holds the attempt. `name` is the scoped sender of a device, or of a log-in for REST. */
export const Holder = Schema.Struct({
  name: Schema.String,
  session: Schema.optionalKey(Schema.String),
  epoch: Schema.Int,
  since: Instant,
  address: Schema.NullOr(Schema.String)
})

export const KeptMessage = Schema.Struct({
  kind: MessageView.fields.kind,
  from: MessageView.fields.from,
  by: UserId,
  text: Said,
  at: Instant,
  confirmedAt: Schema.NullOr(Instant)
})
export const KeptFlag = Schema.Struct({ by: UserId, at: Instant, note: Said, withdrawnAt: Schema.NullOr(Instant) })
/** Keys are numbers in decimal. */
const byNumber = Schema.String

const Absent = Schema.TaggedStruct("Absent", {})

const Present = Schema.TaggedStruct("Attempt", {
  attemptId: AttemptId,
  ...identity,
  ...Drawn.fields,
  state: AttemptState,
  createdAt: Instant,
  consented: Schema.Boolean,
  check: Schema.NullOr(CheckView),
  /** Up to when the room's words on letting in have come true. Absent: they always had. */
  letInTo: Schema.optionalKey(Instant),
  /** When a wrong password was given: the last few. Absent: never. */
  guesses: Schema.optionalKey(Schema.Array(Instant)),
  // Time
  ledger: Schema.NullOr(Ledger),
  /** Follows from the ledger; kept because every answer asks for it. */
  deadline: Schema.NullOr(Instant),
  /** How often the deadline was moved, and the last time. */
  timeChanges: Schema.Int,
  timeChange: Schema.NullOr(TimeChange),
  /** Of the open pauses in the ledger: who, and why. */
  standstill: Schema.Array(StandstillView),
  // Device
  holder: Schema.NullOr(Holder),
  devices: Schema.Array(SeenDevice),
  /** How often it went on at another device or address; absent: as `devices` tells, which are the newest only. */
  moves: Schema.optionalKey(Schema.Int),
  // Answers
  answers: Schema.Record(QuestionId, Saved),
  answered: Schema.Int,
  /** Rises with each change of what there is to grade: handed in, a late answer accepted, handed in again. */
  edition: Schema.Int,
  late: Schema.Record(QuestionId, Schema.Array(Late)),
  lateQuestions: Schema.Int,
  lateDecisions: Schema.Record(QuestionId, LateDecision),
  lateLapsed: Schema.Boolean,
  // End
  endedAt: Schema.NullOr(Instant),
  settlesAt: Schema.NullOr(Instant),
  submittedAt: Schema.NullOr(Instant),
  submittedBy: Schema.NullOr(SubmittedBy),
  terminated: Schema.NullOr(Schema.Struct({ ...By, reason: Schema.String })),
  voided: Schema.NullOr(Schema.Struct({ ...By, reason: Schema.String })),
  // Grading
  gradingTries: Schema.Int,
  gradeAgainAt: Schema.NullOr(Instant),
  grade: Schema.NullOr(GradeResult),
  gradedAt: Schema.NullOr(Instant),
  /** The learner's actor has been told the grade and it stands there. */
  gradeReported: Schema.Boolean,
  // Talk and watch
  messages: Schema.Record(byNumber, KeptMessage),
  messageCount: Schema.Int,
  handRaised: Schema.NullOr(Instant),
  watch: WatchView,
  flags: Schema.Record(byNumber, KeptFlag),
  flagCount: Schema.Int,
  /** The newest, by a running number. */
  acts: Schema.Record(byNumber, ActView),
  actCount: Schema.Int,
  /** Room actions carried out or refused here: a repeat is harmless. */
  answeredActions: Schema.Array(Schema.String),
  /** Extensions and reopenings so far: names the next. */
  grants: Schema.Int,
  // Verdict
  /** Why it is or was under review, and since when; `by: null` where nobody asked for it. Absent when it never was. */
  reviewRequest: Schema.optionalKey(Schema.Struct({ by: Schema.NullOr(UserId), reason: Schema.String, at: Instant })),
  /** Who gave verdicts so far. */
  reviewers: Schema.Array(UserId),
  proposal: Schema.NullOr(ProposalView),
  verdict: Schema.NullOr(Schema.Struct({ verdict: Verdict, by: Schema.Array(UserId), reason: Schema.String, at: Instant })),
  appeal: Schema.NullOr(Schema.Struct({ text: Said, at: Instant, decision: AppealView.fields.decision }))
})

export const AttemptStateSchema = Schema.Union([Absent, Present])

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type Collections = "answers" | "late" | "lateDecisions" | "messages" | "flags" | "acts"
/** Changed in place by `evolve`, by nobody else. */
export type Attempt = Mutable<Omit<typeof Present.Type, Collections>> & {
  readonly [K in Collections]: { -readonly [Key in keyof (typeof Present.Type)[K]]: (typeof Present.Type)[K][Key] }
}
export type AttemptActorState = typeof Absent.Type | Attempt
