/**
 * Who sees what of a course: its staff the roster, its members announcements, everybody else the offer while it is
 * published. Whoever may see nothing is told that there is nothing.
 */
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { Person } from "../../protocol/principal.ts"
import { reaches } from "../../protocol/scopes.ts"
import type { CourseState } from "./contract.ts"

export const audiences = ["visitor", "member", "staff"] as const

/** The course's own instructors, and administrators. */
export const teaches = ({ courseId }: CourseState, person: Person): boolean =>
  reaches(person, "course:update", "course", { course: courseId })

export const audienceOf = (state: CourseState, person: Person): string | undefined => {
  if (teaches(state, person)) return "staff"
  if (state.members[person.userId]?.withdrawnAt === null) return "member"
  return state.offer?.status === "published" ? "visitor" : undefined
}

const forStaff: ReadonlySet<string> = new Set(["Announce", "MoveLearners"])

/**
 * Enrolling is open to all, because it brings along the catalogue's word on whether the course may be seen: the actor
 * itself may not have heard of its publication yet.
 */
export const mayCommand = (state: CourseState, command: { readonly _tag: string }, person: Person): Refusal | undefined => {
  if (command._tag === "Enrol") return undefined
  const audience = audienceOf(state, person)
  if (audience === undefined) return refuse("not_found")
  if (forStaff.has(command._tag) && audience !== "staff") return refuse("forbidden")
  return undefined
}
