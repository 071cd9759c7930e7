/**
 * What one audience of one live actor has been told. Kept only while somebody watches: rendering for nobody is waste.
 * Numbers are the actor's journal sequences; `last` may be ahead of what is durable, `published` never is.
 */
import { Schema } from "effect"
import { type Position, Publication } from "../protocol/live.ts"
import type { Instant } from "../protocol/time.ts"

/** How many past publications can be given to someone who resumes; beyond it they get the whole view. */
const ringSize = 64

const decodePublication = Schema.decodeUnknownSync(Schema.fromJsonString(Publication))

export class Audience {
  readonly name: string
  readonly generation: string
  /** Watched until then, unless renewed. */
  watchedUntil: Instant
  /** Sequence of the newest publication made, durable or not. */
  last: number
  /** Sequence of the newest publication sent. */
  published: number
  readonly #ring: Array<{ readonly seq: number; readonly frame: string }> = []
  #base: number

  constructor(name: string, generation: string, seq: number, watchedUntil: Instant) {
    this.name = name
    this.generation = generation
    this.last = seq
    this.published = seq
    this.#base = seq
    this.watchedUntil = watchedUntil
  }

  add(seq: number, frame: string): void {
    this.last = seq
    this.#ring.push({ seq, frame })
    if (this.#ring.length > ringSize) this.#base = this.#ring.shift()?.seq ?? this.#base
  }

  /** Everything after `from`, or `undefined` when that cannot be given whole. */
  since(from: Position): ReadonlyArray<Publication> | undefined {
    if (from.generation !== this.generation || from.seq < this.#base || from.seq > this.last) return undefined
    return this.#ring.filter(({ seq }) => seq > from.seq).map(({ frame }) => decodePublication(frame))
  }
}
