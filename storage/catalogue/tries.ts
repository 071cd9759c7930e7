/**
 * Tries at something that has to be guessed, counted for an account and an address together: whoever guesses locks out
 * themselves, and not the owner somewhere else. A try is taken before it is looked at, in one statement, so that a hundred
 * at once are not a hundred, on all nodes together.
 */
import { Context, Effect, Layer, Schedule, Schema } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import type { Millis } from "../../protocol/time.ts"
import { Database } from "../database.ts"
import { firstRow } from "./rows.ts"

export interface Trier {
  /** 32 bytes that name the account, and say nothing about it. */
  readonly account: Uint8Array
  readonly address: string
}

export interface Allowance {
  /** So many within `window`; after the last one, none for as long. */
  readonly most: number
  readonly window: Millis
}

export class Tries extends Context.Service<
  Tries,
  {
    /** Takes one; `undefined`, or how long there is none (ms). */
    readonly take: (who: Trier, allowance: Allowance) => Effect.Effect<number | undefined, StorageUnavailable>
    /** It was right: forgets what was counted. */
    readonly clear: (who: Trier) => Effect.Effect<void, StorageUnavailable>
  }
>()("stoa/storage/Tries") {}

const Taken = Schema.Struct({ taken: Schema.Boolean, waitMs: Schema.NullOr(Schema.Finite) })

const triesIn = (database: Database["Service"]): Tries["Service"] => {
  const first = firstRow(database)
  return Tries.of({
    take: ({ account, address }, { most, window }) =>
      first(
        Taken,
        (db) => db`
          with taken as (
            insert into tries as t (account, address, count, locked_until)
            values (${Buffer.from(account)}, ${address}, 1,
              case when ${most} <= 1 then now() + make_interval(secs => ${window / 1000}) end)
            on conflict (account, address) do update set
              count = case when t.locked_until is not null or t.since <= now() - make_interval(secs => ${window / 1000})
                then 1 else t.count + 1 end,
              since = case when t.locked_until is not null or t.since <= now() - make_interval(secs => ${window / 1000})
                then now() else t.since end,
              locked_until = case
                when t.locked_until is not null or t.since <= now() - make_interval(secs => ${window / 1000})
                  then case when ${most} <= 1 then now() + make_interval(secs => ${window / 1000}) end
                when t.count + 1 >= ${most} then now() + make_interval(secs => ${window / 1000}) end
            where t.locked_until is null or t.locked_until <= now()
            returning 1
          )
          select json_build_object(
            'taken', exists (select 1 from taken),
            'waitMs', (select extract(epoch from locked_until - now()) * 1000 from tries
              where account = ${Buffer.from(account)} and address = ${address})) as row`
      ).pipe(
        // Locked by a try of the same moment, the row that this statement sees may not say until when.
        Effect.map((row) => (row?.taken === true ? undefined : Math.max(1_000, Math.ceil(row?.waitMs ?? window))))
      ),

    clear: ({ account, address }) =>
      database
        .run((db) => db`delete from tries where account = ${Buffer.from(account)} and address = ${address}`)
        .pipe(Effect.asVoid)
  })
}

/** What nobody tried for a day is over, whatever the allowance was. */
const sweep = (database: Database["Service"]) =>
  database
    .run((db) => db`delete from tries where since < now() - interval '1 day'`)
    .pipe(
      Effect.tapError((error) => Effect.logWarning("Old tries could not be deleted", { reason: error.message })),
      Effect.ignore
    )

export const triesLayer = Layer.effect(
  Tries,
  Effect.gen(function* () {
    const database = yield* Database
    yield* sweep(database).pipe(Effect.repeat(Schedule.spaced("1 hour")), Effect.forkScoped)
    return triesIn(database)
  })
)
