/** An answer to whatever is asked, for tests that are not about what it says. */
import type { PaperQuestion, Response } from "../protocol/assessment.ts"

/** Of the question's own form, another one each round. */
export const someAnswer = (question: PaperQuestion, round: number): Response => {
  switch (question.kind) {
    case "single":
      return { kind: "single", option: question.options[round % question.options.length]!.id }
    case "multiple":
      return { kind: "multiple", options: [question.options[round % question.options.length]!.id] }
    case "true_false":
      return { kind: "true_false", value: round % 2 === 0 }
    case "numeric":
      return { kind: "numeric", text: String(round) }
    case "text":
      return { kind: "text", text: `round ${round}` }
  }
}
