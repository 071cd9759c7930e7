/**
 * The simplest actor in which losing or repeating anything shows: an account. Money is paid in, and paid on to other
 * accounts by reactions; none may vanish and none may appear. Under the type of an attempt, whose commands are urgent.
 */
import { Schema } from "effect"
import { accept, type ActorDefinition } from "../../actors/actor.ts"
import { refuse } from "../../protocol/errors.ts"
import { actorRef } from "../../protocol/ids.ts"
import { Instant, instant } from "../../protocol/time.ts"

const Deposit = Schema.TaggedStruct("Deposit", { amount: Schema.Int })
const Pay = Schema.TaggedStruct("Pay", { to: Schema.Int, amount: Schema.Int })
const Wire = Schema.Union([Deposit, Pay])
type Wire = typeof Wire.Type

const Receive = Schema.TaggedStruct("Receive", { amount: Schema.Int, sourceSeq: Schema.Int })
const Alarm = Schema.TaggedStruct("Alarm", {})
const Command = Schema.Union([Deposit, Pay, Receive, Alarm])
type Command = typeof Command.Type

const Event = Schema.Union([
  Schema.TaggedStruct("Deposited", { amount: Schema.Int, at: Instant }),
  Schema.TaggedStruct("Paid", { to: Schema.Int, amount: Schema.Int }),
  Schema.TaggedStruct("Received", { amount: Schema.Int }),
  Schema.TaggedStruct("Audited", { at: Instant })
])
type Event = typeof Event.Type

const State = Schema.Struct({
  id: Schema.Int,
  balance: Schema.Int,
  entries: Schema.Int,
  audits: Schema.Int,
  auditAt: Schema.NullOr(Instant)
})
type State = { -readonly [K in keyof typeof State.Type]: (typeof State.Type)[K] }

/** An account is audited this long after its first entry since the audit before. */
export const auditAfterMs = 2_000

export const accountActor: ActorDefinition<State, Wire, Command, Event> = {
  type: "attempt",
  eventVersion: 1,
  stateVersion: 1,
  wire: Wire,
  internal: Command,
  event: Event,
  state: State,
  initial: (self) => ({ id: self.id, balance: 0, entries: 0, audits: 0, auditAt: null }),
  decide: (state, command, { now }) => {
    switch (command._tag) {
      case "Deposit":
        return command.amount > 0
          ? accept([{ _tag: "Deposited", amount: command.amount, at: now }], { balance: state.balance + command.amount })
          : refuse("invalid", { field: "amount" })
      case "Pay":
        return state.balance >= command.amount
          ? accept([{ _tag: "Paid", to: command.to, amount: command.amount }], { balance: state.balance - command.amount })
          : refuse("illegal_transition")
      case "Receive":
        return accept([{ _tag: "Received", amount: command.amount }])
      case "Alarm":
        return accept(state.auditAt !== null && state.auditAt <= now ? [{ _tag: "Audited", at: state.auditAt }] : [])
    }
  },
  evolve: (state, event) => {
    switch (event._tag) {
      case "Deposited":
        state.balance += event.amount
        state.auditAt ??= instant(event.at + auditAfterMs)
        break
      case "Paid":
        state.balance -= event.amount
        break
      case "Received":
        state.balance += event.amount
        break
      case "Audited":
        state.audits++
        state.auditAt = null
        break
    }
    state.entries++
    return state
  },
  alarm: (state) => state.auditAt ?? undefined,
  mayCommand: () => undefined,
  audienceOf: () => "holders",
  audiences: ["holders"],
  view: (state) => ({ balance: state.balance, entries: state.entries }),
  render: (_event, state) => ({ balance: state.balance, entries: state.entries }),
  project: () => [],
  react: (event, _state, _self, seq) =>
    event._tag === "Paid"
      ? [{ to: actorRef("attempt", event.to), command: { _tag: "Receive", amount: event.amount, sourceSeq: seq } }]
      : [],
  feeds: () => [],
  jobs: () => [],
  settling: new Set(["Pay"]),
  urgent: new Set()
}
