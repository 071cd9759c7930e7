/**
 * Second factors: enrolled, asked for, and taken away. A code is good once, and one beside its time is taken; wrong ones
 * are counted like passwords, and after a hundred in a row, from wherever, only a recovery code is taken, since by then
 * somebody has the password and all the time they want.
 */
import { Clock, Context, Effect, Layer } from "effect"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { UserId } from "../../protocol/ids.ts"
import type { Person } from "../../protocol/principal.ts"
import { AccountChanges, accountChangesLayer } from "../../storage/catalogue/account-changes.ts"
import { type Activity, ActivityLog } from "../../storage/catalogue/activity.ts"
import { People } from "../../storage/catalogue/people.ts"
import { type SecondFactor, SecondFactors } from "../../storage/catalogue/second-factors.ts"
import type { Origin } from "../address.ts"
import { Lockout } from "./lockout.ts"
import { MfaRequired } from "./mfa-required.ts"
import { Passwords } from "./passwords.ts"
import { Revocations } from "./revocations.ts"
import { stored } from "./stored.ts"
import { isTotp, newRecoveryCodes, newSecret, recoveryHash, stepOf, uriOf } from "./totp.ts"

export interface MfaState {
  readonly enabled: boolean
  /** By the role. */
  readonly required: boolean
  readonly recoveryCodesLeft: number
}

/** NIST SP 800-63B: no more than a hundred in a row for an account. */
const mostInARow = 100

export class Mfa extends Context.Service<
  Mfa,
  {
    readonly state: (person: Person) => Effect.Effect<MfaState, Refusal>
    readonly isEnabled: (person: UserId) => Effect.Effect<boolean, Refusal>
    /** Begins: the secret is told here and never again. */
    readonly enrol: (person: Person) => Effect.Effect<{ readonly secret: string; readonly uri: string }, Refusal>
    /** From here on it is asked for. The recovery codes are told here and never again; the log-in counts as one with a code. */
    readonly confirm: (person: Person, code: string, from: Origin) => Effect.Effect<ReadonlyArray<string>, Refusal>
    /** New recovery codes in the place of the old ones. */
    readonly renewRecoveryCodes: (person: Person, code: string, from: Origin) => Effect.Effect<ReadonlyArray<string>, Refusal>
    readonly disable: (person: Person, password: string, code: string, from: Origin) => Effect.Effect<void, Refusal>
    /** Takes a code, of the device or for recovery, or refuses it as `mfa_code_wrong`: wrong, used before, or too old. */
    readonly take: (person: UserId, code: string, from: Origin) => Effect.Effect<void, Refusal>
    /** By an administrator, for who has lost device and codes: ends all log-ins, and the owner hears of it by mail. */
    readonly reset: (administrator: Person, person: UserId, from: Origin) => Effect.Effect<void, Refusal>
  }
>()("stoa/gateway/Mfa") {
  static readonly layer = Layer.effect(
    Mfa,
    Effect.suspend(() => make)
  ).pipe(Layer.provide(accountChangesLayer))
}

