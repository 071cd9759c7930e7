/**
 * The audit log of what people do outside the cells: entering and leaving. What they do inside is in the journal, with
 * who and when, and needs no second record.
 */
import { Context, Effect, Layer } from "effect"
import type { UserId } from "../../protocol/ids.ts"
import { Database } from "../database.ts"

export const actions = ["register", "login", "login_refused", "logout", "refresh_reused"] as const

export interface Activity {
  readonly action: (typeof actions)[number]
  /** Absent when nobody knows who it was. */
  readonly userId: UserId | undefined
  readonly address: string
  readonly userAgent: string
}

export class ActivityLog extends Context.Service<
  ActivityLog,
  {
    /** A log that cannot be written is told to the operator and stops nobody from working. */
    readonly record: (activity: Activity) => Effect.Effect<void>
  }
>()("stoa/storage/ActivityLog") {
  static readonly layer = Layer.effect(
    ActivityLog,
    Effect.map(Database, (database) =>
      ActivityLog.of({
        record: ({ action, userId, address, userAgent }) =>
          database
            .run(
              (sql) => sql`
                insert into user_activity_logs (user_id, action, resource_type, resource_id, ip_address, user_agent)
                values (${userId ?? null}, ${action}, 'session', null, ${address === "unknown" ? null : address}, ${userAgent})`
            )
            .pipe(
              Effect.asVoid,
              Effect.catch((error) => Effect.logWarning("The activity log could not be written", { reason: error.message }))
            )
      })
    )
  )
}
