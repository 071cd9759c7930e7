/** Accounts and tokens against a real database: what a token must prove, how a refresh family lives and dies. */
import { Effect, ManagedRuntime } from "effect"
import { SignJWT } from "jose"
import { afterAll, describe, expect, it } from "vitest"
import { Accounts, type Entered } from "../../gateway/auth/accounts.ts"
import { Passwords } from "../../gateway/auth/passwords.ts"
import { Revocations } from "../../gateway/auth/revocations.ts"
import { TokenKeys } from "../../gateway/auth/token-keys.ts"
import { Tokens } from "../../gateway/auth/tokens.ts"
import type { Refusal } from "../../protocol/errors.ts"
import { Sessions } from "../../storage/catalogue/sessions.ts"
import { testDatabase } from "../postgres.ts"
import { undisturbed } from "../undisturbed.ts"
import { authLayer } from "./fixtures/auth.ts"

const { url, sql } = await testDatabase()
const runtime = ManagedRuntime.make(authLayer(url))
afterAll(() => runtime.dispose())

type Services = ManagedRuntime.ManagedRuntime.Services<typeof runtime>
const run = <A>(effect: Effect.Effect<A, Refusal, Services>): Promise<A> => runtime.runPromise(effect)
/** The code of the refusal that must come. */
const refused = <A>(effect: Effect.Effect<A, Refusal, Services>): Promise<string> =>
  runtime.runPromise(Effect.map(Effect.flip(effect), (refusal) => refusal.code))

const from = { address: "192.0.2.7", userAgent: "vitest" }
const password = "correct horse battery"
let people = 0
const newcomer = (): Promise<Entered> =>
  run(
    Effect.flatMap(Accounts, (accounts) =>
      accounts.register(
        { email: `Person${++people}@Example.org`, password, first_name: "Ada", last_name: "L", time_zone: "Europe/Berlin" },
        { ...from, address: `198.51.100.${people}` }
      )
    )
  )
/** Of people without a second factor. */
const login = (email: string, attempt: string, address = from.address) =>
  Effect.flatMap(
    Effect.flatMap(Accounts, (accounts) => accounts.login(email, attempt, { ...from, address })),
    (step) => (step._tag === "Entered" ? Effect.succeed(step) : Effect.die(new Error("a code is asked for")))
  )
const refresh = (token: string) => Effect.flatMap(Accounts, (accounts) => accounts.refresh(token, from))
const verify = (token: string) => Effect.flatMap(Tokens, (tokens) => tokens.verify(token))

describe("accounts", () => {
  it("ACC-1 register keeps the e-mail in lower case, logs in, and knows the person", async () => {
    const { profile, tokens } = await newcomer()
    expect(profile).toMatchObject({ email: `person${people}@example.org`, role: "student", timeZone: "Europe/Berlin" })
    const { person, ends } = await run(verify(tokens.accessToken))
    expect(person).toMatchObject({ userId: profile.id, role: "student", courses: [], sittings: [] })
    expect(ends - Date.now()).toBeGreaterThan(14 * 60_000)
    expect(ends - Date.now()).toBeLessThanOrEqual(15 * 60_000)
  })

  it("ACC-2 an e-mail is taken however it is written", async () => {
    const { profile } = await newcomer()
    const again = Effect.flatMap(Accounts, (accounts) =>
      accounts.register({ email: ` ${profile.email.toUpperCase()} `, password, first_name: "B", last_name: "B" }, from)
    )
    expect(await refused(again)).toBe("email_taken")
  })

  it.each([["seven77"], ["Password1"], ["qwertyuiop"], ["weak@example.org"]])("ACC-3 refuses the password %s", async (weak) => {
    const attempt = Effect.flatMap(Accounts, (accounts) =>
      accounts.register({ email: "weak@example.org", password: weak, first_name: "W", last_name: "W" }, from)
    )
    expect(await refused(attempt)).toBe("weak_password")
  })

  it("ACC-4 every byte of a long password counts", async () => {
    const long = "long enough to pass seventy-two bytes, which is where bcrypt stops reading: "
    const [right, wrong] = await run(
      Effect.gen(function* () {
        const passwords = yield* Passwords
        const hash = yield* passwords.hash(`${long}a`)
        return yield* Effect.all([passwords.matches(`${long}a`, hash), passwords.matches(`${long}b`, hash)])
      })
    )
    expect([right, wrong]).toEqual([true, false])
  })

  it("ACC-5 a wrong password, an unknown account and an inactive one answer the same, after the same work", async () => {
    const { profile } = await newcomer()
    await sql`update users set is_active = false where id = ${profile.id}`
    const timed = async (effect: ReturnType<typeof login>) => {
      const started = performance.now()
      const code = await refused(effect)
      return { code, ms: performance.now() - started }
    }
    const active = await newcomer()
    const times = [Infinity, Infinity, Infinity]
    // The least of three times is the work; whatever else the machine does only ever adds to it.
    for (let round = 0; round < 3; round++) {
      const answers = [
        await timed(login(active.profile.email, "wrong password", "203.0.113.1")),
        await timed(login("nobody@example.org", password, "203.0.113.1")),
        await timed(login(profile.email, password, "203.0.113.1"))
      ]
      expect(answers.map(({ code }) => code)).toEqual(["bad_credentials", "bad_credentials", "bad_credentials"])
      for (const [index, { ms }] of answers.entries()) times[index] = Math.min(times[index] ?? Infinity, ms)
    }
    expect(Math.min(...times)).toBeGreaterThan(Math.max(...times) / 3)
  })

  it("ACC-6 guessing is limited per account and address, and does not lock the owner out elsewhere", async () => {
    const { profile } = await newcomer()
    const guesses = await Promise.all(
      Array.from({ length: 12 }, (_, index) => refused(login(profile.email, `guess number ${index}`, "203.0.113.66")))
    )
    expect(guesses.filter((code) => code === "rate_limited")).toHaveLength(2)
    expect((await run(login(profile.email, password, "203.0.113.67"))).profile.id).toBe(profile.id)
    const [row] = await sql`select last_login is not null as seen from users where id = ${profile.id}`
    expect(row?.["seen"]).toBe(true)
  })
})

