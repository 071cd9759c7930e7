/**
 * One connection, as the SDK needs it: events out, some with an answer; events in; an end. It never reconnects by itself,
 * since what to do after an end (renew a token, wait, give up) is `connection.ts`'s to decide.
 */
import type { Handshake } from "../protocol/live.ts"

export interface SocketHandlers {
  readonly received: (event: string, payload: unknown) => void
  /**
   * Called once, when the connection has ended or could not be made, but not after our own `close`. `cause` is a
   * `Refusal` when the server said why.
   */
  readonly closed: (cause: unknown) => void
}

export interface Socket {
  /** In order while the connection lasts. `answered` is called at most once, and never after the end. */
  readonly send: (event: string, payload: unknown, answered?: (answer: unknown) => void) => void
  readonly close: () => void
}

export type OpenSocket = (handshake: Handshake, handlers: SocketHandlers) => Socket
