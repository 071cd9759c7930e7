/** The SDK sending files: in parts, over a server that is killed in between, and over pages that are reloaded. */
import { createHash, randomBytes } from "node:crypto"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { memoryStore, StoaClient } from "../../client/index.ts"
import { freePort } from "../end-to-end/stoa.ts"
import { testDatabase } from "../postgres.ts"
import { zipOf } from "./fixtures/sample-files.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url } = await testDatabase()
let data = ""
let stoa: StoaProcess
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "stoa-client-files-"))
  stoa = await startStoa(url, { data, env: { STOA_PORT: String(await freePort()) } })
})
afterAll(async () => {
  await stoa.stop()
  await rm(data, { recursive: true, force: true })
})

const enter = async (contents = new Map<string, string>()) => {
  const client = new StoaClient({ url: stoa.origin, store: memoryStore(contents) })
  const { email, password } = stoa.accounts["instructor"] ?? { email: "", password: "" }
  await client.login(email, password)
  return client
}
const large = (): Blob =>
  new Blob([new Uint8Array(zipOf({ name: "random.bin", content: randomBytes(10 * 1024 * 1024), stored: true }))], {
    type: "application/zip"
  })
const hash = async (content: Blob) =>
  createHash("sha256")
    .update(Buffer.from(await content.arrayBuffer()))
    .digest("hex")

describe("the client", () => {
  it("FILE-30 sends a file in parts, tells how far it is, and opens it again", async () => {
    const client = await enter()
    const content = large()
    const told: Array<number> = []
    const file = await client.uploadFile(content, {
      name: "lab.zip",
      purpose: "document",
      onProgress: (sent) => told.push(sent)
    })
    expect(file).toMatchObject({ name: "lab.zip", size: content.size, sha256: await hash(content) })
    expect(told).toEqual([0, 4 * 1024 * 1024, 8 * 1024 * 1024, content.size])
    expect(await hash(await client.openFile(file.id))).toBe(file.sha256)
    expect(client.fileUrl(file.id)).toBe(`${stoa.origin}/api/v1/files/${file.id}`)
  })

  it("FILE-30 says why a file is not taken, at once and at the end", async () => {
    const client = await enter()
    const page = new Blob(["<html>"], { type: "text/html" })
    await expect(client.uploadFile(page, { name: "a.html", purpose: "document" })).rejects.toMatchObject({ code: "file_refused" })
    const disguised = new Blob(["<html>"], { type: "text/plain" })
    await expect(client.uploadFile(disguised, { name: "a.txt", purpose: "document" })).rejects.toMatchObject({
      code: "file_refused",
      message: expect.stringMatching(/begins like a page/)
    })
  })

  it("FILE-31 goes on after a reload where the last page stopped", async () => {
    const contents = new Map<string, string>()
    const content = large()
    const stop = new AbortController()
    const sending = { name: "lab.zip", purpose: "document" } as const
    const first = await enter(contents)
    const stopped = first.uploadFile(content, {
      ...sending,
      signal: stop.signal,
      onProgress: (sent) => {
        if (sent > 0) stop.abort()
      }
    })
    await expect(stopped).rejects.toThrow()
    const told: Array<number> = []
    const second = await enter(contents)
    const file = await second.uploadFile(content, { ...sending, onProgress: (sent) => told.push(sent) })
    expect(told[0]).toBe(4 * 1024 * 1024)
    expect(file.sha256).toBe(await hash(content))
    expect([...contents.keys()].filter((key) => key.startsWith("upload/"))).toEqual([])
  })

  it("FILE-31 goes on when the server was killed and is back", async () => {
    const client = await enter()
    const content = large()
    const port = new URL(stoa.origin).port
    let killed: Promise<void> | undefined
    const restart = async () => {
      stoa.signal("SIGKILL")
      await stoa.exited
      stoa = await startStoa(url, { data, env: { STOA_PORT: port } })
    }
    const file = await client.uploadFile(content, {
      name: "lab.zip",
      purpose: "document",
      onProgress: (sent) => {
        if (sent > 0) killed ??= restart()
      }
    })
    await killed
    expect(file.sha256).toBe(await hash(content))
  })
})