describe("access tokens", () => {
  const sessionOf = (entered: Entered) => entered.tokens.refreshToken.split(".")[0] ?? ""
  /** As the server would sign it, but that it grants everything. */
  const signed = async (entered: Entered, session = sessionOf(entered)) => {
    const { kid, key } = await run(Effect.flatMap(TokenKeys, (keys) => keys.signer))
    const { id, email } = entered.profile
    return new SignJWT({ sid: session, user_id: id, email, role: "admin", permissions: ["*"] })
      .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid })
      .setIssuer("stoa")
      .setAudience("stoa:api")
      .setIssuedAt()
      .setExpirationTime("5m")
      .sign(key)
  }

  it("TOK-1 carries the plan's claims, and the role in it grants nothing", async () => {
    const entered = await newcomer()
    const payload = JSON.parse(Buffer.from(entered.tokens.accessToken.split(".")[1] ?? "", "base64url").toString())
    expect(payload).toMatchObject({ user_id: entered.profile.id, email: entered.profile.email, role: "student" })
    expect(payload.permissions).toContain("assessment:submit")
    expect((await run(verify(await signed(entered)))).person.role).toBe("student")
  })

  it("TOK-2 refuses a token whose session is another person's", async () => {
    const [mine, theirs] = [await newcomer(), await newcomer()]
    expect(await refused(verify(await signed(mine, sessionOf(theirs))))).toBe("unauthenticated")
  })

  it("TOK-3 has the scopes of instructors and proctors from the catalogue", async () => {
    const { profile, tokens } = await newcomer()
    await sql`update users set role = 'instructor' where id = ${profile.id}`
    const [course] = await sql`insert into courses (title) values ('Networks') returning id`
    await sql`insert into course_instructors (course_id, user_id) values (${course?.["id"]}, ${profile.id})`
    expect((await run(verify(tokens.accessToken))).person).toMatchObject({ role: "instructor", courses: [course?.["id"]] })
  })
})

