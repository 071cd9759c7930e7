/** A command that has no final answer yet, and its place in the device's store. */
import { Option, Schema } from "effect"
import { ActorRef, CommandId } from "../protocol/ids.ts"
import { Receipt } from "../protocol/live.ts"
import { Instant } from "../protocol/time.ts"
import { waitingFolder } from "./device.ts"
import type { Store } from "./store.ts"

export const WaitingCommand = Schema.Struct({
  to: ActorRef,
  id: CommandId,
  command: Schema.Unknown,
  /** Commands whose lanes touch keep their order; see `touches`. */
  lane: Schema.String,
  /** When the person did it, by the server's clock as this client knew it (T12: recorded, never believed). */
  claimedAt: Schema.optionalKey(Instant),
  /** The server's word that it had the command in time though it could not store it (T5). */
  receipt: Schema.optionalKey(Receipt)
})
export type WaitingCommand = typeof WaitingCommand.Type

const json = Schema.fromJsonString(WaitingCommand)
const decode = Schema.decodeUnknownOption(json)
const encode = Schema.encodeSync(json)

/** Padded, so that the order of keys is the order of counts. */
const keyOf = (n: number): string => `${waitingFolder}/${String(n).padStart(16, "0")}`

export const keep = (store: Store, waiting: WaitingCommand): Promise<void> => store.set(keyOf(waiting.id.n), encode(waiting))

export const letGo = (store: Store, waiting: WaitingCommand): Promise<void> => store.delete(keyOf(waiting.id.n))

/** What an earlier page or process left, oldest first. What can't be read was written by another version and is let go. */
export const leftBehind = async (store: Store, sender: string): Promise<ReadonlyArray<WaitingCommand>> => {
  const found: Array<WaitingCommand> = []
  for (const [key, value] of await store.entries(`${waitingFolder}/`)) {
    const waiting = decode(value)
    // Under another sender's name its id would be another, and it might take effect twice.
    if (Option.isSome(waiting) && waiting.value.id.sender === sender) found.push(waiting.value)
    else await store.delete(key)
  }
  return found
}

/**
 * Lanes are paths. Two commands keep their order if one's lane contains the other's: answers to different questions
 * (`attempt/42/q1`, `attempt/42/q2`) pass each other, while handing in (`attempt/42`) waits for them all.
 */
export const touches = (one: string, other: string): boolean =>
  one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`)
