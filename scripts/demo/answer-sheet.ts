/** What a well-prepared learner answers: read from the academy's authored questions, which no client of a server can see. */
import { readFileSync } from "node:fs"
import { Schema } from "effect"
import { Bank, type AuthoredQuestion, type Response } from "../../protocol/assessment.ts"
import type { QuestionId } from "../../protocol/ids.ts"

const decode = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Struct({ bank: Bank })))

export type AnswerSheet = (question: QuestionId) => Response

/** Of a question that takes patterns, the demo academy always says one answer in full as well. */
const exactlyAccepted = ({ id, correct }: Extract<AuthoredQuestion, { readonly kind: "text" }>): string => {
  const exact = correct.accepted.find(({ match }) => match === "exact")
  if (exact === undefined) throw new Error(`question ${id} accepts patterns only; give its bank one exact answer as well`)
  return exact.value
}

const rightAnswer = (question: AuthoredQuestion): Response => {
  switch (question.kind) {
    case "single":
      return { kind: "single", option: question.correct }
    case "multiple":
      return { kind: "multiple", options: question.correct }
    case "true_false":
      return { kind: "true_false", value: question.correct }
    case "numeric":
      return { kind: "numeric", text: "value" in question.correct ? question.correct.value : question.correct.from }
    case "text":
      return { kind: "text", text: exactlyAccepted(question) }
  }
}

export const answerSheet = (file: string): AnswerSheet => {
  const { bank } = decode(readFileSync(file, "utf8"))
  const byId = new Map(bank.questions.map((question) => [question.id, rightAnswer(question)]))
  return (question) => {
    const answer = byId.get(question)
    if (answer === undefined) throw new Error(`the academy has no question ${question}; is the server's another academy?`)
    return answer
  }
}
