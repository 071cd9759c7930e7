/**
 * Who is assigned to watch over the room, and who is on duty. A shift is begun, handed over and ended by what its proctor
 * says, never by their connection (W5): losing it changes nothing here.
 *
 * A handover names who is next and is open until that one begins their shift, which ends the other's. As long as the room
 * is open somebody stays responsible: the last on duty hands over instead of leaving.
 */
import { refuse } from "../../protocol/errors.ts"
import type { AssignProctor, AssignProctorReply, DutyReply, HandOver, UnassignProctor } from "../../protocol/exam.ts"
import type { UserId } from "../../protocol/ids.ts"
import type { Instant } from "../../protocol/time.ts"
import { accept, type Decision } from "../actor.ts"
import type { Exam, ExamEvent } from "./contract.ts"

type Decided = Decision<ExamEvent>

const isAssigned = ({ proctors }: Exam, userId: UserId): boolean => Object.hasOwn(proctors, userId)
export const isOnDuty = ({ proctors }: Exam, userId: UserId): boolean => (proctors[userId]?.onDutySince ?? null) !== null

export const assign = (state: Exam, { userId }: typeof AssignProctor.Type, now: Instant): Decided => {
  if (isAssigned(state, userId)) return refuse("already_assigned")
  const reply: AssignProctorReply = { assignedAt: now }
  return accept([{ _tag: "ProctorAssigned", userId, at: now }], reply)
}

/** Also of the last on duty: who leads the course answers for it. */
export const unassign = (state: Exam, { userId }: typeof UnassignProctor.Type, now: Instant): Decided =>
  isAssigned(state, userId) ? accept([{ _tag: "ProctorUnassigned", userId, at: now }], since(now)) : refuse("not_assigned")

export const beginShift = (state: Exam, userId: UserId, now: Instant): Decided => {
  if (!isAssigned(state, userId)) return refuse("not_assigned")
  if (isOnDuty(state, userId)) return refuse("illegal_transition", { message: "You are on duty already." })
  const { handover } = state
  const relieves = handover?.to === userId && isOnDuty(state, handover.from) ? handover.from : null
  return accept([{ _tag: "ShiftBegun", userId, relieves, at: now }], since(now))
}

/** A second one replaces the first of the same proctor, or of one who has left; another's stays open. */
export const handOver = (state: Exam, { to, note }: typeof HandOver.Type, from: UserId, now: Instant): Decided => {
  if (!isOnDuty(state, from)) return refuse("illegal_transition", { message: "You are not on duty. Begin a shift first." })
  if (!isAssigned(state, to)) return refuse("not_assigned", { field: "to" })
  if (isOnDuty(state, to)) return refuse("illegal_transition", { field: "to", message: "That proctor is on duty already." })
  const open = state.handover
  if (open !== null && open.from !== from && isOnDuty(state, open.from)) {
    return refuse("illegal_transition", { message: "Another handover is open. Wait until it is taken." })
  }
  const words = note === undefined ? null : ({ _tag: "Words", by: from, value: note } as const)
  return accept([{ _tag: "HandedOver", from, to, note: words, at: now }], since(now))
}

export const endShift = (state: Exam, userId: UserId, now: Instant): Decided => {
  if (!isOnDuty(state, userId)) return refuse("illegal_transition", { message: "You are not on duty." })
  const others = Object.entries(state.proctors).some(([id, { onDutySince }]) => onDutySince !== null && Number(id) !== userId)
  if (state.phase === "open" && !others) return refuse("last_on_duty")
  return accept([{ _tag: "ShiftEnded", userId, at: now }], since(now))
}

const since = (at: Instant): DutyReply => ({ at })
