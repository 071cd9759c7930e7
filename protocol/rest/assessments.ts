/** Assessments, attempts and sittings: the fallback for what clients do over the live connection. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { AssessmentSettings, Decimal, Paper, Response } from "../assessment.ts"
import { AttemptGraderView, AttemptProctorView, AttemptTakerView, BeginReply, SaveAnswerReply, SubmitReply } from "../attempt.ts"
import { ExamCandidateView, ExamProctorView } from "../exam.ts"
import { AssessmentId, AttemptId, CourseId, ModuleId, QuestionId, SittingId, UserId } from "../ids.ts"
import { AssessmentView, StartAttemptReply } from "../learner.ts"
import { Authenticated } from "./caller.ts"
import { inPath } from "./courses.ts"
import { paging, refusing, success } from "./envelope.ts"

const assessment = { id: inPath(AssessmentId) }
const attempt = { id: inPath(AttemptId) }
const asking = ["unauthenticated", "token_expired", "forbidden", "not_found"] as const
const writing = [...asking, "overloaded", "id_reused"] as const

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
  answers: Schema.Record(QuestionId, Response)
})
/** `late`: questions whose answers came after the deadline; they are kept and await a decision. */
export const HandedIn = Schema.Struct({
  attempt_id: AttemptId,
  ...SubmitReply.fields,
  saved: Schema.Int,
  late: Schema.Array(QuestionId)
})

/** A view as its audience sees it, with the actor's sequence: subscribe over the live connection to follow it. */
const seen = <S extends Schema.Top>(view: S) => Schema.Struct({ audience: Schema.String, seq: Schema.Int, view })

export const AssessmentsGroup = HttpApiGroup.make("assessments")
  .add(
    HttpApiEndpoint.get("read", "/:id", { params: assessment, success: success(AssessmentDetail), error: refusing(...asking) }),
    HttpApiEndpoint.post("start", "/:id/attempts", {
      params: assessment,
      payload: [Schema.Struct({ sitting_id: Schema.optionalKey(SittingId) }), Schema.Null],
      success: success(StartAttemptReply).pipe(HttpApiSchema.status(201)),
      error: refusing(...writing, "not_enrolled", "no_attempts_left", "attempt_active", "not_open", "exam_closed")
    }),
    HttpApiEndpoint.post("submit", "/:id/submit", {
      params: assessment,
      payload: HandIn,
      success: success(HandedIn),
      error: refusing(
        ...writing,
        "not_enrolled",
        "no_attempts_left",
        "not_open",
        "question_unknown",
        "answer_invalid",
        "attempt_over"
      )
    }),
    HttpApiEndpoint.get("results", "/:id/results", {
      params: assessment,
      query: paging,
      success: success(Schema.Array(ResultRow)),
      error: refusing(...asking)
    })
  )
  .middleware(Authenticated)
  .prefix("/assessments")
  .annotateMerge(OpenApi.annotations({ title: "Assessments", description: "Quizzes and exams, and what came of them." }))

export const AttemptsGroup = HttpApiGroup.make("attempts")
  .add(
    HttpApiEndpoint.get("read", "/:id", {
      params: attempt,
      success: success(seen(Schema.Union([AttemptTakerView, AttemptGraderView, AttemptProctorView]))),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.get("paper", "/:id/paper", {
      params: attempt,
      success: success(Paper),
      error: refusing(...asking, "not_started", "attempt_over")
    }),
    HttpApiEndpoint.post("begin", "/:id/begin", {
      params: attempt,
      success: success(BeginReply),
      error: refusing(...writing, "not_open", "exam_closed", "already_begun", "attempt_over")
    }),
    HttpApiEndpoint.put("answer", "/:id/answers/:questionId", {
      params: { ...attempt, questionId: QuestionId },
      payload: Schema.Struct({ response: Schema.NullOr(Response) }),
      success: success(SaveAnswerReply),
      error: refusing(...writing, "not_started", "question_unknown", "answer_invalid", "attempt_over")
    }),
    HttpApiEndpoint.post("submit", "/:id/submit", {
      params: attempt,
      success: success(SubmitReply),
      error: refusing(...writing, "not_started", "attempt_over")
    })
  )
  .middleware(Authenticated)
  .prefix("/attempts")
  .annotateMerge(OpenApi.annotations({ title: "Attempts", description: "Sitting a quiz or an exam." }))

export const SittingsGroup = HttpApiGroup.make("sittings")
  .add(
    HttpApiEndpoint.get("read", "/:id", {
      params: { id: inPath(SittingId) },
      success: success(seen(Schema.Union([ExamProctorView, ExamCandidateView]))),
      error: refusing(...asking)
    })
  )
  .middleware(Authenticated)
  .prefix("/sittings")
  .annotateMerge(OpenApi.annotations({ title: "Sittings", description: "Scheduled exam rooms." }))
