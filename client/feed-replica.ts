/**
 * A group's live table: whole rows under their keys, from many actors, and who is there. A row is replaced by one with a
 * higher sequence of its source and by no other, since rows of different sources have no order among them.
 */
import { Result, Schema } from "effect"
import {
  FeedFrame,
  type FeedRef,
  type FeedRow,
  type PresenceRow,
  type SubscribedActor,
  type SubscribedFeed,
  type Tide
} from "../protocol/live.ts"
import type { Replica, Step } from "./replica.ts"

export interface FeedSeen<Row> {
  readonly rows: ReadonlyMap<string, Row>
  /** By the same keys; a row nobody has been seen at has none. */
  readonly presence: ReadonlyMap<string, PresenceRow>
}

const decodeFrame = Schema.decodeUnknownResult(FeedFrame)

export class FeedReplica<Row> implements Replica<FeedSeen<Row>> {
  readonly name: string
  readonly unsubscribe
  readonly #ref: FeedRef
  readonly #decodeRow: (input: unknown) => Result.Result<Row, unknown>
  #position: { readonly generation: string; readonly rev: number } | undefined
  #seqs: ReadonlyMap<string, number> = new Map()
  #seen: FeedSeen<Row> | undefined

  constructor(ref: FeedRef, row: Schema.Decoder<Row>) {
    this.name = feedName(ref)
    this.unsubscribe = { _tag: "Feed", ref } as const
    this.#ref = ref
    this.#decodeRow = Schema.decodeUnknownResult(row)
  }

  get seen(): FeedSeen<Row> | undefined {
    return this.#seen
  }

  subscribe() {
    return { _tag: "Feed", ref: this.#ref } as const
  }

  take(whole: SubscribedActor | SubscribedFeed): Step {
    if (whole._tag !== "Feed" || feedName(whole.ref) !== this.name) return "unreadable"
    this.#seqs = new Map()
    this.#seen = { rows: new Map(), presence: new Map() }
    this.#position = { generation: whole.generation, rev: whole.rev }
    return this.#merge(whole.rows, whole.presence)
  }

  change(payload: unknown): Step {
    const decoded = decodeFrame(payload)
    if (Result.isFailure(decoded)) return "unreadable"
    const { ref, generation, prev, rev, rows, presence } = decoded.success
    if (feedName(ref) !== this.name || this.#position === undefined) return "known"
    if (generation !== this.#position.generation) return "broken"
    if (rev <= this.#position.rev) return "known"
    if (prev !== this.#position.rev) return "broken"
    this.#position = { generation, rev }
    return this.#merge(rows, presence)
  }

  standing(tide: Tide): "level" | "behind" | "unmentioned" {
    const newest = tide.feeds.find(({ ref }) => feedName(ref) === this.name)
    if (newest === undefined) return "unmentioned"
    const mine = this.#position
    return newest.generation === mine?.generation && newest.rev <= mine.rev ? "level" : "behind"
  }

  lost(): void {
    this.#position = undefined
  }

  #merge(changed: ReadonlyArray<FeedRow>, there: ReadonlyArray<PresenceRow>): Step {
    const rows = new Map(this.#seen?.rows)
    const presence = new Map(this.#seen?.presence)
    const seqs = new Map(this.#seqs)
    for (const { key, seq, row } of changed) {
      if (seq < (seqs.get(key) ?? -1)) continue
      const decoded = this.#decodeRow(row)
      if (Result.isFailure(decoded)) return "unreadable"
      rows.set(key, decoded.success)
      seqs.set(key, seq)
    }
    for (const one of there) presence.set(one.key, one)
    this.#seqs = seqs
    this.#seen = { rows, presence }
    return "changed"
  }
}

export const feedName = (ref: FeedRef): string => `${ref.feed}:${ref.id}`
