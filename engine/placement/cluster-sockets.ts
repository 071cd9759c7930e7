/**
 * The cluster's two ends on `node:net`: the server that other nodes' requests arrive at, and the connections to theirs.
 * Effect has its own in a package that asks for a newer Node than Stoa does.
 */
import * as Net from "node:net"
import { Effect, FiberSet, Layer, Scope } from "effect"
import * as Runners from "effect/cluster/Runners"
import { inetAddressFromIpString } from "effect/net/NetAddress"
import * as RpcClient from "effect/rpc/RpcClient"
import * as RpcSerialization from "effect/rpc/RpcSerialization"
import * as Socket from "effect/socket/Socket"
import * as SocketServer from "effect/socket/SocketServer"
import { socketOver } from "./net-socket.ts"
import type { ListeningNode } from "./node.ts"

const accepted = (connection: Net.Socket): Socket.Socket =>
  socketOver(
    Effect.acquireRelease(
      Effect.suspend(() =>
        connection.destroyed
          ? Effect.fail(new Socket.SocketError({ reason: new Socket.SocketCloseError({ code: 1006 }) }))
          : Effect.succeed(connection)
      ),
      () => Effect.sync(() => connection.destroySoon())
    )
  )

/** The node's open port as the cluster's server. */
export const layerServer = (node: ListeningNode): Layer.Layer<SocketServer.SocketServer, SocketServer.SocketServerError> =>
  Layer.effect(
    SocketServer.SocketServer,
    Effect.gen(function* () {
      const open = new Set<Net.Socket>()
      let waiting: Array<Net.Socket> = []
      let take = (connection: Net.Socket): void => {
        waiting.push(connection)
      }
      const onConnection = (connection: Net.Socket): void => {
        open.add(connection)
        // A connection that breaks before anybody reads it must not end the process.
        connection.on("error", () => connection.destroy())
        connection.on("close", () => open.delete(connection))
        take(connection)
      }
      node.server.on("connection", onConnection)
      yield* Effect.addFinalizer(() =>
        Effect.sync(() => {
          node.server.off("connection", onConnection)
          for (const connection of open) connection.destroy()
        })
      )
      const address = yield* Effect.fromResult(inetAddressFromIpString(node.host, node.port)).pipe(
        Effect.mapError(
          (cause) => new SocketServer.SocketServerError({ reason: new SocketServer.SocketServerOpenError({ cause }) })
        )
      )
      return {
        address,
        run: <R, E, A>(handler: (socket: Socket.Socket) => Effect.Effect<A, E, R>) =>
          Effect.scopedWith((scope) =>
            Effect.gen(function* () {
              const fork = yield* FiberSet.makeRuntime<R, void>().pipe(Effect.provideService(Scope.Scope, scope))
              take = (connection) => {
                fork(Effect.ignoreCause(handler(accepted(connection)), { log: "Debug" }))
              }
              const early = waiting
              waiting = []
              early.forEach(take)
              return yield* Effect.never
            })
          )
      }
    })
  )

export const dial = (host: string, port: number): Effect.Effect<Net.Socket, Socket.SocketError, Scope.Scope> =>
  Effect.gen(function* () {
    const connection = yield* Effect.acquireRelease(
      Effect.sync(() => Net.createConnection({ host, port, noDelay: true })),
      (connection) => Effect.sync(() => (connection.connecting ? connection.destroy() : connection.destroySoon()))
    )
    yield* Effect.callback<void, Socket.SocketError>((resume) => {
      connection.once("connect", () => resume(Effect.void))
      connection.on("error", (cause) => {
        resume(Effect.fail(new Socket.SocketError({ reason: new Socket.SocketOpenError({ kind: "Unknown", cause }) })))
      })
    }).pipe(
      Effect.timeoutOrElse({
        duration: "1 second",
        orElse: () => {
          const cause = new Error(`${host}:${port} did not answer within a second`)
          return Effect.fail(new Socket.SocketError({ reason: new Socket.SocketOpenError({ kind: "Timeout", cause }) }))
        }
      })
    )
    return connection
  })

/** Connections to the other nodes, by the address under which they registered. */
export const layerClientProtocol: Layer.Layer<Runners.RpcClientProtocol, never, RpcSerialization.RpcSerialization> = Layer.effect(
  Runners.RpcClientProtocol,
  Effect.gen(function* () {
    const serialization = yield* RpcSerialization.RpcSerialization
    return {
      codecFor: serialization.codecFor,
      make: (address) =>
        RpcClient.makeProtocolSocket().pipe(
          Effect.provideService(Socket.Socket, socketOver(dial(address.host, address.port))),
          Effect.provideService(RpcSerialization.RpcSerialization, serialization)
        )
    }
  })
)
