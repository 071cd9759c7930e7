/**
 * Who may open a connection: a page of an allowed origin, an address that does not open too many, and a handshake in
 * this protocol's version with a valid token.
 */
import { Result } from "effect"
import type { Server, Socket } from "socket.io"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { Handshake, protocolVersion } from "../../protocol/live.ts"
import { clientAddress, type Origin } from "../address.ts"
import type { Verified } from "../auth/tokens.ts"
import { Bucket, Buckets } from "./bucket.ts"
import { decoder } from "./decode.ts"
import type { Gate } from "./gate.ts"
import { isTooDeep } from "./incoming.ts"
import { addressName, isOriginAllowed } from "./origin.ts"

export interface Admitted {
  readonly sender: Handshake["sender"]
  readonly verified: Verified
  readonly from: Origin
}

type Nothing = Record<string, never>
/** What servers tell each other: see relay.ts, which reads a batch before it believes it. */
interface BetweenServers {
  relay: (batch: unknown) => void
}
export type LiveServer = Server<Nothing, Nothing, BetweenServers, { admitted: Admitted | undefined }>
type EngineConnection = Socket["conn"]
type Request = EngineConnection["request"]

/** How socket.io carries a refusal: an error whose `data` reaches the client's `connect_error`. */
class HandshakeRefused extends Error {
  readonly data: Refusal
  constructor(refusal: Refusal) {
    super(refusal.message)
    this.data = refusal
  }
}

const decodeHandshake = decoder(Handshake)

export class Admission {
  readonly #gate: Gate
  readonly #open = new Map<string, number>()
  readonly #handshakes: Buckets
  readonly #frames: Buckets

  constructor(gate: Gate) {
    const { handshakesPerAddress, framesPerAddress } = gate.settings
    this.#gate = gate
    this.#handshakes = new Buckets(handshakesPerAddress / 5, handshakesPerAddress)
    this.#frames = new Buckets(framesPerAddress, framesPerAddress * 2)
  }

  /** Before a connection exists; the answer, if any, is the sentence to refuse it with. */
  refuses(request: Request): string | undefined {
    const { settings, monotonic } = this.#gate
    const { origin, host } = request.headers
    if (!isOriginAllowed(origin, host, settings.origins)) return "This origin may not connect."
    const address = this.#addressOf(request, request.connection.remoteAddress ?? "")
    if ((this.#open.get(address) ?? 0) >= settings.connectionsPerAddress) return "Too many connections from this address."
    const now = monotonic()
    return this.#handshakes.of(address, now).take(1, now) ? undefined : "Too many new connections from this address."
  }

  /** Stands before any decoding: a connection that sends too much is gone before it costs more than its bytes. */
  guard(connection: EngineConnection, flooded: () => void): void {
    const { settings, monotonic } = this.#gate
    const address = this.#addressOf(connection.request, connection.remoteAddress)
    const frames = new Bucket(settings.framesPerConnection, settings.framesPerConnection * 2, monotonic())
    this.#open.set(address, (this.#open.get(address) ?? 0) + 1)
    connection.once("close", () => {
      const left = (this.#open.get(address) ?? 1) - 1
      if (left === 0) this.#open.delete(address)
      else this.#open.set(address, left)
    })
    connection.on("packet", (packet: { readonly data?: unknown }) => {
      const cost = 1 + (typeof packet.data === "string" ? packet.data.length / 8192 : 0)
      const now = monotonic()
      if (!frames.take(cost, now) || !this.#frames.of(address, now).take(cost, now)) flooded()
    })
  }

  /** The handshake itself, as a middleware of the server. */
  readonly handshake: Parameters<LiveServer["use"]>[0] = (socket, next) => {
    this.#admit(socket.handshake.auth, this.#originOf(socket.conn), (answer) => {
      if ("_tag" in answer) {
        this.#gate.counters.handshakesRefused += 1
        return next(new HandshakeRefused(answer))
      }
      socket.data.admitted = answer
      next()
    })
  }

  #admit(auth: unknown, from: Origin, done: (answer: Admitted | Refusal) => void): void {
    if (this.#gate.isDraining()) return done(refuse("unavailable", { retryAfterMs: 2000 }))
    if (isTooDeep(auth)) return done(refuse("malformed"))
    // The version is looked at first: another version's handshake may have another form.
    if (typeof auth === "object" && auth !== null && "version" in auth && auth.version !== protocolVersion) {
      return done(refuse("unsupported_version", { field: "version" }))
    }
    const handshake = decodeHandshake(auth)
    if (Result.isFailure(handshake)) return done(handshake.failure)
    const { token, sender } = handshake.success
    this.#gate.verify(token, (answer) => done("_tag" in answer ? answer : { sender, verified: answer, from }))
  }

  /** The name an address is counted under. */
  #addressOf(request: Request, remote: string): string {
    return addressName(this.#clientOf(request, remote))
  }

  #clientOf(request: Request, remote: string): string {
    const forwarded = request.headers["x-forwarded-for"]
    return clientAddress(remote, typeof forwarded === "string" ? forwarded : forwarded?.at(-1), this.#gate.settings.trustProxy)
  }

  #originOf({ request, remoteAddress }: EngineConnection): Origin {
    return { address: this.#clientOf(request, remoteAddress), userAgent: (request.headers["user-agent"] ?? "").slice(0, 300) }
  }
}
