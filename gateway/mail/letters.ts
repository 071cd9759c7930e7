/**
 * Makes a mail of what the outbox says. What somebody asked for by address alone is decided here, where nobody waits for an
 * answer: an account that exists and one that does not make the same work at the door.
 */
import { Context, Effect, Layer } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { minutes, type Millis } from "../../protocol/time.ts"
import { People } from "../../storage/catalogue/people.ts"
import { type LinkPurpose, Links } from "../../storage/mail/links.ts"
import type { Mail } from "../../storage/mail/outbox.ts"
import * as Texts from "./texts.ts"

const lives: Readonly<Record<LinkPurpose, Millis>> = {
  registration: minutes(24 * 60),
  email_change: minutes(24 * 60),
  password_reset: minutes(60),
  invitation: minutes(7 * 24 * 60)
}

export class Letters extends Context.Service<
  Letters,
  {
    /** `undefined`: there is nothing to write. `to` is the mail's recipient. */
    readonly write: (mail: Mail, to: string) => Effect.Effect<Texts.MailText | undefined, StorageUnavailable>
  }
>()("stoa/gateway/Letters") {}

/** `publicUrl`: where people reach this installation. */
export const lettersLayer = (publicUrl: string) =>
  Layer.effect(
    Letters,
    Effect.gen(function* () {
      const people = yield* People
      const links = yield* Links

      const link = (mail: Mail, purpose: LinkPurpose, of: Partial<Pick<Mail, "userId" | "registrationId">>) =>
        Effect.map(
          links.offer({
            id: mail.id,
            purpose,
            userId: of.userId ?? null,
            registrationId: of.registrationId ?? null,
            address: purpose === "email_change" ? mail.sealed : null,
            lifeMs: lives[purpose]
          }),
          (made) => Texts.addressOf(publicUrl, purpose, made)
        )

      return Letters.of({
        write: Effect.fn("Letters.write")(function* (mail, to) {
          switch (mail.kind) {
            case "registration": {
              const known = yield* people.credential(to)
              if (known !== undefined) return known.active ? Texts.addressKnown() : undefined
              if (mail.registrationId === null) return undefined
              return Texts.confirmRegistration(yield* link(mail, "registration", mail))
            }
            case "password_reset": {
              const known = yield* people.credential(to)
              if (known?.active !== true) return undefined
              return Texts.resetPassword(yield* link(mail, "password_reset", known))
            }
            case "email_change": {
              const known = yield* people.credential(to)
              if (known !== undefined) return known.active ? Texts.addressKnown() : undefined
              return Texts.confirmAddress(yield* link(mail, "email_change", { userId: mail.userId }))
            }
            case "invitation":
              return Texts.invitation(yield* link(mail, "invitation", { userId: mail.userId }))
            case "password_changed":
              return Texts.passwordChanged()
            case "email_changed":
              return Texts.addressChanged()
            case "mfa_reset":
              return Texts.secondFactorReset()
            case "course_invitation": {
              const found = yield* links.courseInvitation(mail.id)
              if (found === undefined) return undefined
              return Texts.courseInvitation(
                found.title,
                Texts.addressOf(publicUrl, "course_invitation", found.token),
                found.until
              )
            }
          }
        })
      })
    })
  )
