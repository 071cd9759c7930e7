/** The room as the exam tells it: before the start it lets in or closes, afterwards it moves a running attempt's time (T3). */
import type { TimeChange } from "../../protocol/attempt.ts"
import type { Instant } from "../../protocol/time.ts"
import { accept, type Context, type Decision } from "../actor.ts"
import type { Attempt, AttemptEvent, AttemptInternal, Room } from "./contract.ts"
import { deadline } from "./deadline.ts"
import { isOpen, isPaused, type Ledger } from "./ledger.ts"
import { retermed } from "./notice.ts"
import { stands } from "./standstill.ts"
import { openPause, rulingRoom, termsOf, withRoomPauses } from "./terms.ts"
import { retime } from "./timekeeping.ts"

type Told = Extract<AttemptInternal, { readonly _tag: "RoomChanged" }>
type RoomChanged = Extract<AttemptEvent, { readonly _tag: "RoomChanged" }>

export const roomChanged = (state: Attempt, { _tag, at, ...room }: Told, { now }: Context): Decision<AttemptEvent> => {
  if (state.room === null || room.sourceSeq <= state.room.sourceSeq) return accept([])
  const told: RoomChanged = { _tag, room, at: now }
  switch (state.state) {
    case "created":
    case "waiting":
      return accept(room.phase === "closed" && !state.preview ? [told, { _tag: "Missed", at: now }] : [told])
    case "in_progress":
    case "paused":
    case "ended":
      return accept([inTime(state, told, at, now)])
    // Kept for a reopening; the time of what was handed in is never moved (T3).
    case "submitted":
    case "terminated":
    case "grading":
    case "graded":
    case "under_review":
      return accept([told])
    default:
      return accept([])
  }
}

/** What was decided in the room before an attempt's end counts, though it is only heard of while that is settling (T5). */
const inTime = (state: Attempt, told: RoomChanged, changedAt: Instant, now: Instant): RoomChanged => {
  const { ledger } = state
  const room = rulingRoom({ ...state, room: told.room })
  if (ledger === null || room === null) return told
  const end = state.endedAt ?? state.deadline
  const paused = withRoomPauses(ledger, room.pauses, end)
  const overAlready = end !== null && end < now && end < changedAt
  const moved = overAlready ? paused : retermed(paused, termsOf({ ...state, room: told.room }), now)
  const ends = deadline(moved)
  if (state.state !== "ended") return { ...told, ledger: moved }
  return ends === null || (end !== null && ends > end) ? { ...told, ledger: moved, revived: true } : told
}

export const roomTold = (state: Attempt, { room, ledger, revived, at }: RoomChanged): void => {
  const before = state.ledger
  state.room = room
  state.letInTo = at
  if (ledger === undefined || before === null) return
  if (revived === true) {
    state.endedAt = null
    state.settlesAt = null
  }
  const pause = openPause(room)
  const kept = state.standstill.filter(({ kind }) => kind !== "room_pause")
  state.standstill = isOpen(ledger, "room") && pause !== undefined ? [...kept, roomPause(pause)] : kept
  const reason = reasonOf(before, ledger)
  const told = reason === "pause" && pause !== undefined ? { note: pause.reason, by: pause.by } : {}
  retime(state, ledger, { reason, at, ...told })
  stands(state, isPaused(ledger))
}

const roomPause = ({ from, by, reason }: Room["pauses"][number]): Attempt["standstill"][number] => ({
  kind: "room_pause",
  since: from,
  by,
  reason
})

const reasonOf = (before: Ledger, after: Ledger): TimeChange["reason"] => {
  if (isOpen(before, "room") !== isOpen(after, "room")) return isOpen(after, "room") ? "pause" : "resume"
  if (before.limit !== after.limit || before.factor !== after.factor || before.extra !== after.extra) return "accommodation"
  const moved = before.window?.closesAt !== after.window?.closesAt || before.window?.cuts !== after.window?.cuts
  return moved ? "window" : "pause"
}
