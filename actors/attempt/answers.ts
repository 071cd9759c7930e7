/** Whether an answer fits the paper. What is right is not known here, and not asked. */
import type { Response } from "../../protocol/assessment.ts"
import type { SaveAnswer } from "../../protocol/attempt.ts"
import { type Refusal, refuse } from "../../protocol/errors.ts"
import type { QuestionId } from "../../protocol/ids.ts"
import type { Asked } from "./contract.ts"

type Outline = ReadonlyArray<Asked>

/** Papers have up to thousands of questions and every answer looks one up; outlines never change, so neither do these. */
const indexes = new WeakMap<Outline, ReadonlyMap<QuestionId, Asked>>()

const indexOf = (outline: Outline): ReadonlyMap<QuestionId, Asked> => {
  const known = indexes.get(outline)
  if (known !== undefined) return known
  const index = new Map(outline.map((asked) => [asked.id, asked]))
  indexes.set(outline, index)
  return index
}

export const fits = (outline: Outline, { question, response }: typeof SaveAnswer.Type): Refusal | undefined => {
  const asked = indexOf(outline).get(question)
  if (asked === undefined) return refuse("question_unknown", { field: "question" })
  return response === null || inForm(asked, response) ? undefined : refuse("answer_invalid", { field: "response" })
}

const inForm = (asked: Asked, response: Response): boolean => {
  if (response.kind !== asked.kind) return false
  switch (response.kind) {
    case "single":
      return asked.options.includes(response.option)
    case "multiple":
      return response.options.every((option) => asked.options.includes(option))
    default:
      return true
  }
}
