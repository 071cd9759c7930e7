/**
 * Images. How large one is gets read from its header and held against the limit before any pixel is decoded: a few bytes can
 * claim billions of them. Then it is decoded once, so that what is stored is an image and not only begins like one.
 */
import sharp from "sharp"
import type { Read } from "./bytes.ts"

// The library can read far more than is taken here. What is never wanted is never parsed.
sharp.block({ operation: ["VipsForeignLoad"] })
sharp.unblock({
  operation: ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadNsgif", "VipsForeignLoadHeif"]
})
// Checking is no hurry, and the cores are for who is learning.
sharp.concurrency(1)
sharp.cache(false)

export interface Seen {
  readonly width: number
  readonly height: number
}

/** Of the library's names ours, where they differ. */
const decoderOf: Readonly<Record<string, string>> = { avif: "heif" }

/** What makes a browser or an interpreter run something. None of it belongs into an image, its metadata included. */
export const imageWords = ["<script", "<html", "<!doctype html", "<svg", "<iframe", "<?php", "javascript:"]

/** After the magic of these come bytes that can be chosen so that the whole reads as a script: a comment, an assignment. */
const scripted: Readonly<Record<string, number>> = { gif: 6, jpeg: 4, webp: 4 }
const asScript = (name: string, head: Buffer): boolean => {
  const at = scripted[name]
  if (at === undefined) return false
  const next = head.subarray(at, at + 2).toString("latin1")
  return next === "/*" || next === "//" || next.startsWith("=")
}

/** Does the file end where the image does? What is added after it is somebody else's file. */
const endsWhole = (name: string, { tail, head, bytes }: Pick<Read, "tail" | "head" | "bytes">): boolean => {
  switch (name) {
    case "png":
      return tail.subarray(-12).toString("latin1") === "\u0000\u0000\u0000\u0000IEND\u00aeB`\u0082"
    case "jpeg":
      return tail.subarray(-2).toString("hex") === "ffd9"
    case "gif":
      return tail.at(-1) === 0x3b
    case "webp":
      return head.length >= 12 && head.readUInt32LE(4) + 8 + (head.readUInt32LE(4) % 2) === bytes
    default:
      return true
  }
}

export const imageReason = (name: string, read: Pick<Read, "tail" | "head" | "bytes" | "words">): string | undefined => {
  if (read.words.size > 0 || asScript(name, read.head)) return "The image has a script or a page in it. Export it anew."
  if (!endsWhole(name, read)) return "The file does not end where the image does. Export the image anew."
  return undefined
}

/** Frames of an animation count each. `message` is a sentence. */
export const lookAt = async (path: string, name: string, pixels: number): Promise<Seen | string> => {
  const options = { limitInputPixels: pixels, failOn: "error", sequentialRead: true } as const
  const tooMany = `The image has more than ${pixels} pixels. Make it smaller.`
  try {
    const header = await sharp(path, { limitInputPixels: false, failOn: "error" }).metadata()
    if (header.format !== (decoderOf[name] ?? name)) return "The image is of another kind than its name says."
    const height = header.pageHeight ?? header.height
    if (header.width * height * (header.pages ?? 1) > pixels) return tooMany
    await sharp(path, options).resize(32, 32, { fit: "inside" }).raw().toBuffer()
    // As it is looked at: a camera held upright writes its picture lying, and says so.
    const turned = (header.orientation ?? 1) > 4
    return turned ? { width: height, height: header.width } : { width: header.width, height }
  } catch (error) {
    if (error instanceof Error && error.message.includes("pixel limit")) return tooMany
    return "The image cannot be read. Export it anew."
  }
}

/** A picture of exactly this size, cut to fit, without anything that was beside the pixels: places, cameras, comments. */
export const redraw = (path: string, size: Seen, pixels: number): Promise<Buffer> =>
  sharp(path, { limitInputPixels: pixels, failOn: "error", sequentialRead: true })
    .autoOrient()
    .resize(size.width, size.height, { fit: "cover" })
    .webp({ quality: 82 })
    .toBuffer()
