/**
 * Log-ins as rows. One row is one device's log-in and, at the same time, the family of its refresh tokens: `generation`
 * counts how often it was renewed, and only the newest generation is good.
 */
import { Context, Effect, Layer, Schema, type Scope } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { UserId } from "../../protocol/ids.ts"
import { Database } from "../database.ts"
import { listening } from "../listening.ts"
import type { SqlOrTransaction } from "../sql.ts"
import { allRows, firstRow } from "./rows.ts"

export const endReasons = [
  "logged_out",
  "logged_out_everywhere",
  "reused",
  "deactivated",
  "role_changed",
  "password_changed",
  "mfa_reset"
] as const
export type EndReason = (typeof endReasons)[number]

export const Session = Schema.Struct({
  id: Schema.String,
  userId: UserId,
  generation: Schema.Int,
  expiresAt: Schema.DateFromString
})
export type Session = typeof Session.Type

/** A log-in as its owner sees it: one device. */
export const ListedSession = Schema.Struct({
  id: Schema.String,
  address: Schema.NullOr(Schema.String),
  userAgent: Schema.NullOr(Schema.String),
  openedAt: Schema.DateFromString,
  renewedAt: Schema.DateFromString,
  expiresAt: Schema.DateFromString
})
export type ListedSession = typeof ListedSession.Type
/** Nobody reads more, and a program that logs in anew every minute must not make the answer grow. */
const mostListed = 200

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
    /** A person's open log-ins, the last used first. */
    readonly listed: (person: UserId) => Effect.Effect<ReadonlyArray<ListedSession>, StorageUnavailable>
    /**
     * Calls `listener` for each session that ends, on whichever node, for as long as the scope lives; after a lost
     * connection also for those that ended meanwhile.
     */
    readonly watchEnded: (listener: (session: string) => void) => Effect.Effect<void, StorageUnavailable, Scope.Scope>
  }
>()("stoa/storage/Sessions") {}

/** Two tabs that wake up together renew within milliseconds of each other; a thief comes later. */
const graceSeconds = 10
const channel = "stoa_session_ended"
const Ended = Schema.Struct({ id: Schema.String })

const Standing = Schema.Struct({
  ...Session.fields,
  ended: Schema.Boolean,
  expired: Schema.Boolean,
  /** Renewed within the grace. */
  fresh: Schema.Boolean
})

/**
 * Ends all of a person's sessions but `except`, in a transaction of something that ends them; answers which. Every node hears
 * of them when the transaction commits.
 */
export const endSessions = async (
  db: SqlOrTransaction,
  person: UserId,
  reason: EndReason,
  except?: string
): Promise<ReadonlyArray<string>> => {
  const rows = await db<Array<{ id: string }>>`
    with ended as (
      update user_sessions set ended_at = now(), end_reason = ${reason}
      where user_id = ${person} and ended_at is null and id is distinct from ${except ?? null}::uuid returning id
    )
    select id::text as id, pg_notify(${channel}, id::text)::text as told from ended`
  return rows.map(({ id }) => id)
}

/** The same for one of a person's own; none: they have no such session, or it had ended. */
export const endSession = async (db: SqlOrTransaction, person: UserId, id: string): Promise<ReadonlyArray<string>> => {
  const rows = await db`
    with ended as (
      update user_sessions set ended_at = now(), end_reason = 'logged_out'
      where id = ${id} and user_id = ${person} and ended_at is null returning id
    )
    select pg_notify(${channel}, id::text)::text as told from ended`
  return rows.length > 0 ? [id] : []
}

const sessionsIn = (database: Database["Service"]): Sessions["Service"] => {
  const { sql } = database
  const first = firstRow(database)
  const all = allRows(database)
  const life = sql`now() + interval '7 days'`
  const session = sql`json_build_object('id', id, 'userId', user_id, 'generation', generation, 'expiresAt', expires_at) as row`

  const end = (id: string, reason: EndReason) =>
    first(
      Ended,
      (db) => db`
        with ended as (
          update user_sessions set ended_at = now(), end_reason = ${reason} where id = ${id} and ended_at is null returning id
        )
        select json_build_object('id', id, 'told', pg_notify(${channel}, id::text)::text) as row from ended`
    ).pipe(Effect.map((row) => row !== undefined))

  return Sessions.of({
    open: (person, from) =>
      first(
        Session,
        (db) => db`
          insert into user_sessions (user_id, address, user_agent, expires_at)
          values (${person}, ${from.address === "unknown" ? null : from.address}, ${from.userAgent}, ${life})
          returning ${session}`
      ).pipe(
        Effect.flatMap((row) => (row === undefined ? Effect.die(new Error("an insert answered no row")) : Effect.succeed(row)))
      ),

    renew: Effect.fnUntraced(function* (id, generation) {
      const renewed = yield* first(
        Session,
        (db) => db`
          update user_sessions set generation = generation + 1, renewed_at = now(), expires_at = ${life}
          where id = ${id} and generation = ${generation} and ended_at is null and expires_at > now()
            and exists (select 1 from users where users.id = user_id and is_active)
          returning ${session}`
      )
      if (renewed !== undefined) return { _tag: "Renewed", session: renewed }
      const standing = yield* first(
        Standing,
        (db) => db`
          select json_build_object('id', id, 'userId', user_id, 'generation', generation, 'expiresAt', expires_at,
            'ended', ended_at is not null, 'expired', expires_at <= now(),
            'fresh', renewed_at > now() - make_interval(secs => ${graceSeconds})) as row
          from user_sessions where id = ${id}`
      )
      if (standing === undefined || standing.ended || standing.generation <= generation)
        return { _tag: standing?.expired === true && !standing.ended ? "Expired" : "Gone" }
      if (standing.expired) return { _tag: "Expired" }
      if (standing.generation === generation + 1 && standing.fresh) return { _tag: "Raced", session: standing }
      yield* end(id, "reused")
      return { _tag: "Reused", userId: standing.userId }
    }),

    end,

    listed: (person) =>
      all(
        ListedSession,
        (db) => db`
          select json_build_object('id', id, 'address', host(address), 'userAgent', user_agent, 'openedAt', created_at,
            'renewedAt', renewed_at, 'expiresAt', expires_at) as row
          from user_sessions where user_id = ${person} and ended_at is null and expires_at > now()
          order by renewed_at desc, id limit ${mostListed}`
      ),

    watchEnded: (listener) =>
      listening(database, channel, listener, () => {
        // What ended while nobody listened. A session that ended before its last access token can still be about is of no
        // interest to anyone.
        void sql<{ id: string }[]>`
          select id from user_sessions where ended_at > now() - interval '20 minutes'`.then(
          (rows) => rows.forEach((row) => listener(row.id)),
          () => undefined
        )
      })
  })
}

export const sessionsLayer = Layer.effect(Sessions, Effect.map(Database, sessionsIn))
