/**
 * Seats and who waits for one. Whoever waits is in one total order, by tickets that only rise, and no seat is ever free for
 * somebody else while they wait: whatever frees a seat gives it on in the same decision.
 */
import type { CourseId, UserId } from "../../protocol/ids.ts"
import type { Instant } from "../../protocol/time.ts"
import type { CourseEvent, CourseState, Offer } from "./contract.ts"

export const isMember = (state: CourseState, userId: UserId): boolean => state.members[userId]?.withdrawnAt === null

/** Seats are given while it is published and takes enrolments at all. */
export const givesSeats = ({ status, mode }: Offer): boolean => status === "published" && mode !== "closed"

interface Waiting {
  readonly userId: UserId
  readonly ticket: number
  readonly timeZone: string
}

/** First come, first. */
export const queue = (state: CourseState): ReadonlyArray<Waiting> =>
  Object.values(state.waiting).toSorted((a, b) => a.ticket - b.ticket)

export interface Seating {
  readonly events: ReadonlyArray<CourseEvent>
  /** Seats that nobody who waits has taken. */
  readonly free: number
}

/** Those who wait move up as far as there are seats, `freed` more than are free now. `leaving` waits no longer. */
export const promotions = (
  state: CourseState,
  offer: Offer,
  at: Instant,
  { freed = 0, leaving }: { readonly freed?: number; readonly leaving?: UserId } = {}
): Seating => {
  const seats = offer.capacity === null ? Number.MAX_SAFE_INTEGER : offer.capacity - state.taken + freed
  if (!givesSeats(offer) || seats <= 0) return { events: [], free: Math.max(0, seats) }
  const first = queue(state)
    .filter(({ userId }) => userId !== leaving)
    .slice(0, seats)
  const events = first.map(({ userId, ticket, timeZone }): CourseEvent => ({
    _tag: "SeatTaken",
    userId,
    versionId: offer.versionId,
    timeZone,
    ticket,
    at
  }))
  return { events, free: seats - first.length }
}

/** Courses to be completed first, as a sentence. */
export const completeFirst = (missing: ReadonlyArray<{ readonly id: CourseId; readonly title: string }>): string =>
  `Complete first: ${missing.map(({ title }) => `"${title}"`).join(", ")}.`
