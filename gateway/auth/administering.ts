/** What administrators do to accounts: open by invitation, give a role, close and open again. */
import { Context, Effect, Layer } from "effect"
import { randomBytes } from "node:crypto"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { UserId } from "../../protocol/ids.ts"
import type { Person, Role } from "../../protocol/principal.ts"
import type { Invitation } from "../../protocol/rest/people.ts"
import { AccountChanges } from "../../storage/catalogue/account-changes.ts"
import { type Activity, ActivityLog } from "../../storage/catalogue/activity.ts"
import { type Account, type AccountFilter, type Changed, Directory } from "../../storage/catalogue/directory.ts"
import type { Found, Part } from "../../storage/catalogue/browsing.ts"
import { People } from "../../storage/catalogue/people.ts"
import { canonicalEmail } from "../../storage/personal-fields.ts"
import type { Origin } from "../address.ts"
import { knownZone } from "./accounts.ts"
import { Passwords } from "./passwords.ts"
import { Revocations } from "./revocations.ts"
import { stored } from "./stored.ts"

export class Administering extends Context.Service<
  Administering,
  {
    readonly find: (filter: AccountFilter, part: Part) => Effect.Effect<Found<Account>, Refusal>
    /** An account without a password that anybody knows; its owner chooses one by the link that is mailed. */
    readonly invite: (by: Person, invitation: Invitation, from: Origin) => Effect.Effect<Account, Refusal>
    readonly inviteAgain: (by: Person, id: UserId, from: Origin) => Effect.Effect<void, Refusal>
    readonly setRole: (by: Person, id: UserId, role: Role, from: Origin) => Effect.Effect<Account, Refusal>
    readonly setActive: (by: Person, id: UserId, active: boolean, from: Origin) => Effect.Effect<Account, Refusal>
  }
>()("stoa/gateway/Administering") {}

export const administeringLayer = Layer.effect(
  Administering,
  Effect.gen(function* () {
    const directory = yield* Directory
    const changes = yield* AccountChanges
    const passwords = yield* Passwords
    const people = yield* People
    const revocations = yield* Revocations
    const log = yield* ActivityLog
    const record = (action: Activity["action"], by: Person, id: UserId, from: Origin) =>
      Effect.sync(() => log.record({ action, userId: by.userId, subject: { type: "learner", id }, ...from }))

    const account = Effect.fn("Administering.account")(function* (id: UserId) {
      return (yield* stored(directory.read(id))) ?? (yield* Effect.fail(refuse("not_found")))
    })
    /** Other nodes hear of the sessions through the database; this one need not wait for that. */
    const settled = Effect.fn("Administering.settled")(function* (id: UserId, changed: Changed) {
      if (changed === "unknown") return yield* Effect.fail(refuse("not_found"))
      if (changed === "last") return yield* Effect.fail(refuse("last_administrator"))
      for (const session of changed.ended) revocations.revoke(session)
      return yield* account(id)
    })

    return Administering.of({
      find: (filter, part) => stored(directory.find(filter, part)),

      invite: Effect.fn("Administering.invite")(function* (by, invitation, from) {
        const email = canonicalEmail(invitation.email)
        const timeZone = invitation.time_zone ?? "UTC"
        if (!knownZone(timeZone)) return yield* Effect.fail(refuse("invalid", { field: "time_zone" }))
        const passwordHash = yield* passwords.hash(randomBytes(32).toString("base64"))
        const { role, first_name: firstName, last_name: lastName, organization } = invitation
        const invited = { email, passwordHash, role, firstName, lastName, timeZone }
        const id = yield* stored(changes.invite(invited, { person: by.userId, from }))
        if (id === undefined) return yield* Effect.fail(refuse("email_taken", { field: "email" }))
        if (organization !== undefined) yield* stored(people.changeProfile(id, { organization }, "any"))
        yield* record("account_invited", by, id, from)
        return yield* account(id)
      }),

      inviteAgain: Effect.fn("Administering.inviteAgain")(function* (by, id, from) {
        const { email, isActive, emailConfirmed } = yield* account(id)
        if (!isActive || emailConfirmed || email === null) return yield* Effect.fail(refuse("illegal_transition"))
        yield* stored(changes.inviteAgain(id, email, { person: by.userId, from }))
        yield* record("account_invited", by, id, from)
      }),

      setRole: Effect.fn("Administering.setRole")(function* (by, id, role, from) {
        const changed = yield* settled(id, yield* stored(directory.setRole(id, role, { person: by.userId, from })))
        yield* record("role_changed", by, id, from)
        return changed
      }),

      setActive: Effect.fn("Administering.setActive")(function* (by, id, active, from) {
        const changed = yield* settled(id, yield* stored(directory.setActive(id, active, { person: by.userId, from })))
        yield* record(active ? "account_reopened" : "account_closed", by, id, from)
        return changed
      })
    })
  })
)
