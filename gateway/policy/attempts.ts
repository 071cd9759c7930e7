/** Who may ask for what about assessments and attempts at them. */
import { roomActions } from "../../protocol/proctoring.ts"
import { either, type Rows, staff, taker, watcher } from "./rule.ts"

export const attemptsRoutes: Rows = {
  "assessments.read": ["course:read"],
  "assessments.start": taker,
  "assessments.submit": ["assessment:submit@own"],
  "assessments.results": ["course:read"],
  "attempts.read": ["course:read"],
  "attempts.paper": taker,
  "attempts.begin": taker,
  "attempts.answer": taker,
  "attempts.submit": taker,
  "attempts.decline": taker,
  "attempts.takeOver": taker,
  "attempts.acknowledgeTime": taker,
  "attempts.check": taker,
  "attempts.signals": taker,
  "attempts.say": either,
  "attempts.confirmMessage": taker,
  "attempts.hand": taker,
  "attempts.appeal": ["assessment:submit@own"],
  "cases.act": staff,
  "cases.flag": staff,
  "cases.unflag": staff,
  "cases.decideLate": staff,
  "cases.reopen": staff,
  "cases.void": ["*"],
  "cases.review": staff,
  "cases.verdict": staff,
  "timeline.read": watcher
}

/** What may be done to one attempt may be ordered for many (`Act`), so both have the same row. */
const onAttempts = Object.fromEntries(roomActions.map((tag) => [tag, staff]))

export const attemptCommands: Rows = {
  Begin: taker,
  SaveAnswer: taker,
  Submit: taker,
  Decline: taker,
  TakeOver: taker,
  AcknowledgeTime: taker,
  ConfirmMessage: taker,
  RaiseHand: taker,
  ReportCheck: taker,
  ReportSignals: taker,
  Appeal: ["assessment:submit@own"],
  Say: either,
  ...onAttempts,
  Flag: staff,
  Unflag: staff,
  DecideLate: staff,
  Reopen: staff,
  RequestReview: staff,
  ProposeVerdict: staff,
  ConfirmVerdict: staff,
  ReturnVerdict: staff,
  Void: ["*"]
}
