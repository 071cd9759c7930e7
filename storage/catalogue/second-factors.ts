/**
 * Second factors as rows. The secret is sealed under the person's key, bound to its row and column; recovery codes are
 * hashes. Whatever is good once is used up by the statement that finds it good, so that of two at once one is refused.
 */
import { Context, Effect, Layer, Schema } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { UserId } from "../../protocol/ids.ts"
import { AuditLog } from "../audit/audit-log.ts"
import { type Changer, doneBy } from "../audit/changer.ts"
import { Database } from "../database.ts"
import { Keys } from "../keys/keys.ts"
import { openField, sealField } from "../sealing.ts"
import { firstRow } from "./rows.ts"

export interface SecondFactor {
  /** As `enrol` was given it. */
  readonly secret: string
  /** Before that it is not asked for. */
  readonly confirmed: boolean
  /** Wrong codes in a row. */
  readonly failures: number
  readonly recoveryCodesLeft: number
}

export class SecondFactors extends Context.Service<
  SecondFactors,
  {
    /** `undefined`: there is none, nor one that was begun. */
    readonly of: (person: UserId) => Effect.Effect<SecondFactor | undefined, StorageUnavailable>
    /** Begins one, in the place of one that was only begun; `false` where one is confirmed. */
    readonly enrol: (person: UserId, secret: string) => Effect.Effect<boolean, StorageUnavailable>
    /** From here on it is asked for, with these recovery codes; `false` where none was begun, or it is confirmed already. */
    readonly confirm: (
      person: UserId,
      step: number,
      codes: ReadonlyArray<Uint8Array>,
      by: Changer
    ) => Effect.Effect<boolean, StorageUnavailable>
    /** Uses up the code of a step of time; `false` when it, or a newer one, was taken before. */
    readonly takeStep: (person: UserId, step: number) => Effect.Effect<boolean, StorageUnavailable>
    /** Uses up a recovery code; `false` when it is none, or was used. */
    readonly takeRecoveryCode: (person: UserId, hash: Uint8Array) => Effect.Effect<boolean, StorageUnavailable>
    readonly failed: (person: UserId) => Effect.Effect<void, StorageUnavailable>
    readonly replaceRecoveryCodes: (
      person: UserId,
      codes: ReadonlyArray<Uint8Array>,
      by: Changer
    ) => Effect.Effect<void, StorageUnavailable>
    /** `false`: there was none. */
    readonly remove: (person: UserId, by: Changer) => Effect.Effect<boolean, StorageUnavailable>
    /** A second factor was shown in this log-in. */
    readonly passed: (session: string) => Effect.Effect<void, StorageUnavailable>
    readonly hasPassed: (session: string) => Effect.Effect<boolean, StorageUnavailable>
    /** An exam of theirs is running at this moment. */
    readonly isSitting: (person: UserId) => Effect.Effect<boolean, StorageUnavailable>
  }
>()("stoa/storage/SecondFactors") {}

const Row = Schema.Struct({
  sealed: Schema.String,
  confirmed: Schema.Boolean,
  failures: Schema.Int,
  recoveryCodesLeft: Schema.Int
})
const Changed = Schema.Struct({ id: UserId })
const Passed = Schema.Struct({ passed: Schema.Boolean })

const placeOf = (person: UserId): string => `person ${person} mfa secret`
const hashesOf = (codes: ReadonlyArray<Uint8Array>): string => codes.map((code) => Buffer.from(code).toString("hex")).join(",")

