/**
 * The live gateway: socket.io on the app, from a connection's first byte to its last. socket.io does the transports,
 * their upgrade and heartbeat, and the handshake; events are read by `LiveConnection`.
 */
import { randomInt } from "node:crypto"
import { Context, Effect, Exit, Layer, Option } from "effect"
import { Server, type Socket } from "socket.io"
import type { AnyActor } from "../../actors/actor.ts"
import { Engine } from "../../engine/engine.ts"
import { refuse } from "../../protocol/errors.ts"
import type { ActorType } from "../../protocol/ids.ts"
import { Audit } from "../audit.ts"
import { Revocations } from "../auth/revocations.ts"
import { Tokens } from "../auth/tokens.ts"
import type { Policy } from "../policy.ts"
import { UwsApp } from "../server.ts"
import { Admission, type LiveServer } from "./admission.ts"
import { Buckets } from "./bucket.ts"
import { LiveConnection } from "./connection.ts"
import { exposeCounters, LiveCounters } from "./counters.ts"
import { decoder } from "./decode.ts"
import type { AddressedActor, Gate } from "./gate.ts"
import { Outbox } from "./outbox.ts"
import { proveAgain } from "./prove-again.ts"
import { Digest } from "./digest.ts"
import { Receipts } from "./receipts.ts"
import { Relay } from "./relay.ts"
import { Rooms } from "./rooms.ts"
import { Roster, turnsPerTide } from "./roster.ts"
import { liveSettings } from "./settings.ts"

export class LiveGateway extends Context.Service<
  LiveGateway,
  {
    readonly counters: LiveCounters
    readonly connections: () => number
    /** Refuses what is new and tells every client when to come back. Replies under way still leave. */
    readonly announceDraining: Effect.Effect<void>
    /** Closes every connection. */
    readonly closeAll: Effect.Effect<void>
  }
>()("stoa/gateway/LiveGateway") {}

/** What the gateway reads of the definitions of all types of actors: how commands are decoded and rooms are named. */
export type LiveRegistry = Readonly<Record<ActorType, Pick<AnyActor, "wire" | "urgent" | "audiences">>>

const addressed = (registry: LiveRegistry): Gate["actors"] => {
  const of = (type: ActorType): AddressedActor => {
    const { wire, urgent, audiences } = registry[type]
    return { decode: decoder(wire, "command"), urgent, audiences }
  }
  return { learner: of("learner"), course: of("course"), attempt: of("attempt"), exam: of("exam") }
}

const makeGate = (registry: LiveRegistry, policy: Policy, isDraining: () => boolean) =>
  Effect.gen(function* () {
    const settings = yield* liveSettings
    const tokens = yield* Tokens
    const run = Effect.runForkWith(yield* Effect.context<never>())
    const counters = new LiveCounters()
    yield* exposeCounters(counters)
    const gate: Gate = {
      actors: addressed(registry),
      policy,
      engine: yield* Engine,
      rooms: yield* Rooms,
      receipts: yield* Receipts,
      audit: yield* Audit,
      digest: yield* Digest,
      settings,
      counters,
      accounts: new Buckets(settings.commandsPerAccount, settings.commandsPerAccount * 2),
      verify: (token, done) => {
        run(tokens.verify(token)).addObserver((exit) => {
          if (Exit.isSuccess(exit)) return done(exit.value)
          done(Option.getOrElse(Exit.findErrorOption(exit), () => refuse("unavailable", { retryAfterMs: 1000 })))
        })
      },
      monotonic: () => performance.now(),
      isDraining,
      debug: (what, details) => void run(Effect.logDebug(what, details)),
      fault: (about, cause) => void run(Effect.logError(`Failed in the gateway: ${about}`, cause))
    }
    return gate
  })

const attachServer = Effect.fn(function* (gate: Gate, admission: Admission) {
  const { app } = yield* UwsApp
  const { maxFrameBytes, origins } = gate.settings
  const relay = yield* Relay
  const io: LiveServer = new Server({
    transports: ["websocket", "polling"],
    serveClient: false,
    maxHttpBufferSize: maxFrameBytes,
    perMessageDeflate: false,
    httpCompression: false,
    connectTimeout: 10_000,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    ...(origins.length > 0 ? { cors: { origin: [...origins] } } : {}),
    ...(relay === undefined ? {} : { adapter: relay.adapter }),
    allowRequest: (request, decide) => {
      const why = admission.refuses(request)
      if (why !== undefined) gate.counters.handshakesRefused += 1
      decide(why, why === undefined)
    }
  })
  // The binding's own bounds are above ours: nothing may be dropped before a slow reader is noticed here.
  const binding = { path: "/socket.io", maxBackpressure: 64 * 1024 * 1024, idleTimeout: 120, compression: 0 }
  // Local: by the relay's adapter it would tell every node to let everybody go.
  yield* Effect.acquireRelease(
    Effect.sync(() => io.attachApp(app, binding)),
    () => Effect.sync(() => io.local.disconnectSockets(true))
  )
  if (relay !== undefined) yield* relay.carry(io)
  return io
})

