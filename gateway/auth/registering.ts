/**
 * Registering, and confirming an address. Where addresses have to be confirmed, an account opens only once its mail was
 * read: until then it is a request, and logging in with it is refused like any unknown account. Whether an address has an
 * account already decides about the mail and about nothing that whoever asks can see or measure.
 */
import { Context, Effect, Layer } from "effect"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { UserId } from "../../protocol/ids.ts"
import type { Registration } from "../../protocol/rest/accounts.ts"
import { minutes } from "../../protocol/time.ts"
import { AccountChanges } from "../../storage/catalogue/account-changes.ts"
import { type Activity, ActivityLog } from "../../storage/catalogue/activity.ts"
import { People } from "../../storage/catalogue/people.ts"
import { Registrations } from "../../storage/catalogue/registrations.ts"
import { Links } from "../../storage/mail/links.ts"
import { canonicalEmail } from "../../storage/personal-fields.ts"
import type { Origin } from "../address.ts"
import { addressName } from "../live/origin.ts"
import { Accounts, type Entered, knownZone } from "./accounts.ts"
import { Limit, limited } from "./limits.ts"
import { Passwords } from "./passwords.ts"
import { stored } from "./stored.ts"

export class Registering extends Context.Service<
  Registering,
  {
    /** `undefined`: a mail is on its way. */
    readonly register: (registration: Registration, from: Origin) => Effect.Effect<Entered | undefined, Refusal>
    readonly remind: (email: string, from: Origin) => Effect.Effect<void, Refusal>
    /** The address that is confirmed with it. */
    readonly confirm: (link: string, from: Origin) => Effect.Effect<string, Refusal>
  }
>()("stoa/gateway/Registering") {}

/** `confirmEmail`: whether an account opens only once its address was confirmed. */
export const registeringLayer = ({ confirmEmail }: { readonly confirmEmail: boolean }) =>
  Layer.effect(
    Registering,
    Effect.gen(function* () {
      const accounts = yield* Accounts
      const changes = yield* AccountChanges
      const links = yield* Links
      const passwords = yield* Passwords
      const people = yield* People
      const registrations = yield* Registrations
      const log = yield* ActivityLog
      const record = (action: Activity["action"], userId: UserId, from: Origin) =>
        Effect.sync(() => log.record({ action, userId, subject: undefined, ...from }))

      const askers = new Limit({ burst: 300, over: minutes(60), keys: 20_000 })
      // Against filling somebody's mailbox; by what was typed, so that it tells nothing either.
      const mails = new Limit({ burst: 5, over: minutes(60), keys: 50_000 })
      const confirmations = new Limit({ burst: 300, over: minutes(60), keys: 20_000 })
      const askedFor = (email: string, from: Origin) =>
        Effect.andThen(limited(askers, addressName(from.address)), limited(mails, email))

      const open = Effect.fn("Registering.open")(function* (id: string, link: string, from: Origin) {
        const asked = yield* stored(registrations.read(id))
        if (asked === undefined) return yield* Effect.fail(refuse("link_over"))
        const opened = yield* stored(people.add({ ...asked, role: "student" }))
        yield* stored(registrations.close(id, link))
        if (opened === undefined) return yield* Effect.fail(refuse("email_taken"))
        yield* stored(changes.confirmed(opened))
        yield* record("register", opened, from)
        return asked.email
      })

      const move = Effect.fn("Registering.move")(function* (person: UserId, link: string, from: Origin) {
        const before = yield* accounts.profile(person)
        const outcome = yield* stored(changes.changeEmail(link, person, before.email, { person, from }))
        if (outcome !== "changed") return yield* Effect.fail(refuse(outcome === "taken" ? "email_taken" : "link_over"))
        yield* record("email_changed", person, from)
        return (yield* accounts.profile(person)).email
      })

      return Registering.of({
        register: Effect.fn("Registering.register")(function* (registration, from) {
          if (!confirmEmail) return yield* accounts.register(registration, from)
          const email = canonicalEmail(registration.email)
          yield* askedFor(email, from)
          const timeZone = registration.time_zone ?? "UTC"
          if (!knownZone(timeZone)) return yield* Effect.fail(refuse("invalid", { field: "time_zone" }))
          const weakness = passwords.weakness(registration.password, email)
          if (weakness !== undefined) return yield* Effect.fail(weakness)
          const passwordHash = yield* passwords.hash(registration.password)
          const { first_name: firstName, last_name: lastName } = registration
          yield* stored(registrations.add({ email, passwordHash, firstName, lastName, timeZone }))
          return undefined
        }),

        remind: Effect.fn("Registering.remind")(function* (offered, from) {
          const email = canonicalEmail(offered)
          yield* askedFor(email, from)
          yield* stored(registrations.remind(email))
        }),

        confirm: Effect.fn("Registering.confirm")(function* (given, from) {
          yield* limited(confirmations, addressName(from.address))
          const link = yield* stored(links.read(given))
          if (link?.purpose === "registration" && link.registrationId !== null)
            return yield* open(link.registrationId, link.id, from)
          if (link?.purpose === "email_change" && link.userId !== null) return yield* move(link.userId, link.id, from)
          return yield* Effect.fail(refuse("link_over"))
        })
      })
    })
  )
