/**
 * What an operator sees of an actor's state: how much it holds and how it stands, and no word of anybody's. Of texts only
 * those are shown that are the program's own (`in_progress`), which are written without a space or a capital; whatever
 * has parts is shown as their number.
 */
import type { ActorKey } from "../protocol/ids.ts"
import type { Instant } from "../protocol/time.ts"

/** An actor in a node's memory. */
export interface LiveActor {
  readonly actor: ActorKey
  readonly slot: number
  /** Rows of its journal, those under way included. */
  readonly seq: number
  /** Outputs that wait for their commit. */
  readonly pending: number
  readonly watchers: number
  readonly lastUsed: Instant
  readonly alarm: Instant | undefined
}

export type Summary = Readonly<Record<string, string | number | boolean | null>>

const own = /^[a-z_]{1,40}$/

export const summaryOf = (state: unknown): Summary => {
  if (typeof state !== "object" || state === null) return {}
  const lines = Object.entries(state).flatMap(
    ([field, value]: [string, unknown]): ReadonlyArray<readonly [string, Summary[string]]> => {
      switch (typeof value) {
        case "number":
        case "boolean":
          return [[field, value]]
        case "string":
          return own.test(value) || field === "_tag" ? [[field, value]] : []
        case "object":
          return [[field, value === null ? null : Object.keys(value).length]]
        default:
          return []
      }
    }
  )
  return Object.fromEntries(lines)
}
