/**
 * The mail outbox: rows written in the transaction that causes a mail, worked off by any node. A node that takes a mail up
 * moves its time on, so that it comes up again if the node dies with it in hand: each is sent at least once.
 */
import { randomUUID } from "node:crypto"
import { Context, Effect, Layer, Schema, type Scope } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { UserId } from "../../protocol/ids.ts"
import { allRows } from "../catalogue/rows.ts"
import { Database } from "../database.ts"
import { listening } from "../listening.ts"
import type { SqlOrTransaction } from "../sql.ts"
import { MailSecret } from "./mail-secret.ts"

export const mailKinds = [
  // Asked for by address, by somebody who may be anybody: whether there is an account decides when the mail leaves.
  "registration",
  "password_reset",
  "email_change",
  // To an account.
  "invitation",
  "password_changed",
  "email_changed",
  "mfa_reset",
  // To an address that may be anybody's; whether there is an account makes no difference at all.
  "course_invitation"
] as const
export const MailKind = Schema.Literals(mailKinds)
export type MailKind = typeof MailKind.Type

export interface Draft {
  /** Where whoever causes it has to know it before. */
  readonly id?: string
  readonly kind: MailKind
  readonly to: string
  readonly userId?: UserId
  readonly registrationId?: string
}

/** A mail taken up, to be settled by `sent`, `later`, `failed` or `dropped`. */
export interface Mail {
  readonly id: string
  readonly kind: MailKind
  /** `undefined`: it does not open: the row was changed. */
  readonly to: string | undefined
  readonly sealed: Buffer
  readonly userId: UserId | null
  readonly registrationId: string | null
  /** How often it was taken up, this time included. */
  readonly attempts: number
  readonly createdAt: Date
}

const Row = Schema.Struct({
  id: Schema.String,
  kind: MailKind,
  recipient: Schema.String,
  userId: Schema.NullOr(UserId),
  registrationId: Schema.NullOr(Schema.String),
  attempts: Schema.Int,
  createdAt: Schema.DateFromString
})

export class MailOutbox extends Context.Service<
  MailOutbox,
  {
    /** To be awaited within the transaction that causes the mail. */
    readonly enqueue: (db: SqlOrTransaction, draft: Draft) => Promise<void>
    /** The same, where the mail is all there is to write. */
    readonly post: (draft: Draft) => Effect.Effect<void, StorageUnavailable>
    /** Calls `listener` when a transaction that causes mail has committed, on whichever node, for as long as the scope lives. */
    readonly watch: (listener: () => void) => Effect.Effect<void, StorageUnavailable, Scope.Scope>
    /** Up to `most` mails that are due, this node's for `leaseMs`. */
    readonly take: (most: number, leaseMs: number) => Effect.Effect<ReadonlyArray<Mail>, StorageUnavailable>
    readonly sent: (id: string) => Effect.Effect<void, StorageUnavailable>
    readonly later: (id: string, ms: number, why: string) => Effect.Effect<void, StorageUnavailable>
    /** Not tried at all, and not counted: nothing can be sent for a while. */
    readonly putBack: (id: string, ms: number) => Effect.Effect<void, StorageUnavailable>
    readonly failed: (id: string, why: string) => Effect.Effect<void, StorageUnavailable>
    /** There is nothing to write to this address. */
    readonly dropped: (id: string) => Effect.Effect<void, StorageUnavailable>
    /** Forgets what was settled, asked for or expired so long ago that nobody will ask. */
    readonly tidy: Effect.Effect<void, StorageUnavailable>
  }
>()("stoa/storage/MailOutbox") {}

const channel = "stoa_mail"
const longest = 300
const storable = (why: string): string => why.slice(0, longest).replaceAll("\u0000", "").toWellFormed()

export const mailOutboxLayer = Layer.effect(
  MailOutbox,
  Effect.gen(function* () {
    const database = yield* Database
    const secret = yield* MailSecret
    const all = allRows(database)

    const enqueue = async (
      db: SqlOrTransaction,
      { id = randomUUID(), kind, to, userId, registrationId }: Draft
    ): Promise<void> => {
      await db`
        with added as (
          insert into mail_outbox (id, kind, recipient, user_id, registration_id)
          values (${id}, ${kind}, ${secret.seal(to, id)}, ${userId ?? null}, ${registrationId ?? null}) returning id
        )
        select pg_notify(${channel}, '')::text as told from added`
    }
    const settle = (id: string, state: "sent" | "failed" | "void", why: string | null) =>
      Effect.asVoid(
        database.run(
          (db) => db`
            update mail_outbox set state = ${state}, done_at = now(), recipient = null, last_error = ${why}
            where id = ${id} and state = 'pending'`
        )
      )

    return MailOutbox.of({
      enqueue,
      post: (draft) => database.run((db) => enqueue(db, draft)),
      watch: (listener) => listening(database, channel, listener),
      take: (most, leaseMs) =>
        Effect.map(
          all(
            Row,
            (db) => db`
              update mail_outbox set attempts = attempts + 1, next_at = now() + ${leaseMs} * interval '1 millisecond'
              where id in (
                select id from mail_outbox where state = 'pending' and next_at <= now()
                order by next_at limit ${most} for update skip locked)
              returning json_build_object('id', id, 'kind', kind, 'recipient', encode(recipient, 'base64'), 'userId', user_id,
                'registrationId', registration_id, 'attempts', attempts, 'createdAt', created_at) as row`
          ),
          (rows) =>
            rows.map(({ recipient, ...mail }): Mail => {
              const sealed = Buffer.from(recipient, "base64")
              return { ...mail, sealed, to: secret.open(sealed, mail.id) }
            })
        ),
      sent: (id) => settle(id, "sent", null),
      failed: (id, why) => settle(id, "failed", storable(why)),
      dropped: (id) => settle(id, "void", null),
      later: (id, ms, why) =>
        Effect.asVoid(
          database.run(
            (db) => db`
              update mail_outbox set next_at = now() + ${ms} * interval '1 millisecond', last_error = ${storable(why)}
              where id = ${id} and state = 'pending'`
          )
        ),
      putBack: (id, ms) =>
        Effect.asVoid(
          database.run(
            (db) => db`
              update mail_outbox set next_at = now() + ${ms} * interval '1 millisecond', attempts = greatest(attempts - 1, 0)
              where id = ${id} and state = 'pending'`
          )
        ),
      tidy: Effect.asVoid(
        database.run((db) =>
          db.begin(async (tx) => {
            await tx`delete from mail_outbox where state <> 'pending' and done_at < now() - interval '30 days'`
            await tx`delete from account_links where expires_at < now() - interval '30 days'`
            await tx`delete from registrations where created_at < now() - interval '30 days'`
          })
        )
      )
    })
  })
)
