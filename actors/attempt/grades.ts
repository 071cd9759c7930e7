/** From handing in to a grade: stored first, asked for until it comes, and asked for again when the answers change (S6, T7, G8). */
import { type Instant, instant, minutes, seconds } from "../../protocol/time.ts"
import { refuse } from "../../protocol/errors.ts"
import { accept, type Context, type Decision } from "../actor.ts"
import type { Attempt, AttemptEvent, AttemptInternal } from "./contract.ts"
import { gradeStandsAfterGrading, reviewAfterGrading } from "./review.ts"

type Of<Tag extends AttemptInternal["_tag"]> = Extract<AttemptInternal, { readonly _tag: Tag }>
type Event<Tag extends AttemptEvent["_tag"]> = Extract<AttemptEvent, { readonly _tag: Tag }>

const first = seconds(15)
const slowest = minutes(10)

/** Grading that has not come back is asked for again, ever more slowly, and never given up (S6). */
export const requested = (tries: number, now: Instant): Event<"GradingRequested"> => ({
  _tag: "GradingRequested",
  tries,
  gradeAgainAt: instant(now + Math.min(slowest, first * 2 ** Math.min(tries - 1, 10)))
})

/** A result is awaited: the first one, or another after a late answer was accepted, until which the grade is provisional. */
export const awaitsGrade = ({ gradeAgainAt }: Attempt): boolean => gradeAgainAt !== null

/** Results that are not, or no longer, of what was handed in change nothing: the one asked for last is still to come. */
export const graded = (
  state: Attempt,
  { paperHash, edition, result }: Of<"Graded">,
  { now }: Context
): Decision<AttemptEvent> => {
  if (paperHash !== state.paperHash) return refuse("other_paper")
  if (!awaitsGrade(state) || (edition !== undefined && edition !== state.edition)) return accept([])
  const judged = state.state === "under_review" || state.state === "verified" || state.state === "rejected"
  return accept([{ _tag: "Graded", at: now, result }, ...(judged ? [] : reviewAfterGrading(state, now))])
}

export const gradingFailed = (
  state: Attempt,
  { paperHash, message }: Of<"GradingFailed">,
  { now }: Context
): Decision<AttemptEvent> => {
  if (paperHash !== state.paperHash) return refuse("other_paper")
  return awaitsGrade(state) ? accept([{ _tag: "GradingFailed", message, at: now }]) : accept([])
}

export const gradingAsked = (state: Attempt, { tries, gradeAgainAt }: Event<"GradingRequested">): void => {
  state.gradingTries = tries
  state.gradeAgainAt = gradeAgainAt
  if (state.state === "submitted" || state.state === "terminated") state.state = "grading"
}

/** Back to what it was handed in as. Where a grade stands already, it goes on standing. */
export const gradingGaveUp = (state: Attempt): void => {
  if (state.state === "grading") state.state = state.terminated === null ? "submitted" : "terminated"
}

export const gradeGiven = (state: Attempt, { at, result }: Event<"Graded">): void => {
  state.grade = result
  state.gradedAt = at
  state.gradeAgainAt = null
  state.gradeReported = gradeStandsAfterGrading(state)
  if (state.state === "grading" || state.state === "submitted" || state.state === "terminated") state.state = "graded"
}
