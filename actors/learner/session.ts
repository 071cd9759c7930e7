/**
 * Learning sessions: from opening a module of a course to closing the last one, or to five minutes without a sign. The
 * sign's absence is noticed by an alarm, which is not moved by each beat (that would be a write for every beat); it is
 * set when the session opens, and when it fires and finds beats it is set to five minutes after the last of them.
 */
import { type Instant, later, minutes } from "../../protocol/time.ts"
import type { CourseId } from "../../protocol/ids.ts"
import type { EventOf, LearnerEvent, LearnerState, Session } from "./contract.ts"

export const idleAfter = minutes(5)

export const sessionEnd = (session: Session, by: EventOf<"SessionEnded">["by"]): EventOf<"SessionEnded"> => ({
  _tag: "SessionEnded",
  courseId: session.courseId,
  number: session.number,
  startedAt: session.startedAt,
  endedAt: session.lastBeatAt,
  timeMs: session.timeMs,
  pages: session.pages,
  interactions: session.interactions,
  by
})

export const isIdle = (session: Session, now: Instant): boolean => now - session.lastBeatAt >= idleAfter

/**
 * The course's session as of `now`, and the events that make it so: one that has gone idle ends first, even when its
 * alarm is late, and where none is open one opens.
 */
export const sessionAt = (
  state: LearnerState,
  courseId: CourseId,
  now: Instant
): { readonly session: Session | undefined; readonly number: number; readonly events: Array<LearnerEvent> } => {
  const open = state.sessions[courseId]
  if (open !== undefined && !isIdle(open, now)) return { session: open, number: open.number, events: [] }
  const number = state.sessionCount + 1
  const events: Array<LearnerEvent> = open === undefined ? [] : [sessionEnd(open, "idleness")]
  events.push({ _tag: "SessionOpened", courseId, number, at: now, checkAt: later(now, idleAfter) })
  return { session: undefined, number, events }
}

/** What the alarm finds: sessions that have gone idle, and those to look at again. */
export const idleChecks = (state: LearnerState, now: Instant): ReadonlyArray<LearnerEvent> =>
  Object.values(state.sessions)
    .filter((session) => session.checkAt <= now)
    .map((session) =>
      isIdle(session, now)
        ? sessionEnd(session, "idleness")
        : { _tag: "SessionContinued", courseId: session.courseId, checkAt: later(session.lastBeatAt, idleAfter) }
    )
