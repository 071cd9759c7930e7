/**
 * A slot's alarms and the one timer that waits for the earliest. An alarm is out of the heap while it rings, and whoever
 * handles it says how that ended: it moved on, it is tried again, or it is parked, because waking an actor that does not
 * notice would go on for ever.
 *
 * Timers of one instant fire over a millisecond or two. What the first of them decided would be on its way to the disk
 * before the others rang, and these would wait for a flush before their own. So whichever fires first has every slot of the
 * node ring what is due, and one commit takes it all.
 */
import type { ActorKey } from "../protocol/ids.ts"
import { type Instant, instant } from "../protocol/time.ts"
import { AlarmHeap } from "./alarm-heap.ts"
import type { Timers } from "./timers.ts"

export interface AlarmsHost {
  readonly timers: Timers
  /** May alarms ring yet? While they may not, they are kept; `arm` goes on once they may. */
  readonly on: () => boolean
  /** It is time for some: has every other slot call `ringDue`, too. */
  readonly strike: () => void
  readonly ring: (actor: ActorKey) => void
}

/** Long waits are cut into pieces, so that a slewing clock is asked again. */
const longestWaitMs = 30_000
const retryMs = 1_000
const longestRetryMs = 30_000

export class Alarms {
  readonly #host: AlarmsHost
  readonly #heap = new AlarmHeap()
  readonly #ringing = new Set<ActorKey>()
  /** The instant at which each was parked: as long as its actor's alarm is that one, it stays parked. */
  readonly #parked = new Map<ActorKey, Instant>()
  /** How often in a row an alarm found its actor broken. */
  readonly #broken = new Map<ActorKey, number>()
  #timer: (() => void) | undefined
  #stopped = false

  constructor(host: AlarmsHost) {
    this.#host = host
  }

  set(actor: ActorKey, at: Instant | undefined): void {
    if (at !== undefined && this.#parked.get(actor) === at) return
    this.#parked.delete(actor)
    const before = this.#heap.next()
    this.#heap.set(actor, at)
    if (this.#heap.next() !== before || this.#timer === undefined) this.arm()
  }

  /** What a cell that was just loaded waits for; one whose alarm rings at this moment is about to say so itself. */
  loaded(actor: ActorKey, at: Instant | undefined): void {
    if (at !== undefined && !this.#ringing.has(actor)) this.set(actor, at)
  }

  /** Sets the timer for the earliest alarm; again after every change. */
  arm(): void {
    this.#timer?.()
    this.#timer = undefined
    const next = this.#heap.next()
    if (next === undefined || this.#stopped || !this.#host.on()) return
    const wait = Math.min(longestWaitMs, Math.max(0, next - this.#host.timers.now()))
    this.#timer = this.#host.timers.after(wait, () => {
      this.#timer = undefined
      // They may have been held back since the timer was set.
      if (!this.#host.on()) return
      this.ringDue()
      this.#host.strike()
      this.arm()
    })
  }

  ringDue(): void {
    const now = this.#host.timers.now()
    const next = this.#heap.next()
    if (next === undefined || next > now || this.#stopped || !this.#host.on()) return
    for (const { actor } of this.#heap.takeDue(now)) this.#ring(actor)
    this.arm()
  }

  stop(): void {
    this.#stopped = true
    this.#timer?.()
    this.#timer = undefined
  }

  /** It rang, or had no reason to: the actor's alarm is now this. */
  movedTo(actor: ActorKey, at: Instant | undefined): void {
    this.#ringing.delete(actor)
    this.#broken.delete(actor)
    this.set(actor, at)
  }

  /** It could not be handled and rings again: soon, but for a broken actor less and less often. */
  again(actor: ActorKey, broken: boolean): void {
    this.#ringing.delete(actor)
    const tries = broken ? (this.#broken.get(actor) ?? 0) : 0
    if (broken) this.#broken.set(actor, tries + 1)
    const delay = Math.min(longestRetryMs, retryMs * 2 ** tries)
    this.set(actor, instant(this.#host.timers.now() + delay))
  }

  /** It rings no more until the actor's alarm is another than `at`. */
  park(actor: ActorKey, at: Instant): void {
    this.#ringing.delete(actor)
    this.#broken.delete(actor)
    this.#heap.set(actor, undefined)
    this.#parked.set(actor, at)
  }

  #ring(actor: ActorKey): void {
    // A commit from before it rang may have set it once more.
    if (this.#ringing.has(actor)) return
    this.#ringing.add(actor)
    this.#host.ring(actor)
  }
}
