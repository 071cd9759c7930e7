/** What becomes a file and what does not: name, declared type and bytes have to agree, and the bytes be one thing only. */
import { createHash } from "node:crypto"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Claimed, examine, type Examined } from "../../media/intake/examine.ts"
import { FileName, type FilePurpose } from "../../protocol/files.ts"
import { avif, docx, flood, gif, jpeg, odt, pdf, png, webp, xlsx, type ZipEntry, zipOf } from "./fixtures/sample-files.ts"

let folder = ""
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stoa-checks-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const limits = { pixels: 10_000_000, entries: 50, bytes: 64 * 1024 * 1024 }
const look = async (
  name: string,
  bytes: Uint8Array | string,
  more: { readonly type?: string; readonly purpose?: FilePurpose; readonly sha256?: string } = {},
  within = limits
): Promise<Examined> => {
  const path = join(folder, "file")
  await writeFile(path, bytes)
  const isImage = /\.(png|jpe?g|gif|webp|avif)$/i.test(name)
  const claimed: Claimed = {
    name,
    type: more.type ?? "application/octet-stream",
    purpose: more.purpose ?? (isImage ? "image" : "document"),
    sha256: more.sha256 ?? null
  }
  return examine(path, claimed, within)
}
const taken = async (...given: Parameters<typeof look>) => {
  const found = await look(...given)
  if (typeof found === "string") throw new Error(found)
  return found
}
const zip = (...entries: ReadonlyArray<ZipEntry>) => look("lab.zip", zipOf(...entries))
const hello: ZipEntry = { name: "lab/readme.txt", content: "hello" }

