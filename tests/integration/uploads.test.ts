/** Uploads against the whole program: resumed, raced, bounded, refused. */
import { createHash, randomBytes } from "node:crypto"
import { mkdtemp, readdir, rm, stat, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { testDatabase } from "../postgres.ts"
import { codeIn, FileSender } from "./fixtures/file-sender.ts"
import { RestCaller } from "./fixtures/rest-caller.ts"
import { pdf, png, zipOf } from "./fixtures/sample-files.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url, sql } = await testDatabase()
let data = ""
let stoa: StoaProcess
let author: FileSender
let student: FileSender
let studentId = 0

const env = { STOA_DOCUMENT_MB: "8", STOA_ACCOUNT_FILES_MB: "20", STOA_FILES_MB: "24", STOA_IMAGE_MB: "1" }
const enter = async () => {
  author = new FileSender(stoa, await RestCaller.login(stoa, stoa.accounts["instructor"]))
  const learner = await RestCaller.login(stoa, stoa.accounts["student"])
  student = new FileSender(stoa, learner)
  studentId = learner.id
}

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "stoa-uploads-"))
  stoa = await startStoa(url, { data, env })
  await enter()
})
afterAll(async () => {
  await stoa.stop()
  await rm(data, { recursive: true, force: true })
})

/** Four MiB that are no zeros, as an archive that holds them as they are. */
const large = zipOf({ name: "random.bin", content: randomBytes(4 * 1024 * 1024), stored: true })
const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex")
const part = (from: number, to?: number) => new Uint8Array(large.subarray(from, to))
/** All but the last byte, and that when it is told to. */
const held = (bytes: Uint8Array): { readonly body: ReadableStream<Uint8Array>; readonly end: () => void } => {
  let end = (): void => {}
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(bytes.subarray(0, -1))
      end = () => {
        controller.enqueue(bytes.subarray(-1))
        controller.close()
      }
    },
    // Refused meanwhile: nobody takes the rest.
    cancel: () => {
      end = () => {}
    }
  })
  return { body, end: () => end() }
}
const archive = { filename: "lab.zip", filetype: "application/zip", sha256: hash(large) }

const onDisk = (path: string) => join(data, "files", "uploads", path.split("/").at(-1) ?? "")
const sizeOnDisk = async (path: string): Promise<number> => (await stat(onDisk(path))).size
const parts = () => readdir(join(data, "files", "uploads"))

