/** The socket of real life: socket.io, WebSocket first and long polling where networks block that. */
import { io } from "socket.io-client"
import type { OpenSocket } from "./socket.ts"

/** How long a connection may take to be made, in ms. */
const patience = 10_000

export const socketIo =
  (url: string): OpenSocket =>
  (handshake, handlers) => {
    const socket = io(url, {
      auth: { ...handshake },
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      // Its own retries would present the token of the first try for ever.
      reconnection: false,
      forceNew: true,
      timeout: patience
    })
    let over = false
    const end = (cause: unknown) => {
      if (over) return
      over = true
      socket.close()
      handlers.closed(cause)
    }
    socket.onAny((event: string, payload: unknown) => {
      if (!over) handlers.received(event, payload)
    })
    socket.on("connect_error", (error) => end("data" in error && error.data !== undefined ? error.data : error))
    socket.on("disconnect", (reason) => end(new Error(reason)))
    return {
      send: (event, payload, answered) => {
        if (over) return
        if (answered === undefined) socket.emit(event, payload)
        else
          socket.emit(event, payload, (answer: unknown) => {
            if (!over) answered(answer)
          })
      },
      close: () => {
        over = true
        socket.close()
      }
    }
  }
