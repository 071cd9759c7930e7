/** Time given back for an outage of the system (T13). */
import { instant, type Millis, seconds } from "../../protocol/time.ts"
import { accept, type Decision, type Context } from "../actor.ts"
import type { Attempt, AttemptEvent, AttemptInternal } from "./contract.ts"
import { retime } from "./timekeeping.ts"

type Compensate = Extract<AttemptInternal, { readonly _tag: "Compensate" }>
type Compensated = Extract<AttemptEvent, { readonly _tag: "Compensated" }>

/** Shorter ones are not compensated. */
const shortestOutage: Millis = seconds(5)

export const compensate = (
  state: Attempt,
  { outageId, ms, from, until }: Compensate,
  { now }: Context
): Decision<AttemptEvent> => {
  const nothing = accept<AttemptEvent>([], { applied: false })
  const { ledger } = state
  const running = state.state === "in_progress" || state.state === "paused"
  if (!running || ledger === null || ms < shortestOutage) return nothing
  if (ledger.compensations.some((earlier) => earlier.outageId === outageId)) return nothing
  // Its time was over before the outage began; only nobody had noticed yet.
  if (state.deadline !== null && state.deadline < from) return nothing
  const since = instant(Math.max(from, ledger.start))
  return since >= until ? nothing : accept([{ _tag: "Compensated", outageId, from: since, until, at: now }], { applied: true })
}

export const compensated = (state: Attempt, { outageId, from, until, at }: Compensated): void => {
  if (state.ledger === null) return
  const compensations = [...state.ledger.compensations, { outageId, from, until }]
  retime(state, { ...state.ledger, compensations }, { reason: "outage", at })
}
