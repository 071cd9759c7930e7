/**
 * Actions on the room or on some of its attempts. The exam only passes them on, each attempt once, and keeps the receipts:
 * what an action does, and whether it makes sense there, the attempt decides. "The room" is everybody registered; those
 * who are done refuse, and their refusal is the receipt.
 *
 * An action's id is its client's and tells two clicks from one: the same order again is the same action, as long as it is
 * among the hundred that are remembered. A receipt comes once, because a reaction is applied once.
 */
import { isDeepStrictEqual } from "node:util"
import { refuse } from "../../protocol/errors.ts"
import type { Act, ActReply } from "../../protocol/exam.ts"
import type { UserId } from "../../protocol/ids.ts"
import type { RoomAction } from "../../protocol/proctoring.ts"
import type { Instant } from "../../protocol/time.ts"
import { accept, type Decision } from "../actor.ts"
import type { OrderedAction } from "../attempt/ordered-action.ts"
import type { Acted, Addressed, Exam, ExamActorState, ExamEvent } from "./contract.ts"
import { direct, step } from "./walk.ts"

const remembered = 100
/** Of one action; those beyond are only counted. */
export const listedRefusals = 1_000

export const act = (state: Exam, { actionId, on, action }: typeof Act.Type, by: UserId, now: Instant): Decision<ExamEvent> => {
  const kept = inWords(action, by)
  const addressed: Addressed = on === "room" ? on : [...new Set(on)]
  const earlier = actionNamed(state, actionId)
  if (earlier !== undefined) {
    const same = earlier.by === by && isDeepStrictEqual([earlier.on, earlier.action], [addressed, kept])
    const reply: ActReply = { actionId, targets: earlier.targets }
    return same
      ? accept([], reply)
      : refuse("id_reused", { field: "actionId", message: "Another action has this id. Take a new one." })
  }
  const places = placesOf(state, addressed)
  if (places?.includes(undefined) === true) return refuse("not_found", { field: "on" })
  const oldest = state.actionOrder[0]
  const forgets = oldest === undefined || state.actionOrder.length < remembered ? null : oldest
  // It still has a way to go, and without it nobody would know what it says.
  if (forgets !== null && state.walks.some((walk) => walk.action === forgets))
    return refuse("overloaded", { retryAfterMs: 1_000 })
  const known = places?.filter((place) => place !== undefined) ?? null
  const targets = known?.length ?? state.registrations.length
  const reply: ActReply = { actionId, targets }
  const walks = direct(state.walks, actionId, known, targets, now)
  return accept(
    [{ _tag: "ActionOrdered", actionId, on: addressed, action: kept, targets, forgets, by, at: now }, ...step(walks, now)],
    reply
  )
}

/** Ids are clients': `constructor` may be one. */
export const actionNamed = ({ actions }: Exam, actionId: string): Exam["actions"][string] | undefined =>
  Object.hasOwn(actions, actionId) ? actions[actionId] : undefined

/** `null`: the whole list. An unknown attempt has no place. */
const placesOf = ({ placeOf }: Exam, on: Addressed): ReadonlyArray<number | undefined> | null =>
  on === "room" ? null : on.map((attemptId) => placeOf[attemptId])

const inWords = (action: RoomAction, by: UserId): OrderedAction =>
  action._tag === "Message" || action._tag === "Warn"
    ? { _tag: action._tag, text: { _tag: "Words", by, value: action.text } }
    : action

/** A receipt for an action that is remembered no more is dropped. */
export const acted = (state: Exam, { actionId, attemptId, outcome }: typeof Acted.Type, now: Instant): Decision<ExamEvent> =>
  actionNamed(state, actionId) !== undefined && Object.hasOwn(state.placeOf, attemptId)
    ? accept([{ _tag: "ActionAnswered", actionId, attemptId, outcome, at: now }])
    : accept([])

/** Of the words that are kept: in actions, and in the note of a handover. */
export const authors = (state: ExamActorState): ReadonlyArray<number> => {
  if (state._tag === "Absent") return []
  const ordering = Object.values(state.actions).flatMap(({ action, by }) => ("text" in action ? [by] : []))
  return [...new Set(state.handover === null ? ordering : [...ordering, state.handover.from])]
}
