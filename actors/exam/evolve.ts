/** What a sitting's events make of its state, in place. Nothing is decided here. */
import type { UserId } from "../../protocol/ids.ts"
import type { Instant } from "../../protocol/time.ts"
import { actionNamed, listedRefusals } from "./acting.ts"
import { concernsAttempts } from "./behaviour.ts"
import type { EventOf, Exam, ExamActorState, ExamEvent, Group } from "./contract.ts"
import { concernedByGroup, concernedByTerms, nextWindow, openingBy } from "./own-windows.ts"
import { groupNamed, isLetIn, pausedSince } from "./room.ts"
import { direct, placesIn, type Stretch, tellAll, tellClose, tellSome, walked } from "./walk.ts"

export const evolve = (state: ExamActorState, event: ExamEvent): ExamActorState => {
  if (event._tag === "Scheduled") return state._tag === "Absent" ? scheduled(event) : rescheduled(state, event)
  if (state._tag === "Absent") throw new Error(`${event._tag} of a sitting that was never scheduled`)
  change(state, event)
  return state
}

const scheduled = ({ facts, at }: EventOf<"Scheduled">): Exam => {
  const state: Exam = {
    _tag: "Exam",
    facts,
    phase: "scheduled",
    openedAt: null,
    jitterMs: facts.jitterMs,
    closedAt: null,
    closedByHand: false,
    pauses: [],
    proctors: {},
    dismissed: [],
    handover: null,
    registrations: [],
    placeOf: {},
    placesOf: {},
    groups: {},
    groupsOf: {},
    terms: {},
    windowsOpenedTo: at,
    nextWindow: null,
    actions: {},
    actionOrder: [],
    walks: [],
    walkedAt: at
  }
  for (const userId of facts.proctors) assign(state, userId, at)
  return state
}

/** Of the proctors the catalogue's changes count: who was unassigned by hand is not assigned again by a changed title. */
const rescheduled = (state: Exam, { facts, at }: EventOf<"Scheduled">): Exam => {
  if (concernsAttempts(state, facts)) tellAllOf(state, at)
  const before = state.facts.proctors
  state.facts = facts
  for (const userId of facts.proctors) if (!before.includes(userId)) assign(state, userId, at)
  for (const userId of before) if (!facts.proctors.includes(userId)) unassign(state, userId)
  return state
}

const assign = (state: Exam, userId: UserId, at: Instant): void => {
  state.dismissed = state.dismissed.filter((each) => each !== userId)
  if (!Object.hasOwn(state.proctors, userId)) state.proctors[userId] = { assignedAt: at, onDutySince: null }
}

const unassign = (state: Exam, userId: UserId): void => {
  if (!Object.hasOwn(state.proctors, userId)) return
  delete state.proctors[userId]
  state.dismissed = [...state.dismissed, userId]
  if (state.handover?.from === userId || state.handover?.to === userId) state.handover = null
}

const onDuty = ({ proctors }: Exam, userId: UserId, onDutySince: Instant | null): void => {
  const known = proctors[userId]
  if (known !== undefined) proctors[userId] = { ...known, onDutySince }
}

const tellAllOf = (state: Exam, at: Instant): void => {
  state.walks = tellAll(state.walks, state.registrations.length, at)
}
const closeByClock = (state: Exam, at: Instant): void => {
  const { walks, from } = tellClose(state.walks, state.registrations.length, at)
  state.walks = walks
  if (from > state.walkedAt) state.walkedAt = from
}
const tellThose = (state: Exam, places: ReadonlyArray<number>, at: Instant): void => {
  state.walks = tellSome(state.walks, places, at)
}

