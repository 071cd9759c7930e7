/**
 * May this become a file? The name's ending, the declared type and the bytes have to agree, and the bytes have to be that one
 * thing only: what is an image to one program and a script, a page or an archive to another is refused, whatever it
 * claims to be.
 */
import type { FilePurpose } from "../../protocol/files.ts"
import { type ArchiveLimits, inspectArchive } from "./archive-check.ts"
import { endsAsArchive, type Read, readThrough, sniff } from "./bytes.ts"
import { type Format, formatOf } from "./formats.ts"
import { imageReason, imageWords, lookAt } from "./image-check.ts"
import { maybeShown, pdfReason, pdfWords } from "./pdf-check.ts"
import { TextCheck } from "./text-check.ts"

export interface Claimed {
  readonly name: string
  readonly type: string
  readonly purpose: FilePurpose
  readonly sha256: string | null
}

export interface ExamineLimits extends ArchiveLimits {
  readonly pixels: number
}

export interface Accepted {
  readonly sha256: string
  readonly bytes: number
  readonly type: string
  /** May be shown where it is; otherwise only saved. */
  readonly inline: boolean
  readonly width: number | null
  readonly height: number | null
}

/** Or a sentence that says why not, and what to do. */
export type Examined = Accepted | string

const wordsOf = ({ family }: Format): ReadonlyArray<string> =>
  family === "image" ? imageWords : family === "pdf" ? pdfWords : []

/** Two letters that begin text as well as a file of this type. */
const mistakenForText: ReadonlySet<string> = new Set(["image/bmp"])

const agrees = (format: Format, sniffed: string | undefined): boolean => {
  switch (format.family) {
    case "image":
    case "pdf":
      return sniffed === format.type || (sniffed !== undefined && format.aliases.includes(sniffed))
    case "package":
      return sniffed === "application/zip"
    case "text":
      return sniffed === undefined || mistakenForText.has(sniffed)
  }
}

const none = { inline: false, width: null, height: null }

const lookInto = async (path: string, format: Format, read: Read, text: TextCheck, limits: ExamineLimits) => {
  if (format.family !== "package" && endsAsArchive(read.tail))
    return "There is an archive at the end of the file. Export it anew."
  switch (format.family) {
    case "text":
      return text.reason ?? none
    case "pdf":
      return pdfReason(read) ?? { ...none, inline: maybeShown(read) }
    case "image": {
      const reason = imageReason(format.name, read)
      if (reason !== undefined) return reason
      const seen = await lookAt(path, format.name, limits.pixels)
      return typeof seen === "string" ? seen : { inline: true, ...seen }
    }
    case "package": {
      if (read.head.subarray(0, 1024).includes("%PDF-")) return "The archive is a PDF as well. Pack it anew."
      const inspected = await inspectArchive(path, read.bytes, limits)
      if ("reason" in inspected) return inspected.reason
      if (inspected.kind !== format.name)
        return `The name says ${format.name}, the content ${inspected.kind}. Send it under its own name.`
      return none
    }
  }
}

export const examine = async (path: string, claimed: Claimed, limits: ExamineLimits): Promise<Examined> => {
  const format = formatOf(claimed.purpose, claimed.name, claimed.type)
  if (typeof format === "string") return format
  const text = new TextCheck()
  const read = await readThrough(path, wordsOf(format), (slice, last) => {
    if (format.family === "text") text.take(slice, last)
  })
  if (read.bytes === 0) return "The file is empty."
  if (claimed.sha256 !== null && claimed.sha256 !== read.sha256)
    return "What arrived is not what was announced: the hashes differ. Send the file again."
  const sniffed = await sniff(read.head)
  if (!agrees(format, sniffed))
    return `The name says ${format.name}, the content ${sniffed ?? "something else"}. Send the file under its own name.`
  const looked = await lookInto(path, format, read, text, limits)
  return typeof looked === "string" ? looked : { sha256: read.sha256, bytes: read.bytes, type: format.type, ...looked }
}
