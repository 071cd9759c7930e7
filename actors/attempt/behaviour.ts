/**
 * What an attempt decides (S1, T5, T6, T7, T13). Time rules everything here: an answer counts by when it was received,
 * never by when it is decided, and the attempt ends at its deadline though nobody may be there to notice.
 */
import type { AttemptState, BeginReply, SaveAnswer, SaveAnswerReply, SubmitReply } from "../../protocol/attempt.ts"
import { refuse } from "../../protocol/errors.ts"
import { AttemptId } from "../../protocol/ids.ts"
import { type Instant, instant, type Millis, minutes, seconds } from "../../protocol/time.ts"
import { accept, type Context, type Decision } from "../actor.ts"
import { fits } from "./answers.ts"
import type { Attempt, AttemptActorState, AttemptEvent, AttemptInternal } from "./contract.ts"
import { deadline, movedWindow } from "./deadline.ts"
import { openLedger } from "./ledger.ts"

/** After the deadline, for what was received by then and is still under way. */
const settling = seconds(2)
/** How long a late answer waits for somebody to accept it (T7). */
const adjudication = minutes(24 * 60)
const latePerQuestion = 10
/** A moved window never takes a running attempt's time away at once (T3). */
const notice = seconds(60)
/** Shorter ones are not compensated (T13). */
export const shortestOutage: Millis = seconds(5)
const firstRegrade = seconds(15)
const slowestRegrade = minutes(10)

type Decided = Decision<AttemptEvent>
type Of<Tag extends AttemptInternal["_tag"]> = Extract<AttemptInternal, { readonly _tag: Tag }>

export const decide = (state: AttemptActorState, command: AttemptInternal, context: Context): Decided => {
  if (state._tag === "Absent") return command._tag === "Create" ? create(command, context) : refuse("not_found")
  switch (command._tag) {
    // A repeat of the command that made it.
    case "Create":
      return accept([])
    case "Begin":
      return begin(state, context)
    case "SaveAnswer":
      return saveAnswer(state, command, context)
    case "Submit":
      return submit(state, context)
    case "RoomChanged":
      return roomChanged(state, command, context)
    case "Compensate":
      return compensate(state, command)
    case "Graded":
      return graded(state, command, context)
    case "Alarm":
      return accept(due(state, context.now))
  }
}

/** When the clock alone has something to say. */
export const alarm = (state: AttemptActorState): Instant | undefined => {
  if (state._tag === "Absent") return undefined
  const lapse = lapsesAt(state)
  const next = nextStep(state)
  if (next === null) return lapse ?? undefined
  return lapse === null || next < lapse ? next : lapse
}

const nextStep = (state: Attempt): Instant | null => {
  switch (state.state) {
    case "in_progress":
      return state.deadline
    case "ended":
      return state.settlesAt
    case "submitted":
      return state.gradeAgainAt
    default:
      return null
  }
}

const lapsesAt = (state: Attempt): Instant | null =>
  state.lateQuestions === 0 || state.lateLapsed || state.endedAt === null ? null : instant(state.endedAt + adjudication)

const due = (state: Attempt, now: Instant): ReadonlyArray<AttemptEvent> => {
  const events: Array<AttemptEvent> = []
  const next = nextStep(state)
  if (next !== null && next <= now) events.push(step(state, next, now))
  const lapse = lapsesAt(state)
  if (lapse !== null && lapse <= now) events.push({ _tag: "LateLapsed", at: lapse })
  return events
}

const step = (state: Attempt, at: Instant, now: Instant): AttemptEvent => {
  switch (state.state) {
    case "ended":
      return submitted(state.endedAt ?? at, "clock", now)
    case "submitted": {
      const tries = state.gradingTries + 1
      return { _tag: "GradingRequested", tries, gradeAgainAt: gradeAgainAt(now, tries) }
    }
    default:
      return ended(at, now)
  }
}

/** Stamped with the deadline (T6); the two seconds run from when it is noticed, or none would be left after an outage. */
const ended = (at: Instant, now: Instant): AttemptEvent => ({ _tag: "Ended", at, settlesAt: instant(now + settling) })

const submitted = (at: Instant, by: "learner" | "clock", now: Instant): AttemptEvent => ({
  _tag: "Submitted",
  at,
  by,
  gradeAgainAt: gradeAgainAt(now, 1)
})

/** Grading that has not come back is asked for again, ever more slowly, and never given up (S6). */
const gradeAgainAt = (now: Instant, tries: number): Instant =>
  instant(now + Math.min(slowestRegrade, firstRegrade * 2 ** Math.min(tries - 1, 10)))

const create = ({ drawn, ...command }: Of<"Create">, { self, now }: Context): Decided => {
  if (drawn === undefined) return refuse("internal", { message: "The attempt has no paper. Report this." })
  const { userId, assessmentId, sittingId, number } = command
  return accept([
    { _tag: "Created", attemptId: AttemptId.make(self.id), userId, assessmentId, sittingId, number, ...drawn, at: now }
  ])
}

const begin = (state: Attempt, { now }: Context): Decided => {
  switch (state.state) {
    case "created":
    case "waiting":
      break
    case "in_progress":
      return refuse("already_begun")
    case "expired":
      return refuse("exam_closed")
    default:
      return refuse("attempt_over")
  }
  const { room } = state
  if (room !== null) {
    if (room.phase === "scheduled") return refuse("not_open")
    if (room.phase === "closed" || (room.closesAt !== null && room.closesAt <= now)) return refuse("exam_closed")
  }
  const window = room === null ? null : { opensAt: room.opensAt, closesAt: room.closesAt, cuts: room.closeCuts }
  const ledger = openLedger(now, state.limit, window)
  const ends = deadline(ledger)
  // T10: who would not get their whole time is told so beforehand by the view; without late entry they don't begin.
  const whole = deadline({ ...ledger, window: null })
  if (room !== null && !room.lateEntry && ends !== null && whole !== null && ends < whole) {
    return refuse("exam_closed", {
      message: "The exam closes before your whole time would be over, and late entry is not allowed. Ask the proctor."
    })
  }
  const reply: BeginReply = { startedAt: now, deadline: ends }
  return accept([{ _tag: "Begun", ledger }], reply)
}

