/** Passwords and the tries at them: what is taken, how it is kept, and whom a lock keeps out. */
import { Effect, Layer, ManagedRuntime, Result } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import { Accounts, accountsLayer } from "../../gateway/auth/accounts.ts"
import { readBreachedPasswords } from "../../gateway/auth/breached-passwords.ts"
import { Lockout } from "../../gateway/auth/lockout.ts"
import { Passwords } from "../../gateway/auth/passwords.ts"
import { Tokens } from "../../gateway/auth/tokens.ts"
import type { Refusal } from "../../protocol/errors.ts"
import { People } from "../../storage/catalogue/people.ts"
import { testDatabase } from "../postgres.ts"
import { accountServices, authLayer } from "./fixtures/auth.ts"

const { url, sql } = await testDatabase()
const runtime = ManagedRuntime.make(authLayer(url))
const strict = ManagedRuntime.make(authLayer(url, { STOA_PASSWORD_PROFILE: "dod" }))
afterAll(() => Promise.all([runtime.dispose(), strict.dispose()]))

type Services = ManagedRuntime.ManagedRuntime.Services<typeof runtime>
type Asked<A> = Effect.Effect<A, Refusal, Services>
const run = <A>(effect: Asked<A>, on = runtime): Promise<A> => on.runPromise(effect)
const refusal = <A>(effect: Asked<A>, on = runtime): Promise<Refusal> => on.runPromise(Effect.flip(effect))

const password = "correct horse battery"
const from = (address: string) => ({ address, userAgent: "vitest" })
let people = 0
const newcomer = () =>
  run(
    Effect.flatMap(Accounts, (accounts) =>
      accounts.register(
        { email: `candidate${++people}@example.org`, password, first_name: "Can", last_name: "Didate" },
        from(`198.51.100.${people}`)
      )
    )
  )
const login = (email: string, attempt: string, address: string) =>
  Effect.flatMap(Accounts, (accounts) => accounts.login(email, attempt, from(address)))
const weakness = (attempt: string, on = runtime, email = "somebody@example.org") =>
  on.runPromise(Effect.map(Passwords, (passwords) => passwords.weakness(attempt, email)))

describe("passwords", () => {
  it("CRED-1 ships a list of more than 100,000 breached ones, and takes none of them however it is written", async () => {
    expect(readBreachedPasswords().entries).toBeGreaterThan(100_000)
    for (const breached of ["password1", "PassWord1", "qwertyuiop", "iloveyou1", "trustno1", "summer2026", "ｐａｓｓｗｏｒｄ１"])
      expect((await weakness(breached))?.code, breached).toBe("weak_password")
  })

  it("CRED-2 asks for length and not for kinds of characters", async () => {
    expect((await weakness("seven77"))?.code).toBe("weak_password")
    // Seven characters of two UTF-16 units each.
    expect((await weakness("🦀".repeat(7)))?.code).toBe("weak_password")
    expect(await weakness("glorping")).toBeUndefined()
    expect(await weakness("purple otters knit quietly")).toBeUndefined()
    expect(await weakness("schöne grüße")).toBeUndefined()
    expect((await weakness("longishname", runtime, "LongIshName@example.org"))?.code).toBe("weak_password")
  })

  it("CRED-3 asks for 15 characters of four kinds in the strict profile", async () => {
    const judged = await Promise.all(
      ["Shorter-than-15", "all small letters 1!", "ALL CAPITALS ARE LOUD 1!", "No Digit In Here!", "NothingElse1nThere"].map(
        (attempt) => weakness(attempt, strict)
      )
    )
    expect(judged.map((each) => each?.code)).toEqual([undefined, ...Array.from({ length: 4 }, () => "weak_password")])
    expect((await weakness("Sh0rter-than-1", strict))?.message).toContain("15")
    expect(await weakness("Purple 0tters knit!", strict)).toBeUndefined()
  })

  it("CRED-4 is the same password in whichever code points it was typed, and every byte of a long one counts", async () => {
    const composed = "Grüße aus Köln".normalize("NFC")
    const long = "ﬁ".repeat(40)
    const answers = await run(
      Effect.gen(function* () {
        const passwords = yield* Passwords
        const [short, longHash] = yield* Effect.all([passwords.hash(composed), passwords.hash(`${long}a`)])
        return yield* Effect.all([
          passwords.matches(composed.normalize("NFD"), short),
          passwords.matches("Grusse aus Koln", short),
          passwords.matches(`${"fi".repeat(40)}a`, longHash),
          passwords.matches(`${long}b`, longHash)
        ])
      })
    )
    expect(answers).toEqual([true, false, true, false])
  })

  it("CRED-11 are hashed anew at a log-in where the cost was set otherwise since, and are the same passwords", async () => {
    const dearer = ManagedRuntime.make(authLayer(url, { STOA_PASSWORD_COST: "11" }))
    const { id, email } = (await newcomer()).profile
    const costs = async () => (await sql`select substr(password_hash, 5, 2) as cost from users where id = ${id}`)[0]?.["cost"]
    expect(await costs()).toBe("10")
    expect((await refusal(login(email, "a wrong password", "203.0.113.7"), dearer)).code).toBe("bad_credentials")
    expect(await costs()).toBe("10")
    expect((await run(login(email, password, "203.0.113.7"), dearer))._tag).toBe("Entered")
    expect(await costs()).toBe("11")
    expect((await run(login(email, password, "203.0.113.7"), dearer))._tag).toBe("Entered")
    await dearer.dispose()
  })
})

