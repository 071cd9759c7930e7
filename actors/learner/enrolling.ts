/** What courses tell: an enrolment began, or ended. */
import { accept, type Decision } from "../actor.ts"
import type { EventOf, LearnerEvent, LearnerInternal, LearnerState } from "./contract.ts"
import { knownZone } from "./civil-day.ts"
import { sessionEnd } from "./session.ts"
import { zoneChange } from "./streak.ts"

type Heard<Tag extends LearnerInternal["_tag"]> = Extract<LearnerInternal, { readonly _tag: Tag }>

/** The running session of the course ends with the enrolment. */
const ending = (state: LearnerState, withdrawal: Omit<EventOf<"EnrolmentEnded">, "_tag">): ReadonlyArray<LearnerEvent> => {
  const session = state.sessions[withdrawal.courseId]
  const { courseId, at, sourceSeq } = withdrawal
  const ended: LearnerEvent = { _tag: "EnrolmentEnded", courseId, at, sourceSeq }
  return session === undefined ? [ended] : [sessionEnd(session, "withdrawal"), ended]
}

const isOld = (state: LearnerState, report: { readonly courseId: number; readonly sourceSeq: number }): boolean =>
  (state.heard[report.courseId] ?? 0) >= report.sourceSeq

export const enrolled = (state: LearnerState, command: Heard<"Enrolled">): Decision<LearnerEvent> => {
  if (isOld(state, command)) return accept([])
  const course = state.courses[command.courseId]
  // A withdrawal between the two enrolments was overtaken by this one.
  const before = course !== undefined && course.withdrawnAt === null ? ending(state, command) : []
  const { _tag, ...enrolment } = command
  return accept([...before, { _tag: "EnrolmentBegan", ...enrolment }, ...zoneChange(state, knownZone(command.timeZone))])
}

export const withdrawn = (state: LearnerState, command: Heard<"Withdrawn">): Decision<LearnerEvent> =>
  accept(isOld(state, command) ? [] : ending(state, command))
