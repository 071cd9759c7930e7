/** What a sitting's events make of its state, in place. Nothing is decided here. */
import type { UserId } from "../../protocol/ids.ts"
import type { Instant } from "../../protocol/time.ts"
import { concernsAttempts } from "./behaviour.ts"
import type { Exam, ExamActorState, ExamEvent, SittingFacts } from "./contract.ts"

type Scheduled = Extract<ExamEvent, { readonly _tag: "Scheduled" }>

export const evolve = (state: ExamActorState, event: ExamEvent): ExamActorState => {
  if (event._tag === "Scheduled") return state._tag === "Absent" ? scheduled(event) : rescheduled(state, event)
  if (state._tag === "Absent") throw new Error(`${event._tag} of a sitting that was never scheduled`)
  change(state, event)
  return state
}

const scheduled = ({ facts, at }: Scheduled): Exam => ({
  _tag: "Exam",
  facts,
  phase: "scheduled",
  openedAt: null,
  closedAt: null,
  proctors: assigned({}, facts, at),
  registrations: [],
  told: 0,
  toldAt: at
})

const rescheduled = (state: Exam, { facts, at }: Scheduled): Exam => {
  if (concernsAttempts(state, facts)) tellAgain(state, at)
  state.facts = facts
  assigned(state.proctors, facts, at)
  return state
}

const assigned = (proctors: Exam["proctors"], facts: SittingFacts, at: Instant): Exam["proctors"] => {
  for (const userId of facts.proctors) assign(proctors, userId, at)
  return proctors
}

const assign = (proctors: Exam["proctors"], userId: UserId, at: Instant): void => {
  if (!Object.hasOwn(proctors, userId)) proctors[userId] = { assignedAt: at }
}

const tellAgain = (state: Exam, at: Instant): void => {
  state.told = 0
  state.toldAt = at
}

const change = (state: Exam, event: Exclude<ExamEvent, Scheduled>): void => {
  switch (event._tag) {
    case "ProctorAssigned":
      return assign(state.proctors, event.userId, event.at)
    case "Registered": {
      const { attemptId, userId, number, at } = event
      // It is told at once, apart from the walk along the list; where that has reached the end, it stays there.
      if (state.told === state.registrations.length) state.told++
      const releasedAt = state.phase === "open" ? at : null
      state.registrations.push({ attemptId, userId, number, registeredAt: at, releasedAt })
      return
    }
    case "Opened":
      state.phase = "open"
      state.openedAt = event.at
      return tellAgain(state, event.at)
    case "Closed":
      state.phase = "closed"
      state.closedAt = event.at
      return tellAgain(state, event.at)
    case "Told":
      for (let place = event.from; place < event.to; place++) {
        const registration = state.registrations[place]
        if (registration === undefined || registration.releasedAt !== null || state.phase !== "open") continue
        state.registrations[place] = { ...registration, releasedAt: event.at }
      }
      state.told = event.to
      state.toldAt = event.at
      return
  }
}
