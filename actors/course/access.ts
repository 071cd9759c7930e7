/**
 * Who sees what of a course: its staff the roster, its members announcements, everybody else the offer while it is
 * published. Whoever may see nothing is told that there is nothing.
 */
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { Person } from "../../protocol/principal.ts"
import { reaches } from "../../protocol/scopes.ts"
import type { CourseState } from "./contract.ts"

export const audiences = ["visitor", "waiting", "member", "staff"] as const

/** The course's own instructors, and administrators. */
export const teaches = ({ courseId }: CourseState, person: Person): boolean =>
  reaches(person, "course:update", "course", { course: courseId })

export const audienceOf = (state: CourseState, person: Person): string | undefined => {
  if (teaches(state, person)) return "staff"
  if (state.members[person.userId]?.withdrawnAt === null) return "member"
  if (state.waiting[person.userId] !== undefined) return "waiting"
  return state.offer?.status === "published" || state.requests[person.userId] !== undefined ? "visitor" : undefined
}

/** They bring along the catalogue's word on whether the course may be seen: the actor itself may not have heard of it yet. */
const arriving: ReadonlySet<string> = new Set(["Enrol", "JoinWaitList", "RequestEnrolment", "AcceptInvitation"])
const staffs: ReadonlySet<string> = new Set(["Announce", "MoveLearners", "DecideRequest", "Admit", "Remove"])

export const mayCommand = (state: CourseState, command: { readonly _tag: string }, person: Person): Refusal | undefined => {
  if (arriving.has(command._tag)) return undefined
  const audience = audienceOf(state, person)
  if (audience === undefined) return refuse("not_found")
  if (staffs.has(command._tag) && audience !== "staff") return refuse("forbidden")
  return undefined
}
