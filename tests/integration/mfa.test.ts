/** The second factor: enrolled, asked for, used up, lost and reset. */
import { Effect, Layer, ManagedRuntime } from "effect"
import { TestClock } from "effect/testing"
import { Secret, TOTP } from "otpauth"
import { afterAll, describe, expect, it } from "vitest"
import { Accounts, type SecondStep } from "../../gateway/auth/accounts.ts"
import { challengeFor } from "../../gateway/auth/mfa-challenge.ts"
import { Mfa } from "../../gateway/auth/mfa.ts"
import { Revocations } from "../../gateway/auth/revocations.ts"
import { SigningKeys } from "../../gateway/auth/signing.ts"
import { Tokens } from "../../gateway/auth/tokens.ts"
import type { Refusal } from "../../protocol/errors.ts"
import type { Person } from "../../protocol/principal.ts"
import { testDatabase } from "../postgres.ts"
import { authLayer } from "./fixtures/auth.ts"

const { url, sql } = await testDatabase()
/** Time stands still, so that no code goes stale between here and there. */
const now = Date.UTC(2031, 0, 1, 12)
const clock = Layer.effectDiscard(TestClock.setTime(now)).pipe(Layer.provideMerge(TestClock.layer()))
const runtime = ManagedRuntime.make(Layer.provideMerge(authLayer(url, {}, ["admin", "instructor"]), clock))
afterAll(() => runtime.dispose())

type Services = ManagedRuntime.ManagedRuntime.Services<typeof runtime>
const run = <A>(effect: Effect.Effect<A, Refusal, Services>): Promise<A> => runtime.runPromise(effect)
const refused = <A>(effect: Effect.Effect<A, Refusal, Services>): Promise<string> =>
  runtime.runPromise(Effect.map(Effect.flip(effect), ({ code }) => code))

const from = { address: "192.0.2.7", userAgent: "vitest" }
const password = "correct horse battery"
let people = 0

/** The code that a device with this secret shows, some steps from now. */
const codeOf = (secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now + steps * 30_000 })
const someOther = (code: string): string => code.replaceAll(/./g, (digit) => String((Number(digit) + 5) % 10))

const personOf = (accessToken: string): Promise<Person> =>
  run(
    Effect.map(
      Effect.flatMap(Tokens, (tokens) => tokens.verifyEnrolling(accessToken)),
      ({ person }) => person
    )
  )

const newcomer = async () => {
  const email = `device${++people}@example.org`
  const { profile, tokens } = await run(
    Effect.flatMap(Accounts, (accounts) =>
      accounts.register({ email, password, first_name: "De", last_name: "Vice" }, { ...from, address: `198.51.100.${people}` })
    )
  )
  return { email, id: profile.id, tokens, person: await personOf(tokens.accessToken) }
}
type Newcomer = Awaited<ReturnType<typeof newcomer>>

const enrol = (person: Person) => Effect.flatMap(Mfa, (mfa) => mfa.enrol(person))
const confirm = (person: Person, code: string) => Effect.flatMap(Mfa, (mfa) => mfa.confirm(person, code, from))
/** With a device whose code of the step before was used to confirm. */
const equipped = async (): Promise<Newcomer & { readonly secret: string; readonly codes: ReadonlyArray<string> }> => {
  const somebody = await newcomer()
  const { secret } = await run(enrol(somebody.person))
  return { ...somebody, secret, codes: await run(confirm(somebody.person, codeOf(secret, -1))) }
}

const login = ({ email }: { readonly email: string }, attempt = password) =>
  Effect.flatMap(Accounts, (accounts) => accounts.login(email, attempt, from))
const challenge = async (somebody: { readonly email: string }): Promise<SecondStep> => {
  const step = await run(login(somebody))
  if (step._tag !== "SecondStep") throw new Error("no code was asked for")
  return step
}
const secondStep = (text: string, code: string, address = from.address) =>
  Effect.flatMap(Accounts, (accounts) => accounts.secondStep(text, code, { ...from, address }))

