/** How the pages are handed out: which answer at which address, under which policy, in which form. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { testDatabase } from "../postgres.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url } = await testDatabase()
let stoa: StoaProcess
beforeAll(async () => {
  stoa = await startStoa(url, { env: { STOA_ACADEMY: "none" } })
})
afterAll(() => stoa?.stop())

const get = (path: string, headers: Readonly<Record<string, string>> = {}) => fetch(`${stoa.origin}${path}`, { headers })
const asBrowser = { accept: "text/html,application/xhtml+xml" }

describe("the pages over HTTP", () => {
  it("are one document at each of their addresses, asked for anew each time and under a policy that lets in our own files alone", async () => {
    for (const path of ["/", "/courses", "/courses/7/modules/3", "/attempts/5", "/rooms/2/attempts/5"]) {
      const answer = await get(path, asBrowser)
      expect(answer.status, path).toBe(200)
      expect(answer.headers.get("cache-control")).toBe("no-cache")
      const policy = answer.headers.get("content-security-policy") ?? ""
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self';")
      expect(policy).not.toMatch(/unsafe|\*|https?:/)
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff")
    }
  })

  it("name the files of the exam room where an attempt is, so that a browser asks for all at once", async () => {
    const named = /<link rel="modulepreload"[^>]* href="(\/assets\/attempt-[^"]+\.js)">/.exec(
      await (await get("/attempts/5")).text()
    )
    expect((await get(named?.[1] ?? "")).status).toBe(200)
    expect(await (await get("/courses")).text()).not.toContain("modulepreload")
  })

  it("keep files with a hash in their name for good, and hand out the form that was compressed beforehand", async () => {
    const document = await (await get("/", asBrowser)).text()
    const [, script = ""] = /"(\/assets\/stoa-[^"]+\.js)"/.exec(document) ?? []
    const plain = await get(script, { "accept-encoding": "identity" })
    expect(plain.headers.get("cache-control")).toBe("public, max-age=31536000, immutable")
    expect(plain.headers.get("content-type")).toBe("text/javascript; charset=utf-8")
    expect(plain.headers.get("content-encoding")).toBeNull()
    const text = await plain.text()
    const smaller = await get(script, { "accept-encoding": "br" })
    expect(smaller.headers.get("content-encoding")).toBe("br")
    expect(smaller.headers.get("vary")).toContain("accept-encoding")
    // `fetch` has opened it already.
    expect(await smaller.text()).toBe(text)
  })

  it("are an honest 404 where nothing is: a page for people, the usual refusal for programs", async () => {
    const forPeople = await get("/nowhere", asBrowser)
    expect(forPeople.status).toBe(404)
    expect(forPeople.headers.get("content-type")).toContain("text/html")
    for (const [path, headers] of [
      ["/nowhere", {}],
      ["/api/v1/nowhere", asBrowser],
      ["/assets/gone.js", { accept: "*/*" }]
    ] as const) {
      const answer = await get(path, headers)
      expect(answer.status, path).toBe(404)
      expect(await answer.json()).toMatchObject({ status: "error", errors: [{ code: "not_found" }] })
    }
  })

  it("never leave their folder", async () => {
    for (const path of ["/assets/../manifest.json", "/assets/%2e%2e/%2e%2e/package.json", "/..%2fpackage.json"]) {
      expect((await get(path)).status, path).toBe(404)
    }
  })
})
