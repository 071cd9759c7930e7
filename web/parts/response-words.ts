/** An answer as text: for a list, or to tell what was lost. */
import type { PaperQuestion, Response } from "../../protocol/assessment.ts"
import { words } from "../words/words.ts"

export const responseWords = (question: PaperQuestion | undefined, response: Response | null | undefined): string => {
  if (response === null || response === undefined) return words().exam.result.noAnswer
  const nameOf = (id: string): string =>
    question?.kind === "single" || question?.kind === "multiple"
      ? (question.options.find((one) => one.id === id)?.text ?? id)
      : id
  switch (response.kind) {
    case "single":
      return nameOf(response.option)
    case "multiple":
      return response.options.map(nameOf).join("; ")
    case "true_false":
      return response.value ? words().exam.question.true : words().exam.question.false
    case "numeric":
      return question?.kind === "numeric" && question.unit !== undefined ? `${response.text} ${question.unit}` : response.text
    case "text":
      return response.text
  }
}
