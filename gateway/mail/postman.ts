/** Carries one mail: by SMTP, or into a folder that a developer can read. */
import { Context, Data, type Effect } from "effect"

export interface Envelope {
  /** Idempotent: the same mail sent again has the same, so that a mailbox can tell. */
  readonly messageId: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly date: Date
}

/** This mail will never be taken, however often it is sent. `message` is for the operator. */
export class MailRefused extends Data.TaggedError("MailRefused")<{ readonly message: string }> {}

/** Nothing can be sent at the moment, this mail or another; `retryAfterMs` where it is known how long. */
export class MailAway extends Data.TaggedError("MailAway")<{ readonly message: string; readonly retryAfterMs?: number }> {}

export class Postman extends Context.Service<
  Postman,
  {
    readonly deliver: (envelope: Envelope) => Effect.Effect<void, MailRefused | MailAway>
  }
>()("stoa/gateway/Postman") {}

/** Of every transport: no mail may make it read files or addresses. */
export const closedTransport = { disableFileAccess: true, disableUrlAccess: true } as const

/** Of every mail: no program should answer it. */
export const unanswerable = { headers: { "auto-submitted": "auto-generated" } } as const
