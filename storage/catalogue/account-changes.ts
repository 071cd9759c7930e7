/**
 * Changes of an account that end log-ins or send mail, each with all that follows from it in one transaction: a password
 * that changed while its thief stays logged in would be worth little.
 */
import { Context, Effect, Layer, Schema } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { UserId } from "../../protocol/ids.ts"
import { AuditLog } from "../audit/audit-log.ts"
import { type Changer, doneBy } from "../audit/changer.ts"
import { Database } from "../database.ts"
import { MailSecret } from "../mail/mail-secret.ts"
import { MailOutbox } from "../mail/outbox.ts"
import { type ExpectedRevision, type NewPerson, People, type ProfileChange, type ProfileChanged, type Within } from "./people.ts"
import { endSession, endSessions } from "./sessions.ts"

/** Sessions that ended with it. */
export type Ended = ReadonlyArray<string>

export class AccountChanges extends Context.Service<
  AccountChanges,
  {
    /** By a mailed link, which is used up, as are the account's others of its kind; `undefined`: it was used already. */
    readonly resetPassword: (
      link: string,
      person: UserId,
      email: string,
      passwordHash: string,
      by: Changer
    ) => Effect.Effect<Ended | undefined, StorageUnavailable>
    /** An administrator took it away: the person hears of it by mail, and all their log-ins end. */
    readonly resetSecondFactor: (person: UserId, email: string, by: Changer) => Effect.Effect<Ended, StorageUnavailable>
    /** By who knew the old one. `keep`: the session that stays. */
    readonly changePassword: (
      person: UserId,
      email: string,
      passwordHash: string,
      keep: string,
      by: Changer
    ) => Effect.Effect<Ended, StorageUnavailable>
    /** To the address that the link was mailed to. `taken`: another account has it by now. */
    readonly changeEmail: (
      link: string,
      person: UserId,
      oldEmail: string,
      by: Changer
    ) => Effect.Effect<"changed" | "taken" | "over", StorageUnavailable>
    /** An account whose owner chooses a password by the link that is mailed; `undefined`: the address is taken. */
    readonly invite: (invited: NewPerson, by: Changer) => Effect.Effect<UserId | undefined, StorageUnavailable>
    readonly inviteAgain: (person: UserId, email: string, by: Changer) => Effect.Effect<void, StorageUnavailable>
    /** Somebody else's: one's own is one's own business. */
    readonly changeProfile: (
      person: UserId,
      change: ProfileChange,
      expected: ExpectedRevision,
      by: Changer
    ) => Effect.Effect<ProfileChanged, StorageUnavailable>
    /** Log-ins that their owner ends: one of them, or all of them where none is named. */
    readonly endSessions: (person: UserId, session: string | undefined, by: Changer) => Effect.Effect<Ended, StorageUnavailable>
    /** The owner was shown to read mail at the account's address. */
    readonly confirmed: (person: UserId) => Effect.Effect<void, StorageUnavailable>
  }
>()("stoa/storage/AccountChanges") {}

const isUserId = Schema.is(UserId)

/** The transaction found the link used: it is undone. */
class LinkUsed extends Error {}

