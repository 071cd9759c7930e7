/**
 * What requests with an `Idempotency-Key` were answered, by person and key, for a day. A request claims its key before it
 * does anything; who finds it claimed gets the answer, or hears that it is not there yet.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto"
import { Context, Effect, Layer, Schedule, Schema } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import type { UserId } from "../../protocol/ids.ts"
import { Database } from "../database.ts"
import { firstRow } from "./rows.ts"

export interface KeptAnswer {
  readonly status: number
  readonly entityTag: string | null
  /** The whole body as it was sent; `undefined` where the key it was sealed under is gone. */
  readonly body: Uint8Array | undefined
}

export type Claim =
  | { readonly _tag: "Claimed"; readonly claim: string }
  | { readonly _tag: "Answered"; readonly answer: KeptAnswer }
  | { readonly _tag: "UnderWay" }
  /** The key was used for something else. */
  | { readonly _tag: "Reused" }

export class KeptAnswers extends Context.Service<
  KeptAnswers,
  {
    /** `digest`: what is asked for, so that one key is good for one thing. */
    readonly claim: (person: UserId, key: string, digest: string) => Effect.Effect<Claim, StorageUnavailable>
    readonly keep: (
      person: UserId,
      key: string,
      claim: string,
      answer: { readonly status: number; readonly entityTag: string | null; readonly body: Uint8Array }
    ) => Effect.Effect<void, StorageUnavailable>
    /** Nothing was done: the key is free again. */
    readonly release: (person: UserId, key: string, claim: string) => Effect.Effect<void, StorageUnavailable>
  }
>()("stoa/storage/KeptAnswers") {}

const Mine = Schema.Struct({ claim: Schema.String })
const Standing = Schema.Struct({
  digest: Schema.String,
  status: Schema.NullOr(Schema.Int),
  entityTag: Schema.NullOr(Schema.String),
  answer: Schema.NullOr(Schema.String)
})

/** A request without an answer after this long is one whose node ended; a slower one is not, by any other limit. */
const patience = "2 minutes"
const kept = "24 hours"

const vectorBytes = 12
const tagBytes = 16

const sealWith = (key: Uint8Array) => ({
  seal: (plain: Uint8Array, place: string): Buffer => {
    const vector = randomBytes(vectorBytes)
    const cipher = createCipheriv("aes-256-gcm", key, vector).setAAD(Buffer.from(place))
    return Buffer.concat([vector, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  },
  open: (sealed: Buffer, place: string): Uint8Array | undefined => {
    try {
      const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, vectorBytes)).setAAD(Buffer.from(place))
      decipher.setAuthTag(sealed.subarray(-tagBytes))
      return Buffer.concat([decipher.update(sealed.subarray(vectorBytes, -tagBytes)), decipher.final()])
    } catch {
      return undefined
    }
  }
})

const keptAnswersIn = (database: Database["Service"], master: Uint8Array): KeptAnswers["Service"] => {
  const first = firstRow(database)
  const { seal, open } = sealWith(Buffer.from(hkdfSync("sha256", master, "", "stoa kept answers 1", 32)))
  const placeOf = (person: UserId, key: string): string => `${person} ${key}`

  return KeptAnswers.of({
    claim: Effect.fnUntraced(function* (person, key, digest) {
      const mine = yield* first(
        Mine,
        (db) => db`
          insert into kept_answers as kept (user_id, key, digest) values (${person}, ${key}, ${digest})
          on conflict (user_id, key) do update
            set digest = excluded.digest, claim = excluded.claim, claimed_at = now(), status = null, entity_tag = null, answer = null
            where kept.claimed_at < now() - ${kept}::interval
              or (kept.answer is null and kept.claimed_at < now() - ${patience}::interval)
          returning json_build_object('claim', claim) as row`
      )
      if (mine !== undefined) return { _tag: "Claimed", claim: mine.claim }
      const standing = yield* first(
        Standing,
        (db) => db`
          select json_build_object('digest', digest, 'status', status, 'entityTag', entity_tag, 'answer', encode(answer, 'base64')) as row
          from kept_answers where user_id = ${person} and key = ${key}`
      )
      // Gone between the two statements: it was released, and the next try claims it.
      if (standing === undefined) return { _tag: "UnderWay" }
      if (standing.digest !== digest) return { _tag: "Reused" }
      if (standing.answer === null || standing.status === null) return { _tag: "UnderWay" }
      const body = open(Buffer.from(standing.answer, "base64"), placeOf(person, key))
      return { _tag: "Answered", answer: { status: standing.status, entityTag: standing.entityTag, body } }
    }),

    keep: (person, key, claim, { status, entityTag, body }) =>
      Effect.asVoid(
        database.run(
          (db) => db`
            update kept_answers set status = ${status}, entity_tag = ${entityTag}, answer = ${seal(body, placeOf(person, key))}
            where user_id = ${person} and key = ${key} and claim = ${claim}`
        )
      ),

    release: (person, key, claim) =>
      Effect.asVoid(
        database.run((db) => db`delete from kept_answers where user_id = ${person} and key = ${key} and claim = ${claim}`)
      )
  })
}

/** `master`: the installation's secret, the same on every node. */
export const keptAnswersLayer = (master: Uint8Array) =>
  Layer.effect(
    KeptAnswers,
    Effect.gen(function* () {
      const database = yield* Database
      const sweep = database.run((db) => db`delete from kept_answers where claimed_at < now() - ${kept}::interval`)
      yield* sweep.pipe(Effect.ignore, Effect.repeat(Schedule.spaced("1 hour")), Effect.delay("1 minute"), Effect.forkScoped)
      return keptAnswersIn(database, master)
    })
  )
