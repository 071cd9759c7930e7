/**
 * One subscription of one connection. Gapless because it sits in the rooms before it asks for the view: what is
 * published meanwhile is held, and once the answer is out, what the answer does not contain yet follows it. The same
 * again when a slow reader has to be given a snapshot in place of the changes it could not take.
 */
import { Schema } from "effect"
import type { Ended, Position, Refreshed, SubscribeReply } from "../../protocol/live.ts"
import type { Packet } from "./packet.ts"
import type { Follower, Rooms } from "./rooms.ts"
import { notWhole, type Source, type TideEntry } from "./source.ts"

/** The connection, as its subscriptions need it. */
export interface Reader {
  /** Sends a change; `false` when the reader is behind and it was not sent. */
  readonly offer: (packet: Packet) => boolean
  readonly refreshed: (snapshot: Refreshed) => void
  readonly ended: (subscription: Subscription, ended: Ended) => void
  /** It never came to be; its answer said why. */
  readonly refused: (subscription: Subscription) => void
  /** A subscription has dropped a change and wants a snapshot as soon as the reader can take one. */
  readonly wantsRefresh: () => void
}

/** Changes held while an answer is under way; past it they are given up for a snapshot. */
const mostHeld = 256

const actorPosition = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Struct({ seq: Schema.Int })))
const feedPosition = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Struct({ rev: Schema.Int })))

export class Subscription implements Follower {
  readonly source: Source
  readonly #rooms: Rooms["Service"]
  readonly #reader: Reader
  #state: "taking" | "live" | "over" = "taking"
  #joined: ReadonlyArray<string> = []
  #generation = ""
  #held: Array<readonly [room: string, packet: Packet]> = []
  #stale = false

  constructor(source: Source, rooms: Rooms["Service"], reader: Reader) {
    this.source = source
    this.#rooms = rooms
    this.#reader = reader
  }

  get isStale(): boolean {
    return this.#state === "live" && this.#stale
  }

  begin(from: Position | undefined, reply: (answer: SubscribeReply) => void): void {
    this.#joined = this.source.rooms
    for (const room of this.#joined) this.#rooms.join(room, this)
    this.source.take(from, (answer) => {
      if (this.#state === "over") return reply(notWhole)
      if ("_tag" in answer) {
        this.#reader.refused(this)
        return reply(answer)
      }
      this.#keepOnly(answer.room)
      this.#generation = answer.generation
      reply(answer.reply)
      this.#follow(answer.position)
    })
  }

  /** Sends the whole again, and what follows it. */
  refresh(): void {
    if (this.#state !== "live") return
    this.#state = "taking"
    this.#stale = false
    this.source.take(undefined, (answer) => {
      if (this.#state === "over") return
      if ("_tag" in answer)
        return this.#end(answer.code === "not_found" || answer.code === "forbidden" ? "audience_changed" : "stale")
      if (!this.#joined.includes(answer.room)) return this.#end("audience_changed")
      if (answer.whole === undefined) return this.#end("stale")
      this.#generation = answer.generation
      this.#reader.refreshed(answer.whole)
      this.#follow(answer.position)
    })
  }

  receive(room: string, packet: Packet): void {
    if (this.#state === "live") {
      if (!this.#stale && !this.#reader.offer(packet)) this.#drop()
    } else if (this.#held.length < mostHeld) this.#held.push([room, packet])
    else this.#stale = true
  }

  /** Every two seconds: keeps the watch alive and tells its newest sequence, or ends it. */
  renew(): TideEntry | undefined {
    if (this.#state !== "live") return undefined
    const newest = this.source.renew()
    if (newest !== undefined && newest.entry.generation === this.#generation) return this.#stale ? undefined : newest
    this.#end("stale")
    return undefined
  }

  /** Leaves without a word. */
  leave(): void {
    this.#state = "over"
    this.#held = []
    for (const room of this.#joined) this.#rooms.leave(room, this)
    this.#joined = []
  }

  #keepOnly(kept: string): void {
    for (const room of this.#joined) if (room !== kept) this.#rooms.leave(room, this)
    this.#joined = [kept]
    this.#held = this.#held.filter(([room]) => room === kept)
  }

  #follow(position: number): void {
    const held = this.#held
    this.#held = []
    this.#state = "live"
    for (const [, packet] of held) {
      if (this.#stale) break
      if (this.#positionOf(packet) > position && !this.#reader.offer(packet)) this.#drop()
    }
    if (this.#stale) this.#drop()
  }

  #positionOf(packet: Packet): number {
    return this.source.kind === "actor" ? actorPosition(packet.frame).seq : feedPosition(packet.frame).rev
  }

  #drop(): void {
    this.#stale = true
    this.#reader.wantsRefresh()
  }

  #end(reason: Ended["reason"]): void {
    this.#reader.ended(this, this.source.ended(reason))
  }
}
