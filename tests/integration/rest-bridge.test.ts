/** The bridge between uWebSockets.js and Effect's router, over real sockets: bodies, HEAD, aborts, and what it adds to answers. */
import { type IncomingHttpHeaders, request } from "node:http"
import { connect, type Socket } from "node:net"
import { brotliDecompressSync, gunzipSync } from "node:zlib"
import { Context, Deferred, Effect, Exit, Layer, Scope, Stream } from "effect"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import uWS from "uWebSockets.js"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Bridge, type Finished, makeBridge } from "../../gateway/rest/uws-bridge.ts"
import { Arrival } from "../../gateway/rest/request.ts"
import { instant } from "../../protocol/time.ts"

const limit = 10_000
const finished: Array<Finished> = []
let waiting = Effect.runSync(Deferred.make<void>())
let interrupted = Effect.runSync(Deferred.make<void>())
const gate = Effect.runSync(Deferred.make<void>())

const rows = (count: number) =>
  HttpServerResponse.jsonUnsafe(Array.from({ length: count }, (_, n) => ({ n, title: `Row number ${n}` })))
const page = HttpServerResponse.text("<p>page</p>".repeat(500), {
  contentType: "text/html; charset=utf-8",
  headers: { "cache-control": "public, max-age=300", "content-security-policy": "default-src 'self'" }
})

const routes = Layer.mergeAll(
  HttpRouter.add("GET", "/hello/:name", HttpServerResponse.text("hello, wörld")),
  HttpRouter.add(
    "POST",
    "/echo",
    Effect.gen(function* () {
      const request = yield* HttpServerRequest.HttpServerRequest
      const text = yield* Effect.orDie(request.text)
      const address = request.source instanceof Arrival ? request.source.address : ""
      return HttpServerResponse.text(text, { headers: { "x-length": String(text.length), "x-address": address } })
    })
  ),
  HttpRouter.add(
    "GET",
    "/never",
    Effect.suspend(() => {
      Effect.runSync(Deferred.succeed(waiting, undefined))
      return Effect.never
    }).pipe(Effect.onInterrupt(() => Deferred.succeed(interrupted, undefined)))
  ),
  HttpRouter.add(
    "GET",
    "/rows/:count",
    Effect.map(HttpRouter.params, ({ count }) => rows(Number(count)))
  ),
  HttpRouter.add("GET", "/api/v1/auth/rows", rows(500)),
  HttpRouter.add(
    "PATCH",
    "/stream",
    Effect.gen(function* () {
      const request = yield* HttpServerRequest.HttpServerRequest
      yield* Deferred.await(gate)
      let bytes = 0
      yield* Effect.orDie(
        Stream.runForEach(request.stream, (chunk) =>
          Effect.sync(() => {
            bytes += chunk.length
          })
        )
      )
      return HttpServerResponse.text(`took ${bytes}`)
    })
  ),
  HttpRouter.add("GET", "/page", page),
  HttpRouter.add("GET", "/broken", Effect.die(new Error("a mistake of ours, with details nobody outside may read")))
)

const scope = Effect.runSync(Scope.make())
const app = uWS.App()
let bridge: Bridge
let port = 0
beforeAll(async () => {
  const context = await Effect.runPromise(Layer.buildWithScope(routes.pipe(Layer.provideMerge(HttpRouter.layer)), scope))
  bridge = makeBridge(Context.get(context, HttpRouter.HttpRouter).asHttpEffect(), Context.empty(), {
    maxBodyBytes: () => limit,
    takesStream: (_method, path) => path === "/stream",
    now: () => instant(0),
    trustProxy: true,
    facing: { origins: ["https://school.example"], hstsSeconds: 31_536_000 },
    finished: (request) => finished.push(request)
  })
  bridge.attach(app, "/*")
  port = await new Promise((resolve) =>
    app.listen("127.0.0.1", 0, (socket) => resolve(socket === false ? 0 : uWS.us_socket_local_port(socket)))
  )
})
afterAll(async () => {
  app.close()
  await Effect.runPromise(Scope.close(scope, Exit.void))
})

const at = (path: string): string => `http://127.0.0.1:${port}${path}`

/** Sends bytes as they are and answers everything that comes back until the server closes or `until` was seen. */
const raw = (bytes: ReadonlyArray<string>, until?: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket: Socket = connect(port, "127.0.0.1", () => bytes.forEach((part) => socket.write(part)))
    let seen = ""
    socket.setEncoding("utf8")
    socket.on("data", (part: string) => {
      seen += part
      if (until !== undefined && seen.includes(until)) socket.destroy()
    })
    socket.on("close", () => resolve(seen))
    socket.on("error", reject)
  })

