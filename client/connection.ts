/**
 * The one live connection: made, kept and made again. It knows nothing of commands or views; those hear when it is up,
 * when it is gone and what came in. All waiting is done here, so that nothing else has to know how to reconnect.
 */
import { Result, Schema } from "effect"
import { Closing, protocolVersion, Renewed, Welcome, type Handshake } from "../protocol/live.ts"
import type { Sender } from "../protocol/ids.ts"
import { Listeners } from "./listeners.ts"
import type { ServerClock } from "./server-clock.ts"
import type { Session } from "./session.ts"
import type { OpenSocket, Socket } from "./socket.ts"
import { isPassing, StoaError } from "./stoa-error.ts"
import { backoff, type Chance, type Timers } from "./timers.ts"

export type ConnectionState =
  | { readonly _tag: "Offline" }
  | { readonly _tag: "Connecting"; readonly tries: number }
  | { readonly _tag: "Online"; readonly welcome: Welcome }
  /** Lost; the next try is in `retryInMs`. */
  | { readonly _tag: "Waiting"; readonly retryInMs: number; readonly error: StoaError }
  /** Over until somebody acts: logged out, replaced by another connection, or the client is too old. */
  | { readonly _tag: "Closed"; readonly error: StoaError }

export interface ConnectionParts {
  readonly open: OpenSocket
  readonly session: Session
  readonly sender: Sender
  readonly clock: ServerClock
  readonly timers: Timers
  readonly chance: Chance
}

/** How long the server may stay silent: it sends a tide every 2 s, so this is several lost ones. */
const silence = 8_000
/** How long a new connection may take to welcome us. */
const patience = 15_000
/** How long to stay away after having sent too much, if the server does not say. */
const afterFlood = 10_000
/** How long a server that announced its closing may take to close. */
const farewell = 2_000
/** Tokens refused in a row before we believe it: one may have been renewed by another tab and have ended since. */
const mostRefusals = 2
const firstRetry = 250
const longestRetry = 10_000
/** Renew this long before the token ends, or at half of what is left if that is sooner. */
const renewAhead = 90_000

const decodeWelcome = Schema.decodeUnknownResult(Welcome)
const decodeClosing = Schema.decodeUnknownResult(Closing)
const decodeRenewed = Schema.decodeUnknownResult(Renewed)

export class Connection {
  readonly #parts: ConnectionParts
  readonly #states = new Listeners<ConnectionState>()
  readonly #events = new Listeners<{ readonly event: string; readonly payload: unknown }>()
  #state: ConnectionState = { _tag: "Offline" }
  #socket: Socket | undefined
  /** Rises with every try, so that what belonged to an earlier one is known and ignored. */
  #epoch = 0
  #tries = 0
  /** The token in use; the one that was refused, of which the next try must be unlike; and how often in a row. */
  #token = ""
  #refusedToken: string | undefined
  #refusals = 0
  /** What the server said before it closed, and of which try. */
  #announced: { readonly epoch: number; readonly error: StoaError } | undefined
  #calledOff: Record<"retry" | "renewal" | "watchdog", () => void> = { retry: () => {}, renewal: () => {}, watchdog: () => {} }

  constructor(parts: ConnectionParts) {
    this.#parts = parts
  }

  get state(): ConnectionState {
    return this.#state
  }
  get online(): boolean {
    return this.#state._tag === "Online"
  }
  onState(listener: (state: ConnectionState) => void): () => void {
    return this.#states.add(listener)
  }
  /** Every event but `welcome` and `closing`, which are this class's own. */
  onEvent(listener: (heard: { readonly event: string; readonly payload: unknown }) => void): () => void {
    return this.#events.add(listener)
  }

  start(): void {
    if (this.#state._tag === "Offline" || this.#state._tag === "Closed") this.#connect()
  }

  /** Tries at once where the next try is still waited for: somebody knows that the network is back. */
  tryNow(): void {
    if (this.#state._tag === "Waiting") this.#connect()
  }

  /** Says good-bye, so that nobody takes the person for cut off. */
  stop(): void {
    this.#drop()
    this.#become({ _tag: "Offline" })
  }

  /** Sends if online, otherwise does nothing. `answered` is not called once the connection it was asked on is gone. */
  send(event: string, payload: unknown, answered?: (answer: unknown) => void): void {
    if (this.online) this.#socket?.send(event, payload, answered)
  }

  #connect(): void {
    this.#drop()
    const epoch = this.#epoch
    this.#become({ _tag: "Connecting", tries: this.#tries + 1 })
    this.#parts.session.access(this.#refusedToken).then(
      (token) => {
        if (epoch === this.#epoch) this.#dial(epoch, token)
      },
      (error: unknown) => {
        if (epoch === this.#epoch) this.#lost(error)
      }
    )
  }

  #dial(epoch: number, token: string): void {
    const handshake: Handshake = { version: protocolVersion, token, sender: this.#parts.sender }
    const sentAt = this.#parts.timers.now()
    this.#token = token
    this.#watch(patience)
    this.#socket = this.#parts.open(handshake, {
      received: (event, payload) => {
        if (epoch !== this.#epoch) return
        if (event === "welcome") this.#welcomed(payload, sentAt)
        else if (event === "closing") this.#closing(payload)
        else if (this.online) {
          this.#watch(silence)
          this.#events.tell({ event, payload })
        }
      },
      closed: (cause) => {
        if (epoch === this.#epoch) this.#lost(cause)
      }
    })
  }

  #welcomed(payload: unknown, sentAt: number): void {
    const welcome = decodeWelcome(payload)
    if (Result.isFailure(welcome)) return this.#lost(StoaError.own("unreadable", { cause: welcome.failure }))
    this.#parts.clock.heard(welcome.success.now, sentAt)
    this.#tries = 0
    this.#refusedToken = undefined
    this.#refusals = 0
    this.#watch(silence)
    this.#renewBefore(welcome.success.tokenEnds)
    this.#become({ _tag: "Online", welcome: welcome.success })
  }

  #renewBefore(tokenEnds: Welcome["tokenEnds"]): void {
    const left = this.#parts.clock.timeLeft(tokenEnds) ?? 0
    const spread = 0.9 + 0.1 * this.#parts.chance.random()
    this.#after("renewal", Math.max(left / 2, left - renewAhead) * spread, () => this.#renew())
  }

