/**
 * An answer's body that is made while it leaves: a part is asked for only once the socket has taken the one before, so that a
 * file of any length costs as much memory as one part, however slowly it is read.
 *
 * What uWebSockets.js wants respected: `write` keeps what the socket does not take and says so; `onWritable` is registered
 * once, and tells when there is room again. What breaks off in the middle can no longer be answered, only cut: a file that
 * ended there without a word would be taken for a whole one.
 */
import type { HttpResponse } from "uWebSockets.js"
import type { Ending } from "../../media/streaming.ts"

export class TextParts {
  readonly #parts: AsyncIterable<string>

  constructor(parts: AsyncIterable<string>) {
    this.#parts = parts
  }

  /** `head` writes status and headers; `instead`, a whole answer, where there is not even a first part. */
  async send(response: HttpResponse, head: () => void, instead: (response: HttpResponse) => void): Promise<Ending> {
    let gone = false
    let begun = false
    let goOn = (): void => {}
    response.onAborted(() => {
      gone = true
      goOn()
    })
    response.onWritable(() => {
      goOn()
      return true
    })
    const write = (how: () => void) =>
      response.cork(() => {
        if (!begun) head()
        begun = true
        how()
      })
    try {
      for await (const part of this.#parts) {
        if (gone) return "aborted"
        let isTaken = true
        write(() => {
          isTaken = response.write(part)
        })
        if (!isTaken && !gone) await new Promise<void>((resolve) => (goOn = resolve))
      }
    } catch {
      if (gone) return "aborted"
      if (begun) response.close()
      else response.cork(() => instead(response))
      return "failed"
    }
    if (gone) return "aborted"
    write(() => response.end())
    return "sent"
  }
}
