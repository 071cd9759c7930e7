/** What its room gives an attempt, and asks of it. A preview has neither window nor room's time (T1). */
import { Decimal } from "../../protocol/assessment.ts"
import { defaultRules, type RoomPause, type RoomRules } from "../../protocol/exam.ts"
import { type Instant, millis } from "../../protocol/time.ts"
import type { Attempt, Room } from "./contract.ts"
import type { Ledger, LedgerTerms, Pause } from "./ledger.ts"

type Given = Pick<Attempt, "limit" | "preview" | "room">

const unchanged = Decimal.make("1")

/** The room whose window and pauses rule the attempt. */
export const rulingRoom = ({ preview, room }: Pick<Attempt, "preview" | "room">): Room | null => (preview ? null : room)

export const termsOf = (attempt: Given): LedgerTerms => {
  const room = rulingRoom(attempt)
  if (room === null) return { limit: attempt.limit, factor: unchanged, extra: millis(0), window: null }
  const { limit, factor, extra, opensAt, closesAt, closeCuts: cuts } = room
  return { limit: limit === undefined ? attempt.limit : limit, factor, extra, window: { opensAt, closesAt, cuts } }
}

export const rulesOf = ({ room }: Pick<Attempt, "room">): RoomRules => room?.rules ?? defaultRules

export const openPause = ({ pauses }: Room): RoomPause | undefined => pauses.find(({ until }) => until === null)

/**
 * With the room's pauses as they are told, of those that fall into the attempt's time: one that only began after its `end`
 * would give time to who has none left. A pause that the telling no longer mentions is one that ended long ago.
 */
export const withRoomPauses = (ledger: Ledger, told: ReadonlyArray<RoomPause>, end: Instant | null): Ledger => {
  const known = new Set(told.map(({ from }) => from))
  const others = ledger.pauses.filter((pause) => pause.source !== "room" || (pause.until !== null && !known.has(pause.from)))
  const room = told
    .filter(({ from, until }) => (until === null || until > ledger.start) && (end === null || from < end))
    .map(({ from, until }): Pause => ({ source: "room", from, until }))
  return { ...ledger, pauses: [...others, ...room] }
}
