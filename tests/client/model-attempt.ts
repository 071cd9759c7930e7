/**
 * What the model server knows of an attempt: enough of its rules for the client's to be tested, decided on the taker's view alone.
 * One device holds it; time stands still and goes on; messages stay unconfirmed until somebody says that they were shown.
 */
import { Schema } from "effect"
import { AttemptCommand, AttemptTakerView } from "../../protocol/attempt.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"

export const staffId = 90

const readView = Schema.decodeUnknownSync(AttemptTakerView)
export const decodeAttemptCommand = Schema.decodeUnknownSync(AttemptCommand, { onExcessProperty: "error" })

export interface Effect {
  readonly reply: unknown
  readonly patch: unknown
}

/** `view` as it is with everything decided so far; `sender` as in the handshake. */
export const decideAttempt = (command: AttemptCommand, wire: unknown, sender: string, at: number): Effect | Refusal => {
  const view = readView(wire)
  const { device } = view
  const over = view.state === "submitted" || view.state === "terminated"
  const held = device === undefined || device.name === sender
  const n = (view.timeChange?.n ?? 0) + 1
  const done = (patch: unknown, reply: unknown = {}): Effect => ({ reply, patch })
  const message = (kind: string, from: string, text: string): Effect => {
    const number = Object.keys(view.messages).length + 1
    const by = from === "staff" ? staffId : view.learnerId
    return done({ messages: { [number]: { kind, from, by, text, at } } }, { message: number, at })
  }
  const stop = (kind: "pause" | "lock", reason: string): Effect | Refusal => {
    const held = view.standstill?.some((one) => one.kind === kind) ?? false
    if (over || held) return refuse(over ? "attempt_over" : kind === "pause" ? "already_paused" : "already_locked")
    const old = view.deadline
    const still = [...(view.standstill ?? []), { kind, since: at, reason }]
    if (view.state === "paused") return done({ standstill: still })
    const change = { n, ...(old === undefined ? {} : { old }), reason: kind, note: reason, at }
    const leftMs = old === undefined ? null : old - at
    return done({ state: "paused", deadline: null, leftMs, standstill: still, ...fresh(change) })
  }
  const goOn = (kind: "pause" | "lock", reason: "resume" | "clearing"): Effect | Refusal => {
    if (!(view.standstill ?? []).some((one) => one.kind === kind)) return refuse(kind === "pause" ? "not_paused" : "not_locked")
    const left = (view.standstill ?? []).filter((one) => one.kind !== kind)
    if (left.length > 0) return done({ standstill: left })
    const deadline = view.leftMs === undefined ? undefined : at + view.leftMs
    const change = { n, ...(deadline === undefined ? {} : { new: deadline }), reason, at }
    return done({ state: "in_progress", deadline: deadline ?? null, leftMs: null, standstill: null, ...fresh(change) })
  }
  /** A merge patch that leaves nothing of the change before. */
  const fresh = (change: object) => ({
    timeChange: { old: null, new: null, note: null, acknowledgedAt: null, ...change }
  })

  switch (command._tag) {
    case "Begin": {
      if (view.needs.password && command.password !== "sesame") return refuse("password_wrong", { field: "password" })
      const started = { state: "in_progress", startedAt: at, deadline: at + 1_800_000, canBegin: false }
      return done({ ...started, device: { epoch: 1, name: sender, since: at } }, { startedAt: at, deadline: at + 1_800_000 })
    }
    case "TakeOver": {
      if (device === undefined) return refuse("not_bound")
      if (device.epoch !== command.epoch) return refuse("superseded")
      if (held) return done({}, { epoch: device.epoch })
      const epoch = device.epoch + 1
      return done({ device: { epoch, name: sender, since: at } }, { epoch })
    }
    case "SaveAnswer": {
      if (over) return refuse("attempt_over")
      if (!held) return refuse("superseded")
      const answered = new Set([...Object.keys(view.answers), command.question]).size
      const patch = { answers: { [command.question]: { response: command.response, savedAt: at } }, answered }
      return done(patch, { savedAt: at, counted: true })
    }
    case "Submit":
      if (over) return refuse("attempt_over")
      if (!held) return refuse("superseded")
      return done({ state: "submitted", submittedAt: at, submittedBy: "learner" }, { submittedAt: at })
    case "ReportSignals":
      if (over) return refuse("attempt_over")
      return held ? done({}) : refuse("superseded")
    case "AcknowledgeTime":
      return done(view.timeChange?.n === command.change ? { timeChange: { acknowledgedAt: at } } : {})
    case "ConfirmMessage":
      return done({ messages: { [command.message]: { confirmedAt: at } } })
    case "Say":
      return message("chat", "learner", command.text)
    case "Message":
      return message("message", "staff", command.text)
    case "Warn":
      return message("warning", "staff", command.text)
    case "RaiseHand":
      return done({ handRaised: command.raised ? at : null })
    case "ReportCheck": {
      const { _tag, ...found } = command
      return done({ check: { ...found, at, result: "good", concerns: [] } })
    }
    case "Decline":
      return done({ state: "declined" })
    case "Pause":
      return stop("pause", command.reason)
    case "Lock":
      return stop("lock", command.reason)
    case "Resume":
      return goOn("pause", "resume")
    case "Clear":
      return goOn("lock", "clearing")
    case "Extend": {
      if (over) return refuse("attempt_over")
      if (view.leftMs !== undefined) return done({ leftMs: view.leftMs + command.ms })
      const old = view.deadline
      if (old === undefined) return refuse("illegal_transition")
      const change = { n, old, new: old + command.ms, reason: "extension", note: command.reason, at }
      return done({ deadline: old + command.ms, ...fresh(change) })
    }
    case "Terminate":
      return over ? refuse("attempt_over") : done({ state: "terminated" })
    case "Appeal":
      return done({ appeal: { text: command.text, at, decision: "awaiting" } })
    // Of cases the taker sees nothing but the verdict
    case "Flag":
      return done({}, { flag: 1 })
    case "Unflag":
    case "DecideLate":
    case "Reopen":
    case "Void":
    case "RequestReview":
    case "ProposeVerdict":
    case "ReturnVerdict":
      return done({})
    case "ConfirmVerdict":
      return done({ state: command.verdict, verdict: { verdict: command.verdict, reason: command.reason ?? "as proposed", at } })
  }
}
