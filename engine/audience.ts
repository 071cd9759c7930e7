/**
 * What one audience of one live actor has been told. Kept only while somebody watches: rendering for nobody is waste.
 * Numbers are the actor's journal sequences; `last` may be ahead of what is durable, `published` never is.
 */
import { Schema } from "effect"
import { type Position, Publication } from "../protocol/live.ts"
import type { ActorKey } from "../protocol/ids.ts"
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
  /** Every publication's text up to its numbers: they are most of what encoding one whole would cost. */
  readonly #head: string
  readonly #ring: Array<{ readonly seq: number; readonly frame: string }> = []
  #base: number

  constructor(actor: ActorKey, name: string, generation: string, seq: number, watchedUntil: Instant) {
    this.name = name
    this.#head = JSON.stringify({ actor, audience: name, generation }).slice(0, -1)
    this.generation = generation
    this.last = seq
    this.published = seq
    this.#base = seq
    this.watchedUntil = watchedUntil
  }

  /**
   * The next publication, encoded once, here and now: the patch may share values with a state that goes on changing in
   * place. A `Publication` as JSON.
   */
  add(seq: number, at: Instant, patch: unknown): string {
    const frame = `${this.#head},"prev":${this.last},"seq":${seq},"at":${at},"patch":${JSON.stringify(patch)}}`
    this.last = seq
    this.#ring.push({ seq, frame })
    if (this.#ring.length > ringSize) this.#base = this.#ring.shift()?.seq ?? this.#base
    return frame
  }

  /** Everything after `from`, or `undefined` when that cannot be given whole. */
  since(from: Position): ReadonlyArray<Publication> | undefined {
    if (from.generation !== this.generation || from.seq < this.#base || from.seq > this.last) return undefined
    return this.#ring.filter(({ seq }) => seq > from.seq).map(({ frame }) => decodePublication(frame))
  }
}