describe("an upload", () => {
  it("FILE-10 speaks tus: what is spoken, where it stands, and what came of it", async () => {
    const spoken = await fetch(`${stoa.origin}/api/v1/uploads`, { method: "OPTIONS" })
    expect([spoken.status, spoken.headers.get("tus-version"), spoken.headers.get("tus-extension")]).toEqual([
      204,
      "1.0.0",
      "creation,expiration,termination"
    ])
    const bytes = pdf()
    const begun = await author.begin(bytes.length, { filename: "Übung.pdf", filetype: "application/pdf" })
    expect([begun.status, begun.headers.get("tus-resumable")]).toEqual([201, "1.0.0"])
    const path = FileSender.path(begun)
    const head = await author.ask("HEAD", path)
    expect([head.headers.get("upload-offset"), head.headers.get("upload-length")]).toEqual(["0", String(bytes.length)])
    expect(head.headers.get("cache-control")).toBe("no-store")
    expect(Date.parse(head.headers.get("upload-expires") ?? "")).toBeGreaterThan(Date.now())
    const first = await author.append(path, 0, new Uint8Array(bytes.subarray(0, 10)))
    expect([first.status, first.headers.get("upload-offset")]).toEqual([204, "10"])
    const last = await author.append(path, 10, new Uint8Array(bytes.subarray(10)))
    expect([last.status, last.headers.get("upload-offset")]).toEqual([204, String(bytes.length)])
    const { state, file } = await author.read(path)
    expect({ state, file }).toMatchObject({
      state: "stored",
      file: { name: "Übung.pdf", type: "application/pdf", size: bytes.length, sha256: hash(bytes), is_public: false }
    })
    expect(await codeIn(await author.append(path, bytes.length, "more"))).toBe("upload_over")
    const other = await author.ask("POST", "/uploads", {
      "tus-resumable": "0.2.2",
      "upload-length": "1",
      "upload-metadata": "x"
    })
    expect(other.status).toBe(412)
  })

  it("FILE-11 goes on where the disk stands after the server was killed", async () => {
    const path = FileSender.path(await author.begin(large.length, archive))
    const half = Math.floor(large.length / 2)
    expect((await author.append(path, 0, part(0, half))).status).toBe(204)
    // Killed while the next part arrives: some of it is there, and none of what was acknowledged is lost.
    let more: ReadableStreamDefaultController<Uint8Array> | undefined
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        more = controller
        controller.enqueue(part(half, half + 300_000))
      }
    })
    const broken = author.append(path, half, body).catch(() => undefined)
    await expect.poll(async () => (await sizeOnDisk(path)) > half, { timeout: 10_000 }).toBe(true)
    stoa.signal("SIGKILL")
    await stoa.exited
    more?.error(new Error("over"))
    await broken
    stoa = await startStoa(url, { data, env })
    await enter()
    const stands = await author.offset(path)
    expect(stands).toBeGreaterThanOrEqual(half)
    expect((await author.append(path, stands, part(stands))).status).toBe(204)
    expect((await author.read(path)).file).toMatchObject({ sha256: hash(large), size: large.length })
    expect(await parts()).toEqual([])
  })

  it("FILE-11 keeps what had arrived when the sender went away", async () => {
    const path = FileSender.path(await author.begin(large.length, archive))
    const stop = new AbortController()
    const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(part(0, 200_000)) })
    const broken = fetch(`${stoa.origin}/api/v1${path}`, {
      method: "PATCH",
      headers: { ...author.headers, "upload-offset": "0", "content-type": "application/offset+octet-stream" },
      body,
      duplex: "half",
      signal: stop.signal
    }).catch(() => undefined)
    await expect.poll(() => sizeOnDisk(path), { timeout: 10_000 }).toBe(200_000)
    stop.abort()
    await broken
    await expect.poll(async () => (await author.append(path, 200_000, part(200_000))).status, { timeout: 10_000 }).toBe(204)
    expect((await author.read(path)).file?.sha256).toBe(hash(large))
  })

  it("FILE-12 takes one part at a time, and only the one that follows", async () => {
    const path = FileSender.path(await author.begin(large.length, archive))
    // Neither ends before one of them was answered: whichever comes second finds the other still under way.
    const [one, other] = [held(part(0)), held(part(0))]
    const sent = [author.append(path, 0, one.body), author.append(path, 0, other.body)]
    const refused = await Promise.race(sent)
    expect(refused.status).toBe(423)
    for (const { end } of [one, other]) end()
    expect((await Promise.all(sent)).map(({ status }) => status).sort()).toEqual([204, 423])
    expect((await author.read(path)).file?.sha256).toBe(hash(large))
    const next = FileSender.path(await author.begin(large.length, archive))
    const ahead = await author.append(next, 5, "hello")
    expect([ahead.status, await codeIn(ahead)]).toEqual([409, "upload_offset"])
    expect(await author.offset(next)).toBe(0)
    expect((await author.ask("DELETE", next)).status).toBe(204)
  })

  it("FILE-12 takes no more than was announced, and says so also when it comes bit by bit", async () => {
    const path = FileSender.path(await author.begin(10, { filename: "a.txt" }))
    expect(await codeIn(await author.append(path, 0, "eleven bytes"))).toBe("too_large")
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(Buffer.from("eleven bytes"))
        controller.close()
      }
    })
    expect(await codeIn(await author.append(path, 0, body))).toBe("too_large")
    expect(await author.offset(path)).toBe(0)
    expect((await author.append(path, 0, "ten bytes!")).status).toBe(204)
  })

  it("FILE-13 is somebody's own: to others it is not there", async () => {
    const path = FileSender.path(await author.begin(10, { filename: "a.txt" }))
    for (const method of ["GET", "DELETE"]) expect(await codeIn(await student.ask(method, path))).toBe("not_found")
    expect((await student.ask("HEAD", path)).status).toBe(404)
    expect(await codeIn(await student.append(path, 0, "ten bytes!"))).toBe("not_found")
    expect((await fetch(`${stoa.origin}/api/v1${path}`)).status).toBe(401)
    const none = path.replace(/[0-9a-f]{12}$/, "0".repeat(12))
    expect(await codeIn(await author.ask("GET", none))).toBe("not_found")
    expect(await codeIn(await author.ask("GET", "/uploads/..%2f..%2fsecrets"))).toBe("not_found")
  })

  it("FILE-13 is cancelled with its bytes, and gone when its time is over", async () => {
    const path = FileSender.path(await author.begin(10, { filename: "a.txt" }))
    await author.append(path, 0, "five.")
    expect((await author.ask("DELETE", path)).status).toBe(204)
    expect((await author.ask("HEAD", path)).status).toBe(404)
    expect(await parts()).not.toContain(path.split("/").at(-1))
    const late = FileSender.path(await author.begin(10, { filename: "a.txt" }))
    await sql`update content_uploads set expires_at = now() where id = ${late.split("/").at(-1) ?? ""}`
    expect(await codeIn(await author.append(late, 0, "ten bytes!"))).toBe("not_found")
  })
})