const make = Effect.gen(function* () {
  const people = yield* People
  const factors = yield* SecondFactors
  const changes = yield* AccountChanges
  const lockout = yield* Lockout
  const passwords = yield* Passwords
  const revocations = yield* Revocations
  const required = yield* MfaRequired
  const log = yield* ActivityLog
  const record = (action: Activity["action"], userId: UserId, from: Origin) =>
    Effect.sync(() => log.record({ action, userId, subject: undefined, ...from }))

  const confirmed = (person: UserId): Effect.Effect<SecondFactor, Refusal> =>
    Effect.flatMap(stored(factors.of(person)), (found) =>
      found?.confirmed === true ? Effect.succeed(found) : Effect.fail(refuse("mfa_not_enabled"))
    )
  const profile = (person: UserId) =>
    Effect.flatMap(stored(people.profile(person)), (found) =>
      found === undefined ? Effect.fail(refuse("not_found")) : Effect.succeed(found)
    )
  /** Which names the tries at it. */
  const account = (person: UserId) => `mfa ${person}`

  const isGood = Effect.fnUntraced(function* (person: UserId, factor: SecondFactor, code: string) {
    if (!isTotp(code)) return yield* stored(factors.takeRecoveryCode(person, recoveryHash(person, code)))
    if (factor.failures >= mostInARow) return false
    const step = stepOf(factor.secret, code, yield* Clock.currentTimeMillis)
    return step !== undefined && (yield* stored(factors.takeStep(person, step)))
  })

  const take = Effect.fn("Mfa.take")(function* (person: UserId, code: string, from: Origin) {
    yield* lockout.take(account(person), from.address)
    const factor = yield* confirmed(person)
    if (!(yield* isGood(person, factor, code))) {
      yield* stored(factors.failed(person))
      yield* record("mfa_refused", person, from)
      return yield* Effect.fail(refuse("mfa_code_wrong", { field: "code" }))
    }
    yield* lockout.clear(account(person), from.address)
    if (!isTotp(code)) yield* record("mfa_recovery_code_used", person, from)
  })

  return Mfa.of({
    isEnabled: (person) => Effect.map(stored(factors.of(person)), (found) => found?.confirmed === true),

    state: (person) =>
      Effect.map(stored(factors.of(person.userId)), (found) => ({
        enabled: found?.confirmed === true,
        required: required.of(person.role),
        recoveryCodesLeft: found?.recoveryCodesLeft ?? 0
      })),

    enrol: Effect.fn("Mfa.enrol")(function* (person) {
      const { email } = yield* profile(person.userId)
      const secret = newSecret()
      if (!(yield* stored(factors.enrol(person.userId, secret)))) return yield* Effect.fail(refuse("mfa_enabled"))
      return { secret, uri: uriOf(secret, email) }
    }),

    confirm: Effect.fn("Mfa.confirm")(function* (person, code, from) {
      yield* lockout.take(account(person.userId), from.address)
      const begun = yield* stored(factors.of(person.userId))
      if (begun === undefined) return yield* Effect.fail(refuse("mfa_not_enabled"))
      if (begun.confirmed) return yield* Effect.fail(refuse("mfa_enabled"))
      const step = stepOf(begun.secret, code, yield* Clock.currentTimeMillis)
      if (step === undefined) return yield* Effect.fail(refuse("mfa_code_wrong", { field: "code" }))
      const codes = newRecoveryCodes()
      const hashes = codes.map((each) => recoveryHash(person.userId, each))
      if (!(yield* stored(factors.confirm(person.userId, step, hashes, { person: person.userId, from }))))
        return yield* Effect.fail(refuse("mfa_enabled"))
      yield* stored(factors.passed(person.session))
      yield* lockout.clear(account(person.userId), from.address)
      yield* record("mfa_enabled", person.userId, from)
      return codes
    }),

    renewRecoveryCodes: Effect.fn("Mfa.renewRecoveryCodes")(function* (person, code, from) {
      yield* take(person.userId, code, from)
      const codes = newRecoveryCodes()
      yield* stored(
        factors.replaceRecoveryCodes(
          person.userId,
          codes.map((each) => recoveryHash(person.userId, each)),
          { person: person.userId, from }
        )
      )
      return codes
    }),

    disable: Effect.fn("Mfa.disable")(function* (person, password, code, from) {
      if (required.of(person.role)) return yield* Effect.fail(refuse("mfa_required_by_role"))
      yield* confirmed(person.userId)
      const { email } = yield* profile(person.userId)
      yield* lockout.take(email, from.address)
      const credential = yield* stored(people.credential(email))
      if (!(yield* passwords.matches(password, credential?.passwordHash)))
        return yield* Effect.fail(refuse("bad_credentials", { field: "password" }))
      yield* lockout.clear(email, from.address)
      yield* take(person.userId, code, from)
      yield* stored(factors.remove(person.userId, { person: person.userId, from }))
      yield* record("mfa_disabled", person.userId, from)
    }),

    take,

    reset: Effect.fn("Mfa.reset")(function* (administrator, person, from) {
      const { email } = yield* profile(person)
      yield* confirmed(person)
      const by = { person: administrator.userId, from }
      for (const session of yield* stored(changes.resetSecondFactor(person, email, by))) revocations.revoke(session)
      yield* record("mfa_reset", person, from)
      yield* Effect.logInfo("A second factor was reset", { userId: person, by: administrator.userId })
    })
  })
})
