/** What is told apart of an attempt's states (S1) wherever not all sixteen matter: before, while and after it is sat. */
import type { AttemptState } from "../protocol/attempt.ts"

export type Stage = "waiting" | "sitting" | "over"

export const stageOf = (state: AttemptState): Stage => {
  switch (state) {
    case "created":
    case "waiting":
      return "waiting"
    case "in_progress":
    case "paused":
      return "sitting"
    case "ended":
    case "submitted":
    case "terminated":
    case "grading":
    case "graded":
    case "under_review":
    case "verified":
    case "rejected":
    case "declined":
    case "expired":
    case "absent":
    case "voided":
      return "over"
  }
}
