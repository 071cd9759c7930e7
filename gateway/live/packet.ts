/**
 * Server → client packets, encoded once however many connections they go to. `text` is the socket.io packet
 * (https://socket.io/docs/v4/socket-io-protocol/): `2["event",…]` or `3<id>[…]`; on a WebSocket it goes out behind
 * engine.io's `4`, as bytes made once, because handing a string to the socket encodes it anew each time.
 */
export class Packet {
  readonly text: string
  /** For a change of a subscription: its actor's or group's JSON as it came, for readers that must look inside. */
  readonly frame: string
  #bytes: Uint8Array | undefined

  constructor(text: string, frame: string) {
    this.text = text
    this.frame = frame
  }

  /** `json` is already encoded. */
  static event(name: string, json: string): Packet {
    return new Packet(`2["${name}",${json}]`, json)
  }

  static acknowledgement(id: number, json: string): Packet {
    return new Packet(`3${id}[${json}]`, json)
  }

  get bytes(): Uint8Array {
    this.#bytes ??= Buffer.from(`4${this.text}`)
    return this.#bytes
  }
}
