/**
 * Log-ins as rows. One row is one device's log-in and, at the same time, the family of its refresh tokens: `generation`
 * counts how often it was renewed, and only the newest generation is good.
 */
import { Context, type Effect, type Scope } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import type { UserId } from "../../protocol/ids.ts"

export const endReasons = [
  "logged_out",
  "logged_out_everywhere",
  "reused",
  "deactivated",
  "role_changed",
  "password_changed"
] as const
export type EndReason = (typeof endReasons)[number]

export interface Session {
  readonly id: string
  readonly userId: UserId
  readonly generation: number
  readonly expiresAt: Date
}

/**
 * `Raced`: the generation before the newest, within the grace: two tabs renewed at the same moment, and both get the same
 * successor. `Reused`: an older one, or a late one: a copy is about; the session was ended.
 */
export type Renewal =
  | { readonly _tag: "Renewed" | "Raced"; readonly session: Session }
  | { readonly _tag: "Reused"; readonly userId: UserId }
  | { readonly _tag: "Expired" | "Gone" }

export class Sessions extends Context.Service<
  Sessions,
  {
    readonly open: (
      person: UserId,
      from: { readonly address: string; readonly userAgent: string }
    ) => Effect.Effect<Session, StorageUnavailable>
    readonly renew: (id: string, generation: number) => Effect.Effect<Renewal, StorageUnavailable>
    /** Ends one session; `false` when it had ended already. Every node's `watchEnded` hears of it. */
    readonly end: (id: string, reason: EndReason) => Effect.Effect<boolean, StorageUnavailable>
    /** Ends all of a person's sessions and answers which. */
    readonly endAll: (person: UserId, reason: EndReason) => Effect.Effect<ReadonlyArray<string>, StorageUnavailable>
    /**
     * Calls `listener` for each session that ends, on whichever node, for as long as the scope lives; after a lost
     * connection also for those that ended meanwhile.
     */
    readonly watchEnded: (listener: (session: string) => void) => Effect.Effect<void, StorageUnavailable, Scope.Scope>
  }
>()("stoa/storage/Sessions") {}
