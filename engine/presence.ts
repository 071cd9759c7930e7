/**
 * Who is there (W1, W4). In memory and beside all state: the latest beat wins, nothing durable is decided on it, and
 * a restart begins with nobody seen yet.
 *
 * A learner is `good` while a beat is younger than 5 s, `poor` from 5 s, `missing` from 15 s, and good again after two
 * beats less than 5 s apart; who said good-bye has `left`. Each change is told once. A learner may have several connections: the newest
 * beat of any of them counts, and only the last to leave leaves.
 */
import type { Connection, FeedRef, PresenceRow } from "../protocol/live.ts"
import type { QuestionId } from "../protocol/ids.ts"
import type { Instant } from "../protocol/time.ts"

export interface Place {
  readonly feed: FeedRef
  readonly key: string
}

interface Seen {
  readonly place: Place
  readonly connections: Set<string>
  connection: Connection
  since: Instant
  lastBeat: Instant
  /** Beats since the connection was last better than it is told to be. */
  recovering: number
  question: QuestionId | undefined
}

const poorAfterMs = 5_000
const missingAfterMs = 15_000
const beatsToRecover = 2
/** Long after they were last seen, nobody needs to be told that they are missing. */
const forgottenAfterMs = 6 * 3_600_000

export class Presence {
  readonly #seen = new Map<string, Seen>()
  readonly #placeOf = new Map<string, Set<Seen>>()
  readonly #changed: (ref: FeedRef, row: PresenceRow) => void

  constructor(changed: (ref: FeedRef, row: PresenceRow) => void) {
    this.#changed = changed
  }

  beat(connection: string, place: Place, question: QuestionId | undefined, now: Instant): void {
    const seen = this.#seenAt(place, now)
    seen.connections.add(connection)
    this.#remember(connection, seen)
    const silence = now - seen.lastBeat
    seen.lastBeat = now
    const moved = seen.question !== question
    seen.question = question
    if (seen.connection === "good") {
      if (silence >= poorAfterMs) this.#tell(seen, "poor", now, 1)
      else if (moved) this.#changed(seen.place.feed, rowOf(seen))
      return
    }
    const back = seen.connection === "never" || seen.connection === "left"
    seen.recovering = silence >= poorAfterMs ? 1 : seen.recovering + 1
    if (back || seen.recovering >= beatsToRecover) this.#tell(seen, "good", now, 0)
    else if (moved) this.#changed(seen.place.feed, rowOf(seen))
  }

  /** A connection is over. One that said good-bye has left; one that was cut off is left to grow old. */
  gone(connection: string, clean: boolean, now: Instant): void {
    for (const seen of this.#placeOf.get(connection) ?? []) {
      seen.connections.delete(connection)
      if (clean && seen.connections.size === 0) this.#tell(seen, "left", now, 0)
    }
    this.#placeOf.delete(connection)
  }

  /** To be called about once a second. */
  age(now: Instant): void {
    for (const [name, seen] of this.#seen) {
      const silence = now - seen.lastBeat
      if (silence >= forgottenAfterMs) this.#seen.delete(name)
      if (seen.connection === "left" || seen.connection === "missing") continue
      if (silence >= missingAfterMs) this.#tell(seen, "missing", now, 0)
      else if (silence >= poorAfterMs && seen.connection === "good") this.#tell(seen, "poor", now, 0)
    }
  }

  of(ref: FeedRef): ReadonlyArray<PresenceRow> {
    const rows: Array<PresenceRow> = []
    for (const seen of this.#seen.values()) {
      if (seen.place.feed.feed === ref.feed && seen.place.feed.id === ref.id) rows.push(rowOf(seen))
    }
    return rows
  }

  #seenAt(place: Place, now: Instant): Seen {
    const name = `${place.feed.feed}:${place.feed.id}:${place.key}`
    const known = this.#seen.get(name)
    if (known !== undefined) return known
    const seen: Seen = {
      place,
      connections: new Set(),
      connection: "never",
      since: now,
      lastBeat: now,
      recovering: 0,
      question: undefined
    }
    this.#seen.set(name, seen)
    return seen
  }

  #remember(connection: string, seen: Seen): void {
    const places = this.#placeOf.get(connection)
    if (places === undefined) this.#placeOf.set(connection, new Set([seen]))
    else places.add(seen)
  }

  #tell(seen: Seen, connection: Connection, now: Instant, recovering: number): void {
    seen.connection = connection
    seen.since = now
    seen.recovering = recovering
    this.#changed(seen.place.feed, rowOf(seen))
  }
}

const rowOf = (seen: Seen): PresenceRow => ({
  key: seen.place.key,
  connection: seen.connection,
  since: seen.since,
  ...(seen.question === undefined ? {} : { question: seen.question })
})
