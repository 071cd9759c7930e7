/**
 * Archives, and office documents, which are archives. Nothing is unpacked to disk: entries are inflated one after the other,
 * counted, and forgotten. What an archive declares of its sizes is not believed; what comes out of it is counted, and
 * reading stops when there is too much.
 */
import type { Readable } from "node:stream"
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from "yauzl"
import { sniff } from "./bytes.ts"

export interface ArchiveLimits {
  readonly entries: number
  /** Bytes of everything in it, inflated. */
  readonly bytes: number
}

/** An archive of more than this many times its size is made to fill a disk; below so many bytes it is not worth asking. */
const mostTimes = 100
const harmlessBytes = 16 * 1024 * 1024
/** Inside an archive, office documents are looked into as well, held in memory. */
const mostNested = 32 * 1024 * 1024
const headBytes = 4_100
const mostDescribed = 1024 * 1024

const refusal = (reason: string): Error => new ArchiveRefused(reason)
class ArchiveRefused extends Error {}

const archives = new Set([
  "application/zip",
  "application/x-7z-compressed",
  "application/vnd.rar",
  "application/x-rar-compressed",
  "application/gzip",
  "application/x-bzip2",
  "application/x-xz",
  "application/x-tar",
  "application/zstd",
  "application/x-lz4",
  "application/x-lzip",
  "application/x-compress",
  "application/vnd.ms-cab-compressed",
  "application/java-archive",
  "application/x-apple-diskimage",
  "application/x-iso9660-image"
])
const archiveEndings = /\.(?:zip|7z|rar|gz|tgz|bz2|xz|tar|zst|lz4|lz|z|cab|jar|war|apk|iso|dmg)$/i
const officeEndings = /\.(?:docx|xlsx|pptx|odt|ods|odp)$/i
const macros = /(?:^|\/)(?:vbaProject[^/]*\.bin|vbaData\.xml|macrosheets\/.*|activeX\/.*|Basic\/.*|Scripts\/.*)$/i

