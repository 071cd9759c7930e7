/**
 * Grading as a job: asked for when something was handed in, done in a worker that loads paper and key by hash, returned
 * to the attempt as `Graded`. Everything that crosses is plain JSON; `grade` is pure and may be run any number of times.
 */
import { Schema } from "effect"
import { Decimal, type Paper, Response } from "../../protocol/assessment.ts"
import { type ActorRef, AttemptId, QuestionId } from "../../protocol/ids.ts"
import { type GradeInput, gradePaper } from "../assessment/grading/grade-paper.ts"
import type { Job } from "../actor.ts"
import type { AnswerKey } from "../facts.ts"
import type { AttemptActorState, AttemptEvent, Graded, GradeResult } from "./contract.ts"

export { GradeInput } from "../assessment/grading/grade-paper.ts"

/** The input of the job `grade`. */
export const GradeJob = Schema.Struct({
  attemptId: AttemptId,
  paperHash: Schema.String,
  edition: Schema.Int,
  passMark: Decimal,
  responses: Schema.Record(QuestionId, Response)
})
export type GradeJob = typeof GradeJob.Type

export const jobs = (event: AttemptEvent, state: AttemptActorState, _self: ActorRef): ReadonlyArray<Job> => {
  if (event._tag !== "GradingRequested" || state._tag === "Absent") return []
  const { attemptId, paperHash, edition, passMark } = state
  const input: GradeJob = {
    attemptId,
    paperHash,
    edition,
    passMark,
    // Erased words earn nothing: there is nothing left to grade.
    responses: Object.fromEntries(
      Object.entries(state.answers).flatMap(([question, { response }]) =>
        response._tag === "Words" ? [[question, response.value] as const] : []
      )
    )
  }
  return [{ name: "grade", input }]
}

/** With the paper and key that `Facts.paper` and `Facts.answerKey` find under the job's hash. */
export const gradeInput = (job: GradeJob, paper: Paper, answerKey: AnswerKey): GradeInput => ({
  attemptId: job.attemptId,
  paper,
  answerKey,
  passMark: job.passMark,
  responses: job.responses
})

export const grade = (input: GradeInput): GradeResult => gradePaper(input)

/** What the attempt is told; sent by the engine's grading. */
export const gradedCommand = (job: GradeJob, result: GradeResult): typeof Graded.Type => ({
  _tag: "Graded",
  paperHash: job.paperHash,
  edition: job.edition,
  result
})