describe("a second factor", () => {
  it("MFA-1 is told once, as an address for a QR code and to type, and asked for once a code of it was shown", async () => {
    const somebody = await newcomer()
    const { secret, uri } = await run(enrol(somebody.person))
    expect(uri).toMatch(/^otpauth:\/\/totp\/Stoa:device/)
    expect(uri).toContain(`secret=${secret}`)
    expect(Secret.fromBase32(secret).bytes).toHaveLength(20)
    expect((await run(login(somebody)))._tag).toBe("Entered")
    expect(await refused(confirm(somebody.person, someOther(codeOf(secret))))).toBe("mfa_code_wrong")
    const codes = await run(confirm(somebody.person, codeOf(secret)))
    expect(codes).toHaveLength(10)
    expect(new Set(codes).size).toBe(10)
    expect((await run(login(somebody)))._tag).toBe("SecondStep")
    expect(await refused(enrol(somebody.person))).toBe("mfa_enabled")
    expect(await refused(confirm(somebody.person, codeOf(secret, 1)))).toBe("mfa_enabled")
  })

  it("MFA-16 takes six characters that are no digits for a wrong code, however many bytes they are", async () => {
    const { person } = await newcomer()
    await run(enrol(person))
    for (const code of ["𜏮񝀒􏿼", "１２３４５６", "abcdef", "12345 "])
      expect(await refused(confirm(person, code)), code).toBe("mfa_code_wrong")
  })

  it("MFA-2 lets in with a code of now and of the steps beside it, each once", async () => {
    const somebody = await equipped()
    const { challenge: text } = await challenge(somebody)
    const entered = await run(secondStep(text, codeOf(somebody.secret)))
    expect(entered.profile.id).toBe(somebody.id)
    await run(Effect.flatMap(Tokens, (tokens) => tokens.verify(entered.tokens.accessToken)))
    // The same again, an older one, and one that is too far away.
    for (const code of [codeOf(somebody.secret), codeOf(somebody.secret, -1), codeOf(somebody.secret, 5)])
      expect(await refused(secondStep(text, code)), code).toBe("mfa_code_wrong")
    await run(secondStep(text, codeOf(somebody.secret, 1)))
  })

  it("MFA-3 of two who show one code at once lets in one", async () => {
    const somebody = await equipped()
    const { challenge: text } = await challenge(somebody)
    const code = codeOf(somebody.secret)
    const answers = await Promise.all([1, 2].map((guest) => run(Effect.result(secondStep(text, code, `203.0.113.${guest}`)))))
    expect(answers.filter(({ _tag }) => _tag === "Success")).toHaveLength(1)
  })

  it("MFA-4 has recovery codes, however they are typed, each once, and replaces them all", async () => {
    const somebody = await equipped()
    const { challenge: text } = await challenge(somebody)
    const [first = "", second = ""] = somebody.codes
    await run(secondStep(text, ` ${first.toUpperCase().replaceAll("-", " ")}`))
    expect(await refused(secondStep(text, first))).toBe("mfa_code_wrong")
    const other = await equipped()
    expect(await refused(secondStep((await challenge(other)).challenge, second))).toBe("mfa_code_wrong")
    const renewed = await run(
      Effect.flatMap(Mfa, (mfa) => mfa.renewRecoveryCodes(somebody.person, codeOf(somebody.secret), from))
    )
    expect(await refused(secondStep(text, second))).toBe("mfa_code_wrong")
    await run(secondStep(text, renewed[0] ?? ""))
    const state = await run(Effect.flatMap(Mfa, (mfa) => mfa.state(somebody.person)))
    expect(state).toEqual({ enabled: true, required: false, recoveryCodesLeft: 9 })
  })

  it("MFA-5 may be tried ten times from an address, and a hundred in a row from anywhere; then recovery codes are left", async () => {
    const somebody = await equipped()
    const { challenge: text } = await challenge(somebody)
    const wrong = someOther(codeOf(somebody.secret))
    const codes = []
    for (let guess = 0; guess < 11; guess++) codes.push(await refused(secondStep(text, wrong, "203.0.113.50")))
    expect(codes.filter((code) => code === "mfa_code_wrong")).toHaveLength(10)
    expect(codes.at(-1)).toBe("rate_limited")
    await sql`update mfa set failures = 100 where user_id = ${somebody.id}`
    expect(await refused(secondStep(text, codeOf(somebody.secret)))).toBe("mfa_code_wrong")
    await run(secondStep(text, somebody.codes[0] ?? ""))
    await run(secondStep(text, codeOf(somebody.secret)))
  })

  it("MFA-6 takes no challenge that is made up, another person's, over, or of an earlier password", async () => {
    const [somebody, other] = [await equipped(), await equipped()]
    const { challenge: text } = await challenge(somebody)
    const { challenges } = await run(SigningKeys)
    const [row] = await sql`select password_hash from users where id = ${somebody.id}`
    const over = challengeFor(challenges, somebody.id, now - 1, String(row?.["password_hash"]))
    const [, ends, mac] = text.split(".")
    const code = codeOf(somebody.secret)
    expect(await refused(secondStep(over, code))).toBe("token_expired")
    for (const forged of [
      "",
      "1.2.3",
      `${other.id}.${ends}.${mac}`,
      `${somebody.id}.${Number(ends) + 1}.${mac}`,
      somebody.tokens.accessToken
    ])
      expect(await refused(secondStep(forged, code)), forged).toBe("unauthenticated")
    // Nor is it a token of any other kind.
    expect(await refused(Effect.flatMap(Tokens, (tokens) => tokens.verify(text)))).toBe("unauthenticated")
    await sql`update users set password_hash = 'another' where id = ${somebody.id}`
    expect(await refused(secondStep(text, code))).toBe("unauthenticated")
  })

  it("MFA-7 is disabled with password and code, and not with one of them", async () => {
    const somebody = await equipped()
    const disable = (attempt: string, code: string) =>
      Effect.flatMap(Mfa, (mfa) => mfa.disable(somebody.person, attempt, code, from))
    expect(await refused(disable("wrong", codeOf(somebody.secret)))).toBe("bad_credentials")
    expect(await refused(disable(password, someOther(codeOf(somebody.secret))))).toBe("mfa_code_wrong")
    await run(disable(password, codeOf(somebody.secret)))
    expect((await run(login(somebody)))._tag).toBe("Entered")
  })

  it("MFA-8 where the role needs one, a log-in without it may enrol one and nothing else", async () => {
    const somebody = await newcomer()
    await sql`update users set role = 'instructor' where id = ${somebody.id}`
    const entered = await run(login(somebody))
    if (entered._tag !== "Entered") throw new Error("a code was asked for")
    expect(entered.mustEnrol).toBe(true)
    const { accessToken } = entered.tokens
    const verify = Effect.flatMap(Tokens, (tokens) => tokens.verify(accessToken))
    expect(await refused(verify)).toBe("mfa_enrolment_required")
    const person = await personOf(accessToken)
    const { secret } = await run(enrol(person))
    expect(await refused(verify)).toBe("mfa_enrolment_required")
    await run(confirm(person, codeOf(secret)))
    expect((await run(verify)).person.role).toBe("instructor")
    expect(await refused(Effect.flatMap(Mfa, (mfa) => mfa.disable(person, password, codeOf(secret, 1), from)))).toBe(
      "mfa_required_by_role"
    )
  })

  it("MFA-9 is reset by an administrator, of which a mail tells, and which ends every log-in of the person's", async () => {
    const [somebody, administrator] = [await equipped(), await newcomer()]
    const ended: Array<string> = []
    const stop = await run(Effect.map(Revocations, ({ onRevoked }) => onRevoked((session) => ended.push(session))))
    const reset = Effect.flatMap(Mfa, (mfa) => mfa.reset(administrator.person, somebody.id, from))
    await run(reset)
    stop()
    expect(ended).toContain(somebody.person.session)
    expect(await refused(Effect.flatMap(Tokens, (tokens) => tokens.verify(somebody.tokens.accessToken)))).toBe("unauthenticated")
    expect((await run(login(somebody)))._tag).toBe("Entered")
    expect(await refused(reset)).toBe("mfa_not_enabled")
    const mails = await sql`select kind from mail_outbox where user_id = ${somebody.id}`
    expect(mails.map((mail) => mail["kind"])).toEqual(["mfa_reset"])
  })

  it("MFA-10 stands in the database sealed, and recovery codes as hashes", async () => {
    const somebody = await equipped()
    const rows = await sql`
      select row_to_json(m)::text || coalesce((select json_agg(c)::text from mfa_recovery_codes c where c.user_id = m.user_id), '') as row
      from mfa m where user_id = ${somebody.id}`
    const row = String(rows[0]?.["row"])
    expect(row).not.toContain(somebody.secret)
    for (const code of somebody.codes) expect(row).not.toContain(code.replaceAll("-", ""))
  })
})
