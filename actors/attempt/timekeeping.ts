/** Every change of a deadline, numbered and explained, until the learner's client says that it was shown (T3, T8). */
import type { AcknowledgeTime, TimeChange } from "../../protocol/attempt.ts"
import { refuse } from "../../protocol/errors.ts"
import type { UserId } from "../../protocol/ids.ts"
import type { Instant } from "../../protocol/time.ts"
import { accept, type Context, type Decision } from "../actor.ts"
import type { Attempt, AttemptEvent } from "./contract.ts"
import { deadline } from "./deadline.ts"
import type { Ledger } from "./ledger.ts"

export interface Why {
  readonly reason: TimeChange["reason"]
  readonly at: Instant
  readonly note?: string | null | undefined
  readonly by?: UserId | undefined
}

/** The only way in which a begun attempt's time is changed. */
export const retime = (state: Attempt, ledger: Ledger, { reason, at, note, by }: Why): void => {
  const old = state.deadline
  state.ledger = ledger
  state.deadline = deadline(ledger)
  if (old === state.deadline) return
  state.timeChanges++
  state.timeChange = {
    n: state.timeChanges,
    ...(old === null ? {} : { old }),
    ...(state.deadline === null ? {} : { new: state.deadline }),
    reason,
    ...(note === undefined || note === null ? {} : { note }),
    ...(by === undefined ? {} : { by }),
    at
  }
}

/** Shown again or late, it is the same; what was never told can't have been shown. */
export const acknowledge = (
  { timeChange, timeChanges }: Attempt,
  { change }: typeof AcknowledgeTime.Type,
  { now }: Context
): Decision<AttemptEvent> => {
  if (change < 1 || change > timeChanges) return refuse("change_unknown", { field: "change" })
  if (change < timeChanges || timeChange === null || timeChange.acknowledgedAt !== undefined) return accept([])
  return accept([{ _tag: "TimeAcknowledged", change, at: now }])
}

export const acknowledged = (
  state: Attempt,
  { change, at }: Extract<AttemptEvent, { readonly _tag: "TimeAcknowledged" }>
): void => {
  if (state.timeChange?.n === change) state.timeChange = { ...state.timeChange, acknowledgedAt: at }
}
