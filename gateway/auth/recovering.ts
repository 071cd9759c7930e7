/**
 * A forgotten password. Asking for a new one writes one row and answers, for any address alike; who it is decides when the
 * mail leaves. Choosing it ends every log-in, and the owner hears of it by mail.
 */
import { Context, Effect, Layer } from "effect"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { minutes } from "../../protocol/time.ts"
import { AccountChanges } from "../../storage/catalogue/account-changes.ts"
import { ActivityLog } from "../../storage/catalogue/activity.ts"
import { People } from "../../storage/catalogue/people.ts"
import { Links } from "../../storage/mail/links.ts"
import { MailOutbox } from "../../storage/mail/outbox.ts"
import { canonicalEmail } from "../../storage/personal-fields.ts"
import type { Origin } from "../address.ts"
import { addressName } from "../live/origin.ts"
import { Limit, limited } from "./limits.ts"
import { Passwords } from "./passwords.ts"
import { Revocations } from "./revocations.ts"
import { stored } from "./stored.ts"

export class Recovering extends Context.Service<
  Recovering,
  {
    readonly forgot: (email: string, from: Origin) => Effect.Effect<void, Refusal>
    /** Whose password it is, and how many log-ins ended. */
    readonly reset: (
      link: string,
      password: string,
      from: Origin
    ) => Effect.Effect<{ readonly email: string; readonly ended: number }, Refusal>
  }
>()("stoa/gateway/Recovering") {}

export const recoveringLayer = Layer.effect(
  Recovering,
  Effect.gen(function* () {
    const changes = yield* AccountChanges
    const links = yield* Links
    const outbox = yield* MailOutbox
    const passwords = yield* Passwords
    const people = yield* People
    const revocations = yield* Revocations
    const log = yield* ActivityLog

    const askers = new Limit({ burst: 300, over: minutes(60), keys: 20_000 })
    // Against filling somebody's mailbox; by what was typed, so that it does not tell whether there is an account.
    const mails = new Limit({ burst: 5, over: minutes(60), keys: 50_000 })
    const choices = new Limit({ burst: 300, over: minutes(60), keys: 20_000 })

    return Recovering.of({
      forgot: Effect.fn("Recovering.forgot")(function* (offered, from) {
        const email = canonicalEmail(offered)
        yield* limited(askers, addressName(from.address))
        yield* limited(mails, email)
        yield* stored(outbox.post({ kind: "password_reset", to: email }))
        log.record({ action: "password_forgotten", userId: undefined, subject: undefined, ...from })
      }),

      reset: Effect.fn("Recovering.reset")(function* (given, password, from) {
        yield* limited(choices, addressName(from.address))
        const over = refuse("link_over")
        const link = yield* stored(links.read(given))
        if (link === undefined || link.userId === null) return yield* Effect.fail(over)
        if (link.purpose !== "password_reset" && link.purpose !== "invitation") return yield* Effect.fail(over)
        const profile = yield* stored(people.profile(link.userId))
        const credential = profile === undefined ? undefined : yield* stored(people.credential(profile.email))
        if (profile === undefined || credential?.active !== true) return yield* Effect.fail(over)
        const weakness = passwords.weakness(password, profile.email)
        if (weakness !== undefined) return yield* Effect.fail(weakness)
        const hash = yield* passwords.hash(password)
        const ended = yield* stored(changes.resetPassword(link.id, profile.id, profile.email, hash, { person: profile.id, from }))
        if (ended === undefined) return yield* Effect.fail(over)
        for (const session of ended) revocations.revoke(session)
        log.record({ action: "password_reset", userId: profile.id, subject: undefined, ...from })
        return { email: profile.email, ended: ended.length }
      })
    })
  })
)