  /** In band: an exam is never interrupted for a token. A server out of reach is asked again until the token has ended. */
  #renew(): void {
    const epoch = this.#epoch
    this.#parts.session.access(this.#token).then(
      (token) => {
        if (epoch !== this.#epoch) return
        this.#token = token
        const sentAt = this.#parts.timers.now()
        this.send("renew", { token }, (answer) => {
          if (epoch !== this.#epoch) return
          const renewed = decodeRenewed(answer)
          if (Result.isFailure(renewed)) return this.#lost(StoaError.own("unreadable", { cause: renewed.failure }))
          if (renewed.success._tag === "Refusal") {
            return isPassing(renewed.success.code) ? this.#renewSoon() : this.#lost(renewed.success)
          }
          this.#parts.clock.heard(renewed.success.now, sentAt)
          this.#renewBefore(renewed.success.tokenEnds)
        })
      },
      (error: unknown) => {
        if (epoch !== this.#epoch) return
        if (this.#parts.session.account === undefined) return this.#lost(error)
        this.#renewSoon()
      }
    )
  }

  #renewSoon(): void {
    this.#after("renewal", backoff(4, firstRetry, longestRetry, this.#parts.chance), () => this.#renew())
  }

  /** The server says why it is about to close. Closing first would look like our good-bye, so it is left to the server. */
  #closing(payload: unknown): void {
    const closing = decodeClosing(payload)
    if (Result.isFailure(closing)) return
    const { reason, retryAfterMs } = closing.success
    if (reason === "logged_out") return this.#close(new StoaError("unauthenticated", "You were logged out. Log in again."))
    if (reason === "replaced") {
      return this.#close(new StoaError("forbidden", "This session goes on in another window. Continue there, or reload here."))
    }
    if (reason === "malformed") return this.#close(StoaError.own("unreadable", { cause: closing.success }))
    const error = new StoaError("unavailable", `The server closed the connection (${reason}). The client connects again.`, {
      ...(retryAfterMs === undefined && reason !== "flood" ? {} : { retryAfterMs: retryAfterMs ?? afterFlood })
    })
    if (reason === "token_ended") this.#refusedToken = this.#token
    this.#after("watchdog", farewell, () => this.#lost(error))
    this.#announced = { epoch: this.#epoch, error }
  }

  #lost(cause: unknown): void {
    const error = this.#announced?.epoch === this.#epoch ? this.#announced.error : StoaError.from(cause)
    this.#drop()
    if (
      error.code === "unsupported_version" ||
      error.code === "not_logged_in" ||
      error.code === "forbidden" ||
      error.code === "mfa_enrolment_required"
    ) {
      return this.#close(error)
    }
    const aboutToken = error.code === "token_expired" || error.code === "unauthenticated"
    if (aboutToken && (++this.#refusals > mostRefusals || this.#parts.session.account === undefined)) return this.#close(error)
    if (aboutToken) this.#refusedToken = this.#token
    this.#tries++
    const soonest = aboutToken ? 0 : backoff(this.#tries, firstRetry, longestRetry, this.#parts.chance)
    const retryInMs = Math.max(error.retryAfterMs ?? 0, soonest)
    this.#after("retry", retryInMs, () => this.#connect())
    this.#become({ _tag: "Waiting", retryInMs, error })
  }

  #close(error: StoaError): void {
    this.#drop()
    this.#become({ _tag: "Closed", error })
  }

  #drop(): void {
    this.#epoch++
    for (const callOff of Object.values(this.#calledOff)) callOff()
    this.#socket?.close()
    this.#socket = undefined
  }

  #watch(ms: number): void {
    this.#after("watchdog", ms, () => this.#lost(StoaError.own("network", { cause: new Error("silence") })))
  }

  #after(which: "retry" | "renewal" | "watchdog", ms: number, run: () => void): void {
    this.#calledOff[which]()
    this.#calledOff[which] = this.#parts.timers.after(ms, run)
  }

  #become(state: ConnectionState): void {
    this.#state = state
    this.#states.tell(state)
  }
}
