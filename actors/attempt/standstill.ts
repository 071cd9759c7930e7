/**
 * What holds an attempt: a proctor's pause, the room's, or a lock until somebody has checked (T1, T8, T11). Several may hold it at
 * once; time goes on when the last of them is gone, and is given back once.
 */
import type { Clear, Lock, Pause, Resume } from "../../protocol/proctoring.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { Instant } from "../../protocol/time.ts"
import { accept, type Context, type Decision } from "../actor.ts"
import { act } from "./acts.ts"
import type { Attempt, AttemptEvent } from "./contract.ts"
import { deadline } from "./deadline.ts"
import { isOpen, isPaused, type Ledger, opened, type PauseSource, resumed } from "./ledger.ts"
import { shortened } from "./notice.ts"
import { retime } from "./timekeeping.ts"
import { directedBy, type Who } from "./who.ts"

type Command = typeof Pause.Type | typeof Resume.Type | typeof Lock.Type | typeof Clear.Type
type Held = Extract<AttemptEvent, { readonly _tag: "Paused" | "Resumed" | "Locked" | "Cleared" }>

const holds = ({ ledger }: Attempt, source: PauseSource): boolean => ledger !== null && isOpen(ledger, source)

export const hold = (state: Attempt, command: Command, who: Who, { now }: Context): Decision<AttemptEvent> => {
  const by = { by: who.by, at: now, ...directedBy(who) }
  const reason = command.reason ?? null
  switch (command._tag) {
    case "Pause":
      return holds(state, "person") ? refuse("already_paused") : accept([{ _tag: "Paused", ...by, reason: command.reason }])
    case "Resume":
      return holds(state, "person") ? accept([{ _tag: "Resumed", ...by, reason }]) : refuse("not_paused")
    case "Lock":
      return holds(state, "lock") ? refuse("already_locked") : accept([{ _tag: "Locked", ...by, reason: command.reason }])
    case "Clear": {
      if (!holds(state, "lock")) return refuse("not_locked")
      const returned = command.returnTime !== false
      if (!returned && reason === null) return refuse("reason_missing", { field: "reason" })
      return accept([{ _tag: "Cleared", ...by, returned, reason }])
    }
  }
}

/** Answers and handing in are not taken while something holds the attempt, but for what was received before (T5, T11). */
export const heldSince = (state: Attempt, receivedAt: Instant): Refusal | undefined => {
  if (state.state !== "paused") return undefined
  const since = Math.min(...state.standstill.map((each) => each.since))
  return receivedAt < since ? undefined : refuse(holds(state, "lock") ? "locked" : "paused")
}

export const stands = (state: Attempt, still: boolean): void => {
  state.state = still ? "paused" : "in_progress"
}

const reasons = { Paused: "pause", Resumed: "resume", Locked: "lock", Cleared: "clearing" } as const
const acts = { Paused: "Pause", Resumed: "Resume", Locked: "Lock", Cleared: "Clear" } as const

export const held = (state: Attempt, event: Held): void => {
  if (state.ledger === null) return
  const { by, at, reason } = event
  const ledger = ledgerAfter(state.ledger, event)
  const since = { since: at, by, ...(reason === null ? {} : { reason }) }
  switch (event._tag) {
    case "Paused":
      state.standstill = [...state.standstill, { kind: "pause", ...since }]
      break
    case "Locked":
      state.standstill = [...state.standstill, { kind: "lock", ...since }]
      break
    default: {
      const gone = event._tag === "Resumed" ? "pause" : "lock"
      state.standstill = state.standstill.filter(({ kind }) => kind !== gone)
    }
  }
  retime(state, ledger, { reason: reasons[event._tag], at, note: reason, by })
  stands(state, isPaused(ledger))
  act(state, acts[event._tag], at, by, reason, event.action)
}

const ledgerAfter = (ledger: Ledger, event: Held): Ledger => {
  switch (event._tag) {
    case "Paused":
      return opened(ledger, "person", event.at)
    case "Locked":
      return opened(ledger, "lock", event.at)
    case "Resumed":
      return resumed(ledger, ["person"], event.at)
    case "Cleared": {
      const returned = resumed(ledger, ["lock"], event.at)
      return event.returned ? returned : shortened(resumed(ledger, ["lock"], event.at, true), deadline(returned), event.at)
    }
  }
}
