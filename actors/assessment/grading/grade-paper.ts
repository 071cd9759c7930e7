/**
 * Grades a paper (G0): each question's fraction of its marks, their sum, and whether it passes, all exactly. Pure and
 * made of plain JSON on both sides, so that it can run in a worker.
 */
import { Schema } from "effect"
import { type AuthoredQuestion, Bank, Decimal, Paper, type PaperQuestion, Response } from "../../../protocol/assessment.ts"
import type { QuestionGrade } from "../../../protocol/attempt.ts"
import { AttemptId, QuestionId } from "../../../protocol/ids.ts"
import {
  add,
  compare,
  divide,
  fromDecimal,
  larger,
  multiply,
  type Rational,
  toDecimal,
  toExact,
  whole,
  zero
} from "../rational.ts"
import { gradeMultiple, gradeOne } from "./choice.ts"
import { gradeNumeric } from "./numeric.ts"
import { gradeText } from "./short-text.ts"

export const GradeInput = Schema.Struct({
  attemptId: AttemptId,
  paper: Paper,
  answerKey: Schema.Struct({ bank: Bank }),
  /** Per cent of the total marks. */
  passMark: Decimal,
  /** What was answered; a question that is absent was not. */
  responses: Schema.Record(QuestionId, Response)
})
export type GradeInput = typeof GradeInput.Type

export interface PaperGrade {
  readonly questions: Readonly<Record<QuestionId, QuestionGrade>>
  readonly awarded: ReturnType<typeof toExact>
  readonly outOf: Decimal
  readonly score: Decimal
  readonly passed: boolean
}

const hundred = whole(100)
/** Marks have at most six decimals (`validate-bank.ts`), and so has their sum. */
const markPlaces = 6

export const gradePaper = ({ paper, answerKey, passMark, responses }: Omit<GradeInput, "attemptId">): PaperGrade => {
  const authored = new Map(answerKey.bank.questions.map((question) => [question.id, question]))
  const questions: Record<QuestionId, QuestionGrade> = {}
  let awarded = zero
  let outOf = zero
  for (const question of paper.questions) {
    const key = authored.get(question.id)
    const given = Object.hasOwn(responses, question.id) ? responses[question.id] : undefined
    const marks = fromDecimal(question.marks)
    const fraction = key === undefined || given === undefined ? zero : gradeQuestion(question, key, given, paper.locale)
    const gained = multiply(fraction, marks)
    questions[question.id] = { awarded: toExact(gained), outOf: question.marks }
    awarded = add(awarded, gained)
    outOf = add(outOf, marks)
  }
  // Negative marking may leave less than nothing in sum; the percentage that people see and that passes stops at zero.
  const percent = compare(outOf, zero) > 0 ? divide(multiply(larger(awarded, zero), hundred), outOf) : zero
  return {
    questions,
    awarded: toExact(awarded),
    outOf: toDecimal(outOf, markPlaces),
    score: toDecimal(percent, 2),
    passed: compare(percent, fromDecimal(passMark)) >= 0
  }
}

/** The fraction of the question's marks that the answer earns; an answer in another question's form earns none. */
export const gradeQuestion = (
  question: PaperQuestion,
  key: AuthoredQuestion,
  given: Response,
  locale: Paper["locale"]
): Rational => {
  if (question.kind !== key.kind) return zero
  switch (key.kind) {
    case "single":
      return given.kind === "single" ? gradeOne(given.option, key.correct) : zero
    case "true_false":
      return given.kind === "true_false" ? gradeOne(given.value, key.correct) : zero
    case "multiple":
      return given.kind === "multiple"
        ? gradeMultiple(
            given.options,
            key.options.map(({ id }) => id),
            key.correct,
            key.negative === true
          )
        : zero
    case "numeric":
      return given.kind === "numeric" ? gradeNumeric(given.text, locale, key.correct) : zero
    case "text":
      return given.kind === "text" ? gradeText(given.text, key.correct) : zero
  }
}
