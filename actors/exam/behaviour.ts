/**
 * What a sitting decides: when its room is open and when it stands still, and who is told. A change of the room concerns
 * every registered attempt; they are told along the list of registrations (`walk.ts`).
 */
import { isDeepStrictEqual } from "node:util"
import { refuse } from "../../protocol/errors.ts"
import type { CloseReply, OpenReply, PauseRoomReply, ResumeRoomReply } from "../../protocol/exam.ts"
import type { UserId } from "../../protocol/ids.ts"
import { type Instant, instant } from "../../protocol/time.ts"
import { accept, type Context, type Decision } from "../actor.ts"
import { act, acted } from "./acting.ts"
import type { Exam, ExamActorState, ExamEvent, ExamInternal, SittingFacts } from "./contract.ts"
import { removeGroup, setGroup, setTerms } from "./differing.ts"
import { assign, beginShift, endShift, handOver, unassign } from "./duty.ts"
import { openingBy } from "./own-windows.ts"
import { pausedSince } from "./room.ts"
import { resolve, roomFor } from "./terms.ts"
import { step, tellAll, tellClose, tellSome } from "./walk.ts"

type Decided = Decision<ExamEvent>
type Of<Tag extends ExamInternal["_tag"]> = Extract<ExamInternal, { readonly _tag: Tag }>

export const decide = (state: ExamActorState, command: ExamInternal, { now, principal }: Context): Decided => {
  if (command._tag === "Schedule") return schedule(state, command, now)
  if (command._tag === "Register") return register(state, command, now)
  if (state._tag === "Absent") return refuse("not_found")
  if (command._tag === "Alarm") return accept(due(state, now))
  if (command._tag === "Acted") return acted(state, command, now)
  return principal._tag === "Person" ? ordered(state, command, principal.userId, now) : refuse("forbidden")
}

/** What a person asked for. */
const ordered = (
  state: Exam,
  command: Exclude<ExamInternal, Of<"Schedule" | "Register" | "Alarm" | "Acted">>,
  by: UserId,
  now: Instant
): Decided => {
  switch (command._tag) {
    case "Open":
      return open(state, by, now)
    case "Close":
      return close(state, by, now)
    case "PauseRoom":
      return pause(state, command, by, now)
    case "ResumeRoom":
      return resume(state, command, by, now)
    case "Act":
      return act(state, command, by, now)
    case "AssignProctor":
      return assign(state, command, now)
    case "UnassignProctor":
      return unassign(state, command, now)
    case "BeginShift":
      return beginShift(state, by, now)
    case "HandOver":
      return handOver(state, command, by, now)
    case "EndShift":
      return endShift(state, by, now)
    case "SetGroup":
      return setGroup(state, command, by, now)
    case "RemoveGroup":
      return removeGroup(state, command, by, now)
    case "SetTerms":
      return setTerms(state, command, by, now)
  }
}

/** The room's own times, those of its learners who have an own opening, and the next hundred to be told. */
export const alarm = (state: ExamActorState): Instant | undefined => {
  if (state._tag === "Absent") return undefined
  const at = [opensAt(state), closesAt(state), windowOpensAt(state), walksAt(state)].filter((each) => each !== null)
  return at.length === 0 ? undefined : instant(Math.min(...at))
}

const opensAt = ({ phase, facts }: Exam): Instant | null => (phase === "scheduled" ? facts.opensAt : null)
/** At least a millisecond after it opened, whatever its schedule says and however late it was noticed. */
const closesAt = ({ phase, facts, openedAt }: Exam): Instant | null =>
  phase !== "open" || facts.closesAt === null ? null : instant(Math.max(facts.closesAt, (openedAt ?? 0) + 1))
const windowOpensAt = ({ closedByHand, nextWindow }: Exam): Instant | null => (closedByHand ? null : nextWindow)
/** A millisecond after the last, so that the alarm moves. */
const walksAt = ({ walks, walkedAt }: Exam): Instant | null => (walks.length === 0 ? null : instant(walkedAt + 1))

