/**
 * A socket.io client reduced to what a load generator needs: one WebSocket on a bare socket, events out with
 * acknowledgements back. The full client costs more than the server it is meant to measure.
 *
 * Speaks engine.io 4 and socket.io 5 as text frames: `0…` open, `2`/`3` ping and pong, `40…` connect, `42…` event,
 * `43…` acknowledgement.
 */
import { randomBytes } from "node:crypto"
import { connect, type Socket } from "node:net"

export type Acknowledged = (reply: unknown, at: number) => void

const opcodeText = 0x1
const opcodeClose = 0x8
const opcodePing = 0x9
const opcodePong = 0xa

export class LeanClient {
  readonly #socket: Socket
  readonly #onEvent: (name: string, payload: unknown) => void
  readonly #waiting = new Map<number, Acknowledged>()
  #next = 0
  #buffer: Buffer = Buffer.alloc(0)
  #upgraded = false
  #connected: ((problem: string | undefined) => void) | undefined
  #auth = ""

  private constructor(socket: Socket, onEvent: (name: string, payload: unknown) => void) {
    this.#socket = socket
    this.#onEvent = onEvent
  }

  /** Connects and waits until the server has accepted `auth`; rejects with the server's refusal. */
  static readonly connect = (
    port: number,
    auth: unknown,
    onEvent: (name: string, payload: unknown) => void,
    onClose: () => void = () => {}
  ): Promise<LeanClient> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: "127.0.0.1", port, noDelay: true })
      const client = new LeanClient(socket, onEvent)
      client.#auth = JSON.stringify(auth)
      client.#connected = (problem) => {
        if (problem === undefined) resolve(client)
        else reject(new Error(problem))
      }
      socket.on("connect", () => {
        const key = randomBytes(16).toString("base64")
        socket.write(
          `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\n` +
            `Connection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`
        )
      })
      socket.on("data", (chunk: Buffer) => client.#read(chunk))
      socket.on("error", (error) => client.#connected?.(error.message))
      socket.on("close", () => {
        client.#connected?.("the connection was closed")
        onClose()
      })
    })

  get unanswered(): number {
    return this.#waiting.size
  }

  emit(event: string, payload: unknown, acknowledged: Acknowledged): void {
    const id = this.#next++
    this.#waiting.set(id, acknowledged)
    this.#send(`42${id}["${event}",${JSON.stringify(payload)}]`)
  }

  /** The same without an answer. */
  tell(event: string, payload: unknown): void {
    this.#send(`42["${event}",${JSON.stringify(payload)}]`)
  }

  request(event: string, payload: unknown): Promise<unknown> {
    return new Promise((resolve) => {
      this.emit(event, payload, resolve)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #read(chunk: Buffer): void {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk])
    if (!this.#upgraded) {
      const end = this.#buffer.indexOf("\r\n\r\n")
      if (end < 0) return
      const status = this.#buffer.subarray(0, 12).toString("latin1")
      if (!status.endsWith("101")) return this.#connected?.(`the server answered ${status}`)
      this.#upgraded = true
      this.#buffer = this.#buffer.subarray(end + 4)
    }
    for (;;) {
      const frame = this.#takeFrame()
      if (frame === undefined) return
      if (frame.opcode === opcodePing) this.#write(opcodePong, frame.payload)
      else if (frame.opcode === opcodeText) this.#packet(frame.payload.toString("utf8"))
      else if (frame.opcode === opcodeClose) this.#socket.destroy()
    }
  }

  #takeFrame(): { readonly opcode: number; readonly payload: Buffer } | undefined {
    const buffer = this.#buffer
    if (buffer.length < 2) return undefined
    const opcode = buffer.readUInt8(0) & 0x0f
    const short = buffer.readUInt8(1) & 0x7f
    const header = short === 126 ? 4 : short === 127 ? 10 : 2
    if (buffer.length < header) return undefined
    const length = short === 126 ? buffer.readUInt16BE(2) : short === 127 ? Number(buffer.readBigUInt64BE(2)) : short
    if (buffer.length < header + length) return undefined
    this.#buffer = buffer.subarray(header + length)
    return { opcode, payload: buffer.subarray(header, header + length) }
  }

  #packet(packet: string): void {
    if (packet === "2") return this.#send("3")
    if (packet.startsWith("0")) return this.#send(`40${this.#auth}`)
    if (packet.startsWith("40")) return this.#settle(undefined)
    if (packet.startsWith("44")) {
      this.#settle(packet.slice(2))
      return this.close()
    }
    if (packet.startsWith("43")) {
      const bracket = packet.indexOf("[")
      const id = Number(packet.slice(2, bracket))
      const acknowledged = this.#waiting.get(id)
      this.#waiting.delete(id)
      const [reply]: Array<unknown> = JSON.parse(packet.slice(bracket))
      acknowledged?.(reply, performance.now())
    } else if (packet.startsWith("42")) {
      const [name, payload]: Array<unknown> = JSON.parse(packet.slice(2))
      this.#onEvent(String(name), payload)
    }
  }

  #settle(problem: string | undefined): void {
    const connected = this.#connected
    this.#connected = undefined
    connected?.(problem)
  }

  #send(text: string): void {
    this.#write(opcodeText, Buffer.from(text, "utf8"))
  }

  #write(opcode: number, payload: Buffer): void {
    if (this.#socket.destroyed) return
    const length = payload.length
    const header = length < 126 ? 2 : 4
    const frame = Buffer.allocUnsafe(header + 4 + length)
    frame.writeUInt8(0x80 | opcode, 0)
    if (length < 126) {
      frame.writeUInt8(0x80 | length, 1)
    } else {
      frame.writeUInt8(0x80 | 126, 1)
      frame.writeUInt16BE(length, 2)
    }
    // A mask of zeroes is a valid mask and leaves the payload as it is.
    frame.writeUInt32BE(0, header)
    payload.copy(frame, header + 4)
    this.#socket.write(frame)
  }
}
