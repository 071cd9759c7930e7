/**
 * The one uWebSockets.js app of this process: socket.io, REST, pages and health hang their routes on it, and only
 * then does it listen. One per process, because socket.io patches its adapter's prototype for the whole of it.
 */
import { Config, Context, Data, Effect, Layer } from "effect"
import uWS from "uWebSockets.js"

export class ListenFailed extends Data.TaggedError("ListenFailed")<{
  readonly host: string
  readonly port: number
  readonly message: string
}> {}

export class UwsApp extends Context.Service<
  UwsApp,
  {
    readonly app: uWS.TemplatedApp
    readonly host: string
    /** Opens the port, once all routes are there, and answers which one it is (0 asks the system for a free one). */
    readonly listen: Effect.Effect<number, ListenFailed>
    /** Closes the port; what is connected stays. */
    readonly stopListening: Effect.Effect<void>
  }
>()("stoa/gateway/UwsApp") {}

/**
 * Without this flag the port is shared (SO_REUSEPORT): a second engine would start without complaint and get half of
 * the connections. The binding takes it after host and port, though its declaration has no such overload.
 */
const exclusively = 1

const open = (app: uWS.TemplatedApp, host: string, port: number) =>
  Effect.callback<uWS.us_listen_socket, ListenFailed>((resume) => {
    const opened = (socket: uWS.us_listen_socket | false): void => {
      if (socket === false) {
        const message = `Cannot listen on ${host}:${port}. Is another program using it? Set STOA_PORT to another one.`
        resume(Effect.fail(new ListenFailed({ host, port, message })))
      } else resume(Effect.succeed(socket))
    }
    Reflect.apply(app.listen, app, [host, port, exclusively, opened])
  })

export const uwsAppLayer = Layer.effect(
  UwsApp,
  Effect.gen(function* () {
    const host = yield* Config.String("STOA_HOST").pipe(Config.withDefault("127.0.0.1"))
    const port = yield* Config.Int("STOA_PORT").pipe(Config.withDefault(8080))
    const app = yield* Effect.acquireRelease(
      Effect.sync(() => uWS.App()),
      (app) => Effect.sync(() => app.close())
    )
    let listening: uWS.us_listen_socket | undefined
    return UwsApp.of({
      app,
      host,
      listen: open(app, host, port).pipe(
        Effect.map((socket) => {
          listening = socket
          return uWS.us_socket_local_port(socket)
        })
      ),
      stopListening: Effect.sync(() => {
        if (listening !== undefined) uWS.us_listen_socket_close(listening)
        listening = undefined
      })
    })
  })
)
