/**
 * What happened around the page while an attempt was sat, reported in stretches: from when to when the page was observed, and
 * what was noticed in it. A stretch without signals says that nothing happened; no stretch says that nobody looked. The
 * difference matters to people, so a stretch ends where the page slept, and what had to be thrown away is not claimed.
 *
 * Times are the server's as this client knew it when the stretch began, carried on by a clock that never jumps.
 */
import type { QuestionId } from "../protocol/ids.ts"
import type { ReportSignals, Signal } from "../protocol/proctoring.ts"
import { instant, millis, type Instant } from "../protocol/time.ts"
import type { Connection } from "./connection.ts"
import { PageWatch, type Notice, type Page } from "./page.ts"
import type { ServerClock } from "./server-clock.ts"
import { StoaError } from "./stoa-error.ts"
import type { Timers } from "./timers.ts"

export interface ObservationParts {
  readonly connection: Connection
  readonly clock: ServerClock
  readonly timers: Timers
  readonly report: (signals: ReportSignals) => Promise<void>
  /** The question on screen. */
  readonly question: () => QuestionId | undefined
}

/** Between looks at the page, in ms. */
const look = 5_000
/** A look later than this means that the page slept; a browser's own throttling of hidden pages counts as sleep. */
const asleep = 20_000
/** How far the server's clock may be from the stretch's before it was this clock that stood still. */
const mostDrift = 5_000
const withSignals = 10_000
const withoutSignals = 30_000
/** What is told at once. */
const pressing: ReadonlySet<Signal["kind"]> = new Set<Signal["kind"]>(["focus_lost", "fullscreen_left"])
/** In one report: so many signals, and so long a time, past which the server believes none. */
const most = 100
const longest = 60_000
/** Kept while the connection is gone, all in all; past it the oldest go, and with them the claim to have looked then. */
const mostKept = 1_000
const mostStretches = 100
/** How many reports may wait in the outbox: the room in it is for answers. */
const mostWaiting = 8

interface Noticed {
  readonly signal: Omit<Notice, "kind"> & Pick<Signal, "kind" | "question">
  readonly noticedAt: number
}

interface Stretch {
  from: number
  /** `undefined`: goes on. */
  to: number | undefined
  /** Server time minus `timers.now()`; unknown before the first word from the server. */
  offset: number | undefined
  readonly noticed: Array<Noticed>
}

export class Observation {
  /** Resolves when it is over: stopped, or with the refusal after which nothing more is taken. */
  readonly ended: Promise<StoaError | undefined>
  readonly #parts: ObservationParts
  readonly #watch: PageWatch
  readonly #stopListening: () => void
  #stretches: Array<Stretch>
  #lookedAt: number
  #reportedAt: number
  #waiting = 0
  #offlineSince: number | undefined
  #callOff: () => void = () => {}
  #over = false
  #end: (why: StoaError | undefined) => void = () => {}

  constructor(page: Page, parts: ObservationParts) {
    const now = parts.timers.now()
    this.#parts = parts
    this.#lookedAt = now
    this.#reportedAt = now
    this.#stretches = [this.#begun(now)]
    this.ended = new Promise((resolve) => (this.#end = resolve))
    this.#watch = new PageWatch(page, parts.timers.now, (notice) => this.#notice(notice))
    this.#stopListening = parts.connection.onState(({ _tag }) => {
      if (_tag !== "Online") this.#offlineSince ??= this.#parts.timers.now()
      else if (this.#offlineSince !== undefined) {
        const at = this.#offlineSince
        this.#offlineSince = undefined
        this.#notice({ kind: "network_gap", at, ms: this.#parts.timers.now() - at })
      }
    })
    this.#look()
  }

  /** The attempt is no longer on screen: reports what there is and looks no more. */
  stop(): void {
    if (this.#over) return
    this.#awake()
    this.#report(Infinity)
    this.#finish(undefined)
  }

  #look(): void {
    this.#awake()
    this.#watch.look()
    const unreported = this.#parts.timers.now() - this.#reportedAt
    const anything = this.#stretches.length > 1 || this.#stretches.some(({ noticed }) => noticed.length > 0)
    if (unreported >= (anything ? withSignals : withoutSignals)) this.#report()
    if (!this.#over) this.#callOff = this.#parts.timers.after(look, () => this.#look())
  }

  #notice(notice: Notice): void {
    this.#awake()
    const question = this.#parts.question()
    const signal = { ...notice, ...(question === undefined ? {} : { question }) }
    this.#stretches.at(-1)?.noticed.push({ signal, noticedAt: this.#parts.timers.now() })
    this.#forget()
    if (pressing.has(notice.kind)) this.#report()
  }

