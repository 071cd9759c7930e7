/**
 * Who is logged in here, and the tokens that prove it. The refresh token is good once; presenting it a second time
 * looks like theft and ends the log-in. So there is one refresh at a time, across everybody who shares the store, and
 * whoever waited for it takes what the other got.
 */
import { Result, Schema } from "effect"
import { Role } from "../protocol/principal.ts"
import { ByMail, LoggedIn, MfaRequired, TokenSet, type Registration } from "../protocol/rest/accounts.ts"
import { UserId } from "../protocol/ids.ts"
import type { Exclusive } from "./exclusive.ts"
import type { Http } from "./http.ts"
import { Listeners } from "./listeners.ts"
import { StoaError } from "./stoa-error.ts"
import type { Store } from "./store.ts"
import type { Timers } from "./timers.ts"

export const Account = Schema.Struct({ id: UserId, role: Role, email: Schema.String, firstName: Schema.String })
/** The person logged in. */
export type Account = typeof Account.Type

const Stored = Schema.fromJsonString(Schema.Struct({ account: Account, access: Schema.String, refresh: Schema.String }))
type Stored = typeof Stored.Type
const decodeStored = Schema.decodeUnknownResult(Stored)
const encodeStored = Schema.encodeSync(Stored)

const FirstStep = Schema.Union([LoggedIn, MfaRequired])

const key = "session"
/** A token that ends within this time is renewed before it is used. */
const margin = 10_000

/** Refusals of a refresh token after which only logging in again helps. */
const ended = new Set(["unauthenticated", "token_expired", "bad_credentials", "forbidden", "not_found", "invalid"])

export interface SessionParts {
  readonly http: Http
  readonly store: Store
  readonly exclusive: Exclusive
  readonly timers: Timers
}

export class Session {
  readonly #parts: SessionParts
  readonly #ends = new Listeners<StoaError>()
  #stored: Stored | undefined
  /** The store has it, so what the store has later is another tab's word on it. */
  #isKept = false
  /** By `timers.now`; unknown for tokens found in the store, which are tried as they are. */
  #accessEnds = Infinity
  #refreshing: Promise<string> | undefined

  constructor(parts: SessionParts) {
    this.#parts = parts
  }

  get account(): Account | undefined {
    return this.#stored?.account
  }

  /** Told when the log-in has ended other than by `logout`: revoked, expired, deactivated. */
  onEnd(listener: (why: StoaError) => void): () => void {
    return this.#ends.add(listener)
  }

  /** Takes up the log-in kept in the store, if there is one. */
  async restore(): Promise<Account | undefined> {
    const kept = await this.#read()
    this.#stored = kept === "unreadable" ? undefined : kept
    this.#isKept = this.#stored !== undefined
    return this.account
  }

  /** `code` is called where the account has a second factor; without it such a log-in fails with `mfa_code_missing`. */
  async login(email: string, password: string, code?: () => Promise<string>): Promise<Account> {
    const { http } = this.#parts
    const answer = await http({ method: "POST", path: "/api/v1/auth/login", body: { email, password }, data: FirstStep })
    if (!("mfa_required" in answer)) return this.#begin(answer)
    if (code === undefined) throw StoaError.own("mfa_code_missing")
    const body = { challenge: answer.challenge, code: await code() }
    return this.#begin(await http({ method: "POST", path: "/api/v1/auth/mfa", body, data: LoggedIn }))
  }

  /** `undefined`: the address has to be confirmed first, by the mail that is on its way. */
  async register(registration: Registration): Promise<Account | undefined> {
    const answer = await this.#parts.http({
      method: "POST",
      path: "/api/v1/auth/register",
      body: registration,
      data: Schema.Union([LoggedIn, ByMail])
    })
    return "by_mail" in answer ? undefined : this.#begin(answer)
  }

  /** Ends the log-in here, or everywhere. The tokens are forgotten even if the server can't be told. */
  async logout(everywhere = false): Promise<void> {
    const token = this.#stored?.access
    await this.#forget()
    if (token === undefined) return
    await this.#parts
      .http({ method: "POST", path: "/api/v1/auth/logout", body: { everywhere }, token, data: Schema.Unknown })
      .catch(() => {})
  }

  /**
   * An access token. `unlike` is one that was refused or is about to end: the answer is another one.
   * Fails with `not_logged_in`, with the server's refusal, or with `network`, in which case trying again may help.
   */
  async access(unlike?: string): Promise<string> {
    if (this.#stored === undefined) throw StoaError.own("not_logged_in")
    const { access } = this.#stored
    if (access !== unlike && this.#parts.timers.now() < this.#accessEnds - margin) return access
    this.#refreshing ??= this.#parts.exclusive
      .run("refresh", () => this.#refresh(access))
      .finally(() => (this.#refreshing = undefined))
    return this.#refreshing
  }

  async #begin(answer: typeof LoggedIn.Type): Promise<Account> {
    const { user } = answer
    const account = { id: user.id, role: user.role, email: user.email, firstName: user.first_name }
    await this.#keep(account, answer)
    return account
  }

  async #refresh(stale: string): Promise<string> {
    const kept = await this.#read()
    if (this.#isKept && kept !== "unreadable" && kept?.account.id !== this.#stored?.account.id) {
      // Another tab has logged out, or somebody else in: going on with what is theirs would make one person of two.
      this.#stored = undefined
      const error = StoaError.own("not_logged_in")
      this.#ends.tell(error)
      throw error
    }
    const stored = kept === "unreadable" ? this.#stored : (kept ?? this.#stored)
    if (stored === undefined) throw StoaError.own("not_logged_in")
    if (stored.access !== stale) {
      this.#stored = stored
      this.#accessEnds = Infinity
      return stored.access
    }
    try {
      const tokens = await this.#parts.http({
        method: "POST",
        path: "/api/v1/auth/refresh",
        body: { refresh_token: stored.refresh },
        data: TokenSet
      })
      return await this.#keep(stored.account, tokens)
    } catch (cause) {
      const error = StoaError.from(cause)
      if (ended.has(error.code)) {
        await this.#forget()
        this.#ends.tell(error)
      }
      throw error
    }
  }

  async #keep(account: Account, tokens: TokenSet): Promise<string> {
    this.#stored = { account, access: tokens.access_token, refresh: tokens.refresh_token }
    this.#accessEnds = this.#parts.timers.now() + tokens.expires_in * 1000
    // A full or forbidden store costs the log-in at the next reload, not this one.
    this.#isKept = await this.#parts.store.set(key, encodeStored(this.#stored)).then(
      () => true,
      () => false
    )
    return tokens.access_token
  }

  async #forget(): Promise<void> {
    this.#stored = undefined
    this.#accessEnds = Infinity
    // What a store that fails keeps is over all the same: the server has ended it, or is told to next.
    await this.#parts.store.delete(key).catch(() => {})
  }

  async #read(): Promise<Stored | "unreadable" | undefined> {
    try {
      const stored = decodeStored(await this.#parts.store.get(key))
      return Result.isSuccess(stored) ? stored.success : undefined
    } catch {
      return "unreadable"
    }
  }
}