export const accountChangesLayer = Layer.effect(
  AccountChanges,
  Effect.gen(function* () {
    const database = yield* Database
    const log = yield* AuditLog
    const secret = yield* MailSecret
    const outbox = yield* MailOutbox
    const people = yield* People

    return AccountChanges.of({
      resetPassword: (link, person, email, passwordHash, by) =>
        log.transaction(async (db, note) => {
          const [used] = await db`
              update account_links set used_at = now()
              where id = ${link} and user_id = ${person} and used_at is null and expires_at > now() returning id`
          if (used === undefined) return undefined
          await db`
              update account_links set used_at = now()
              where user_id = ${person} and purpose in ('password_reset', 'invitation') and used_at is null`
          await db`
              update users set password_hash = ${passwordHash}, email_confirmed_at = coalesce(email_confirmed_at, now()),
                updated_at = now()
              where id = ${person}`
          await outbox.enqueue(db, { kind: "password_changed", to: email, userId: person })
          note({ action: "user.password_changed", ...doneBy(by, "user", person), details: { way: "link" } })
          return endSessions(db, person, "password_changed")
        }),
      resetSecondFactor: (person, email, by) =>
        log.transaction(async (db, note) => {
          await db`delete from mfa where user_id = ${person}`
          await outbox.enqueue(db, { kind: "mfa_reset", to: email, userId: person })
          note({ action: "user.mfa_reset", ...doneBy(by, "user", person), details: {} })
          return endSessions(db, person, "mfa_reset")
        }),
      changePassword: (person, email, passwordHash, keep, by) =>
        log.transaction(async (db, note) => {
          await db`update users set password_hash = ${passwordHash}, updated_at = now() where id = ${person}`
          await db`
              update account_links set used_at = now()
              where user_id = ${person} and purpose in ('password_reset', 'invitation') and used_at is null`
          await outbox.enqueue(db, { kind: "password_changed", to: email, userId: person })
          note({ action: "user.password_changed", ...doneBy(by, "user", person), details: { way: "own" } })
          return endSessions(db, person, "password_changed", keep)
        }),
      changeEmail: (link, person, oldEmail, by) =>
        Effect.gen(function* () {
          const [row] = yield* database.run(
            (db) => db<Array<{ address: Buffer }>>`
              select address from account_links
              where id = ${link} and user_id = ${person} and purpose = 'email_change' and used_at is null`
          )
          const email = row === undefined ? undefined : secret.open(row.address, link)
          if (email === undefined) return "over"
          const within: Within = (write) =>
            log.transaction(async (db, note) => {
              const written = await write(db)
              // Links that went to the old address are over, as are other changes that were asked for.
              const used = await db<Array<{ id: string }>>`
                update account_links set used_at = now() where user_id = ${person} and used_at is null returning id`
              if (!used.some(({ id }) => id === link)) throw new LinkUsed("the link was used meanwhile")
              await outbox.enqueue(db, { kind: "email_changed", to: oldEmail, userId: person })
              note({ action: "user.email_changed", ...doneBy(by, "user", person), details: {} })
              return written
            })
          const changed = yield* people
            .changeEmail(person, email, within)
            .pipe(
              Effect.catch((error) => (error.cause instanceof LinkUsed ? Effect.succeed("over" as const) : Effect.fail(error)))
            )
          if (changed === "over") return "over"
          return changed ? "changed" : "taken"
        }),
      invite: (invited, by) =>
        people.add(invited, (write) =>
          log.transaction(async (db, note) => {
            const id = await write(db)
            if (isUserId(id)) {
              await outbox.enqueue(db, { kind: "invitation", to: invited.email, userId: id })
              note({ action: "user.created", ...doneBy(by, "user", id), details: { role: invited.role } })
            }
            return id
          })
        ),
      inviteAgain: (person, email, by) =>
        log.transaction(async (db, note) => {
          await outbox.enqueue(db, { kind: "invitation", to: email, userId: person })
          note({ action: "user.invited_again", ...doneBy(by, "user", person), details: {} })
        }),
      changeProfile: (person, change, expected, by) =>
        people.changeProfile(person, change, expected, (write) =>
          log.transaction(async (db, note) => {
            const written = await write(db)
            if (written === "changed")
              note({ action: "user.changed", ...doneBy(by, "user", person), details: { fields: Object.keys(change) } })
            return written
          })
        ),
      endSessions: (person, session, by) =>
        log.transaction(async (db, note) => {
          const ended =
            session === undefined ? await endSessions(db, person, "logged_out_everywhere") : await endSession(db, person, session)
          if (ended.length > 0)
            note({ action: "user.sessions_ended", ...doneBy(by, "user", person), details: { sessions: ended.length } })
          return ended
        }),
      confirmed: (person) =>
        Effect.asVoid(
          database.run((db) => db`update users set email_confirmed_at = coalesce(email_confirmed_at, now()) where id = ${person}`)
        )
    })
  })
)
