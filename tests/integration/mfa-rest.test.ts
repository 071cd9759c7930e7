/** The second factor and the published keys against the whole program, over REST, live and with the SDK. */
import { createRemoteJWKSet, jwtVerify } from "jose"
import { Secret, TOTP } from "otpauth"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { Schema } from "effect"
import { StoaClient } from "../../client/index.ts"
import { testDatabase } from "../postgres.ts"
import { call, code, RestCaller } from "./fixtures/rest-caller.ts"
import { type Account, startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url } = await testDatabase()
let stoa: StoaProcess
beforeAll(async () => {
  stoa = await startStoa(url, { env: { STOA_MFA_REQUIRED: "proctor" } })
})
afterAll(() => stoa.stop())

const account = (role: string): Account => stoa.accounts[role] ?? { email: "", password: "" }
const Enrolled = Schema.Struct({ secret: Schema.String, otpauth_uri: Schema.String })
const Codes = Schema.Struct({ recovery_codes: Schema.Array(Schema.String) })

/** The code after the present one, which is taken too, also where a step begins meanwhile: each is good once, and the present one confirmed. */
const nextOf = (device: TOTP): string => device.generate({ timestamp: Date.now() + 30_000 })

/** Its device, and its recovery codes. */
const enrol = async (caller: RestCaller) => {
  const { secret } = Schema.decodeUnknownSync(Enrolled)((await caller.ask("POST", "/users/me/mfa")).body.data)
  const device = new TOTP({ secret: Secret.fromBase32(secret) })
  const confirmed = await caller.ask("POST", "/users/me/mfa/confirm", { code: device.generate() })
  return { device, codes: Schema.decodeUnknownSync(Codes)(confirmed.body.data).recovery_codes }
}

describe("the second factor over REST", () => {
  it("MFA-11 a role that needs one may enrol it and nothing else, over REST and live, and goes on in the same log-in", async () => {
    const proctor = await RestCaller.login(stoa, account("proctor"))
    expect(code(await proctor.ask("GET", "/courses"))).toBe("mfa_enrolment_required")
    expect(code(await proctor.ask("POST", "/users/me/mfa/disable", { password: "some", code: "123456" }))).toBe(
      "mfa_enrolment_required"
    )
    const client = new StoaClient({ url: stoa.origin })
    await client.login(account("proctor").email, account("proctor").password)
    await expect(client.connect()).rejects.toMatchObject({ code: "mfa_enrolment_required" })
    client.close()
    expect((await proctor.ask("GET", "/users/me/mfa")).body.data).toEqual({
      enabled: false,
      required: true,
      recovery_codes_left: 0
    })
    const { codes } = await enrol(proctor)
    expect(codes).toHaveLength(10)
    expect((await proctor.ask("GET", "/courses")).status).toBe(200)
  })

  it("MFA-12 the SDK asks for the code, and says that it needs one", async () => {
    const student = await RestCaller.newcomer(stoa)
    const { device, codes } = await enrol(student)
    const client = new StoaClient({ url: stoa.origin })
    await expect(client.login(student.email, student.password)).rejects.toMatchObject({ code: "mfa_code_missing" })
    await expect(client.login(student.email, student.password, async () => "no code")).rejects.toMatchObject({
      code: "mfa_code_wrong"
    })
    await client.login(student.email, student.password, async () => nextOf(device))
    await client.connect()
    client.close()
    await client.login(student.email, student.password, async () => codes[0] ?? "")
  })

  it("MFA-15 the SDK enrols it, makes recovery codes anew, and switches it off", async () => {
    const student = await RestCaller.newcomer(stoa)
    const client = new StoaClient({ url: stoa.origin })
    await client.login(student.email, student.password)
    const { accounts } = client
    const { secret } = await accounts.enrolSecondFactor()
    await expect(accounts.confirmSecondFactor("000000")).rejects.toMatchObject({ code: "mfa_code_wrong" })
    const device = new TOTP({ secret: Secret.fromBase32(secret) })
    const first = await accounts.confirmSecondFactor(device.generate())
    expect(await accounts.secondFactor()).toEqual({ enabled: true, required: false, recovery_codes_left: 10 })
    const second = await accounts.newRecoveryCodes(nextOf(device))
    expect(second.filter((code) => first.includes(code))).toEqual([])
    await expect(accounts.disableSecondFactor(student.password, first[0] ?? "")).rejects.toMatchObject({ code: "mfa_code_wrong" })
    await accounts.disableSecondFactor(student.password, second[0] ?? "")
    expect(await accounts.secondFactor()).toMatchObject({ enabled: false })
    client.close()
  })

  it("MFA-13 only an administrator resets it, and nobody else hears whether there is such a person", async () => {
    const [student, other] = [await RestCaller.newcomer(stoa), await RestCaller.newcomer(stoa)]
    await enrol(student)
    for (const id of [student.id, 987_654_321]) expect(code(await other.ask("POST", `/users/${id}/mfa/reset`))).toBe("forbidden")
    const administrator = await RestCaller.login(stoa, account("admin"))
    expect((await administrator.ask("POST", `/users/${student.id}/mfa/reset`)).status).toBe(200)
    expect(code(await student.ask("GET", "/users/me"))).toBe("unauthenticated")
    await RestCaller.login(stoa, student)
    expect(code(await administrator.ask("POST", "/users/987654321/mfa/reset"))).toBe("not_found")
  })

  it("MFA-14 the published keys verify tokens, also after an administrator had another one sign", async () => {
    const keys = createRemoteJWKSet(new URL("/.well-known/jwks.json", stoa.origin))
    const before = await RestCaller.login(stoa, account("admin"))
    await jwtVerify(before.token, keys, { issuer: "stoa", audience: "stoa:api", algorithms: ["ES256"], typ: "at+jwt" })
    expect((await before.ask("POST", "/auth/token-keys/rotate", { forget: true })).status).toBe(200)
    expect(code(await before.ask("GET", "/users/me"))).toBe("unauthenticated")
    const after = await RestCaller.login(stoa, account("admin"))
    const renewed = createRemoteJWKSet(new URL("/.well-known/jwks.json", stoa.origin))
    const checked = await jwtVerify(after.token, renewed, { issuer: "stoa", audience: "stoa:api", algorithms: ["ES256"] })
    expect(checked.payload["role"]).toBe("admin")
    expect(code(await call(stoa, "POST", "/auth/token-keys/rotate", { body: { forget: true } }))).toBe("unauthenticated")
  })
})