const factorsIn = (database: Database["Service"], keys: Keys["Service"], log: AuditLog["Service"]): SecondFactors["Service"] => {
  const first = firstRow(database)
  const changed = (row: typeof Changed.Type | undefined) => row !== undefined

  return SecondFactors.of({
    of: Effect.fnUntraced(function* (person) {
      const row = yield* first(
        Row,
        (db) => db`
          select json_build_object('sealed', secret_sealed, 'confirmed', confirmed_at is not null, 'failures', failures,
            'recoveryCodesLeft', (select count(*) from mfa_recovery_codes c where c.user_id = m.user_id and used_at is null)) as row
          from mfa m where user_id = ${person}`
      )
      const key = row === undefined ? undefined : (yield* keys.load([person])).get(person)
      if (row === undefined || key?._tag !== "PersonKey") return undefined
      const { sealed, ...rest } = row
      return { ...rest, secret: openField(key, person, sealed, placeOf(person)) }
    }),

    enrol: Effect.fnUntraced(function* (person, secret) {
      const key = (yield* keys.ensure([person])).get(person)
      if (key?._tag !== "PersonKey") return false
      const sealed = sealField(key, person, secret, placeOf(person))
      return changed(
        yield* first(
          Changed,
          (db) => db`
            insert into mfa as m (user_id, secret_sealed) values (${person}, ${sealed})
            on conflict (user_id) do update set secret_sealed = excluded.secret_sealed, created_at = now(), failures = 0
            where m.confirmed_at is null
            returning json_build_object('id', user_id) as row`
        )
      )
    }),

    confirm: (person, step, codes, by) =>
      log.transaction(async (db, note) => {
        const confirmed = await db`
          with confirmed as (
            update mfa set confirmed_at = now(), last_step = ${step}, failures = 0
            where user_id = ${person} and confirmed_at is null returning user_id
          ), coded as (
            insert into mfa_recovery_codes (user_id, hash)
            select user_id, decode(hash, 'hex') from confirmed, unnest(string_to_array(${hashesOf(codes)}::text, ',')) as hash
          )
          select user_id from confirmed`
        if (confirmed.length === 0) return false
        note({ action: "user.mfa_enabled", ...doneBy(by, "user", person), details: {} })
        return true
      }),

    takeStep: (person, step) =>
      first(
        Changed,
        (db) => db`
          update mfa set last_step = ${step}, failures = 0
          where user_id = ${person} and confirmed_at is not null and last_step < ${step}
          returning json_build_object('id', user_id) as row`
      ).pipe(Effect.map(changed)),

    takeRecoveryCode: (person, hash) =>
      first(
        Changed,
        (db) => db`
          with used as (
            update mfa_recovery_codes set used_at = now()
            where user_id = ${person} and hash = ${Buffer.from(hash)} and used_at is null returning user_id
          )
          update mfa set failures = 0 from used where mfa.user_id = used.user_id and confirmed_at is not null
          returning json_build_object('id', mfa.user_id) as row`
      ).pipe(Effect.map(changed)),

    failed: (person) =>
      database.run((db) => db`update mfa set failures = failures + 1 where user_id = ${person}`).pipe(Effect.asVoid),

    replaceRecoveryCodes: (person, codes, by) =>
      log.transaction(async (db, note) => {
        await db`
          with gone as (delete from mfa_recovery_codes where user_id = ${person})
          insert into mfa_recovery_codes (user_id, hash)
          select user_id, decode(hash, 'hex') from mfa, unnest(string_to_array(${hashesOf(codes)}::text, ',')) as hash
          where user_id = ${person} and confirmed_at is not null`
        note({ action: "user.recovery_codes_renewed", ...doneBy(by, "user", person), details: {} })
      }),

    remove: (person, by) =>
      log.transaction(async (db, note) => {
        const { count } = await db`delete from mfa where user_id = ${person}`
        if (count === 0) return false
        note({ action: "user.mfa_disabled", ...doneBy(by, "user", person), details: {} })
        return true
      }),

    passed: (session) =>
      database.run((db) => db`update user_sessions set second_factor = true where id = ${session}`).pipe(Effect.asVoid),

    hasPassed: (session) =>
      first(
        Passed,
        (db) => db`select json_build_object('passed', second_factor) as row from user_sessions where id = ${session}`
      ).pipe(Effect.map((row) => row?.passed === true)),

    isSitting: (person) =>
      Effect.map(
        database.run(
          (db) => db`
            select 1 from attempts
            where user_id = ${person} and sitting_id is not null and started_at is not null and ended_at is null limit 1`
        ),
        (rows) => rows.length > 0
      )
  })
}

export const secondFactorsLayer = Layer.effect(
  SecondFactors,
  Effect.map(Effect.all([Database, Keys, AuditLog]), (parts) => factorsIn(...parts))
)
