/**
 * An attempt as one of its audiences sees it. Whoever sits it and whoever watches it have handles of their own; on one
 * client both share this subscription, since a thing is followed once under its name.
 */
import { Schema } from "effect"
import { AttemptGraderView, AttemptProctorView, AttemptTakerView } from "../protocol/attempt.ts"
import { actorRef, type ActorRef, type AttemptId } from "../protocol/ids.ts"
import { ActorReplica } from "./actor-replica.ts"
import type { Subscriptions, Watchable } from "./subscriptions.ts"

export const AttemptSeen = Schema.Union([
  Schema.Struct({ audience: Schema.Literal("taker"), view: AttemptTakerView }),
  Schema.Struct({ audience: Schema.Literal("proctors"), view: AttemptProctorView }),
  Schema.Struct({ audience: Schema.Literal("graders"), view: AttemptGraderView })
])
export type AttemptSeen = typeof AttemptSeen.Type

export class AttemptSight {
  readonly ref: ActorRef
  readonly view: Watchable<AttemptSeen>
  #replica: ActorReplica<AttemptSeen> | undefined

  constructor(id: AttemptId, subscriptions: Subscriptions) {
    const ref = actorRef("attempt", id)
    this.ref = ref
    this.view = subscriptions.watchable(() => (this.#replica = new ActorReplica(ref, AttemptSeen)))
  }

  /** What was seen last; nothing before somebody watches. */
  get now(): AttemptSeen | undefined {
    return this.#replica?.seen
  }

  /** The same, if it is the taker's. */
  get taken(): AttemptTakerView | undefined {
    return this.now?.audience === "taker" ? this.now.view : undefined
  }
}
