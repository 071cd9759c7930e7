/**
 * What an attempt decides. The table of transitions speaks first, then the topic. Time rules everything here: what is
 * received counts by when it was received, and an attempt ends at its deadline though nobody may be there to notice.
 */
import { refuse } from "../../protocol/errors.ts"
import type { AttemptState } from "../../protocol/attempt.ts"
import type { Instant } from "../../protocol/time.ts"
import { accept, type Context, type Decision } from "../actor.ts"
import { saveAnswer } from "./answering.ts"
import { alarm as byTheClock, due, isOverdue } from "./clock.ts"
import { declareVoid, submit, terminate } from "./closing.ts"
import type { Attempt, AttemptActorState, AttemptEvent, AttemptInternal } from "./contract.ts"
import { converse } from "./conversation.ts"
import { moved, takeOver } from "./device.ts"
import { graded, gradingFailed } from "./grades.ts"
import { extend, reopen } from "./grants.ts"
import { decideLate } from "./late.ts"
import { letsInAt, lettingIn } from "./letting-in.ts"
import { legible } from "./ordered-action.ts"
import { compensate } from "./outage.ts"
import { reviewing } from "./review.ts"
import { roomChanged } from "./room.ts"
import { hold } from "./standstill.ts"
import { begin, create } from "./start.ts"
import { acknowledge } from "./timekeeping.ts"
import { refusalIn } from "./transitions.ts"
import { watch } from "./watching.ts"
import { type Who, whoOf } from "./who.ts"

type Decided = Decision<AttemptEvent>
type Directed = Extract<AttemptInternal, { readonly _tag: "Directed" }>

export const decide = (state: AttemptActorState, command: AttemptInternal, context: Context): Decided => {
  if (state._tag === "Absent") return command._tag === "Create" ? create(command, context) : refuse("not_found")
  if (command._tag === "Directed") return directed(state, command, context)
  const decision = decided(state, command, whoOf(state, context), context)
  return decision._tag === "Accepted" ? fromElsewhere(state, decision, context) : decision
}

export const alarm = (state: AttemptActorState): Instant | undefined => {
  const [next, letIn] = [byTheClock(state), letsInAt(state)]
  return letIn === null || (next !== undefined && next < letIn) ? next : letIn
}

/** Time may be over though no alarm has rung yet: what counts by its receipt is not held to that, all else is. */
const byReceipt = new Set(["SaveAnswer", "Submit", "Extend"])

/** An appeal is heard about what was judged: under review for its reviewers, and over for whatever would change it (S3). */
const aboutTheSitting = new Set(["SaveAnswer", "Extend", "Reopen", "DecideLate"])

const stateFor = (state: Attempt, { _tag }: AttemptInternal, { now }: Context): AttemptState => {
  const appealed = state.state === "under_review" ? state.verdict : null
  if (appealed !== null && aboutTheSitting.has(_tag)) return appealed.verdict
  return !byReceipt.has(_tag) && isOverdue(state, now) ? "ended" : state.state
}

const decided = (state: Attempt, command: Exclude<AttemptInternal, Directed>, who: Who, context: Context): Decided => {
  const code = refusalIn(stateFor(state, command, context), command._tag)
  if (code !== undefined) return refuse(code)
  switch (command._tag) {
    // A repeat of the command that made it.
    case "Create":
      return accept([])
    case "Begin":
      return begin(state, command, context)
    case "Decline":
      return accept([{ _tag: "Declined", at: context.now }])
    case "SaveAnswer":
      return saveAnswer(state, command, context)
    case "Submit":
      return submit(state, context)
    case "TakeOver":
      return takeOver(state, command, context)
    case "AcknowledgeTime":
      return acknowledge(state, command, context)
    case "Message":
    case "Warn":
    case "Say":
    case "ConfirmMessage":
    case "RaiseHand":
      return converse(state, command, who, context)
    case "ReportCheck":
    case "ReportSignals":
    case "Flag":
    case "Unflag":
      return watch(state, command, who, context)
    case "Pause":
    case "Resume":
    case "Lock":
    case "Clear":
      return hold(state, command, who, context)
    case "Extend":
      return extend(state, command, who, context)
    case "Reopen":
      return reopen(state, command, who, context)
    case "Terminate":
      return terminate(state, command, who, context)
    case "Void":
      return declareVoid(command, who, context)
    case "DecideLate":
      return decideLate(state, command, who, context)
    case "RequestReview":
    case "ProposeVerdict":
    case "ConfirmVerdict":
    case "ReturnVerdict":
    case "Appeal":
      return reviewing(state, command, who, context)
    case "RoomChanged":
      return roomChanged(state, command, context)
    case "Compensate":
      return compensate(state, command, context)
    case "Graded":
      return graded(state, command, context)
    case "GradingFailed":
      return gradingFailed(state, command, context)
    case "Alarm":
      return accept([...lettingIn(state, context.now), ...due(state, context.now)])
  }
}

/** The device that holds the attempt may speak from another address than before; said before what it said (W3, W6). */
const fromElsewhere = (state: Attempt, decision: Extract<Decided, { readonly _tag: "Accepted" }>, context: Context): Decided => {
  const move = moved(state, context)
  return move.length === 0 ? decision : { ...decision, events: [...move, ...decision.events] }
}

/** A refusal is an answer too: the exam tells who ordered the action how far it came. */
const directed = (state: Attempt, { actionId, action, by }: Directed, context: Context): Decided => {
  if (state.answeredActions.includes(actionId)) return accept([])
  const ordered = legible(action)
  if (ordered === undefined) return accept([{ _tag: "Answered", actionId, outcome: "erased" }])
  const decision = decided(state, ordered, { by, action: actionId }, context)
  return decision._tag === "Accepted"
    ? accept([...decision.events, { _tag: "Answered", actionId, outcome: "done" }], decision.reply)
    : accept([{ _tag: "Answered", actionId, outcome: decision.code }])
}