describe("tries", () => {
  it("CRED-5 does the same work for an account that exists, one that does not, and one that is deactivated", async () => {
    const steps: Array<string> = []
    const noting =
      <A extends ReadonlyArray<unknown>, B>(step: string, work: (...given: A) => B) =>
      (...given: A): B => {
        steps.push(step)
        return work(...given)
      }
    const watched = Layer.mergeAll(
      Layer.effect(
        People,
        Effect.map(People, (people) => ({ ...people, credential: noting("credential", people.credential) }))
      ),
      Layer.effect(
        Lockout,
        Effect.map(Lockout, (lockout) => ({ ...lockout, take: noting("take", lockout.take) }))
      ),
      Layer.effect(
        Passwords,
        Effect.map(Passwords, (passwords) => ({ ...passwords, matches: noting("compare", passwords.matches) }))
      )
    )
    const watching = ManagedRuntime.make(accountsLayer.pipe(Layer.provide(watched), Layer.provideMerge(accountServices(url))))
    const [known, inactive] = [await newcomer(), await newcomer()]
    await sql`update users set is_active = false where id = ${inactive.profile.id}`
    const tries = [
      [known.profile.email, "a wrong password"],
      ["nobody@example.org", "a wrong password"],
      [inactive.profile.email, password]
    ] as const
    for (const [email, attempt] of tries) {
      steps.length = 0
      expect((await watching.runPromise(Effect.flip(login(email, attempt, "203.0.113.5")))).code).toBe("bad_credentials")
      expect(steps).toEqual(["take", "credential", "compare"])
    }
    await watching.dispose()
  })

  it("CRED-6 takes ten at once and no eleventh, and the next one in a quarter of an hour", async () => {
    const take = Effect.flatMap(Lockout, (lockout) => lockout.take("hammered@example.org", "203.0.113.6"))
    const answers = await run(
      Effect.all(
        Array.from({ length: 40 }, () => Effect.result(take)),
        { concurrency: 40 }
      )
    )
    expect(answers.filter(Result.isSuccess)).toHaveLength(10)
    const locked = await refusal(take)
    expect(locked.code).toBe("rate_limited")
    expect(locked.retryAfterMs).toBeGreaterThan(14 * 60_000)
    expect(locked.retryAfterMs).toBeLessThanOrEqual(15 * 60_000)
  })

  it("CRED-7 locks an account that does not exist like one that does, and out nobody elsewhere or whose time is over", async () => {
    const { profile } = await newcomer()
    const answers = async (email: string, attempts: ReadonlyArray<string>) => {
      const codes = []
      for (const attempt of attempts) codes.push((await refusal(login(email, attempt, "2001:db8:1:2::7"), strict)).code)
      return codes
    }
    const expected = ["bad_credentials", "bad_credentials", "bad_credentials", "rate_limited"]
    expect(await answers(profile.email, ["one", "two", "three", password])).toEqual(expected)
    expect(await answers("never-registered@example.org", ["one", "two", "three", password])).toEqual(expected)
    // Another node counts with this one; another address of the same network is the same, one of another network is not.
    expect((await refusal(login(profile.email, password, "2001:db8:1:2::8"))).code).toBe("rate_limited")
    await run(login(profile.email, password, "2001:db8:1:3::7"))
    await sql`update tries set locked_until = now() where locked_until is not null`
    await run(login(profile.email, password, "2001:db8:1:2::7"))
  })

  it("CRED-8 wrong ones that lie further apart than the window, or before a right one, do not add up", async () => {
    const { profile } = await newcomer()
    const address = "203.0.113.8"
    const wrong = () => refusal(login(profile.email, "wrong", address), strict).then(({ code }) => code)
    expect([await wrong(), await wrong()]).toEqual(["bad_credentials", "bad_credentials"])
    await run(login(profile.email, password, address), strict)
    expect([await wrong(), await wrong()]).toEqual(["bad_credentials", "bad_credentials"])
    await sql`update tries set since = now() - interval '15 minutes'`
    expect([await wrong(), await wrong()]).toEqual(["bad_credentials", "bad_credentials"])
  })

  it("CRED-9 what is open goes on while the address is locked: tokens are verified and renewed", async () => {
    const { profile, tokens } = await newcomer()
    const address = "203.0.113.9"
    const guess = Effect.flatMap(Lockout, (lockout) => lockout.take(profile.email, address))
    await run(Effect.repeat(guess, { times: 9 }))
    expect((await refusal(login(profile.email, password, address))).code).toBe("rate_limited")
    const renewed = await run(Effect.flatMap(Accounts, (accounts) => accounts.refresh(tokens.refreshToken, from(address))))
    const { person } = await run(Effect.flatMap(Tokens, (service) => service.verify(renewed.accessToken)))
    expect(person.userId).toBe(profile.id)
  })

  it("CRED-10 no e-mail stands where tries are counted, not even one that was made up", async () => {
    await refusal(login("secret-admirer@example.org", "wrong", "203.0.113.11"))
    const rows = await sql`select row_to_json(t)::text as row from tries t where address = '203.0.113.11'`
    expect(rows).toHaveLength(1)
    expect(String(rows[0]?.["row"])).not.toContain("admirer")
  })
})
