/** Registering, logging in, renewing and logging out: what happens, in order, and how often it may be tried. */
import { Clock, Context, Effect, Layer, Option } from "effect"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { UserId } from "../../protocol/ids.ts"
import type { Person } from "../../protocol/principal.ts"
import type { Registration } from "../../protocol/rest/accounts.ts"
import { minutes } from "../../protocol/time.ts"
import { AccountChanges, accountChangesLayer } from "../../storage/catalogue/account-changes.ts"
import { type Activity, ActivityLog } from "../../storage/catalogue/activity.ts"
import { type Credential, People, type Profile } from "../../storage/catalogue/people.ts"
import { SecondFactors } from "../../storage/catalogue/second-factors.ts"
import { type Session, Sessions } from "../../storage/catalogue/sessions.ts"
import { canonicalEmail } from "../../storage/personal-fields.ts"
import type { Origin } from "../address.ts"
import { addressName } from "../live/origin.ts"
import { Limit, limited } from "./limits.ts"
import { Lockout } from "./lockout.ts"
import { challengeFor, challengeLife, readChallenge } from "./mfa-challenge.ts"
import { MfaRequired } from "./mfa-required.ts"
import { Mfa } from "./mfa.ts"
import { Passwords } from "./passwords.ts"
import { Revocations } from "./revocations.ts"
import { SigningKeys } from "./signing.ts"
import { stored } from "./stored.ts"
import { type TokenPair, Tokens } from "./tokens.ts"

export interface Entered {
  readonly _tag: "Entered"
  readonly profile: Profile
  readonly tokens: TokenPair
  /** The role needs a second factor and there is none: nothing else is open until it is enrolled. */
  readonly mustEnrol: boolean
}

/** The password was right, and a code is needed besides. */
export interface SecondStep {
  readonly _tag: "SecondStep"
  readonly challenge: string
  /** ms since 1970. */
  readonly ends: number
}

export class Accounts extends Context.Service<
  Accounts,
  {
    readonly register: (registration: Registration, from: Origin) => Effect.Effect<Entered, Refusal>
    readonly login: (email: string, password: string, from: Origin) => Effect.Effect<Entered | SecondStep, Refusal>
    /** With a code, of the device or for recovery. */
    readonly secondStep: (challenge: string, code: string, from: Origin) => Effect.Effect<Entered, Refusal>
    readonly refresh: (refreshToken: string, from: Origin) => Effect.Effect<TokenPair, Refusal>
    /** How many sessions ended. */
    readonly logout: (person: Person, everywhere: boolean, from: Origin) => Effect.Effect<number, Refusal>
    readonly profile: (id: UserId) => Effect.Effect<Profile, Refusal>
  }
>()("stoa/gateway/Accounts") {}

export const knownZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone })
    return true
  } catch {
    return false
  }
}

