/** What the clock alone does: it ends, hands in, asks for grading again, lets late answers lapse, and closes the door (T6). */
import type { AttemptId } from "../../protocol/ids.ts"
import { type Instant, instant, later, type Millis, millis, seconds } from "../../protocol/time.ts"
import type { Attempt, AttemptActorState, AttemptEvent } from "./contract.ts"
import { requested } from "./grades.ts"
import { lapsesAt } from "./late.ts"
import { rulingRoom } from "./terms.ts"

/** After the deadline, for what was received by then and is still under way. */
const settling: Millis = seconds(2)
/** A room's attempts end in one instant; handed in and graded in one as well, the last of them would wait for all others. */
const spread = { places: 40, apart: millis(50) }

/** From its end to its handing in by the clock: two seconds at least, and so that a room's attempts take turns. */
export const settlingOf = (attempt: AttemptId): Millis => millis(settling + (attempt % spread.places) * spread.apart)

/** After a window, for the room's own closing to be heard: who never came to a room that closed was absent. */
const closingHeard: Millis = seconds(60)

export const alarm = (state: AttemptActorState): Instant | undefined => {
  if (state._tag === "Absent") return undefined
  const lapse = lapsesAt(state)
  const next = nextStep(state)
  if (next === null) return lapse ?? undefined
  return lapse === null || next < lapse ? next : lapse
}

/** Its time is over; only its alarm has not rung yet. */
export const isOverdue = ({ state, deadline }: Attempt, now: Instant): boolean =>
  state === "in_progress" && deadline !== null && now > deadline

const nextStep = (state: Attempt): Instant | null => {
  switch (state.state) {
    case "created":
    case "waiting": {
      const closesAt = rulingRoom(state)?.closesAt ?? null
      return closesAt === null ? null : instant(closesAt + closingHeard)
    }
    case "in_progress":
      return state.deadline
    case "ended":
      return state.settlesAt
    default:
      return state.gradeAgainAt
  }
}

export const due = (state: Attempt, now: Instant): ReadonlyArray<AttemptEvent> => {
  const events: Array<AttemptEvent> = []
  const next = nextStep(state)
  if (next !== null && next <= now) events.push(...step(state, next, now))
  const lapse = lapsesAt(state)
  if (lapse !== null && lapse <= now) events.push({ _tag: "LateLapsed", at: lapse })
  return events
}

const step = (state: Attempt, at: Instant, now: Instant): ReadonlyArray<AttemptEvent> => {
  switch (state.state) {
    case "created":
    case "waiting":
      return [{ _tag: "Expired", at: rulingRoom(state)?.closesAt ?? at }]
    case "in_progress":
      return [ended(state, at, now)]
    case "ended":
      return [{ _tag: "Submitted", at: state.endedAt ?? at, by: "clock" }, requested(1, now)]
    default:
      return [requested(state.gradingTries + 1, now)]
  }
}

/** Stamped with the deadline (T6); what it takes to settle runs from when that is noticed, or nothing is left after an outage. */
export const ended = ({ attemptId }: Attempt, at: Instant, now: Instant): AttemptEvent => ({
  _tag: "Ended",
  at,
  settlesAt: later(now, settlingOf(attemptId))
})
