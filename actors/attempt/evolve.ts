/** What an attempt's events make of its state, in place. Nothing is decided here. */
import type { QuestionId } from "../../protocol/ids.ts"
import type { Attempt, AttemptActorState, AttemptEvent } from "./contract.ts"
import { deadline } from "./deadline.ts"
import type { Ledger } from "./ledger.ts"

type Created = Extract<AttemptEvent, { readonly _tag: "Created" }>

export const evolve = (state: AttemptActorState, event: AttemptEvent): AttemptActorState => {
  if (event._tag === "Created") return created(event)
  if (state._tag === "Absent") throw new Error(`${event._tag} of an attempt that was never created`)
  change(state, event)
  return state
}

const created = ({ _tag: _, at, ...event }: Created): Attempt => ({
  _tag: "Attempt",
  ...event,
  state: event.sittingId === null ? "created" : "waiting",
  createdAt: at,
  ledger: null,
  deadline: null,
  answers: {},
  answered: 0,
  late: {},
  lateQuestions: 0,
  lateLapsed: false,
  endedAt: null,
  settlesAt: null,
  submittedAt: null,
  submittedBy: null,
  gradingTries: 0,
  gradeAgainAt: null,
  grade: null,
  gradedAt: null
})

const keepTime = (state: Attempt, ledger: Ledger): void => {
  state.ledger = ledger
  state.deadline = deadline(ledger)
}

const has = (record: Readonly<Record<QuestionId, unknown>>, question: QuestionId): boolean => Object.hasOwn(record, question)

const change = (state: Attempt, event: Exclude<AttemptEvent, Created>): void => {
  switch (event._tag) {
    case "RoomChanged":
      state.room = event.room
      if (event.window !== undefined && state.ledger !== null) keepTime(state, { ...state.ledger, window: event.window })
      return
    case "Expired":
      state.state = "expired"
      state.endedAt = event.at
      return
    case "Begun":
      state.state = "in_progress"
      return keepTime(state, event.ledger)
    case "AnswerSaved":
      if (!has(state.answers, event.question)) state.answered++
      state.answers[event.question] = { response: event.response, at: event.at }
      return
    case "AnswerCleared":
      if (has(state.answers, event.question)) state.answered--
      delete state.answers[event.question]
      return
    case "AnswerLate": {
      const { question, response, receivedAt, claimedAt } = event
      const earlier = has(state.late, question) ? (state.late[question] ?? []) : []
      if (earlier.length === 0) state.lateQuestions++
      state.late[question] = [...earlier, { response, receivedAt, claimedAt }]
      return
    }
    case "Compensated": {
      if (state.ledger === null) return
      const { outageId, from, until } = event
      return keepTime(state, { ...state.ledger, compensations: [...state.ledger.compensations, { outageId, from, until }] })
    }
    case "Ended":
      state.state = "ended"
      state.endedAt = event.at
      state.settlesAt = event.settlesAt
      return
    case "Submitted":
      state.state = "submitted"
      state.endedAt = event.at
      state.submittedAt = event.at
      state.submittedBy = event.by
      state.settlesAt = null
      state.gradingTries = 1
      state.gradeAgainAt = event.gradeAgainAt
      return
    case "GradingRequested":
      state.gradingTries = event.tries
      state.gradeAgainAt = event.gradeAgainAt
      return
    case "Graded":
      state.state = "graded"
      state.grade = event.result
      state.gradedAt = event.at
      state.gradeAgainAt = null
      return
    case "LateLapsed":
      state.lateLapsed = true
      return
  }
}
