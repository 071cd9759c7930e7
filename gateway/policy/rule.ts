/** What a row of the policy may say. */
import { type Permission, permissions } from "../../protocol/principal.ts"
import { type Scope, scopes } from "../../protocol/scopes.ts"

/**
 * A permission, and over what it holds: `assessment:create@course` is for who teaches the thing's course. Without a scope
 * it holds over all of them. Of a route's several grants one is enough. What cannot be read as such stops the start.
 */
export type Grant = string

/** `public`: nobody has to be logged in. `anyone`: whoever is. */
export type Rule = "public" | "anyone" | ReadonlyArray<Grant>

/** By name: `<group>.<endpoint>` of the contract for a route, the tag for a command. */
export type Rows = Readonly<Record<string, Rule>>

export const taker: Rule = ["assessment:submit@own", "assessment:create@course"]
/** Who watches a sitting, or teaches its course. */
export const staff: Rule = ["exam:proctor@room", "assessment:create@course"]
export const watcher: Rule = ["exam:watch@room", "assessment:create@course"]
export const author: Rule = ["assessment:create@course"]
/** Who takes an attempt, and who watches over it. */
export const either: Rule = ["assessment:submit@own", "exam:proctor@room", "assessment:create@course"]

export interface ReadGrant {
  readonly permission: Permission
  readonly scope: Scope
}

/** `undefined` for what says nothing: a permission or a scope that does not exist. */
export const readGrant = (grant: Grant): ReadGrant | undefined => {
  const [permission = "", named = "all"] = grant.split("@")
  const scope = scopes.find((each) => each === named)
  return scope !== undefined && permissions.includes(permission) ? { permission, scope } : undefined
}

export const grantsOf = (rule: Rule): ReadonlyArray<ReadGrant> =>
  typeof rule === "string" ? [] : rule.flatMap((grant) => readGrant(grant) ?? [])

/** A rule that cannot be read, in words; it would let nobody through, and nobody would know why. */
export const faultOf = (name: string, rule: Rule): ReadonlyArray<string> =>
  typeof rule === "string"
    ? []
    : rule.filter((grant) => readGrant(grant) === undefined).map((grant) => `${name} (no such permission or scope: ${grant})`)
