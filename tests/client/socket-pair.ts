/**
 * A connection in the hands of a test: what either end sends waits in a queue until the test hands it over, loses it or
 * doubles it. Frames go through JSON, as they would over a wire.
 *
 * When the client's end is gone, frames on their way to the server may still arrive, even after the client has made its next
 * connection; when the server's end is gone, nothing does.
 */
import type { Handshake } from "../../protocol/live.ts"
import type { OpenSocket, SocketHandlers } from "../../client/socket.ts"

export interface ServerEnd {
  readonly received: (event: string, payload: unknown, answer: (reply: unknown) => void) => void
  readonly gone: () => void
}
export interface Peer {
  readonly send: (event: string, payload: unknown) => void
  /** Refuses or ends the connection, after what was sent. */
  readonly end: (cause: unknown) => void
}

interface Up {
  readonly event: string
  readonly payload: unknown
  readonly answered: ((reply: unknown) => void) | undefined
}
interface Down {
  readonly what: string
  readonly arrive: () => void
}

const copy = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)))

export class SocketPair {
  readonly up: Array<Up> = []
  readonly down: Array<Down> = []
  readonly #handlers: SocketHandlers
  #server: ServerEnd | undefined
  #clientOpen = true

  constructor(handshake: Handshake, handlers: SocketHandlers, accept: (handshake: unknown, peer: Peer) => ServerEnd) {
    this.#handlers = handlers
    this.#server = accept(copy(handshake), {
      send: (event, payload) => {
        const sent = copy(payload)
        this.down.push({ what: event, arrive: () => this.#handlers.received(event, sent) })
      },
      end: (cause) => {
        this.#server = undefined
        this.down.push({ what: "end", arrive: () => this.#close(cause) })
      }
    })
  }

  get serverOpen(): boolean {
    return this.#server !== undefined
  }
  get clientOpen(): boolean {
    return this.#clientOpen
  }

  send(event: string, payload: unknown, answered?: (reply: unknown) => void): void {
    this.up.push({ event, payload: copy(payload), answered })
  }

  /** Hands the oldest waiting frame to the server; twice over if `doubled`. */
  deliverUp(doubled = false): void {
    const frame = this.up.shift()
    if (frame === undefined) return
    for (let time = 0; time < (doubled ? 2 : 1); time++) {
      this.#server?.received(frame.event, frame.payload, (reply) => {
        const sent = copy(reply)
        this.down.push({ what: "answer", arrive: () => frame.answered?.(sent) })
      })
    }
  }

  /** Hands the oldest waiting frame to the client. */
  deliverDown(doubled = false): void {
    const frame = this.down.shift()
    if (frame === undefined) return
    for (let time = 0; time < (doubled ? 2 : 1); time++) if (this.#clientOpen) frame.arrive()
  }

  /** Loses the oldest frame of a kind on its way to the client while the connection stays up, as slow readers have lost them. */
  loseDown(kinds: ReadonlyArray<string>): void {
    const index = this.down.findIndex(({ what }) => kinds.includes(what))
    if (index >= 0) this.down.splice(index, 1)
  }

  /** The client finds its connection gone. The server does not know yet. */
  cutClient(): void {
    this.down.length = 0
    this.#close(new Error("cut"))
  }

  /** The server finds its connection gone, with all that had not arrived. */
  cutServer(): void {
    this.up.length = 0
    const server = this.#server
    this.#server = undefined
    server?.gone()
  }

  leave(): void {
    this.#clientOpen = false
    this.down.length = 0
  }

  #close(cause: unknown): void {
    if (!this.#clientOpen) return
    this.#clientOpen = false
    this.#handlers.closed(cause)
  }
}

/** All connections of a test, oldest first, those included whose ends are not both gone. */
export class Network {
  readonly pairs: Array<SocketPair> = []
  readonly #accept: (handshake: unknown, peer: Peer) => ServerEnd

  constructor(accept: (handshake: unknown, peer: Peer) => ServerEnd) {
    this.#accept = accept
  }

  readonly open: OpenSocket = (handshake, handlers) => {
    const pair = new SocketPair(handshake, handlers, this.#accept)
    this.pairs.push(pair)
    return {
      send: (event, payload, answered) => pair.send(event, payload, answered),
      close: () => pair.leave()
    }
  }

  /** Connections that still carry something. */
  get busy(): ReadonlyArray<SocketPair> {
    return this.pairs.filter((pair) => (pair.serverOpen && pair.up.length > 0) || (pair.clientOpen && pair.down.length > 0))
  }

  /** Delivers everything there is and everything that follows from it. */
  async flush(settled: () => Promise<void>): Promise<void> {
    await settled()
    while (this.busy.length > 0) {
      for (const pair of this.busy) {
        while (pair.serverOpen && pair.up.length > 0) pair.deliverUp()
        while (pair.clientOpen && pair.down.length > 0) pair.deliverDown()
      }
      await settled()
    }
  }
}
