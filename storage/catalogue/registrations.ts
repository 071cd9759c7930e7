/**
 * Accounts that were asked for and not opened yet: whoever asked has still to show that the address is theirs. Each request
 * stands by itself, so that a stranger who asks with somebody's address takes nothing away from them.
 */
import { randomUUID } from "node:crypto"
import { Context, Effect, Layer, Schema } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { Database } from "../database.ts"
import { MailSecret } from "../mail/mail-secret.ts"
import { MailOutbox } from "../mail/outbox.ts"
import type { NewPerson } from "./people.ts"
import { firstRow } from "./rows.ts"

export type Registering = Omit<NewPerson, "role">

export class Registrations extends Context.Service<
  Registrations,
  {
    /** Keeps it, and the mail that follows. The same is written whether the address has an account or not. */
    readonly add: (registering: Registering) => Effect.Effect<void, StorageUnavailable>
    /** Has another mail sent for the last request of an address; where there is none, none, after the same work. */
    readonly remind: (email: string) => Effect.Effect<void, StorageUnavailable>
    readonly read: (id: string) => Effect.Effect<Registering | undefined, StorageUnavailable>
    /** It has become an account: the link is used up. `false`: it was already. */
    readonly close: (id: string, link: string) => Effect.Effect<boolean, StorageUnavailable>
  }
>()("stoa/storage/Registrations") {}

const Row = Schema.Struct({
  address: Schema.String,
  passwordHash: Schema.String,
  firstName: Schema.String,
  lastName: Schema.String,
  timeZone: Schema.String
})
const Found = Schema.Struct({ id: Schema.String })

export const registrationsLayer = Layer.effect(
  Registrations,
  Effect.gen(function* () {
    const database = yield* Database
    const secret = yield* MailSecret
    const outbox = yield* MailOutbox
    const first = firstRow(database)
    return Registrations.of({
      add: ({ email, passwordHash, firstName, lastName, timeZone }) =>
        database.run((pool) =>
          pool.begin(async (db) => {
            const id = randomUUID()
            await db`
              insert into registrations (id, address_hash, address, password_hash, first_name, last_name, time_zone)
              values (${id}, ${secret.hash(email)}, ${secret.seal(email, id)}, ${passwordHash}, ${firstName}, ${lastName}, ${timeZone})`
            await outbox.enqueue(db, { kind: "registration", to: email, registrationId: id })
          })
        ),
      remind: (email) =>
        Effect.gen(function* () {
          const found = yield* first(
            Found,
            (db) => db`
              select json_build_object('id', id) as row from registrations
              where address_hash = ${secret.hash(email)} and confirmed_at is null and created_at > now() - interval '7 days'
              order by created_at desc limit 1`
          )
          yield* outbox.post({
            kind: "registration",
            to: email,
            ...(found === undefined ? {} : { registrationId: found.id })
          })
        }),
      read: (id) =>
        Effect.map(
          first(
            Row,
            (db) => db`
              select json_build_object('address', encode(address, 'base64'), 'passwordHash', password_hash,
                'firstName', first_name, 'lastName', last_name, 'timeZone', time_zone) as row
              from registrations where id = ${id} and confirmed_at is null`
          ),
          (row) => {
            if (row === undefined) return undefined
            const { address, ...rest } = row
            const email = secret.open(Buffer.from(address, "base64"), id)
            return email === undefined ? undefined : { email, ...rest }
          }
        ),
      close: (id, link) =>
        database.run((pool) =>
          pool.begin(async (db) => {
            const used = await db`update account_links set used_at = now() where id = ${link} and used_at is null`
            await db`update registrations set confirmed_at = now() where id = ${id} and confirmed_at is null`
            return used.count > 0
          })
        )
    })
  })
)
