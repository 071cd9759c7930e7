/**
 * Changes to and from other nodes, by socket.io's Redis adapter. What passes here are hints: everything is stored
 * already, and a reader who misses one finds out from the next tide. So nothing here may wait, pile up or fail anybody:
 * while Redis is away changes are let go, and after five failures in a row it is not even tried for a minute.
 *
 * The adapter carries changes from server to server (`serverSideEmit`), and there they go to our own rooms. Its way to
 * clients, a broadcast to socket.io's rooms, would drop changes for slow readers unseen (see rooms.ts).
 */
import { createAdapter } from "@socket.io/redis-adapter"
import { Context, Effect, Layer, Metric, Redacted, Result, Schedule, Schema, type Scope } from "effect"
import { Redis } from "ioredis"
import { Circuits } from "../circuits.ts"
import { CacheHealth } from "../health.ts"
import type { LiveServer } from "./admission.ts"
import { Breaker } from "./breaker.ts"
import { Rooms, type Published } from "./rooms.ts"

/** Prefix of the adapter's channels; the number rises when nodes of two versions could not read each other. */
const key = "stoa:live:1"
/** Changes of one turn of the loop that travel together; what is beyond is let go. */
const mostInBatch = 1000
const patienceMs = 1000

const Batch = Schema.Array(Schema.Tuple([Schema.Literals(["publication", "feed"]), Schema.String, Schema.String]))
const readBatch = Schema.decodeUnknownResult(Batch)

interface Carrier {
  /** For socket.io's option of that name. */
  readonly adapter: ReturnType<typeof createAdapter>
  /** Passes changes between the server's rooms and the other nodes' until the scope closes. */
  readonly carry: (io: LiveServer) => Effect.Effect<void, never, Scope.Scope>
}

/** How the gateway reaches other nodes; `undefined` on a node that is alone. */
export const Relay = Context.Reference<Carrier | undefined>("stoa/gateway/Relay", { defaultValue: () => undefined })

/**
 * A publisher fails at once while Redis is away and after a second when it does not answer. A subscriber's commands wait
 * instead: the adapter subscribes once, with nobody to do it again, and only a command that is kept survives the wait.
 */
const connect = (url: Redacted.Redacted, role: "publisher" | "subscriber") =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const redis = new Redis(Redacted.value(url), {
        ...(role === "publisher"
          ? { enableOfflineQueue: false, commandTimeout: patienceMs, maxRetriesPerRequest: 1 }
          : { maxRetriesPerRequest: null }),
        connectTimeout: 5000,
        retryStrategy: (times) => Math.min(200 * times, 2000)
      })
      // Without a listener each failed attempt to connect would be written to stderr.
      redis.on("error", () => {})
      return redis
    }),
    (redis) => Effect.sync(() => redis.disconnect())
  )

type Listener = (...args: ReadonlyArray<unknown>) => unknown

/**
 * What the adapter gets for a subscriber. It leaves the promises of its subscriptions, and of what it does with a
 * message, to nobody: one that rejects would end the process, and so would a message that it cannot read.
 */
const guardedSubscriber = (redis: Redis, fault: (cause: unknown) => void) => {
  const guarded = new Map<Listener, Listener>()
  return {
    subscribe: (channels: ReadonlyArray<string>) => void redis.subscribe(...channels).catch(fault),
    psubscribe: (pattern: string) => void redis.psubscribe(pattern).catch(fault),
    unsubscribe: (channels: ReadonlyArray<string>) => void redis.unsubscribe(...channels).catch(fault),
    punsubscribe: (pattern: string) => void redis.punsubscribe(pattern).catch(fault),
    on: (event: string, listener: Listener) => {
      const guard: Listener = async (...args) => {
        try {
          await Reflect.apply(listener, redis, args)
        } catch (cause) {
          fault(cause)
        }
      }
      guarded.set(listener, guard)
      redis.on(event, guard)
    },
    off: (event: string, listener: Listener) => void redis.off(event, guarded.get(listener) ?? listener)
  }
}

