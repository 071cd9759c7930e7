/**
 * What people decide about an attempt after it was graded, and what its learner may answer. A verdict takes two people
 * where the sitting asks for it; an appeal is decided by others than gave the verdict it is against. A grade stands with
 * its learner unless the attempt was terminated, waits for the verdict it was held back for, or was rejected (S7).
 */
import { refuse } from "../../protocol/errors.ts"
import type { UserId } from "../../protocol/ids.ts"
import type { Appeal, ConfirmVerdict, ProposeVerdict, RequestReview, ReturnVerdict, Verdict } from "../../protocol/review.ts"
import { type Instant, instant, type Millis, minutes } from "../../protocol/time.ts"
import { accept, type Context, type Decision } from "../actor.ts"
import { act } from "./acts.ts"
import type { Attempt, AttemptEvent } from "./contract.ts"
import { rulesOf } from "./terms.ts"
import type { Who } from "./who.ts"

/** How long after a rejection its learner may appeal. */
export const appealWithin: Millis = minutes(14 * 24 * 60)

type Decided = Decision<AttemptEvent>
type Of<Tag extends AttemptEvent["_tag"]> = Extract<AttemptEvent, { readonly _tag: Tag }>
type Command =
  | typeof RequestReview.Type
  | typeof ProposeVerdict.Type
  | typeof ConfirmVerdict.Type
  | typeof ReturnVerdict.Type
  | typeof Appeal.Type

export const reviewing = (state: Attempt, command: Command, who: Who, context: Context): Decided => {
  switch (command._tag) {
    case "RequestReview":
      return request(state, command.reason, who, context)
    case "ProposeVerdict":
      return propose(state, command, who, context)
    case "ConfirmVerdict":
      return confirm(state, command, who, context)
    case "ReturnVerdict":
      return handBack(state, command.reason, who, context)
    case "Appeal":
      return appeal(state, command, context)
  }
}

/** Why an attempt that has just been graded is reviewed without anybody asking (S2), if it is. */
const reviewDue = (state: Attempt): string | undefined => {
  if (state.preview || state.verdict !== null) return undefined
  if (state.terminated !== null) return "The attempt was terminated."
  if (state.type !== "exam") return undefined
  const { review } = rulesOf(state)
  if (review === "all") return "All attempts of this sitting are reviewed."
  const flagged = Object.values(state.flags).some(({ withdrawnAt }) => withdrawnAt === null)
  return review === "flagged" && flagged ? "It was flagged." : undefined
}

/** To go with the `Graded` that takes an attempt out of grading: what its state was before or is after makes no difference. */
export const reviewAfterGrading = (state: Attempt, at: Instant): ReadonlyArray<AttemptEvent> => {
  const reason = reviewDue(state)
  return reason === undefined ? [] : [{ _tag: "ReviewRequested", by: null, reason, at }]
}

/**
 * Does its learner have the grade that was just given? To be kept in the state by `Graded`, as it was before the new grade:
 * what had been told goes on standing, so that a flag raised afterwards withdraws nothing.
 */
export const gradeStandsAfterGrading = (state: Attempt): boolean => {
  if (state.preview) return false
  if (state.verdict !== null) return state.verdict.verdict === "verified"
  return state.gradeReported || (state.state !== "under_review" && reviewDue(state) === undefined)
}

const request = (state: Attempt, reason: string, { by }: Who, { now }: Context): Decided => {
  if (state.state !== "graded") return refuse(state.state === "under_review" ? "already_under_review" : "not_graded")
  if (state.preview || state.type !== "exam") {
    return refuse("illegal_transition", { message: "Only exams are reviewed. A quiz or a practice ends with its grade." })
  }
  return accept([{ _tag: "ReviewRequested", by, reason, at: now }])
}

/** The verdict that an appeal is against is not judged by those who gave it. */
const barred = (state: Attempt, by: UserId): boolean =>
  rulesOf(state).secondReviewer && state.appeal?.decision === "awaiting" && state.reviewers.includes(by)

/** A grade that late answers may still change is verified by nobody (T7); a rejection needs no grade. */
const unsettled = (state: Attempt, verdict: Verdict): boolean => verdict === "verified" && awaitsDecision(state)

export const awaitsDecision = ({ late, lateDecisions, lateLapsed }: Attempt): boolean =>
  !lateLapsed && Object.keys(late).some((question) => !Object.hasOwn(lateDecisions, question))

