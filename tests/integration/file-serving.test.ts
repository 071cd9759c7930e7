/** Files as they are served: in parts, as what they are, to who may have them; and the pictures made of them. */
import sharp from "sharp"
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { disposition } from "../../gateway/rest/disposition.ts"
import type { FileDetail } from "../../protocol/files.ts"
import { CourseRecord, VersionDetail } from "../../protocol/rest/authoring.ts"
import { testDatabase } from "../postgres.ts"
import { codeIn, FileSender } from "./fixtures/file-sender.ts"
import { type Reply, RestCaller } from "./fixtures/rest-caller.ts"
import { jpegWithPlace, pdf, png } from "./fixtures/sample-files.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url, sql } = await testDatabase()
let stoa: StoaProcess
let teacher: RestCaller
let learner: RestCaller
let outsider: RestCaller
let author: FileSender
const as = (caller: RestCaller) => new FileSender(stoa, caller)

beforeAll(async () => {
  stoa = await startStoa(url)
  teacher = await RestCaller.login(stoa, stoa.accounts["instructor"])
  learner = await RestCaller.login(stoa, stoa.accounts["student"])
  outsider = await RestCaller.newcomer(stoa)
  author = as(teacher)
})
afterAll(() => stoa.stop())

const text = Buffer.from("0123456789".repeat(50_000))
const get = (file: FileDetail, headers: Record<string, string> = {}, caller = teacher, method = "GET") =>
  as(caller).ask(method, `/files/${file.id}`, headers)

