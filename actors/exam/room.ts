/**
 * The room as an attempt is told it: whole, and as it is for its learner, so that whichever telling comes last has said
 * everything.
 *
 * Who has an own opening is led by it and not by the room's: let in by their own clock, be the room open or not. Who has
 * an own close may stay past the room's by the clock. A room closed by hand is closed for everybody.
 */
import type { ExamPhase, Terms } from "../../protocol/exam.ts"
import { type Instant, instant } from "../../protocol/time.ts"
import { Seeded } from "../assessment/seeded.ts"
import type { AttemptInternal } from "../attempt/contract.ts"
import type { Exam, Group, Registration } from "./contract.ts"
import { ownTerms, resolve } from "./terms.ts"

/** When it closes or closed: by its schedule, or earlier by hand. */
export const closing = ({ closedAt, facts }: Pick<Exam, "closedAt" | "facts">): Instant | null => closedAt ?? facts.closesAt

export const pausedSince = ({ pauses }: Pick<Exam, "pauses">): Instant | null => {
  const last = pauses.at(-1)
  return last === undefined || last.until !== null ? null : last.from
}

export const groupTermsOf = (state: Exam, userId: number): ReadonlyArray<Terms> =>
  (state.groupsOf[userId] ?? []).flatMap((name) => groupNamed(state, name)?.terms ?? [])

/** Names are people's: `constructor` may be one. */
export const groupNamed = ({ groups }: Exam, name: string): Group | undefined =>
  Object.hasOwn(groups, name) ? groups[name] : undefined

const own = (state: Exam, userId: number): Terms => ownTerms(groupTermsOf(state, userId), state.terms[userId])

/** When a learner's own terms let them in, if they say so. */
export const ownOpening = (state: Exam, userId: number): Instant | null => own(state, userId).opensAt ?? null

/** As it is at `at`, since a change at `since`: by that an attempt tells whether it had ended before. */
export const roomChanged = (
  state: Exam,
  registration: Registration,
  { at, since = at }: { readonly at: Instant; readonly since?: Instant },
  sourceSeq: number
): AttemptInternal => {
  const { facts, pauses } = state
  const { userId } = registration
  const mine = own(state, userId)
  const theRooms = { opensAt: facts.opensAt, closesAt: closing(state) }
  const { opensAt, closesAt, limit, factor, extra } = resolve(theRooms, groupTermsOf(state, userId), state.terms[userId])
  const opened = openedFor(state, mine, at)
  return {
    _tag: "RoomChanged",
    phase: phaseFor(state, mine, at),
    opensAt,
    closesAt: cutByHand(state, closesAt),
    closeCuts: facts.closeCuts,
    lateEntry: facts.lateEntry,
    beginsAt: opened === null ? null : letIn(state, registration, opened),
    ...(limit === undefined ? {} : { limit }),
    factor,
    extra,
    pauses,
    rules: facts.rules,
    at: since,
    sourceSeq
  }
}

export const isLetIn = (state: Exam, userId: number, at: Instant): boolean => phaseFor(state, own(state, userId), at) === "open"

const phaseFor = (state: Exam, mine: Terms, at: Instant): ExamPhase => {
  if (state.closedByHand) return "closed"
  const { closesAt } = mine
  const closed = closesAt === undefined ? state.phase === "closed" : closesAt !== null && closesAt <= at
  return closed ? "closed" : openedFor(state, mine, at) === null ? "scheduled" : "open"
}

/** After it was closed by hand, nothing opens any more. */
const openedFor = ({ openedAt, closedAt, closedByHand }: Exam, { opensAt }: Terms, at: Instant): Instant | null => {
  if (opensAt === undefined) return openedAt
  const until = closedByHand && closedAt !== null && closedAt < at ? closedAt : at
  return opensAt <= until ? opensAt : null
}

const cutByHand = ({ closedAt, closedByHand }: Exam, closesAt: Instant | null): Instant | null =>
  closedByHand && closedAt !== null && (closesAt === null || closedAt < closesAt) ? closedAt : closesAt

/**
 * Who waits at the opening is let in a little after it, spread so that not everybody begins in the same instant; who comes
 * later, at once. By the attempt's id alone, so that each telling says the same.
 */
const letIn = (state: Exam, { attemptId, registeredAt }: Registration, opened: Instant): Instant => {
  const jitterMs = state.phase === "scheduled" ? state.facts.jitterMs : state.jitterMs
  return registeredAt > opened ? registeredAt : instant(opened + spread(attemptId, jitterMs))
}

const spread = (attemptId: number, over: number): number => (over === 0 ? 0 : new Seeded(`let in ${attemptId}`).below(over + 1))
