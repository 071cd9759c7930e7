/**
 * A request's body as it arrives, for what is too large to be held: chunks are handed on one by one, and while more wait than
 * a few the socket is not read, so that a fast sender waits for a slow disk instead of filling memory.
 */
import type { HttpResponse } from "uWebSockets.js"

/** Bytes waiting beyond which the socket is not read. */
const highMark = 1024 * 1024

export class BodyBroken extends Error {}

export class IncomingBody implements AsyncIterable<Uint8Array> {
  readonly #response: HttpResponse
  #waiting: Array<Uint8Array> = []
  #bytes = 0
  #state: "open" | "whole" | "broken" = "open"
  #paused = false
  #wake: (() => void) | undefined

  /** To be made in the route's handler, before anything is awaited. */
  constructor(response: HttpResponse) {
    this.#response = response
    response.onData((chunk, isLast) => this.#take(chunk, isLast))
  }

  /** The last byte is here. */
  get isWhole(): boolean {
    return this.#state === "whole"
  }

  #take(chunk: ArrayBuffer, isLast: boolean): void {
    if (chunk.byteLength > 0) {
      // The buffer is detached once this returns.
      this.#waiting.push(new Uint8Array(chunk.slice(0)))
      this.#bytes += chunk.byteLength
    }
    if (isLast) this.#state = "whole"
    else if (this.#bytes > highMark && !this.#paused) {
      this.#paused = true
      this.#response.pause()
    }
    this.#wake?.()
  }

  /** The response is gone, or answered: it must not be touched any more. */
  close(): void {
    if (this.#state === "open") this.#state = "broken"
    this.#wake?.()
  }

  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const chunk = this.#waiting.shift()
      if (chunk !== undefined) {
        this.#bytes -= chunk.length
        if (this.#paused && this.#bytes < highMark / 2 && this.#state === "open") {
          this.#paused = false
          this.#response.resume()
        }
        return chunk
      }
      if (this.#state === "whole") return undefined
      if (this.#state === "broken") throw new BodyBroken("the connection broke before the body was whole")
      await new Promise<void>((wake) => (this.#wake = wake))
      this.#wake = undefined
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = await this.next()
      if (chunk === undefined) return
      yield chunk
    }
  }

  /** Reads on without keeping anything, so that a sender that only listens afterwards hears the answer; not for ever. */
  async drain(most: number): Promise<void> {
    let left = most
    try {
      while (left > 0) {
        const chunk = await this.next()
        if (chunk === undefined) return
        left -= chunk.length
      }
    } catch (error) {
      if (!(error instanceof BodyBroken)) throw error
    }
  }
}
