/**
 * Keeps one replica true while somebody watches it: asks, holds what comes before the answer, asks again when the
 * replica finds itself broken or behind, and tells the watchers. What it can't do is wait for a message that will not
 * come; so every way of missing one (gap, tide, end, new connection, no answer) leads to asking.
 */
import { Result, Schema } from "effect"
import { SubscribeReply, type Ended, type SubscribedActor, type SubscribedFeed, type Tide } from "../protocol/live.ts"
import type { Connection } from "./connection.ts"
import { Listeners } from "./listeners.ts"
import type { Replica, Step } from "./replica.ts"
import { isPassing, StoaError } from "./stoa-error.ts"
import { backoff, type Chance, type Timers } from "./timers.ts"

/** What a watcher is told, at once and on every change. */
export type Watched<Seen> =
  /** Not heard of yet. */
  | { readonly _tag: "Loading" }
  /** `live: false`: as it was when the connection was lost, and perhaps no longer so. */
  | ({ readonly _tag: "Shown"; readonly live: boolean } & Seen)
  /** Not for this person, or unreadable; asked for again when the connection is made anew. */
  | { readonly _tag: "Refused"; readonly error: StoaError }

export interface SubscriptionParts {
  readonly connection: Connection
  readonly timers: Timers
  readonly chance: Chance
}

/** Changes held before the answer; with more, the answer is asked for again. */
const mostHeld = 1_000
const answerWithin = 10_000
const firstRetry = 250
const longestRetry = 8_000
/** A tide may leave out what is just being answered; a subscription missing from this many in a row is no longer there. */
const mostUnmentioned = 3
/** Asking again at once heals a gap; more often than this without any success is a fault, and is waited out. */
const atOnce = 2

const decodeReply = Schema.decodeUnknownResult(SubscribeReply)

export class Subscription<Seen extends object> {
  readonly replica: Replica<Seen>
  readonly #parts: SubscriptionParts
  readonly #watchers = new Listeners<Watched<Seen>>()
  #phase: "off" | "asking" | "live" | "refused" = "off"
  #error: StoaError | undefined
  #held: Array<unknown> = []
  /** Tells the answer to this question from those to earlier ones. */
  #question = 0
  #tries = 0
  #unmentioned = 0
  #callOff: () => void = () => {}

  constructor(replica: Replica<Seen>, parts: SubscriptionParts) {
    this.replica = replica
    this.#parts = parts
  }

  get watchers(): number {
    return this.#watchers.size
  }

  get now(): Watched<Seen> {
    if (this.#phase === "refused" && this.#error !== undefined) return { _tag: "Refused", error: this.#error }
    const { seen } = this.replica
    return seen === undefined ? { _tag: "Loading" } : { _tag: "Shown", live: this.#phase === "live", ...seen }
  }

  watch(watcher: (watched: Watched<Seen>) => void): () => void {
    const stop = this.#watchers.add(watcher)
    watcher(this.now)
    return stop
  }

  connected(): void {
    this.#tries = 0
    this.#ask()
  }

  disconnected(): void {
    if (this.#phase === "off") return
    this.#enter("off")
    this.#tell()
  }

  /** Ends it, telling the server if `politely`. */
  stop(): void {
    if (this.#phase !== "off") this.#parts.connection.send("unsubscribe", this.replica.unsubscribe, () => {})
    this.#enter("off")
  }

  changed(payload: unknown): void {
    if (this.#phase === "live") this.#step(this.replica.change(payload))
    else if (this.#phase === "asking" && this.#held.length <= mostHeld) this.#held.push(payload)
  }

  /** An unasked snapshot. While an answer is awaited it belongs to what that answer replaces. */
  refreshed(whole: SubscribedActor | SubscribedFeed): void {
    if (this.#phase === "live") this.#step(this.replica.take(whole))
  }

  tide(tide: Tide): void {
    if (this.#phase !== "live") return
    const standing = this.replica.standing(tide)
    this.#unmentioned = standing === "unmentioned" ? this.#unmentioned + 1 : 0
    if (standing === "behind" || this.#unmentioned >= mostUnmentioned) this.#ask()
  }

  /** As with `refreshed`: the answer awaited is about a later subscription, or says itself that there is none. */
  ended(reason: Ended["reason"]): void {
    if (this.#phase !== "live") return
    this.replica.lost(reason)
    this.#ask()
  }

  #ask(): void {
    if (++this.#tries > atOnce) {
      return this.#askIn(backoff(this.#tries - atOnce, firstRetry, longestRetry, this.#parts.chance))
    }
    this.#askNow()
  }

  #askIn(ms: number): void {
    this.#wait()
    this.#callOff = this.#parts.timers.after(ms, () => this.#askNow())
  }

  #askNow(): void {
    this.#wait()
    const question = this.#question
    this.#callOff = this.#parts.timers.after(answerWithin, () => this.#ask())
    this.#parts.connection.send("subscribe", this.replica.subscribe(), (answer) => {
      if (question === this.#question) this.#answered(answer)
    })
  }

  #wait(): void {
    const wasLive = this.#phase === "live"
    this.#enter("asking")
    if (wasLive) this.#tell()
  }

  #answered(answer: unknown): void {
    const reply = decodeReply(answer)
    if (Result.isFailure(reply)) return this.#refuse(StoaError.own("unreadable", { cause: reply.failure }))
    if (reply.success._tag === "Refusal") {
      const error = StoaError.refused(reply.success)
      if (!isPassing(error.code)) return this.#refuse(error)
      return this.#askIn((error.retryAfterMs ?? 0) + backoff(++this.#tries, firstRetry, longestRetry, this.#parts.chance))
    }
    const held = this.#held
    this.#enter("live")
    let step = this.replica.take(reply.success)
    if (held.length > mostHeld) step = "broken"
    for (const payload of held) {
      if (step === "broken" || step === "unreadable") break
      const next = this.replica.change(payload)
      if (next !== "known") step = next
    }
    // Even an answer without news is news: it is live again.
    this.#step(step === "known" ? "changed" : step)
  }

  #step(step: Step): void {
    switch (step) {
      case "changed":
        this.#tries = 0
        return this.#tell()
      case "known":
        return
      case "broken":
        return this.#ask()
      case "unreadable":
        return this.#refuse(StoaError.own("unreadable"))
    }
  }

  #refuse(error: StoaError): void {
    this.#error = error
    this.#enter("refused")
    this.#tell()
  }

  #enter(phase: "off" | "asking" | "live" | "refused"): void {
    this.#callOff()
    this.#callOff = () => {}
    this.#question++
    this.#held = []
    this.#unmentioned = 0
    this.#phase = phase
  }

  #tell(): void {
    this.#watchers.tell(this.now)
  }
}
