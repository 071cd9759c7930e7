/** An actor's view as one audience sees it, moved by merge patches that name what they follow. */
import { Result, Schema } from "effect"
import { actorKey, type ActorKey, type ActorRef } from "../protocol/ids.ts"
import { Publication, type Ended, type Position, type SubscribedActor, type SubscribedFeed, type Tide } from "../protocol/live.ts"
import { mergePatch } from "../protocol/merge-patch.ts"
import type { Replica, Step } from "./replica.ts"

/** A view together with the audience it is for, which says what it looks like. */
export interface ActorSeen {
  readonly audience: string
  readonly view: unknown
}

const decodePublication = Schema.decodeUnknownResult(Publication)

export class ActorReplica<Seen extends ActorSeen> implements Replica<Seen> {
  readonly name: ActorKey
  readonly unsubscribe
  readonly #ref: ActorRef
  readonly #decode: (input: unknown) => Result.Result<Seen, unknown>
  #seen: Seen | undefined
  /** As it came over the wire: patches are of this, not of what it was decoded to. */
  #wire: unknown
  #audience = ""
  #position: Position | undefined

  constructor(ref: ActorRef, schema: Schema.Decoder<Seen>) {
    this.name = actorKey(ref)
    this.unsubscribe = { _tag: "Actor", ref } as const
    this.#ref = ref
    this.#decode = Schema.decodeUnknownResult(schema)
  }

  get seen(): Seen | undefined {
    return this.#seen
  }

  get position(): Position | undefined {
    return this.#position
  }

  subscribe() {
    const from = this.#position
    return { _tag: "Actor", ref: this.#ref, ...(from === undefined ? {} : { from }) } as const
  }

  take(whole: SubscribedActor | SubscribedFeed): Step {
    if (whole._tag === "Feed") return "unreadable"
    if (whole._tag === "Snapshot") {
      this.#audience = whole.audience
      this.#position = { generation: whole.generation, seq: whole.seq }
      return this.#show(whole.view)
    }
    const { audience, generation, seq, missed } = whole
    if (audience !== this.#audience || generation !== this.#position?.generation) return this.#break()
    const wire = this.#wire
    let view = wire
    let at = this.#position.seq
    for (const publication of missed) {
      if (publication.seq <= at) continue
      if (publication.prev !== at) return this.#break()
      view = mergePatch(view, publication.patch)
      at = publication.seq
    }
    if (at !== seq) return this.#break()
    this.#position = { generation, seq }
    return view === wire ? "known" : this.#show(view)
  }

  change(payload: unknown): Step {
    const decoded = decodePublication(payload)
    if (Result.isFailure(decoded)) return "unreadable"
    const { actor, audience, generation, prev, seq, patch } = decoded.success
    if (actor !== this.name || this.#position === undefined) return "known"
    if (audience !== this.#audience || generation !== this.#position.generation) return "broken"
    if (seq <= this.#position.seq) return "known"
    if (prev !== this.#position.seq) return "broken"
    this.#position = { generation, seq }
    return this.#show(mergePatch(this.#wire, patch))
  }

  standing(tide: Tide): "level" | "behind" | "unmentioned" {
    const newest = tide.actors.find(({ actor }) => actor === this.name)
    if (newest === undefined) return "unmentioned"
    const mine = this.#position
    return newest.generation === mine?.generation && newest.audience === this.#audience && newest.seq <= mine.seq
      ? "level"
      : "behind"
  }

  lost(reason: Ended["reason"]): void {
    if (reason === "audience_changed") this.#position = undefined
  }

  #break(): Step {
    this.#position = undefined
    return "broken"
  }

  #show(wire: unknown): Step {
    const seen = this.#decode({ audience: this.#audience, view: wire })
    if (Result.isFailure(seen)) return "unreadable"
    this.#wire = wire
    this.#seen = seen.success
    return "changed"
  }
}
