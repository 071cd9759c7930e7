/** Opening, studying, closing and completing modules. */
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { CourseId, ModuleId } from "../../protocol/ids.ts"
import type { LearnerCommand } from "../../protocol/learner.ts"
import { type Instant, type Millis, millis } from "../../protocol/time.ts"
import { accept, type Decision } from "../actor.ts"
import { completion } from "./completion.ts"
import { closed } from "./gating.ts"
import type { CourseProgress, LearnerEvent, LearnerInternal, LearnerState, ModuleProgress, Session } from "./contract.ts"
import { idleAfter, isIdle, sessionAt, sessionEnd } from "./session.ts"
import { dayOfStudy, zoneChange } from "./streak.ts"
import { credit, seenEnough } from "./verified-time.ts"

type Beat = Extract<LearnerCommand, { readonly _tag: "Study" | "CloseModule" }>
type Prepared<Tag extends LearnerInternal["_tag"]> = Extract<LearnerInternal, { readonly _tag: Tag }>

interface Place {
  readonly course: CourseProgress
  readonly module: ModuleProgress
}

const place = (state: LearnerState, at: { readonly courseId: CourseId; readonly moduleId: ModuleId }): Place | Refusal => {
  const course = state.courses[at.courseId]
  if (course === undefined || course.withdrawnAt !== null) return refuse("not_enrolled", { field: "courseId" })
  const module = course.modules[at.moduleId]
  return module === undefined ? refuse("module_unknown", { field: "moduleId" }) : { course, module }
}

/** A place whose module is open to this learner. */
const openPlace = (
  state: LearnerState,
  at: { readonly courseId: CourseId; readonly moduleId: ModuleId },
  now: Instant
): Place | Refusal => {
  const found = place(state, at)
  return "_tag" in found ? found : (closed(found.course.modules, found.module, now, "moduleId") ?? found)
}

export const openModule = (state: LearnerState, command: Prepared<"OpenModule">, now: Instant): Decision<LearnerEvent> => {
  const found = openPlace(state, command, now)
  if ("_tag" in found) return found
  const { courseId, moduleId } = command
  const { number, events } = sessionAt(state, courseId, now)
  const { positionMs } = found.module
  return accept([...zoneChange(state, command.timeZone), ...events, { _tag: "ModuleOpened", courseId, moduleId, at: now }], {
    session: number,
    ...(positionMs === null ? {} : { positionMs })
  })
}

const studied = (
  state: LearnerState,
  { course, module }: Place,
  command: Beat,
  since: Instant,
  now: Instant
): {
  readonly events: ReadonlyArray<LearnerEvent>
  readonly reply: { readonly creditedMs: Millis; readonly watchedMs: Millis }
} => {
  const { courseId, moduleId } = command
  const { from, creditedMs, watched, watchedMs, seen } = credit(state, module, since, now, command.watched ?? [])
  const positionMs =
    command.positionMs === undefined ? undefined : millis(Math.min(command.positionMs, module.duration ?? command.positionMs))
  const events: Array<LearnerEvent> = [
    {
      _tag: "Studied",
      courseId,
      moduleId,
      at: now,
      from,
      creditedMs,
      ...(positionMs === undefined ? {} : { positionMs }),
      ...(watched.length === 0 ? {} : { watched }),
      ...(command.pages === undefined ? {} : { pages: command.pages }),
      ...(command.interactions === undefined ? {} : { interactions: command.interactions })
    }
  ]
  if (watched.length > 0 && module.completedAt === null && module.duration !== null) {
    if (seenEnough(module.duration, seen)) events.push(...completion(state, course, module, "watching", now))
  }
  if (creditedMs > 0) events.push(...dayOfStudy(state, now))
  return { events, reply: { creditedMs, watchedMs } }
}

const unreadable = ({ module }: Place, command: Beat): Refusal | undefined =>
  command.watched !== undefined && module.contentType !== "video"
    ? refuse("invalid", { field: "watched", message: "The module has no video to watch. Leave `watched` out." })
    : undefined

export const study = (state: LearnerState, command: Beat, now: Instant): Decision<LearnerEvent> => {
  const found = openPlace(state, command, now)
  if ("_tag" in found) return found
  const wrong = unreadable(found, command)
  if (wrong !== undefined) return wrong
  const { courseId, moduleId } = command
  const { session, events } = sessionAt(state, courseId, now)
  const since = session?.open[moduleId]
  if (since === undefined) events.push({ _tag: "ModuleOpened", courseId, moduleId, at: now })
  const beat = studied(state, found, command, since ?? now, now)
  events.push(...beat.events)
  return accept(events, beat.reply)
}

/** The session as it stands after this beat. */
const withBeat = (session: Session, command: Beat, creditedMs: Millis, now: Instant): Session => ({
  ...session,
  lastBeatAt: now,
  timeMs: millis(session.timeMs + creditedMs),
  pages: session.pages + (command.pages ?? 0),
  interactions: session.interactions + (command.interactions ?? 0)
})

export const closeModule = (state: LearnerState, command: Beat, now: Instant): Decision<LearnerEvent> => {
  const found = place(state, command)
  if ("_tag" in found) return found
  const wrong = unreadable(found, command)
  if (wrong !== undefined) return wrong
  const { courseId, moduleId } = command
  const session = state.sessions[courseId]
  const since = session?.open[moduleId]
  if (session === undefined || since === undefined || isIdle(session, now)) return refuse("session_ended")
  const beat = studied(state, found, command, since, now)
  const events: Array<LearnerEvent> = [...beat.events, { _tag: "ModuleClosed", courseId, moduleId, at: now }]
  // Modules that were left without a word don't keep the session open.
  const others = Object.entries(session.open).some(([id, last]) => Number(id) !== moduleId && now - last < idleAfter)
  if (!others) events.push(sessionEnd(withBeat(session, command, beat.reply.creditedMs, now), "closing"))
  return accept(events, beat.reply)
}

/** What stands in the way of completing a module by saying so, as a sentence. */
const obstacle = (module: ModuleProgress): string | undefined => {
  if (module.assessmentId !== null) return "The module is completed by passing its assessment. Start an attempt."
  if (module.contentType === "video" && module.duration !== null) {
    return "The module is completed by watching at least 90 % of its video. Watch what is missing."
  }
  return undefined
}

export const completeModule = (
  state: LearnerState,
  command: Prepared<"CompleteModule">,
  now: Instant
): Decision<LearnerEvent> => {
  const found = openPlace(state, command, now)
  if ("_tag" in found) return found
  const { course, module } = found
  if (module.completedAt !== null) return accept([], { completedAt: module.completedAt })
  const message = obstacle(module)
  if (message !== undefined) return refuse("illegal_transition", { message })
  return accept([...completion(state, course, module, "reading", now), ...dayOfStudy(state, now)], { completedAt: now })
}