describe("content", () => {
  it("FILE-20 comes whole and in ranges, with a tag, without being held in memory", async () => {
    const file = await author.send(text, { filename: "digits.txt" })
    const whole = await get(file)
    expect([whole.status, whole.headers.get("content-length"), whole.headers.get("accept-ranges")]).toEqual([
      200,
      "500000",
      "bytes"
    ])
    expect(Buffer.from(await whole.arrayBuffer()).equals(text)).toBe(true)
    const etag = whole.headers.get("etag") ?? ""
    const part = await get(file, { range: "bytes=10-14" })
    expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([206, "bytes 10-14/500000", "01234"])
    expect(await (await get(file, { range: "bytes=-3" })).text()).toBe("789")
    expect((await get(file, { range: "bytes=500000-" })).status).toBe(416)
    expect((await get(file, { "if-none-match": etag })).status).toBe(304)
    expect((await get(file, { range: "bytes=0-1", "if-range": '"other"' })).status).toBe(200)
    const head = await get(file, { range: "bytes=0-1" }, teacher, "HEAD")
    expect([head.status, head.headers.get("content-length"), head.headers.get("etag")]).toEqual([200, "500000", etag])
  })

  it("FILE-20 waits for slow readers, and lets go of those who leave", async () => {
    const file = await author.send(text, { filename: "slow.txt" })
    const readers = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const stop = new AbortController()
        const answer = await fetch(`${stoa.origin}/api/v1/files/${file.id}`, { headers: author.headers, signal: stop.signal })
        return { stop, answer }
      })
    )
    for (const { stop } of readers.slice(1)) stop.abort()
    expect((await readers[0]?.answer.arrayBuffer())?.byteLength).toBe(text.length)
    expect((await get(file)).status).toBe(200)
  })

  it.each([
    ["table.csv", Buffer.from("a,=1+1\n"), "text/csv; charset=utf-8", "attachment"],
    ["notes.md", Buffer.from("<b>bold</b>"), "text/markdown; charset=utf-8", "attachment"],
    ["plain.pdf", pdf(), "application/pdf", "inline"],
    ["acting.pdf", pdf("/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "application/pdf", "attachment"]
  ])("FILE-21 %s is what it is and nothing else", async (filename, bytes, type, how) => {
    const answer = await get(await author.send(bytes, { filename }))
    const { headers } = answer
    expect([headers.get("content-type"), headers.get("x-content-type-options")]).toEqual([type, "nosniff"])
    expect(headers.get("content-disposition")).toBe(`${how}; filename="${filename}"; filename*=UTF-8''${filename}`)
    expect(headers.get("content-security-policy")).toMatch(/^sandbox; default-src 'none'/)
    expect(headers.get("cache-control")).toMatch(/^private/)
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin")
    await answer.arrayBuffer()
  })

  it("FILE-21 is offered under its name, in whatever script, and nothing in a name ends the header", () => {
    expect(disposition("Übung – 1.pdf", false)).toBe(
      "attachment; filename=\"Ubung  1.pdf\"; filename*=UTF-8''%C3%9Cbung%20%E2%80%93%201.pdf"
    )
    expect(disposition("テスト.csv", false)).toBe(
      "attachment; filename=\"file.csv\"; filename*=UTF-8''%E3%83%86%E3%82%B9%E3%83%88.csv"
    )
    expect(disposition("a'(1)\";x=\r\n.txt", true)).not.toMatch(/[\r\n]|"[^;]*"[^;]*"/)
  })
})

const Opened = Schema.Struct({ content_type: Schema.String, content_url: Schema.NullOr(Schema.String) })
const record = Schema.decodeUnknownSync(CourseRecord)
const version = Schema.decodeUnknownSync(VersionDetail)

/** A draft of the caller's with these files as its modules; the answers to adding them. */
const draftOf = async (by: RestCaller, contents: ReadonlyArray<readonly [content: object, releaseAt: string | null]>) => {
  const course = record((await by.ask("POST", "/courses", { title: "Files" })).body.data)
  const path = `/courses/${course.id}/versions/${course.open_version_id}`
  const replies: Array<Reply> = []
  for (const [content, release_at] of contents)
    replies.push(await by.ask("POST", `${path}/modules`, { title: "A file", content, release_at }))
  return { course, path, replies }
}

describe("who may have a file", () => {
  it("FILE-22 is whoever learns or teaches the version that shows it; to all others it is not there", async () => {
    const secret = await author.send(Buffer.from("only for those enrolled"), { filename: "paper.txt" })
    const picture = await author.send(await png(), { filename: "map.png", purpose: "image" })
    const later = await author.send(Buffer.from("not before its time"), { filename: "later.txt" })
    const { course, path } = await draftOf(teacher, [
      [{ kind: "document", file_id: secret.id }, null],
      [{ kind: "image", file_id: picture.id }, null],
      [{ kind: "document", file_id: later.id }, "2099-01-01T00:00:00Z"]
    ])
    for (const file of [secret, picture, later])
      for (const caller of [learner, outsider]) expect(await codeIn(await get(file, {}, caller))).toBe("not_found")
    expect((await fetch(`${stoa.origin}/api/v1/files/${secret.id}`)).status).toBe(404)
    const [first] = version((await teacher.ask("GET", path)).body.data).modules
    const after = await author.send(Buffer.from("after the first"), { filename: "after.txt" })
    await teacher.ask("POST", `${path}/modules`, {
      ...{ title: "Afterwards", content: { kind: "document", file_id: after.id }, prerequisites: [first?.id] }
    })
    for (const step of ["submit", "approve", "publish"])
      expect((await teacher.ask("POST", `${path}/${step}`, {})).status).toBe(200)
    const { modules } = version((await teacher.ask("GET", path)).body.data)
    expect(await codeIn(await get(secret, {}, learner))).toBe("not_found")
    expect((await learner.ask("POST", `/courses/${course.id}/enroll`)).status).toBe(201)
    const opened = await learner.ask("GET", `/courses/${course.id}/modules/${modules[1]?.id}`)
    expect(Schema.decodeUnknownSync(Opened)(opened.body.data)).toEqual({
      content_type: "image",
      content_url: `/api/v1/files/${picture.id}`
    })
    expect(await (await get(secret, {}, learner)).text()).toBe("only for those enrolled")
    expect((await get(picture, {}, learner)).headers.get("content-disposition")).toMatch(/^inline/)
    expect(await codeIn(await get(later, {}, learner))).toBe("not_found")
    expect(await codeIn(await get(after, {}, learner))).toBe("not_found")
    expect((await learner.ask("POST", `/courses/${course.id}/modules/${first?.id}/complete`)).status).toBe(200)
    expect(await (await get(after, {}, learner)).text()).toBe("after the first")
    for (const file of [secret, picture]) expect(await codeIn(await get(file, {}, outsider))).toBe("not_found")
    const admin = await RestCaller.login(stoa, stoa.accounts["admin"])
    expect((await get(later, {}, admin)).status).toBe(200)
    expect(await codeIn(await author.ask("DELETE", `/files/${secret.id}`))).toBe("file_in_use")
    expect((await get(secret, {}, learner)).status).toBe(200)
  })

  it("FILE-22 shows nobody another's file by its number in a course of one's own", async () => {
    const theirs = await author.send(Buffer.from("a colleague's"), { filename: "theirs.txt" })
    const account = await RestCaller.newcomer(stoa)
    await sql`update users set role = 'instructor' where id = ${account.id}`
    const thief = await RestCaller.login(stoa, account)
    const { replies } = await draftOf(thief, [
      [{ kind: "document", file_id: theirs.id }, null],
      [{ kind: "image", file_id: theirs.id }, null],
      [{ kind: "document", file_id: 999_999 }, null]
    ])
    const answers = replies.map(({ status, body }) => [status, body.errors])
    expect(answers[0]).toEqual([422, [expect.objectContaining({ code: "invalid", field: "content.file_id" })]])
    expect(answers[0]).toEqual(answers[2])
    expect(answers[1]?.[0]).toBe(422)
    expect(await codeIn(await get(theirs, {}, thief))).toBe("not_found")
  })

  it("FILE-23 is everybody for a public one, until it is none any more", async () => {
    const open = await author.send(await png(), { filename: "open.png", purpose: "image", public: "true" })
    const anonymous = await fetch(`${stoa.origin}/api/v1/files/${open.id}`)
    expect([anonymous.status, anonymous.headers.get("cache-control")]).toEqual([200, "public, max-age=300, no-transform"])
    await anonymous.arrayBuffer()
    expect(await codeIn(await as(learner).ask("DELETE", `/files/${open.id}`))).toBe("forbidden")
    await teacher.ask("PATCH", `/files/${open.id}`, { is_public: false, name: "closed.png" })
    expect((await fetch(`${stoa.origin}/api/v1/files/${open.id}`)).status).toBe(404)
    expect(await codeIn(await as(teacher).ask("GET", `/files/${open.id}`, { authorization: "Bearer nonsense" }))).toBe(
      "unauthenticated"
    )
    const renamed = await teacher.ask("PATCH", `/files/${open.id}`, { name: "closed.html" })
    expect([renamed.status, JSON.stringify(renamed.body.errors)]).toEqual([422, expect.stringContaining("file_refused")])
  })

  it("FILE-23 names one's own files and no others", async () => {
    const mine = await learner.ask("GET", "/files")
    expect(mine.body.data).toEqual([])
    const theirs = await teacher.ask("GET", "/files?per_page=2")
    expect(theirs.body.data).toHaveLength(2)
  })
})

const Drawn = Schema.Struct({ file_id: Schema.NullOr(Schema.Int), url: Schema.NullOr(Schema.String) })
const drawn = Schema.decodeUnknownSync(Drawn)

describe("pictures", () => {
  it("FILE-24 of oneself are drawn anew: square, small, without what was beside the pixels", async () => {
    const original = await jpegWithPlace()
    expect(original.includes("secret-place")).toBe(true)
    const image = await as(learner).send(original, { filename: "me.jpg", purpose: "avatar" })
    const { url: address } = drawn((await learner.ask("PUT", "/users/me/avatar", { file_id: image.id })).body.data)
    const answer = await fetch(`${stoa.origin}${address}`)
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/webp"])
    expect(await sharp(bytes).metadata()).toMatchObject({ format: "webp", width: 256, height: 256 })
    expect(bytes.includes("secret-place")).toBe(false)
    const me = await learner.ask("GET", "/users/me")
    expect(Reflect.get(me.body.data, "avatar_url")).toBe(address)
    // The next one takes its place, and the one before goes.
    const next = await as(learner).send(await png(300, 300), { filename: "me2.png", purpose: "avatar" })
    await learner.ask("PUT", "/users/me/avatar", { file_id: next.id })
    expect((await fetch(`${stoa.origin}${address}`)).status).toBe(404)
    expect(drawn((await learner.ask("DELETE", "/users/me/avatar")).body.data)).toEqual({ file_id: null, url: null })
    expect(Reflect.get((await learner.ask("GET", "/users/me")).body.data, "avatar_url")).toBe(null)
  })

  it("FILE-24 of a course are its instructors', and no file but an image becomes one", async () => {
    const image = await author.send(await png(800, 200), { filename: "wide.png", purpose: "thumbnail" })
    const paper = await author.send(Buffer.from("words"), { filename: "words.txt" })
    const [row] = await sql<
      Array<{ id: number }>
    >`select course_id as id from course_instructors where user_id = ${teacher.id} limit 1`
    const path = `/courses/${Number(row?.id)}/thumbnail`
    const { url: address } = drawn((await teacher.ask("PUT", path, { file_id: image.id })).body.data)
    expect(await sharp(Buffer.from(await (await fetch(`${stoa.origin}${address}`)).arrayBuffer())).metadata()).toMatchObject({
      width: 640,
      height: 360
    })
    expect((await teacher.ask("PUT", path, { file_id: paper.id })).status).toBe(422)
    expect((await learner.ask("PUT", path, { file_id: image.id })).status).toBe(403)
    expect(drawn((await teacher.ask("DELETE", path)).body.data).url).toBe(null)
  })
})
