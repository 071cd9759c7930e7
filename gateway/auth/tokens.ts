/**
 * Access and refresh tokens. An access token is a signed statement about a session and lives for 15 minutes; who
 * the person is and what they may do is read from the database for every use (cached for seconds), so that an old token
 * never carries an old role.
 */
import { Clock, Context, Effect, Layer, Schema } from "effect"
import { errors, jwtVerify, SignJWT } from "jose"
import { createSecretKey } from "node:crypto"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { UserId } from "../../protocol/ids.ts"
import { Permission, permissionsOf, type Person, Role } from "../../protocol/principal.ts"
import { instant, type Instant, later, minutes } from "../../protocol/time.ts"
import { People, type Profile } from "../../storage/catalogue/people.ts"
import { type Session, Sessions } from "../../storage/catalogue/sessions.ts"
import { Assignments } from "./assignments.ts"
import { readRefreshToken, refreshToken } from "./refresh-token.ts"
import { remember } from "./remember.ts"
import { Revocations } from "./revocations.ts"
import { PersonCache } from "./person-cache.ts"
import { SigningKeys } from "./signing.ts"

export const accessLife = minutes(15)

const issuer = "stoa"
const audience = "stoa:api"
/** Pinned: a token that names another algorithm, `none` among them, is no token of ours. */
const algorithm = "HS256"

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
    /** `unauthenticated`, `token_expired`, or `unavailable` when the database could not be asked. */
    readonly verify: (accessToken: string) => Effect.Effect<Verified, Refusal>
    /** Whom a session stands for at present; `undefined`: nobody, it is over. */
    readonly personOf: (session: string) => Effect.Effect<Person | undefined, Refusal>
    /** The tokens of a session just opened or renewed. */
    readonly issue: (session: Session, profile: Pick<Profile, "id" | "email" | "role">) => Effect.Effect<TokenPair>
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
      const secret = createSecretKey(keys.access)
      const cache = new PersonCache((session) => people.ofSession(session))

      yield* Effect.acquireRelease(
        Effect.sync(() => revocations.onRevoked((session) => cache.end(session))),
        (stop) => Effect.sync(stop)
      )
      yield* sessions.watchEnded(revocations.revoke)
      const assignments = yield* Assignments
      yield* Effect.acquireRelease(
        Effect.sync(() => assignments.onChanged(() => cache.forgetStaff())),
        (stop) => Effect.sync(stop)
      )

      // A signature that was right once stays right, and a client sends the same token with every request.
      const seen = new Map<string, typeof Claims.Type>()
      const check = (token: string, now: number): Effect.Effect<typeof Claims.Type, Refusal> => {
        const known = seen.get(token)
        if (known === undefined)
          return Effect.tap(decode(token, now), (claims) => Effect.sync(() => remember(seen, token, claims, mostTokens)))
        return now < known.exp * 1000 ? Effect.succeed(known) : Effect.fail(refuse("token_expired"))
      }
      const decode = (token: string, now: number) =>
        Effect.tryPromise({
          try: () =>
            jwtVerify(token, secret, {
              algorithms: [algorithm],
              issuer,
              audience,
              requiredClaims: ["exp", "iat", "sid"],
              currentDate: new Date(now)
            }),
          catch: (error) => refuse(error instanceof errors.JWTExpired ? "token_expired" : "unauthenticated")
        }).pipe(
          Effect.flatMap(({ payload }) => decodeClaims(payload)),
          Effect.catchTag("SchemaError", () => Effect.fail(refuse("unauthenticated")))
        )

      return Tokens.of({
        verify: Effect.fn("Tokens.verify")(function* (token) {
          const now = yield* Clock.currentTimeMillis
          const claims = yield* check(token, now)
          const person = yield* cache.of(claims.sid, now)
          if (person === undefined || person.userId !== claims.user_id) return yield* Effect.fail(refuse("unauthenticated"))
          return { person, ends: instant(claims.exp * 1000) }
        }),
        personOf: Effect.fn("Tokens.personOf")(function* (session) {
          return yield* cache.of(session, yield* Clock.currentTimeMillis)
        }),
        issue: Effect.fn("Tokens.issue")(function* (session, profile) {
          const now = instant(yield* Clock.currentTimeMillis)
          // A token's times are whole seconds.
          const ends = instant(Math.floor(later(now, accessLife) / 1000) * 1000)
          const claims = {
            sid: session.id,
            user_id: profile.id,
            email: profile.email,
            role: profile.role,
            permissions: permissionsOf[profile.role]
          }
          const accessToken = yield* Effect.promise(() =>
            new SignJWT(claims)
              .setProtectedHeader({ alg: algorithm, typ: "JWT" })
              .setIssuer(issuer)
              .setAudience(audience)
              .setIssuedAt(Math.floor(now / 1000))
              .setExpirationTime(ends / 1000)
              .sign(secret)
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
  )
}
