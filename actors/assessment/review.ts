/** What may be shown of the key after grading, where the assessment allows review. */
import type { AuthoredQuestion, Paper } from "../../protocol/assessment.ts"
import type { QuestionId } from "../../protocol/ids.ts"
import type { AnswerKey } from "../facts.ts"

export interface ReviewedQuestion {
  readonly correct: AuthoredQuestion["correct"]
  readonly explanation?: string
}

export const reviewOf = (paper: Paper, { bank }: AnswerKey): Readonly<Record<QuestionId, ReviewedQuestion>> => {
  const onPaper = new Set(paper.questions.map(({ id }) => id))
  return Object.fromEntries(
    bank.questions
      .filter(({ id }) => onPaper.has(id))
      .map(({ id, correct, explanation }) => [id, { correct, ...(explanation === undefined ? {} : { explanation }) }])
  )
}
