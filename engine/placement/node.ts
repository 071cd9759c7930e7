/**
 * This node among the others: the name under which they know it and, if it has one, the port on which they reach it.
 *
 * A node without a port is solitary: it listens to nobody and is always called the same. A name that changed with
 * every start would leave its predecessor's behind, and slots would be dealt to the dead until somebody noticed.
 */
import * as Net from "node:net"
import { Context, Data, Effect, Layer } from "effect"
import { NodeName } from "./placement.ts"

export interface NodeOptions {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
}

export interface ListeningNode extends NodeOptions {
  readonly server: Net.Server
}

/** The open port, or `undefined` for a solitary node. */
export class ClusterPort extends Context.Service<ClusterPort, ListeningNode | undefined>()("stoa/engine/ClusterPort") {}

export class PortTaken extends Data.TaggedError("PortTaken")<NodeOptions & { readonly message: string }> {}

const listen = (options: NodeOptions): Effect.Effect<ListeningNode, PortTaken> =>
  Effect.callback((resume) => {
    // Connections wait, unread, until the cluster's server takes them over.
    const server = Net.createServer({ pauseOnConnect: true, noDelay: true })
    server.once("error", (error) => {
      resume(
        Effect.fail(new PortTaken({ ...options, message: `cannot listen on ${options.host}:${options.port}: ${error.message}` }))
      )
    })
    server.listen(options.port, options.host, () => {
      const address = server.address()
      const port = address === null || typeof address === "string" ? options.port : address.port
      resume(Effect.succeed({ host: options.host, port, server }))
    })
  })

const close = (node: ListeningNode): Effect.Effect<void> =>
  Effect.callback((resume) => {
    node.server.close(() => resume(Effect.void))
  })

export const layer = (options: NodeOptions | undefined): Layer.Layer<NodeName | ClusterPort, PortTaken> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const node = options === undefined ? undefined : yield* Effect.acquireRelease(listen(options), close)
      const name = node === undefined ? "solitary" : `${node.host}:${node.port}`
      return Context.make(ClusterPort, node).pipe(Context.add(NodeName, name))
    })
  )
