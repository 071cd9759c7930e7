/** Time on top: while it runs, and after its end as a reopening, where the gap counts as a pause (T9, S3). */
import type { Extend } from "../../protocol/proctoring.ts"
import type { Reopen } from "../../protocol/review.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { Instant } from "../../protocol/time.ts"
import { accept, type Context, type Decision } from "../actor.ts"
import { act } from "./acts.ts"
import { isOverdue } from "./clock.ts"
import type { Attempt, AttemptEvent } from "./contract.ts"
import { effectiveClose } from "./deadline.ts"
import { isPaused, type Ledger, resumed } from "./ledger.ts"
import { stands } from "./standstill.ts"
import { openPause, rulesOf, rulingRoom, withRoomPauses } from "./terms.ts"
import { retime } from "./timekeeping.ts"
import { directedBy, type Who } from "./who.ts"

type Extended = Extract<AttemptEvent, { readonly _tag: "Extended" }>
type Reopened = Extract<AttemptEvent, { readonly _tag: "Reopened" }>

export const extend = (state: Attempt, command: typeof Extend.Type, who: Who, context: Context): Decision<AttemptEvent> => {
  const { now } = context
  const { ledger } = state
  if (ledger === null) return refuse("not_started")
  if (ledger.limit === null && effectiveClose(ledger) === null) return refuse("unlimited")
  const running = (state.state === "in_progress" || state.state === "paused") && !isOverdue(state, now)
  if (!running) return extendAfterEnd(state, command, who, context)
  const { ms, reason } = command
  return accept([{ _tag: "Extended", by: who.by, at: now, ...directedBy(who), id: nextGrant(state), ms, reason }])
}

const extendAfterEnd = (state: Attempt, command: typeof Extend.Type, who: Who, context: Context): Decision<AttemptEvent> => {
  const end = state.endedAt ?? state.deadline
  if (end === null) return refuse("not_started")
  if (state.terminated !== null) return refuse("terminated")
  if (state.submittedBy === "learner") return refuse("handed_in")
  const seen = keysSeen(state)
  if (seen !== undefined) return seen
  if (context.now > end + rulesOf(state).reopenMs) return refuse("reopening_over")
  return accept([reopening(state, command, who, end, context.now)])
}

/** Also of what was handed in early or terminated, at any time before a verdict (S3). */
export const reopen = (state: Attempt, command: typeof Reopen.Type, who: Who, { now }: Context): Decision<AttemptEvent> => {
  const { endedAt } = state
  if (endedAt === null) return refuse("not_ended")
  return keysSeen(state) ?? accept([reopening(state, command, who, endedAt, now)])
}

/** Whoever may have seen the key or their feedback has nothing left to answer. */
const keysSeen = ({ grade, review }: Attempt): Refusal | undefined => (grade !== null && review ? refuse("keys_seen") : undefined)

const reopening = (
  state: Attempt,
  { ms, reason }: Pick<typeof Extend.Type, "ms" | "reason">,
  who: Who,
  from: Instant,
  at: Instant
): Reopened => ({ _tag: "Reopened", by: who.by, at, ...directedBy(who), id: nextGrant(state), from, ms, reason })

const nextGrant = ({ grants }: Attempt): string => `x${grants + 1}`

const granted = (ledger: Ledger, { id, ms }: Extended | Reopened): Ledger => ({
  ...ledger,
  extensions: [...ledger.extensions, { id, length: ms }]
})

export const extended = (state: Attempt, event: Extended): void => {
  const { by, at, reason, action } = event
  state.grants++
  if (state.ledger !== null) retime(state, granted(state.ledger, event), { reason: "extension", at, note: reason, by })
  act(state, "Extend", at, by, reason, action)
}

/** What held it at its end ended there; only the room's pause may still be holding it. */
export const reopened = (state: Attempt, event: Reopened): void => {
  const { by, at, from, reason, action } = event
  state.grants++
  if (state.ledger === null) return
  const gap = { source: "gap", from, until: at } as const
  const still = resumed(state.ledger, ["person", "lock", "room"], from)
  const room = rulingRoom(state)
  const ledger = withRoomPauses(granted({ ...still, pauses: [...still.pauses, gap] }, event), room?.pauses ?? [], null)
  const pause = room === null ? undefined : openPause(room)
  state.standstill = pause === undefined ? [] : [{ kind: "room_pause", since: pause.from, by: pause.by, reason: pause.reason }]
  forgetEnd(state)
  retime(state, ledger, { reason: "reopening", at, note: reason, by })
  stands(state, isPaused(ledger))
  act(state, "Reopen", at, by, reason, action)
}

const forgetEnd = (state: Attempt): void => {
  state.endedAt = null
  state.settlesAt = null
  state.submittedAt = null
  state.submittedBy = null
  state.terminated = null
  state.gradingTries = 0
  state.gradeAgainAt = null
  state.grade = null
  state.gradedAt = null
  state.gradeReported = false
  state.lateLapsed = false
  state.proposal = null
}
