/**
 * A lane commits what the cells of its slots have decided, everything that waits in one statement.
 *
 * One statement per command would wait for one disk flush per command; one statement for all that wait shares the
 * flush, and the more there is to do the more share it. Only one statement is under way in a lane, so that the rows of
 * an actor, whose slot always uses the same lane, reach the journal in the order in which they were decided.
 *
 * What surprises: entries without a row are sent too. A refusal, a repeat's reply or a view is an answer like any other,
 * and none may leave before a statement begun after it was made has proved that this node still owns the slot.
 */
import { Cause, Effect, Exit } from "effect"
import type { Row } from "../actors/actor.ts"
import { type Refusal, refuse } from "../protocol/errors.ts"
import { type Batch, CommitFailed, type Due, type JournalRow, type PendingReaction, type ReactionId } from "./journal.ts"
import type { Timers } from "./timers.ts"

/** The slot as its lane sees it. */
export interface Lessee {
  readonly id: number
  readonly epoch: number
  /** The lease could not be proved: another owner exists, or what was committed is unknown. */
  readonly lose: (reason: "fenced" | "ambiguous") => void
}

/** Who decided an entry. Once dropped, nothing of it is committed or answered any more. */
export interface Owner {
  readonly dropped: boolean
  readonly drop: () => void
}

export interface Write {
  readonly row: JournalRow
  readonly projections: ReadonlyArray<Row>
  readonly reactions: ReadonlyArray<PendingReaction>
  readonly due: Due | undefined
}

export interface Entry {
  readonly slot: Lessee
  readonly owner: Owner
  readonly write: Write | undefined
  readonly settles: ReactionId | undefined
  /** Rough size of what is written, for bounding. */
  readonly bytes: number
  /** Called exactly once: without a refusal when everything up to and including this entry is durable and proved. */
  readonly done: (refusal: Refusal | undefined) => void
}

export interface LaneLimits {
  /** Entries in one statement. */
  readonly batchEntries: number
  readonly batchBytes: number
}

export const unavailable = refuse("unavailable", { retryAfterMs: 500 })
export const storageFull = refuse("storage_full", { retryAfterMs: 5_000 })

const conflictTries = 5
const fullForMs = 30_000

type LaneTimers = Pick<Timers, "soon" | "after">

/** A statement that takes longer is given up as ambiguous: the connection may have gone without a word. */
const patienceMs = 15_000

export class Lane {
  #queue: Array<Entry> = []
  #bytes = 0
  #running = false
  #fullSince: number | undefined
  #timesFull = 0
  #sending = false
  #idle: Array<() => void> = []
  #afterwards: Array<() => void> = []
  readonly #commit: (batch: Batch) => Effect.Effect<ReadonlySet<number>, CommitFailed>
  readonly #timers: LaneTimers
  readonly #limits: LaneLimits
  readonly #defect: (error: unknown) => void

  /** `defect` hears of listeners that throw: they must not keep the entries behind them from being answered. */
  constructor(
    commit: (batch: Batch) => Effect.Effect<ReadonlySet<number>, CommitFailed>,
    timers: LaneTimers,
    limits: LaneLimits,
    defect: (error: unknown) => void
  ) {
    this.#commit = commit
    this.#timers = timers
    this.#limits = limits
    this.#defect = defect
  }

  /** Entries waiting for a statement, the one under way not counted. */
  get waiting(): number {
    return this.#queue.length
  }

  get waitingBytes(): number {
    return this.#bytes
  }

  /**
   * The last statement that had something to write failed for want of room. Forgotten after half a minute: where nobody
   * is sent to a node that says so, nothing would be written that could show otherwise.
   */
  get full(): boolean {
    return this.#fullSince !== undefined && performance.now() - this.#fullSince < fullForMs
  }

  /** Statements that found no room, ever: who looks now and then sees by it what came and went in between. */
  get timesFull(): number {
    return this.#timesFull
  }

  push(entry: Entry): void {
    this.#queue.push(entry)
    this.#bytes += entry.bytes
    if (this.#running) return
    this.#running = true
    this.#timers.soon(this.#turn)
  }

  /**
   * Calls back when the statement under way, if any, is over. Who loads an actor waits for it: the statement may hold
   * the last rows of a cell that was dropped in between.
   */
  afterCurrent(run: () => void): void {
    if (this.#sending) this.#afterwards.push(run)
    else run()
  }

  /** Calls back when nothing waits and nothing is under way. */
  whenIdle(run: () => void): void {
    if (this.#running) this.#idle.push(run)
    else run()
  }

  readonly #turn = (): void => {
    const entries = this.#take()
    if (entries.length === 0) {
      this.#running = false
      const idle = this.#idle
      this.#idle = []
      for (const run of idle) this.#guarded(run)
      return
    }
    this.#sending = true
    this.#send(entries, 1, this.#over)
  }

  readonly #over = (): void => {
    this.#sending = false
    const afterwards = this.#afterwards
    this.#afterwards = []
    for (const run of afterwards) this.#guarded(run)
    this.#turn()
  }

  #take(): Array<Entry> {
    const { batchEntries, batchBytes } = this.#limits
    let count = 0
    let bytes = 0
    while (count < this.#queue.length && count < batchEntries && bytes < batchBytes) {
      bytes += this.#queue[count]?.bytes ?? 0
      count++
    }
    const taken = count === this.#queue.length ? this.#queue : this.#queue.slice(0, count)
    this.#queue = count === this.#queue.length ? [] : this.#queue.slice(count)
    this.#bytes -= bytes
    return taken
  }

