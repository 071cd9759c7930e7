/**
 * Links that are mailed, each good once: what a link may do stands in its row, and the row is used up by the transaction
 * that does it. Its time runs from when the mail leaves, which may be hours after it was asked for.
 */
import { Context, Effect, Layer, Schema } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { UserId } from "../../protocol/ids.ts"
import { invitationHash } from "../catalogue/invitation-token.ts"
import { firstRow } from "../catalogue/rows.ts"
import { Database } from "../database.ts"
import { MailSecret } from "./mail-secret.ts"

export const linkPurposes = ["registration", "password_reset", "invitation", "email_change"] as const
export const LinkPurpose = Schema.Literals(linkPurposes)
export type LinkPurpose = typeof LinkPurpose.Type

export interface Offer {
  /** Of the mail that carries it: the same mail sent again carries the same link. */
  readonly id: string
  readonly purpose: LinkPurpose
  readonly userId: UserId | null
  readonly registrationId: string | null
  /** For `email_change`: the mail's recipient, sealed for that mail. */
  readonly address: Buffer | null
  readonly lifeMs: number
}

const Link = Schema.Struct({
  id: Schema.String,
  purpose: LinkPurpose,
  userId: Schema.NullOr(UserId),
  registrationId: Schema.NullOr(Schema.String)
})
export type Link = typeof Link.Type

/** An invitation into a course, as its mail tells it. */
const CourseInvitation = Schema.Struct({ title: Schema.String, until: Schema.DateFromString })
export interface CourseInvitation {
  readonly token: string
  readonly title: string
  readonly until: Date
}

export class Links extends Context.Service<
  Links,
  {
    /** Makes the link, or gives it its time anew; the answer is what the mail says. */
    readonly offer: (offer: Offer) => Effect.Effect<string, StorageUnavailable>
    /** What a link would do, if it is one of ours, unused and in time. It is used up by whoever does it. */
    readonly read: (link: string) => Effect.Effect<Link | undefined, StorageUnavailable>
    /** What the mail of this id invites to; `undefined` once that is over, withdrawn or accepted. */
    readonly courseInvitation: (mail: string) => Effect.Effect<CourseInvitation | undefined, StorageUnavailable>
  }
>()("stoa/storage/Links") {}

export const linksLayer = Layer.effect(
  Links,
  Effect.gen(function* () {
    const database = yield* Database
    const secret = yield* MailSecret
    const first = firstRow(database)
    return Links.of({
      offer: ({ id, purpose, userId, registrationId, address, lifeMs }) =>
        Effect.as(
          database.run(
            (db) => db`
              insert into account_links (id, purpose, user_id, registration_id, address, expires_at)
              values (${id}, ${purpose}, ${userId}, ${registrationId}, ${address}, now() + ${lifeMs} * interval '1 millisecond')
              on conflict (id) do update set expires_at = excluded.expires_at where account_links.used_at is null`
          ),
          secret.link(id)
        ),
      courseInvitation: (mail) => {
        const token = secret.invitation(mail)
        return Effect.map(
          first(
            CourseInvitation,
            (db) => db`
              select json_build_object('title', c.title, 'until', i.expires_at) as row
              from course_invitations i join courses c on c.id = i.course_id
              where i.token_hash = ${invitationHash(token)} and i.revoked_at is null and i.expires_at > now()
                and c.status = 'published' and not exists (select 1 from invitation_acceptances a where a.invitation_id = i.id)`
          ),
          (found) => (found === undefined ? undefined : { token, ...found })
        )
      },
      read: (link) => {
        const id = secret.readLink(link)
        if (id === undefined) return Effect.succeed(undefined)
        return first(
          Link,
          (db) => db`
            select json_build_object('id', id, 'purpose', purpose, 'userId', user_id, 'registrationId', registration_id) as row
            from account_links where id = ${id} and used_at is null and expires_at > now()`
        )
      }
    })
  })
)
