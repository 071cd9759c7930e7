/**
 * Reactions of one slot that are on their way. Each is also a row that only the target's committing statement deletes, so
 * nothing here has to survive: after a restart the rows are read again, and delivering once more does no harm.
 */
import type { Tagged } from "../actors/actor.ts"
import { type Refusal, refuse } from "../protocol/errors.ts"
import { type Instant, instant } from "../protocol/time.ts"
import type { Outcome } from "./engine.ts"
import type { PendingReaction, ReactionId } from "./journal.ts"
import type { Timers } from "./timers.ts"

export interface OutboxHost {
  readonly timers: Timers
  readonly deliver: (
    reaction: PendingReaction,
    decoded: Tagged | undefined,
    settling: boolean,
    done: (outcome: Outcome) => void
  ) => void
  /** Takes a refused reaction out of delivery for good, until an administrator retries it. */
  readonly park: (id: ReactionId, refusal: Refusal) => void
}

/** A reaction whose turn to be sent has not come. */
interface Turn {
  readonly name: string
  readonly item: OnItsWay
  readonly settling: boolean
  readonly over: () => void
}

interface OnItsWay {
  readonly reaction: PendingReaction
  readonly decoded: Tagged | undefined
  tries: number
  next: Instant
  under: boolean
}

/** After a failover everything that is pending is sent again; the targets need not all be loaded at the same time. */
const atOnce = 256
const firstRetryMs = 1_000
const longestRetryMs = 30_000

/** Refusals that say nothing about the reaction itself. */
export const isPassing = (refusal: Refusal): boolean =>
  refusal.code === "unavailable" ||
  refusal.code === "overloaded" ||
  refusal.code === "storage_full" ||
  refusal.code === "internal"

export class Outbox {
  readonly #host: OutboxHost
  readonly #waiting = new Map<string, OnItsWay>()
  #turns: Array<Turn> = []
  #sent = 0
  #sending = false
  #cancel: (() => void) | undefined
  #stopped = false

  constructor(host: OutboxHost) {
    this.#host = host
  }

  get size(): number {
    return this.#waiting.size
  }

  /** Sends as soon as there is room; `over` is called after the first try, whatever came of it. */
  add(reaction: PendingReaction, decoded: Tagged | undefined, settling: boolean, over: () => void): void {
    const name = nameOf(reaction)
    if (this.#stopped || this.#waiting.has(name)) return over()
    const item: OnItsWay = { reaction, decoded, tries: 0, next: this.#host.timers.now(), under: false }
    this.#waiting.set(name, item)
    this.#send({ name, item, settling, over })
  }

  stop(): void {
    this.#stopped = true
    this.#cancel?.()
    this.#waiting.clear()
    for (const { over } of this.#turns.splice(0)) over()
  }

  #send(turn: Turn): void {
    turn.item.under = true
    this.#turns.push(turn)
    this.#sendWaiting()
  }

  /** A loop, though each delivery makes room for the next: those that fail at once would otherwise fill the stack. */
  #sendWaiting(): void {
    if (this.#sending) return
    this.#sending = true
    while (this.#sent < atOnce) {
      const turn = this.#turns.shift()
      if (turn === undefined) break
      this.#deliver(turn)
    }
    this.#sending = false
  }

  #deliver({ name, item, settling, over }: Turn): void {
    this.#sent++
    item.tries++
    let answered = false
    const done = (outcome: Outcome): void => {
      if (answered) return
      answered = true
      this.#sent--
      item.under = false
      if (outcome._tag === "Done") this.#waiting.delete(name)
      else if (isPassing(outcome)) this.#retryLater(item)
      else {
        this.#waiting.delete(name)
        if (!this.#stopped) this.#host.park(item.reaction, outcome)
      }
      over()
      this.#sendWaiting()
    }
    try {
      this.#host.deliver(item.reaction, item.decoded, settling, done)
    } catch (error) {
      // Thrown before it was sent: a command that can't be read today can't be read in a second either.
      done(refuse("invalid", { message: `The reaction could not be sent: ${String(error)}` }))
    }
  }

  #retryLater(item: OnItsWay): void {
    const delay = Math.min(longestRetryMs, firstRetryMs * 2 ** (item.tries - 1))
    item.next = instant(this.#host.timers.now() + delay)
    if (this.#stopped || this.#cancel !== undefined) return
    this.#cancel = this.#host.timers.after(firstRetryMs, this.#turn)
  }

  readonly #turn = (): void => {
    this.#cancel = undefined
    if (this.#stopped) return
    const now = this.#host.timers.now()
    for (const [name, item] of this.#waiting) {
      if (!item.under && item.next <= now) this.#send({ name, item, settling: false, over: () => {} })
    }
    if (this.#waiting.size > 0 && this.#cancel === undefined) this.#cancel = this.#host.timers.after(firstRetryMs, this.#turn)
  }
}

const nameOf = (id: ReactionId): string => `${id.source} ${id.seq} ${id.index}`
