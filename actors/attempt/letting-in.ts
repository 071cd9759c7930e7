/**
 * A learner is let in a little after the opening, at a moment of their own. That moment is an event, since what is seen
 * changes by events only: a view that said they may begin before they can would be right later without anybody telling.
 */
import type { Instant } from "../../protocol/time.ts"
import type { Attempt, AttemptActorState, AttemptEvent } from "./contract.ts"
import { openPause, rulingRoom } from "./terms.ts"

const isBefore = ({ state }: Attempt): boolean => state === "created" || state === "waiting"

/** Before the start, and `null` once it has come, or while nobody knows it. */
export const letsInAt = (state: AttemptActorState): Instant | null => {
  if (state._tag === "Absent" || !isBefore(state)) return null
  const room = rulingRoom(state)
  return room === null || room.phase !== "open" || isPast(state, room.beginsAt) ? null : room.beginsAt
}

/** Attempts from before it was kept were told with the opening. */
const isPast = ({ letInTo }: Attempt, beginsAt: Instant | null): boolean =>
  beginsAt === null || letInTo === undefined || beginsAt <= letInTo

export const canBegin = (state: Attempt): boolean => {
  const room = rulingRoom(state)
  const open = room === null || (room.phase === "open" && isPast(state, room.beginsAt) && openPause(room) === undefined)
  return isBefore(state) && open
}

export const lettingIn = (state: Attempt, now: Instant): ReadonlyArray<AttemptEvent> => {
  const at = letsInAt(state)
  return at === null || at > now ? [] : [{ _tag: "LetIn", at }]
}
