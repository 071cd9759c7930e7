/** Mail by SMTP, with nodemailer, behind a circuit breaker. */
import { Effect, Layer, Option, Redacted, Schema } from "effect"
import { createTransport } from "nodemailer"
import { MailCircuit } from "./circuit.ts"
import { MailAway, MailRefused, Postman, closedTransport, unanswerable } from "./postman.ts"

const connectMs = 10_000
const silenceMs = 30_000

/** What of nodemailer's errors is looked at. */
const Failure = Schema.Struct({ code: Schema.optionalKey(Schema.String), responseCode: Schema.optionalKey(Schema.Int) })
const decodeFailure = Schema.decodeUnknownOption(Failure)
const detail = (error: unknown): typeof Failure.Type => Option.getOrElse(decodeFailure(error), () => ({}))

/**
 * 5xx about the envelope or the message is about this mail, and for good; the server itself is well. 5xx about who we are (`EAUTH`)
 * is ours to mend, and holds every mail back.
 */
const isAboutThisMail = (error: unknown): boolean => {
  const { code, responseCode = 0 } = detail(error)
  return (code === "EENVELOPE" || code === "EMESSAGE") && responseCode >= 500
}

/** A server's sentence about a refusal often repeats the address, which is not for the log: the numbers say enough. */
const sentence = (error: unknown): string => {
  const { code, responseCode } = detail(error)
  return `the mail server could not be used: ${responseCode ?? "no answer"} (${code ?? "unknown"})`
}

export const smtpLayer = ({ url, from }: { readonly url: Redacted.Redacted; readonly from: string }) =>
  Layer.effect(
    Postman,
    Effect.gen(function* () {
      const circuit = yield* MailCircuit
      const transport = createTransport(
        {
          url: Redacted.value(url),
          connectionTimeout: connectMs,
          greetingTimeout: connectMs,
          socketTimeout: silenceMs,
          ...closedTransport
        },
        { from, ...unanswerable }
      )
      yield* Effect.addFinalizer(() => Effect.sync(() => transport.close()))
      return Postman.of({
        deliver: ({ to, ...mail }) =>
          Effect.tryPromise({
            try: () => transport.sendMail({ ...mail, to: { name: "", address: to } }),
            catch: (error) =>
              isAboutThisMail(error) ? new MailRefused({ message: sentence(error) }) : new MailAway({ message: sentence(error) })
          }).pipe(Effect.asVoid, circuit.guard)
      })
    })
  )