  /** Ends the stretch at the last sign of being awake, if it was too long ago. */
  #awake(): void {
    const now = this.#parts.timers.now()
    const server = this.#parts.clock.now()
    const current = this.#stretches.at(-1)
    if (current === undefined) return
    if (server !== undefined) current.offset ??= server - now
    const drift = server === undefined || current.offset === undefined ? 0 : Math.abs(server - now - current.offset)
    if (now - this.#lookedAt > asleep || drift > mostDrift) {
      current.to = Math.max(current.from, this.#lookedAt)
      this.#stretches.push(this.#begun(now))
    }
    this.#lookedAt = now
  }

  #begun(from: number): Stretch {
    const server = this.#parts.clock.now()
    return { from, to: undefined, offset: server === undefined ? undefined : server - from, noticed: [] }
  }

  #forget(): void {
    let kept = this.#stretches.reduce((sum, { noticed }) => sum + noticed.length, 0)
    for (let [oldest] = this.#stretches; oldest !== undefined && kept > mostKept; [oldest] = this.#stretches) {
      const gone = oldest.noticed.splice(0, most)
      kept -= gone.length
      oldest.from = oldest.noticed[0]?.noticedAt ?? oldest.to ?? this.#lookedAt
      if (oldest.noticed.length === 0 && oldest.to !== undefined) this.#stretches.shift()
    }
    // Stretches without signals count too: a night of sleeping and waking offline makes many.
    if (this.#stretches.length > mostStretches) this.#stretches.splice(0, this.#stretches.length - mostStretches)
  }

  #report(mayWait = mostWaiting): void {
    const now = this.#parts.timers.now()
    this.#reportedAt = now
    for (let [first] = this.#stretches; first !== undefined && this.#waiting < mayWait; [first] = this.#stretches) {
      if (first.offset === undefined) return
      const end = first.to ?? now
      const until = Math.min(end, first.from + longest)
      const later = first.noticed.findIndex(({ noticedAt }) => noticedAt > until)
      const within = later < 0 ? first.noticed.length : later
      const noticed = first.noticed.splice(0, most)
      if (noticed.length > within) first.noticed.unshift(...noticed.splice(within))
      const to = within > most ? (noticed.at(-1)?.noticedAt ?? until) : until
      this.#send(first.from, to, first.offset, noticed)
      first.from = to
      if (to < end || first.noticed.length > 0) continue
      if (first.to === undefined) return
      this.#stretches.shift()
    }
  }

  #send(from: number, to: number, offset: number, noticed: ReadonlyArray<Noticed>): void {
    const at = (local: number): Instant => instant(Math.round(local + offset))
    const signals = noticed.map(({ signal: { ms, ...signal } }) => ({
      ...signal,
      at: at(signal.at),
      ...(ms === undefined ? {} : { ms: millis(Math.round(ms)) })
    }))
    this.#waiting++
    this.#parts.report({ _tag: "ReportSignals", from: at(from), to: at(to), signals }).then(
      () => this.#told(),
      (error: unknown) => {
        // Without room in the outbox the stretch stays a gap; any other refusal is final.
        if (error instanceof StoaError && error.code !== "outbox_full") this.#finish(error)
        else this.#told()
      }
    )
  }

  /** There is room for another report: what was held back goes at once. */
  #told(): void {
    this.#waiting--
    const [first] = this.#stretches
    if (this.#over || first === undefined) return
    const heldBack = this.#parts.timers.now() - first.from > longest || first.noticed.length > most
    if (heldBack || first.to !== undefined) this.#report()
  }

  #finish(why: StoaError | undefined): void {
    if (this.#over) return
    this.#over = true
    this.#callOff()
    this.#stopListening()
    this.#watch.stop()
    this.#end(why)
  }
}
