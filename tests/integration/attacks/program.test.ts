/**
 * Attacks on the program itself, API4 and 6 to 9 of the OWASP API Security Top 10 of 2023: floods, what costs somebody something,
 * addresses it would go to, open doors, forgotten ones.
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
import { api, bearer, halfRequest, handshake, inside, json, rawRequest } from "./raw-request.ts"
import { swept } from "./sweep.ts"

const { url, sql } = await testDatabase()
let world: World

beforeAll(async () => {
  world = await World.make(url, sql, { STOA_LIMIT_REQUESTS: "1000" })
})
afterAll(() => world?.end())

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
    expect((await handshake(world.origin, token, { Origin: world.origin })).event).toBe("welcome")
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
