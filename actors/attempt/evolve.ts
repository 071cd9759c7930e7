/** What an attempt's events make of its state, in place. Nothing is decided here. */
import { cleared, saved } from "./answering.ts"
import { submitted, terminated, timeEnded, voided } from "./closing.ts"
import type { Attempt, AttemptActorState, AttemptEvent } from "./contract.ts"
import { conversed } from "./conversation.ts"
import { addressChanged, bound } from "./device.ts"
import { gradeGiven, gradingAsked, gradingGaveUp } from "./grades.ts"
import { extended, reopened } from "./grants.ts"
import { keptLate, lateDecided } from "./late.ts"
import { compensated } from "./outage.ts"
import { reviewed } from "./review.ts"
import { roomTold } from "./room.ts"
import { missed } from "./password.ts"
import { held } from "./standstill.ts"
import { begun, neverBegan } from "./start.ts"
import { acknowledged } from "./timekeeping.ts"
import { watched } from "./watching.ts"
import { millis } from "../../protocol/time.ts"

type Created = Extract<AttemptEvent, { readonly _tag: "Created" }>

/** As many as an exam keeps. */
const rememberedActions = 100

export const evolve = (state: AttemptActorState, event: AttemptEvent): AttemptActorState => {
  if (event._tag === "Created") return created(event)
  if (state._tag === "Absent") throw new Error(`${event._tag} of an attempt that was never created`)
  change(state, event)
  return state
}

const created = ({ _tag: _, at, ...event }: Created): Attempt => ({
  _tag: "Attempt",
  ...event,
  state: event.sittingId === null ? "created" : "waiting",
  createdAt: at,
  consented: false,
  check: null,
  ledger: null,
  deadline: null,
  timeChanges: 0,
  timeChange: null,
  standstill: [],
  holder: null,
  devices: [],
  answers: {},
  answered: 0,
  edition: 0,
  late: {},
  lateQuestions: 0,
  lateDecisions: {},
  lateLapsed: false,
  endedAt: null,
  settlesAt: null,
  submittedAt: null,
  submittedBy: null,
  terminated: null,
  voided: null,
  gradingTries: 0,
  gradeAgainAt: null,
  grade: null,
  gradedAt: null,
  gradeReported: false,
  messages: {},
  messageCount: 0,
  handRaised: null,
  watch: { counts: {}, latest: [], gapMs: millis(0) },
  flags: {},
  flagCount: 0,
  acts: {},
  actCount: 0,
  answeredActions: [],
  grants: 0,
  reviewers: [],
  proposal: null,
  verdict: null,
  appeal: null
})

const change = (state: Attempt, event: Exclude<AttemptEvent, Created>): void => {
  switch (event._tag) {
    case "RoomChanged":
      return roomTold(state, event)
    case "LetIn":
      state.letInTo = event.at
      return
    case "PasswordMissed":
      return missed(state, event)
    case "Declined":
    case "Expired":
    case "Missed":
      return neverBegan(state, event)
    case "Begun":
      return begun(state, event)
    case "TakenOver":
      return bound(state, event, event.epoch, event.at)
    case "AddressChanged":
      return addressChanged(state, event)
    case "AnswerSaved":
      return saved(state, event)
    case "AnswerCleared":
      return cleared(state, event)
    case "AnswerLate":
      return keptLate(state, event)
    case "LateDecided":
      return lateDecided(state, event)
    case "LateLapsed":
      state.lateLapsed = true
      return
    case "Paused":
    case "Resumed":
    case "Locked":
    case "Cleared":
      return held(state, event)
    case "Extended":
      return extended(state, event)
    case "Reopened":
      return reopened(state, event)
    case "Compensated":
      return compensated(state, event)
    case "TimeAcknowledged":
      return acknowledged(state, event)
    case "Ended":
      return timeEnded(state, event)
    case "Submitted":
      return submitted(state, event)
    case "Terminated":
      return terminated(state, event)
    case "Voided":
      return voided(state, event)
    case "GradingRequested":
      return gradingAsked(state, event)
    case "GradingFailed":
      return gradingGaveUp(state)
    case "Graded":
      return gradeGiven(state, event)
    case "Answered":
      state.answeredActions = [...state.answeredActions.slice(1 - rememberedActions), event.actionId]
      return
    case "MessageSent":
    case "MessageConfirmed":
    case "HandRaised":
    case "HandLowered":
      return conversed(state, event)
    case "Checked":
    case "SignalsReported":
    case "Flagged":
    case "Unflagged":
      return watched(state, event)
    case "ReviewRequested":
    case "VerdictProposed":
    case "VerdictReturned":
    case "VerdictGiven":
    case "Appealed":
      return reviewed(state, event)
  }
}