  #send(taken: ReadonlyArray<Entry>, attempt: number, next: () => void): void {
    const entries = this.#withoutDropped(taken)
    if (entries.length === 0) return next()
    const epochs = new Map(entries.map(({ slot }) => [slot, slot.epoch]))
    let over = false
    const giveUp = this.#timers.after(patienceMs, () => {
      over = true
      this.#failed(entries, new CommitFailed({ kind: "ambiguous", message: "the database did not answer" }), attempt, next)
    })
    Effect.runFork(this.#commit(batchOf(entries, epochs))).addObserver((exit) => {
      if (over) return
      giveUp()
      if (Exit.isSuccess(exit)) {
        // A statement that only proves leases succeeds on a full disk, too.
        if (entries.some(({ write }) => write !== undefined)) this.#fullSince = undefined
        this.#proved(entries, exit.value, epochs)
        return next()
      }
      const failure = Cause.findErrorOption(exit.cause)
      if (failure._tag === "Some") this.#failed(entries, failure.value, attempt, next)
      else this.#failed(entries, new CommitFailed({ kind: "ambiguous", message: Cause.pretty(exit.cause) }), attempt, next)
    })
  }

  #withoutDropped(entries: ReadonlyArray<Entry>): ReadonlyArray<Entry> {
    if (!entries.some(({ owner }) => owner.dropped)) return entries
    return entries.filter((entry) => {
      if (entry.owner.dropped) this.#finish(entry, unavailable)
      return !entry.owner.dropped
    })
  }

  #proved(entries: ReadonlyArray<Entry>, proved: ReadonlySet<number>, epochs: ReadonlyMap<Lessee, number>): void {
    const lost = new Set<Lessee>()
    for (const entry of entries) {
      // Its cell may have been dropped meanwhile; what is durable has its consequences all the same.
      if (proved.has(entry.slot.id)) {
        this.#finish(entry, undefined)
      } else {
        entry.owner.drop()
        this.#finish(entry, unavailable)
        if (entry.slot.epoch === epochs.get(entry.slot)) lost.add(entry.slot)
      }
    }
    for (const slot of lost) this.#guarded(() => slot.lose("fenced"))
  }

  #failed(entries: ReadonlyArray<Entry>, failure: CommitFailed, attempt: number, next: () => void): void {
    switch (failure.kind) {
      case "conflict":
        if (attempt < conflictTries) return this.#send(entries, attempt + 1, next)
        return this.#abandon(entries, next)
      case "refused":
        return this.#bisect(entries, failure, next)
      case "full":
        this.#fullSince = performance.now()
        this.#timesFull++
        this.#dropAll(entries, storageFull)
        return next()
      case "ambiguous":
        return this.#abandon(entries, next)
    }
  }

  /**
   * The database refused a row. Its innocent companions must not suffer: the batch is halved, in order, until the
   * culprit stands alone. It takes its own cell with it, and so what that cell decided after it, but nobody else.
   */
  #bisect(entries: ReadonlyArray<Entry>, failure: CommitFailed, next: () => void): void {
    const [culprit] = entries
    if (entries.length === 1 && culprit !== undefined) {
      // Nobody's bad luck but a defect of ours: an actor wrote what its tables will not have.
      this.#defect(`The database refuses row ${culprit.write?.row.seq} of ${culprit.write?.row.actor}: ${failure.message}`)
      this.#dropAll(entries, refuse("internal"))
      return next()
    }
    const half = entries.length >> 1
    this.#send(entries.slice(0, half), 1, () => this.#send(entries.slice(half), 1, next))
  }

  /** Whether it committed is unknown: the slots reopen, which waits out or fences the statement, and read the journal. */
  #abandon(entries: ReadonlyArray<Entry>, next: () => void): void {
    const slots = new Set(entries.map(({ slot }) => slot))
    for (const slot of slots) this.#guarded(() => slot.lose("ambiguous"))
    this.#dropAll(entries, unavailable)
    next()
  }

  #finish(entry: Entry, refusal: Refusal | undefined): void {
    this.#guarded(() => entry.done(refusal))
  }

  #guarded(run: () => void): void {
    try {
      run()
    } catch (error) {
      this.#defect(error)
    }
  }

  #dropAll(entries: ReadonlyArray<Entry>, refusal: Refusal): void {
    for (const entry of entries) {
      entry.owner.drop()
      this.#finish(entry, refusal)
    }
  }
}

/** The last row per table and key wins: states within one statement cannot be told apart afterwards. */
const batchOf = (entries: ReadonlyArray<Entry>, epochs: ReadonlyMap<Lessee, number>): Batch => {
  const rows: Array<JournalRow> = []
  const projections = new Map<string, Row & { readonly slot: number }>()
  const reactions: Array<PendingReaction> = []
  const settled: Array<ReactionId & { readonly slot: number }> = []
  const due = new Map<string, Due>()
  for (const { slot, write, settles } of entries) {
    if (settles !== undefined) settled.push({ ...settles, slot: slot.id })
    if (write === undefined) continue
    rows.push(write.row)
    for (const row of write.projections) projections.set(rowKey(row), { ...row, slot: slot.id })
    for (const reaction of write.reactions) reactions.push(reaction)
    if (write.due !== undefined) due.set(write.due.actor, write.due)
  }
  return {
    leases: Array.from(epochs, ([slot, epoch]) => ({ slot: slot.id, epoch })),
    rows,
    projections: [...projections.values()],
    reactions,
    settled,
    due: [...due.values()]
  }
}

const rowKey = (row: Row): string => {
  let key = row.table
  for (const column in row.key) key += `\u0000${row.key[column]}`
  return key
}