const saveAnswer = (state: Attempt, command: Of<"SaveAnswer">, context: Context): Decided => {
  const closed = closedToAnswers[state.state]
  if (closed !== undefined) return refuse(closed)
  // S9: who has handed in, on whichever device, can answer no more.
  if (state.submittedBy === "learner") return refuse("attempt_over")
  const unfit = fits(state.asked, command)
  if (unfit !== undefined) return unfit
  const { receivedAt } = context
  const ends = state.state === "in_progress" ? state.deadline : state.endedAt
  if (ends !== null && receivedAt > ends) return keepLate(state, command, ends, context)
  // Received in time and decided too late: evidence, for a person to weigh.
  if (ends !== null && state.state !== "in_progress" && state.state !== "ended") return keepLate(state, command, ends, context)
  const reply: SaveAnswerReply = { savedAt: receivedAt, counted: true }
  const { question, response } = command
  return accept(
    [
      response === null
        ? { _tag: "AnswerCleared", question, at: receivedAt }
        : { _tag: "AnswerSaved", question, response: { _tag: "Words", by: state.userId, value: response }, at: receivedAt }
    ],
    reply
  )
}

const closedToAnswers: Partial<Record<AttemptState, "not_started" | "exam_closed">> = {
  created: "not_started",
  waiting: "not_started",
  expired: "exam_closed"
}

const keepLate = (
  state: Attempt,
  { question, response }: typeof SaveAnswer.Type,
  endedAt: Instant,
  { now, receivedAt, claimedAt }: Context
): Decided => {
  if (response === null) {
    return refuse("too_late", { message: "The time was over. The answer saved before stands." })
  }
  const kept = Object.hasOwn(state.late, question) ? (state.late[question]?.length ?? 0) : 0
  // Whoever may have seen the key has nothing left to send in.
  const seen = state.state === "graded" && state.review
  if (seen || state.lateLapsed || now >= endedAt + adjudication || kept >= latePerQuestion) {
    return refuse("too_late", { message: "The answer arrived after the deadline and can no longer be kept. Ask the proctor." })
  }
  const reply: SaveAnswerReply = { savedAt: receivedAt, counted: false }
  const late: AttemptEvent = {
    _tag: "AnswerLate",
    question,
    response: { _tag: "Words", by: state.userId, value: response },
    receivedAt,
    claimedAt: claimedAt ?? null
  }
  return accept(state.state === "in_progress" ? [ended(endedAt, now), late] : [late], reply)
}

const submit = (state: Attempt, { now, receivedAt }: Context): Decided => {
  switch (state.state) {
    case "created":
    case "waiting":
      return refuse("not_started")
    case "expired":
      return refuse("exam_closed")
    case "submitted":
    case "graded":
      return refuse("attempt_over")
    case "in_progress":
    case "ended": {
      const ends = state.state === "ended" ? state.endedAt : state.deadline
      if (ends !== null && receivedAt > ends) {
        return refuse("attempt_over", { message: "The time was over. What was saved by then is handed in for you." })
      }
      // Its receipt may be stamped before the beginning where two devices' messages crossed.
      const at = state.ledger === null ? receivedAt : instant(Math.max(receivedAt, state.ledger.start))
      const reply: SubmitReply = { submittedAt: at }
      return accept([submitted(at, "learner", now)], reply)
    }
  }
}

const roomChanged = (state: Attempt, { _tag, at: _, ...room }: Of<"RoomChanged">, { now }: Context): Decided => {
  if (state.room === null || room.sourceSeq <= state.room.sourceSeq) return accept([])
  switch (state.state) {
    case "created":
    case "waiting":
      return accept([{ _tag, room }, ...(room.phase === "closed" ? [{ _tag: "Expired", at: now } as const] : [])])
    case "in_progress": {
      if (state.ledger === null) return accept([])
      const window = { opensAt: room.opensAt, closesAt: room.closesAt, cuts: room.closeCuts }
      const moved = movedWindow(state.ledger, window, instant(now + notice))
      const ledger = { ...state.ledger, window: moved }
      return accept([deadline(ledger) === state.deadline ? { _tag, room } : { _tag, room, window: moved }])
    }
    default:
      return accept([])
  }
}

const compensate = (state: Attempt, { outageId, ms, from, until }: Of<"Compensate">): Decided => {
  const nothing = accept<AttemptEvent>([], { applied: false })
  const { ledger } = state
  if (state.state !== "in_progress" || ledger === null || ms < shortestOutage) return nothing
  if (ledger.compensations.some((earlier) => earlier.outageId === outageId)) return nothing
  // Its time was over before the outage began; only nobody had noticed yet.
  if (state.deadline !== null && state.deadline < from) return nothing
  const running = instant(Math.max(from, ledger.start))
  return running >= until ? nothing : accept([{ _tag: "Compensated", outageId, from: running, until }], { applied: true })
}

const graded = (state: Attempt, { paperHash, result }: Of<"Graded">, { now }: Context): Decided => {
  if (state.state === "graded") return accept([])
  if (state.state !== "submitted" || paperHash !== state.paperHash) return refuse("illegal_transition")
  return accept([{ _tag: "Graded", at: now, result }])
}
