/** The media route on a real uWebSockets.js server in a process of its own. */
import { readFile } from "node:fs/promises"
import { type IncomingMessage, request } from "node:http"
import { connect } from "node:net"
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { largeBytes, largeFile, MediaProcess } from "./fixtures/media-process.ts"

let media: MediaProcess
beforeAll(async () => {
  media = await MediaProcess.start()
})
afterAll(() => media.stop())

interface Answer {
  readonly status: number
  readonly headers: IncomingMessage["headers"]
  readonly body: Buffer
}

/** node:http rather than fetch: it sends the path as it is, dots included. */
const ask = (address: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> =>
  new Promise((done, failed) => {
    const url = new URL(address)
    const path = address.slice(url.origin.length)
    const sent = request({ host: url.hostname, port: url.port, path, method, headers, agent: false }, (answer) => {
      const chunks: Array<Buffer> = []
      answer.on("data", (chunk: Buffer) => chunks.push(chunk))
      answer.on("end", () => done({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }))
      answer.on("error", failed)
    })
    sent.on("error", failed)
    sent.end()
  })

const onDisk = (name: string): Promise<Buffer> => readFile(`media/academy/phishing-mail/${name}`)

describe("a lesson's files", () => {
  test("arrive whole, with type, strong entity tag and private caching, and readable by no other origin", async () => {
    const lesson = await media.lesson("whole")
    const playlist = await ask(`${lesson}/master.m3u8`)
    expect(playlist.status).toBe(200)
    expect(playlist.headers["content-type"]).toBe("application/vnd.apple.mpegurl")
    expect(playlist.body).toEqual(await onDisk("master.m3u8"))
    const segment = await ask(`${lesson}/360p-003.m4s`, { Origin: "https://elsewhere.example" })
    expect(segment.status).toBe(200)
    expect(segment.body).toEqual(await onDisk("360p-003.m4s"))
    expect(segment.headers["content-length"]).toBe(String(segment.body.length))
    expect(segment.headers["etag"]).toMatch(/^"[0-9a-f]{32}"$/)
    expect(segment.headers["cache-control"]).toMatch(/^private/)
    expect(segment.headers["accept-ranges"]).toBe("bytes")
    expect(segment.headers["access-control-allow-origin"]).toBeUndefined()
    expect(segment.headers["cross-origin-resource-policy"]).toBe("same-origin")
  })

  test("HEAD gives the same headers and completes without a body", async () => {
    const lesson = await media.lesson("head")
    const got = await ask(`${lesson}/720p-001.m4s`)
    const head = await ask(`${lesson}/720p-001.m4s`, { Range: "bytes=0-9" }, "HEAD")
    expect(head.status).toBe(200)
    expect(head.body.length).toBe(0)
    for (const name of ["content-length", "content-type", "etag", "cache-control"])
      expect(head.headers[name]).toBe(got.headers[name])
    expect((await ask(`${lesson}/none.m4s`, {}, "HEAD")).status).toBe(404)
  })

  test("an entity tag that is known already answers 304, before any range", async () => {
    const address = `${await media.lesson("tags")}/720p-002.m4s`
    const etag = String((await ask(address)).headers["etag"])
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const answer = await ask(address, { "If-None-Match": known, Range: "bytes=0-9" })
      expect([answer.status, answer.body.length, answer.headers["etag"]]).toEqual([304, 0, etag])
    }
    expect((await ask(address, { "If-None-Match": '"other"' })).status).toBe(200)
  })
})

