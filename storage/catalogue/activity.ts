/**
 * The activity log: who did what, when and from where, for those who have to account for it. What people do inside the
 * cells is in the journal as well, but without where from.
 *
 * Whoever works must not wait for it, nor fail with it: entries gather in memory and are written together, every second
 * and at a stop. While the database is away they are kept, up to a bound; a process that is killed loses the last second.
 */
import { isIP } from "node:net"
import { Context, Effect, Layer, Metric, Schedule } from "effect"
import type { ActorType } from "../../protocol/ids.ts"
import { Database } from "../database.ts"

export const actions = [
  ...(["register", "login", "login_refused", "logout", "refresh_reused"] as const),
  ...(["email_confirmed", "email_change_asked", "email_changed", "password_forgotten", "password_reset"] as const),
  ...(["password_changed", "password_refused", "profile_changed", "session_ended"] as const),
  ...(["account_opened", "account_invited", "role_changed", "account_closed", "account_reopened"] as const),
  ...(["mfa_enabled", "mfa_disabled", "mfa_refused", "mfa_recovery_code_used", "mfa_reset"] as const),
  ...(["enrol", "withdraw", "attempt_started", "attempt_submitted", "exam_opened", "exam_closed", "proctor_assigned"] as const)
] as const

export interface Activity {
  readonly action: (typeof actions)[number]
  /** Absent when nobody knows who it was. */
  readonly userId: number | undefined
  /** What it was done to; `undefined` for one's own log-in. */
  readonly subject: { readonly type: ActorType; readonly id: number } | undefined
  readonly address: string
  readonly userAgent: string
}

interface Entry extends Activity {
  /** On the process's own clock: the database's is not asked for each entry. */
  readonly since: number
}

const mostWaiting = 20_000
const mostInStatement = 1_000

const forStatement = (entries: ReadonlyArray<Entry>): string => {
  const now = performance.now()
  return JSON.stringify(
    entries.map(({ action, userId, subject, address, userAgent, since }) => ({
      action,
      user_id: userId ?? null,
      resource_type: subject?.type ?? "session",
      resource_id: subject?.id ?? null,
      ip_address: isIP(address) === 0 ? null : address,
      // PostgreSQL's text has no NUL, and half a character is none.
      user_agent: userAgent.slice(0, 300).replaceAll("\u0000", "").toWellFormed(),
      ago: (now - since) / 1000
    }))
  )
}

export class ActivityLog extends Context.Service<
  ActivityLog,
  {
    /** Takes note of it; whether it could be written is told to the operator and to nobody else. */
    readonly record: (activity: Activity) => void
  }
>()("stoa/storage/ActivityLog") {
  static readonly layer = Layer.effect(
    ActivityLog,
    Effect.gen(function* () {
      const database = yield* Database
      const context = yield* Effect.context<never>()
      const lost = Metric.counter("stoa_activity_lost_total", {
        description: "Entries of the activity log that could not be kept until the database was back",
        incremental: true
      })
      let waiting: Array<Entry> = []
      let isFailing = false

      /**
       * Somebody who is no longer there is left out of the entry, not the entry out of the log. Months are made ahead and
       * not in arrears: what waited over the turn of a month is dated into the present one.
       */
      const write = (entries: ReadonlyArray<Entry>) =>
        database.run(
          (sql) => sql`
            insert into user_activity_logs (user_id, action, resource_type, resource_id, ip_address, user_agent, created_at)
            select (select id from users where id = entry.user_id), action, resource_type, resource_id, ip_address, user_agent,
              greatest(now() - make_interval(secs => ago), date_trunc('month', now() at time zone 'UTC') at time zone 'UTC')
            from json_to_recordset(${forStatement(entries)}::text::json) as entry (
              user_id bigint, action text, resource_type text, resource_id bigint, ip_address inet, user_agent text,
              ago double precision)
            order by ago desc`
        )

      const writeAll = Effect.gen(function* () {
        while (waiting.length > 0) {
          const entries = waiting.slice(0, mostInStatement)
          yield* write(entries)
          waiting = waiting.slice(entries.length)
          if (isFailing) yield* Effect.logInfo("The activity log is written again")
          isFailing = false
        }
      }).pipe(
        Effect.catch((error) => {
          if (isFailing) return Effect.void
          isFailing = true
          return Effect.logWarning("The activity log cannot be written; it is kept in memory for now", { reason: error.message })
        })
      )

      yield* Effect.addFinalizer(() => writeAll.pipe(Effect.timeoutOption("2 seconds")))
      yield* writeAll.pipe(Effect.repeat(Schedule.spaced("1 second")), Effect.forkScoped)

      return ActivityLog.of({
        record: (activity) => {
          if (waiting.length < mostWaiting) waiting.push({ ...activity, since: performance.now() })
          else lost.updateUnsafe(1, context)
        }
      })
    })
  )
}
