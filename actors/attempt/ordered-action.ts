/** An action on many as it is kept and sent: what was written in it are its proctor's words, sealed wherever they stand. */
import { Schema } from "effect"
import { Clear, Extend, Lock, Pause, Resume, type RoomAction, Terminate } from "../../protocol/proctoring.ts"
import { wordsOrErased } from "../../protocol/words.ts"

const Said = wordsOrErased(Schema.String)

export const OrderedAction = Schema.Union([
  Schema.TaggedStruct("Message", { text: Said }),
  Schema.TaggedStruct("Warn", { text: Said }),
  Pause,
  Resume,
  Extend,
  Lock,
  Clear,
  Terminate
])
export type OrderedAction = typeof OrderedAction.Type

/** As it was ordered; `undefined` when its words were erased on the way. */
export const legible = (action: OrderedAction): RoomAction | undefined => {
  if (action._tag !== "Message" && action._tag !== "Warn") return action
  return action.text._tag === "Words" ? { _tag: action._tag, text: action.text.value } : undefined
}
