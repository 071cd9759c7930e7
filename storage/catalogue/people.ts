/** Accounts as rows: who exists, how they prove it, and the scopes of their role. */
import { Context, type Effect, Schema } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { UserId } from "../../protocol/ids.ts"
import { Person, Role } from "../../protocol/principal.ts"

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
  createdAt: Schema.Date,
  lastLogin: Schema.NullOr(Schema.Date)
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
