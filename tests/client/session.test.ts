/** One log-in in several tabs of a browser, which share a store. */
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { withinProcess } from "../../client/exclusive.ts"
import type { Http } from "../../client/http.ts"
import { Session } from "../../client/session.ts"
import { memoryStore } from "../../client/store.ts"
import { VirtualTime } from "./virtual-time.ts"

const person = (id: number, email: string) => ({
  ...{ id, email, role: "student", permissions: [], first_name: email, last_name: "L" },
  ...{ bio: null, avatar_url: null, phone: null, organization: null },
  ...{ time_zone: "UTC", created_at: "2026-01-01T00:00:00Z", last_login: null, revision: 1 }
})

/** Tokens are numbered; who has which is told by its name. */
const server = () => {
  let issued = 0
  const asked: Array<string> = []
  const tokens = (email: string) => ({
    token_type: "Bearer",
    access_token: `${email}-${++issued}`,
    expires_in: 900,
    refresh_token: `${email}-r${issued}`,
    refresh_expires_in: 604_800
  })
  const http: Http = async ({ path, body, data }) => {
    asked.push(path)
    const { email = "", refresh_token = "" } = Object(body)
    const answer = path.endsWith("/login")
      ? { user: person(email === "alice" ? 1 : 2, email), ...tokens(email) }
      : path.endsWith("/refresh")
        ? tokens(refresh_token.split("-")[0])
        : null
    return Schema.decodeUnknownSync(data)(answer)
  }
  return { http, asked }
}

const browser = () => {
  const store = memoryStore()
  const exclusive = withinProcess()
  const time = new VirtualTime()
  const { http, asked } = server()
  return { tab: () => new Session({ http, store, exclusive, timers: time.process() }), time, store, asked }
}

/** Longer than an access token is good. */
const tokenOver = 900_000

describe("a log-in in several tabs", () => {
  it("is renewed by one of them for all", async () => {
    const { tab, time, asked } = browser()
    const one = tab()
    await one.login("alice", "password")
    const other = tab()
    await other.restore()
    time.skip(tokenOver)
    const renewed = await one.access()
    expect(await other.access("alice-1")).toBe(renewed)
    expect(asked.filter((path) => path.endsWith("/refresh"))).toHaveLength(1)
  })

  it("never becomes another person's, where somebody else has logged in meanwhile", async () => {
    const { tab, time } = browser()
    const alice = tab()
    await alice.login("alice", "password")
    const ends: Array<string> = []
    alice.onEnd(({ code }) => ends.push(code))
    const bob = tab()
    await bob.login("bob", "password")
    time.skip(tokenOver)
    await expect(alice.access()).rejects.toMatchObject({ code: "not_logged_in" })
    expect(alice.account).toBeUndefined()
    expect(ends).toEqual(["not_logged_in"])
    expect(await bob.access()).toMatch(/^bob-/)
  })

  it("is over in all of them once one has logged out, even if the server never heard of it", async () => {
    const { tab, time, store, asked } = browser()
    const one = tab()
    await one.login("alice", "password")
    const other = tab()
    await other.restore()
    await one.logout()
    time.skip(tokenOver)
    await expect(other.access("alice-1")).rejects.toMatchObject({ code: "not_logged_in" })
    expect(asked).not.toContain("/api/v1/auth/refresh")
    expect(await store.get("session")).toBeUndefined()
  })

  it("goes on in memory where the browser keeps nothing", async () => {
    const { http } = server()
    const time = new VirtualTime()
    const full = { ...memoryStore(), set: () => Promise.reject(new Error("full")) }
    const session = new Session({ http, store: full, exclusive: withinProcess(), timers: time.process() })
    await session.login("alice", "password")
    time.skip(tokenOver)
    expect(await session.access()).toBe("alice-2")
  })
})
