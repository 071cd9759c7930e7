/** A connection that follows actors and feeds and asserts that what it is shown has no gap. */
import { randomUUID } from "node:crypto"
import { Schema } from "effect"
import { Refusal } from "../../protocol/errors.ts"
import { FeedFrame, Publication, Refreshed, SubscribedActor, SubscribedFeed, Welcome } from "../../protocol/live.ts"
import { LeanClient } from "../lean-client.ts"

export interface Tally {
  publications: number
  feedFrames: number
  /** Wholes that took the place of changes, for a reader that was behind. */
  refreshed: number
  readonly wrong: (sentence: string) => void
}

const decodeWelcome = Schema.decodeUnknownSync(Welcome)
const decodeWhole = Schema.decodeUnknownSync(Schema.Union([SubscribedActor, SubscribedFeed]))
const decodePublication = Schema.decodeUnknownSync(Publication)
const decodeRefreshed = Schema.decodeUnknownSync(Refreshed)
const decodeFeedFrame = Schema.decodeUnknownSync(FeedFrame)
const isRefusal = Schema.is(Refusal)

export class Viewer {
  readonly sender = `device:${randomUUID()}`
  /** The last sequence or revision shown, by actor or feed. */
  readonly #shown = new Map<string, number>()
  /** Changes that came before the whole they follow. */
  #early: Array<{ readonly name: string; readonly prev: number; readonly next: number }> = []
  readonly #tally: Tally
  #client: LeanClient | undefined
  #userId = 0
  #leaving = false
  /** Called with every change shown of an actor. */
  onPatch: (patch: unknown) => void = () => {}

  constructor(tally: Tally) {
    this.#tally = tally
  }

  get userId(): number {
    return this.#userId
  }

  get client(): LeanClient {
    if (this.#client === undefined) throw new Error("not connected")
    return this.#client
  }

  async connect(port: number, token: string): Promise<void> {
    let welcomed: (userId: number) => void = () => {}
    const welcome = new Promise<number>((resolve) => {
      welcomed = resolve
    })
    this.#client = await LeanClient.connect(
      port,
      { version: 1, token, sender: this.sender },
      (name, payload) => {
        if (name === "publication") this.#publication(payload)
        else if (name === "feed") this.#feed(payload)
        else if (name === "snapshot") this.#refreshed(payload)
        else if (name === "welcome") welcomed(decodeWelcome(payload).userId)
        else if (name === "closing" || name === "ended") this.#tally.wrong(`${name} ${JSON.stringify(payload)}`)
      },
      () => {
        if (!this.#leaving) this.#tally.wrong("a connection was cut")
      }
    )
    this.#userId = await welcome
  }

  /** Follows an actor, or with the name of a feed a group's table; answers the whole. */
  follow(type: string, id: number): Promise<unknown> {
    const isFeed = type === "wall" || type === "board"
    const subscription = isFeed ? { _tag: "Feed", ref: { feed: type, id } } : { _tag: "Actor", ref: { type, id } }
    return new Promise((resolve, reject) => {
      // At once and not in a later turn: the changes after it may be in the same packet of the network.
      this.client.emit("subscribe", subscription, (answer) => {
        if (isRefusal(answer)) return reject(new Error(`${type}/${id} may not be followed: ${answer.code}`))
        const whole = decodeWhole(answer)
        const name = `${type}/${id}`
        this.#shown.set(name, whole._tag === "Feed" ? whole.rev : whole.seq)
        const early = this.#early.filter((change) => change.name === name)
        this.#early = this.#early.filter((change) => change.name !== name)
        for (const { prev, next } of early) this.#advance(name, prev, next)
        resolve(whole)
      })
    })
  }

  leave(): void {
    this.#leaving = true
    this.#client?.close()
  }

  #publication(payload: unknown): void {
    this.#tally.publications++
    const { actor, prev, seq, patch } = decodePublication(payload)
    this.#advance(actor, prev, seq)
    this.onPatch(patch)
  }

  #feed(payload: unknown): void {
    this.#tally.feedFrames++
    const { ref, prev, rev } = decodeFeedFrame(payload)
    this.#advance(`${ref.feed}/${ref.id}`, prev, rev)
  }

  /** The whole in place of changes that were not sent, since more waited for this connection than it had read (LP-65). */
  #refreshed(payload: unknown): void {
    this.#tally.refreshed++
    const whole = decodeRefreshed(payload)
    if (whole._tag === "Feed") this.#shown.set(`${whole.ref.feed}/${whole.ref.id}`, whole.rev)
    else this.#shown.set(whole.actor, whole.seq)
  }

  #advance(name: string, prev: number, next: number): void {
    const shown = this.#shown.get(name)
    if (shown === undefined) return void this.#early.push({ name, prev, next })
    if (next <= shown) return
    if (prev > shown) this.#tally.wrong(`${name}: shown ${next} after ${shown}, but ${prev} comes before it`)
    this.#shown.set(name, next)
  }
}
