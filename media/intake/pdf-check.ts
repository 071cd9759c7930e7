/** PDF: begins and ends as one, with nothing before or behind that makes it something else to another program. */
import type { Read } from "./bytes.ts"

/** A reader runs, opens or unpacks something for these. Compressed they are not seen, so this decides about showing only. */
export const pdfWords = ["/javascript", "/js ", "/js(", "/js<", "/launch", "/embeddedfile", "/richmedia", "/xfa", "/submitform"]

const page = /<!doctype|<html|<script|<svg|<\?php|<iframe/i

export const pdfReason = ({ head, tail }: Pick<Read, "head" | "tail">): string | undefined => {
  if (head.subarray(0, 5).toString("latin1") !== "%PDF-") return "The file is not a PDF. Export it anew."
  if (page.test(head.subarray(0, 1024).toString("latin1"))) return "The PDF begins with a page or a script. Export it anew."
  const ending = tail.toString("latin1")
  const end = ending.lastIndexOf("%%EOF")
  if (
    end < 0 ||
    ending
      .slice(end + 5)
      .replaceAll("\u0000", "")
      .trim() !== ""
  )
    return "The file does not end where the PDF does. It is not whole, or something was added."
  return undefined
}

/** Where a reader would do more than show it, it is only offered for saving. */
export const maybeShown = ({ words }: Pick<Read, "words">): boolean => words.size === 0
