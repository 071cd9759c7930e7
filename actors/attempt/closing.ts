/** The ends that people bring about: handing in, being terminated, being declared void (S1, S2). */
import type { SubmitReply } from "../../protocol/attempt.ts"
import { refuse } from "../../protocol/errors.ts"
import type { Terminate } from "../../protocol/proctoring.ts"
import type { Void } from "../../protocol/review.ts"
import { instant } from "../../protocol/time.ts"
import { accept, type Context, type Decision } from "../actor.ts"
import { act } from "./acts.ts"
import type { Attempt, AttemptEvent } from "./contract.ts"
import { superseded } from "./device.ts"
import { requested } from "./grades.ts"
import { heldSince } from "./standstill.ts"
import { directedBy, type Who } from "./who.ts"

type Event<Tag extends AttemptEvent["_tag"]> = Extract<AttemptEvent, { readonly _tag: Tag }>

export const submit = (state: Attempt, context: Context): Decision<AttemptEvent> => {
  const { now, receivedAt } = context
  const barred = superseded(state, context) ?? heldSince(state, receivedAt)
  if (barred !== undefined) return barred
  const ends = state.endedAt ?? state.deadline
  if (ends !== null && receivedAt > ends) {
    return refuse("attempt_over", { message: "The time was over. What was saved by then is handed in for you." })
  }
  // Its receipt may be stamped before the beginning where two devices' messages crossed.
  const at = state.ledger === null ? receivedAt : instant(Math.max(receivedAt, state.ledger.start))
  const reply: SubmitReply = { submittedAt: at }
  return accept([{ _tag: "Submitted", at, by: "learner" }, requested(1, now)], reply)
}

export const terminate = (
  _state: Attempt,
  { reason }: typeof Terminate.Type,
  who: Who,
  { now }: Context
): Decision<AttemptEvent> => accept([{ _tag: "Terminated", by: who.by, at: now, ...directedBy(who), reason }, requested(1, now)])

export const declareVoid = ({ reason }: typeof Void.Type, { by }: Who, { now }: Context): Decision<AttemptEvent> =>
  accept([{ _tag: "Voided", by, at: now, reason }])

export const timeEnded = (state: Attempt, { at, settlesAt }: Event<"Ended">): void => {
  state.state = "ended"
  state.endedAt = at
  state.settlesAt = settlesAt
}

export const submitted = (state: Attempt, { at, by }: Event<"Submitted">): void => {
  state.state = "submitted"
  state.endedAt = at
  state.submittedAt = at
  state.submittedBy = by
  over(state)
}

export const terminated = (state: Attempt, { by, at, reason, action }: Event<"Terminated">): void => {
  state.state = "terminated"
  state.endedAt = at
  state.terminated = { by, at, reason }
  over(state)
  act(state, "Terminate", at, by, reason, action)
}

export const voided = (state: Attempt, { by, at, reason }: Event<"Voided">): void => {
  state.state = "voided"
  state.voided = { by, at, reason }
  state.endedAt ??= at
  over(state)
  act(state, "Void", at, by, reason)
}

/** Nothing holds it any more, and nothing is awaited of the clock but what the end itself asks for. */
const over = (state: Attempt): void => {
  state.standstill = []
  state.settlesAt = null
  state.gradeAgainAt = null
  state.edition++
}
