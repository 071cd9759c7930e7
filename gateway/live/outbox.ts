/**
 * What leaves for one client, and whether the client keeps up. uWebSockets reports a full buffer through the result
 * of `send`, which engine.io throws away: messages for a slow reader vanish while its connection stays up. So
 * packets for a WebSocket are handed to it here directly, and what waits there is measured; packets for a
 * long-polling client wait in engine.io's buffer and are counted until it is flushed.
 */
import type { Socket } from "socket.io"
import type { WebSocket } from "uWebSockets.js"
import type { Packet } from "./packet.ts"

type Connection = Socket["conn"]
type Wire = Pick<WebSocket<unknown>, "send" | "cork" | "getBufferedAmount" | "close">

const isWire = (value: unknown): value is Wire =>
  typeof value === "object" &&
  value !== null &&
  "getBufferedAmount" in value &&
  typeof value.getBufferedAmount === "function" &&
  "send" in value &&
  typeof value.send === "function"

export class Outbox {
  readonly #connection: Connection
  /** Bytes (about: UTF-16 units) handed to engine.io and not flushed yet. */
  #queued = 0
  /** Packets of this turn, and their bytes: a reply and the change it made leave in one write to the system. */
  #pending: Array<Packet> = []
  #pendingBytes = 0
  #wire: Wire | undefined
  #wireOf: unknown

  constructor(connection: Connection) {
    this.#connection = connection
    connection.on("flush", () => {
      this.#queued = 0
    })
  }

  get isOpen(): boolean {
    return this.#connection.readyState === "open"
  }

  send(packet: Packet): void {
    if (!this.isOpen) return
    if (this.#queued > 0 || this.#current() === undefined) {
      this.flush()
      this.#queue(packet)
      return
    }
    if (this.#pending.length === 0) queueMicrotask(() => this.flush())
    this.#pending.push(packet)
    this.#pendingBytes += packet.bytes.length
  }

  /** Hands over what this turn has gathered. */
  flush(): void {
    const packets = this.#pending
    if (packets.length === 0) return
    this.#pending = []
    this.#pendingBytes = 0
    if (!this.isOpen) return
    const wire = this.#current()
    const [only] = packets
    if (wire === undefined) for (const packet of packets) this.#queue(packet)
    else if (packets.length === 1 && only !== undefined) wire.send(only.bytes, false, false)
    else {
      wire.cork(() => {
        for (const { bytes } of packets) wire.send(bytes, false, false)
      })
    }
  }

  /** Bytes that wait for the client. */
  waiting(): number {
    if (!this.isOpen) return 0
    return this.#queued + this.#pendingBytes + (this.#current()?.getBufferedAmount() ?? 0)
  }

  /** Whether the client has taken everything up to this turn. */
  get isLevel(): boolean {
    return this.waiting() === this.#pendingBytes
  }

  /** Ends the connection after what was sent, for a client that reads. */
  close(): void {
    this.flush()
    this.#connection.close()
  }

  /** Ends the connection at once and gives back what waited, for a client that does not read. */
  abandon(): void {
    const wire = this.#current()
    if (this.isOpen && wire !== undefined) wire.close()
    else this.#connection.close(true)
  }

  #queue(packet: Packet): void {
    this.#queued += packet.text.length
    this.#connection.write(packet.text, { compress: false })
  }

  /** The WebSocket under the present transport; a long-polling transport has none. */
  #current(): Wire | undefined {
    const transport = this.#connection.transport
    if (transport !== this.#wireOf) {
      // A WebSocket transport gets its socket when the upgrade is through, so nothing is remembered before that.
      const socket: unknown = Reflect.get(transport, "socket")
      if (transport.name !== "websocket" || !isWire(socket)) return undefined
      this.#wire = socket
      this.#wireOf = transport
    }
    return transport.writable && transport.readyState === "open" ? this.#wire : undefined
  }
}
