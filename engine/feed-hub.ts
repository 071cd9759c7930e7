/**
 * The live tables of groups: a sitting's wall, a course's board. Rows come from many actors; a watcher needs them all
 * and soon, but not each for itself. What changes within a tick goes out as one frame, and of a row that changed twice
 * only the newer, so that a wall of five hundred learners costs ten frames a second and not five hundred. Where many rows
 * change in one commit, at the bell, there is nothing to wait for: they go as soon as that commit has told them all.
 *
 * Rows carry their source's sequence and so may come in any order beside a table just loaded: the higher one stands.
 */
import { feedRoom } from "./engine.ts"
import type { FeedFrame, FeedRef, FeedRow, PresenceRow } from "../protocol/live.ts"
import { type Instant, instant } from "../protocol/time.ts"
import type { Timers } from "./timers.ts"

const tickMs = 100
/** So many rows don't wait for the tick. */
const crowd = 100
const leaseMs = 10_000

interface Group {
  readonly ref: FeedRef
  readonly generation: string
  rev: number
  watchedUntil: Instant
  rows: Map<string, FeedRow>
  presence: Map<string, PresenceRow>
  ticking: boolean
}

export class FeedHub {
  readonly #groups = new Map<string, Group>()
  readonly #timers: Timers
  readonly #publish: (room: string, frame: string) => void
  readonly #newGeneration: () => string

  constructor(timers: Timers, publish: (room: string, frame: string) => void, newGeneration: () => string) {
    this.#timers = timers
    this.#publish = publish
    this.#newGeneration = newGeneration
  }

  /** Starts or goes on collecting what changes in a group; from the answered revision on nothing is missed. */
  watch(ref: FeedRef): { readonly generation: string; readonly rev: number } {
    const room = feedRoom(ref)
    const watchedUntil = instant(this.#timers.now() + leaseMs)
    const known = this.#live(room)
    if (known !== undefined) {
      known.watchedUntil = watchedUntil
      return known
    }
    this.#forgetUnwatched()
    const group: Group = {
      ref,
      generation: this.#newGeneration(),
      rev: 0,
      watchedUntil,
      rows: new Map(),
      presence: new Map(),
      ticking: false
    }
    this.#groups.set(room, group)
    return group
  }

  renew(ref: FeedRef): { readonly generation: string; readonly rev: number } | undefined {
    const group = this.#live(feedRoom(ref))
    if (group === undefined) return undefined
    group.watchedUntil = instant(this.#timers.now() + leaseMs)
    return { generation: group.generation, rev: group.rev }
  }

  change(ref: FeedRef, row: FeedRow): void {
    const group = this.#live(feedRoom(ref))
    if (group === undefined) return
    const waiting = group.rows.get(row.key)
    // Two of one commit have one sequence, and come in the order of their events: the later is how it stands.
    if (waiting === undefined || waiting.seq <= row.seq) group.rows.set(row.key, row)
    if (waiting === undefined && group.rows.size === crowd) this.#timers.soon(() => this.#send(group))
    this.#tick(group)
  }

  presence(ref: FeedRef, row: PresenceRow): void {
    const group = this.#live(feedRoom(ref))
    if (group === undefined) return
    group.presence.set(row.key, row)
    this.#tick(group)
  }

  get watched(): number {
    this.#forgetUnwatched()
    return this.#groups.size
  }

  /** Rows may have been committed that were never heard of here: whoever watches takes the table anew. */
  takeAnew(): void {
    this.#groups.clear()
  }

  #forgetUnwatched(): void {
    for (const room of this.#groups.keys()) this.#live(room)
  }

  #live(room: string): Group | undefined {
    const group = this.#groups.get(room)
    if (group === undefined || group.watchedUntil >= this.#timers.now()) return group
    this.#groups.delete(room)
    return undefined
  }

  #tick(group: Group): void {
    if (group.ticking) return
    group.ticking = true
    this.#timers.after(tickMs, () => {
      group.ticking = false
      this.#send(group)
    })
  }

  #send(group: Group): void {
    if (group.rows.size + group.presence.size === 0) return
    const frame: FeedFrame = {
      ref: group.ref,
      generation: group.generation,
      prev: group.rev,
      rev: group.rev + 1,
      rows: [...group.rows.values()],
      presence: [...group.presence.values()]
    }
    group.rev++
    group.rows = new Map()
    group.presence = new Map()
    this.#publish(feedRoom(group.ref), JSON.stringify(frame))
  }
}
