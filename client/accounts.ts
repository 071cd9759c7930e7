/**
 * The life of one's account over REST. What is asked for by address resolves whether there is such an account or not: what
 * follows comes by mail, if anything does. Whatever fails does so with a `StoaError`.
 */
import { Schema } from "effect"
import type { UserId } from "../protocol/ids.ts"
import { ByMail, Me } from "../protocol/rest/accounts.ts"
import { MfaSecret, MfaState, RecoveryCodes } from "../protocol/rest/mfa.ts"
import { OwnSession, type ProfileEdit } from "../protocol/rest/profile.ts"
import type { Http } from "./http.ts"
import type { Rest } from "./rest.ts"

const Confirmed = Schema.Struct({ email: Schema.String })
const Ended = Schema.Struct({ ended: Schema.Int })

export class Accounts {
  readonly #http: Http
  readonly #rest: Rest

  constructor(http: Http, rest: Rest) {
    this.#http = http
    this.#rest = rest
  }

  /** `link`: what stands behind `#` in the mailed link. Answers the address that is confirmed. Refused with `link_over`. */
  async confirm(link: string): Promise<string> {
    const path = "/api/v1/auth/confirm-email"
    return (await this.#http({ method: "POST", path, body: { token: link }, data: Confirmed })).email
  }

  /** Sends the mail of a registration again. */
  resend(email: string): Promise<void> {
    return this.#byMail("/api/v1/auth/resend-confirmation", { email })
  }

  forgot(email: string): Promise<void> {
    return this.#byMail("/api/v1/auth/forgot-password", { email })
  }

  /** Sets the password by a mailed link, ends every log-in, and answers whose it is. Refused with `link_over` or `weak_password`. */
  async reset(link: string, password: string): Promise<string> {
    const path = "/api/v1/auth/reset-password"
    return (await this.#http({ method: "POST", path, body: { token: link, password }, data: Confirmed })).email
  }

  profile(): Promise<Me> {
    return this.#rest.get("/api/v1/users/me", Me)
  }

  /**
   * Changes what is given and answers the whole. `id`: one's own, or for administrators anybody's. `revision`: of the profile that
   * was read; refused with `precondition_failed` where it was edited meanwhile. Left out, the edit is made on whatever is there.
   */
  change(id: UserId, edit: ProfileEdit, revision: number | "any" = "any"): Promise<Me> {
    return this.#rest.ask({ method: "PUT", path: `/api/v1/users/${id}`, body: edit, revision, data: Me })
  }

  /** Ends the other log-ins; answers how many. Refused with `old_password_wrong` or `weak_password`. */
  async changePassword(old: string, fresh: string): Promise<number> {
    const body = { old_password: old, new_password: fresh }
    return (await this.#rest.ask({ method: "PUT", path: "/api/v1/users/me/password", body, data: Ended })).ended
  }

  /** Has a link mailed to the new address; the account keeps the old one until it is used. */
  async changeEmail(email: string, password: string): Promise<void> {
    await this.#rest.ask({ method: "POST", path: "/api/v1/users/me/email", body: { email, password }, data: ByMail })
  }

  /** The devices one is logged in on, the last used first. */
  sessions(): Promise<ReadonlyArray<OwnSession>> {
    return this.#rest.get("/api/v1/users/me/sessions", Schema.Array(OwnSession))
  }

  async endSession(id: string): Promise<void> {
    await this.#rest.ask({ method: "DELETE", path: `/api/v1/users/me/sessions/${id}`, data: Ended })
  }

  /** Ends all log-ins but this one; answers how many. */
  async endOtherSessions(): Promise<number> {
    const others = (await this.sessions()).filter(({ current }) => !current)
    for (const { id } of others) await this.endSession(id)
    return others.length
  }

  /** Whether there is a second factor, whether the role needs one, and how many recovery codes are left. */
  secondFactor(): Promise<typeof MfaState.Type> {
    return this.#rest.get("/api/v1/users/me/mfa", MfaState)
  }

  /**
   * Begins to enrol a second factor; it counts once `confirmSecondFactor` was given a code of it. What is told here is told once.
   * Refused with `mfa_enabled`.
   */
  enrolSecondFactor(): Promise<typeof MfaSecret.Type> {
    return this.#rest.ask({ method: "POST", path: "/api/v1/users/me/mfa", data: MfaSecret })
  }

  /** Answers the recovery codes, each good once. Refused with `mfa_code_wrong`. */
  confirmSecondFactor(code: string): Promise<ReadonlyArray<string>> {
    return this.#codes("/api/v1/users/me/mfa/confirm", code)
  }

  /** In place of those there were. Refused with `mfa_code_wrong`. */
  newRecoveryCodes(code: string): Promise<ReadonlyArray<string>> {
    return this.#codes("/api/v1/users/me/mfa/recovery-codes", code)
  }

  /** Refused with `bad_credentials`, `mfa_code_wrong`, or `mfa_required_by_role`. */
  async disableSecondFactor(password: string, code: string): Promise<void> {
    await this.#rest.ask({ method: "POST", path: "/api/v1/users/me/mfa/disable", body: { password, code }, data: Schema.Null })
  }

  async #codes(path: string, code: string): Promise<ReadonlyArray<string>> {
    return (await this.#rest.ask({ method: "POST", path, body: { code }, data: RecoveryCodes })).recovery_codes
  }

  async #byMail(path: string, body: { readonly email: string }): Promise<void> {
    await this.#http({ method: "POST", path, body, data: ByMail })
  }
}
