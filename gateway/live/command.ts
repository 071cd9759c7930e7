/**
 * One command, from the envelope to its acknowledgement. Whether it is allowed, and what it does, the actor decides;
 * here it is only made sure that it is a command, whose it is, and when it was received.
 */
import { Result } from "effect"
import { refusalIn } from "../../actors/actor.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { actorKey, type Sender } from "../../protocol/ids.ts"
import { CommandFrame, type CommandReply } from "../../protocol/live.ts"
import type { Person } from "../../protocol/principal.ts"
import type { Instant } from "../../protocol/time.ts"
import type { Origin } from "../address.ts"
import type { Bucket } from "./bucket.ts"
import { decoder } from "./decode.ts"
import type { Gate } from "./gate.ts"
import type { Received } from "./receipts.ts"

export interface Caller {
  readonly person: Person
  readonly from: Origin
  /** As the client calls itself, and as the engine knows it: nobody can count with another's sender. */
  readonly sender: Sender
  readonly scoped: Sender
  readonly commands: Bucket
}

const decodeFrame = decoder(CommandFrame)
/** A refusal after which the same command may succeed although nothing is wrong with it. */
const isPassing = (refusal: Refusal): boolean =>
  refusal.code === "overloaded" || refusal.code === "unavailable" || refusal.code === "rate_limited"

export const handleCommand = (
  gate: Gate,
  caller: Caller,
  body: unknown,
  receivedAt: Instant,
  reply: (answer: CommandReply) => void
): void => {
  gate.counters.commands += 1
  const no = (refusal: CommandReply) => {
    gate.counters.commandsRefused += 1
    reply(refusal)
  }
  const envelope = decodeFrame(body)
  if (Result.isFailure(envelope)) return no(envelope.failure)
  const { to, id, command: sent, receipt, claimedAt } = envelope.success
  if (id.sender !== caller.sender) {
    return no(refuse("invalid", { field: "id.sender", message: "The sender is not this connection's. Use the handshake's." }))
  }
  const actor = gate.actors[to.type]
  const decoded = actor.decode(sent)
  if (Result.isFailure(decoded)) return no(decoded.failure)
  const command = decoded.success

  const { person } = caller
  const forbidden = gate.policy.maySend(person, to.type, command._tag)
  if (forbidden !== undefined) return no(forbidden)
  const received: Received = { userId: person.userId, to: actorKey(to), id, digest: gate.digest(sent) }
  const proved = receipt === undefined ? receivedAt : gate.receipts.honour(receipt, received)
  if (proved === undefined)
    return no(refuse("invalid", { field: "receipt", message: "The receipt is not for this command. Send it without." }))

  const refused = (refusal: Refusal) => {
    if (!isPassing(refusal) || !actor.urgent.has(command._tag)) return no(refusal)
    gate.counters.receipts += 1
    no({ ...refusal, receipt: gate.receipts.sign(received, proved) })
  }

  const now = gate.monotonic()
  const account = gate.accounts.of(person.userId, now)
  if (!caller.commands.take(1, now)) return refused(refuse("rate_limited", { retryAfterMs: caller.commands.wait(1) }))
  if (!account.take(1, now)) return refused(refuse("rate_limited", { retryAfterMs: account.wait(1) }))
  if (gate.isDraining()) return refused(refuse("unavailable", { retryAfterMs: 1000 }))

  gate.engine.submit(
    {
      to,
      id: { sender: caller.scoped, n: id.n },
      digest: received.digest,
      command,
      principal: person,
      receivedAt: proved,
      claimedAt
    },
    (outcome) => {
      if (outcome._tag === "Refusal") return refused(outcome)
      const kept = refusalIn(outcome.reply)
      if (kept !== undefined) return no(kept)
      gate.audit({ person, to, command, seq: outcome.seq, from: caller.from }, (recorded) =>
        recorded
          ? reply({ _tag: "Accepted", seq: outcome.seq, at: outcome.at, reply: outcome.reply })
          : refused(refuse("unavailable", { retryAfterMs: 1000 }))
      )
    }
  )
}