describe("what is not taken", () => {
  it.each([
    ["a name with a path", { filename: "../../a.txt" }, "invalid"],
    ["a name with a direction override", { filename: "a\u202etxt.exe.txt" }, "invalid"],
    ["a name with a line break", { filename: "a\r\n.txt" }, "invalid"],
    ["an unknown purpose", { filename: "a.txt", purpose: "malware" as "document" }, "invalid"],
    ["a hash that is none", { filename: "a.txt", sha256: "abc" }, "invalid"],
    ["another kind", { filename: "a.html", filetype: "text/html" }, "file_refused"],
    ["a drawing", { filename: "a.svg", filetype: "image/svg+xml", purpose: "image" as const }, "file_refused"],
    ["another type than the name says", { filename: "a.pdf", filetype: "text/html" }, "file_refused"]
  ])("FILE-14 is refused at once: %s", async (_what, announced, code) => {
    expect(await codeIn(await author.begin(10, announced))).toBe(code)
  })

  it("FILE-14 is refused at the end, with the reason, and leaves nothing", async () => {
    const bytes = Buffer.from("<!doctype html><script>alert(1)</script>")
    const path = FileSender.path(await author.begin(bytes.length, { filename: "a.txt" }))
    const sent = await author.append(path, 0, new Uint8Array(bytes))
    expect([sent.status, await codeIn(sent)]).toEqual([422, "file_refused"])
    const { state, reason, file } = await author.read(path)
    expect({ state, file }).toEqual({ state: "refused", file: null })
    expect(reason).toMatch(/begins like a page/)
    expect(await parts()).not.toContain(path.split("/").at(-1))
    const [{ count } = { count: -1 }] = await sql<
      { count: number }[]
    >`select count(*)::int from content_files where sha256 = ${hash(bytes)}`
    expect(count).toBe(0)
  })

  it("FILE-14 is from who may not: learners bring pictures of themselves only", async () => {
    expect(await codeIn(await student.begin(10, { filename: "a.txt" }))).toBe("forbidden")
    expect(await codeIn(await student.begin(10, { filename: "a.png", purpose: "thumbnail" }))).toBe("forbidden")
    expect((await student.begin(10, { filename: "a.png", purpose: "avatar" })).status).toBe(201)
  })

  it("FILE-15 is beyond a bound: of one file, of an account, of all, of uploads at once", async () => {
    expect(await codeIn(await author.begin(8 * 1024 * 1024 + 1, { filename: "a.zip" }))).toBe("too_large")
    expect(await codeIn(await student.begin(1024 * 1024 + 1, { filename: "a.png", purpose: "avatar" }))).toBe("too_large")
    await sql`delete from content_uploads where ended_at is null`
    const begun: Array<Response> = []
    for (let n = 0; n < 5; n += 1) begun.push(await author.begin(7 * 1024 * 1024, { filename: "a.zip" }))
    const refused = begun.filter(({ status }) => status !== 201)
    expect(refused.length).toBeGreaterThan(2)
    for (const response of refused) expect(await codeIn(response)).toBe("quota_exceeded")
    await sql`delete from content_uploads where ended_at is null`
    await sql`
      insert into content_uploads (user_id, name, mime_type, purpose, size, is_public, expires_at)
      select ${studentId}, 'a.png', 'image/png', 'avatar', 1, false, now() + interval '1 hour' from generate_series(1, 50)`
    expect(await codeIn(await student.begin(10, { filename: "a.png", purpose: "avatar" }))).toBe("quota_exceeded")
    await sql`delete from content_uploads where ended_at is null`
  })

  it("FILE-15 comes when the disk is full: said as such, and taken once there is room", async () => {
    const begun = await author.begin(10, { filename: "a.txt" })
    const path = FileSender.path(begun)
    const file = onDisk(path)
    await rm(file)
    await symlink("/dev/full", file)
    const full = await author.append(path, 0, "ten bytes!")
    expect([full.status, await codeIn(full)]).toEqual([507, "storage_full"])
    await rm(file)
    await writeFile(file, "ten ")
    expect((await author.append(path, 4, "bytes!")).status).toBe(204)
  })
})

describe("bytes", () => {
  it("FILE-16 lie once however often they are brought, and go with the last file that has them", async () => {
    const bytes = await png(33, 21)
    const one = await author.send(bytes, { filename: "one.png", purpose: "image" })
    const two = await author.send(bytes, { filename: "two.png", purpose: "image" })
    const folder = join(data, "files", one.sha256.slice(0, 2))
    expect([one.sha256, (await readdir(folder)).filter((name) => name === one.sha256)]).toEqual([two.sha256, [one.sha256]])
    expect((await author.ask("DELETE", `/files/${one.id}`)).status).toBe(204)
    expect(await readdir(folder)).toContain(one.sha256)
    expect((await author.ask("GET", `/files/${two.id}`)).status).toBe(200)
    expect((await author.ask("DELETE", `/files/${two.id}`)).status).toBe(204)
    expect(await readdir(folder)).not.toContain(one.sha256)
    expect(await codeIn(await author.ask("GET", `/files/${two.id}`))).toBe("not_found")
  })
})