/** Whoever proposed may propose anew, as long as nobody has confirmed. */
const propose = (state: Attempt, { verdict, reason }: typeof ProposeVerdict.Type, { by }: Who, { now }: Context): Decided => {
  if (state.state !== "under_review") return refuse("not_under_review")
  if (barred(state, by)) return refuse("same_reviewer")
  if (unsettled(state, verdict)) return refuse("grade_provisional")
  if (!rulesOf(state).secondReviewer) return accept([{ _tag: "VerdictGiven", by: [by], at: now, verdict, reason }])
  if (state.proposal !== null && state.proposal.by !== by) return refuse("proposal_pending")
  return accept([{ _tag: "VerdictProposed", by, at: now, verdict, reason }])
}

const confirm = (state: Attempt, { verdict, reason }: typeof ConfirmVerdict.Type, { by }: Who, { now }: Context): Decided => {
  if (state.state !== "under_review") return refuse("not_under_review")
  const { proposal } = state
  if (proposal === null) return refuse("no_proposal")
  if (rulesOf(state).secondReviewer && (proposal.by === by || barred(state, by))) return refuse("same_reviewer")
  if (proposal.verdict !== verdict) {
    const message = `Proposed is ${said[proposal.verdict]}. Confirm that, or return it with a reason.`
    return refuse("verdict_differs", { message, field: "verdict" })
  }
  if (unsettled(state, verdict)) return refuse("grade_provisional")
  const both = proposal.by === by ? [by] : [proposal.by, by]
  return accept([{ _tag: "VerdictGiven", by: both, at: now, verdict, reason: reason ?? proposal.reason }])
}

const said: Readonly<Record<Verdict, string>> = { verified: "to verify it", rejected: "to reject it" }

const handBack = (state: Attempt, reason: string, { by }: Who, { now }: Context): Decided => {
  if (state.state !== "under_review") return refuse("not_under_review")
  if (state.proposal === null) return refuse("no_proposal")
  if (state.proposal.by === by || barred(state, by)) return refuse("same_reviewer")
  return accept([{ _tag: "VerdictReturned", by, at: now, reason }])
}

/** Once, against a rejection. What was received within the two weeks counts, however long it queued. */
const appeal = (state: Attempt, { text }: typeof Appeal.Type, { now, receivedAt }: Context): Decided => {
  if (state.appeal !== null) return refuse("already_appealed")
  if (state.state !== "rejected" || state.verdict === null) return refuse("nothing_to_appeal")
  if (receivedAt > instant(state.verdict.at + appealWithin)) return refuse("appeal_over")
  return accept([{ _tag: "Appealed", text: { _tag: "Words", by: state.userId, value: text }, at: now }])
}

type Reviewed = Of<"ReviewRequested"> | Of<"VerdictProposed"> | Of<"VerdictReturned"> | Of<"VerdictGiven"> | Of<"Appealed">

export const reviewed = (state: Attempt, event: Reviewed): void => {
  switch (event._tag) {
    case "ReviewRequested": {
      const { by, reason, at } = event
      state.state = "under_review"
      state.reviewRequest = { by, reason, at }
      state.proposal = null
      if (by !== null) act(state, "RequestReview", at, by, reason)
      return
    }
    case "VerdictProposed": {
      const { verdict, by, reason, at } = event
      state.proposal = { verdict, by, reason, at }
      return act(state, "ProposeVerdict", at, by, reason)
    }
    case "VerdictReturned":
      state.proposal = null
      return act(state, "ReturnVerdict", event.at, event.by, event.reason)
    case "VerdictGiven":
      return given(state, event)
    case "Appealed":
      state.state = "under_review"
      state.proposal = null
      state.appeal = { text: event.text, at: event.at, decision: "awaiting" }
      return
  }
}

const given = (state: Attempt, { by, at, verdict, reason }: Of<"VerdictGiven">): void => {
  state.state = verdict
  state.verdict = { verdict, by, reason, at }
  state.proposal = null
  state.reviewers = [...new Set([...state.reviewers, ...by])]
  if (state.appeal?.decision === "awaiting") {
    state.appeal = { ...state.appeal, decision: verdict === "verified" ? "upheld" : "dismissed" }
  }
  state.gradeReported = verdict === "verified" && state.grade !== null
  const last = by.at(-1)
  if (last !== undefined) act(state, by.length === 1 ? "ProposeVerdict" : "ConfirmVerdict", at, last, reason)
}
