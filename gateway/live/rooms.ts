/**
 * Who on this node follows which room, and the engine's way to them. socket.io has rooms too, but broadcasts through
 * the server's own publish, which drops messages for a slow reader without telling anybody; here each reader's own
 * subscription decides what becomes of a change.
 */
import { Context, Effect, Layer } from "effect"
import { Publisher } from "../../engine/engine.ts"
import { Packet } from "./packet.ts"

export interface Follower {
  readonly receive: (room: string, packet: Packet) => void
}

/** What another node has to be told as well: `[event, room, frame]`. */
export type Published = readonly [event: "publication" | "feed", room: string, frame: string]

export class Rooms extends Context.Service<
  Rooms,
  {
    readonly join: (room: string, follower: Follower) => void
    readonly leave: (room: string, follower: Follower) => void
    /** Hands a change to those who follow the room on this node. */
    readonly deliver: (published: Published) => void
    /** Hands it to them and to every relay. */
    readonly publish: (published: Published) => void
    /** Adds a way to other nodes; answers what takes it back. */
    readonly relay: (to: (published: Published) => void) => () => void
    readonly count: () => number
  }
>()("stoa/gateway/Rooms") {
  static readonly layer = Layer.sync(Rooms, () => {
    const rooms = new Map<string, Set<Follower>>()
    const relays = new Set<(published: Published) => void>()
    const deliver = (published: Published) => {
      const followers = rooms.get(published[1])
      if (followers === undefined) return
      const packet = Packet.event(published[0], published[2])
      // A follower may leave while it receives; deleting from a Set under iteration is safe.
      for (const follower of followers) follower.receive(published[1], packet)
    }
    return Rooms.of({
      join: (room, follower) => {
        const followers = rooms.get(room)
        if (followers === undefined) rooms.set(room, new Set([follower]))
        else followers.add(follower)
      },
      leave: (room, follower) => {
        const followers = rooms.get(room)
        if (followers?.delete(follower) && followers.size === 0) rooms.delete(room)
      },
      deliver,
      publish: (published) => {
        deliver(published)
        for (const relay of relays) relay(published)
      },
      relay: (to) => {
        relays.add(to)
        return () => {
          relays.delete(to)
        }
      },
      count: () => rooms.size
    })
  })
}

export const publisherLayer = Layer.effect(
  Publisher,
  Rooms.use((rooms) =>
    Effect.succeed(
      Publisher.of({
        publish: (room, frame) => rooms.publish(["publication", room, frame]),
        feed: (room, frame) => rooms.publish(["feed", room, frame])
      })
    )
  )
)
