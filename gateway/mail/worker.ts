/**
 * Works the outbox off: takes up what is due, writes it, hands it to the postman, and settles it. What could not be sent is
 * tried again after growing pauses for about a day; what is refused for good is not.
 */
import { Context, Duration, Effect, Layer, Pull, Queue, Schedule } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { type Mail, MailOutbox } from "../../storage/mail/outbox.ts"
import { MailCircuit } from "./circuit.ts"
import { Letters } from "./letters.ts"
import { type MailAway, Postman } from "./postman.ts"

/** 30 s, 1, 2, 4 … minutes, at most an hour apart, for a day. */
const retries = Schedule.min([Schedule.exponential("30 seconds"), Schedule.spaced("1 hour")])
const mostAttempts = 30

/** The pauses of a schedule, since attempts are counted in a row and not in a fiber that would have to live for a day. */
const pausesOf = Effect.gen(function* () {
  const step = yield* Schedule.toStep(retries)
  return yield* Effect.forEach(Array.from({ length: mostAttempts - 1 }), () =>
    Effect.map(
      Pull.catchDone(step(0, undefined), () => Effect.succeed([undefined, Duration.hours(1)] as const)),
      ([, pause]) => Duration.toMillis(pause)
    )
  )
})

/** More than one attempt takes: a connection that nobody answers, and then some. */
const leaseMs = 120_000
const atOnce = 4
const inOneRound = 20

export class MailWorker extends Context.Service<
  MailWorker,
  {
    /** Sends what is due, once each; answers how many were taken up. */
    readonly round: Effect.Effect<number, StorageUnavailable>
  }
>()("stoa/gateway/MailWorker") {}

/** `from`: the sender's address, whose domain also names the messages. */
export const mailWorkerLayer = (from: string) =>
  Layer.effect(
    MailWorker,
    Effect.gen(function* () {
      const outbox = yield* MailOutbox
      const letters = yield* Letters
      const postman = yield* Postman
      const circuit = yield* MailCircuit
      const pauses = yield* pausesOf
      const domain = /@([^\s>]+)/.exec(from)?.[1] ?? "localhost"

      const failed = (mail: Mail, why: string) =>
        Effect.andThen(
          outbox.failed(mail.id, why),
          Effect.logWarning("A mail could not be sent and is given up", { mail: mail.id, kind: mail.kind, reason: why })
        )
      const again = (mail: Mail, { message, retryAfterMs }: MailAway) => {
        // The circuit is open: nobody has tried.
        if (retryAfterMs !== undefined) return outbox.putBack(mail.id, retryAfterMs)
        const pause = pauses[mail.attempts - 1]
        return pause === undefined ? failed(mail, message) : outbox.later(mail.id, pause, message)
      }

      const send = Effect.fn("MailWorker.send")(function* (mail: Mail) {
        if (mail.to === undefined) return yield* failed(mail, "its address does not open: the row was changed")
        const text = yield* letters.write(mail, mail.to)
        if (text === undefined) return yield* outbox.dropped(mail.id)
        const envelope = { ...text, to: mail.to, messageId: `<${mail.id}@${domain}>`, date: mail.createdAt }
        yield* Effect.matchEffect(postman.deliver(envelope), {
          onSuccess: () => outbox.sent(mail.id),
          onFailure: (error) => (error._tag === "MailRefused" ? failed(mail, error.message) : again(mail, error))
        })
      })

      return MailWorker.of({
        round: Effect.gen(function* () {
          if ((yield* circuit.pauseMs) > 0) return 0
          const mails = yield* outbox.take(inOneRound, leaseMs)
          yield* Effect.forEach(mails, send, { concurrency: atOnce, discard: true })
          return mails.length
        })
      })
    })
  )

/** The worker at work, for as long as the program runs: when there is mail, and each second for what is to be tried again. */
export const mailAtWork = Effect.gen(function* () {
  const worker = yield* MailWorker
  const outbox = yield* MailOutbox
  const posted = yield* Queue.sliding<void>(1)
  yield* Effect.ignore(outbox.watch(() => Queue.offerUnsafe(posted, undefined)))
  let isFailing = false
  yield* worker.round.pipe(
    Effect.repeat({ while: (taken) => taken > 0 }),
    Effect.tap(() =>
      Effect.sync(() => {
        isFailing = false
      })
    ),
    Effect.catch(({ message }) => {
      if (isFailing) return Effect.void
      isFailing = true
      return Effect.logWarning("Mail that waits could not be looked for", { reason: message })
    }),
    Effect.andThen(Effect.race(Queue.take(posted), Effect.sleep("1 second"))),
    Effect.forever,
    Effect.forkScoped
  )
  yield* Effect.ignore(outbox.tidy).pipe(Effect.repeat(Schedule.spaced("1 hour")), Effect.forkScoped)
})
