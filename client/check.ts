/**
 * The look around before an exam: is the connection quick, the clock right, the screen the only one? What the device can say of
 * itself is handed in; the round trip and the clock's offset are measured here, against the server. All of it is a
 * claim that proctors see, and stops nobody by itself.
 */
import type { ReportCheck } from "../protocol/proctoring.ts"
import { millis } from "../protocol/time.ts"
import type { Connection } from "./connection.ts"
import type { ServerClock } from "./server-clock.ts"
import type { Timers } from "./timers.ts"

/** What only the surroundings know. In a browser: `navigator`, `Date`, `document` and `screen`. */
export interface Surroundings {
  /** `navigator.userAgent`. */
  readonly browser: string
  /** The device's own clock, in ms since 1970: `Date.now`. */
  readonly clock: () => number
  readonly fullScreen: boolean
  readonly displays: number
  /** `navigator.onLine`. */
  readonly online: boolean
}

const tries = 5
/** A round trip longer than this is as bad as none. */
const longest = 5_000
/** Ends a subscription that nobody can have, so that nothing changes and an answer comes at once. */
const echo = { _tag: "Feed", ref: { feed: "board", id: Number.MAX_SAFE_INTEGER } } as const

export const examine = async (
  surroundings: Surroundings,
  { connection, clock, timers }: { readonly connection: Connection; readonly clock: ServerClock; readonly timers: Timers }
): Promise<ReportCheck> => {
  const trips: Array<number> = []
  while (trips.length < tries) {
    const trip = await roundTrip(connection, timers)
    trips.push(trip)
    if (trip === longest) break
  }
  const server = clock.now()
  const slowest = trips.at(-1) === longest
  return {
    _tag: "ReportCheck",
    browser: surroundings.browser.slice(0, 200).toWellFormed().replaceAll("\u0000", "").trim() || "unknown",
    roundTripMs: millis(Math.round(slowest ? longest : median(trips))),
    clockOffsetMs: server === undefined ? 0 : Math.round(surroundings.clock() - server),
    fullScreen: surroundings.fullScreen,
    displays: Math.min(16, Math.max(1, Math.round(surroundings.displays))),
    online: surroundings.online && connection.online
  }
}

const roundTrip = (connection: Connection, timers: Timers): Promise<number> =>
  new Promise((resolve) => {
    const sent = timers.now()
    const giveUp = timers.after(longest, () => resolve(longest))
    connection.send("unsubscribe", echo, () => {
      giveUp()
      resolve(Math.min(longest, timers.now() - sent))
    })
  })

/** One slow trip among five says nothing; the middle one does. */
const median = (values: ReadonlyArray<number>): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
