/**
 * The keys that access tokens are signed with: ES256, by `kid`, the same on all nodes, replaced by themselves. The private
 * halves lie in the database, wrapped under the installation's secret; the public ones are published, and derived from what
 * was opened, so that nobody who can write to the database can have a key of theirs believed.
 */
import { Clock, Config, Context, Effect, Layer, Schedule, Semaphore } from "effect"
import type { JWK } from "jose"
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto"
import type { Refusal } from "../../protocol/errors.ts"
import { hours, type Millis, seconds } from "../../protocol/time.ts"
import type { Changer } from "../../storage/audit/changer.ts"
import { type KeyChange, type StoredTokenKey, TokenKeyRows, tokenKeyRowsLayer } from "../../storage/catalogue/token-keys.ts"
import { unwrapKey, wrapKey } from "../../storage/keys/wrapping.ts"
import { outlived, type Scheduled, signing, successorFrom } from "./key-schedule.ts"
import { Limit } from "./limits.ts"
import { SigningKeys } from "./signing.ts"
import { stored } from "./stored.ts"

/** Seconds that an access token lives, unless set; and the least, since clients renew one some while before it ends. */
const usualLife = 900
const shortestLife = 15

/**
 * Pinned: a token that names another algorithm, `none` among them, is no token of ours. Of the algorithms that every library
 * and FIPS 186 know it is the one with short signatures.
 */
export const algorithm = "ES256"

interface Held extends Scheduled {
  readonly own: KeyObject
  readonly half: KeyObject
  readonly jwk: JWK
}

export interface Signer {
  readonly kid: string
  readonly key: KeyObject
}

export class TokenKeys extends Context.Service<
  TokenKeys,
  {
    /** The key to sign with at this moment. */
    readonly signer: Effect.Effect<Signer>
    /** The public half of a key of ours; one that another node has just made is looked up, and anything else is not. */
    readonly verifier: (kid: string) => Effect.Effect<KeyObject | undefined>
    /** Without looking anywhere: whether tokens of this key are still believed. */
    readonly holds: (kid: string) => boolean
    /** How long an access token lives. */
    readonly tokenLife: Millis
    /** RFC 7517: the public halves of all keys that sign, did, or are about to. */
    readonly published: Effect.Effect<{ readonly keys: ReadonlyArray<JWK> }>
    /**
     * A key that signs from now on. `forget`: the ones before are believed no longer, as when one was seen by others; every
     * access token that is about has to be renewed then, which clients do by themselves.
     */
    readonly rotate: (how: { readonly forget: boolean }, by: Changer) => Effect.Effect<void, Refusal>
  }
>()("stoa/gateway/TokenKeys") {}

const associated = (kid: string): string => `stoa token key ${kid}`

/** RFC 7638. */
const thumbprint = ({ crv, kty, x, y }: JWK): string =>
  createHash("sha256").update(JSON.stringify({ crv, kty, x, y })).digest("base64url")

const open = (wrapping: Uint8Array, { kid, wrapped, signsFrom }: StoredTokenKey): Held | undefined => {
  try {
    const secret = unwrapKey(wrapping, associated(kid), wrapped)
    const own = createPrivateKey({ key: secret, format: "der", type: "pkcs8" })
    const half = createPublicKey(own)
    const jwk: JWK = { ...half.export({ format: "jwk" }), kid, alg: algorithm, use: "sig" }
    return thumbprint(jwk) === kid ? { kid, signsFrom, own, half, jwk } : undefined
  } catch {
    return undefined
  }
}

const fresh = (wrapping: Uint8Array, signsFrom: number): StoredTokenKey => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const kid = thumbprint(publicKey.export({ format: "jwk" }))
  return { kid, signsFrom, wrapped: wrapKey(wrapping, associated(kid), privateKey.export({ format: "der", type: "pkcs8" })) }
}

/** Strangers choose what stands in a token's header: only what could be a key's name is looked for, and so often. */
const named = /^[A-Za-z0-9_-]{43}$/
const looks = { burst: 20, over: seconds(1), keys: 1 }

const make = Effect.gen(function* () {
  const { tokenKeys: wrapping } = yield* SigningKeys
  const rows = yield* TokenKeyRows
  const every = hours(24 * Math.max(1, yield* Config.Int("STOA_TOKEN_KEY_DAYS").pipe(Config.withDefault(30))))
  const tokenLife = seconds(Math.max(shortestLife, yield* Config.Int("STOA_TOKEN_SECONDS").pipe(Config.withDefault(usualLife))))
  const schedule = { every, tokenLife }
  const inTurn = yield* Semaphore.make(1)

  let keys: ReadonlyArray<Held> = []
  let byKid: ReadonlyMap<string, Held> = new Map()
  const lookingUp = new Limit(looks)

  // What another secret wrapped must neither sign nor be thrown away.
  const ours = (found: ReadonlyArray<StoredTokenKey>) =>
    found.map((row) => open(wrapping, row)).filter((key) => key !== undefined)

  const take = (found: ReadonlyArray<StoredTokenKey>) => {
    keys = ours(found)
    byKid = new Map(keys.map((key) => [key.kid, key]))
  }

  const look = Effect.map(rows.all, take).pipe(inTurn.withPermits(1))

  const change = (decide: (keys: ReadonlyArray<Held>, now: number) => KeyChange, by?: Changer) =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      take(yield* rows.change((found) => decide(ours(found), now), by))
    }).pipe(inTurn.withPermits(1))

  const keep = change((found, now) => {
    const from = successorFrom(found, now, schedule)
    return { add: from === undefined ? [] : [fresh(wrapping, from)], forget: outlived(found, now, schedule) }
  })

  yield* keep
  const context = yield* Effect.context<never>()
  const anew = look.pipe(
    Effect.tapError((error) => Effect.logWarning("The keys of access tokens could not be read", { reason: error.message })),
    Effect.ignore
  )
  yield* rows.watch(() => void Effect.runForkWith(context)(anew))
  yield* keep.pipe(
    Effect.tapError((error) =>
      Effect.logWarning("The keys of access tokens could not be looked after", { reason: error.message })
    ),
    Effect.ignore,
    Effect.repeat(Schedule.spaced("1 hour")),
    Effect.delay("1 hour"),
    Effect.forkScoped
  )

  return TokenKeys.of({
    signer: Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const key = signing(keys, now)
      return key === undefined ? Effect.die(new Error("there is no key to sign access tokens with")) : Effect.succeed(key)
    }).pipe(Effect.map(({ kid, own }) => ({ kid, key: own }))),

    verifier: Effect.fnUntraced(function* (kid) {
      if (!named.test(kid)) return undefined
      const known = byKid.get(kid)
      if (known !== undefined) return known.half
      if (lookingUp.take("", yield* Clock.currentTimeMillis) === undefined) yield* anew
      return byKid.get(kid)?.half
    }),

    holds: (kid) => byKid.has(kid),

    tokenLife,

    published: Effect.sync(() => ({ keys: keys.map(({ jwk }) => jwk) })),

    rotate: ({ forget }, by) =>
      stored(
        change((found, now) => ({ add: [fresh(wrapping, now)], forget: forget ? found.map(({ kid }) => kid) : [] }), by)
      ).pipe(Effect.tap(() => Effect.logInfo("A new key signs access tokens", { forgotten: forget })))
  })
})

export const tokenKeysLayer = Layer.effect(TokenKeys, make).pipe(Layer.provide(tokenKeyRowsLayer))
