/**
 * What a sitting decides: when its room is open, and who is told. A change of the room concerns every registered
 * attempt; it is told along the list of registrations, a hundred at a time, so that no single commit carries them all.
 * Each telling is of the room as it is, so it does no harm when the room changes again half-way: the walk starts anew.
 */
import { isDeepStrictEqual } from "node:util"
import { refuse } from "../../protocol/errors.ts"
import type { AssignProctorReply, CloseReply, OpenReply } from "../../protocol/exam.ts"
import { type Instant, instant } from "../../protocol/time.ts"
import { accept, type Context, type Decision } from "../actor.ts"
import type { Exam, ExamActorState, ExamEvent, ExamInternal, SittingFacts } from "./contract.ts"

const toldAtOnce = 100

type Decided = Decision<ExamEvent>
type Of<Tag extends ExamInternal["_tag"]> = Extract<ExamInternal, { readonly _tag: Tag }>

export const decide = (state: ExamActorState, command: ExamInternal, { now }: Context): Decided => {
  if (command._tag === "Schedule") return schedule(state, command, now)
  if (command._tag === "Register") return register(state, command, now)
  if (state._tag === "Absent") return refuse("not_found")
  switch (command._tag) {
    case "Open":
      return open(state, now)
    case "Close":
      return close(state, now)
    case "AssignProctor":
      return assign(state, command, now)
    case "Alarm":
      return accept(due(state, now))
  }
}

/** The room's own times, and the next hundred to be told. */
export const alarm = (state: ExamActorState): Instant | undefined => {
  if (state._tag === "Absent") return undefined
  const at = [opensAt(state), closesAt(state), tellsAt(state)].filter((each) => each !== null)
  return at.length === 0 ? undefined : instant(Math.min(...at))
}

const opensAt = ({ phase, facts }: Exam): Instant | null => (phase === "scheduled" ? facts.opensAt : null)
/** At least a millisecond after it opened, whatever its schedule says and however late it was noticed. */
const closesAt = ({ phase, facts, openedAt }: Exam): Instant | null =>
  phase !== "open" || facts.closesAt === null ? null : instant(Math.max(facts.closesAt, (openedAt ?? 0) + 1))
/** A millisecond after the last, so that the alarm moves. */
const tellsAt = ({ told, registrations, toldAt }: Exam): Instant | null =>
  told < registrations.length ? instant(toldAt + 1) : null

const due = (state: Exam, now: Instant): ReadonlyArray<ExamEvent> => {
  const [opens, closes, tells] = [opensAt(state), closesAt(state), tellsAt(state)]
  if (opens !== null && opens <= now) return [{ _tag: "Opened", at: now }, ...tell(state, 0, now)]
  if (closes !== null && closes <= now) return [{ _tag: "Closed", at: closes }, ...tell(state, 0, now)]
  return tells !== null && tells <= now ? tell(state, state.told, now) : []
}

const tell = ({ registrations }: Exam, from: number, now: Instant): ReadonlyArray<ExamEvent> =>
  from < registrations.length ? [{ _tag: "Told", from, to: Math.min(registrations.length, from + toldAtOnce), at: now }] : []

const schedule = (state: ExamActorState, { facts }: Of<"Schedule">, now: Instant): Decided => {
  if (facts === undefined) return refuse("not_found")
  if (facts.closesAt !== null && facts.closesAt <= facts.opensAt) return refuse("invalid", { field: "closesAt" })
  if (state._tag === "Exam" && isDeepStrictEqual(state.facts, facts)) return accept([])
  const walk = state._tag === "Exam" && concernsAttempts(state, facts) ? tell(state, 0, now) : []
  return accept([{ _tag: "Scheduled", facts, at: now }, ...walk])
}

/** Does the new schedule change anything for those registered? A closed room's doesn't: it will not open again. */
export const concernsAttempts = ({ phase, facts }: Exam, changed: SittingFacts): boolean =>
  phase !== "closed" &&
  (facts.opensAt !== changed.opensAt ||
    facts.closesAt !== changed.closesAt ||
    facts.closeCuts !== changed.closeCuts ||
    facts.lateEntry !== changed.lateEntry)

const register = (state: ExamActorState, { attemptId, userId, number, facts }: Of<"Register">, now: Instant): Decided => {
  const registered: ExamEvent = { _tag: "Registered", attemptId, userId, number, at: now }
  if (state._tag === "Exam") {
    return accept(state.registrations.some((earlier) => earlier.attemptId === attemptId) ? [] : [registered])
  }
  return facts === undefined ? refuse("not_found") : accept([{ _tag: "Scheduled", facts, at: now }, registered])
}

const open = (state: Exam, now: Instant): Decided => {
  if (state.phase === "closed") return refuse("exam_closed")
  if (state.phase === "open") return refuse("illegal_transition", { message: "The room is open already." })
  const reply: OpenReply = { openedAt: now }
  return accept([{ _tag: "Opened", at: now }, ...tell(state, 0, now)], reply)
}

const close = (state: Exam, now: Instant): Decided => {
  if (state.phase === "closed") return refuse("exam_closed")
  if (state.phase === "scheduled") return refuse("not_open", { message: "The room is not open. Change its schedule instead." })
  const reply: CloseReply = { closedAt: now }
  return accept([{ _tag: "Closed", at: now }, ...tell(state, 0, now)], reply)
}

const assign = (state: Exam, { userId }: Of<"AssignProctor">, now: Instant): Decided => {
  if (Object.hasOwn(state.proctors, String(userId))) return refuse("already_assigned")
  const reply: AssignProctorReply = { assignedAt: now }
  return accept([{ _tag: "ProctorAssigned", userId, at: now }], reply)
}
