/**
 * A learner's device under crashes. It keeps every command until it is acknowledged, connects again whenever the
 * connection is lost, sends again what is unacknowledged in its first order and under its first id, and writes down what
 * it was told. It also watches what it is shown: gapless while connected, and never behind what it was shown before.
 */
import { setTimeout as pause } from "node:timers/promises"
import { randomUUID } from "node:crypto"
import { Schema } from "effect"
import { Accepted, Publication, SubscribedActor, Welcome } from "../../protocol/live.ts"
import { Refusal } from "../../protocol/errors.ts"
import { epochMs } from "../generator.ts"
import { LeanClient } from "../lean-client.ts"
import type { LedgerWriter } from "../ledger.ts"
import type { Random } from "../random.ts"

export interface Target {
  readonly type: "course" | "learner" | "attempt"
  readonly id: number
}

interface Sent {
  readonly to: Target
  readonly n: number
  readonly command: unknown
  readonly accepted: (reply: unknown) => void
  readonly refused: (problem: Error) => void
  /** From a refusal: proof of when it was first received. */
  receipt: unknown
}

export interface Witness {
  readonly ledger: LedgerWriter
  readonly random: Random
  readonly acked: () => void
  readonly recovered: (finding: { readonly at: number; readonly inFlight: number }) => void
  readonly wrong: (sentence: string) => void
}

const decodeAnswer = Schema.decodeUnknownSync(
  Schema.Union([Accepted, Schema.Struct({ ...Refusal.fields, receipt: Schema.optionalKey(Schema.Unknown) })])
)
const decodeWelcome = Schema.decodeUnknownSync(Welcome)
const decodePublication = Schema.decodeUnknownSync(Publication)
const decodeSubscribed = Schema.decodeUnknownSync(SubscribedActor)

const passing = new Set<string>(["unavailable", "overloaded", "rate_limited"])
/** Of those acknowledged, how many are sent once more after a reconnection: the first reply has to come again. */
const repeated = 3

export class Device {
  readonly #port: number
  readonly #token: string
  readonly #witness: Witness
  readonly #sender = `device:${randomUUID()}`
  readonly #waiting = new Map<number, Sent>()
  readonly #lately: Array<{ readonly sent: Sent; readonly accepted: string }> = []
  #n = 0
  #userId = 0
  #client: LeanClient | undefined
  #following: Target | undefined
  /** `at` when it was shown by a publication; the instant of a snapshot is not that of a row. */
  #shown: { readonly actor: string; readonly seq: number; readonly at: number | undefined } | undefined
  #subscribed = false
  #held: Array<unknown> = []
  #lost: number | undefined
  #closed = false

  constructor(port: number, token: string, witness: Witness) {
    this.#port = port
    this.#token = token
    this.#witness = witness
  }

  get userId(): number {
    return this.#userId
  }