describe("what is taken", () => {
  it.each([
    ["a.png", png, "image/png"],
    ["a.jpg", jpeg, "image/jpeg"],
    ["a.webp", webp, "image/webp"],
    ["a.gif", gif, "image/gif"],
    ["a.avif", avif, "image/avif"]
  ])("FILE-1 takes %s, with its size in pixels, to be shown", async (name, make, type) => {
    expect(await taken(name, await make(), { type })).toMatchObject({ type, inline: true, width: 40, height: 30 })
  })

  it.each([
    ["a.pdf", pdf(), "application/pdf", true],
    ["a.docx", docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", false],
    ["a.xlsx", xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false],
    ["a.odt", odt(), "application/vnd.oasis.opendocument.text", false],
    ["a.zip", zipOf(hello), "application/zip", false],
    ["a.txt", Buffer.from("BMI, räumlich"), "text/plain", false],
    ["a.md", Buffer.from("# A lesson\n\n<details>more</details>\n"), "text/markdown", false],
    ["a.csv", Buffer.from('\ufeffname,formula\nx,"=1+1"\n'), "text/csv", false]
  ])("FILE-1 takes %s, shown only where nothing in it can act", async (name, bytes, type, inline) => {
    const sha256 = createHash("sha256").update(bytes).digest("hex")
    expect(await taken(name, bytes, { type })).toEqual({ sha256, bytes: bytes.length, type, inline, width: null, height: null })
  })

  it("FILE-1 takes a document that has another one in it, and an archive of documents", async () => {
    expect(await look("a.docx", docx({ name: "word/embeddings/sheet.xlsx", content: xlsx() }))).toBeTypeOf("object")
    expect(await zip({ name: "tasks/one.docx", content: docx() })).toBeTypeOf("object")
  })
})

describe("what name, type and bytes have to say", () => {
  it.each([
    ["a page by name", "a.html", "<html></html>", /not taken/],
    ["a drawing that runs scripts", "a.svg", "<svg/>", /not taken/],
    ["a program", "a.exe", "MZ", /not taken/],
    ["a document as an image", "a.pdf", pdf(), /not taken/, "avatar" as const],
    ["two endings, the last one innocent", "invoice.exe.pdf", pdf(), /“\.exe”/],
    ["two endings, the last one not", "invoice.pdf.exe", pdf(), /not taken/],
    ["no ending", "readme", "text", /not taken/],
    ["nothing", "a.txt", "", /empty/]
  ])("FILE-2 refuses %s", async (_what, name, bytes, reason, purpose: FilePurpose = "document") => {
    expect(await look(name, bytes, { purpose })).toMatch(reason)
  })

  it("FILE-2 refuses what disagrees with itself", async () => {
    expect(await look("a.png", await jpeg())).toMatch(/says png, the content image\/jpeg/)
    expect(await look("a.png", await png(), { type: "image/jpeg" })).toMatch(/the type image\/jpeg/)
    expect(await look("a.zip", docx())).toMatch(/the content docx/)
    expect(await look("a.docx", zipOf(hello))).toMatch(/the content zip/)
    expect(await look("a.docx", xlsx())).toMatch(/the content xlsx/)
    expect(await look("a.txt", pdf())).toMatch(/says txt/)
    expect(await look("a.pdf", "plain words")).toMatch(/says pdf/)
    expect(await look("a.txt", "words", { sha256: "0".repeat(64) })).toMatch(/hashes differ/)
  })

  it.each([
    ["a page", "\n <!DOCTYPE html><p>", /begins like/],
    ["a script", "#!/bin/sh\nrm -rf", /begins like/],
    ["a drawing", "<svg onload=alert(1)>", /says txt|begins like/],
    ["NUL", "a\u0000b", /control/],
    ["an escape", "a\u001b[2J", /control/],
    ["another encoding", Buffer.from([0x67, 0xfc, 0x6e]), /not UTF-8/]
  ])("FILE-2 refuses text that is %s", async (_what, bytes, reason) => {
    expect(await look("a.txt", bytes)).toMatch(reason)
  })

  it.each([
    ["a path", "../../etc/passwd.txt"],
    ["a Windows path", "C:\\secret.txt"],
    ["a control character", "a\r\nSet-Cookie: x.txt"],
    ["a direction override", "invoice\u202ecod.txt"],
    ["a hidden character", "a\u200b.txt"],
    ["a dot first", ".htaccess.txt"],
    ["a space last", "a.txt "],
    ["nothing", " "],
    ["too much", `${"a".repeat(200)}.txt`]
  ])("FILE-3 refuses %s as a name", (_what, name) => {
    expect(Schema.is(FileName)(name)).toBe(false)
    expect(Schema.is(FileName)("Übung 1 – résumé (v2).tar.txt")).toBe(true)
  })
})

describe("polyglots", () => {
  it("FILE-4 refuses an image that is a script as well", async () => {
    const whole = await gif()
    expect(
      await look("a.gif", Buffer.concat([Buffer.from("GIF89a/*"), whole.subarray(8), Buffer.from("*/=1;alert(1)//;")]))
    ).toMatch(/script/)
    expect(await look("a.gif", Buffer.concat([Buffer.from("GIF89a=1;"), whole.subarray(9)]))).toMatch(/script/)
    const photo = await jpeg()
    const segment = Buffer.concat([Buffer.from("/*", "latin1"), Buffer.alloc(0x2f2a - 2, 32)])
    expect(
      await look("a.jpg", Buffer.concat([photo.subarray(0, 2), Buffer.from([0xff, 0xe0]), segment, photo.subarray(2)]))
    ).toMatch(/script/)
  })

  it("FILE-4 refuses an image with a page in its metadata or behind its end", async () => {
    const whole = await png()
    expect(await look("a.png", Buffer.concat([whole, Buffer.from("<SCRIPT>alert(1)</SCRIPT>")]))).toMatch(/script/)
    expect(await look("a.png", Buffer.concat([whole, Buffer.from("more")]))).toMatch(/does not end/)
    expect(await look("a.gif", Buffer.concat([await gif(), Buffer.from("more")]))).toMatch(/does not end/)
    expect(await look("a.jpg", Buffer.concat([await jpeg(), Buffer.from("more")]))).toMatch(/does not end/)
    expect(await look("a.webp", Buffer.concat([await webp(), Buffer.from("more")]))).toMatch(/does not end/)
    const commented = await jpeg()
    const comment = Buffer.from("<html><body>hello")
    const segment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, comment.length + 2]), comment])
    expect(await look("a.jpg", Buffer.concat([commented.subarray(0, 2), segment, commented.subarray(2)]))).toMatch(/page/)
  })

  it("FILE-4 refuses an image or a PDF that is an archive as well, and the other way round", async () => {
    expect(await look("a.jpg", Buffer.concat([await jpeg(), zipOf(hello)]))).toMatch(/archive/)
    expect(await look("a.pdf", Buffer.concat([pdf(), zipOf(hello)]))).toMatch(/archive/)
    expect(await look("a.txt", Buffer.concat([Buffer.from("text"), zipOf(hello)]))).toMatch(/control|archive|UTF-8/)
    expect(await look("a.zip", Buffer.concat([pdf(), zipOf(hello)]))).toMatch(/says zip/)
    expect(await zip({ name: "a.txt", content: pdf(), stored: true })).toMatch(/PDF/)
  })

  it("FILE-4 refuses a PDF with a page before or behind it, and shows none that acts", async () => {
    expect(await look("a.pdf", Buffer.concat([Buffer.from("<html>"), pdf()]))).toMatch(/says pdf/)
    expect(await look("a.pdf", Buffer.concat([Buffer.from("%PDF-1.7\n<html><script>"), pdf()]))).toMatch(/page/)
    expect(await look("a.pdf", Buffer.concat([pdf(), Buffer.from("more")]))).toMatch(/does not end/)
    expect(await taken("a.pdf", pdf("/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"))).toMatchObject({ inline: false })
  })
})

