/** Accounts as rows: who exists, how they prove it, and the scopes of their role. */
import { Context, Effect, Layer, Schema, Struct } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { UserId } from "../../protocol/ids.ts"
import { Permission, Person, Role } from "../../protocol/principal.ts"
import { Database } from "../database.ts"
import { Keys } from "../keys/keys.ts"
import { canonicalEmail, PersonalFields } from "../personal-fields.ts"
import type { SqlOrTransaction } from "../sql.ts"
import { firstRow } from "./rows.ts"

export interface NewPerson {
  readonly email: string
  readonly passwordHash: string
  readonly role: Role
  readonly firstName: string
  readonly lastName: string
  readonly timeZone: string
}

export interface Credential {
  readonly userId: UserId
  readonly passwordHash: string
  readonly active: boolean
}

const nullable = Schema.NullOr(Schema.String)
export const Profile = Schema.Struct({
  id: UserId,
  email: Schema.String,
  role: Role,
  permissions: Schema.Array(Permission),
  firstName: Schema.String,
  lastName: Schema.String,
  bio: nullable,
  avatarUrl: nullable,
  phone: nullable,
  organization: nullable,
  timeZone: Schema.String,
  createdAt: Schema.DateFromString,
  lastLogin: Schema.NullOr(Schema.DateFromString),
  /** When it was last edited, in milliseconds: no two edits have one. */
  revision: Schema.Int
})
export type Profile = typeof Profile.Type

/** What may be changed of a profile; what is absent stays, `null` takes it away. */
export interface ProfileChange {
  readonly firstName?: string
  readonly lastName?: string
  readonly bio?: string | null
  readonly phone?: string | null
  readonly organization?: string | null
  readonly timeZone?: string
}

/** Which revisions an edit may be made on. */
export type ExpectedRevision = "any" | ReadonlyArray<number>

/** `stale`: it is at none of those revisions. `absent`: there is nobody with this id. */
export type ProfileChanged = "changed" | "stale" | "absent"

/** The transaction that a change of an account is written in, with whatever else is written there; by itself otherwise. */
export type Within = <A>(write: (db: SqlOrTransaction) => PromiseLike<A>) => Effect.Effect<A, StorageUnavailable>

export class People extends Context.Service<
  People,
  {
    /** `undefined` when the e-mail is taken, however it is written. */
    readonly add: (person: NewPerson, within?: Within) => Effect.Effect<UserId | undefined, StorageUnavailable>
    readonly credential: (email: string) => Effect.Effect<Credential | undefined, StorageUnavailable>
    /** `undefined` when there is nobody, or nobody any more: of who was erased no address is left. */
    readonly credentialOf: (id: UserId) => Effect.Effect<Credential | undefined, StorageUnavailable>
    /** The same password hashed anew, unless it was changed meanwhile. */
    readonly rehash: (id: UserId, before: string, after: string) => Effect.Effect<void, StorageUnavailable>
    readonly profile: (id: UserId) => Effect.Effect<Profile | undefined, StorageUnavailable>
    /**
     * Forgets who it was, for good: their key, and with it every word of theirs, their address, name and profile. The account
     * stays as a number without a person, since what others did refers to it. Ending their sessions is the caller's.
     */
    readonly erase: (id: UserId) => Effect.Effect<void, StorageUnavailable>
    readonly changeProfile: (
      id: UserId,
      change: ProfileChange,
      expected: ExpectedRevision,
      within?: Within
    ) => Effect.Effect<ProfileChanged, StorageUnavailable>
    /** `false` when the e-mail is another's, however it is written. */
    readonly changeEmail: (id: UserId, email: string, within?: Within) => Effect.Effect<boolean, StorageUnavailable>
    readonly loggedIn: (id: UserId) => Effect.Effect<void, StorageUnavailable>
    /** Whom a session stands for, with role and scopes as they are at this moment; `undefined` once it has ended. */
    readonly ofSession: (session: string) => Effect.Effect<Person | undefined, StorageUnavailable>
  }
>()("stoa/storage/People") {}

