/** Who asks in the contract's tests: the academy's people, and newcomers with roles. */
import { RestCaller } from "../integration/fixtures/rest-caller.ts"
import type { StoaProcess } from "../integration/fixtures/stoa-process.ts"
import type { Sql } from "../../storage/sql.ts"
import type { Known } from "./known.ts"

export class People {
  readonly #stoa: StoaProcess
  readonly #sql: Sql
  readonly #known: Known
  readonly #tokens = new Map<string, string>()
  readonly #accounts: Map<string, { readonly email: string; readonly password: string }>

  constructor(stoa: StoaProcess, sql: Sql, known: Known) {
    this.#stoa = stoa
    this.#sql = sql
    this.#known = known
    this.#accounts = new Map(Object.entries(stoa.accounts))
    for (const [role, { email, password }] of this.#accounts) {
      known.learn(`${role}Email`, email)
      known.learn(`${role}Password`, password)
    }
  }

  async join(name: string, role: string): Promise<void> {
    const { id, email, password } = await RestCaller.newcomer(this.#stoa)
    const sql = this.#sql
    await sql`update users set role = ${role} where id = ${id}`
    this.#accounts.set(name, { email, password })
    for (const [what, value] of Object.entries({ Email: email, Password: password })) this.#known.learn(`${name}${what}`, value)
    await this.token(name)
  }

  /** Of a log-in that goes on until `forget`. */
  async token(name: string): Promise<string> {
    const found = this.#tokens.get(name)
    if (found !== undefined) return found
    const { id, token } = await RestCaller.login(this.#stoa, this.#accounts.get(name))
    this.#known.learn(name, id)
    this.#tokens.set(name, token)
    return token
  }

  /** The log-in ended, or its scopes are to be taken anew. */
  forget(name: string): void {
    this.#tokens.delete(name)
  }
}
