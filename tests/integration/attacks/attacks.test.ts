/**
 * Attacks on the whole program, in the order of the OWASP API Security Top 10 of 2023. What belongs to one part of the program
 * is attacked beside that part; docs/security.md says which tests those are.
 */
import { randomUUID } from "node:crypto"
import { createServer } from "node:net"
import { gzipSync } from "node:zlib"
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { CourseRecord } from "../../../protocol/rest/authoring.ts"
import { World } from "../access-matrix/world.ts"
import { RawClient } from "../fixtures/raw-client.ts"
import { call, RestCaller } from "../fixtures/rest-caller.ts"
import { startStoa } from "../fixtures/stoa-process.ts"
import { testDatabase } from "../../postgres.ts"
import { halfRequest, rawRequest } from "./raw-request.ts"
import { readable, swept } from "./sweep.ts"

const { url, sql } = await testDatabase()
let world: World

beforeAll(async () => {
  world = await World.make(url, sql, { STOA_LIMIT_REQUESTS: "1000" })
})
afterAll(() => world?.end())

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const api = (path: string): string => `/api/v1${path}`
const json = { "content-type": "application/json" }
/** What the program knows and no answer may hold: hashes, sealed fields, paths, statements, traces. */
const inside = /\$2[aby]\$\d\d\$|"(?:\w+_)?(?:hash|sealed|secret)":|node_modules|\\n +at \S+ \(|\bselect .+ from\b|PostgresError/

const LoggedIn = Schema.Struct({ access_token: Schema.String, refresh_token: Schema.String })
const logIn = async (who: "owner" | "fellow") => {
  const { body } = await call(world.stoa, "POST", "/auth/login", { body: { ...world.accounts[who] } })
  return Schema.decodeUnknownSync(LoggedIn)(body.data)
}
const handshake = async (token: unknown, headers: Readonly<Record<string, string>> = {}) => {
  const raw = new RawClient(Number(new URL(world.origin).port), headers)
  const answer = await raw.join({ version: 1, token, sender: `device:${randomUUID()}` })
  raw.destroy()
  return answer
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
      expect([token, await handshake(token)]).toMatchObject([
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
    for (const token of [null, {}, [access], true]) expect(await handshake(token)).toMatchObject({ body: { code: "invalid" } })
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

describe("API4 more than there is", () => {
  it("OWASP-API4 refuses pages, searches, depths and packed bodies beyond what is allowed", async () => {
    const { admin } = world.people
    for (const query of ["per_page=1000000", "page=999999999999", "per_page=-1", `search=${"x".repeat(5_000)}`])
      expect([query, (await admin.ask("GET", `/courses?${query}`)).status]).toEqual([query, 422])
    const deep = await call(world.stoa, "POST", "/auth/login", { body: `${"[".repeat(50_000)}${"]".repeat(50_000)}` })
    expect([400, 422]).toContain(deep.status)
    const bomb = gzipSync(Buffer.alloc(50_000_000, 32))
    const packed = await rawRequest(world.origin, api("/auth/login"), {
      method: "POST",
      headers: { ...json, "content-encoding": "gzip", "content-length": String(bomb.length) },
      body: bomb
    })
    expect(packed.status).toBe(400)
  })

  it("OWASP-API4 tells who floods when to come again, and serves all others meanwhile", async () => {
    const { url: ownUrl } = await testDatabase()
    const stoa = await startStoa(ownUrl, { env: { STOA_LIMIT_REQUESTS: "5" } })
    const [flooder, other] = [await RestCaller.newcomer(stoa), await RestCaller.newcomer(stoa)]
    const answers = await Promise.all(Array.from({ length: 200 }, () => flooder.ask("GET", "/users/me")))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(0)
    expect((await other.ask("GET", "/users/me")).status).toBe(200)
    await stoa.stop()
  })

  it("OWASP-API4 is not held up by three hundred who begin a request and never end it", async () => {
    const halves = await Promise.all(Array.from({ length: 300 }, () => halfRequest(world.origin)))
    expect((await world.people.owner.ask("GET", "/users/me")).status).toBe(200)
    for (const leave of halves) leave()
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

describe("API6 what costs somebody something each time", () => {
  it("OWASP-API6 fills nobody's mailbox, and tells no stranger that there is one", async () => {
    const ask = (email: string) => call(world.stoa, "POST", "/auth/forgot-password", { body: { email } })
    const { email } = world.accounts.colleague
    const statuses = async (who: string) =>
      (await Promise.all(Array.from({ length: 20 }, () => ask(who)))).map(({ status }) => status).sort()
    const known = await statuses(email)
    expect(known.filter((status) => status === 202)).toHaveLength(5)
    expect(known.filter((status) => status === 429)).toHaveLength(15)
    expect(await statuses("not-an-account@example.org")).toEqual(known)
  })

  it("OWASP-API6 gives one seat to who takes it twenty times at once", async () => {
    const { visitor, admin } = world.people
    const racer = await RestCaller.newcomer(world.stoa)
    const taken = await Promise.all(Array.from({ length: 20 }, () => racer.ask("POST", `/courses/${world.otherCourse}/enroll`)))
    expect(taken.filter(({ status }) => status === 201)).toHaveLength(1)
    const guesses = Array.from({ length: 20 }, () => visitor.ask("POST", "/invitations/accept", { token: randomUUID() }))
    for (const guess of await Promise.all(guesses)) expect(guess.status).toBeGreaterThanOrEqual(400)
    expect((await admin.ask("GET", `/courses/${world.otherCourse}/roster`)).status).toBe(200)
  })
})

describe("API7 addresses that the server would go to", () => {
  it("OWASP-API7 goes to no address that somebody wrote anywhere, and takes none that acts", async () => {
    let visits = 0
    const trap = createServer((socket) => {
      visits += 1
      socket.destroy()
    })
    await new Promise<void>((open) => trap.listen(0, "127.0.0.1", open))
    const bound = trap.address()
    const address = `http://127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : 0}/x.png`
    const { teacher, owner } = world.people
    const made = await world.done(
      teacher.ask("POST", "/courses", { title: "Trap", description: `![x](${address}) <img src="${address}">` })
    )
    const { id, open_version_id: version } = Schema.decodeUnknownSync(CourseRecord)(made)
    const acting = [
      address,
      "javascript:alert(1)",
      "file:///etc/passwd",
      "data:text/html,x",
      "//evil.example",
      "gopher://127.0.0.1"
    ]
    for (const thumbnail_url of acting) {
      const { status } = await teacher.edit("PUT", `/courses/${id}`, { thumbnail_url })
      expect([thumbnail_url, status]).toEqual([thumbnail_url, 422])
    }
    for (const content_url of acting)
      await teacher.edit("POST", `/courses/${id}/versions/${version}/modules`, {
        title: "Trap",
        content_type: "video",
        content_url
      })
    await owner.edit("PUT", `/users/${owner.id}`, { bio: address })
    await owner.edit("PUT", "/users/me/avatar", { url: address, file: address })
    await swept(world.origin, teacher.token)
    await new Promise((closed) => trap.close(closed))
    expect(visits).toBe(0)
  })
})

describe("API8 doors that were left open", () => {
  it("OWASP-API8 lets no page of another origin connect, over WebSocket or polling", async () => {
    const { host } = new URL(world.origin)
    const { token } = world.people.owner
    for (const origin of [
      "https://evil.example",
      "null",
      `${world.origin}.evil.example`,
      `http://evil.example#${host}`,
      "file://"
    ]) {
      const raw = new RawClient(Number(new URL(world.origin).port), { Origin: origin })
      expect([origin, await raw.until("HTTP/1.1")]).toEqual([origin, expect.stringContaining(" 403")])
      raw.destroy()
      const polled = await rawRequest(world.origin, "/socket.io/?EIO=4&transport=polling", { headers: { origin } })
      expect([origin, polled.status]).toEqual([origin, 403])
      expect(polled.headers["access-control-allow-origin"]).toBeUndefined()
      const read = await rawRequest(world.origin, api("/users/me"), { headers: { ...bearer(token), origin } })
      expect(read.headers["access-control-allow-origin"]).toBeUndefined()
    }
    expect((await handshake(token, { Origin: world.origin })).event).toBe("welcome")
  })

  it("OWASP-API8 remembers nobody by a cookie, so that no other page's form acts for them", async () => {
    const { text, headers } = await rawRequest(world.origin, api("/auth/login"), {
      method: "POST",
      headers: json,
      body: JSON.stringify(world.accounts.owner)
    })
    expect(text).toContain("access_token")
    expect(headers["set-cookie"]).toBeUndefined()
    const form = await rawRequest(world.origin, api(`/courses/${world.otherCourse}/enroll`), {
      method: "POST",
      headers: { "content-type": "text/plain", origin: "https://evil.example" },
      body: "{}"
    })
    expect(form.status).toBe(401)
  })

  it("OWASP-API8 says with no refusal what the program is made of", async () => {
    const odd = [
      rawRequest(world.origin, api("/users/me"), { method: "TRACE" }),
      rawRequest(world.origin, api("/users/me"), { method: "PROPFIND" }),
      rawRequest(world.origin, api("/courses/%ff"), { headers: bearer(world.people.owner.token) }),
      rawRequest(world.origin, api("/courses/1%27%20or%201=1--"), { headers: bearer(world.people.owner.token) }),
      rawRequest(world.origin, api("/auth/login"), { method: "POST", headers: json, body: "{" }),
      rawRequest(world.origin, api("/auth/login"), {
        method: "POST",
        headers: { "content-type": "application/xml" },
        body: "<x/>"
      })
    ]
    for (const { status, text, headers } of await Promise.all(odd)) {
      expect([status, text]).toEqual([
        expect.toSatisfy((one: number) => one >= 400 && one < 500),
        expect.not.stringMatching(inside)
      ])
      expect(headers["x-powered-by"]).toBeUndefined()
    }
  })

  it("OWASP-API8 is written into by no string: neither statements, nor headers, nor lines of the log", async () => {
    const { admin } = world.people
    const people = await sql`select count(*)::integer as n from users`
    const strings = [
      ...[
        "'; drop table users; --",
        "' or '1'='1",
        "%",
        "_",
        "\\",
        "%' escape '",
        "$1",
        "${7*7}",
        "{{7*7}}",
        "$(id)",
        "`id`",
        "a\r\nset-cookie: x=1"
      ],
      ...["<script>alert(1)</script>", "\u202e", "\ud800", "a\u0000b", "*)(uid=*))(|(uid=*", "../../etc/passwd", "%00", "\u2028"]
    ]
    for (const text of strings) {
      const value = encodeURIComponent(text.isWellFormed() ? text : text.toWellFormed())
      for (const path of [
        `/courses?search=${value}&tag=${value}&category=${value}`,
        `/users?search=${value}`,
        `/audit?action=${value}`,
        `/settings/${value}`
      ]) {
        const { status, headers } = await admin.ask("GET", path)
        expect([path, status < 500, headers.get("set-cookie")]).toEqual([path, true, null])
      }
      const body = JSON.stringify({ title: text, description: text, tags: [text.slice(0, 40)] })
      expect([text, (await admin.ask("POST", "/courses", body)).status < 500]).toEqual([text, true])
    }
    expect(await sql`select count(*)::integer as n from users`).toEqual(people)
  })
})

describe("API9 addresses nobody told of", () => {
  it("OWASP-API9 has nothing at addresses where others leave things", async () => {
    const left = [
      ...[
        "/api/v0/users/me",
        "/api/v2/users/me",
        "/api/users",
        "/api/internal",
        "/admin",
        "/debug/pprof",
        "/actuator/env",
        "/graphql"
      ],
      ...[
        "/swagger.json",
        "/.env",
        "/.git/config",
        "/package.json",
        "/dist/engine/main.js",
        "/server-status",
        "/phpmyadmin/",
        "/backup.sql"
      ],
      ...["/media/..%2f..%2fpackage.json", "/media/../../package.json", "/files/..%2f..%2f.stoa", "/socket.io/../package.json"]
    ]
    for (const path of left) {
      const { status } = await rawRequest(world.origin, path, { headers: bearer(world.people.admin.token) })
      // Media are for who has an address for one film, whatever the path.
      expect([path, status]).toEqual([
        path,
        path.startsWith("/media/") ? expect.toSatisfy((one: number) => one === 403 || one === 404) : 404
      ])
    }
  })
})
