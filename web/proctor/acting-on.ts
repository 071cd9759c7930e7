/** An action on one, on many or on the room, as the SDK sends it. */
import { client } from "../frame/stoa.ts"
import type { AttemptId, SittingId } from "../../protocol/ids.ts"
import type { RoomAction } from "../../protocol/proctoring.ts"
import type { ProctoredAttempt } from "../../client/index.ts"

export type ActTag = RoomAction["_tag"]
export type ActOn = "room" | ReadonlyArray<AttemptId>

const onOne = (attempt: ProctoredAttempt, action: RoomAction): Promise<unknown> => {
  switch (action._tag) {
    case "Message":
      return attempt.message(action.text)
    case "Warn":
      return attempt.warn(action.text)
    case "Pause":
      return attempt.pause(action.reason)
    case "Resume":
      return attempt.resume(action.reason)
    case "Extend":
      return attempt.extend(action.ms, action.reason)
    case "Lock":
      return attempt.lock(action.reason)
    case "Clear": {
      const { _tag, ...clearing } = action
      return attempt.clear(clearing)
    }
    case "Terminate":
      return attempt.terminate(action.reason)
  }
}

/** One attempt answers by itself, at once; of many each answers for itself, with a receipt. */
export const actOn = (sitting: SittingId, on: ActOn, action: RoomAction): Promise<unknown> => {
  const [only, ...others] = on === "room" ? [] : on
  if (only !== undefined && others.length === 0) return onOne(client.proctoredAttempt(only), action)
  return client.exam(sitting).act(on, action)
}