const mainPart =
  /contenttype\s*=\s*["']application\/vnd\.openxmlformats-officedocument\.(wordprocessingml\.document|spreadsheetml\.sheet|presentationml\.presentation)\.main\+xml["']/i
const openXml: Readonly<Record<string, string>> = {
  "wordprocessingml.document": "docx",
  "spreadsheetml.sheet": "xlsx",
  "presentationml.presentation": "pptx"
}
const openDocument: Readonly<Record<string, string>> = {
  "application/vnd.oasis.opendocument.text": "odt",
  "application/vnd.oasis.opendocument.spreadsheet": "ods",
  "application/vnd.oasis.opendocument.presentation": "odp"
}

/** What was used of the limits, by an archive and what is nested in it. */
interface Used {
  entries: number
  bytes: number
}

const options = { lazyEntries: true, validateEntrySizes: true, strictFileNames: true, decodeStrings: true, autoClose: false }

class Inspection {
  readonly #limits: ArchiveLimits
  readonly #size: number
  readonly #used: Used = { entries: 0, bytes: 0 }

  constructor(limits: ArchiveLimits, size: number) {
    this.#limits = limits
    this.#size = size
  }

  #count(bytes: number): void {
    this.#used.bytes += bytes
    const tooMuch = this.#used.bytes > harmlessBytes && this.#used.bytes > mostTimes * this.#size
    if (this.#used.bytes > this.#limits.bytes || tooMuch)
      throw refusal("The archive would unpack to far more than it is. Send its files one by one.")
  }

  #checkEntry(entry: Entry, names: Set<string>): void {
    this.#used.entries += 1
    if (this.#used.entries > this.#limits.entries) throw refusal(`The archive has more than ${this.#limits.entries} entries.`)
    const { fileName } = entry
    const spelled = fileName.toLowerCase()
    if (names.has(spelled)) throw refusal("The archive has the same name twice. Pack it anew.")
    names.add(spelled)
    if (entry.isEncrypted()) throw refusal("The archive is encrypted, so that it cannot be checked. Send it without a password.")
    if (!entry.canDecodeFileData()) throw refusal("The archive is compressed in an unusual way. Pack it as an ordinary zip.")
    if (((entry.externalFileAttributes >>> 16) & 0xf000) === 0xa000)
      throw refusal("The archive has links in it. Pack the files themselves.")
    if (/\p{Cc}/u.test(fileName) || /(?:^|\/)\.\.(?:\/|$)/.test(fileName) || /^(?:\/|[a-z]:)/i.test(fileName))
      throw refusal("The archive has names in it that lead out of its folder. Pack it anew.")
  }

  /** Inflates one entry: its head, and all of it up to `keep` bytes. */
  async #inflate(
    zip: ZipFile,
    entry: Entry,
    keep: number
  ): Promise<{ readonly head: Buffer; readonly whole: Buffer | undefined }> {
    const stream: Readable = await zip.openReadStreamPromise(entry)
    const kept: Array<Buffer> = []
    let length = 0
    try {
      for await (const chunk of stream) {
        const bytes = Buffer.from(chunk)
        this.#count(bytes.length)
        if (length < Math.max(headBytes, keep)) kept.push(bytes)
        length += bytes.length
      }
    } finally {
      stream.destroy()
    }
    const all = Buffer.concat(kept)
    return { head: all.subarray(0, headBytes), whole: length <= keep ? all : undefined }
  }

  /** The format's name as its content tells: docx, xlsx, pptx, odt and their like, or zip. */
  async #read(zip: ZipFile, depth: number): Promise<string> {
    const names = new Set<string>()
    let kind = "zip"
    let first = true
    for await (const entry of zip.eachEntry()) {
      this.#checkEntry(entry, names)
      if (entry.fileName.endsWith("/")) continue
      const described = entry.fileName === "[Content_Types].xml"
      const isNested = officeEndings.test(entry.fileName)
      const { head, whole } = await this.#inflate(zip, entry, isNested ? mostNested : described ? mostDescribed : 0)
      if (described) {
        const text = whole?.toString("utf8") ?? ""
        if (whole === undefined || /macroenabled|vbaproject/i.test(text))
          throw refusal("The document has macros. Save it without them.")
        const part = mainPart.exec(text)?.[1]?.toLowerCase()
        if (part !== undefined) kind = openXml[part] ?? kind
      }
      if (first && entry.fileName === "mimetype") kind = openDocument[head.toString("latin1").trim()] ?? kind
      first = false
      if (isNested && whole !== undefined && depth === 0) await this.#nested(whole)
      else if (isNested || archiveEndings.test(entry.fileName) || archives.has((await sniff(head)) ?? ""))
        throw refusal("There is an archive in the archive. Unpack the inner one first.")
    }
    // Also in an archive that only holds a document's parts: who unpacks and repacks it has the document.
    if ([...names].some((name) => macros.test(name)) && (kind !== "zip" || names.has("[content_types].xml")))
      throw refusal("The document has macros or controls that run. Save it without them.")
    return kind
  }

  async #nested(whole: Buffer): Promise<void> {
    const zip = await fromBufferPromise(whole, options)
    const kind = await this.#read(zip, 1)
    if (kind === "zip") throw refusal("There is an archive in the archive. Unpack the inner one first.")
  }

  async whole(path: string): Promise<string> {
    const zip = await openPromise(path, options)
    try {
      return await this.#read(zip, 0)
    } finally {
      zip.close()
    }
  }
}

export type Inspected = { readonly kind: string } | { readonly reason: string }

/** What is in an archive, as the name of a format, or why it is not taken, as a sentence. `size`: its own bytes. */
export const inspectArchive = async (path: string, size: number, limits: ArchiveLimits): Promise<Inspected> => {
  try {
    return { kind: await new Inspection(limits, size).whole(path) }
  } catch (error) {
    if (error instanceof ArchiveRefused) return { reason: error.message }
    const message = error instanceof Error ? error.message : ""
    if (/relative path|absolute path|backslash|invalid characters/i.test(message))
      return { reason: "The archive has names in it that lead out of its folder. Pack it anew." }
    if (/size|bytes in the stream/i.test(message)) return { reason: "The archive holds more than it says. Pack it anew." }
    return { reason: "The archive cannot be read. Pack it anew as an ordinary zip." }
  }
}
