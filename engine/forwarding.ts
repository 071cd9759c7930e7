/**
 * How a request travels to the node that has the slot open: as JSON, by the same Schemas that decode it anywhere else.
 */
import { Schema } from "effect"
import type { AnyActor } from "../actors/actor.ts"
import { Refusal } from "../protocol/errors.ts"
import { ActorKey, ActorRef, CommandId } from "../protocol/ids.ts"
import { Position, SubscribedActor } from "../protocol/live.ts"
import { Person, Principal } from "../protocol/principal.ts"
import { Instant } from "../protocol/time.ts"
import { codecsOf } from "./codecs.ts"
import type { Outcome } from "./engine.ts"
import type { SlotCommand } from "./slot.ts"

const ForwardedCommand = Schema.TaggedStruct("Command", {
  to: ActorRef,
  id: CommandId,
  digest: Schema.String,
  form: Schema.Literals(["wire", "internal"]),
  command: Schema.Unknown,
  principal: Principal,
  receivedAt: Instant,
  claimedAt: Schema.optionalKey(Instant),
  settles: Schema.optionalKey(Schema.Struct({ source: ActorKey, seq: Schema.Int, index: Schema.Int })),
  hop: Schema.Int,
  settling: Schema.Boolean
})
const ForwardedWatch = Schema.TaggedStruct("Watch", { ref: ActorRef, person: Person, from: Schema.optionalKey(Position) })
const ForwardedRenew = Schema.TaggedStruct("Renew", { ref: ActorRef, person: Person, audience: Schema.String })

const Forwarded = Schema.fromJsonString(Schema.Union([ForwardedCommand, ForwardedWatch, ForwardedRenew]))
export type Forwarded = (typeof Forwarded)["Type"]
export const decodeForwarded = Schema.decodeUnknownSync(Forwarded)
export const encodeForwarded = Schema.encodeSync(Forwarded)

const Done = Schema.TaggedStruct("Done", { seq: Schema.Int, at: Instant, reply: Schema.Unknown })
const Answers = {
  outcome: Schema.fromJsonString(Schema.Union([Done, Refusal])),
  watch: Schema.fromJsonString(Schema.Union([SubscribedActor, Refusal])),
  renew: Schema.fromJsonString(Schema.NullOr(Schema.Struct({ generation: Schema.String, seq: Schema.Int })))
}
export const decodeOutcome: (json: string) => Outcome = Schema.decodeUnknownSync(Answers.outcome)
export const decodeWatch = Schema.decodeUnknownSync(Answers.watch)
export const decodeRenew = Schema.decodeUnknownSync(Answers.renew)

export const encodeCommand = (request: SlotCommand, definition: AnyActor): string => {
  const { encodeInternal, encodeWire } = codecsOf(definition)
  const wire = request.principal._tag === "Person"
  return encodeForwarded({
    _tag: "Command",
    to: request.to,
    id: request.id,
    digest: request.digest,
    form: wire ? "wire" : "internal",
    command: wire ? encodeWire(request.command) : encodeInternal(request.command),
    principal: request.principal,
    receivedAt: request.receivedAt,
    ...(request.claimedAt === undefined ? {} : { claimedAt: request.claimedAt }),
    ...(request.settles === undefined ? {} : { settles: request.settles }),
    hop: request.hop,
    settling: request.settling
  })
}

export const commandOf = (forwarded: typeof ForwardedCommand.Type, definition: AnyActor): SlotCommand => {
  const { decodeInternal, decodeWire } = codecsOf(definition)
  return {
    to: forwarded.to,
    id: forwarded.id,
    digest: forwarded.digest,
    command: forwarded.form === "wire" ? decodeWire(forwarded.command) : decodeInternal(forwarded.command),
    principal: forwarded.principal,
    receivedAt: forwarded.receivedAt,
    claimedAt: forwarded.claimedAt,
    settles: forwarded.settles,
    hop: forwarded.hop,
    settling: forwarded.settling
  }
}
