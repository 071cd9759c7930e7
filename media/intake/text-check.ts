/** Text: UTF-8 without control characters, and nothing that a program would take for a page, a script or a document. */

/** Control characters but for tabs, line ends and page ends. */
const control = /[^\P{Cc}\t\n\f\r\u0080-\u009f]/u
const active = /^\s*(?:<!doctype|<html|<head|<body|<svg|<script|<iframe|<\?xml|<\?php|<%|#!|%pdf-|%!ps|\{\\rtf)/i

/** Made for one file, given its slices in order; `reason` is why it is refused, as a sentence. */
export class TextCheck {
  readonly #decoder = new TextDecoder("utf-8", { fatal: true })
  #begun = false
  #reason: string | undefined

  get reason(): string | undefined {
    return this.#reason
  }

  take(slice: Uint8Array, last: boolean): void {
    if (this.#reason !== undefined) return
    let text: string
    try {
      text = this.#decoder.decode(slice, { stream: !last })
    } catch {
      this.#reason = "The text is not UTF-8. Save it as UTF-8 and send it again."
      return
    }
    // A byte order mark the decoder has eaten already.
    if (!this.#begun && active.test(text))
      this.#reason = "The text begins like a page or a program. Send it as what it is, or leave that out."
    this.#begun = true
    if (control.test(text)) this.#reason = "The text has control characters in it. Send plain text."
  }
}
