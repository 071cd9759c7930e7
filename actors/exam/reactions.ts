/**
 * Tells attempts about their room, each when it registers and all of them along the list when the room changes, and
 * directs actions to them.
 */
import { type ActorRef, actorRef } from "../../protocol/ids.ts"
import type { Reaction } from "../actor.ts"
import type { AttemptInternal } from "../attempt/contract.ts"
import { actionNamed } from "./acting.ts"
import type { Exam, ExamActorState, ExamEvent, Registration } from "./contract.ts"
import { roomChanged } from "./room.ts"
import { placesIn, type Stretch } from "./walk.ts"

export const react = (event: ExamEvent, state: ExamActorState, _self: ActorRef, sourceSeq: number): ReadonlyArray<Reaction> => {
  if (state._tag === "Absent") return []
  switch (event._tag) {
    case "Registered":
      return toThose(state, { places: [state.registrations.length - 1] }, (each) => roomChanged(state, each, event, sourceSeq))
    case "Told":
      return toThose(state, event.along, (each) => roomChanged(state, each, event, sourceSeq))
    case "Directed": {
      const { actionId, along } = event
      const ordered = actionNamed(state, actionId)
      if (ordered === undefined) return []
      const { action, by, at } = ordered
      return toThose(state, along, () => ({ _tag: "Directed", actionId, action, by, at }))
    }
    default:
      return []
  }
}

const toThose = (state: Exam, along: Stretch, say: (registration: Registration) => AttemptInternal): ReadonlyArray<Reaction> =>
  placesIn(along).flatMap((place) => {
    const registration = state.registrations[place]
    return registration === undefined ? [] : [{ to: actorRef("attempt", registration.attemptId), command: say(registration) }]
  })
