/**
 * Access and refresh tokens. An access token is a signed statement about a session and lives for 15 minutes; who
 * the person is and what they may do is read from the database for every use (cached for seconds), so that an old token
 * never carries an old role.
 */
import { Context, type Effect } from "effect"
import type { Refusal } from "../../protocol/errors.ts"
import type { Person } from "../../protocol/principal.ts"
import type { Instant } from "../../protocol/time.ts"

export interface Verified {
  readonly person: Person
  /** When the token ends; a connection has to renew before. */
  readonly ends: Instant
}

export interface TokenPair {
  readonly accessToken: string
  readonly accessEnds: Instant
  readonly refreshToken: string
  readonly refreshEnds: Instant
}

export class Tokens extends Context.Service<
  Tokens,
  {
    /** `unauthenticated`, `token_expired`, or `unavailable` when the database could not be asked. */
    readonly verify: (accessToken: string) => Effect.Effect<Verified, Refusal>
  }
>()("stoa/gateway/Tokens") {}
