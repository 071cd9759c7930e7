/** What a row of the policy may say. */
import type { Permission } from "../../protocol/principal.ts"

/** `public`: nobody has to be logged in. `anyone`: whoever is. Of several permissions, one is enough. */
export type Rule = "public" | "anyone" | ReadonlyArray<Permission>

/** By name: `<group>.<endpoint>` of the contract for a route, the tag for a command. */
export type Rows = Readonly<Record<string, Rule>>

export const taker: Rule = ["assessment:submit", "assessment:create"]
/** Who watches a sitting, or teaches its course. */
export const staff: Rule = ["exam:proctor", "assessment:create"]
export const author: Rule = ["assessment:create"]
/** Who takes an attempt, and who watches over it. */
export const either: Rule = ["assessment:submit", "exam:proctor", "assessment:create"]