  /** Resolves when the first connection stands; later ones are made by the device itself. */
  async connect(): Promise<void> {
    while (!this.#closed) {
      let welcomed: (userId: number) => void = () => {}
      const welcome = new Promise<number>((resolve) => {
        welcomed = resolve
      })
      const gone = { ended: false }
      try {
        const client = await LeanClient.connect(
          this.#port,
          { version: 1, token: this.#token, sender: this.#sender },
          (name, payload) => {
            if (name === "welcome") welcomed(decodeWelcome(payload).userId)
            else if (name === "publication") this.#publication(payload)
          },
          () => {
            gone.ended = true
            welcomed(0)
            this.#disconnected()
          }
        )
        const userId = await welcome
        if (!gone.ended && userId > 0) {
          this.#userId = userId
          this.#client = client
          this.#resume()
          return
        }
      } catch {
        // Nobody listens yet, or the server is not ready to let anybody in.
      }
      await pause(this.#witness.random.between(20, 80))
    }
  }

  /** Resolves with the reply once the command is acknowledged, however many crashes that takes. */
  send(to: Target, command: unknown): Promise<unknown> {
    return new Promise((accepted, refused) => {
      const sent: Sent = { to, n: ++this.#n, command, accepted, refused, receipt: undefined }
      this.#waiting.set(sent.n, sent)
      this.#emit(sent)
    })
  }

  /** Follows one actor from here on, through every reconnection; the one before it no longer. */
  follow(target: Target): void {
    const before = this.#following
    this.#note()
    this.#following = target
    this.#shown = undefined
    if (before !== undefined) this.#client?.emit("unsubscribe", { _tag: "Actor", ref: before }, () => {})
    this.#subscribe()
  }

  close(): void {
    this.#closed = true
    this.#note()
    this.#client?.close()
  }

  #resume(): void {
    for (const sent of this.#waiting.values()) this.#emit(sent)
    for (const { sent, accepted } of this.#lately) this.#repeat(sent, accepted)
    this.#subscribe()
  }

  #disconnected(): void {
    if (this.#client === undefined) return
    this.#client = undefined
    this.#subscribed = false
    if (this.#closed) return
    this.#lost ??= this.#waiting.size
    this.#note()
    void this.connect()
  }

  #frame({ to, n, command, receipt }: Sent): unknown {
    return { to, id: { sender: this.#sender, n }, command, ...(receipt === undefined ? {} : { receipt }) }
  }

  #emit(sent: Sent): void {
    this.#client?.emit("command", this.#frame(sent), (answer) => this.#answered(sent, answer))
  }

  #answered(sent: Sent, answer: unknown): void {
    const { accepted, refusal } = this.#read(answer)
    if (refusal !== undefined) {
      if (passing.has(refusal.code)) {
        sent.receipt ??= refusal.receipt
        const client = this.#client
        setTimeout(() => client === this.#client && this.#emit(sent), refusal.retryAfterMs ?? 50)
        return
      }
      this.#waiting.delete(sent.n)
      return sent.refused(new Error(`${JSON.stringify(sent.command)} was refused: ${refusal.code}`))
    }
    if (accepted === undefined || !this.#waiting.delete(sent.n)) return
    const { to, n, command } = sent
    this.#witness.ledger.write({
      _tag: "Acknowledged",
      actor: `${to.type}/${to.id}`,
      sender: `u${this.#userId}:${this.#sender}`,
      n,
      command,
      ...accepted
    })
    this.#lately.push({ sent, accepted: JSON.stringify(accepted) })
    if (this.#lately.length > repeated) this.#lately.shift()
    this.#witness.acked()
    if (this.#lost !== undefined) {
      this.#witness.recovered({ at: epochMs(), inFlight: this.#lost })
      this.#lost = undefined
    }
    sent.accepted(accepted.reply)
  }

  #repeat(sent: Sent, first: string): void {
    this.#client?.emit("command", this.#frame(sent), (answer) => {
      const { accepted, refusal } = this.#read(answer)
      if (accepted !== undefined && JSON.stringify(accepted) !== first) {
        this.#witness.wrong(`${sent.to.type}/${sent.to.id}: a repeat was answered ${JSON.stringify(accepted)} after ${first}`)
      }
      if (refusal !== undefined && !passing.has(refusal.code)) {
        this.#witness.wrong(`${sent.to.type}/${sent.to.id}: a repeat was refused: ${refusal.code}`)
      }
    })
  }

  #read(answer: unknown) {
    const decoded = decodeAnswer(answer)
    if (decoded._tag === "Refusal") return { accepted: undefined, refusal: decoded }
    const { seq, at, reply } = decoded
    return { accepted: { seq, at, reply }, refusal: undefined }
  }

  #subscribe(): void {
    const target = this.#following
    const client = this.#client
    if (target === undefined || client === undefined) return
    this.#subscribed = false
    this.#held = []
    client.emit("subscribe", { _tag: "Actor", ref: target }, (answer) => {
      if (client !== this.#client || target !== this.#following) return
      const refusal = Schema.is(Refusal)(answer)
      if (refusal) return void setTimeout(() => client === this.#client && this.#subscribe(), 50)
      const whole = decodeSubscribed(answer)
      if (whole._tag === "Resumed") return
      const before = this.#shown
      if (before !== undefined && whole.seq < before.seq) {
        this.#witness.wrong(`${before.actor}: shown up to ${before.seq}, and after the crash only up to ${whole.seq}`)
      }
      this.#shown = { actor: `${target.type}/${target.id}`, seq: whole.seq, at: undefined }
      this.#subscribed = true
      for (const held of this.#held) this.#publication(held)
    })
  }

  #publication(payload: unknown): void {
    if (!this.#subscribed) return void this.#held.push(payload)
    const { actor, prev, seq, at } = decodePublication(payload)
    const shown = this.#shown
    if (shown === undefined || actor !== shown.actor || seq <= shown.seq) return
    if (prev > shown.seq) this.#witness.wrong(`${actor}: shown ${seq} after ${shown.seq}, but ${prev} comes before it`)
    this.#shown = { actor, seq, at }
  }

  #note(): void {
    if (this.#shown?.at === undefined) return
    const { actor, seq, at } = this.#shown
    this.#witness.ledger.write({ _tag: "Shown", actor, seq, at })
  }
}
