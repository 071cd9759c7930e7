/** A reaction as the command that brings it to its target: under its own number, so that it counts once however often it comes. */
import { Schema } from "effect"
import type { Tagged } from "../actors/actor.ts"
import { type ActorRef, CommandId, parseActorKey } from "../protocol/ids.ts"
import type { Instant } from "../protocol/time.ts"
import { type CellCommand, reactionNumber } from "./cell.ts"
import type { PendingReaction } from "./journal.ts"

const makeCommandId = Schema.decodeUnknownSync(CommandId)

/** `settling`: whoever waits for it waits for what follows from it as well. */
export const delivery = (
  reaction: PendingReaction,
  command: Tagged,
  now: Instant,
  settling: boolean
): CellCommand & { readonly to: ActorRef; readonly settling: boolean } => ({
  to: parseActorKey(reaction.target),
  id: makeCommandId({ sender: reaction.source, n: reactionNumber(reaction) }),
  digest: "reaction",
  command,
  principal: { _tag: "Actor", key: reaction.source },
  receivedAt: now,
  settles: { source: reaction.source, seq: reaction.seq, index: reaction.index },
  hop: reaction.hop,
  settling
})
