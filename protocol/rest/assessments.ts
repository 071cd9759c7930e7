/** Assessments: settings, starting an attempt, handing in at once, results. */
import { Schema } from "effect"
import { AssessmentSettings, Decimal, Response } from "../assessment.ts"
import { Begin, SubmitReply } from "../attempt.ts"
import { AssessmentId, AttemptId, CourseId, ModuleId, QuestionId, SittingId, UserId } from "../ids.ts"
import { AssessmentView } from "../learner.ts"
import { inPath } from "./request.ts"

export const assessment = { id: inPath(AssessmentId) }

/** A room in which the exam can be sat; name it when starting an attempt. */
export const SittingSummary = Schema.Struct({
  id: SittingId,
  title: Schema.String,
  opens_at: Schema.String,
  closes_at: Schema.NullOr(Schema.String)
})
export type SittingSummary = typeof SittingSummary.Type

/** Settings only: questions come with an attempt's paper, keys with nobody's. `mine` is absent before a first enrolment. */
export const AssessmentDetail = Schema.Struct({
  id: AssessmentId,
  course_id: CourseId,
  module_id: Schema.NullOr(ModuleId),
  settings: AssessmentSettings,
  mine: Schema.NullOr(AssessmentView),
  /** Those that have not closed yet. */
  sittings: Schema.Array(SittingSummary)
})

/** One handed-in attempt. `score` is per cent. */
export const ResultRow = Schema.Struct({
  attempt_id: AttemptId,
  user_id: UserId,
  attempt_number: Schema.Int,
  score: Schema.NullOr(Decimal),
  marks: Schema.NullOr(Schema.String),
  max_marks: Schema.NullOr(Schema.String),
  passed: Schema.NullOr(Schema.Boolean),
  provisional: Schema.NullOr(Schema.Boolean),
  submitted_at: Schema.NullOr(Schema.String),
  graded_at: Schema.NullOr(Schema.String),
  feedback: Schema.NullOr(Schema.String)
})
export type ResultRow = typeof ResultRow.Type

export const HandIn = Schema.Struct({
  sitting_id: Schema.optionalKey(SittingId),
  /** As beginning the attempt asks for them. */
  password: Begin.fields.password,
  consented: Begin.fields.consented,
  answers: Schema.Record(QuestionId, Response)
})
/** `late`: questions whose answers came after the deadline; they are kept and await a decision. */
export const HandedIn = Schema.Struct({
  attempt_id: AttemptId,
  ...SubmitReply.fields,
  saved: Schema.Int,
  late: Schema.Array(QuestionId)
})