/** Takes a connection's incoming packets over: events are ours, what is left (to leave the namespace) socket.io's. */
const readFrom = (connection: Socket["conn"], live: LiveConnection, gate: Gate): void => {
  const others = connection.listeners("data")
  connection.removeAllListeners("data")
  connection.on("data", (data: unknown) => {
    const receivedAt = gate.engine.now()
    const isText = typeof data === "string"
    if (isText && data.startsWith("2") && data[1] !== "/") return live.receive(data, receivedAt)
    // Binary attachments have no place in this protocol.
    if (!isText || data.startsWith("5") || data.startsWith("6")) return live.malformed()
    for (const other of others) Reflect.apply(other, connection, [data])
  })
}

export const liveGatewayLayer = (registry: LiveRegistry, policy: Policy) =>
  Layer.effect(
    LiveGateway,
    Effect.gen(function* () {
      let draining = false
      const gate = yield* makeGate(registry, policy, () => draining)
      const { counters, settings } = gate
      const admission = new Admission(gate)
      const roster = new Roster()
      const liveOf = new WeakMap<Socket["conn"], LiveConnection>()
      const io = yield* attachServer(gate, admission)

      io.engine.on("connection", (connection: Socket["conn"]) => {
        admission.guard(connection, () => {
          counters.floodClosed += 1
          const live = liveOf.get(connection)
          if (live !== undefined) live.close("flood")
          else connection.close(true)
        })
      })
      io.use(admission.handshake)

      /** A device has one connection; an account a bounded number of them, the oldest giving way. */
      const makeRoom = (userId: number, sender: string) => {
        const theirs = roster.ofAccount(userId)
        const others = theirs.filter((older) => older.sender !== sender)
        const tooMany = others.slice(0, Math.max(0, others.length + 1 - settings.connectionsPerAccount))
        for (const older of theirs) if (older.sender === sender || tooMany.includes(older)) older.close("replaced")
      }

      io.on("connection", (socket) => {
        const { admitted } = socket.data
        if (admitted === undefined) return void socket.disconnect(true)
        makeRoom(admitted.verified.person.userId, admitted.sender)
        const live = new LiveConnection(gate, new Outbox(socket.conn), socket.id, admitted)
        const leave = roster.add(live)
        liveOf.set(socket.conn, live)
        counters.handshakes += 1
        counters.connections += 1
        const { userId, role } = admitted.verified.person
        gate.debug("Somebody connected", { userId, role, transport: socket.conn.transport.name, ...admitted.from })
        readFrom(socket.conn, live, gate)
        socket.on("error", () => live.malformed())
        socket.on("disconnect", (reason) => {
          leave()
          counters.connections -= 1
          gate.debug("Somebody's connection ended", { userId, reason })
          live.gone(reason === "client namespace disconnect")
          // At once: a polling transport would wait half a minute for a request in which to say it.
          socket.conn.close(true)
        })
        live.welcome()
      })

      const { onRevoked } = yield* Revocations
      yield* Effect.acquireRelease(
        Effect.sync(() =>
          onRevoked((session) => {
            for (const connection of roster.all()) if (connection.person.session === session) connection.close("logged_out")
          })
        ),
        (off) => Effect.sync(off)
      )

      yield* proveAgain(roster)

      let looks = 0
      const look = () => {
        const now = gate.monotonic()
        for (const connection of roster.all()) if (connection.isBehind) connection.look(now)
        const instant = gate.engine.now()
        for (const connection of roster.ofTurn(looks)) connection.tide(instant)
        looks += 1
      }
      yield* Effect.acquireRelease(
        Effect.sync(() => setInterval(look, settings.beatEveryMs / turnsPerTide)),
        (timer) => Effect.sync(() => clearInterval(timer))
      )

      return LiveGateway.of({
        counters,
        connections: () => roster.size,
        announceDraining: Effect.sync(() => {
          draining = true
          // Spread over the time in which that many can be welcomed again.
          const spread = 1000 + roster.size * 2
          for (const connection of roster.all()) connection.announceDraining(500 + randomInt(spread))
        }),
        closeAll: Effect.sync(() => {
          for (const connection of roster.all()) connection.hangUp()
        })
      })
    })
  )
