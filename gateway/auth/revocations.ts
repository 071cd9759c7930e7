/**
 * Word that a log-in is over: logged out, deactivated, a role changed, a refresh token used twice. Whoever keeps
 * something open for a session (a socket, a stream, a cache) listens and closes it at once, rather than finding out
 * when the access token ends up to 15 minutes later.
 */
import { Context, Layer } from "effect"

export class Revocations extends Context.Service<
  Revocations,
  {
    /** Calls `listener` with each session that ends from here on; answers what takes it back. */
    readonly onRevoked: (listener: (session: string) => void) => () => void
    /** Tells this node's listeners. Ending the session itself is `Sessions`' work; every node hears of it from there. */
    readonly revoke: (session: string) => void
  }
>()("stoa/gateway/Revocations") {
  static readonly layer = Layer.sync(Revocations, () => {
    const listeners = new Set<(session: string) => void>()
    return Revocations.of({
      onRevoked: (listener) => {
        // Two registrations of one function are two registrations, each with its own way back.
        const registered = (session: string) => listener(session)
        listeners.add(registered)
        return () => {
          listeners.delete(registered)
        }
      },
      revoke: (session) => {
        for (const listener of [...listeners]) listener(session)
      }
    })
  })
}
