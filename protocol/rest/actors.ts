/** A look into the engine for administrators: which actors a node has in memory, and reactions that their targets refused. */
import { Schema } from "effect"
import { ActorKey } from "../ids.ts"

/**
 * In a node's memory. `seq`: rows of its journal, those under way included; `mailbox`: outputs that wait for their commit;
 * `alarm`: when it will be rung next.
 */
export const LiveActorRow = Schema.Struct({
  actor: ActorKey,
  slot: Schema.Int,
  seq: Schema.Int,
  mailbox: Schema.Int,
  watchers: Schema.Int,
  last_used: Schema.String,
  alarm: Schema.NullOr(Schema.String)
})
export type LiveActorRow = typeof LiveActorRow.Type

/** What `source` had to tell `target` with its row `seq`, which refused it as `code`. */
export const ParkedRow = Schema.Struct({
  source: ActorKey,
  seq: Schema.Int,
  index: Schema.Int,
  target: ActorKey,
  code: Schema.String
})
export type ParkedRow = typeof ParkedRow.Type
