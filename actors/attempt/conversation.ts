/**
 * What learner and staff say to each other: messages and warnings that the learner's client confirms (W2), chat both
 * ways, and a raised hand. Everything is numbered, kept in its author's words, and never dropped: a client that comes
 * back finds what it has not confirmed in its view.
 *
 * A hand is lowered by its learner or by the staff's answer in chat. A message or a warning lowers none: it may concern
 * something else, and one to the whole room concerns nobody's question.
 */
import { type Refusal, refuse } from "../../protocol/errors.ts"
import type { ConfirmMessage, Message, RaiseHand, Say, SayReply, Warn } from "../../protocol/proctoring.ts"
import { type Instant, instant, type Millis, minutes } from "../../protocol/time.ts"
import { accept, type Context, type Decision } from "../actor.ts"
import { act } from "./acts.ts"
import type { Attempt, AttemptEvent } from "./contract.ts"
import type { Who } from "./who.ts"

/** How long after its end an attempt is still talked about here. */
export const talkAfterEnd: Millis = minutes(24 * 60)
/** Of all in an attempt; the last fifth is the staff's, so that a flood of chat keeps no warning out. */
export const messagesAtMost = 1_000
export const messagesOfLearnerAtMost = 800

type Spoken = typeof Message.Type | typeof Warn.Type | typeof Say.Type
type Command = Spoken | typeof ConfirmMessage.Type | typeof RaiseHand.Type
type Of<Tag extends AttemptEvent["_tag"]> = Extract<AttemptEvent, { readonly _tag: Tag }>

export const converse = (state: Attempt, command: Command, who: Who, context: Context): Decision<AttemptEvent> => {
  switch (command._tag) {
    case "Message":
    case "Warn":
    case "Say":
      return say(state, command, who, context)
    case "ConfirmMessage":
      return confirm(state, command, context)
    case "RaiseHand":
      return hand(state, command, context)
  }
}

const kinds = { Message: "message", Warn: "warning", Say: "chat" } as const

const say = (state: Attempt, command: Spoken, { by, action }: Who, { now }: Context): Decision<AttemptEvent> => {
  const silence = silent(state, now)
  if (silence !== undefined) return silence
  const from = by === state.userId ? "learner" : "staff"
  if (state.messageCount >= (from === "staff" ? messagesAtMost : messagesOfLearnerAtMost)) {
    return refuse("too_many", { message: "This attempt holds as many messages as it can. Talk to each other in another way." })
  }
  const message = state.messageCount + 1
  const sent: AttemptEvent = {
    _tag: "MessageSent",
    message,
    kind: kinds[command._tag],
    from,
    text: { _tag: "Words", by, value: command.text },
    by,
    at: now,
    ...(action === undefined ? {} : { action })
  }
  const reply: SayReply = { message, at: now }
  const answered = from === "staff" && command._tag === "Say" && state.handRaised !== null
  return accept(answered ? [sent, { _tag: "HandLowered", at: now }] : [sent], reply)
}

/** From the waiting room until a day after the end, whichever end it was. */
const silent = (state: Attempt, now: Instant): Refusal | undefined => {
  if (state.state === "created") return refuse("not_started")
  const end = state.endedAt ?? state.voided?.at
  if (end === undefined || now <= instant(end + talkAfterEnd)) return undefined
  return refuse("attempt_over", { message: "The attempt ended more than a day ago. Write to your course's staff instead." })
}

/** A repeat changes nothing, and nobody confirms what they said themselves. */
const confirm = (state: Attempt, { message }: typeof ConfirmMessage.Type, { now }: Context): Decision<AttemptEvent> => {
  const kept = Object.hasOwn(state.messages, String(message)) ? state.messages[String(message)] : undefined
  if (kept === undefined) return refuse("message_unknown", { field: "message" })
  return accept(kept.from === "learner" || kept.confirmedAt !== null ? [] : [{ _tag: "MessageConfirmed", message, at: now }])
}

const hand = (state: Attempt, { raised }: typeof RaiseHand.Type, { now }: Context): Decision<AttemptEvent> => {
  if (raised === (state.handRaised !== null)) return accept([])
  if (!raised) return accept([{ _tag: "HandLowered", at: now }])
  return silent(state, now) ?? accept([{ _tag: "HandRaised", at: now }])
}

type Talk = Of<"MessageSent"> | Of<"MessageConfirmed"> | Of<"HandRaised"> | Of<"HandLowered">

export const conversed = (state: Attempt, event: Talk): void => {
  switch (event._tag) {
    case "MessageSent": {
      const { message, kind, from, by, text, at, action } = event
      state.messages[String(message)] = { kind, from, by, text, at, confirmedAt: null }
      state.messageCount = message
      if (kind !== "chat") act(state, kind === "message" ? "Message" : "Warn", at, by, undefined, action)
      return
    }
    case "MessageConfirmed": {
      const key = String(event.message)
      const kept = state.messages[key]
      if (kept !== undefined) state.messages[key] = { ...kept, confirmedAt: event.at }
      return
    }
    case "HandRaised":
      state.handRaised = event.at
      return
    case "HandLowered":
      state.handRaised = null
      return
  }
}

/** Messages and warnings that the learner's client has not shown yet. */
export const unconfirmed = ({ messages }: Attempt): number =>
  Object.values(messages).reduce((count, { from, kind, confirmedAt }) => {
    return from === "staff" && kind !== "chat" && confirmedAt === null ? count + 1 : count
  }, 0)

/** What the learner has said since staff last said something in chat. */
export const unanswered = ({ messages, messageCount }: Attempt): number => {
  let count = 0
  for (let number = messageCount; number >= 1; number--) {
    const kept = messages[String(number)]
    if (kept === undefined || kept.kind !== "chat") continue
    if (kept.from === "staff") break
    count++
  }
  return count
}
