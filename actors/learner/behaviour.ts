/** What a learner decides: one rule per command, and the alarm. */
import type { Instant } from "../../protocol/time.ts"
import { accept, type Context, type Decision } from "../actor.ts"
import { report, startAttempt } from "./attempting.ts"
import { owedCertificates, owedSince } from "./certifying.ts"
import type { LearnerEvent, LearnerInternal, LearnerState } from "./contract.ts"
import { enrolled, movedTo, withdrawn } from "./enrolling.ts"
import { noticed, readNotice } from "./inbox.ts"
import { idleChecks } from "./session.ts"
import { lapseOf } from "./streak.ts"
import { closeModule, completeModule, openModule, study } from "./studying.ts"

/** The earliest of: a session's idle check, the lapse of the streak; before them a certificate that is owed. */
export const alarm = (state: LearnerState): Instant | undefined => {
  const owed = owedSince(state)
  if (owed !== undefined) return owed
  let due = lapseOf(state)
  for (const courseId in state.sessions) {
    const checkAt = state.sessions[courseId]?.checkAt
    if (checkAt !== undefined && (due === undefined || checkAt < due)) due = checkAt
  }
  return due
}

const alarmed = (state: LearnerState, now: Instant): Decision<LearnerEvent> => {
  const lapse = lapseOf(state)
  const lapsed: ReadonlyArray<LearnerEvent> = lapse !== undefined && lapse <= now ? [{ _tag: "StreakLapsed", at: lapse }] : []
  return accept([...owedCertificates(state, now), ...idleChecks(state, now), ...lapsed])
}

export const decide = (state: LearnerState, command: LearnerInternal, { now }: Context): Decision<LearnerEvent> => {
  switch (command._tag) {
    case "Study":
      return study(state, command, now)
    case "OpenModule":
      return openModule(state, command, now)
    case "CloseModule":
      return closeModule(state, command, now)
    case "CompleteModule":
      return completeModule(state, command, now)
    case "StartAttempt":
      return startAttempt(state, command, now)
    case "Enrolled":
      return enrolled(state, command, now)
    case "Withdrawn":
      return withdrawn(state, command)
    case "Moved":
      return movedTo(state, command, now)
    case "Noticed":
      return noticed(state, command)
    case "ReadNotice":
      return readNotice(state, command, now)
    case "AttemptBegan":
    case "AttemptEnded":
    case "AttemptGraded":
      return report(state, command, now)
    case "Alarm":
      return alarmed(state, now)
  }
}
