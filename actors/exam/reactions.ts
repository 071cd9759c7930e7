/** Tells attempts about their room: each when it registers, all of them along the list when the room changes. */
import { type ActorRef, actorRef } from "../../protocol/ids.ts"
import type { Reaction } from "../actor.ts"
import type { ExamActorState, ExamEvent } from "./contract.ts"
import { roomChanged } from "./room.ts"

export const react = (event: ExamEvent, state: ExamActorState, _self: ActorRef, sourceSeq: number): ReadonlyArray<Reaction> => {
  if (state._tag === "Absent") return []
  switch (event._tag) {
    case "Registered":
      return [{ to: actorRef("attempt", event.attemptId), command: roomChanged(state, event.at, sourceSeq) }]
    case "Told": {
      const command = roomChanged(state, event.at, sourceSeq)
      return state.registrations
        .slice(event.from, event.to)
        .map(({ attemptId }) => ({ to: actorRef("attempt", attemptId), command }))
    }
    default:
      return []
  }
}
