/**
 * What each audience sees. A view is a table of fields; an event names the fields it touches, and its patch is those
 * fields again. Collections are patched by the one key that changed. Absent fields are `undefined` here, which JSON
 * leaves out of a view and `patched` turns into the null that removes them.
 */
import type { Response } from "../../protocol/assessment.ts"
import type { AnswerView, AttemptAudience, LateAnswerView } from "../../protocol/attempt.ts"
import type { QuestionId } from "../../protocol/ids.ts"
import type { Attempt, AttemptActorState, AttemptEvent } from "./contract.ts"
import { compensated } from "./deadline.ts"

type Field = (state: Attempt) => unknown
type Fields = Readonly<Record<string, Field>>

const lifecycle: Fields = {
  attemptId: (state) => state.attemptId,
  assessmentId: (state) => state.assessmentId,
  courseId: (state) => state.courseId,
  sittingId: (state) => state.sittingId ?? undefined,
  learnerId: (state) => state.userId,
  number: (state) => state.number,
  type: (state) => state.type,
  title: (state) => state.title,
  state: (state) => state.state,
  createdAt: (state) => state.createdAt,
  limit: (state) => state.limit ?? undefined,
  startedAt: (state) => state.ledger?.start,
  deadline: (state) => state.deadline ?? undefined,
  compensated: ({ ledger }) => (ledger === null || ledger.compensations.length === 0 ? undefined : compensated(ledger)),
  endedAt: (state) => state.endedAt ?? undefined,
  submittedAt: (state) => state.submittedAt ?? undefined,
  submittedBy: (state) => state.submittedBy ?? undefined,
  answered: (state) => state.answered,
  total: (state) => state.asked.length,
  late: (state) => state.lateQuestions
}

const room: Field = ({ room }) =>
  room === null
    ? undefined
    : {
        phase: room.phase,
        opensAt: room.opensAt,
        closesAt: room.closesAt ?? undefined,
        closeCuts: room.closeCuts,
        lateEntry: room.lateEntry
      }

const canBegin: Field = ({ state, room }) => state === "created" || (state === "waiting" && room?.phase === "open")

const grade =
  (withQuestions: (state: Attempt) => boolean): Field =>
  (state) => {
    if (state.grade === null || state.gradedAt === null) return undefined
    const { score, passed, awarded, outOf, questions } = state.grade
    return {
      score,
      passed,
      awarded,
      outOf,
      gradedAt: state.gradedAt,
      provisional: isProvisional(state),
      questions: withQuestions(state) ? questions : undefined
    }
  }

export const isProvisional = (state: Attempt): boolean => state.lateQuestions > 0 && !state.lateLapsed

const gradingDelayed: Field = (state) => state.state === "submitted" && state.gradingTries > 1

const fieldsOf: Readonly<Record<AttemptAudience, Fields>> = {
  taker: {
    ...lifecycle,
    canBegin,
    room,
    answers: (state) => mapRecord(state.answers, answer),
    lateAnswers: (state) => mapRecord(state.late, lateAnswer(state)),
    grade: grade((state) => state.review)
  },
  proctors: {
    ...lifecycle,
    saved: (state) => mapRecord(state.answers, ({ at }) => at),
    gradingDelayed
  },
  graders: {
    ...lifecycle,
    answers: (state) => mapRecord(state.answers, answer),
    lateAnswers: (state) => mapRecord(state.late, lateAnswer(state)),
    grade: grade(() => true),
    gradingDelayed
  }
}

/** Fields touched by each event; `undefined`: one key of a collection, see `collected`. */
const touched: Readonly<Record<AttemptEvent["_tag"], ReadonlyArray<string> | undefined>> = {
  Created: Object.keys({ ...fieldsOf.taker, ...fieldsOf.proctors, ...fieldsOf.graders }),
  RoomChanged: ["room", "canBegin", "deadline"],
  Expired: ["state", "canBegin", "endedAt"],
  Begun: ["state", "canBegin", "startedAt", "deadline"],
  AnswerSaved: undefined,
  AnswerCleared: undefined,
  AnswerLate: undefined,
  Compensated: ["deadline", "compensated"],
  Ended: ["state", "endedAt"],
  Submitted: ["state", "endedAt", "submittedAt", "submittedBy"],
  GradingRequested: ["gradingDelayed"],
  Graded: ["state", "grade", "gradingDelayed"],
  LateLapsed: ["lateAnswers", "grade"]
}

const isAudience = (audience: string): audience is AttemptAudience => Object.hasOwn(fieldsOf, audience)

const fieldsFor = (audience: string): Fields => {
  if (!isAudience(audience)) throw new Error(`an attempt has no audience ${audience}`)
  return fieldsOf[audience]
}

export const view = (state: AttemptActorState, audience: string): unknown =>
  state._tag === "Absent" ? {} : Object.fromEntries(Object.entries(fieldsFor(audience)).map(([name, of]) => [name, of(state)]))

export const render = (event: AttemptEvent, state: AttemptActorState, audience: string): unknown => {
  if (state._tag === "Absent") return undefined
  const fields = fieldsFor(audience)
  const names = touched[event._tag]
  if (names === undefined) return collected(event, state, fields)
  const patch: Record<string, unknown> = {}
  let empty = true
  for (const name of names) {
    const field = fields[name]
    if (field === undefined) continue
    patch[name] = patched(field(state))
    empty = false
  }
  return empty ? undefined : patch
}

const collected = (event: AttemptEvent, state: Attempt, fields: Fields): unknown => {
  switch (event._tag) {
    case "AnswerSaved":
      return fields.saved === undefined
        ? { answers: { [event.question]: answer(event) }, answered: state.answered }
        : { saved: { [event.question]: event.at }, answered: state.answered }
    case "AnswerCleared":
      return { [fields.saved === undefined ? "answers" : "saved"]: { [event.question]: null }, answered: state.answered }
    case "AnswerLate": {
      const { question } = event
      if (fields.lateAnswers === undefined) return { late: state.lateQuestions }
      const kept = lateAnswer(state)(state.late[question] ?? [])
      const provisional = state.grade === null ? {} : { grade: { provisional: true } }
      return { lateAnswers: { [question]: patched(kept) }, late: state.lateQuestions, ...provisional }
    }
    default:
      return undefined
  }
}

const responseOf = (given: Attempt["answers"][QuestionId]["response"]): Response | undefined =>
  given._tag === "Words" ? given.value : undefined

const answer = ({
  response,
  at
}: Attempt["answers"][QuestionId]): { readonly [K in keyof AnswerView]: AnswerView[K] | undefined } => ({
  response: responseOf(response),
  savedAt: at
})

const lateAnswer =
  ({ lateLapsed }: Attempt) =>
  (kept: Attempt["late"][QuestionId]): { readonly [K in keyof LateAnswerView]: LateAnswerView[K] | undefined } | undefined => {
    const latest = kept.at(-1)
    return latest === undefined
      ? undefined
      : {
          response: responseOf(latest.response),
          receivedAt: latest.receivedAt,
          claimedAt: latest.claimedAt ?? undefined,
          decision: lateLapsed ? "lapsed" : "awaiting"
        }
  }

const mapRecord = <A, B>(record: Readonly<Record<string, A>>, of: (value: A) => B): Readonly<Record<string, B>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, of(value)]))

/** The value as a merge patch sets it: what is absent is removed. */
const patched = (value: unknown): unknown => {
  if (value === undefined) return null
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, patched(inner)]))
}
