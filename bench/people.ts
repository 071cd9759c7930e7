/**
 * People written straight into an installation's database, and logged in by tokens that are signed here: hundreds of honest
 * log-ins would spend a minute on password hashes and measure nothing.
 */
import { ConfigProvider, Effect, Layer } from "effect"
import { Revocations } from "../gateway/auth/revocations.ts"
import { SigningKeys } from "../gateway/auth/signing.ts"
import { type TokenPair, Tokens } from "../gateway/auth/tokens.ts"
import type { Account } from "../client/index.ts"
import { seededPermissions } from "../protocol/principal.ts"
import { AuditLog } from "../storage/audit/audit-log.ts"
import { People, peopleLayer } from "../storage/catalogue/people.ts"
import { secondFactorsLayer } from "../storage/catalogue/second-factors.ts"
import { Sessions, sessionsLayer } from "../storage/catalogue/sessions.ts"
import { Database } from "../storage/database.ts"
import { personalDataLayer } from "../storage/personal-fields.ts"

export interface LoggedIn {
  readonly account: Account
  readonly tokens: TokenPair
}

/** `secret`: absent, the one in the data folder. */
export const peopleParts = (installation: { readonly databaseUrl: string; readonly data: string; readonly secret?: string }) => {
  const { databaseUrl, data, secret } = installation
  const settings = { STOA_DATA: data, ...(secret === undefined ? {} : { STOA_SECRET: secret }) }
  return Tokens.layer.pipe(
    Layer.provideMerge(Layer.mergeAll(peopleLayer, sessionsLayer, secondFactorsLayer, Revocations.layer, SigningKeys.layer)),
    Layer.provideMerge(AuditLog.layer),
    Layer.provideMerge(personalDataLayer(data)),
    Layer.provideMerge(Database.layer({ url: databaseUrl })),
    Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(settings)))
  )
}

/** `person`: who is there already. */
export const logIn = (person: Account) =>
  Effect.gen(function* () {
    const sessions = yield* Sessions
    const tokens = yield* Tokens
    const session = yield* sessions.open(person.id, { address: "127.0.0.1", userAgent: "bench" })
    const pair = yield* tokens.issue(session, { ...person, permissions: seededPermissions[person.role] })
    return { account: person, tokens: pair } satisfies LoggedIn
  })

/** Learners who have just come; no password is theirs. */
export const addLearners = (
  newcomers: ReadonlyArray<{ readonly email: string; readonly firstName: string; readonly lastName: string }>
) =>
  Effect.gen(function* () {
    const people = yield* People
    return yield* Effect.forEach(
      newcomers,
      (newcomer) =>
        Effect.gen(function* () {
          const { email, firstName } = newcomer
          const id = yield* people.add({ ...newcomer, passwordHash: "none", role: "student", timeZone: "UTC" })
          if (id === undefined) return yield* Effect.die(new Error(`${email} is there already`))
          return yield* logIn({ id, email, role: "student", firstName })
        }),
      { concurrency: 8 }
    )
  })
