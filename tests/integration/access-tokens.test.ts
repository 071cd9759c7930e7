/** Access tokens: which ones are believed, whatever somebody else makes of them, and how their keys come and go. */
import { Effect, Layer, ManagedRuntime } from "effect"
import { TestClock } from "effect/testing"
import {
  createLocalJWKSet,
  decodeProtectedHeader,
  generateKeyPair,
  type JWTHeaderParameters,
  jwtVerify,
  SignJWT,
  UnsecuredJWT
} from "jose"
import { createSecretKey, generateKeyPairSync, randomBytes } from "node:crypto"
import { afterAll, describe, expect, it } from "vitest"
import { TokenKeys } from "../../gateway/auth/token-keys.ts"
import { type TokenPair, Tokens } from "../../gateway/auth/tokens.ts"
import type { Refusal } from "../../protocol/errors.ts"
import { UserId } from "../../protocol/ids.ts"
import { seededPermissions } from "../../protocol/principal.ts"
import { People } from "../../storage/catalogue/people.ts"
import { Sessions } from "../../storage/catalogue/sessions.ts"
import { testDatabase } from "../postgres.ts"
import { tokenServices } from "./fixtures/auth.ts"

const { url, sql } = await testDatabase()
/** Another installation's. */
const elsewhere = await testDatabase()
const node = (settings: Readonly<Record<string, string>> = {}) => ManagedRuntime.make(tokenServices(url, settings))
type Node = ReturnType<typeof node>
const here = node()
afterAll(() => here.dispose())

const email = "ada@example.org"
const adding = Effect.flatMap(People, (people) =>
  people.add({ email, passwordHash: "none", role: "student", firstName: "Ada", lastName: "L", timeZone: "UTC" })
)
const userId = (await here.runPromise(adding)) ?? UserId.make(0)

const entering = Effect.gen(function* () {
  const session = yield* (yield* Sessions).open(userId, { address: "192.0.2.1", userAgent: "vitest" })
  return {
    session,
    ...(yield* (yield* Tokens).issue(session, { id: userId, email, role: "student", permissions: seededPermissions.student }))
  }
})
const by = { person: userId, from: { address: "192.0.2.1", userAgent: "vitest" } }
const verifying = (token: string) => Effect.flatMap(Tokens, (tokens) => tokens.verify(token))
const enter = (on: Node = here) => on.runPromise(entering)
/** `ok`, or the code of the refusal. */
const judged = (token: string, on: Node = here): Promise<string> =>
  on.runPromise(Effect.match(verifying(token), { onSuccess: () => "ok", onFailure: (refusal: Refusal) => refusal.code }))
const signer = (on: Node = here) => on.runPromise(Effect.flatMap(TokenKeys, (keys) => keys.signer))
const published = (on: Node = here) => on.runPromise(Effect.flatMap(TokenKeys, (keys) => keys.published))

const claims = ({ session }: { readonly session: { readonly id: string } }) => ({
  sid: session.id,
  user_id: userId,
  email,
  role: "student",
  permissions: []
})

interface Change {
  readonly header?: Partial<JWTHeaderParameters>
  readonly key?: Parameters<SignJWT["sign"]>[0]
  readonly audience?: string
  readonly issuer?: string
  readonly exp?: string
}
/** A token as the server would sign it, but for the change. */
const signed = async (entered: { readonly session: { readonly id: string } }, change: Change = {}): Promise<string> => {
  const { kid, key } = await signer()
  return new SignJWT(claims(entered))
    .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid, ...change.header })
    .setIssuer(change.issuer ?? "stoa")
    .setAudience(change.audience ?? "stoa:api")
    .setIssuedAt()
    .setExpirationTime(change.exp ?? "5m")
    .sign(change.key ?? key)
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url")

