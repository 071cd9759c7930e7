/**
 * Access and refresh tokens. An access token is a signed statement about a session and lives for 15 minutes; who
 * the person is and what they may do is read from the database for every use (cached for seconds), so that an old token
 * never carries an old role.
 */
import { Clock, Context, Effect, Layer, Schema } from "effect"
import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from "jose"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { UserId } from "../../protocol/ids.ts"
import { Permission, type Person, Role } from "../../protocol/principal.ts"
import { instant, type Instant, later } from "../../protocol/time.ts"
import { People, type Profile } from "../../storage/catalogue/people.ts"
import { type Session, Sessions } from "../../storage/catalogue/sessions.ts"
import { concerns, Standing } from "../../storage/catalogue/standing.ts"
import { Assignments } from "./assignments.ts"
import { readRefreshToken, refreshToken } from "./refresh-token.ts"
import { remember } from "./remember.ts"
import { Revocations } from "./revocations.ts"
import { MfaRequired } from "./mfa-required.ts"
import { PersonCache } from "./person-cache.ts"
import { StandingChanges } from "./standing-news.ts"
import { SigningKeys } from "./signing.ts"
import { algorithm, TokenKeys, tokenKeysLayer } from "./token-keys.ts"

const issuer = "stoa"
const audience = "stoa:api"
/** RFC 9068: a signed statement of another kind is no access token, whoever signed it. */
const type = "at+jwt"

export const Claims = Schema.Struct({
  iss: Schema.Literal(issuer),
  aud: Schema.Literal(audience),
  sid: Schema.String,
  user_id: UserId,
  email: Schema.String,
  role: Role,
  permissions: Schema.Array(Permission),
  iat: Schema.Int,
  exp: Schema.Int
})
interface Seen {
  readonly kid: string
  readonly claims: typeof Claims.Type
}
const mostTokens = 10_000
const decodeClaims = Schema.decodeUnknownEffect(Claims)

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
    /** `unauthenticated`, `token_expired`, `mfa_enrolment_required`, or `unavailable` when the database could not be asked. */
    readonly verify: (accessToken: string) => Effect.Effect<Verified, Refusal>
    /** The same for what is open to who has to enrol a second factor first. */
    readonly verifyEnrolling: (accessToken: string) => Effect.Effect<Verified, Refusal>
    /** Whom a session stands for at present; `undefined`: nobody, it is over. Refused as its tokens are. */
    readonly personOf: (session: string) => Effect.Effect<Person | undefined, Refusal>
    /** The tokens of a session just opened or renewed. */
    readonly issue: (
      session: Session,
      profile: Pick<Profile, "id" | "email" | "role" | "permissions">
    ) => Effect.Effect<TokenPair>
    /** Which session and generation a refresh token is of; `undefined` when it is none of ours. */
    readonly readRefresh: (token: string) => { readonly session: string; readonly generation: number } | undefined
  }