describe("refresh tokens", () => {
  it("REF-1 each is good once and gives the next", async () => {
    const { tokens } = await newcomer()
    const second = await run(refresh(tokens.refreshToken))
    expect(second.refreshToken).not.toBe(tokens.refreshToken)
    const third = await run(refresh(second.refreshToken))
    expect((await run(verify(third.accessToken))).ends).toBeGreaterThan(0)
  })

  it("REF-2 two tabs that renew at once get the same successor, and both go on", async () => {
    const { tokens } = await newcomer()
    const [one, other] = await Promise.all([run(refresh(tokens.refreshToken)), run(refresh(tokens.refreshToken))])
    expect(one.refreshToken).toBe(other.refreshToken)
    await run(refresh(one.refreshToken))
  })

  it("REF-3 an old one used after the grace ends the whole family, and everyone hears of it", async () => {
    const { tokens } = await newcomer()
    const second = await run(refresh(tokens.refreshToken))
    const [session] = tokens.refreshToken.split(".")
    await sql`update user_sessions set renewed_at = now() - interval '11 seconds' where id = ${session ?? ""}`
    const heard = new Promise<string>((resolve) =>
      runtime.runSync(Effect.map(Revocations, ({ onRevoked }) => onRevoked((ended) => ended === session && resolve(ended))))
    )
    expect(await refused(refresh(tokens.refreshToken))).toBe("unauthenticated")
    expect(await heard).toBe(session)
    expect(await refused(refresh(second.refreshToken))).toBe("unauthenticated")
    expect(await refused(verify(second.accessToken))).toBe("unauthenticated")
  })

  it("REF-4 one made up, cut short or for a generation yet to come touches no session", async () => {
    const { tokens } = await newcomer()
    const [session, generation, mac] = tokens.refreshToken.split(".")
    for (const forged of [`${session}.2.${mac}`, `${session}.${generation}.${"A".repeat(43)}`, `${session}.1`, "", "a.b.c"])
      expect(await refused(refresh(forged))).toBe("unauthenticated")
    await run(refresh(tokens.refreshToken))
  })

  it("REF-5 ends after seven days without use", async () => {
    const { tokens } = await newcomer()
    const [session] = tokens.refreshToken.split(".")
    await sql`update user_sessions set expires_at = now() - interval '1 second' where id = ${session ?? ""}`
    expect(await refused(refresh(tokens.refreshToken))).toBe("token_expired")
  })

  it("REF-6 nothing in the database can be turned into one", async () => {
    const { tokens } = await newcomer()
    const mac = tokens.refreshToken.split(".")[2] ?? ""
    const rows = await sql`select row_to_json(s)::text as row from user_sessions s`
    expect(rows.some((row) => String(row["row"]).includes(mac))).toBe(false)
  })
})

describe("log-out", () => {
  it("OUT-1 ends this session at once and leaves the person's others alone", async () => {
    const { profile, tokens } = await newcomer()
    const other = await run(login(profile.email, password))
    const { person } = await run(verify(tokens.accessToken))
    expect(await run(Effect.flatMap(Accounts, (accounts) => accounts.logout(person, false, from)))).toBe(1)
    expect(await refused(verify(tokens.accessToken))).toBe("unauthenticated")
    expect(await refused(refresh(tokens.refreshToken))).toBe("unauthenticated")
    await run(verify(other.tokens.accessToken))
  })

  it("OUT-2 everywhere ends all of them", async () => {
    const { profile, tokens } = await newcomer()
    const other = await run(login(profile.email, password))
    const { person } = await run(verify(tokens.accessToken))
    expect(await run(Effect.flatMap(Accounts, (accounts) => accounts.logout(person, true, from)))).toBe(2)
    expect(await refused(verify(other.tokens.accessToken))).toBe("unauthenticated")
  })

  it("AUD-1 the activity log says who came, went and was refused, and from where", async () => {
    const { profile, tokens } = await newcomer()
    await refused(login(profile.email, "wrong password", "203.0.113.99"))
    const { person } = await run(verify(tokens.accessToken))
    await run(Effect.flatMap(Accounts, (accounts) => accounts.logout(person, false, from)))
    const written = () => sql`
      select action, host(ip_address) as address, user_agent from user_activity_logs where user_id = ${profile.id} order by id`
    let rows = await written()
    while (rows.length < 3) rows = await written()
    expect(rows.map((row) => [row["action"], row["address"]])).toEqual([
      ["register", `198.51.100.${people}`],
      ["login_refused", "203.0.113.99"],
      ["logout", from.address]
    ])
    expect(rows[0]?.["user_agent"]).toBe("vitest")
  })

  it("OUT-3 a session that ends on another node is heard of here within a second", async () => {
    const { tokens } = await newcomer()
    await run(verify(tokens.accessToken))
    const [session = ""] = tokens.refreshToken.split(".")
    const elsewhere = ManagedRuntime.make(authLayer(url))
    await elsewhere.context()
    const heard = new Promise<number>((resolve) =>
      runtime.runSync(
        Effect.map(Revocations, ({ onRevoked }) => onRevoked((ended) => ended === session && resolve(performance.now())))
      )
    )
    const started = performance.now()
    await elsewhere.runPromise(Effect.flatMap(Sessions, (sessions) => sessions.end(session, "deactivated")))
    expect((await heard) - started).toBeLessThan(undisturbed(1_000))
    expect(await refused(verify(tokens.accessToken))).toBe("unauthenticated")
    await elsewhere.dispose()
  })
})
