/**
 * A part of a file, sent to one uWebSockets.js response in slices.
 *
 * `end(wholeFile)` would copy what the socket doesn't take into memory: 50 slow readers of a large segment would cost
 * its size 50 times. `tryEnd` takes what fits and says so; the next slice is read from disk only when the last one is
 * gone. Three things to know about it: it wants the total length with every call; after a call that took everything
 * `onWritable` does not fire; and what it left over has to be offered again from the offset `onWritable` gives.
 */
import { open } from "node:fs/promises"
import type { HttpResponse } from "uWebSockets.js"

const sliceBytes = 65_536

export type Ending = "sent" | "aborted" | "failed"

/** One response. It must not be touched once it is over; uWebSockets.js ends the process otherwise. */
export class Stream {
  readonly #response: HttpResponse
  #over = false
  #aborted = false
  /** What the socket left over, and where in the body it begins. */
  #left: { readonly slice: Uint8Array; readonly at: number; readonly taken: () => void } | undefined
  #total = 0

  /** To be made in the route's handler, before anything is awaited. */
  constructor(response: HttpResponse) {
    this.#response = response
    response.onAborted(() => this.#finish(true))
  }

  get over(): boolean {
    return this.#over
  }

  #finish(aborted: boolean): void {
    this.#over = true
    this.#aborted = aborted
    this.#left?.taken()
    this.#left = undefined
  }

  /** A whole answer at once: status, headers, end. */
  answer(write: (response: HttpResponse) => void): void {
    if (this.#over) return
    this.#over = true
    this.#response.cork(() => write(this.#response))
  }

  /** Cuts the connection, from our side. */
  cut(): void {
    if (!this.#over) this.#response.close()
  }

  /** Sends `length` bytes of the file from `from`; `head` writes status and headers, without Content-Length. */
  async send(path: string, from: number, length: number, head: (response: HttpResponse) => void): Promise<Ending> {
    const file = await open(path, "r")
    try {
      if (this.#over) return "aborted"
      this.#total = length
      this.#response.onWritable((offset) => this.#again(offset))
      const buffer = Buffer.allocUnsafe(Math.min(sliceBytes, length))
      for (let sent = 0; sent < length;) {
        const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, length - sent), from + sent)
        if (this.#over) return "aborted"
        if (bytesRead === 0) {
          // Shorter than its manifest says. Where nothing has been promised the caller may still answer properly.
          if (sent > 0) this.cut()
          return "failed"
        }
        await this.#offer(buffer.subarray(0, bytesRead), sent, sent === 0 ? head : undefined)
        sent += bytesRead
      }
      return this.#aborted ? "aborted" : "sent"
    } finally {
      await file.close()
    }
  }

  /** Resolves when the socket has taken the slice, or the response is over. */
  #offer(slice: Uint8Array, at: number, head: ((response: HttpResponse) => void) | undefined): Promise<void> {
    return new Promise((taken) => {
      this.#response.cork(() => {
        head?.(this.#response)
        const [ok, done] = this.#response.tryEnd(slice, this.#total)
        if (done) this.#over = true
        if (ok || done) taken()
        else this.#left = { slice, at, taken }
      })
    })
  }

  #again(offset: number): boolean {
    const left = this.#left
    if (left === undefined) return true
    const [ok, done] = this.#response.tryEnd(left.slice.subarray(offset - left.at), this.#total)
    if (done) this.#over = true
    if (ok || done) {
      this.#left = undefined
      left.taken()
    }
    return ok || done
  }
}