describe("the bridge", () => {
  it("answers with a request id, the time taken and no caching", async () => {
    const response = await fetch(at("/hello/ada"))
    expect(await response.text()).toBe("hello, wörld")
    expect(response.headers.get("x-response-time")).toMatch(/^\d+\.\d{3}$/)
    expect(response.headers.get("x-request-id")).toMatch(/^[\w-]{8,}$/)
    expect(response.headers.get("cache-control")).toBe("no-store")
    expect(finished.at(-1)).toMatchObject({ method: "GET", route: "/hello/:name", status: 200 })
  })

  it("takes over a request id that can stand in a log, and no other", async () => {
    const given = await fetch(at("/hello/ada"), { headers: { "x-request-id": "trace-0123456789" } })
    expect(given.headers.get("x-request-id")).toBe("trace-0123456789")
    const refused = await fetch(at("/hello/ada"), { headers: { "x-request-id": "a b<script>" } })
    expect(refused.headers.get("x-request-id")).not.toContain("<")
  })

  it("answers HEAD with the length and without the body, and the connection goes on", async () => {
    const head = "HEAD /hello/ada HTTP/1.1\r\nHost: x\r\n\r\n"
    const answers = await raw([head, "GET /hello/eve HTTP/1.1\r\nHost: x\r\n\r\n"], "wörld")
    const [first = "", second = ""] = answers.split("HTTP/1.1 200 OK\r\n").slice(1)
    expect(first.toLowerCase()).toContain(`content-length: ${Buffer.byteLength("hello, wörld")}`)
    expect(first).not.toContain("wörld")
    expect(second).toContain("hello, wörld")
  })

  it("puts a body together that came in pieces", async () => {
    const pieces = ["POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab", "cdef", "ghi"]
    expect(await raw(pieces, "abcdefghi")).toContain("x-length: 9")
  })

  it("takes a body of exactly the limit and refuses one byte more", async () => {
    const whole = await fetch(at("/echo"), { method: "POST", body: "x".repeat(limit) })
    expect(whole.headers.get("x-length")).toBe(String(limit))
    const over = await fetch(at("/echo"), { method: "POST", body: "x".repeat(limit + 1) })
    expect(over.status).toBe(413)
    expect(await over.json()).toMatchObject({ status: "error", data: null, errors: [{ code: "too_large" }] })
  })

  it("refuses a chunked body as soon as it is too large, without waiting for its end", async () => {
    const chunk = `${(6000).toString(16)}\r\n${"x".repeat(6000)}\r\n`
    const answer = await raw(["POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", chunk, chunk])
    expect(answer).toContain("413 Payload Too Large")
    expect(answer).toContain("too_large")
  })

  it("FILE-12 reads no more of a stream than its handler takes, and all of it in the end", async () => {
    const mebibyte = "x".repeat(1024 * 1024)
    const whole = 64
    let written = 0
    let answer = ""
    const socket = connect(port, "127.0.0.1")
    const over = new Promise<void>((resolve) => socket.on("close", () => resolve()))
    socket.setEncoding("utf8").on("data", (part: string) => {
      answer += part
      if (answer.includes("took")) socket.destroy()
    })
    socket.write(`PATCH /stream HTTP/1.1\r\nHost: x\r\nContent-Length: ${whole * mebibyte.length}\r\n\r\n`)
    const writeOn = () => {
      while (written < whole) {
        written += 1
        if (!socket.write(mebibyte)) return void socket.once("drain", writeOn)
      }
    }
    writeOn()
    // Each of these goes through the same loop, which would have read the stream on its way.
    for (let round = 0; round < 200; round += 1) await (await fetch(at("/hello/ada"))).text()
    expect(written).toBeLessThan(whole / 2)
    Effect.runSync(Deferred.succeed(gate, undefined))
    await over
    expect(answer).toContain(`took ${whole * mebibyte.length}`)
  })

  it("refuses a body that is not UTF-8 as malformed", async () => {
    const response = await fetch(at("/echo"), { method: "POST", body: new Uint8Array([0x61, 0xff, 0xfe]) })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ errors: [{ code: "malformed" }] })
  })

  it("interrupts the work for a client that goes away", async () => {
    waiting = Effect.runSync(Deferred.make<void>())
    interrupted = Effect.runSync(Deferred.make<void>())
    const socket = connect(port, "127.0.0.1", () => socket.write("GET /never HTTP/1.1\r\nHost: x\r\n\r\n"))
    await Effect.runPromise(Deferred.await(waiting))
    expect(bridge.underWay()).toBe(1)
    socket.destroy()
    await Effect.runPromise(Deferred.await(interrupted))
    await fetch(at("/hello/ada"))
    expect(bridge.underWay()).toBe(0)
    expect(finished.find(({ route }) => route === "/never")).toMatchObject({ status: 499 })
  })

  it("forgets a client that goes away in the middle of its body", async () => {
    const before = finished.length
    const socket = connect(port, "127.0.0.1", () =>
      socket.write("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf", () => socket.destroy())
    )
    await new Promise((resolve) => socket.on("close", resolve))
    await fetch(at("/hello/ada"))
    expect(finished.slice(before).map(({ route }) => route)).toEqual(["/hello/:name"])
    expect(bridge.underWay()).toBe(0)
  })

  it("answers an unknown address with not_found and counts it under one name", async () => {
    const response = await fetch(at("/no/such/thing"))
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ status: "error", errors: [{ code: "not_found" }] })
    expect(finished.at(-1)).toMatchObject({ route: "unknown", status: 404 })
  })

  it("tells the log, and nobody else, what went wrong inside", async () => {
    const response = await fetch(at("/broken"))
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain("details nobody outside may read")
    expect(String(finished.at(-1)?.cause)).toContain("details nobody outside may read")
  })

  it("believes the last entry of X-Forwarded-For where a proxy is trusted", async () => {
    const forwarded = { "x-forwarded-for": "10.6.6.6, 203.0.113.9" }
    const response = await fetch(at("/echo"), { method: "POST", body: "x", headers: forwarded })
    expect(response.headers.get("x-address")).toBe("203.0.113.9")
  })
})

