/** What of the outbox is about one attempt: answers by question, and whether it is being handed in. */
import { Option, Schema } from "effect"
import type { Unsettled } from "../../client/index.ts"
import type { Response } from "../../protocol/assessment.ts"
import { SaveAnswer, Submit } from "../../protocol/attempt.ts"
import type { AttemptId, QuestionId } from "../../protocol/ids.ts"

const asAnswer = Schema.decodeUnknownOption(SaveAnswer)
const isSubmit = Schema.is(Submit)

export const answerIn = (command: unknown): typeof SaveAnswer.Type | undefined => Option.getOrUndefined(asAnswer(command))

export const isFor = (attempt: AttemptId, { to }: Pick<Unsettled, "to">): boolean => to.type === "attempt" && to.id === attempt

/** Of several to one question the last: it is the one that will stand. */
export const waitingAnswers = (
  unsettled: ReadonlyArray<Unsettled>,
  attempt: AttemptId
): ReadonlyMap<QuestionId, Response | null> => {
  const found = new Map<QuestionId, Response | null>()
  for (const waiting of unsettled) {
    const answer = isFor(attempt, waiting) ? answerIn(waiting.command) : undefined
    if (answer !== undefined) found.set(answer.question, answer.response)
  }
  return found
}

export const isHandingIn = (unsettled: ReadonlyArray<Unsettled>, attempt: AttemptId): boolean =>
  unsettled.some((waiting) => isFor(attempt, waiting) && isSubmit(waiting.command))
