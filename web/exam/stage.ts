/** What an attempt's page is about, by the attempt's state (S1). */
import type { AttemptState } from "../../protocol/attempt.ts"

export type Stage = "before" | "room" | "after"

export const stageOf = (state: AttemptState): Stage => {
  switch (state) {
    case "created":
    case "waiting":
      return "before"
    case "in_progress":
    case "paused":
      return "room"
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
      return "after"
  }
}