describe("ranges", () => {
  test("one range answers 206 with exactly these bytes", async () => {
    const address = `${await media.lesson("ranges")}/720p-004.m4s`
    const whole = await onDisk("720p-004.m4s")
    const last = whole.length - 1
    const cases: ReadonlyArray<readonly [string, number, number]> = [
      ["bytes=0-0", 0, 0],
      ["bytes=100-199", 100, 199],
      ["bytes=100-", 100, last],
      ["bytes=-100", last - 99, last],
      [`bytes=-${whole.length + 5}`, 0, last],
      [`bytes=${last}-${last + 1000}`, last, last]
    ]
    for (const [range, from, to] of cases) {
      const answer = await ask(address, { Range: range })
      expect([range, answer.status, answer.headers["content-range"]]).toEqual([range, 206, `bytes ${from}-${to}/${whole.length}`])
      expect(answer.body.equals(whole.subarray(from, to + 1))).toBe(true)
    }
  })

  test("a range beyond the end answers 416 with the length", async () => {
    const address = `${await media.lesson("beyond")}/720p-004.m4s`
    const { length } = await onDisk("720p-004.m4s")
    for (const range of [`bytes=${length}-`, "bytes=-0"]) {
      const answer = await ask(address, { Range: range })
      expect([answer.status, answer.headers["content-range"], answer.body.length]).toEqual([416, `bytes */${length}`, 0])
    }
  })

  test("several ranges, reversed ones, other units and nonsense are answered with the whole file", async () => {
    const address = `${await media.lesson("nonsense")}/720p-004.m4s`
    const { length } = await onDisk("720p-004.m4s")
    for (const range of ["bytes=0-1,4-5", "bytes=9-3", "lines=1-2", "bytes=-", "bytes=a-b", "bytes"]) {
      const answer = await ask(address, { Range: range })
      expect([range, answer.status, answer.body.length]).toEqual([range, 200, length])
    }
  })

  test("If-Range keeps the range only for the very same tag", async () => {
    const address = `${await media.lesson("if-range")}/720p-004.m4s`
    const etag = String((await ask(address)).headers["etag"])
    const status = async (ifRange: string) => (await ask(address, { Range: "bytes=5-9", "If-Range": ifRange })).status
    expect(await status(etag)).toBe(206)
    expect(await status(`W/${etag}`)).toBe(200)
    expect(await status('"other"')).toBe(200)
    expect(await status("Sun, 06 Nov 1994 08:49:37 GMT")).toBe(200)
  })
})

describe("authorisation", () => {
  test("a changed, foreign or missing signature opens nothing", async () => {
    const lesson = await media.lesson("forged")
    const [, grant = ""] = /\/media\/([^/]+)\//.exec(lesson) ?? []
    const [payload = "", signature = ""] = grant.split(".")
    const other = Buffer.from(Buffer.from(payload, "base64url").toString().replace('"user":1', '"user":2')).toString("base64url")
    const flipped = `${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`
    for (const forged of [
      `${other}.${signature}`,
      `${payload}.${flipped}`,
      `${payload}.`,
      payload,
      ".",
      "x",
      `${payload}.${signature}00`
    ]) {
      const answer = await ask(`${media.origin}/media/${forged}/phishing-mail/master.m3u8`)
      expect([forged, answer.status]).toEqual([forged, 403])
      expect(JSON.parse(answer.body.toString()).errors[0].code).toBe("forbidden")
    }
    expect((await ask(`${media.origin}/media/${grant}/another-lesson/master.m3u8`)).status).toBe(403)
    expect((await ask(`${media.origin}/media/${grant}/phishing-mail/master.m3u8`)).status).toBe(200)
  })

  test("an address is refused after its end", async () => {
    const brief = await MediaProcess.start(1)
    try {
      const lesson = await brief.lesson("brief")
      const answer = await ask(`${lesson}/master.m3u8`)
      expect([answer.status, JSON.parse(answer.body.toString()).errors[0].code]).toEqual([403, "token_expired"])
    } finally {
      await brief.stop()
    }
  })

  test("an ended log-in closes its addresses at once, and the download under way; nobody else's", async () => {
    const mine = await media.lesson("mine")
    const other = await media.lesson("other")
    expect((await ask(`${mine}/master.m3u8`)).status).toBe(200)
    const download = stalled(`${mine}/large.m4s`)
    await download.began
    await media.end("mine")
    expect((await ask(`${mine}/master.m3u8`)).status).toBe(403)
    download.resume()
    expect(await download.ended).toBeLessThan(largeBytes)
    expect((await ask(`${other}/master.m3u8`)).status).toBe(200)
  })

  test("a log-in that had ended before this process heard of it is asked about", async () => {
    const lesson = await media.lesson("earlier")
    await media.end("earlier", true)
    expect((await ask(`${lesson}/master.m3u8`)).status).toBe(403)
  })

  test("only what the manifest lists is served, however the name is written", async () => {
    const lesson = await media.lesson("traversal")
    const names = [
      "unlisted.txt",
      "manifest.json",
      "..%2f..%2f..%2fetc%2fpasswd",
      "../phishing-mail/manifest.json",
      "../../../../etc/passwd",
      "%2e%2e/%2e%2e/etc/passwd",
      "..%5c..%5cpackage.json",
      "master.m3u8%00.txt",
      "./master.m3u8",
      "master.m3u8/",
      "",
      "__proto__",
      "constructor"
    ]
    for (const name of names) {
      const answer = await ask(`${lesson}/${name}`)
      expect([name, answer.status >= 403 && answer.status <= 404]).toEqual([name, true])
      expect(answer.body.toString()).not.toContain("root:")
    }
    for (const path of ["/media", "/media/", "/media//", "/media/../package.json"]) {
      expect((await ask(`${media.origin}${path}`)).status).toBe(404)
    }
  })

  test("other methods are refused", async () => {
    const lesson = await media.lesson("methods")
    for (const method of ["POST", "PUT", "DELETE"]) {
      const answer = await ask(`${lesson}/master.m3u8`, {}, method)
      expect([answer.status, answer.headers["allow"]]).toEqual([405, "GET, HEAD"])
    }
  })
})

