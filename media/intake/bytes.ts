/** A file read in one pass: its hash, its two ends, and the words in it that would make a browser or a reader run something. */
import { createHash } from "node:crypto"
import { open } from "node:fs/promises"
import { fileTypeFromBuffer } from "file-type"

export interface Read {
  readonly bytes: number
  readonly sha256: string
  /** The first and the last 64 KiB, or less. */
  readonly head: Buffer
  readonly tail: Buffer
  /** Of the words asked for, those that occur, whatever their case. */
  readonly words: ReadonlySet<string>
}

const sliceBytes = 65_536
/** As far from the end as a zip archive's directory may stand: its comment is that long at most. */
export const endBytes = 65_535 + 22

/** `each` gets every slice in order, and may throw. */
export const readThrough = async (
  path: string,
  words: ReadonlyArray<string>,
  each: (slice: Uint8Array, last: boolean) => void = () => {}
): Promise<Read> => {
  const file = await open(path, "r")
  try {
    const { size } = await file.stat()
    const hash = createHash("sha256")
    const found = new Set<string>()
    const overlap = Math.max(1, ...words.map((word) => word.length)) - 1
    const buffer = Buffer.allocUnsafe(sliceBytes)
    let head = Buffer.alloc(0)
    let before = ""
    let at = 0
    while (at < size) {
      const { bytesRead } = await file.read(buffer, 0, sliceBytes, at)
      if (bytesRead === 0) break
      const slice = buffer.subarray(0, bytesRead)
      if (at === 0) head = Buffer.from(slice)
      hash.update(slice)
      if (words.length > 0) {
        const seen = before + slice.toString("latin1").toLowerCase()
        for (const word of words) if (!found.has(word) && seen.includes(word)) found.add(word)
        before = overlap === 0 ? "" : seen.slice(-overlap)
      }
      at += bytesRead
      each(slice, at >= size)
    }
    const tail = Buffer.alloc(Math.min(at, endBytes))
    await file.read(tail, 0, tail.length, at - tail.length)
    return { bytes: at, sha256: hash.digest("hex"), head, tail, words: found }
  } finally {
    await file.close()
  }
}

const endOfArchive = Buffer.from("PK\u0005\u0006", "latin1")

/** Would a zip reader, which looks from the end, take this for an archive? */
export const endsAsArchive = (tail: Buffer): boolean => {
  for (let at = tail.lastIndexOf(endOfArchive); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf(endOfArchive, at - 1))
    if (at + 22 <= tail.length) return true
  return false
}

const sniffedBytes = 4_100
const beginsAsArchive = (head: Buffer): boolean => head.subarray(0, 4).toString("latin1") === "PK\u0003\u0004"

/** The media type that the first bytes tell. Which kind of archive one is, its directory says: its beginning is not parsed. */
export const sniff = async (head: Buffer): Promise<string | undefined> =>
  beginsAsArchive(head)
    ? "application/zip"
    : (await fileTypeFromBuffer(head.subarray(0, sniffedBytes)).catch(() => undefined))?.mime
