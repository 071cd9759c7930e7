/**
 * Gathers heads and has them written: everything within ten seconds, what a result may hang on within a tenth of one. Of
 * each actor only the newest is kept meanwhile, since it covers those before it.
 *
 * Nobody waits for it. A disk that fails here is told of once and tried again; the heads that it missed are in the next
 * line that gets through. Heads that the process before left behind come first: a line of this one's would hide from the
 * next start how far back it has to look.
 */
import type { Timers } from "../../engine/timers.ts"
import type { Heads } from "./heads-format.ts"
import type { Head } from "./witness.ts"

const everyMs = 10_000
const soonMs = 100

export interface HeadsWriterOptions {
  /** Resolves when they are on the disk. */
  readonly append: (at: string, heads: Heads) => Promise<void>
  readonly timers: Pick<Timers, "now" | "after">
  /** Of rows that a crash left unsigned; nothing is written before it resolves. It never rejects. */
  readonly leftBehind: Promise<ReadonlyArray<Head>>
  /** Told of the first failure, and of the first success after one. */
  readonly failing: (error: unknown) => void
  readonly working: () => void
}

export class HeadsWriter {
  readonly #options: HeadsWriterOptions
  #waiting = new Map<string, Head>()
  #due: { readonly at: number; readonly cancel: () => void } | undefined
  #writing: Promise<void>
  #failed = false

  constructor(options: HeadsWriterOptions) {
    this.#options = options
    this.#writing = options.leftBehind.then((heads) => heads.forEach(this.note))
  }

  readonly note = (head: Head): void => {
    const known = this.#waiting.get(head.actor)
    if (known === undefined || known.seq < head.seq) this.#waiting.set(head.actor, head)
    this.#within(head.weighty ? soonMs : everyMs)
  }

  #within(ms: number): void {
    const at = this.#options.timers.now() + ms
    if (this.#due !== undefined && this.#due.at <= at) return
    this.#due?.cancel()
    this.#due = { at, cancel: this.#options.timers.after(ms, () => void this.flush()) }
  }

  /** Writes what waits, after what is being written. Never rejects. */
  flush(): Promise<void> {
    this.#due?.cancel()
    this.#due = undefined
    const writing = this.#writing.then(() => this.#write())
    this.#writing = writing
    return writing
  }

  async #write(): Promise<void> {
    if (this.#waiting.size === 0) return
    const heads = this.#waiting
    this.#waiting = new Map()
    const lined = Object.fromEntries(Array.from(heads.values(), ({ actor, seq, chain }) => [actor, [seq, chain] as const]))
    try {
      await this.#options.append(new Date(this.#options.timers.now()).toISOString(), lined)
      if (this.#failed) this.#options.working()
      this.#failed = false
    } catch (error) {
      if (!this.#failed) this.#options.failing(error)
      this.#failed = true
      // Newer ones may have come meanwhile; those not older go back, and none of them in haste.
      for (const head of heads.values()) this.note({ ...head, weighty: false })
    }
  }
}