const uniqueViolation = "23505"
const isTaken = (error: unknown): boolean =>
  error instanceof Error && Reflect.get(error, "code") === uniqueViolation && Reflect.get(error, "table_name") === "users"

const decodeAdded = Schema.decodeUnknownSync(Schema.Struct({ id: UserId }))
/** As the table has it: sealed. */
const StoredProfile = Schema.Struct({
  ...Struct.omit(Profile.fields, ["email", "bio", "phone"]),
  emailSealed: nullable,
  bioSealed: nullable,
  phoneSealed: nullable
})
const CredentialRow = Schema.Struct({ userId: UserId, passwordHash: Schema.String, active: Schema.Boolean })

/** Ids for people who are about to be added. */
export const newIds = ({ run }: Database["Service"], count: number): Effect.Effect<ReadonlyArray<number>, StorageUnavailable> =>
  Effect.map(
    run(
      (sql) => sql<Array<{ id: number }>>`
        select nextval(pg_get_serial_sequence('users', 'id')) as id from generate_series(1, ${count})`
    ),
    (rows) => rows.map(({ id }) => id)
  )

const peopleIn = (database: Database["Service"], fields: PersonalFields["Service"], keys: Keys["Service"]): People["Service"] => {
  const first = firstRow(database)
  const edited = database.sql`floor(extract(epoch from p.updated_at) * 1000)::bigint`
  const permissions = database.sql`
    coalesce((select json_agg(permission order by permission) from role_permissions r where r.role = u.role), '[]')`
  return People.of({
    // The address is sealed under a key of the person's own, who therefore has an id before the row is there. One whose
    // address turns out to be taken leaves a gap in the ids and a key that nobody uses, and takes as long.
    add: Effect.fnUntraced(function* (person, within = database.run) {
      const [drawn] = yield* newIds(database, 1)
      if (drawn === undefined) return yield* Effect.die(new Error("a sequence gave no number"))
      const email = canonicalEmail(person.email)
      const seal = yield* fields.sealing([drawn])
      // Both rows or none; an e-mail that is taken adds neither.
      return yield* within(async (db) => {
        const [added] = await db`
          with added as (
            insert into users (id, email_hash, email_sealed, password_hash, role)
            values (${drawn}, ${fields.hashOf(email)}, ${seal(drawn, "email", email) ?? null}, ${person.passwordHash}, ${person.role})
            on conflict (email_hash) do nothing returning id
          ), profiled as (
            insert into user_profiles (user_id, first_name, last_name, time_zone)
            select id, ${person.firstName}, ${person.lastName}, ${person.timeZone} from added returning user_id
          )
          select user_id as id from profiled`
        return added === undefined ? undefined : decodeAdded(added).id
      })
    }),

    credential: (email) =>
      first(
        CredentialRow,
        (db) => db`
          select json_build_object('userId', id, 'passwordHash', password_hash, 'active', is_active) as row
          from users where email_hash = ${fields.hashOf(email)}`
      ),

    credentialOf: (id) =>
      first(
        CredentialRow,
        (db) => db`
          select json_build_object('userId', id, 'passwordHash', password_hash, 'active', is_active) as row
          from users where id = ${id}`
      ),

    rehash: (id, before, after) =>
      Effect.asVoid(
        database.run((db) => db`update users set password_hash = ${after} where id = ${id} and password_hash = ${before}`)
      ),

    profile: Effect.fnUntraced(function* (id) {
      const stored = yield* first(
        StoredProfile,
        (db) => db`
          select json_build_object(
            'id', u.id, 'emailSealed', u.email_sealed, 'role', u.role, 'permissions', ${permissions}, 'firstName', p.first_name, 'lastName', p.last_name,
            'bioSealed', p.bio_sealed, 'phoneSealed', p.phone_sealed, 'avatarUrl', p.avatar_url, 'organization', p.organization, 'timeZone', p.time_zone,
            'createdAt', u.created_at, 'lastLogin', u.last_login, 'revision', ${edited}) as row
          from users u join user_profiles p on p.user_id = u.id where u.id = ${id}`
      )
      if (stored === undefined) return undefined
      const open = yield* fields.opening([id])
      const { emailSealed, bioSealed, phoneSealed, ...rest } = stored
      const email = open(id, "email", emailSealed)
      if (email === null) return undefined
      return { ...rest, email, bio: open(id, "bio", bioSealed), phone: open(id, "phone", phoneSealed) }
    }),

    // The key first: should what follows fail, nothing is left readable all the same, and it can be done again.
    erase: (id) =>
      Effect.andThen(
        keys.erase(id),
        database.run(
          (db) => db`
            with profile as (
              update user_profiles set first_name = '', last_name = '', phone_sealed = null, bio_sealed = null, avatar_url = null,
                organization = null, updated_at = now()
              where user_id = ${id}
            )
            update users set email_hash = null, email_sealed = null, is_active = false, updated_at = now() where id = ${id}`
        )
      ).pipe(Effect.asVoid),

    changeProfile: Effect.fnUntraced(function* (id, change, expected, within = database.run) {
      const { bio, phone, organization } = change
      const seal = yield* fields.sealing([id])
      const box = (field: "bio" | "phone", value: string | null | undefined) =>
        value == null ? null : (seal(id, field, value) ?? null)
      return yield* within(async (db) => {
        const { count } = await db`
          update user_profiles p set
            first_name = coalesce(${change.firstName ?? null}, first_name),
            last_name = coalesce(${change.lastName ?? null}, last_name),
            time_zone = coalesce(${change.timeZone ?? null}, time_zone),
            bio_sealed = case when ${bio !== undefined} then ${box("bio", bio)} else bio_sealed end,
            phone_sealed = case when ${phone !== undefined} then ${box("phone", phone)} else phone_sealed end,
            organization = case when ${organization !== undefined} then ${organization ?? null} else organization end,
            updated_at = greatest(now(), updated_at + interval '1 millisecond')
          where user_id = ${id} and exists (select 1 from users where users.id = user_id and email_hash is not null)
            and (${expected === "any"} or ${edited} = any(${`{${expected === "any" ? "" : expected.join(",")}}`}::text::bigint[]))`
        if (count > 0) return "changed"
        const there = await db`select 1 from users where id = ${id} and email_hash is not null`
        return there.length > 0 ? "stale" : "absent"
      })
    }),

    changeEmail: Effect.fnUntraced(function* (id, offered, within = database.run) {
      const email = canonicalEmail(offered)
      const sealed = (yield* fields.sealing([id]))(id, "email", email)
      if (sealed === undefined) return false
      return yield* within(async (db) => {
        await db`
          update users set email_hash = ${fields.hashOf(email)}, email_sealed = ${sealed}, email_confirmed_at = now(),
            updated_at = now()
          where id = ${id}`
        return true
      }).pipe(Effect.catch((error) => (isTaken(error.cause) ? Effect.succeed(false) : Effect.fail(error))))
    }),

    loggedIn: (id) => database.run((db) => db`update users set last_login = now() where id = ${id}`).pipe(Effect.asVoid),

    // Whom the catalogue names proctors a sitting until its room is there; from then on the room says who does.
    ofSession: (session) =>
      first(
        Person,
        (db) => db`
          select json_strip_nulls(json_build_object(
            '_tag', 'Person', 'userId', u.id, 'role', u.role, 'permissions', ${permissions}, 'session', s.id,
            'organisation', (select organisation_id from organisation_representatives where user_id = u.id),
            'courses', coalesce((select json_agg(course_id order by course_id) from course_instructors where user_id = u.id), '[]'),
            'sittings', coalesce((select json_agg(sitting_id order by sitting_id) from (
              select sitting_id from sitting_proctors p
              where user_id = u.id and not exists (select 1 from exam_rooms r where r.sitting_id = p.sitting_id)
              union select sitting_id from exam_rooms where proctors @> to_jsonb(u.id)) both_kinds), '[]'))) as row
          from user_sessions s join users u on u.id = s.user_id
          where s.id = ${session} and s.ended_at is null and s.expires_at > now() and u.is_active`
      )
  })
}

export const peopleLayer = Layer.effect(
  People,
  Effect.map(Effect.all([Database, PersonalFields, Keys]), (parts) => peopleIn(...parts))
)
