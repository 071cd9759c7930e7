/**
 * Attacks on who one is and what one may do, API1, 2, 3 and 5 of the OWASP API Security Top 10 of 2023, on the whole program. What
 * belongs to one part of it is attacked beside that part; docs/security.md says which tests those are.
 */
import { randomUUID } from "node:crypto"
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { World } from "../access-matrix/world.ts"
import { call } from "../fixtures/rest-caller.ts"
import { testDatabase } from "../../postgres.ts"
import { api, bearer, handshake, inside, json, rawRequest } from "./raw-request.ts"
import { readable, swept } from "./sweep.ts"

const { url, sql } = await testDatabase()
let world: World

beforeAll(async () => {
  world = await World.make(url, sql, { STOA_LIMIT_REQUESTS: "1000" })
})
afterAll(() => world?.end())

const LoggedIn = Schema.Struct({ access_token: Schema.String, refresh_token: Schema.String })
const logIn = async (who: "owner" | "fellow") => {
  const { body } = await call(world.stoa, "POST", "/auth/login", { body: { ...world.accounts[who] } })
  return Schema.decodeUnknownSync(LoggedIn)(body.data)
}

describe("API1 another's things by their number", () => {
  it("OWASP-API1 shows nobody what is another's, whichever numbers are counted through", async () => {
    const mark = `mark-${randomUUID()}`
    const { owner } = world.people
    await world.done(owner.edit("PUT", `/users/${owner.id}`, { first_name: mark, bio: mark }))
    await world.done(owner.ask("POST", `/attempts/${world.attempt}/messages`, { text: mark }))
    expect(readable.length).toBeGreaterThan(300)
    const own = [...(await swept(world.origin, owner.token))].filter(([, text]) => text.includes(mark)).map(([path]) => path)
    // It looks where there is something to find.
    expect(own).toEqual(expect.arrayContaining([api("/users/me"), api(`/attempts/${world.attempt}`)]))
    for (const who of ["outsider", "fellow", "visitor", "mentor"] as const) {
      const found = [...(await swept(world.origin, world.people[who].token))].filter(
        ([, text]) => text.includes(mark) || text.includes(world.accounts.owner.email)
      )
      expect([who, found]).toEqual([who, []])
    }
  })
})