const makeCarrier = (url: Redacted.Redacted) =>
  Effect.gen(function* () {
    const rooms = yield* Rooms
    const context = yield* Effect.context<never>()
    const run = Effect.runForkWith(context)
    const breaker = new Breaker()
    const circuits = yield* Circuits
    yield* circuits.add(
      "redis",
      Effect.sync(() => breaker.state(performance.now()))
    )
    const lost = Metric.counter("stoa_live_relay_lost_total", {
      description: "Changes not passed to other nodes",
      incremental: true
    })
    const unread = Metric.counter("stoa_live_relay_unread_total", {
      description: "Messages of other nodes that could not be read",
      incremental: true
    })
    const gauge = Metric.gauge("stoa_live_relay_available", { description: "1 while changes are passed to other nodes" })

    const out = yield* connect(url, "publisher")
    const back = yield* connect(url, "subscriber")

    let available: boolean | undefined
    let isOver = false
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        isOver = true
      })
    )
    const isAvailable = (is: boolean) => {
      if (is === available || isOver) return
      const before = available
      available = is
      gauge.updateUnsafe(is ? 1 : 0, context)
      if (is) run(Effect.logInfo(before === undefined ? "Redis is there: changes reach other nodes" : "Redis is back"))
      else run(Effect.logWarning("Redis is away: changes do not reach other nodes until it is back"))
    }
    const failed = () => {
      breaker.failed(performance.now())
      isAvailable(false)
    }
    const ready = () => {
      if (out.status !== "ready" || back.status !== "ready") return
      // A connection that has come up says more than the minute that was to be waited.
      breaker.succeeded()
      isAvailable(true)
    }
    for (const redis of [out, back]) redis.on("ready", ready).on("close", () => isAvailable(false))

    /** Changes in the message that is being handed over: `publish` is called within `serverSideEmit`. */
    let carried = 0
    const publisher = {
      on: out.on.bind(out),
      off: out.off.bind(out),
      publish: (channel: string, message: string | Buffer) => {
        const count = carried
        if (breaker.isOpen(performance.now())) return lost.updateUnsafe(count, context)
        out.publish(channel, message).then(
          () => breaker.succeeded(),
          () => {
            lost.updateUnsafe(count, context)
            failed()
          }
        )
      }
    }
    const fault = (cause: unknown) => {
      unread.updateUnsafe(1, context)
      run(Effect.logDebug("A message from Redis was not understood", { reason: String(cause) }))
    }

    /** A connection may be dead without having been closed; asking is the only way to know. */
    const ask = Effect.gen(function* () {
      const connected = [out, back].filter(({ status }) => status === "ready")
      const answer = Effect.tryPromise(() => Promise.all(connected.map((redis) => redis.ping()))).pipe(Effect.timeout(patienceMs))
      yield* Effect.match(answer, {
        onSuccess: ready,
        onFailure: () => {
          failed()
          for (const redis of connected) redis.disconnect(true)
        }
      })
    })
    yield* ask.pipe(Effect.repeat(Schedule.spaced("2 seconds")), Effect.delay("1 second"), Effect.forkScoped)

    const carry = Effect.fn(function* (io: LiveServer) {
      const receive = (batch: unknown) => {
        const read = readBatch(batch)
        if (Result.isFailure(read)) return fault(read.failure)
        for (const published of read.success) rooms.deliver(published)
      }
      let waiting: Array<Published> = []
      const flush = () => {
        const batch = waiting
        waiting = []
        carried = batch.length
        io.serverSideEmit("relay", batch)
        carried = 0
      }
      const relay = (published: Published) => {
        if (waiting.length === 0) setImmediate(flush)
        if (waiting.length < mostInBatch) waiting.push(published)
        else lost.updateUnsafe(1, context)
      }
      yield* Effect.acquireRelease(
        Effect.sync(() => {
          io.on("relay", receive)
          return rooms.relay(relay)
        }),
        (off) =>
          Effect.sync(() => {
            off()
            io.off("relay", receive)
          })
      )
    })

    return {
      carrier: { adapter: createAdapter(publisher, guardedSubscriber(back, fault), { key }), carry },
      health: () => available === true
    }
  })

/** Gives the gateway Redis for a relay, and health word of it. */
export const redisRelayLayer = (url: Redacted.Redacted) =>
  Layer.effectContext(
    Effect.map(makeCarrier(url), ({ carrier, health }) => Context.make(Relay, carrier).pipe(Context.add(CacheHealth, health)))
  )
