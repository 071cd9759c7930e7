/**
 * Seals what an older version left in the clear, before anybody is let in. In batches, so that neither memory nor a lock
 * grows with the school; a batch that a crash or another node left out is simply there still. Nodes that start together
 * take turns with each batch, and whose rows were sealed meanwhile changes nothing.
 */
import { Effect } from "effect"
import type { StorageUnavailable } from "../engine/journal.ts"
import type { Database } from "./database.ts"
import type { PersonalField, PersonalFields } from "./personal-fields.ts"

interface Unsealed {
  readonly id: number
  readonly email: string | null
  readonly phone: string | null
  readonly bio: string | null
}

const atOnce = 500

/** How many people it was. */
export const sealUnsealed = (
  { run, sql }: Database["Service"],
  fields: Pick<PersonalFields["Service"], "hashOf" | "sealing">
): Effect.Effect<number, StorageUnavailable> =>
  Effect.gen(function* () {
    for (let sealed = 0; ;) {
      const people = yield* run(
        (db) => db<Array<Unsealed>>`
          select u.id, u.unsealed_email as email, p.unsealed_phone as phone, p.unsealed_bio as bio
          from users u left join user_profiles p on p.user_id = u.id
          where u.unsealed_email is not null or p.unsealed_phone is not null or p.unsealed_bio is not null
          order by u.id limit ${atOnce}`
      )
      if (people.length === 0) return sealed
      const seal = yield* fields.sealing(people.map(({ id }) => id))
      const boxed = (id: number, field: PersonalField, value: string | null): string | null =>
        value === null ? null : (seal(id, field, value) ?? null)
      const rows = people.map(({ id, email, phone, bio }) => {
        const box = boxed(id, "email", email)
        return {
          id,
          email: box,
          // Of somebody whose key is gone the address is not kept, nor what it could be found by.
          email_hash: box === null || email === null ? null : fields.hashOf(email),
          phone: boxed(id, "phone", phone),
          bio: boxed(id, "bio", bio)
        }
      })
      yield* run(() =>
        sql.begin(async (transaction) => {
          await transaction`select pg_advisory_xact_lock(hashtext('stoa sealing of fields'))`
          await transaction`
            with boxes as (
              select * from json_to_recordset(${JSON.stringify(rows)}::text::json)
                as box (id bigint, email text, email_hash text, phone text, bio text)
            ), profiles as (
              update user_profiles p set unsealed_phone = null, unsealed_bio = null,
                phone_sealed = coalesce(boxes.phone, p.phone_sealed), bio_sealed = coalesce(boxes.bio, p.bio_sealed)
              from boxes where p.user_id = boxes.id and (p.unsealed_phone is not null or p.unsealed_bio is not null)
            )
            update users u set unsealed_email = null, email_sealed = boxes.email, email_hash = boxes.email_hash
            from boxes where u.id = boxes.id and u.unsealed_email is not null`
        })
      )
      sealed += people.length
    }
  })
