/**
 * Groups and personal terms: what is different for some (T2, T4). A change is told at once to the attempts of those for
 * whom it makes a difference, and to nobody else (T3).
 */
import { isDeepStrictEqual } from "node:util"
import { refuse } from "../../protocol/errors.ts"
import type { RemoveGroup, SetGroup, SetTerms, Terms, TermsReply } from "../../protocol/exam.ts"
import type { UserId } from "../../protocol/ids.ts"
import type { Instant } from "../../protocol/time.ts"
import { accept, type Decision } from "../actor.ts"
import type { Exam, ExamEvent, Group } from "./contract.ts"
import { concernedByGroup, concernedByTerms } from "./own-windows.ts"
import { groupNamed, groupTermsOf } from "./room.ts"
import { contradiction, resolve, roomFor } from "./terms.ts"
import { step, tellSome } from "./walk.ts"

type Decided = Decision<ExamEvent>

const groupsAtMost = 100

export const setGroup = (state: Exam, command: typeof SetGroup.Type, by: UserId, now: Instant): Decided => {
  const { group: name, terms } = command
  const group: Group = { members: [...new Set(command.members)], terms }
  const wrong = contradiction(terms, state.facts, "group")
  if (wrong !== undefined) return wrong
  const known = groupNamed(state, name)
  if (known === undefined && Object.keys(state.groups).length >= groupsAtMost) {
    return refuse("too_large", { field: "group", message: "A sitting has at most 100 groups. Put people into one of them." })
  }
  const reply = warnings(state, [terms], {})
  if (known !== undefined && isDeepStrictEqual(known, group)) return accept([], reply)
  const set: ExamEvent = { _tag: "GroupSet", group: name, ...group, by, at: now }
  return told(state, set, concernedByGroup(state, name, group), reply)
}

export const removeGroup = (state: Exam, { group }: typeof RemoveGroup.Type, by: UserId, now: Instant): Decided => {
  if (groupNamed(state, group) === undefined) return refuse("not_found", { field: "group" })
  const removed: ExamEvent = { _tag: "GroupRemoved", group, by, at: now }
  return told(state, removed, concernedByGroup(state, group, undefined), { warnings: [] })
}

export const setTerms = (state: Exam, { userId, terms }: typeof SetTerms.Type, by: UserId, now: Instant): Decided => {
  const wrong = terms === null ? undefined : contradiction(terms, state.facts, "person")
  if (wrong !== undefined) return wrong
  const reply = warnings(state, groupTermsOf(state, userId), terms ?? {})
  if (isDeepStrictEqual(state.terms[userId] ?? null, terms)) return accept([], reply)
  return told(state, { _tag: "TermsSet", userId, terms, by, at: now }, concernedByTerms(state, userId, terms), reply)
}

const told = (
  state: Exam,
  event: ExamEvent & { readonly at: Instant },
  concerned: ReadonlyArray<number>,
  reply: TermsReply
): Decided =>
  accept([event, ...(concerned.length === 0 ? [] : step(tellSome(state.walks, concerned, event.at), event.at))], reply)

const warnings = ({ facts }: Exam, groups: ReadonlyArray<Terms>, personal: Terms): TermsReply => {
  const { opensAt, closesAt } = facts
  return { warnings: roomFor(resolve({ opensAt, closesAt }, groups, personal), facts) }
}
