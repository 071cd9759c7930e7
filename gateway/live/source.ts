/** What can be subscribed to, an actor's view or a feed, as a subscription sees it: rooms, a way to take it, to renew it. */
import { actorRoom, feedRoom, type Engine } from "../../engine/engine.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { actorKey, type ActorRef } from "../../protocol/ids.ts"
import type { Ended, FeedRef, Position, Refreshed, SubscribedActor, SubscribedFeed, Tide } from "../../protocol/live.ts"
import type { Person } from "../../protocol/principal.ts"
import { FeedGate } from "../feed-gate.ts"
import type { Policy } from "../policy.ts"

/** An answer to `watch`: in which room the changes after `position` are published. */
export interface Taken {
  readonly room: string
  readonly generation: string
  readonly position: number
  readonly reply: SubscribedActor | SubscribedFeed
  /** The same as an unasked snapshot; absent when the answer was not the whole. */
  readonly whole: Refreshed | undefined
}

export type TideEntry =
  | { readonly kind: "actor"; readonly entry: Tide["actors"][number] }
  | { readonly kind: "feed"; readonly entry: Tide["feeds"][number] }

export interface Source {
  readonly name: string
  readonly kind: "actor" | "feed"
  /** Rooms that may turn out to be this person's; which one it is, the answer tells. */
  readonly rooms: ReadonlyArray<string>
  readonly take: (from: Position | undefined, done: (answer: Taken | Refusal) => void) => void
  /** Keeps it alive at the engine. `undefined`: it has to be taken anew. */
  readonly renew: () => TideEntry | undefined
  readonly ended: (reason: Ended["reason"]) => Ended
}

type EngineService = Engine["Service"]

export const actorSource = (
  engine: EngineService,
  policy: Policy,
  ref: ActorRef,
  audiences: ReadonlyArray<string>,
  person: () => Person
): Source => {
  const key = actorKey(ref)
  let audience = ""
  return {
    name: key,
    kind: "actor",
    rooms: audiences.map((name) => actorRoom(key, name)),
    take: (from, done) => {
      const hidden = policy.maySubscribe(person(), ref.type)
      if (hidden !== undefined) return done(hidden)
      engine.watch(ref, person(), from, (answer) => {
        if (answer._tag === "Refusal") return done(answer)
        audience = answer.audience
        const { generation, seq } = answer
        const whole: Refreshed | undefined =
          answer._tag === "Snapshot"
            ? { _tag: "Actor", actor: key, audience, generation, seq, at: answer.at, view: answer.view }
            : undefined
        done({ room: actorRoom(key, audience), generation, position: seq, reply: answer, whole })
      })
    },
    renew: () => {
      const allowed = policy.maySubscribe(person(), ref.type) === undefined
      const newest = allowed ? engine.renew(ref, person(), audience) : undefined
      return newest === undefined ? undefined : { kind: "actor", entry: { actor: key, audience, ...newest } }
    },
    ended: (reason) => ({ actor: key, reason })
  }
}

export const feedSource = (engine: EngineService, policy: Policy, ref: FeedRef, person: () => Person): Source => {
  const room = feedRoom(ref)
  const gate = new FeedGate(engine, policy)
  return {
    name: room,
    kind: "feed",
    rooms: [room],
    take: (_from, done) =>
      gate.ask(ref, person(), (hidden) => {
        if (hidden !== undefined) return done(hidden)
        engine.watchFeed(ref, (answer) => {
          if (answer._tag === "Refusal") return done(answer)
          done({ room, generation: answer.generation, position: answer.rev, reply: answer, whole: answer })
        })
      }),
    renew: () => {
      const newest = gate.stillOpen(ref, person()) ? engine.renewFeed(ref) : undefined
      return newest === undefined ? undefined : { kind: "feed", entry: { ref, ...newest } }
    },
    ended: (reason) => ({ feed: ref, reason })
  }
}

export const notWhole: Refusal = refuse("unavailable")
