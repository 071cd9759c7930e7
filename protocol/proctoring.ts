/**
 * What passes between who sits an exam and who watches it: actions on an attempt, messages, the check before the start, and
 * the signals of the learner's client. Signals are evidence and never a verdict; where nothing was observed, that is
 * shown as a gap and not as guilt.
 */
import { Schema } from "effect"
import { QuestionId, UserId } from "./ids.ts"
import { line, text } from "./text.ts"
import { Instant, Millis } from "./time.ts"

/** Why; kept with what was done, and shown to the learner where it concerns them. */
export const Reason = line(1_000)

// Actions of a proctor on one attempt; on a selection or the room through the exam (`Act`)

/** To be confirmed by the learner's client when it was shown, and delivered again until then (W2). */
export const Message = Schema.TaggedStruct("Message", { text: line(2_000) })
export const Warn = Schema.TaggedStruct("Warn", { text: line(2_000) })
export const Pause = Schema.TaggedStruct("Pause", { reason: Reason })
export const Resume = Schema.TaggedStruct("Resume", { reason: Schema.optionalKey(Reason) })
/** Also after expiry, for a while (T9). */
export const Extend = Schema.TaggedStruct("Extend", {
  ms: Millis.check(Schema.isBetween({ minimum: 1_000, maximum: 24 * 3_600_000 })),
  reason: Reason
})
/** Stops time and answers until a check clears it (T11). */
export const Lock = Schema.TaggedStruct("Lock", { reason: Reason })
/** The check is done. Returns the locked time; to withhold it (`returnTime: false`) needs the reason. */
export const Clear = Schema.TaggedStruct("Clear", {
  returnTime: Schema.optionalKey(Schema.Boolean),
  reason: Schema.optionalKey(Reason)
})
export const Terminate = Schema.TaggedStruct("Terminate", { reason: Reason })

export const RoomAction = Schema.Union([Message, Warn, Pause, Resume, Extend, Lock, Clear, Terminate])
export type RoomAction = typeof RoomAction.Type
export const roomActions = ["Message", "Warn", "Pause", "Resume", "Extend", "Lock", "Clear", "Terminate"] as const

// Talk

/** Chat: the learner's to the proctors, and with the same command a proctor's to the learner. Never dropped. */
export const Say = Schema.TaggedStruct("Say", { text: line(2_000) })
/** By the learner's client: the message with this number was shown. */
export const ConfirmMessage = Schema.TaggedStruct("ConfirmMessage", { message: Schema.Int })
export const RaiseHand = Schema.TaggedStruct("RaiseHand", { raised: Schema.Boolean })
export const SayReply = Schema.Struct({ message: Schema.Int, at: Instant })
export type SayReply = typeof SayReply.Type

/** `text` is absent after its author's words were erased, and to learners `by` of what staff say. */
export const MessageView = Schema.Struct({
  kind: Schema.Literals(["message", "warning", "chat"]),
  from: Schema.Literals(["staff", "learner"]),
  by: Schema.optionalKey(UserId),
  text: Schema.optionalKey(Schema.String),
  at: Instant,
  confirmedAt: Schema.optionalKey(Instant)
})
export type MessageView = typeof MessageView.Type

// The check before the exam

/** What the client found; each finding is a claim. Offset and round trip as it measured them against the server. */
export const ReportCheck = Schema.TaggedStruct("ReportCheck", {
  browser: line(200),
  roundTripMs: Millis,
  clockOffsetMs: Schema.Int,
  fullScreen: Schema.Boolean,
  displays: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 16 })),
  online: Schema.Boolean
})
export type ReportCheck = typeof ReportCheck.Type

/** `poor`: something may disturb the exam; which, stands in `concerns`. It stops nobody by itself. */
export const CheckView = Schema.Struct({
  ...ReportCheck.fields,
  _tag: Schema.optionalKey(Schema.Never),
  at: Instant,
  result: Schema.Literals(["good", "poor"]),
  concerns: Schema.Array(Schema.Literals(["slow_connection", "clock_off", "no_full_screen", "several_displays", "offline"]))
})
export type CheckView = typeof CheckView.Type

// Signals

export const signalKinds = [
  "focus_lost",
  "focus_back",
  "fullscreen_left",
  "fullscreen_back",
  "copy",
  "paste",
  "second_display",
  "network_gap",
  "resize",
  "idle",
  "active"
] as const
export const SignalKind = Schema.Literals(signalKinds)
export type SignalKind = (typeof signalKinds)[number]

/** `at` and `ms` by the client's clock: when it began, and how long it took where that is known. */
export const Signal = Schema.Struct({
  kind: SignalKind,
  at: Instant,
  ms: Schema.optionalKey(Millis),
  question: Schema.optionalKey(QuestionId)
})
export type Signal = typeof Signal.Type

/** Observed without interruption from `from` to `to`, by the client's clock. Without signals it says that nothing happened. */
export const ReportSignals = Schema.TaggedStruct("ReportSignals", {
  from: Instant,
  to: Instant,
  signals: Schema.Array(Signal).check(Schema.isMaxLength(100))
}).check(Schema.makeFilter(({ from, to }) => from <= to || "must not end before it begins"))
export type ReportSignals = typeof ReportSignals.Type

/** `observedTo`: the server's clock when the last report came. */
export const WatchView = Schema.Struct({
  counts: Schema.Record(Schema.String, Schema.Int),
  /** The newest, at most 50; all of them are in the timeline. */
  latest: Schema.Array(Signal),
  observedTo: Schema.optionalKey(Instant),
  gapMs: Millis
})
export type WatchView = typeof WatchView.Type

/** `note` is absent after its author's words were erased. */
export const FlagView = Schema.Struct({
  by: UserId,
  at: Instant,
  note: Schema.optionalKey(Schema.String),
  withdrawnAt: Schema.optionalKey(Instant)
})
export type FlagView = typeof FlagView.Type

export const SeenDevice = Schema.Struct({
  name: Schema.String,
  epoch: Schema.Int,
  address: Schema.optionalKey(text(100)),
  since: Instant
})
export type SeenDevice = typeof SeenDevice.Type

/** `action` names an action of the whole room that this was part of. */
export const ActView = Schema.Struct({
  what: Schema.String,
  by: UserId,
  at: Instant,
  reason: Schema.optionalKey(Schema.String),
  action: Schema.optionalKey(Schema.String)
})
export type ActView = typeof ActView.Type
