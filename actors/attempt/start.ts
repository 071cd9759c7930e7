/** From creation to the start: who may begin, and when (S1, T10). */
import type { BeginReply } from "../../protocol/attempt.ts"
import { type Refusal, refuse } from "../../protocol/errors.ts"
import { AttemptId } from "../../protocol/ids.ts"
import type { Instant } from "../../protocol/time.ts"
import { accept, type Context, type Decision } from "../actor.ts"
import type { Attempt, AttemptEvent, AttemptInternal, Room } from "./contract.ts"
import { deadline } from "./deadline.ts"
import { bound, outside, spokenFrom } from "./device.ts"
import { openLedger } from "./ledger.ts"
import { locked } from "./password.ts"
import { openPause, rulesOf, rulingRoom, termsOf } from "./terms.ts"

type Of<Tag extends AttemptInternal["_tag"]> = Extract<AttemptInternal, { readonly _tag: Tag }>
type Event<Tag extends AttemptEvent["_tag"]> = Extract<AttemptEvent, { readonly _tag: Tag }>

export const create = (
  { _tag, seed: _seed, at: _at, sourceSeq: _sourceSeq, drawn, ...identity }: Of<"Create">,
  { self, now }: Context
): Decision<AttemptEvent> => {
  if (drawn === undefined) return refuse("internal", { message: "The attempt has no paper. Report this." })
  return accept([{ _tag: "Created", attemptId: AttemptId.make(self.id), ...identity, ...drawn, at: now }])
}

export const begin = (state: Attempt, command: Of<"Begin">, context: Context): Decision<AttemptEvent> => {
  const { now } = context
  const room = rulingRoom(state)
  const barred =
    (room === null ? undefined : (notOpen(room, now) ?? unready(state, command, context))) ?? unconsented(state, command)
  if (barred !== undefined) return barred
  const ledger = openLedger(now, termsOf(state))
  const ends = deadline(ledger)
  // T10: who would not get their whole time is told so beforehand by the view; without late entry they don't begin.
  const whole = deadline({ ...ledger, window: null })
  if (room !== null && !room.lateEntry && ends !== null && whole !== null && ends < whole) {
    return refuse("exam_closed", {
      message: "The exam closes before your whole time would be over, and late entry is not allowed. Ask the proctor."
    })
  }
  const reply: BeginReply = { startedAt: now, deadline: ends }
  const consented = state.consent !== null && command.consented === true
  return accept([{ _tag: "Begun", ledger, ...spokenFrom(context), consented }], reply)
}

const notOpen = (room: Room, now: Instant): Refusal | undefined => {
  if (room.phase === "closed" || (room.closesAt !== null && room.closesAt <= now)) return refuse("exam_closed")
  const from = Math.max(room.opensAt, room.beginsAt ?? room.opensAt)
  if (room.phase === "scheduled") return refuse("not_open", from > now ? { retryAfterMs: from - now } : {})
  if (room.beginsAt !== null && room.beginsAt > now) return refuse("not_open", { retryAfterMs: room.beginsAt - now })
  return openPause(room) === undefined ? undefined : refuse("paused", { message: "The room is paused. Begin when it goes on." })
}

const unready = (state: Attempt, command: Of<"Begin">, context: Context): Decision<AttemptEvent> | undefined => {
  const barred = outside(state, context) ?? locked(state, command, context.now)
  if (barred !== undefined) return barred
  return rulesOf(state).check && state.check === null ? refuse("check_missing") : undefined
}

const unconsented = ({ consent }: Attempt, { consented }: Of<"Begin">): Refusal | undefined =>
  consent === null || consented === true ? undefined : refuse("consent_missing", { field: "consented" })

export const begun = (state: Attempt, { ledger, consented, ...from }: Event<"Begun">): void => {
  state.state = "in_progress"
  state.consented = consented
  state.ledger = ledger
  state.deadline = deadline(ledger)
  bound(state, from, 1, ledger.start)
}

/** Before the start: no attempt is used up. */
export const neverBegan = (state: Attempt, { _tag, at }: Event<"Declined" | "Expired" | "Missed">): void => {
  state.state = _tag === "Declined" ? "declined" : _tag === "Expired" ? "expired" : "absent"
  state.endedAt = at
}
