/**
 * What an operator may look at while the engine runs, and the one thing that is theirs to do: to have a reaction tried once
 * more that its target has refused. Nothing here loads an actor, and nothing is asked of the inner loop.
 */
import { Context, Effect, Layer } from "effect"
import type { ActorKey, ActorRef } from "../protocol/ids.ts"
import type { LiveActor, Summary } from "./actor-summary.ts"
import type { Outcome } from "./engine.ts"
import { Journal, type ParkedReaction, type ReactionId, type StorageUnavailable } from "./journal.ts"
import { EngineNode } from "./live.ts"
import { NodeName } from "./placement/placement.ts"

export interface Parked {
  readonly rows: ReadonlyArray<ParkedReaction>
  readonly total: number
}

export class Operating extends Context.Service<
  Operating,
  {
    readonly node: string
    /** The last used first. */
    readonly live: () => ReadonlyArray<LiveActor>
    readonly look: (ref: ActorRef) => { readonly live: LiveActor; readonly summary: Summary } | undefined
    /** Of the whole installation; `of`: from this actor, or to it. */
    readonly parked: (
      of: ActorKey | undefined,
      page: { readonly limit: number; readonly offset: number }
    ) => Effect.Effect<Parked, StorageUnavailable>
    /** Has it delivered once; `undefined` where none is parked under this name. What is refused again stays parked. */
    readonly retry: (id: ReactionId) => Effect.Effect<Outcome | undefined, StorageUnavailable>
  }
>()("stoa/engine/Operating") {}

export const operatingLayer = Layer.effect(
  Operating,
  Effect.gen(function* () {
    const node = yield* EngineNode
    const journal = yield* Journal
    const name = yield* NodeName
    return Operating.of({
      node: name,
      live: () => node.live().toSorted((a, b) => b.lastUsed - a.lastUsed),
      look: (ref) => node.look(ref),
      parked: journal.parked,
      retry: Effect.fnUntraced(function* (id) {
        const reaction = yield* journal.findParked(id)
        if (reaction === undefined) return undefined
        return yield* Effect.callback<Outcome>((resume) => node.retry(reaction, (outcome) => resume(Effect.succeed(outcome))))
      })
    })
  })
)