describe("access tokens", () => {
  it("JWT-1 are verified by anyone with the published keys, which hold no private half", async () => {
    const { accessToken, session } = await enter()
    const set = await published()
    const { payload, protectedHeader } = await jwtVerify(accessToken, createLocalJWKSet({ keys: [...set.keys] }), {
      audience: "stoa:api",
      issuer: "stoa"
    })
    expect(protectedHeader).toEqual({ alg: "ES256", typ: "at+jwt", kid: set.keys[0]?.kid })
    expect(payload).toMatchObject({ user_id: userId, email, role: "student", sid: session.id, aud: "stoa:api" })
    expect(payload["permissions"]).toContain("assessment:submit")
    for (const key of set.keys) expect(Object.keys(key).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"])
  })

  it("JWT-2 are refused without a signature, however `none` is written", async () => {
    const entered = await enter()
    const { kid } = await signer()
    const unsigned = new UnsecuredJWT(claims(entered))
      .setIssuer("stoa")
      .setAudience("stoa:api")
      .setIssuedAt()
      .setExpirationTime("5m")
    expect(await judged(unsigned.encode())).toBe("unauthenticated")
    const [, payload, signature] = entered.accessToken.split(".")
    for (const alg of ["none", "None", "NONE", "nOnE", ""])
      for (const rest of ["", signature])
        expect(await judged(`${part({ alg, typ: "at+jwt", kid })}.${payload}.${rest}`), alg).toBe("unauthenticated")
  })

  it("JWT-3 are refused when the public key was taken for a shared secret", async () => {
    const entered = await enter()
    const { kid, key } = await signer()
    const { keys } = await published()
    const half = await here.runPromise(Effect.flatMap(TokenKeys, (service) => service.verifier(kid)))
    const secrets = [
      half?.export({ format: "pem", type: "spki" }),
      half?.export({ format: "der", type: "spki" }),
      JSON.stringify(keys[0]),
      String(keys[0]?.x),
      ""
    ].map((secret) => createSecretKey(Buffer.from(secret ?? "")))
    for (const secret of secrets.slice(0, -1))
      for (const alg of ["HS256", "HS384", "HS512"])
        expect(await judged(await signed(entered, { header: { alg }, key: secret })), alg).toBe("unauthenticated")
    expect(await judged(await signed(entered, { key }))).toBe("ok")
  })

  it("JWT-4 are refused under another algorithm or another key, whatever the header says of them", async () => {
    const entered = await enter()
    for (const alg of ["EdDSA", "RS256", "PS256", "ES384"]) {
      const { privateKey } = await generateKeyPair(alg)
      expect(await judged(await signed(entered, { header: { alg }, key: privateKey })), alg).toBe("unauthenticated")
    }
    const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" })
    const jwk = stranger.publicKey.export({ format: "jwk" })
    for (const header of [{}, { jwk }, { jku: "https://evil.example/jwks.json" }, { x5u: "https://evil.example/cert.pem" }])
      expect(await judged(await signed(entered, { header, key: stranger.privateKey }))).toBe("unauthenticated")
  })

  it("JWT-5 are refused under a `kid` that names no key of ours: unknown, a path, an injection, too long, none", async () => {
    const entered = await enter()
    const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" })
    const kids = [
      randomBytes(32).toString("base64url"),
      "../../../../../../dev/null",
      "/etc/passwd",
      "file:///dev/null",
      "' or '1'='1",
      "'; drop table token_keys; --",
      "__proto__",
      "constructor",
      "",
      "\u0000",
      "k".repeat(100_000)
    ]
    for (const kid of kids) {
      expect(await judged(await signed(entered, { header: { kid }, key: stranger.privateKey })), kid).toBe("unauthenticated")
      expect(await judged(await signed(entered, { header: { kid } })), kid).toBe("unauthenticated")
    }
    const [, payload, signature] = entered.accessToken.split(".")
    for (const kid of [undefined, 7, null, ["a"], { toString: "x" }])
      expect(await judged(`${part({ alg: "ES256", typ: "at+jwt", kid })}.${payload}.${signature}`)).toBe("unauthenticated")
    expect(await judged(entered.accessToken)).toBe("ok")
  })

  it("JWT-6 are refused for another audience or issuer, of another type, expired, tampered with, or cut short", async () => {
    const entered = await enter()
    expect(await judged(await signed(entered, { audience: "stoa:media" }))).toBe("unauthenticated")
    expect(await judged(await signed(entered, { issuer: "elsewhere" }))).toBe("unauthenticated")
    expect(await judged(await signed(entered, { header: { typ: "JWT" } }))).toBe("unauthenticated")
    expect(await judged(await signed(entered, { exp: "1s ago" }))).toBe("token_expired")
    const [header, payload = "", signature = ""] = entered.accessToken.split(".")
    const raised = { ...JSON.parse(Buffer.from(payload, "base64url").toString()), role: "admin", permissions: ["*"] }
    expect(await judged(`${header}.${part(raised)}.${signature}`)).toBe("unauthenticated")
    expect(await judged(`${header}.${payload}.${signature.slice(0, -8)}AAAAAAAA`)).toBe("unauthenticated")
    for (const cut of ["", ".", "..", `${header}.${payload}`, `${header}.${payload}.`, entered.refreshToken, "rubbish"])
      expect(await judged(cut), cut).toBe("unauthenticated")
  })
})

describe("their life", () => {
  it("is a quarter of an hour unless set, and long enough for a client to renew them", async () => {
    const lives = async (seconds?: string): Promise<number> => {
      const on = ManagedRuntime.make(tokenServices(url, seconds === undefined ? {} : { STOA_TOKEN_SECONDS: seconds }))
      const { accessToken } = await on.runPromise(entering)
      await on.dispose()
      const { iat, exp } = JSON.parse(Buffer.from(accessToken.split(".")[1] ?? "", "base64url").toString())
      return exp - iat
    }
    expect([await lives(), await lives("60"), await lives("1")]).toEqual([900, 60, 15])
  })
})

describe("their keys", () => {
  it("JWT-7 replace themselves: the next is published before it signs, the last is believed until its tokens have ended", async () => {
    const start = Date.UTC(2031, 0, 1)
    const clock = Layer.effectDiscard(TestClock.setTime(start)).pipe(Layer.provideMerge(TestClock.layer()))
    const timed = ManagedRuntime.make(Layer.provideMerge(tokenServices(url, { STOA_TOKEN_KEY_DAYS: "30" }), clock))
    const days = 24 * 60 * 60_000
    const at = (sinceStart: number) => timed.runPromise(TestClock.setTime(start + sinceStart))
    const kids = async () =>
      (await timed.runPromise(Effect.flatMap(TokenKeys, (keys) => keys.published))).keys.map(({ kid }) => kid)
    /** Once they were looked after: that takes turns with the database, while minutes pass. */
    const eventually = async (count: number) => {
      while ((await kids()).length !== count) await timed.runPromise(TestClock.adjust("1 minute"))
      return kids()
    }
    const issue = () => timed.runPromise(entering)
    const judge = (token: TokenPair) =>
      timed.runPromise(Effect.match(verifying(token.accessToken), { onSuccess: () => "ok", onFailure: ({ code }) => code }))
    const kidOf = ({ accessToken }: TokenPair) => decodeProtectedHeader(accessToken).kid

    await sql`delete from token_keys`
    const first = kidOf(await issue())
    expect(await kids()).toEqual([first])
    await at(29 * days)
    expect(await kids()).toEqual([first])
    await at(29.5 * days)
    const [, second] = await eventually(2)
    expect(await kids()).toEqual([first, second])
    expect(kidOf(await issue())).toBe(first)
    await at(30 * days - 1_000)
    const last = await issue()
    expect(kidOf(last)).toBe(first)
    await at(30 * days)
    expect(kidOf(await issue())).toBe(second)
    expect(await judge(last)).toBe("ok")
    await at(30 * days + 14 * 60_000)
    expect([await judge(last), await kids()]).toEqual(["ok", [first, second]])
    await at(30 * days + 15 * 60_000)
    expect(await judge(last)).toBe("token_expired")
    await at(30 * days + 16 * 60_000)
    expect(await eventually(1)).toEqual([second])
    await timed.dispose()
  })

  it("JWT-8 are one and the same on all nodes, also when both make the first one at once", async () => {
    await sql`delete from token_keys`
    const nodes = [node(), node()] as const
    const [one, other] = await Promise.all([enter(nodes[0]), enter(nodes[1])])
    expect(await sql`select kid from token_keys`).toHaveLength(1)
    expect([await judged(one.accessToken, nodes[1]), await judged(other.accessToken, nodes[0])]).toEqual(["ok", "ok"])
    await nodes[0].runPromise(Effect.flatMap(TokenKeys, (keys) => keys.rotate({ forget: false }, by)))
    const renewed = await enter(nodes[0])
    expect(decodeProtectedHeader(renewed.accessToken).kid).not.toBe(decodeProtectedHeader(one.accessToken).kid)
    expect([await judged(renewed.accessToken, nodes[1]), await judged(one.accessToken, nodes[1])]).toEqual(["ok", "ok"])
    await Promise.all(nodes.map((each) => each.dispose()))
  })

  it("JWT-9 forgotten are believed no longer, not even for a token that was verified before, on no node", async () => {
    await sql`delete from token_keys`
    const nodes = [node(), node()] as const
    const { accessToken } = await enter(nodes[0])
    expect([await judged(accessToken, nodes[0]), await judged(accessToken, nodes[1])]).toEqual(["ok", "ok"])
    await nodes[0].runPromise(Effect.flatMap(TokenKeys, (keys) => keys.rotate({ forget: true }, by)))
    expect(await judged(accessToken, nodes[0])).toBe("unauthenticated")
    let told = await judged(accessToken, nodes[1])
    while (told === "ok") told = await judged(accessToken, nodes[1])
    expect(told).toBe("unauthenticated")
    const again = await enter(nodes[1])
    expect(await judged(again.accessToken, nodes[0])).toBe("ok")
    await Promise.all(nodes.map((each) => each.dispose()))
  })

  it("JWT-10 written into the database by somebody else are no keys, and the private half of ours does not stand there", async () => {
    await sql`delete from token_keys`
    // Another installation's key, put where ours are, and a token for a session of ours that is signed with it.
    const theirs = ManagedRuntime.make(tokenServices(elsewhere.url, { STOA_SECRET: "bad5".repeat(16) }))
    const forging = await signer(theirs)
    const [row] = await elsewhere.sql<Array<{ wrapped: Buffer }>>`select wrapped from token_keys`
    await sql`
      insert into token_keys (kid, wrapped, signs_from) values (${forging.kid}, ${row?.wrapped ?? Buffer.alloc(0)}, now() - interval '1 hour')`
    const ours = node()
    const entered = await enter(ours)
    const { accessToken } = entered
    const forged = await signed(entered, { header: { kid: forging.kid }, key: forging.key })
    expect(await judged(forged, ours)).toBe("unauthenticated")
    expect((await published(ours)).keys).toHaveLength(1)
    expect(await judged(accessToken, ours)).toBe("ok")
    // A row of ours under another's name is none either.
    await sql`update token_keys set kid = reverse(kid)`
    const later = node()
    expect(await judged(accessToken, later)).toBe("unauthenticated")
    const { key } = await signer(later)
    const scalar = String(key.export({ format: "jwk" }).d)
    const rows = await sql`select encode(wrapped, 'hex') as wrapped from token_keys`
    expect(rows.every((row) => !String(row["wrapped"]).includes(Buffer.from(scalar, "base64url").toString("hex")))).toBe(true)
    await Promise.all([theirs, ours, later].map((each) => each.dispose()))
  })
})
