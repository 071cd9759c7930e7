/** What somebody who is logged in does to their own account: password, address, profile, devices. */
import { Context, Effect, Layer } from "effect"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { UserId } from "../../protocol/ids.ts"
import type { Person } from "../../protocol/principal.ts"
import { minutes } from "../../protocol/time.ts"
import { AccountChanges } from "../../storage/catalogue/account-changes.ts"
import { type Activity, ActivityLog } from "../../storage/catalogue/activity.ts"
import { type ExpectedRevision, People, type Profile, type ProfileChange } from "../../storage/catalogue/people.ts"
import { type ListedSession, Sessions } from "../../storage/catalogue/sessions.ts"
import { MailOutbox } from "../../storage/mail/outbox.ts"
import { canonicalEmail } from "../../storage/personal-fields.ts"
import type { Origin } from "../address.ts"
import { Accounts, knownZone } from "./accounts.ts"
import { Limit, limited } from "./limits.ts"
import { Passwords } from "./passwords.ts"
import { Revocations } from "./revocations.ts"
import { stored } from "./stored.ts"

export class OwnAccount extends Context.Service<
  OwnAccount,
  {
    /** Ends the other log-ins; answers how many. */
    readonly changePassword: (
      person: Person,
      change: { readonly old: string; readonly new: string },
      from: Origin
    ) => Effect.Effect<number, Refusal>
    /** Has a link sent to the new address; nothing changes before it is used. */
    readonly changeEmail: (person: Person, email: string, password: string, from: Origin) => Effect.Effect<void, Refusal>
    /** Of `id`, who may be somebody else: whether `by` may is the caller's to have asked. */
    readonly changeProfile: (
      by: Person,
      id: UserId,
      change: ProfileChange,
      expected: ExpectedRevision,
      from: Origin
    ) => Effect.Effect<Profile, Refusal>
    readonly sessions: (person: Person) => Effect.Effect<ReadonlyArray<ListedSession>, Refusal>
    readonly endSession: (person: Person, session: string, from: Origin) => Effect.Effect<void, Refusal>
  }
>()("stoa/gateway/OwnAccount") {}

export const ownAccountLayer = Layer.effect(
  OwnAccount,
  Effect.gen(function* () {
    const accounts = yield* Accounts
    const changes = yield* AccountChanges
    const outbox = yield* MailOutbox
    const passwords = yield* Passwords
    const people = yield* People
    const revocations = yield* Revocations
    const sessions = yield* Sessions
    const log = yield* ActivityLog
    const record = (action: Activity["action"], person: Person, from: Origin, about?: UserId) =>
      Effect.sync(() =>
        log.record({
          action,
          userId: person.userId,
          subject: about === undefined ? undefined : { type: "learner", id: about },
          ...from
        })
      )

    // Whoever finds a device unlocked must not get to guess the password at it.
    const guesses = new Limit({ burst: 10, over: minutes(15), keys: 20_000 })
    const mails = new Limit({ burst: 5, over: minutes(60), keys: 20_000 })

    /** The account, once the password given is its own. */
    const proven = Effect.fn("OwnAccount.proven")(function* (person: Person, password: string, field: string, from: Origin) {
      yield* limited(guesses, String(person.userId))
      const profile = yield* accounts.profile(person.userId)
      const credential = yield* stored(people.credential(profile.email))
      if (!(yield* passwords.matches(password, credential?.passwordHash))) {
        yield* record("password_refused", person, from)
        return yield* Effect.fail(refuse("old_password_wrong", { field }))
      }
      guesses.clear(String(person.userId))
      return profile
    })

    return OwnAccount.of({
      changePassword: Effect.fn("OwnAccount.changePassword")(function* (person, change, from) {
        const { email } = yield* proven(person, change.old, "old_password", from)
        const weakness = passwords.weakness(change.new, email)
        if (weakness !== undefined) return yield* Effect.fail({ ...weakness, field: "new_password" })
        const hash = yield* passwords.hash(change.new)
        const ended = yield* stored(
          changes.changePassword(person.userId, email, hash, person.session, { person: person.userId, from })
        )
        for (const session of ended) revocations.revoke(session)
        yield* record("password_changed", person, from)
        return ended.length
      }),

      changeEmail: Effect.fn("OwnAccount.changeEmail")(function* (person, offered, password, from) {
        yield* limited(mails, String(person.userId))
        yield* proven(person, password, "password", from)
        yield* stored(outbox.post({ kind: "email_change", to: canonicalEmail(offered), userId: person.userId }))
        yield* record("email_change_asked", person, from)
      }),

      changeProfile: Effect.fn("OwnAccount.changeProfile")(function* (by, id, change, expected, from) {
        if (change.timeZone !== undefined && !knownZone(change.timeZone))
          return yield* Effect.fail(refuse("invalid", { field: "time_zone" }))
        const changed = yield* stored(
          by.userId === id
            ? people.changeProfile(id, change, expected)
            : changes.changeProfile(id, change, expected, { person: by.userId, from })
        )
        if (changed === "absent") return yield* Effect.fail(refuse("not_found"))
        if (changed === "stale") return yield* Effect.fail(refuse("precondition_failed", { field: "If-Match" }))
        yield* record("profile_changed", by, from, id)
        return yield* accounts.profile(id)
      }),

      sessions: (person) => stored(sessions.listed(person.userId)),

      endSession: Effect.fn("OwnAccount.endSession")(function* (person, session, from) {
        const ended = yield* stored(changes.endSessions(person.userId, session, { person: person.userId, from }))
        if (ended.length === 0) return yield* Effect.fail(refuse("not_found"))
        revocations.revoke(session)
        yield* record("session_ended", person, from)
      })
    })
  })
)