>()("stoa/gateway/Tokens") {
  static readonly layer = Layer.effect(
    Tokens,
    Effect.gen(function* () {
      const keys = yield* SigningKeys
      const people = yield* People
      const sessions = yield* Sessions
      const revocations = yield* Revocations
      const tokenKeys = yield* TokenKeys
      const mfa = yield* MfaRequired
      const cache = new PersonCache((session) => people.ofSession(session))

      yield* Effect.acquireRelease(
        Effect.sync(() => revocations.onRevoked((session) => cache.end(session))),
        (stop) => Effect.sync(stop)
      )
      yield* sessions.watchEnded(revocations.revoke)
      const assignments = yield* Assignments
      yield* Effect.acquireRelease(
        Effect.sync(() => assignments.onChanged(() => cache.forget(({ role }) => role !== "student"))),
        (stop) => Effect.sync(stop)
      )

      const standing = yield* Standing
      const standingChanges = yield* StandingChanges
      yield* standing.watch((change) => {
        cache.forget((person) => concerns(change, person))
        standingChanges.changed(change)
      })

      // A signature that was right once stays right while its key is believed, and a client sends the same token each time.
      const seen = new Map<string, Seen>()
      const check = (token: string, now: number): Effect.Effect<typeof Claims.Type, Refusal> => {
        const known = seen.get(token)
        if (known === undefined || !tokenKeys.holds(known.kid))
          return Effect.map(decode(token, now), (found) => {
            remember(seen, token, found, mostTokens)
            return found.claims
          })
        return now < known.claims.exp * 1000 ? Effect.succeed(known.claims) : Effect.fail(refuse("token_expired"))
      }
      const decode = Effect.fnUntraced(
        function* (token: string, now: number) {
          const header = yield* Effect.try({ try: () => decodeProtectedHeader(token), catch: () => refuse("unauthenticated") })
          // Nobody has checked what the header says, not even that the name is a text.
          const kid: unknown = header.kid
          const key = typeof kid === "string" ? yield* tokenKeys.verifier(kid) : undefined
          if (typeof kid !== "string" || key === undefined) return yield* Effect.fail(refuse("unauthenticated"))
          const { payload } = yield* Effect.tryPromise({
            try: () =>
              jwtVerify(token, key, {
                algorithms: [algorithm],
                typ: type,
                issuer,
                audience,
                requiredClaims: ["exp", "iat", "sid"],
                currentDate: new Date(now)
              }),
            catch: (error) => refuse(error instanceof errors.JWTExpired ? "token_expired" : "unauthenticated")
          })
          const claims = yield* decodeClaims(payload)
          return { kid, claims }
        },
        Effect.catchTag("SchemaError", () => Effect.fail(refuse("unauthenticated")))
      )

      const verify = Effect.fnUntraced(function* (token: string) {
        const now = yield* Clock.currentTimeMillis
        const claims = yield* check(token, now)
        const person = yield* cache.of(claims.sid, now)
        if (person === undefined || person.userId !== claims.user_id) return yield* Effect.fail(refuse("unauthenticated"))
        return { person, ends: instant(claims.exp * 1000) }
      })

      return Tokens.of({
        verify: Effect.fn("Tokens.verify")(function* (token) {
          const verified = yield* verify(token)
          yield* mfa.met(verified.person)
          return verified
        }),
        verifyEnrolling: verify,
        personOf: Effect.fn("Tokens.personOf")(function* (session) {
          const person = yield* cache.of(session, yield* Clock.currentTimeMillis)
          if (person !== undefined) yield* mfa.met(person)
          return person
        }),
        issue: Effect.fn("Tokens.issue")(function* (session, profile) {
          const now = instant(yield* Clock.currentTimeMillis)
          // A token's times are whole seconds.
          const ends = instant(Math.floor(later(now, tokenKeys.tokenLife) / 1000) * 1000)
          const claims = {
            sid: session.id,
            user_id: profile.id,
            email: profile.email,
            role: profile.role,
            permissions: profile.permissions
          }
          const { kid, key } = yield* tokenKeys.signer
          const accessToken = yield* Effect.promise(() =>
            new SignJWT(claims)
              .setProtectedHeader({ alg: algorithm, typ: type, kid })
              .setIssuer(issuer)
              .setAudience(audience)
              .setIssuedAt(Math.floor(now / 1000))
              .setExpirationTime(ends / 1000)
              .sign(key)
          )
          return {
            accessToken,
            accessEnds: ends,
            refreshToken: refreshToken(keys.refresh, session.id, session.generation),
            refreshEnds: instant(session.expiresAt.getTime())
          }
        }),
        readRefresh: (token) => readRefreshToken(keys.refresh, token)
      })
    })
  ).pipe(Layer.provideMerge(Layer.merge(tokenKeysLayer, MfaRequired.layer)), Layer.provide(Standing.layer))
}
