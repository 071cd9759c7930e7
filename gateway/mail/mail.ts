/** Mail as one layer, by the operator's settings. */
import { join } from "node:path"
import { Config, Data, Effect, Layer, Redacted } from "effect"
import { linksLayer } from "../../storage/mail/links.ts"
import { MailSecret } from "../../storage/mail/mail-secret.ts"
import { mailOutboxLayer } from "../../storage/mail/outbox.ts"
import { MailCircuit } from "./circuit.ts"
import { lettersLayer } from "./letters.ts"
import { sinkLayer } from "./sink.ts"
import { smtpLayer } from "./smtp.ts"
import { mailAtWork, mailWorkerLayer } from "./worker.ts"

/** `message` is a sentence for the operator. */
export class MailMisconfigured extends Data.TaggedError("MailMisconfigured")<{ readonly message: string }> {}

const hasScheme = (address: string, scheme: RegExp): boolean => URL.canParse(address) && scheme.test(new URL(address).protocol)

const text = (name: string) => Config.String(name).pipe(Config.withDefault(""))

interface MailSettings {
  readonly smtp: Redacted.Redacted | undefined
  readonly from: string
  readonly publicUrl: string
}

/** Links into nowhere and mail from nobody would be found out by those who wait for it; so they are asked for at once. */
const mailSettings: Effect.Effect<MailSettings, MailMisconfigured | Config.ConfigError> = Effect.gen(function* () {
  const smtp = yield* Config.Redacted("STOA_SMTP_URL").pipe(Config.withDefault(Redacted.make("")))
  const [from, publicUrl] = [yield* text("STOA_MAIL_FROM"), yield* text("STOA_PUBLIC_URL")]
  const wrong = (message: string) => Effect.fail(new MailMisconfigured({ message }))
  if (publicUrl !== "" && !hasScheme(publicUrl, /^https?:$/))
    return yield* wrong("STOA_PUBLIC_URL has to be the http or https address under which people reach this server.")
  if (from !== "" && !/@/.test(from))
    return yield* wrong('STOA_MAIL_FROM has to be an e-mail address, such as "Stoa <stoa@example.org>".')
  if (Redacted.value(smtp) !== "") {
    if (!hasScheme(Redacted.value(smtp), /^smtps?:$/))
      return yield* wrong("STOA_SMTP_URL has to look like smtps://user:password@mail.example.org.")
    if (from === "" || publicUrl === "")
      return yield* wrong(
        "With STOA_SMTP_URL, set STOA_MAIL_FROM and STOA_PUBLIC_URL as well: mail says whom it is from, and its links lead there."
      )
    return { smtp, from, publicUrl }
  }
  const host = yield* Config.String("STOA_HOST").pipe(Config.withDefault("127.0.0.1"))
  const port = yield* Config.Int("STOA_PORT").pipe(Config.withDefault(8080))
  return {
    smtp: undefined,
    from: from === "" ? "Stoa <stoa@localhost>" : from,
    publicUrl: publicUrl === "" ? `http://${host}:${port}` : publicUrl
  }
})

/** The outbox and its links: what those who cause mail need. */
export const mailStorageLayer = (data: string) =>
  Layer.mergeAll(mailOutboxLayer, linksLayer).pipe(Layer.provideMerge(MailSecret.layer(data)))

/** The postman, his circuit, and the worker at work. `data`: Stoa's data folder. */
export const mailLayer = (data: string) =>
  Layer.unwrap(
    Effect.map(mailSettings, ({ smtp, from, publicUrl }) =>
      Layer.effectDiscard(mailAtWork).pipe(
        Layer.provideMerge(mailWorkerLayer(from)),
        Layer.provide(lettersLayer(publicUrl)),
        Layer.provide(smtp === undefined ? sinkLayer({ folder: join(data, "mail"), from }) : smtpLayer({ url: smtp, from })),
        Layer.provideMerge(smtp === undefined ? MailCircuit.none : MailCircuit.layer)
      )
    )
  )
