/**
 * Announcements reach inboxes by and by: a course of ten thousand would otherwise write ten thousand reactions in the one
 * statement that others wait for. Who was a member when their turn came gets it.
 */
import { UserId } from "../../protocol/ids.ts"
import { type Instant, later, millis } from "../../protocol/time.ts"
import { accept, type Decision } from "../actor.ts"
import type { CourseEvent, CourseState } from "./contract.ts"

const inboxesAtOnce = 200
const pause = millis(20)

export const nextDelivery = ({ deliveries }: CourseState): Instant | undefined => deliveries[0]?.next

/** By number, from where the last ones ended: whoever enrols meanwhile with a number before that has the course's own list. */
const members = (state: CourseState, after: number): ReadonlyArray<number> =>
  Object.entries(state.members)
    .flatMap(([id, { withdrawnAt }]) => (withdrawnAt === null && Number(id) > after ? [Number(id)] : []))
    .sort((a, b) => a - b)

export const deliver = (state: CourseState, now: Instant): Decision<CourseEvent> => {
  const [delivery] = state.deliveries
  if (delivery === undefined || delivery.next > now) return accept([])
  const left = members(state, delivery.after)
  const to = left.slice(0, inboxesAtOnce).map((id) => UserId.make(id))
  return accept([{ _tag: "Delivered", number: delivery.number, to, more: left.length > to.length, next: later(now, pause) }])
}

/** The deliveries as they stand after one round of the first. */
export const delivered = (
  { deliveries }: CourseState,
  { to, more, next }: Extract<CourseEvent, { readonly _tag: "Delivered" }>
): CourseState["deliveries"] => {
  const [first, ...others] = deliveries
  if (first === undefined) return []
  if (more) return [{ ...first, after: to.at(-1) ?? first.after, next }, ...others]
  // The alarm moves forward with every round, also to the next announcement.
  return others.map((each) => ({ ...each, next: each.next > next ? each.next : next }))
}
