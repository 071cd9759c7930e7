/** Accounts as rows: who exists, how they prove it, and the scopes of their role. */
import { Context, Effect, Layer, Schema } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { UserId } from "../../protocol/ids.ts"
import { Person, Role } from "../../protocol/principal.ts"
import { Database } from "../database.ts"
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
  firstName: Schema.String,
  lastName: Schema.String,
  bio: nullable,
  avatarUrl: nullable,
  organization: nullable,
  timeZone: Schema.String,
  createdAt: Schema.DateFromString,
  lastLogin: Schema.NullOr(Schema.DateFromString)
})
export type Profile = typeof Profile.Type

export class People extends Context.Service<
  People,
  {
    /** `undefined` when the e-mail (in lower case) is taken. */
    readonly add: (person: NewPerson) => Effect.Effect<UserId | undefined, StorageUnavailable>
    readonly credential: (email: string) => Effect.Effect<Credential | undefined, StorageUnavailable>
    readonly profile: (id: UserId) => Effect.Effect<Profile | undefined, StorageUnavailable>
    readonly loggedIn: (id: UserId) => Effect.Effect<void, StorageUnavailable>
    /** Whom a session stands for, with role and scopes as they are at this moment; `undefined` once it has ended. */
    readonly ofSession: (session: string) => Effect.Effect<Person | undefined, StorageUnavailable>
  }
>()("stoa/storage/People") {}

const Added = Schema.Struct({ id: UserId })
const CredentialRow = Schema.Struct({ userId: UserId, passwordHash: Schema.String, active: Schema.Boolean })

const peopleIn = (database: Database["Service"]): People["Service"] => {
  const first = firstRow(database)
  return People.of({
    add: (person) =>
      first(
        Added,
        // Both rows or none; an e-mail that is taken adds neither.
        (db) => db`
          with added as (
            insert into users (email, password_hash, role)
            values (${person.email}, ${person.passwordHash}, ${person.role})
            on conflict (email) do nothing returning id
          ), profiled as (
            insert into user_profiles (user_id, first_name, last_name, time_zone)
            select id, ${person.firstName}, ${person.lastName}, ${person.timeZone} from added returning user_id
          )
          select json_build_object('id', user_id) as row from profiled`
      ).pipe(Effect.map((row) => row?.id)),

    credential: (email) =>
      first(
        CredentialRow,
        (db) => db`
          select json_build_object('userId', id, 'passwordHash', password_hash, 'active', is_active) as row
          from users where email = ${email}`
      ),

    profile: (id) =>
      first(
        Profile,
        (db) => db`
          select json_build_object(
            'id', u.id, 'email', u.email, 'role', u.role, 'firstName', p.first_name, 'lastName', p.last_name, 'bio', p.bio,
            'avatarUrl', p.avatar_url, 'organization', p.organization, 'timeZone', p.time_zone,
            'createdAt', u.created_at, 'lastLogin', u.last_login) as row
          from users u join user_profiles p on p.user_id = u.id where u.id = ${id}`
      ),

    loggedIn: (id) => database.run((db) => db`update users set last_login = now() where id = ${id}`).pipe(Effect.asVoid),

    // Whom the catalogue names proctors a sitting until its room is there; from then on the room says who does.
    ofSession: (session) =>
      first(
        Person,
        (db) => db`
          select json_build_object(
            '_tag', 'Person', 'userId', u.id, 'role', u.role, 'session', s.id,
            'courses', coalesce((select json_agg(course_id order by course_id) from course_instructors where user_id = u.id), '[]'),
            'sittings', coalesce((select json_agg(sitting_id order by sitting_id) from (
              select sitting_id from sitting_proctors p
              where user_id = u.id and not exists (select 1 from exam_rooms r where r.sitting_id = p.sitting_id)
              union select sitting_id from exam_rooms where proctors @> to_jsonb(u.id)) both_kinds), '[]')) as row
          from user_sessions s join users u on u.id = s.user_id
          where s.id = ${session} and s.ended_at is null and s.expires_at > now() and u.is_active`
      )
  })
}

export const peopleLayer = Layer.effect(People, Effect.map(Database, peopleIn))
