/** All subscriptions of a client, by what they are to: two watchers of one thing share one, and one copy. */
import { Result, Schema } from "effect"
import { Ended, Refreshed, Tide } from "../protocol/live.ts"
import type { ServerClock } from "./server-clock.ts"
import { feedName } from "./feed-replica.ts"
import type { Replica } from "./replica.ts"
import { Subscription, type SubscriptionParts, type Watched } from "./subscription.ts"
import { StoaError } from "./stoa-error.ts"

/** Something that can be watched. */
export interface Watchable<Seen> {
  /** Told at once and on every change; the result stops it. */
  readonly watch: (watcher: (watched: Watched<Seen>) => void) => () => void
  /** Resolves with the first thing seen live that fits; rejects if it is refused. `signal` gives up. */
  readonly until: (fits: (seen: Seen) => boolean, signal?: AbortSignal) => Promise<Seen>
}

const decodeTide = Schema.decodeUnknownResult(Tide)
const decodeEnded = Schema.decodeUnknownResult(Ended)
const decodeRefreshed = Schema.decodeUnknownResult(Refreshed)
const decodeName = Schema.decodeUnknownResult(
  Schema.Union([
    Schema.Struct({ actor: Schema.String }),
    Schema.Struct({ ref: Schema.Struct({ feed: Schema.String, id: Schema.Int }) })
  ])
)

interface Followed {
  connected(): void
  disconnected(): void
  stop(): void
  changed(payload: unknown): void
  refreshed: Subscription<object>["refreshed"]
  tide: Subscription<object>["tide"]
  ended: Subscription<object>["ended"]
}

export class Subscriptions {
  readonly #parts: SubscriptionParts & { readonly clock: ServerClock }
  readonly #followed = new Map<string, Followed>()

  constructor(parts: SubscriptionParts & { readonly clock: ServerClock }) {
    this.#parts = parts
    parts.connection.onState((state) => {
      for (const one of [...this.#followed.values()]) {
        if (state._tag === "Online") one.connected()
        else one.disconnected()
      }
    })
    parts.connection.onEvent(({ event, payload }) => this.#heard(event, payload))
  }

  /** What `make` copies. One watchable a name: its watchers share one subscription. */
  watchable<Seen extends object>(make: () => Replica<Seen>): Watchable<Seen> {
    let shared: Subscription<Seen> | undefined
    const watch: Watchable<Seen>["watch"] = (watcher) => {
      const subscription = (shared ??= this.#start(make()))
      const stop = subscription.watch(watcher)
      return () => {
        stop()
        if (subscription.watchers > 0 || subscription !== shared) return
        shared = undefined
        this.#followed.delete(subscription.replica.name)
        subscription.stop()
      }
    }
    const until: Watchable<Seen>["until"] = (fits, signal) =>
      new Promise((resolve, reject) => {
        let stop = () => {}
        let over = false
        const end = (settle: () => void) => {
          if (over) return
          over = true
          // The first telling comes before `watch` has returned what stops it.
          queueMicrotask(() => stop())
          settle()
        }
        stop = watch((watched) => {
          if (watched._tag === "Refused") end(() => reject(watched.error))
          else if (watched._tag === "Shown" && watched.live && fits(watched)) end(() => resolve(watched))
        })
        const giveUp = () => end(() => reject(signal?.reason ?? StoaError.own("closed")))
        if (signal?.aborted === true) giveUp()
        else signal?.addEventListener("abort", giveUp, { once: true })
      })
    return { watch, until }
  }

  #start<Seen extends object>(replica: Replica<Seen>): Subscription<Seen> {
    const subscription = new Subscription(replica, this.#parts)
    this.#followed.set(replica.name, subscription)
    if (this.#parts.connection.online) subscription.connected()
    return subscription
  }

  #heard(event: string, payload: unknown): void {
    switch (event) {
      case "publication":
      case "feed": {
        const named = decodeName(payload)
        if (Result.isFailure(named)) return
        this.#followed
          .get("actor" in named.success ? named.success.actor : `${named.success.ref.feed}:${named.success.ref.id}`)
          ?.changed(payload)
        return
      }
      case "tide": {
        const tide = decodeTide(payload)
        if (Result.isFailure(tide)) return
        this.#parts.clock.heard(tide.success.now)
        for (const one of [...this.#followed.values()]) one.tide(tide.success)
        return
      }
      case "ended": {
        const ended = decodeEnded(payload)
        if (Result.isFailure(ended)) return
        const { actor, feed, reason } = ended.success
        if (actor !== undefined) this.#followed.get(actor)?.ended(reason)
        if (feed !== undefined) this.#followed.get(feedName(feed))?.ended(reason)
        return
      }
      case "snapshot": {
        const refreshed = decodeRefreshed(payload)
        if (Result.isFailure(refreshed)) return
        const whole = refreshed.success
        if (whole._tag === "Feed") this.#followed.get(feedName(whole.ref))?.refreshed(whole)
        else {
          const { audience, generation, seq, at, view } = whole
          this.#followed.get(whole.actor)?.refreshed({ _tag: "Snapshot", audience, generation, seq, at, view })
        }
        return
      }
    }
  }
}
