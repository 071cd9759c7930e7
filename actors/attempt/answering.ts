/** Saving an answer. It counts by when it was received, never by when it is decided (T5). */
import type { SaveAnswer, SaveAnswerReply } from "../../protocol/attempt.ts"
import { refuse } from "../../protocol/errors.ts"
import { accept, type Context, type Decision } from "../actor.ts"
import { fits } from "./answers.ts"
import { ended } from "./clock.ts"
import type { Attempt, AttemptEvent } from "./contract.ts"
import { superseded } from "./device.ts"
import { keepLate } from "./late.ts"
import { heldSince } from "./standstill.ts"

type Event<Tag extends AttemptEvent["_tag"]> = Extract<AttemptEvent, { readonly _tag: Tag }>

export const saveAnswer = (state: Attempt, command: typeof SaveAnswer.Type, context: Context): Decision<AttemptEvent> => {
  // S9: who has handed in, on whichever device, can answer no more.
  if (state.submittedBy === "learner") return refuse("attempt_over")
  const { receivedAt } = context
  if (state.terminated !== null && receivedAt >= state.terminated.at) return refuse("terminated")
  const barred = superseded(state, context) ?? fits(state.asked, command) ?? heldSince(state, receivedAt)
  if (barred !== undefined) return barred
  const ends = state.endedAt ?? state.deadline
  if (ends !== null && receivedAt > ends) {
    return keepLate(state, command, ends, context, state.endedAt === null ? [ended(state, ends, context.now)] : [])
  }
  // Received in time and decided too late: evidence, for a person to weigh.
  const open = state.state === "in_progress" || state.state === "paused" || state.state === "ended"
  if (ends !== null && !open) return keepLate(state, command, ends, context, [])
  const reply: SaveAnswerReply = { savedAt: receivedAt, counted: true }
  const { question, response } = command
  return accept(
    [
      response === null
        ? { _tag: "AnswerCleared", question, at: receivedAt }
        : { _tag: "AnswerSaved", question, response: { _tag: "Words", by: state.userId, value: response }, at: receivedAt }
    ],
    reply
  )
}

const has = ({ answers }: Attempt, question: Event<"AnswerSaved">["question"]): boolean => Object.hasOwn(answers, question)

export const saved = (state: Attempt, { question, response, at }: Event<"AnswerSaved">): void => {
  if (!has(state, question)) state.answered++
  state.answers[question] = { response, at }
}

export const cleared = (state: Attempt, { question }: Event<"AnswerCleared">): void => {
  if (has(state, question)) state.answered--
  delete state.answers[question]
}
