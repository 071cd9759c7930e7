/** Whose opening is their own, and whom a change of terms concerns. */
import { isDeepStrictEqual } from "node:util"
import type { Terms } from "../../protocol/exam.ts"
import type { UserId } from "../../protocol/ids.ts"
import { type Instant, instant } from "../../protocol/time.ts"
import type { Exam, Group } from "./contract.ts"
import { groupNamed, groupTermsOf, ownOpening } from "./room.ts"
import { ownTerms } from "./terms.ts"

type Places = ReadonlyArray<number>

const placesOf = (state: Exam, learners: Iterable<number>): Places =>
  [...learners].flatMap((userId) => state.placesOf[userId] ?? [])

/** The places of learners whose own opening is past what was told of and not after `now`. */
export const openingBy = (state: Exam, now: Instant): Places => {
  const isNow = (at: Instant | null | undefined): boolean =>
    at !== null && at !== undefined && at > state.windowsOpenedTo && at <= now
  const learners = new Set<number>()
  for (const { members, terms } of Object.values(state.groups)) {
    if (isNow(terms.opensAt)) for (const member of members) learners.add(member)
  }
  for (const [userId, { opensAt }] of Object.entries(state.terms)) if (isNow(opensAt)) learners.add(Number(userId))
  return placesOf(
    state,
    [...learners].filter((userId) => isNow(ownOpening(state, userId)))
  )
}

/** The first own opening that was not told of yet, be it of nobody who is registered. */
export const nextWindow = ({ groups, terms, windowsOpenedTo }: Exam): Instant | null => {
  let next = Number.POSITIVE_INFINITY
  for (const { opensAt } of [...Object.values(groups).map((group) => group.terms), ...Object.values(terms)]) {
    if (opensAt !== undefined && opensAt > windowsOpenedTo && opensAt < next) next = opensAt
  }
  return next === Number.POSITIVE_INFINITY ? null : instant(next)
}

/** The places of those for whom something is different with this group (`undefined`: with none of that name). */
export const concernedByGroup = (state: Exam, name: string, group: Group | undefined): Places => {
  const members = new Set<number>(group?.members)
  const learners = new Set<number>([...(groupNamed(state, name)?.members ?? []), ...members])
  return placesOf(
    state,
    [...learners].filter((userId) => {
      if (state.placesOf[userId] === undefined) return false
      const others = (state.groupsOf[userId] ?? []).flatMap((each) =>
        each === name ? [] : (groupNamed(state, each)?.terms ?? [])
      )
      const after = group !== undefined && members.has(userId) ? [...others, group.terms] : others
      const personal = state.terms[userId]
      return !isDeepStrictEqual(ownTerms(groupTermsOf(state, userId), personal), ownTerms(after, personal))
    })
  )
}

export const concernedByTerms = (state: Exam, userId: UserId, terms: Terms | null): Places => {
  const groups = groupTermsOf(state, userId)
  const same = isDeepStrictEqual(ownTerms(groups, state.terms[userId]), ownTerms(groups, terms ?? {}))
  return same ? [] : placesOf(state, [userId])
}
