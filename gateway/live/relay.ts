/**
 * Changes to and from other nodes, by Redis. What passes here are hints: everything is stored already, and a reader
 * who misses one finds out from the next tide. So nothing here may wait, pile up or fail anybody: while Redis is away
 * changes are let go, and after five failures in a row it is not even tried for a minute.
 *
 * Plain publish and subscribe rather than socket.io's Redis adapter: that one sends to socket.io's rooms, which drop
 * changes for slow readers unseen (see rooms.ts), and its own publishing rejects with nobody listening.
 */
import { randomUUID } from "node:crypto"
import { Effect, Layer, Metric, Redacted, Result, Schema } from "effect"
import { Redis } from "ioredis"
import { Rooms, type Published } from "./rooms.ts"

const channel = "stoa:live:1"
const failuresToOpen = 5
const openForMs = 60_000
/** Changes of one turn of the loop that travel together; what is beyond is let go. */
const mostInBatch = 1000

const Batch = Schema.fromJsonString(
  Schema.Struct({
    from: Schema.String,
    published: Schema.Array(Schema.Tuple([Schema.Literals(["publication", "feed"]), Schema.String, Schema.String]))
  })
)
const readBatch = Schema.decodeUnknownResult(Batch)

/** Lets calls through until five have failed in a row, then none for a minute, then one to see. */
export class Breaker {
  #failures = 0
  #openUntil = 0

  isOpen(now: number): boolean {
    return now < this.#openUntil
  }
  succeeded(): void {
    this.#failures = 0
  }
  failed(now: number): void {
    this.#failures += 1
    if (this.#failures < failuresToOpen) return
    // One more failure after the minute opens it again.
    this.#failures = failuresToOpen - 1
    this.#openUntil = now + openForMs
  }
}

const connect = (url: Redacted.Redacted, offlineQueue: boolean) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const redis = new Redis(Redacted.value(url), {
        enableOfflineQueue: offlineQueue,
        commandTimeout: 1000,
        maxRetriesPerRequest: 1,
        retryStrategy: (times) => Math.min(200 * times, 5000)
      })
      // Without a listener each failed attempt to connect would be written to stderr.
      redis.on("error", () => {})
      return redis
    }),
    (redis) => Effect.sync(() => redis.disconnect())
  )

export const redisRelayLayer = (url: Redacted.Redacted) =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const rooms = yield* Rooms
      const context = yield* Effect.context<never>()
      const node = randomUUID()
      const breaker = new Breaker()
      const lost = Metric.counter("stoa_live_relay_lost_total", {
        description: "Changes not passed to other nodes",
        incremental: true
      })
      const available = Metric.gauge("stoa_live_relay_available", { description: "1 while changes are passed to other nodes" })

      const out = yield* connect(url, false)
      const back = yield* connect(url, true)
      back.on("message", (_channel: string, message: string) => {
        const batch = readBatch(message)
        if (Result.isFailure(batch) || batch.success.from === node) return
        for (const published of batch.success.published) rooms.deliver(published)
      })
      // ioredis subscribes again by itself after a reconnection; the first time it has to be let come up.
      const subscribe = () => void back.subscribe(channel).catch(() => {})
      back.on("ready", subscribe)

      let waiting: Array<Published> = []
      const letGo = (count: number) => {
        lost.updateUnsafe(count, context)
        available.updateUnsafe(0, context)
      }
      const flush = () => {
        const published = waiting
        waiting = []
        if (breaker.isOpen(performance.now())) return letGo(published.length)
        out.publish(channel, JSON.stringify({ from: node, published })).then(
          () => {
            breaker.succeeded()
            available.updateUnsafe(1, context)
          },
          () => {
            breaker.failed(performance.now())
            letGo(published.length)
          }
        )
      }
      yield* Effect.acquireRelease(
        Effect.sync(() =>
          rooms.relay((published) => {
            if (waiting.length === 0) setImmediate(flush)
            if (waiting.length < mostInBatch) waiting.push(published)
            else letGo(1)
          })
        ),
        (off) => Effect.sync(off)
      )
    })
  )
