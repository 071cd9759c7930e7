/**
 * Which command is allowed in which state, and what each of the others is refused with (S1–S3). A row names the states in
 * which its topic decides; everywhere else the state's own refusal stands, unless the row says something more helpful.
 */
import type { AttemptState } from "../../protocol/attempt.ts"
import type { RefusalCode } from "../../protocol/errors.ts"
import type { AttemptInternal } from "./contract.ts"

type Tag = AttemptInternal["_tag"]
type Code = RefusalCode | "allowed"
type Row = Readonly<Record<AttemptState, Code>>

const before = ["created", "waiting"] as const
const running = ["in_progress", "paused"] as const
/** Over, and not judged yet. */
const handedIn = ["submitted", "terminated", "grading", "graded", "under_review"] as const
const judged = ["verified", "rejected"] as const
const unused = ["declined", "expired", "absent", "voided"] as const
const begun = [...running, "ended", ...handedIn, ...judged] as const

type States = ReadonlyArray<AttemptState>

/** What a state says to whatever it does not allow. */
const closed: Readonly<Record<AttemptState, RefusalCode>> = {
  created: "not_started",
  waiting: "not_started",
  in_progress: "not_ended",
  paused: "not_ended",
  ended: "attempt_over",
  submitted: "attempt_over",
  terminated: "terminated",
  grading: "attempt_over",
  graded: "attempt_over",
  under_review: "attempt_over",
  verified: "attempt_over",
  rejected: "attempt_over",
  declined: "declined",
  expired: "exam_closed",
  absent: "exam_closed",
  voided: "voided"
}

const row = (allowed: States, ...instead: ReadonlyArray<readonly [States, RefusalCode]>): Row => {
  const codes: Record<AttemptState, Code> = { ...closed }
  for (const [states, code] of instead) for (const state of states) codes[state] = code
  for (const state of allowed) codes[state] = "allowed"
  return codes
}

const everywhere = row([...before, ...begun, ...unused])
const whileRunning = row(running)
/** Also after its end, for as long as there is something to say to each other. */
const talk = row(["waiting", ...begun, ...unused])
const verdictGiven = [judged, "verdict_given"] as const
const notGraded = [[...running, "ended", "submitted", "terminated", "grading"], "not_graded"] as const
const review = row(["under_review"], [["graded"], "not_under_review"], notGraded, verdictGiven)

export const transitions: Readonly<Record<Tag, Row>> = {
  // The taker's
  Begin: row(before, [[...running, "ended"], "already_begun"]),
  Decline: row(before, [begun, "too_late_to_decline"]),
  SaveAnswer: row([...running, "ended", "submitted", "terminated", "grading", "graded", "under_review"]),
  Submit: row([...running, "ended"]),
  TakeOver: whileRunning,
  AcknowledgeTime: row(begun),
  ReportCheck: row(before, [running, "already_begun"]),
  ReportSignals: row([...running, "ended"]),
  RaiseHand: talk,
  ConfirmMessage: everywhere,
  Appeal: row(["rejected"], [["verified"], "nothing_to_appeal"], [["graded", "under_review"], "nothing_to_appeal"], notGraded),
  Say: talk,
  // A proctor's
  Message: talk,
  Warn: talk,
  Pause: whileRunning,
  Resume: whileRunning,
  Lock: whileRunning,
  Clear: whileRunning,
  Extend: row([...running, "ended", ...handedIn], verdictGiven),
  Terminate: whileRunning,
  Reopen: row(["ended", ...handedIn], verdictGiven),
  DecideLate: row(["ended", ...handedIn], verdictGiven),
  Flag: row([...before, ...begun]),
  Unflag: row([...before, ...begun]),
  RequestReview: row(["graded"], [["under_review"], "already_under_review"], notGraded, verdictGiven),
  ProposeVerdict: review,
  ConfirmVerdict: review,
  ReturnVerdict: review,
  Void: row([...before, ...begun, "declined", "expired", "absent"]),
  // From inside
  Create: everywhere,
  RoomChanged: everywhere,
  Alarm: everywhere,
  Compensate: everywhere,
  Directed: everywhere,
  Graded: row(
    [...handedIn, ...judged, "voided", ...running, "ended"],
    [before, "nothing_to_grade"],
    [["declined", "expired", "absent"], "nothing_to_grade"]
  ),
  GradingFailed: everywhere
}

export const refusalIn = (state: AttemptState, tag: Tag): RefusalCode | undefined => {
  const code = transitions[tag][state]
  return code === "allowed" ? undefined : code
}