const change = (state: Exam, event: Exclude<ExamEvent, EventOf<"Scheduled">>): void => {
  switch (event._tag) {
    case "Registered":
      return register(state, event)
    case "Opened":
      state.phase = "open"
      state.openedAt = event.at
      state.jitterMs = event.jitterMs
      return tellAllOf(state, event.at)
    case "Closed":
      state.phase = "closed"
      state.closedAt = event.at
      state.closedByHand = event.by !== null
      if (!state.closedByHand) return closeByClock(state, event.at)
      endPause(state, event.at)
      return tellAllOf(state, event.at)
    case "RoomPaused": {
      const { at: from, by, reason } = event
      state.pauses = [...state.pauses, { from, until: null, by, reason }]
      return tellAllOf(state, event.at)
    }
    case "RoomResumed":
      endPause(state, event.at)
      return tellAllOf(state, event.at)
    case "ProctorAssigned":
      return assign(state, event.userId, event.at)
    case "ProctorUnassigned":
      return unassign(state, event.userId)
    case "ShiftBegun":
      onDuty(state, event.userId, event.at)
      if (event.relieves !== null) onDuty(state, event.relieves, null)
      if (state.handover?.to === event.userId) state.handover = null
      return
    case "HandedOver": {
      const { from, to, note, at } = event
      state.handover = { from, to, note, at }
      return
    }
    case "ShiftEnded":
      return onDuty(state, event.userId, null)
    case "GroupSet":
      return setGroup(state, event.group, { members: event.members, terms: event.terms }, event.at)
    case "GroupRemoved":
      return setGroup(state, event.group, undefined, event.at)
    case "TermsSet":
      tellThose(state, concernedByTerms(state, event.userId, event.terms), event.at)
      if (event.terms === null) delete state.terms[event.userId]
      else state.terms[event.userId] = event.terms
      state.nextWindow = nextWindow(state)
      return
    case "WindowsOpened":
      tellThose(state, openingBy(state, event.at), event.at)
      state.windowsOpenedTo = event.at
      state.nextWindow = nextWindow(state)
      return
    case "ActionOrdered":
      return order(state, event)
    case "ActionAnswered":
      return answer(state, event)
    case "Told":
      for (const place of placesIn(event.along)) release(state, place, event.at)
      return walkOn(state, event.along, event.at)
    case "Directed":
      return walkOn(state, event.along, event.at)
  }
}

/** It is told at once, apart from any walk: those under way end where the list ended when they began. */
const register = (state: Exam, { attemptId, userId, number, at }: EventOf<"Registered">): void => {
  const place = state.registrations.length
  state.registrations.push({ attemptId, userId, number, registeredAt: at, releasedAt: null })
  state.placeOf[attemptId] = place
  state.placesOf[userId] = [...(state.placesOf[userId] ?? []), place]
  release(state, place, at)
}

const release = (state: Exam, place: number, at: Instant): void => {
  const registration = state.registrations[place]
  if (registration === undefined || registration.releasedAt !== null || !isLetIn(state, registration.userId, at)) return
  state.registrations[place] = { ...registration, releasedAt: at }
}

const endPause = (state: Exam, until: Instant): void => {
  const last = state.pauses.at(-1)
  if (last === undefined || pausedSince(state) === null) return
  state.pauses = [...state.pauses.slice(0, -1), { ...last, until }]
}

const walkOn = (state: Exam, along: Stretch, at: Instant): void => {
  state.walks = walked(state.walks, along)
  state.walkedAt = at
}

const setGroup = (state: Exam, name: string, group: Group | undefined, at: Instant): void => {
  tellThose(state, concernedByGroup(state, name, group), at)
  for (const member of groupNamed(state, name)?.members ?? []) {
    const others = (state.groupsOf[member] ?? []).filter((each) => each !== name)
    if (others.length === 0) delete state.groupsOf[member]
    else state.groupsOf[member] = others
  }
  if (group === undefined) delete state.groups[name]
  else {
    state.groups[name] = group
    for (const member of group.members) state.groupsOf[member] = [...(state.groupsOf[member] ?? []), name]
  }
  state.nextWindow = nextWindow(state)
}

const order = (state: Exam, event: EventOf<"ActionOrdered">): void => {
  const { actionId, on, action, by, at, targets, forgets } = event
  if (forgets !== null) {
    delete state.actions[forgets]
    state.actionOrder.splice(state.actionOrder.indexOf(forgets), 1)
  }
  state.actions[actionId] = { on, action, by, at, targets, done: 0, refused: {}, refusals: 0 }
  state.actionOrder.push(actionId)
  const places = on === "room" ? null : on.flatMap((attemptId) => state.placeOf[attemptId] ?? [])
  state.walks = direct(state.walks, actionId, places, targets, at)
}

const answer = (state: Exam, { actionId, attemptId, outcome }: EventOf<"ActionAnswered">): void => {
  const action = actionNamed(state, actionId)
  if (action === undefined) return
  if (outcome === "done") action.done++
  else if (++action.refusals <= listedRefusals) action.refused[attemptId] = outcome
}
