/**
 * Everybody's accounts as administrators see and change them. What somebody may do changes together with the end of their
 * log-ins: every node closes what they have open within a second, and they come back as what they are by then.
 */
import { Context, Effect, Layer, Schema, Struct } from "effect"
import postgres from "postgres"
import type { StorageUnavailable } from "../../engine/journal.ts"
import type { NewAuditEntry } from "../../protocol/audit.ts"
import { UserId } from "../../protocol/ids.ts"
import { Role } from "../../protocol/principal.ts"
import { AuditLog } from "../audit/audit-log.ts"
import { type Changer, doneBy } from "../audit/changer.ts"
import { Database } from "../database.ts"
import { PersonalFields } from "../personal-fields.ts"
import type { SqlOrTransaction } from "../sql.ts"
import type { Found, Part } from "./browsing.ts"
import { firstRow, found } from "./rows.ts"
import { type EndReason, endSessions } from "./sessions.ts"

export const Account = Schema.Struct({
  id: UserId,
  /** `null` once the person was erased. */
  email: Schema.NullOr(Schema.String),
  role: Role,
  isActive: Schema.Boolean,
  emailConfirmed: Schema.Boolean,
  firstName: Schema.String,
  lastName: Schema.String,
  organization: Schema.NullOr(Schema.String),
  timeZone: Schema.String,
  createdAt: Schema.DateFromString,
  lastLogin: Schema.NullOr(Schema.DateFromString)
})
export type Account = typeof Account.Type

/** As the tables have it: the address under seal. */
const Stored = Schema.Struct({ ...Struct.omit(Account.fields, ["email"]), emailSealed: Schema.NullOr(Schema.String) })

const FoundAccounts = found(Stored)

export interface AccountFilter {
  /** The beginning of a first or last name, or a whole e-mail address. */
  readonly search: string | undefined
  readonly role: Role | undefined
  readonly active: boolean | undefined
}

/** The sessions that ended with a change; `last`: it would have left nobody to administer. */
export type Changed = { readonly ended: ReadonlyArray<string> } | "last" | "unknown"

export class Directory extends Context.Service<
  Directory,
  {
    readonly find: (filter: AccountFilter, part: Part) => Effect.Effect<Found<Account>, StorageUnavailable>
    readonly read: (id: UserId) => Effect.Effect<Account | undefined, StorageUnavailable>
    /** Both with their entry in the audit log, where anything changes. */
    readonly setRole: (id: UserId, role: Role, by: Changer) => Effect.Effect<Changed, StorageUnavailable>
    readonly setActive: (id: UserId, active: boolean, by: Changer) => Effect.Effect<Changed, StorageUnavailable>
  }
>()("stoa/storage/Directory") {}

/** A prefix as `like` reads it: what people type must not be a pattern. */
const beginning = (typed: string): string => `${typed.toLowerCase().replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`

const decodeRole = Schema.decodeUnknownSync(Role)

/** The database holds it, whichever way an account is changed: `keep_last_administrator`. */
const keepsLastAdministrator = (error: unknown): boolean =>
  error instanceof postgres.PostgresError && error.constraint_name === "last_administrator"

export const directoryLayer = Layer.effect(
  Directory,
  Effect.gen(function* () {
    const database = yield* Database
    const log = yield* AuditLog
    const fields = yield* PersonalFields
    const { sql } = database
    const first = firstRow(database)
    const account = sql`json_build_object(
      'id', u.id, 'emailSealed', u.email_sealed, 'role', u.role, 'isActive', u.is_active, 'emailConfirmed', u.email_confirmed_at is not null,
      'firstName', p.first_name, 'lastName', p.last_name, 'organization', p.organization, 'timeZone', p.time_zone,
      'createdAt', u.created_at, 'lastLogin', u.last_login)`

    const opened = Effect.fnUntraced(function* (rows: ReadonlyArray<typeof Stored.Type>) {
      const open = yield* fields.opening(rows.map(({ id }) => id))
      return rows.map(({ emailSealed, ...row }): Account => ({ ...row, email: open(row.id, "email", emailSealed) }))
    })

    /** Each of the three ways to match has its index; asked for together they would be one scan of everybody. */
    const matching = (typed: string) => sql`u.id in (
      select id from users where email_hash = ${fields.hashOf(typed)}
      union select user_id from user_profiles where lower(first_name) like ${beginning(typed)}
      union select user_id from user_profiles where lower(last_name) like ${beginning(typed)})`

    const change = (
      id: UserId,
      reason: EndReason,
      write: (db: SqlOrTransaction) => PromiseLike<{ readonly count: number }>,
      entry: (before: Role) => NewAuditEntry
    ): Effect.Effect<Changed, StorageUnavailable> =>
      log.transaction(async (db, note): Promise<Changed> => {
        const [before] = await db<Array<{ role: string }>>`select role from users where id = ${id} for update`
        if (before === undefined) return "unknown"
        // In a savepoint: what the database refuses must not take the transaction with it.
        const written = await db
          .savepoint(async (inner) => await write(inner))
          .catch((error: unknown) => {
            if (keepsLastAdministrator(error)) return "last" as const
            throw error
          })
        if (written === "last") return "last"
        if (written.count === 0) return { ended: [] }
        note(entry(decodeRole(before.role)))
        await db`update account_links set used_at = now() where user_id = ${id} and used_at is null and purpose = 'email_change'`
        return { ended: await endSessions(db, id, reason) }
      })

    return Directory.of({
      find: ({ search, role, active }, { page, perPage }) => {
        const those = sql`
          users u join user_profiles p on p.user_id = u.id
          where ${role === undefined ? sql`true` : sql`u.role = ${role}`}
            and ${active === undefined ? sql`true` : sql`u.is_active = ${active}`}
            and ${search === undefined ? sql`true` : matching(search)}`
        return Effect.gen(function* () {
          const { rows, total } = (yield* first(
            FoundAccounts,
            (db) => db`
              select json_build_object('total', (select count(*) from ${those}), 'rows', coalesce((
                select json_agg(one) from (
                  select ${account} as one from ${those} order by u.id limit ${perPage} offset ${(page - 1) * perPage}
                ) page), '[]')) as row`
          )) ?? { rows: [], total: 0 }
          return { rows: yield* opened(rows), total }
        })
      },
      read: Effect.fnUntraced(function* (id) {
        const row = yield* first(
          Stored,
          (db) => db`select ${account} as row from users u join user_profiles p on p.user_id = u.id where u.id = ${id}`
        )
        return row === undefined ? undefined : (yield* opened([row]))[0]
      }),
      setRole: (id, role, by) =>
        change(
          id,
          "role_changed",
          (db) => db`update users set role = ${role}, updated_at = now() where id = ${id} and role <> ${role}`,
          (from) => ({ action: "user.role_changed", ...doneBy(by, "user", id), details: { from, to: role } })
        ),
      setActive: (id, active, by) =>
        change(
          id,
          "deactivated",
          (db) =>
            db`update users set is_active = ${active}, updated_at = now() where id = ${id} and is_active <> ${active} and email_hash is not null`,
          () => ({ action: active ? "user.reactivated" : "user.deactivated", ...doneBy(by, "user", id), details: {} })
        )
    })
  })
)