const get = (path: string, headers: Record<string, string> = {}) =>
  new Promise<{ readonly status: number; readonly headers: IncomingHttpHeaders; readonly bytes: Buffer }>((done, failed) => {
    const sent = request(at(path), { headers, agent: false }, (answer) => {
      const chunks: Array<Buffer> = []
      answer.on("data", (chunk: Buffer) => chunks.push(chunk))
      answer.on("end", () => done({ status: answer.statusCode ?? 0, headers: answer.headers, bytes: Buffer.concat(chunks) }))
    })
    sent.on("error", failed)
    sent.end()
  })

describe("what every answer says to browsers", () => {
  it.each(["/hello/ada", "/no/such/thing", "/broken"])("HTTP-1 %s is not sniffed, framed, cached or run", async (path) => {
    const { headers } = await get(path)
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "cache-control": "no-store",
      "strict-transport-security": "max-age=31536000"
    })
  })

  it("HTTP-1 a page has its own policy, once", async () => {
    const { headers } = await get("/page")
    expect(headers).toMatchObject({ "content-security-policy": "default-src 'self'", "cache-control": "public, max-age=300" })
  })

  it("HTTP-2 lets pages of the origins that are set read answers and their headers, without credentials", async () => {
    const { headers } = await get("/hello/ada", { origin: "https://school.example" })
    expect(headers["access-control-allow-origin"]).toBe("https://school.example")
    expect(headers["access-control-expose-headers"]).toMatch(/ETag.*Retry-After.*X-Request-Id/)
    expect(headers["access-control-allow-credentials"]).toBeUndefined()
    expect(headers.vary).toContain("Origin")
    const other = await get("/hello/ada", { origin: "https://elsewhere.example" })
    expect(other.headers["access-control-allow-origin"]).toBeUndefined()
    expect(other.headers.vary).toContain("Origin")
  })

  it("HTTP-3 answers a browser that asks beforehand, for those origins only", async () => {
    const ask = (origin: string) =>
      fetch(at("/echo"), { method: "OPTIONS", headers: { origin, "access-control-request-method": "PATCH" } })
    const allowed = await ask("https://school.example")
    expect(allowed.status).toBe(204)
    expect(allowed.headers.get("access-control-allow-methods")).toContain("PATCH")
    expect(allowed.headers.get("access-control-allow-headers")).toMatch(/Authorization.*Idempotency-Key.*If-Match/)
    expect(allowed.headers.get("content-length")).toBeNull()
    const other = await ask("https://elsewhere.example")
    expect([other.status, other.headers.get("access-control-allow-methods")]).toEqual([404, null])
  })
})

describe("compression", () => {
  it.each([
    ["br", "gzip, br", 60],
    ["br", "gzip, deflate, br;q=1.0", 2_000],
    ["gzip", "gzip;q=1, br;q=0.2", 60],
    ["gzip", "br;q=0, *", 2_000]
  ])("HTTP-4 sends %s for %s, small and large", async (coding, accept, count) => {
    const { headers, bytes } = await get(`/rows/${count}`, { "accept-encoding": accept })
    expect(headers["content-encoding"]).toBe(coding)
    expect(headers.vary).toContain("Accept-Encoding")
    const whole = coding === "br" ? brotliDecompressSync(bytes) : gunzipSync(bytes)
    expect(JSON.parse(whole.toString())).toHaveLength(count)
    expect(bytes.byteLength).toBeLessThan(whole.byteLength / 2)
  })

  it.each([
    ["what is small", "/rows/3", "br"],
    ["where nobody asks", "/rows/500", ""],
    ["where it is refused", "/rows/500", "br;q=0, identity"],
    ["beside tokens", "/api/v1/auth/rows", "br"]
  ])("HTTP-5 leaves alone %s", async (_what, path, accept) => {
    const { headers, bytes } = await get(path, { "accept-encoding": accept })
    expect(headers["content-encoding"]).toBeUndefined()
    expect(JSON.parse(bytes.toString())).not.toHaveLength(0)
  })

  it("HTTP-6 gives the same compressed page each time, and survives who goes away meanwhile", async () => {
    const [one, two] = [await get("/page", { "accept-encoding": "br" }), await get("/page", { "accept-encoding": "br" })]
    expect(two.bytes.equals(one.bytes)).toBe(true)
    const socket = connect(port, "127.0.0.1", () =>
      socket.write("GET /rows/50000 HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br\r\n\r\n", () => socket.destroy())
    )
    await new Promise((resolve) => socket.on("close", resolve))
    expect((await get("/rows/60", { "accept-encoding": "br" })).status).toBe(200)
  })
})
