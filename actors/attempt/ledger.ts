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

/** `gap`: from an end to the reopening. */
export const PauseSource = Schema.Literals(["person", "lock", "room", "gap"])
export type PauseSource = typeof PauseSource.Type
/** `until: null`: still going on. `withheld`: it happened, and gives no time back (T11). */
export const Pause = Schema.Struct({
  source: PauseSource,
  from: Instant,
  until: Schema.NullOr(Instant),
  withheld: Schema.optionalKey(Schema.Literal(true))
})
export type Pause = typeof Pause.Type

/** `x1`, `x2` … by people; `notice` is what keeps a shortened attempt going for a minute (T3). */
export const Extension = Schema.Struct({ id: Schema.String, length: Millis })
export type Extension = typeof Extension.Type

/** An outage of the system, cut to the part in which this attempt was running (T13). */
export const Compensation = Schema.Struct({ outageId: Schema.Int, from: Instant, until: Instant })
export type Compensation = typeof Compensation.Type

const terms = {
  /** `null`: no limit. */
  limit: Schema.NullOr(Millis),
  /** Lengthens the limit, exactly: "1.25" of 45 min is 56 min 15 s (T4). */
  factor: Decimal,
  extra: Millis,
  window: Schema.NullOr(Window)
}
const LedgerTerms = Schema.Struct(terms)
/** The time that an attempt is given, as its room has it. */
export type LedgerTerms = typeof LedgerTerms.Type

export const Ledger = Schema.Struct({
  start: Instant,
  ...terms,
  pauses: Schema.Array(Pause),
  extensions: Schema.Array(Extension),
  compensations: Schema.Array(Compensation)
})
export type Ledger = typeof Ledger.Type

export const openLedger = (start: Instant, { limit, factor, extra, window }: LedgerTerms): Ledger => ({
  start,
  limit,
  factor,
  extra,
  window,
  pauses: [],
  extensions: [],
  compensations: []
})

export const isPaused = ({ pauses }: Ledger): boolean => pauses.some(({ until }) => until === null)

export const isOpen = ({ pauses }: Ledger, source: PauseSource): boolean =>
  pauses.some((pause) => pause.source === source && pause.until === null)

export const opened = (ledger: Ledger, source: PauseSource, from: Instant): Ledger => ({
  ...ledger,
  pauses: [...ledger.pauses, { source, from, until: null }]
})

/** With the open pauses of these sources ended at `until`; `withheld`: they give no time back. */
export const resumed = (ledger: Ledger, sources: ReadonlyArray<PauseSource>, until: Instant, withheld = false): Ledger => ({
  ...ledger,
  pauses: ledger.pauses.map((pause) =>
    pause.until === null && sources.includes(pause.source)
      ? { ...pause, until: laterOf(pause.from, until), ...(withheld ? { withheld: true } : {}) }
      : pause
  )
})

const laterOf = (a: Instant, b: Instant): Instant => (a > b ? a : b)
