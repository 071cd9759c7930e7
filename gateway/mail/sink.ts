/** Where there is no mail server: mails as files that any mail program opens, so that nothing sent in development is lost. */
import { mkdir, rename, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { Effect, Layer } from "effect"
import { createTransport } from "nodemailer"
import { MailAway, Postman, closedTransport, unanswerable } from "./postman.ts"

/** `<when it was asked for>-<its id>.eml`, so that a folder's listing is in order and a mail sent again is the same file. */
const fileName = (date: Date, messageId: string): string =>
  `${date.toISOString().replaceAll(/[-:]/g, "").slice(0, 15)}-${messageId.replaceAll(/[^0-9a-f-]/g, "").slice(0, 36)}.eml`

export const sinkLayer = ({ folder, from }: { readonly folder: string; readonly from: string }) =>
  Layer.sync(Postman, () => {
    const transport = createTransport(
      { streamTransport: true, buffer: true, newline: "unix", ...closedTransport },
      { from, ...unanswerable }
    )
    return Postman.of({
      deliver: Effect.fn("sink")(function* ({ to, ...mail }) {
        const file = join(folder, fileName(mail.date, mail.messageId))
        yield* Effect.tryPromise({
          try: async () => {
            const { message } = await transport.sendMail({ ...mail, to: { name: "", address: to } })
            await mkdir(folder, { recursive: true, mode: 0o700 })
            // Whole or not there, for whoever watches the folder.
            await writeFile(`${file}.part`, message, { mode: 0o600 })
            await rename(`${file}.part`, file)
          },
          catch: (cause) => new MailAway({ message: cause instanceof Error ? cause.message : String(cause) })
        })
        yield* Effect.logInfo("A mail was written to a file, since STOA_SMTP_URL is not set", { subject: mail.subject, file })
      })
    })
  })
