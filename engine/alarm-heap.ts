/**
 * The alarms of one slot, earliest first. One alarm per actor: setting it again replaces it. Replaced entries stay in
 * the heap until they surface, which keeps every change O(log n); an alarm that is put off with every beat would fill
 * it with them, so it is cleared out when most of it is such.
 */
import type { ActorKey } from "../protocol/ids.ts"
import type { Instant } from "../protocol/time.ts"

interface Entry {
  readonly at: Instant
  readonly actor: ActorKey
}

/** Below this many replaced entries, clearing out is not worth it. */
const slack = 64

export class AlarmHeap {
  readonly #heap: Array<Entry> = []
  readonly #current = new Map<ActorKey, Instant>()

  get size(): number {
    return this.#current.size
  }

  set(actor: ActorKey, at: Instant | undefined): void {
    if (at === undefined) {
      this.#current.delete(actor)
      return
    }
    if (this.#current.get(actor) === at) return
    this.#current.set(actor, at)
    this.#push({ at, actor })
    if (this.#heap.length > 2 * this.#current.size + slack) this.#clearOut()
  }

  /** The earliest alarm, if any. */
  next(): Instant | undefined {
    this.#dropReplaced()
    return this.#heap[0]?.at
  }

  /** Takes out every actor whose alarm is at or before `now`, earliest first. */
  takeDue(now: Instant): Array<Entry> {
    const due: Array<Entry> = []
    for (;;) {
      this.#dropReplaced()
      const first = this.#heap[0]
      if (first === undefined || first.at > now) return due
      this.#pop()
      this.#current.delete(first.actor)
      due.push(first)
    }
  }

  /** Entries in the heap, replaced ones included. */
  get held(): number {
    return this.#heap.length
  }

  #push(entry: Entry): void {
    this.#heap.push(entry)
    this.#rise(this.#heap.length - 1)
  }

  #clearOut(): void {
    this.#heap.length = 0
    for (const [actor, at] of this.#current) this.#push({ at, actor })
  }

  #dropReplaced(): void {
    for (let first = this.#heap[0]; first !== undefined && this.#current.get(first.actor) !== first.at; first = this.#heap[0]) {
      this.#pop()
    }
  }

  #pop(): void {
    const last = this.#heap.pop()
    if (last === undefined || this.#heap.length === 0) return
    this.#heap[0] = last
    this.#sink(0)
  }

  #rise(from: number): void {
    let index = from
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!this.#swapIfEarlier(index, parent)) return
      index = parent
    }
  }

  #sink(from: number): void {
    let index = from
    for (;;) {
      const left = 2 * index + 1
      const right = left + 1
      const child = this.#earlier(right, left) ? right : left
      if (!this.#swapIfEarlier(child, index)) return
      index = child
    }
  }

  #earlier(a: number, b: number): boolean {
    const left = this.#heap[a]
    const right = this.#heap[b]
    return left !== undefined && right !== undefined && left.at < right.at
  }

  #swapIfEarlier(a: number, b: number): boolean {
    const first = this.#heap[a]
    const second = this.#heap[b]
    if (first === undefined || second === undefined || first.at >= second.at) return false
    this.#heap[a] = second
    this.#heap[b] = first
    return true
  }
}
