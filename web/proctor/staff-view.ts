/** An attempt as those see it who watch it or decide about it. Graders see answers besides; what both have is here. */
import type { AttemptSeen } from "../../client/index.ts"
import type { AttemptGraderView, AttemptProctorView } from "../../protocol/attempt.ts"
import type { Instant } from "../../protocol/time.ts"

export type StaffView = AttemptProctorView | AttemptGraderView

export const staffView = (seen: AttemptSeen): StaffView | undefined => (seen.audience === "taker" ? undefined : seen.view)

export const graderView = (view: StaffView): AttemptGraderView | undefined => ("answers" in view ? view : undefined)

export interface SavedAnswer {
  readonly question: string
  readonly at: Instant
}

/** When which answer was saved, the newest first; never what it says. */
export const savedAnswers = (view: StaffView): ReadonlyArray<SavedAnswer> => {
  const saved: ReadonlyArray<SavedAnswer> =
    "answers" in view
      ? Object.entries(view.answers).map(([question, { savedAt }]) => ({ question, at: savedAt }))
      : Object.entries(view.saved).map(([question, at]) => ({ question, at }))
  return saved.toSorted((a, b) => b.at - a.at)
}
