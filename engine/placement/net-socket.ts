/** A `node:net` connection as Effect's `Socket`: what the cluster's protocol reads from and writes to. */
import type * as Net from "node:net"
import type { NonEmptyReadonlyArray } from "effect/Array"
import { Effect, Latch, type Scope } from "effect"
import * as Socket from "effect/socket/Socket"

type Chunks = NonEmptyReadonlyArray<Uint8Array | string>
type Resume = (pulled: Effect.Effect<Chunks, Socket.SocketError>) => void

const ended = (code: number): Socket.SocketError => new Socket.SocketError({ reason: new Socket.SocketCloseError({ code }) })
const writeFailed = (cause: unknown): Socket.SocketError =>
  new Socket.SocketError({ reason: new Socket.SocketWriteError({ cause }) })

/**
 * What has arrived and nobody has pulled. The connection flows only while somebody waits, so a slow reader holds the
 * sender back through the kernel's window.
 */
class Inbox {
  readonly #connection: Net.Socket
  #chunks: Array<Uint8Array> = []
  #end: Socket.SocketError | undefined
  #waiting: Resume | undefined

  constructor(connection: Net.Socket) {
    this.#connection = connection
    connection.pause()
    connection.on("data", (chunk) => {
      connection.pause()
      this.#chunks.push(chunk)
      this.#deliver()
    })
    connection.on("end", () => this.finish(ended(1000)))
    connection.on("error", (cause) => this.finish(new Socket.SocketError({ reason: new Socket.SocketReadError({ cause }) })))
    connection.on("close", (hadError) => this.finish(ended(hadError ? 1006 : 1000)))
  }

  readonly pull: Effect.Effect<Chunks, Socket.SocketError> = Effect.callback((resume) => {
    this.#waiting = resume
    if (this.#chunks.length === 0 && this.#end === undefined) this.#connection.resume()
    else this.#deliver()
    return Effect.sync(() => {
      if (this.#waiting === resume) this.#waiting = undefined
    })
  })

  /** What has arrived is still read; after it comes the first end there was. */
  finish(end: Socket.SocketError): void {
    this.#end ??= end
    this.#deliver()
  }

  #deliver(): void {
    const waiting = this.#waiting
    if (waiting === undefined) return
    const [first, ...rest] = this.#chunks
    if (first === undefined && this.#end === undefined) return
    this.#waiting = undefined
    this.#chunks = []
    if (first !== undefined) waiting(Effect.succeed([first, ...rest]))
    else if (this.#end !== undefined) waiting(Effect.fail(this.#end))
  }
}

/**
 * Writes, and waits when the connection takes no more. Many may wait at once, so they share one latch instead of each
 * listening to the connection.
 */
class Outgoing {
  readonly #connection: Net.Socket
  readonly #flowing = Latch.makeUnsafe(true)

  constructor(connection: Net.Socket) {
    this.#connection = connection
    connection.on("drain", () => this.#flowing.openUnsafe())
    connection.on("close", () => this.#flowing.openUnsafe())
  }

  send(chunks: ReadonlyArray<Uint8Array | string>): Effect.Effect<void, Socket.SocketError> {
    return Effect.suspend(() => {
      const connection = this.#connection
      if (connection.destroyed) return Effect.fail(writeFailed(new Error("the connection is closed")))
      let flowing = true
      connection.cork()
      for (const chunk of chunks) flowing = connection.write(chunk)
      connection.uncork()
      if (flowing) return Effect.void
      this.#flowing.closeUnsafe()
      return Effect.andThen(this.#flowing.await, this.#stillOpen)
    })
  }

  close(): void {
    this.#connection.destroySoon()
  }

  end(): void {
    this.#connection.end()
  }

  readonly #stillOpen = Effect.suspend(() =>
    this.#connection.destroyed ? Effect.fail(writeFailed(new Error("the connection closed with unsent data"))) : Effect.void
  )
}

/** Each reader opens a connection of its own through `open`; a writer writes to whichever is open, waiting for one. */
export const socketOver = (open: Effect.Effect<Net.Socket, Socket.SocketError, Scope.Scope>): Socket.Socket => {
  let current: Outgoing | undefined
  const connected = Latch.makeUnsafe(false)

  const reader: Socket.Socket["reader"] = Effect.gen(function* () {
    const connection = yield* open
    const inbox = new Inbox(connection)
    current = new Outgoing(connection)
    connected.openUnsafe()
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        connected.closeUnsafe()
        current = undefined
        inbox.finish(ended(1006))
      })
    )
    return { pull: inbox.pull, upgrade: Socket.SocketUpgradeError.unsupported }
  })

  const withConnection = (
    use: (outgoing: Outgoing) => Effect.Effect<void, Socket.SocketError>
  ): Effect.Effect<void, Socket.SocketError> =>
    Effect.suspend(() => (current === undefined ? connected.whenOpen(withConnection(use)) : use(current)))

  const writer: Socket.Socket["writer"] = Effect.acquireRelease(
    Effect.succeed({
      write: (chunk: Uint8Array | string | Socket.CloseEvent) =>
        withConnection((outgoing) => (Socket.isCloseEvent(chunk) ? Effect.sync(() => outgoing.close()) : outgoing.send([chunk]))),
      writeAll: (chunks: Chunks) => withConnection((outgoing) => outgoing.send(chunks))
    }),
    () => Effect.sync(() => current?.end())
  )
  return Socket.make({ reader, writer })
}
