import * as Net from "node:net"
import { Effect } from "effect"
import type { Socket } from "effect/socket/Socket"
import { array, assert, asyncProperty, uint8Array } from "fast-check"
import { describe, expect, it } from "vitest"
import { dial, layerServer } from "../../engine/placement/cluster-sockets.ts"
import { socketOver } from "../../engine/placement/net-socket.ts"
import * as Node from "../../engine/placement/node.ts"
import { SocketServer } from "effect/socket/SocketServer"

/** Sends back what it reads until the other side ends. */
const echo = (socket: Socket) =>
  Effect.scoped(
    Effect.gen(function* () {
      const writer = yield* socket.writer
      const reader = yield* socket.reader
      yield* Effect.forever(Effect.flatMap(reader.pull, writer.writeAll))
    })
  )

/** Runs against an echoing server; the program gets its address. */
const withEcho = <A, E>(program: (node: { readonly host: string; readonly port: number }) => Effect.Effect<A, E>): Promise<A> =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const node = yield* Node.ClusterPort
        if (node === undefined) throw new Error("the node listens to nobody")
        return yield* Effect.gen(function* () {
          const server = yield* SocketServer
          yield* Effect.forkScoped(server.run(echo))
          return yield* program(node)
        }).pipe(Effect.provide(layerServer(node)))
      }).pipe(Effect.provide(Node.layer({ host: "127.0.0.1", port: 0 })))
    )
  )

/** Writes everything while reading, and answers what came back, up to the number of bytes sent. */
const roundTrip = (host: string, port: number, chunks: ReadonlyArray<Uint8Array>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const socket = socketOver(dial(host, port))
      const writer = yield* socket.writer
      const reader = yield* socket.reader
      const wanted = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
      yield* Effect.forkScoped(Effect.forEach(chunks, writer.write, { discard: true }))
      const received: Array<Uint8Array> = []
      let size = 0
      while (size < wanted) {
        for (const chunk of yield* reader.pull) {
          const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk
          received.push(bytes)
          size += bytes.length
        }
      }
      return Buffer.concat(received)
    })
  )

describe("the cluster's sockets", () => {
  it("bring back every byte in order, however it was cut", () =>
    withEcho(({ host, port }) =>
      Effect.promise(() =>
        assert(
          asyncProperty(array(uint8Array({ minLength: 1, maxLength: 2_000 }), { maxLength: 30 }), async (chunks) => {
            const back = await Effect.runPromise(roundTrip(host, port, chunks))
            expect(back.equals(Buffer.concat(chunks))).toBe(true)
          }),
          { numRuns: 100 }
        )
      )
    ))

  it("carry more than both kernels' buffers hold, with the writer held back", () =>
    withEcho(({ host, port }) =>
      Effect.gen(function* () {
        const chunks = Array.from({ length: 64 }, (_, index) => new Uint8Array(1 << 18).fill(index))
        const back = yield* roundTrip(host, port, chunks)
        expect(back.equals(Buffer.concat(chunks))).toBe(true)
      })
    ))

  it("an end is a close error after the last byte, not instead of it", () =>
    withEcho(() =>
      Effect.gen(function* () {
        const server = Net.createServer((connection) => connection.end("bye"))
        yield* Effect.callback<void>((resume) => {
          server.listen(0, "127.0.0.1", () => resume(Effect.void))
        })
        const address = server.address()
        if (address === null || typeof address === "string") throw new Error("no port")
        const reader = yield* socketOver(dial("127.0.0.1", address.port)).reader
        const [last] = yield* reader.pull
        expect(Buffer.from(last).toString()).toBe("bye")
        const error = yield* Effect.flip(reader.pull)
        expect(error.reason._tag).toBe("SocketCloseError")
        server.close()
      }).pipe(Effect.scoped)
    ))

  it("nobody there is an open error", async () => {
    const error = await Effect.runPromise(Effect.flip(Effect.scoped(socketOver(dial("127.0.0.1", 1)).reader)))
    expect(error.reason._tag).toBe("SocketOpenError")
  })

  it("a port in use is named", async () => {
    await withEcho(({ host, port }) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Effect.scoped(Effect.provide(Node.ClusterPort, Node.layer({ host, port }))))
        expect(error.message).toContain(`${host}:${port}`)
      })
    )
  })
})
