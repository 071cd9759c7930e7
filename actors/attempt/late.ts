/** Answers that came after the end: kept as evidence, and counted only if somebody decides so in time (T7, T12). */
import type { SaveAnswer, SaveAnswerReply } from "../../protocol/attempt.ts"
import { refuse } from "../../protocol/errors.ts"
import type { DecideLate } from "../../protocol/review.ts"
import { type Instant, instant } from "../../protocol/time.ts"
import { accept, type Context, type Decision } from "../actor.ts"
import { act } from "./acts.ts"
import type { Attempt, AttemptEvent, Late } from "./contract.ts"
import { requested } from "./grades.ts"
import { awaitsDecision } from "./review.ts"
import { rulesOf } from "./terms.ts"
import type { Who } from "./who.ts"

type Event<Tag extends AttemptEvent["_tag"]> = Extract<AttemptEvent, { readonly _tag: Tag }>
type Question = Event<"AnswerLate">["question"]

const perQuestion = 10

const keptOf = ({ late }: Attempt, question: Question): ReadonlyArray<Late> =>
  Object.hasOwn(late, question) ? (late[question] ?? []) : []

const isDecided = ({ lateDecisions }: Attempt, question: Question): boolean => Object.hasOwn(lateDecisions, question)

const undecidedFrom = (state: Attempt): Instant | null =>
  state.endedAt === null ? null : instant(state.endedAt + rulesOf(state).adjudicationMs)

export const lapsesAt = (state: Attempt): Instant | null =>
  state.state === "voided" || !awaitsDecision(state) ? null : undecidedFrom(state)

export const keepLate = (
  state: Attempt,
  { question, response }: typeof SaveAnswer.Type,
  endedAt: Instant,
  { now, receivedAt, claimedAt }: Context,
  before: ReadonlyArray<AttemptEvent>
): Decision<AttemptEvent> => {
  if (response === null) {
    return refuse("too_late", { message: "The time was over. The answer saved before stands." })
  }
  // Whoever may have seen the key has nothing left to send in.
  const seen = state.grade !== null && state.review
  const over = state.lateLapsed || now >= endedAt + rulesOf(state).adjudicationMs
  if (seen || over || isDecided(state, question) || keptOf(state, question).length >= perQuestion) {
    return refuse("too_late", { message: "The answer arrived after the deadline and can no longer be kept. Ask the proctor." })
  }
  const reply: SaveAnswerReply = { savedAt: receivedAt, counted: false }
  const late: AttemptEvent = {
    _tag: "AnswerLate",
    question,
    response: { _tag: "Words", by: state.userId, value: response },
    receivedAt,
    claimedAt: claimedAt ?? null
  }
  return accept([...before, late], reply)
}

export const decideLate = (
  state: Attempt,
  { question, accept: accepted, reason }: typeof DecideLate.Type,
  { by }: Who,
  { now }: Context
): Decision<AttemptEvent> => {
  if (keptOf(state, question).length === 0) return refuse("late_unknown", { field: "question" })
  if (isDecided(state, question)) return refuse("late_decided", { field: "question" })
  const until = undecidedFrom(state)
  if (state.lateLapsed || until === null || now >= until) return refuse("adjudication_over")
  const decided: AttemptEvent = { _tag: "LateDecided", by, at: now, question, accept: accepted, reason }
  // What is still settling will be graded with it; what was handed in is graded again.
  return accept(accepted && state.state !== "ended" ? [decided, requested(1, now)] : [decided])
}

export const keptLate = (state: Attempt, { question, response, receivedAt, claimedAt }: Event<"AnswerLate">): void => {
  const earlier = keptOf(state, question)
  if (earlier.length === 0) state.lateQuestions++
  state.late[question] = [...earlier, { response, receivedAt, claimedAt }]
}

export const lateDecided = (state: Attempt, { question, accept: accepted, by, reason, at }: Event<"LateDecided">): void => {
  state.lateDecisions[question] = { accept: accepted, by, reason, at }
  act(state, "DecideLate", at, by, reason)
  const latest = keptOf(state, question).at(-1)
  if (!accepted || latest === undefined) return
  if (!Object.hasOwn(state.answers, question)) state.answered++
  state.answers[question] = { response: latest.response, at: latest.receivedAt }
  state.edition++
}