/** A raw reader that stops after the first bytes; `ended` gives the length of what arrived, the head included. */
const stalled = (address: string) => {
  const url = new URL(address)
  const socket = connect(Number(url.port), url.hostname)
  const chunks: Array<Buffer> = []
  const began = new Promise<void>((done) => {
    socket.once("data", () => {
      socket.pause()
      done()
    })
  })
  socket.on("data", (chunk) => chunks.push(chunk))
  socket.on("error", () => {})
  const ended = new Promise<number>((done) =>
    socket.once("close", () => done(chunks.reduce((sum, chunk) => sum + chunk.length, 0)))
  )
  socket.write(`GET ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nConnection: close\r\n\r\n`)
  return { began, ended, resume: () => socket.resume(), destroy: () => socket.destroy(), body: () => Buffer.concat(chunks) }
}

describe("slow and lost readers", () => {
  test("readers that stop cost a slice each, not the file; and get every byte once they go on", async () => {
    const lesson = await media.lesson("slow")
    const before = await media.resources()
    const readers = Array.from({ length: 12 }, () => stalled(`${lesson}/large.m4s`))
    await Promise.all(readers.map((reader) => reader.began))
    // Others are served meanwhile; by then the sockets are full.
    for (let round = 0; round < 50; round++) expect((await ask(`${lesson}/720p-004.m4s`)).status).toBe(200)
    // Who has the last byte may be told so a moment before its file is closed.
    await vi.waitFor(async () => expect((await media.resources()).descriptors).toBe(12), { timeout: 15_000 })
    const meanwhile = await media.resources()
    expect(meanwhile.residentBytes - before.residentBytes).toBeLessThan(largeBytes)
    for (const reader of readers.slice(2)) reader.destroy()
    for (const reader of readers.slice(0, 2)) {
      reader.resume()
      await reader.ended
      const whole = reader.body()
      expect(whole.subarray(whole.indexOf("\r\n\r\n") + 4).equals(largeFile)).toBe(true)
    }
  })

  test("downloads that are broken off leave no file open", async () => {
    const lesson = await media.lesson("lost")
    for (let round = 0; round < 5; round++) {
      const readers = Array.from({ length: 10 }, () => stalled(`${lesson}/large.m4s`))
      await Promise.all(readers.map((reader) => reader.began))
      for (const reader of readers) reader.destroy()
    }
    await vi.waitFor(async () => expect((await media.resources()).descriptors).toBe(0), { timeout: 15_000 })
  })
})
