/**
 * What the catalogue knows about a person beyond name and role: e-mail, phone, and what they say of themselves. Each is
 * sealed under that person's key, bound to its row and column, so that destroying the key erases it everywhere,
 * backups included.
 *
 * An address has to be found all the same: by an HMAC of it under a key of the installation's, which the database alone does
 * not have. The hash is unique in the table, so that two who register one address at once are told apart there.
 */
import { createHmac } from "node:crypto"
import { Context, Effect, Layer } from "effect"
import type { StorageUnavailable } from "../engine/journal.ts"
import { Database, DatabaseRefused } from "./database.ts"
import { sharedKey } from "./keys/shared-keys.ts"
import { Keys, type PersonKey } from "./keys/keys.ts"
import { masterKeys } from "./keys/master-key.ts"
import { makePostgresKeys } from "./keys/postgres-keys.ts"
import { openField, sealField } from "./sealing.ts"
import { sealUnsealed } from "./seal-unsealed.ts"

/** `users.email_sealed`, `user_profiles.phone_sealed`, `user_profiles.bio_sealed`. */
export type PersonalField = "email" | "phone" | "bio"

/** An address as it is stored and compared: of two that differ in case or surrounding space only, there is one account. */
export const canonicalEmail = (email: string): string => email.trim().toLowerCase()

/** What is stored; `undefined` for somebody who was erased, of whom nothing is kept. */
export type SealField = (person: number, field: PersonalField, value: string) => string | undefined
/** `null` for what was not there, or was erased. */
export type OpenField = (person: number, field: PersonalField, box: string | null) => string | null

export class PersonalFields extends Context.Service<
  PersonalFields,
  {
    /** What `users.email_hash` holds of this address, however it is written: 43 characters. */
    readonly hashOf: (email: string) => string
    /** Seals fields of these people, and makes keys for those who have none yet. Their rows need not exist. */
    readonly sealing: (people: Iterable<number>) => Effect.Effect<SealField, StorageUnavailable>
    /** Opens fields of these people. */
    readonly opening: (people: Iterable<number>) => Effect.Effect<OpenField, StorageUnavailable>
  }
>()("stoa/storage/PersonalFields") {}

const placeOf = (person: number, field: PersonalField): string => `person ${person} ${field}`

const make = (keys: Keys["Service"], index: Uint8Array): PersonalFields["Service"] =>
  PersonalFields.of({
    hashOf: (email) => createHmac("sha256", index).update(canonicalEmail(email)).digest("base64url"),
    sealing: (people) =>
      Effect.map(keys.ensure(people), (held) => (person, field, value) => {
        const key = held.get(person)
        if (key === undefined) throw new Error(`person ${person} was not among those whose fields are sealed`)
        return key._tag === "ErasedKey" ? undefined : sealField(key, person, value, placeOf(person, field))
      }),
    opening: (people) =>
      Effect.map(keys.load(people), (held) => (person, field, box) => {
        const key: PersonKey | { readonly _tag: "ErasedKey" } | undefined = held.get(person)
        if (box === null || key === undefined || key._tag === "ErasedKey") return null
        return openField(key, person, box, placeOf(person, field))
      })
  })

/**
 * People's keys and what is sealed under them. Whoever is given this layer finds nothing unsealed any more: an older
 * version's rows are sealed first. `data`: Stoa's data folder.
 */
export const personalDataLayer = (data: string): Layer.Layer<Keys | PersonalFields, DatabaseRefused, Database> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const database = yield* Database
      const masters = yield* masterKeys(data)
      const prepared = Effect.gen(function* () {
        const keys = yield* makePostgresKeys(database, masters)
        const fields = make(keys, yield* sharedKey(database, masters, "e-mail index"))
        const sealed = yield* sealUnsealed(database, fields)
        if (sealed > 0) yield* Effect.logInfo(`E-mail, phone and profile text of ${sealed} people were sealed`)
        return Context.make(Keys, keys).pipe(Context.add(PersonalFields, fields))
      })
      return yield* Effect.mapError(prepared, (cause) => new DatabaseRefused({ message: cause.message, cause }))
    })
  )