export const accountsLayer = Layer.effect(
  Accounts,
  Effect.gen(function* () {
    const people = yield* People
    const sessions = yield* Sessions
    const changes = yield* AccountChanges
    const passwords = yield* Passwords
    const tokens = yield* Tokens
    const revocations = yield* Revocations
    const lockout = yield* Lockout
    const mfa = yield* Mfa
    const mfaRequired = yield* MfaRequired
    const factors = yield* SecondFactors
    const { challenges } = yield* SigningKeys
    const log = yield* ActivityLog
    const record = (action: Activity["action"], userId: UserId | undefined, from: Origin) =>
      Effect.sync(() => log.record({ action, userId, subject: undefined, ...from }))

    // Over all accounts. Whoever shares the address may still come in with the right password.
    const wrongByAddress = new Limit({ burst: 100, over: minutes(15), keys: 20_000 })
    const registrations = new Limit({ burst: 300, over: minutes(60), keys: 20_000 })
    const renewals = new Limit({ burst: 120, over: minutes(1), keys: 20_000 })

    const profile = (id: UserId) =>
      Effect.flatMap(stored(people.profile(id)), (found) =>
        found === undefined ? Effect.fail(refuse("not_found")) : Effect.succeed(found)
      )

    const enter = Effect.fn("Accounts.enter")(function* (id: UserId, from: Origin, withCode = false) {
      const session: Session = yield* stored(sessions.open(id, from))
      if (withCode) yield* stored(factors.passed(session.id))
      yield* stored(people.loggedIn(id))
      const found = yield* profile(id)
      const mustEnrol = !withCode && mfaRequired.of(found.role)
      return { _tag: "Entered" as const, profile: found, tokens: yield* tokens.issue(session, found), mustEnrol }
    })

    /** At the one moment when the password is there to be hashed at the cost that is set now. */
    const renewed = Effect.fnUntraced(function* ({ userId, passwordHash }: Credential, password: string) {
      if (!passwords.isDated(passwordHash)) return passwordHash
      const next = yield* Effect.option(passwords.hash(password))
      if (Option.isNone(next)) return passwordHash
      yield* stored(people.rehash(userId, passwordHash, next.value))
      return next.value
    })

    return Accounts.of({
      profile,

      register: Effect.fn("Accounts.register")(function* (registration, from) {
        yield* limited(registrations, addressName(from.address))
        const email = canonicalEmail(registration.email)
        const timeZone = registration.time_zone ?? "UTC"
        if (!knownZone(timeZone)) return yield* Effect.fail(refuse("invalid", { field: "time_zone" }))
        const weakness = passwords.weakness(registration.password, email)
        if (weakness !== undefined) return yield* Effect.fail(weakness)
        const passwordHash = yield* passwords.hash(registration.password)
        const id = yield* stored(
          people.add({
            email,
            passwordHash,
            role: "student",
            firstName: registration.first_name,
            lastName: registration.last_name,
            timeZone
          })
        )
        if (id === undefined) return yield* Effect.fail(refuse("email_taken", { field: "email" }))
        yield* Effect.logDebug("Somebody registered", { userId: id })
        yield* record("register", id, from)
        return yield* enter(id, from)
      }),

      login: Effect.fn("Accounts.login")(function* (offered, password, from) {
        const email = canonicalEmail(offered)
        yield* lockout.take(email, from.address)
        const credential = yield* stored(people.credential(email))
        // Compared whether or not there is such an account, so that the time taken does not tell.
        const right = yield* passwords.matches(password, credential?.passwordHash)
        if (!right || credential === undefined || !credential.active) {
          yield* limited(wrongByAddress, addressName(from.address))
          yield* record("login_refused", credential?.userId, from)
          return yield* Effect.fail(refuse("bad_credentials"))
        }
        yield* lockout.clear(email, from.address)
        const passwordHash = yield* renewed(credential, password)
        if (yield* mfa.isEnabled(credential.userId)) {
          const ends = (yield* Clock.currentTimeMillis) + challengeLife
          const challenge = challengeFor(challenges, credential.userId, ends, passwordHash)
          return { _tag: "SecondStep" as const, challenge, ends }
        }
        yield* Effect.logDebug("Somebody logged in", { userId: credential.userId })
        yield* record("login", credential.userId, from)
        return yield* enter(credential.userId, from)
      }),

      secondStep: Effect.fn("Accounts.secondStep")(function* (text, code, from) {
        const challenge = readChallenge(challenges, text)
        if (challenge === undefined) return yield* Effect.fail(refuse("unauthenticated"))
        const credential = yield* stored(people.credentialOf(challenge.person))
        if (credential === undefined || !credential.active || !challenge.isFor(credential.passwordHash))
          return yield* Effect.fail(refuse("unauthenticated"))
        if ((yield* Clock.currentTimeMillis) >= challenge.ends) return yield* Effect.fail(refuse("token_expired"))
        yield* mfa.take(challenge.person, code, from)
        yield* Effect.logDebug("Somebody logged in with a code", { userId: challenge.person })
        yield* record("login", challenge.person, from)
        return yield* enter(challenge.person, from, true)
      }),

      refresh: Effect.fn("Accounts.refresh")(function* (refreshToken, from) {
        yield* limited(renewals, addressName(from.address))
        const read = tokens.readRefresh(refreshToken)
        if (read === undefined) return yield* Effect.fail(refuse("unauthenticated"))
        const renewal = yield* stored(sessions.renew(read.session, read.generation))
        switch (renewal._tag) {
          case "Renewed":
          case "Raced":
            return yield* tokens.issue(renewal.session, yield* profile(renewal.session.userId))
          case "Reused":
            revocations.revoke(read.session)
            yield* record("refresh_reused", renewal.userId, from)
            yield* Effect.logWarning("A refresh token was used twice; its session was ended", {
              userId: renewal.userId,
              address: from.address
            })
            return yield* Effect.fail(refuse("unauthenticated"))
          case "Expired":
            return yield* Effect.fail(refuse("token_expired"))
          case "Gone":
            return yield* Effect.fail(refuse("unauthenticated"))
        }
      }),

      logout: Effect.fn("Accounts.logout")(function* (person, everywhere, from) {
        const ended = everywhere
          ? yield* stored(changes.endSessions(person.userId, undefined, { person: person.userId, from }))
          : (yield* stored(sessions.end(person.session, "logged_out")))
            ? [person.session]
            : []
        // Other nodes hear of it through the database; this one need not wait for that.
        for (const session of ended) revocations.revoke(session)
        yield* record("logout", person.userId, from)
        yield* Effect.logDebug("Somebody logged out", { userId: person.userId, sessions: ended.length })
        return ended.length
      })
    })
  })
).pipe(Layer.provide(accountChangesLayer))
