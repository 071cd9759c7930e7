/**
 * The kinds of files that are taken, and for what. A file is of a kind only if its name's ending, what its sender declares
 * and what its bytes say agree: a program that goes by one of the three must never see something else than we checked.
 */
import type { FilePurpose } from "../../protocol/files.ts"

/** How the bytes are looked at. */
export type Family = "image" | "pdf" | "package" | "text"

export interface Format {
  readonly name: string
  readonly family: Family
  /** Endings, in lower case. */
  readonly endings: ReadonlyArray<string>
  /** The type it is served under. */
  readonly type: string
  /** What else senders call it. */
  readonly aliases: ReadonlyArray<string>
}

const format = (
  name: string,
  family: Family,
  endings: ReadonlyArray<string>,
  type: string,
  ...aliases: ReadonlyArray<string>
): Format => ({ name, family, endings, type, aliases })

const office = "application/vnd.openxmlformats-officedocument"

export const images: ReadonlyArray<Format> = [
  format("png", "image", ["png"], "image/png", "image/apng"),
  format("jpeg", "image", ["jpg", "jpeg"], "image/jpeg", "image/jpg"),
  format("webp", "image", ["webp"], "image/webp"),
  format("gif", "image", ["gif"], "image/gif"),
  format("avif", "image", ["avif"], "image/avif")
]

export const documents: ReadonlyArray<Format> = [
  format("pdf", "pdf", ["pdf"], "application/pdf", "application/x-pdf"),
  format("docx", "package", ["docx"], `${office}.wordprocessingml.document`),
  format("xlsx", "package", ["xlsx"], `${office}.spreadsheetml.sheet`),
  format("pptx", "package", ["pptx"], `${office}.presentationml.presentation`),
  format("odt", "package", ["odt"], "application/vnd.oasis.opendocument.text"),
  format("zip", "package", ["zip"], "application/zip", "application/x-zip-compressed", "application/x-zip"),
  format("txt", "text", ["txt"], "text/plain"),
  format("md", "text", ["md", "markdown"], "text/markdown", "text/x-markdown", "text/plain"),
  format("csv", "text", ["csv"], "text/csv", "text/plain", "application/csv", "application/vnd.ms-excel")
]

export const allowedFor = (purpose: FilePurpose): ReadonlyArray<Format> => (purpose === "document" ? documents : images)

/** Browsers that know nothing better declare these; then the name alone speaks for the sender. */
const undeclared: ReadonlySet<string> = new Set(["", "application/octet-stream", "binary/octet-stream"])

/** What runs where it lies, or in whoever opens it: not even in the middle of a name, since some systems hide the end. */
const active = new Set(
  (
    "ade adp app apk bat chm cmd com cpl dll dmg docm dotm exe gadget hta htm html htc iso jar js jse jsp lnk mht mhtml mjs msc msi " +
    "msp pif php phtml pl potm ppam pps ppsm pptm ps1 psm1 py reg scr sct sh shtml svg svgz swf sys url vb vbe vbs wsc wsf wsh xht " +
    "xhtml xlam xlsm xltm xml xsl xslt"
  ).split(" ")
)

/** The format that name and declared type agree on, or why there is none, as a sentence. */
export const formatOf = (purpose: FilePurpose, name: string, declared: string): Format | string => {
  const [, ...parts] = name.toLowerCase().split(".")
  const ending = parts.at(-1) ?? ""
  const allowed = allowedFor(purpose)
  const found = allowed.find(({ endings }) => endings.includes(ending))
  if (found === undefined) {
    const endings = allowed.flatMap((each) => each.endings).join(", ")
    return `Files of this kind are not taken. Choose one that ends with ${endings}.`
  }
  const hidden = parts.slice(0, -1).find((part) => active.has(part.trim()))
  if (hidden !== undefined) return `The name has “.${hidden}” before its ending. Rename the file.`
  if (!undeclared.has(declared) && declared !== found.type && !found.aliases.includes(declared))
    return `The name says ${found.name}, the type ${declared}. Send the file under its own name and type.`
  return found
}
