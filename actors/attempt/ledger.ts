/**
 * The time ledger of an attempt: every fact that its deadline follows from, none of which is ever netted against
 * another. `deadline.ts` computes; this says what is kept. Keeping the entries apart is what lets a proctor see why the
 * deadline stands where it does, and lets overlapping pauses count once (T1).
 */
import { Schema } from "effect"
import { Decimal } from "../../protocol/assessment.ts"
import { Instant, Millis } from "../../protocol/time.ts"

/** When the room is open, and whether its close ends running attempts or only ends entry. */
export const Window = Schema.Struct({ opensAt: Instant, closesAt: Schema.NullOr(Instant), cuts: Schema.Boolean })
export type Window = typeof Window.Type

/** `until: null`: still going on. `source` tells a room's pause from a personal one. */
export const Pause = Schema.Struct({ source: Schema.String, from: Instant, until: Schema.NullOr(Instant) })
export type Pause = typeof Pause.Type

export const Extension = Schema.Struct({ id: Schema.String, length: Millis })
export type Extension = typeof Extension.Type

/** An outage of the system, cut to the part in which this attempt was running (T13). */
export const Compensation = Schema.Struct({ outageId: Schema.Int, from: Instant, until: Instant })
export type Compensation = typeof Compensation.Type

export const Ledger = Schema.Struct({
  start: Instant,
  /** `null`: no limit. */
  limit: Schema.NullOr(Millis),
  /** Lengthens the limit, exactly: "1.25" of 45 min is 56 min 15 s (T4). */
  factor: Decimal,
  extra: Millis,
  window: Schema.NullOr(Window),
  pauses: Schema.Array(Pause),
  extensions: Schema.Array(Extension),
  compensations: Schema.Array(Compensation)
})
export type Ledger = typeof Ledger.Type

const unchanged = Decimal.make("1")

export const openLedger = (start: Instant, limit: Millis | null, window: Window | null): Ledger => ({
  start,
  limit,
  factor: unchanged,
  extra: Millis.make(0),
  window,
  pauses: [],
  extensions: [],
  compensations: []
})
