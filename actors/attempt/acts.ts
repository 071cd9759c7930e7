/** What staff did to an attempt, kept where the wall and the case can show it: the newest fifty, by a running number. */
import type { UserId } from "../../protocol/ids.ts"
import type { Instant } from "../../protocol/time.ts"
import type { Attempt } from "./contract.ts"

export const keptActs = 50

export const act = (state: Attempt, what: string, at: Instant, by: UserId, reason?: string | null, action?: string): void => {
  state.actCount++
  state.acts[String(state.actCount)] = {
    what,
    by,
    at,
    ...(reason === undefined || reason === null ? {} : { reason }),
    ...(action === undefined ? {} : { action })
  }
  if (state.actCount > keptActs) delete state.acts[String(state.actCount - keptActs)]
}
