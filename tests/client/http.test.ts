/** What the SDK makes of answers that are none: a person is told to wait, or to load a newer page, and these must not be mixed up. */
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { httpTo } from "../../client/http.ts"

const answered = (answer: Response) =>
  httpTo("http://stoa.example", async () => answer)({ method: "GET", path: "/api/v1/health", data: Schema.Unknown })

const cutOff = () =>
  new ReadableStream({
    start: (body) => {
      body.enqueue(new TextEncoder().encode('{"status":"success",'))
      body.error(new TypeError("terminated"))
    }
  })

describe("an answer over REST", () => {
  it("that breaks off on its way is a lost network", async () => {
    await expect(answered(new Response(cutOff()))).rejects.toMatchObject({ code: "network" })
  })

  it("of a proxy whose server is away will pass", async () => {
    const answer = new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "retry-after": "3" } })
    await expect(answered(answer)).rejects.toMatchObject({ code: "network", retryAfterMs: 3_000 })
  })

  it("that is whole and no envelope is one of another version", async () => {
    await expect(answered(new Response("<h1>Welcome</h1>"))).rejects.toMatchObject({ code: "unreadable" })
  })
})