describe("API2 a log-in that is none", () => {
  it("OWASP-API2 takes at no door the token of another, nor one in another place", async () => {
    const { access_token: access, refresh_token: refresh } = await logIn("owner")
    const [header = "", claims = "", signature = ""] = access.split(".")
    const unsigned = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString("base64url")}.${claims}.`
    const forged = [refresh, unsigned, `${header}.${claims}.`, `${header}.${claims}.${signature.slice(1)}`, "null", "undefined"]
    for (const token of forged) {
      const rest = await rawRequest(world.origin, api("/users/me"), { headers: bearer(token) })
      expect([token, rest.status]).toEqual([token, 401])
      expect([token, await handshake(world.origin, token)]).toMatchObject([
        token,
        { event: "connect_error", body: { code: "unauthenticated" } }
      ])
    }
    const places = [
      rawRequest(world.origin, api(`/users/me?access_token=${access}&token=${access}`)),
      rawRequest(world.origin, api("/users/me"), { headers: { cookie: `access_token=${access}; token=${access}` } }),
      rawRequest(world.origin, api("/users/me"), {
        headers: { authorization: `Basic ${Buffer.from(access).toString("base64")}` }
      }),
      rawRequest(world.origin, api("/users/me"), { headers: { authorization: access } }),
      rawRequest(world.origin, api("/users/me"), {
        headers: { "x-access-token": access, "x-user-id": String(world.people.admin.id) }
      })
    ]
    expect((await Promise.all(places)).map(({ status }) => status)).toEqual([401, 401, 401, 401, 401])
    for (const token of [null, {}, [access], true])
      expect(await handshake(world.origin, token)).toMatchObject({ body: { code: "invalid" } })
    const renewed = await call(world.stoa, "POST", "/auth/refresh", { body: { refresh_token: access } })
    expect([401, 422]).toContain(renewed.status)
  })

  it("OWASP-API2 answers alike for who is known and who is not", async () => {
    const asked = async (path: string, body: object) => {
      const { status, text } = await rawRequest(world.origin, api(path), {
        method: "POST",
        headers: json,
        body: JSON.stringify(body)
      })
      return [status, text.replace(/"timestamp":"[^"]*"/, "")]
    }
    const { email } = world.accounts.owner
    for (const [path, rest] of [
      ["/auth/login", { password: "not this one at all" }],
      ["/auth/forgot-password", {}],
      ["/auth/resend-confirmation", {}]
    ] as const) {
      expect(await asked(path, { email, ...rest })).toEqual(await asked(path, { email: "nobody@example.org", ...rest }))
    }
  })
})

describe("API3 fields that are not for the asker", () => {
  const wishes = {
    ...{
      id: 1,
      user_id: 1,
      role: "admin",
      permissions: ["*"],
      is_active: true,
      password_hash: "x",
      organization: "Harbour Office"
    },
    ...{
      status: "published",
      current_version_id: 1,
      instructor_id: 1,
      price_paid: 0,
      score: 1,
      created_at: "2020-01-01T00:00:00Z"
    }
  }

  it("OWASP-API3 gives nobody a role, an id or an organisation that was sent along", async () => {
    const account = { email: `${randomUUID()}@example.org`, password: randomUUID(), first_name: "Mass", last_name: "Signer" }
    await call(world.stoa, "POST", "/auth/register", { body: { ...account, ...wishes } })
    const plain = await call(world.stoa, "POST", "/auth/register", { body: { ...account, email: `${randomUUID()}@example.org` } })
    expect(plain.status).toBe(201)
    const { fellow, teacher } = world.people
    await fellow.edit("PUT", `/users/${fellow.id}`, { first_name: "Mass", ...wishes })
    await fellow.ask("POST", `/courses/${world.otherCourse}/enroll`, wishes)
    const [{ admins, elsewhere } = {}] = await sql`
      select count(*) filter (where u.role = 'admin')::integer as admins,
        count(*) filter (where p.organization is not null and p.user_id = ${fellow.id})::integer as elsewhere
      from users u join user_profiles p on p.user_id = u.id where p.first_name = 'Mass' or u.id = ${fellow.id}`
    expect({ admins, elsewhere }).toEqual({ admins: 0, elsewhere: 0 })
    const before = await sql`select count(*)::integer as n from courses where status = 'published'`
    await teacher.ask("POST", "/courses", { title: "Published at once", ...wishes })
    expect(await sql`select count(*)::integer as n from courses where status = 'published'`).toEqual(before)
    const polluted = '{"first_name":"Mass","__proto__":{"role":"admin"},"constructor":{"prototype":{"role":"admin"}}}'
    await fellow.edit("PUT", `/users/${fellow.id}`, polluted)
    expect((await world.done(fellow.ask("GET", "/users/me"))) satisfies unknown).toMatchObject({ role: "student" })
  })

  it("OWASP-API3 says nothing of the inside to anybody, administrators included", async () => {
    for (const who of ["admin", "teacher", "owner"] as const) {
      const told = [...(await swept(world.origin, world.people[who].token))].flatMap(([path, text]) => {
        const found = inside.exec(text)
        return found === null ? [] : [[path, found[0]]]
      })
      expect([who, told]).toEqual([who, []])
    }
  })

  it("OWASP-API3 hands a spreadsheet no formula", async () => {
    const formula = '=HYPERLINK("http://evil.example","x")'
    const body = JSON.stringify({ email: world.accounts.fellow.email, password: "not this one at all" })
    await rawRequest(world.origin, api("/auth/login"), { method: "POST", headers: { ...json, "user-agent": formula }, body })
    await world.people.admin.edit("PUT", "/settings/registration", { value: "open" })
    await fetch(`${world.origin}${api("/settings/registration")}`, {
      method: "PUT",
      headers: { ...json, ...bearer(world.people.admin.token), "user-agent": formula, "if-match": "*" },
      body: JSON.stringify({ value: "closed" })
    })
    await world.done(world.people.admin.edit("DELETE", "/settings/registration"))
    const { text } = await rawRequest(world.origin, api("/audit?format=csv"), { headers: bearer(world.people.admin.token) })
    expect(text).toContain("HYPERLINK")
    expect(text).not.toMatch(/(?:^|,|\n)"?[=+@]/m)
  })
})

describe("API5 doors for others", () => {
  it("OWASP-API5 opens no administrator's route to a learner, however it is written", async () => {
    const { token } = world.people.outsider
    const paths = [
      ...[
        "/users",
        "//users",
        "/users/",
        "/./users",
        "/courses/../users",
        "/%75sers",
        "/users;x=1",
        "/users%00",
        "/users?role=admin"
      ],
      ...["/users%2f", "/Users", "/users#", "/users/..;/users", "/settings", "/audit", "/roles/..%2fsettings"]
    ]
    for (const path of paths) {
      const { status, text } = await rawRequest(world.origin, api(path).replaceAll("#", "%23"), { headers: bearer(token) })
      expect([path, status]).toEqual([path, expect.toSatisfy((one: number) => one === 403 || one === 404 || one === 400)])
      expect(text).not.toMatch(inside)
    }
    const believed = {
      ...{ "x-http-method-override": "GET", "x-original-url": api("/users/me"), "x-rewrite-url": api("/users/me") },
      ...{ "x-forwarded-for": "127.0.0.1", "x-forwarded-user": "admin", "x-role": "admin", host: "localhost" }
    }
    const overridden = await rawRequest(world.origin, api("/users"), { headers: { ...bearer(token), ...believed } })
    expect(overridden.status).toBe(403)
    const posed = await rawRequest(world.origin, api(`/users/${world.people.outsider.id}`), {
      method: "POST",
      headers: { ...bearer(token), ...json, "x-http-method-override": "PUT", "if-match": "*" },
      body: '{"organization":"Harbour Office"}'
    })
    expect(posed.status).toBe(404)
  })
})
