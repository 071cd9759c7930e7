/** In whose name something is done to an attempt: the sender's own, or that of whoever ordered an action on many. */
import type { UserId } from "../../protocol/ids.ts"
import type { Context } from "../actor.ts"
import type { Attempt } from "./contract.ts"

export interface Who {
  readonly by: UserId
  /** The action of the room that this is part of. */
  readonly action?: string
}

export const whoOf = (state: Attempt, { principal }: Context): Who => ({
  by: principal._tag === "Person" ? principal.userId : state.userId
})

/** Of an event: nobody's action is no field. */
export const directedBy = ({ action }: Who): { readonly action?: string } => (action === undefined ? {} : { action })