describe("images", () => {
  it("FILE-5 refuses one that claims 60,000 × 60,000 pixels before it is decoded", async () => {
    const bytes = flood(60_000, 60_000)
    expect(bytes.length).toBeLessThan(500)
    expect(await look("a.png", bytes)).toMatch(/more than 10000000 pixels/)
  })

  it("FILE-5 refuses one that cannot be decoded", async () => {
    expect(await look("a.png", flood(2_000, 2_000))).toMatch(/cannot be read/)
  })
})

describe("archives", () => {
  it.each([
    ["lead out of the folder", { name: "../../evil.txt", content: "x" }, /lead out/],
    ["are absolute", { name: "/etc/passwd", content: "x" }, /lead out/],
    ["are Windows paths", { name: "..\\evil.txt", content: "x" }, /lead out/],
    ["name a drive", { name: "C:evil.txt", content: "x" }, /lead out/],
    ["are there twice", { ...hello, name: "LAB/readme.txt" }, /twice/]
  ])("FILE-6 refuses names that %s", async (_what, entry, reason) => {
    expect(await zip(hello, entry)).toMatch(reason)
  })

  it("FILE-6 refuses links and what is encrypted", async () => {
    expect(await zip({ name: "link", content: "/etc/passwd", link: true })).toMatch(/links/)
    expect(await zip({ ...hello, encrypted: true })).toMatch(/encrypted/)
  })

  it("FILE-7 refuses an archive that unpacks to far more than it is, whatever it says", async () => {
    const much = Buffer.alloc(40 * 1024 * 1024)
    const bomb = zipOf({ name: "zeros", content: much })
    expect(bomb.length).toBeLessThan(100_000)
    expect(await look("a.zip", bomb)).toMatch(/unpack to far more/)
    expect(await zip({ name: "zeros", content: Buffer.alloc(1024 * 1024), declared: 10 })).toMatch(/holds more/)
    expect(await look("a.docx", docx({ name: "word/media/zeros", content: much }))).toMatch(/unpack to far more/)
    const part = (name: string) => ({ name, content: Buffer.alloc(1024 * 1024), stored: true })
    const small = { ...limits, bytes: 2 * 1024 * 1024 }
    expect(await look("a.zip", zipOf(part("1"), part("2"), part("3")), {}, small)).toMatch(/unpack to far more/)
  })

  it("FILE-7 refuses more entries than allowed", async () => {
    expect(await zip(...Array.from({ length: 51 }, (_, n) => ({ name: `${n}.txt`, content: "x" })))).toMatch(/more than 50/)
  })

  it("FILE-7 refuses archives in archives, whatever they are called", async () => {
    expect(await zip({ name: "inner.zip", content: zipOf(hello) })).toMatch(/archive in the archive/)
    expect(await zip({ name: "innocent.txt", content: zipOf(hello) })).toMatch(/archive in the archive/)
    expect(await zip({ name: "data.gz", content: "x" })).toMatch(/archive in the archive/)
    expect(await zip({ name: "disguised.docx", content: zipOf(hello) })).toMatch(/archive in the archive/)
    const nested = docx({ name: "word/embeddings/a.xlsx", content: xlsx() })
    expect(await zip({ name: "a.docx", content: nested })).toMatch(/archive in the archive/)
  })

  it("FILE-8 refuses documents with macros", async () => {
    expect(await look("a.docx", docx({ name: "word/vbaProject.bin", content: "x" }))).toMatch(/macros/)
    expect(await look("a.docx", docx({ name: "word/activeX/activeX1.bin", content: "x" }))).toMatch(/macros/)
    expect(await look("a.odt", odt({ name: "Basic/Standard/Module1.xml", content: "x" }))).toMatch(/macros/)
    const types = '<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
    expect(await look("a.docx", zipOf({ name: "[Content_Types].xml", content: types }))).toMatch(/macros/)
    expect(await zip({ name: "tasks/a.docx", content: docx({ name: "word/vbaProject.bin", content: "x" }) })).toMatch(/macros/)
  })

  it("FILE-8 refuses what is broken", async () => {
    const whole = zipOf(hello)
    expect(await look("a.zip", whole.subarray(0, whole.length - 10))).toMatch(/cannot be read/)
    expect(await look("a.zip", Buffer.concat([whole, Buffer.from("more")]))).toMatch(/cannot be read/)
  })
})
