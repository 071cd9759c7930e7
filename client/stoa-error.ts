/**
 * The one error the SDK throws. It carries a code for programs, a sentence for people that ends with what to do next,
 * and, where they help, the field it is about and when to try again.
 *
 * Codes are the server's (`protocol/errors.ts`) and a few of the client's own, for what the server can't have said.
 */
import { Schema } from "effect"
import { Refusal, type RefusalCode } from "../protocol/errors.ts"

const ownSentences = {
  network: "The server could not be reached. Check the connection; the client goes on trying.",
  closed: "The client is closed. Make a new one.",
  not_connected: "There is no live connection yet. Call connect first.",
  mfa_code_missing: "This account asks for a code besides the password. Log in with one.",
  not_logged_in: "Nobody is logged in. Log in first.",
  outbox_full: "Too many changes are waiting to be sent. Wait until the connection is back.",
  unreadable: "The server's answer could not be understood. Update the client."
} as const

export type OwnCode = keyof typeof ownSentences
export type StoaErrorCode = RefusalCode | OwnCode

/** Refusals that say nothing about what was asked: the same may be granted later, or with another token. */
const passing: ReadonlySet<StoaErrorCode> = new Set<StoaErrorCode>([
  "overloaded",
  "unavailable",
  "rate_limited",
  "token_expired",
  "unauthenticated"
])
export const isPassing = (code: StoaErrorCode): boolean => passing.has(code)

export interface ErrorDetails {
  readonly message?: string
  readonly field?: string
  readonly retryAfterMs?: number
  readonly cause?: unknown
}

export class StoaError extends Error {
  override readonly name = "StoaError"
  readonly code: StoaErrorCode
  /** The field of the command or request that has to change, where one does. */
  readonly field?: string
  /** How long to wait before trying again, in ms, where waiting helps. */
  readonly retryAfterMs?: number

  constructor(code: StoaErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    if (details.field !== undefined) this.field = details.field
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs
  }

  /** An error of the client's own. */
  static own(code: OwnCode, details: ErrorDetails = {}): StoaError {
    return new StoaError(code, details.message ?? ownSentences[code], details)
  }

  /** The server's refusal as an error. */
  static refused(refusal: Refusal): StoaError {
    return new StoaError(refusal.code, refusal.message, refusal)
  }

  /** What a failed handshake or closed connection carried: the server's refusal, or the sign of a lost network. */
  static from(cause: unknown): StoaError {
    if (cause instanceof StoaError) return cause
    if (isRefusal(cause)) return StoaError.refused(cause)
    return StoaError.own("network", { cause })
  }
}

const isRefusal = Schema.is(Refusal)