const due = (state: Exam, now: Instant): ReadonlyArray<ExamEvent> => {
  const isDue = (at: Instant | null): at is Instant => at !== null && at <= now
  const [opens, closes, opensWindow, walks] = [opensAt(state), closesAt(state), windowOpensAt(state), walksAt(state)]
  const events: Array<ExamEvent> = []
  if (isDue(opens)) events.push(opened(state, null, now))
  if (isDue(closes)) events.push({ _tag: "Closed", by: null, at: closes })
  const { length } = state.registrations
  const opening = isDue(opens) ? tellAll(state.walks, length, now) : state.walks
  const { walks: told, from } = isDue(closes) ? tellClose(opening, length, closes) : { walks: opening, from: now }
  const tells = isDue(walks) || (events.length > 0 && from <= now)
  if (!isDue(opensWindow)) return tells ? [...events, ...step(told, now)] : events
  return [...events, { _tag: "WindowsOpened", at: now }, ...step(tellSome(told, openingBy(state, now), now), now)]
}

const forAll = (state: Exam, event: ExamEvent, at: Instant): ReadonlyArray<ExamEvent> => [
  event,
  ...step(tellAll(state.walks, state.registrations.length, at), at)
]

const schedule = (state: ExamActorState, { facts }: Of<"Schedule">, now: Instant): Decided => {
  if (facts === undefined) return refuse("not_found")
  if (facts.closesAt !== null && facts.closesAt <= facts.opensAt) return refuse("invalid", { field: "closesAt" })
  const { opensAt, closesAt } = facts
  const warnings = roomFor(resolve({ opensAt, closesAt }, []), facts)
  if (state._tag === "Exam" && isDeepStrictEqual(state.facts, facts)) return accept([], { warnings })
  const scheduled: ExamEvent = { _tag: "Scheduled", facts, at: now }
  const concerned = state._tag === "Exam" && concernsAttempts(state, facts)
  return accept(concerned ? forAll(state, scheduled, now) : [scheduled], { warnings })
}

/** Does the new schedule change anything for those registered? Also of a closed room: some may still have time. */
export const concernsAttempts = ({ facts }: Exam, changed: SittingFacts): boolean =>
  facts.opensAt !== changed.opensAt ||
  facts.closesAt !== changed.closesAt ||
  facts.closeCuts !== changed.closeCuts ||
  facts.lateEntry !== changed.lateEntry ||
  !isDeepStrictEqual(facts.rules, changed.rules)

/** Whoever has an attempt for this room is registered: whether they may sit here was decided when it was started. */
const register = (state: ExamActorState, { attemptId, userId, number, facts }: Of<"Register">, now: Instant): Decided => {
  const registered: ExamEvent = { _tag: "Registered", attemptId, userId, number, at: now }
  if (state._tag === "Exam") return accept(Object.hasOwn(state.placeOf, attemptId) ? [] : [registered])
  return facts === undefined ? refuse("not_found") : accept([{ _tag: "Scheduled", facts, at: now }, registered])
}

const opened = ({ facts }: Exam, by: UserId | null, at: Instant): ExamEvent => ({
  _tag: "Opened",
  by,
  jitterMs: facts.jitterMs,
  at
})

const open = (state: Exam, by: UserId, now: Instant): Decided => {
  if (state.phase === "closed") return refuse("exam_closed")
  if (state.phase === "open") return refuse("illegal_transition", { message: "The room is open already." })
  const reply: OpenReply = { openedAt: now }
  return accept(forAll(state, opened(state, by, now), now), reply)
}

/** Closing by hand is for everybody and final: a pause ends with it, and so do own windows. */
const close = (state: Exam, by: UserId, now: Instant): Decided => {
  if (state.phase === "closed") return refuse("exam_closed")
  if (state.phase === "scheduled") return refuse("not_open", { message: "The room is not open. Change its schedule instead." })
  const reply: CloseReply = { closedAt: now }
  return accept(forAll(state, { _tag: "Closed", by, at: now }, now), reply)
}

/** Also before it opens and after it closed by the clock: there are learners with own windows, and with time on top. */
const pause = (state: Exam, { reason }: Of<"PauseRoom">, by: UserId, now: Instant): Decided => {
  if (state.closedByHand) return refuse("exam_closed")
  if (pausedSince(state) !== null) return refuse("already_paused", { message: "The room is paused already." })
  const reply: PauseRoomReply = { pausedAt: now }
  return accept(forAll(state, { _tag: "RoomPaused", by, reason, at: now }, now), reply)
}

const resume = (state: Exam, { reason }: Of<"ResumeRoom">, by: UserId, now: Instant): Decided => {
  if (pausedSince(state) === null) return refuse("not_paused", { message: "The room is not paused." })
  const reply: ResumeRoomReply = { resumedAt: now }
  return accept(forAll(state, { _tag: "RoomResumed", by, reason: reason ?? null, at: now }, now), reply)
}
