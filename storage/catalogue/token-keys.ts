/**
 * The keys of access tokens as rows, which all nodes share. Who changes them takes turns under a lock and sees the newest
 * rows, so that two nodes whose clocks strike together make one successor; the others hear of it at once.
 */
import { Context, Effect, Layer, Schema, type Scope } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import type { TransactionSql } from "postgres"
import { AuditLog } from "../audit/audit-log.ts"
import { type Changer, doneBy } from "../audit/changer.ts"
import { Database } from "../database.ts"
import { listening } from "../listening.ts"
import type { Sql } from "../sql.ts"

export interface StoredTokenKey {
  /** RFC 7638 thumbprint of the public half. */
  readonly kid: string
  /** The private half, wrapped. */
  readonly wrapped: Buffer
  /** ms since 1970, by the clock of whoever made it. */
  readonly signsFrom: number
}

export interface KeyChange {
  readonly add: ReadonlyArray<StoredTokenKey>
  readonly forget: ReadonlyArray<string>
}

export class TokenKeyRows extends Context.Service<
  TokenKeyRows,
  {
    /** All of them, the oldest first. */
    readonly all: Effect.Effect<ReadonlyArray<StoredTokenKey>, StorageUnavailable>
    /**
     * Applies what `decide` makes of the newest rows, one after another over all nodes; answers the rows after it. `by`: who
     * has it done out of turn.
     */
    readonly change: (
      decide: (rows: ReadonlyArray<StoredTokenKey>) => KeyChange,
      by?: Changer
    ) => Effect.Effect<ReadonlyArray<StoredTokenKey>, StorageUnavailable>
    /** Calls `listener` after each change, on whichever node, and after a lost connection, for as long as the scope lives. */
    readonly watch: (listener: () => void) => Effect.Effect<void, StorageUnavailable, Scope.Scope>
  }
>()("stoa/storage/TokenKeyRows") {}

const channel = "stoa_token_keys"

const Row = Schema.Struct({ kid: Schema.String, wrapped: Schema.String, signsFrom: Schema.Finite })
const decodeRows = Schema.decodeUnknownSync(Schema.Array(Row))

const read = async (sql: Sql | TransactionSql<{ bigint: number }>): Promise<ReadonlyArray<StoredTokenKey>> => {
  const rows = await sql<Array<{ row: unknown }>>`
    select json_build_object('kid', kid, 'wrapped', encode(wrapped, 'base64'),
      'signsFrom', (extract(epoch from signs_from) * 1000)::double precision) as row
    from token_keys order by signs_from, kid`
  return decodeRows(rows.map(({ row }) => row)).map((row) => ({ ...row, wrapped: Buffer.from(row.wrapped, "base64") }))
}

const rowsIn = ({ run }: Database["Service"], log: AuditLog["Service"]): TokenKeyRows["Service"] =>
  TokenKeyRows.of({
    all: run(read),

    change: (decide, by) =>
      log.transaction(async (db, note) => {
        await db`select pg_advisory_xact_lock(hashtext(${channel}))`
        const before = await read(db)
        const { add, forget } = decide(before)
        for (const { kid, wrapped, signsFrom } of add)
          await db`
            insert into token_keys (kid, wrapped, signs_from) values (${kid}, ${wrapped}, to_timestamp(${signsFrom / 1000}))`
        for (const kid of forget) await db`delete from token_keys where kid = ${kid}`
        if (add.length + forget.length > 0) await db`select pg_notify(${channel}, '')`
        if (by !== undefined) {
          const details = { from: before.at(-1)?.kid ?? null, to: add.at(-1)?.kid ?? null, forgotten: forget.length }
          note({ action: "key.signing_rotated", ...doneBy(by, "token_key", null), details })
        }
        return read(db)
      }),

    watch: (listener) => listening({ run }, channel, listener, listener)
  })

export const tokenKeyRowsLayer = Layer.effect(
  TokenKeyRows,
  Effect.map(Effect.all([Database, AuditLog]), (parts) => rowsIn(...parts))
)
