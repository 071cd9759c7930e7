/**
 * Who is asking: a person with a role and the scopes in which the role holds, another actor (a reaction), or the
 * engine itself (an alarm, a grading result, a compensation).
 */
import { Schema } from "effect"
import { ActorKey, CourseId, OrganisationId, SittingId, UserId } from "./ids.ts"

export const roles = ["student", "instructor", "mentor", "proctor", "corporate", "admin"] as const
export const Role = Schema.Literals(roles)
export type Role = (typeof roles)[number]

/** `resource:action`, or `*` for everything. */
export const Permission = Schema.String.check(Schema.isPattern(/^(\*|[a-z]+:[a-z_]+)$/))
export type Permission = typeof Permission.Type

/** What a database is made with. From then on a role has what the database says, and a person what they were read with. */
export const seededPermissions: Readonly<Record<Role, ReadonlyArray<Permission>>> = {
  student: ["course:read", "course:enroll", "assessment:submit", "certificate:download"],
  instructor: ["course:read", "course:create", "course:update", "assessment:create", "student:view_progress"],
  mentor: ["course:read", "student:view_progress"],
  proctor: ["course:read", "exam:watch", "exam:proctor"],
  corporate: ["course:read", "organisation:view_progress"],
  admin: ["*"]
}

/** All there are: what a row of the policy may name. The table of the same name has a sentence for each. */
export const permissions: ReadonlyArray<Permission> = [...new Set(Object.values(seededPermissions).flat())]

export const Person = Schema.TaggedStruct("Person", {
  userId: UserId,
  role: Role,
  /** What the role may do, as it was when they were read. */
  permissions: Schema.Array(Permission),
  /** The log-in this connection or request belongs to. */
  session: Schema.String,
  /** Courses this person teaches and sittings they proctor: the scopes of their role. */
  courses: Schema.Array(CourseId),
  sittings: Schema.Array(SittingId),
  /** The organisation this person represents. */
  organisation: Schema.optionalKey(OrganisationId),
  /** Where this connection or request comes from, as far as the gateway knows it. */
  address: Schema.optionalKey(Schema.String)
})
export type Person = typeof Person.Type

export const Actor = Schema.TaggedStruct("Actor", { key: ActorKey })
export type Actor = typeof Actor.Type

export const Engine = Schema.TaggedStruct("Engine", { purpose: Schema.Literals(["alarm", "grading", "outage", "seed"]) })

export const Principal = Schema.Union([Person, Actor, Engine])
export type Principal = typeof Principal.Type

export const may = ({ permissions }: Pick<Person, "permissions">, permission: Permission): boolean =>
  permissions.includes("*") || permissions.includes(permission)
