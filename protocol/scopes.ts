/**
 * Over what a permission holds. A permission says what may be done, a scope to which things: one's own, those of a course
 * one teaches, of a room one watches, of an organisation one represents, or all.
 */
import { may, type Permission, type Person } from "./principal.ts"

export const scopes = ["own", "course", "room", "organisation", "all"] as const
export type Scope = (typeof scopes)[number]

/** What a thing belongs to; what is absent it does not. */
export interface Belonging {
  readonly owner?: number
  readonly course?: number
  /** `null`: it could be in a room, and is in none. */
  readonly sitting?: number | null
  readonly organisation?: number
}

export const within = (person: Person, scope: Scope, { owner, course, sitting, organisation }: Belonging): boolean => {
  switch (scope) {
    case "own":
      return owner === person.userId
    case "course":
      return course !== undefined && person.courses.some((id) => id === course)
    case "room":
      return sitting != null && person.sittings.some((id) => id === sitting)
    case "organisation":
      return organisation !== undefined && organisation === person.organisation
    case "all":
      return true
  }
}

/** Whether somebody has the permission over this thing. Who may do everything may do it everywhere. */
export const reaches = (person: Person, permission: Permission, scope: Scope, thing: Belonging): boolean =>
  may(person, "*") || (may(person, permission) && within(person, scope, thing))
