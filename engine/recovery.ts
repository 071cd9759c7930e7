/**
 * Making an outage good (T13). While the system serves, it leaves a durable beat each second; a gap of 5 s or more
 * between two beats was an outage, whether this process was away or only its database. Every attempt that was running
 * when the gap began gets the whole gap added, once, also where its deadline fell inside: so no alarm may ring until
 * that is done, or deadlines would fire that have just been moved.
 */
import { Duration, Effect, Option } from "effect"
import { CommandId, type ActorKey, parseActorKey } from "../protocol/ids.ts"
import { between, type Instant, millis } from "../protocol/time.ts"
import { Schema } from "effect"
import type { Outcome } from "./engine.ts"
import type { Node } from "./node.ts"
import { isPassing } from "./outbox.ts"
import type { Outage, Outages } from "./outages.ts"
import type { StorageUnavailable } from "./journal.ts"

/** A shorter gap is not worth anyone's attention (T13). */
export const outageAfter = millis(5_000)
const beatEvery = Duration.seconds(1)
const beatWithin = Duration.seconds(2)
const retryEvery = Duration.millis(200)

export interface RecoveryOptions {
  readonly node: Node
  readonly name: string
  readonly outages: Outages["Service"]
  readonly now: () => Instant
  /** Off: what ended meanwhile stays ended, stamped with its deadline. */
  readonly compensate: boolean
}

const makeCommandId = Schema.decodeUnknownSync(CommandId)

/** Makes good whatever outage lies between the newest beat and now; to be called before alarms ring. */
export const recover = (options: RecoveryOptions) =>
  Effect.gen(function* () {
    const { outages, name, now } = options
    const last = yield* outages.newestBeat
    if (options.compensate && Option.isSome(last)) yield* recordGap(outages, last.value, now())
    const beat = yield* outages.beat(name)
    const undone = options.compensate ? yield* outages.undone : []
    for (const outage of undone) yield* makeGood(options, outage)
    return beat
  })

/**
 * An outage already recorded from the same beat ended before another one began (the engine died while making it good):
 * what has passed since is a gap of its own.
 */
const recordGap = (outages: Outages["Service"], from: Instant, until: Instant): Effect.Effect<void, StorageUnavailable> =>
  between(from, until) < outageAfter
    ? Effect.void
    : Effect.flatMap(outages.record(from, until), (recorded) =>
        recorded.until < until && recorded.until > from ? recordGap(outages, recorded.until, until) : Effect.void
      )

const makeGood = ({ node, outages, now }: RecoveryOptions, outage: Outage) =>
  Effect.gen(function* () {
    const attempts = yield* outages.running(outage.from)
    const tell = attempts.length === 0 ? Effect.logInfo : Effect.logWarning
    yield* tell(
      `The system was away for ${(outage.length / 1000).toFixed(1)} s: giving it back to ${attempts.length} running attempts.`
    )
    yield* Effect.forEach(attempts, (attempt) => compensate(node, attempt, outage, now()), { concurrency: 64, discard: true })
    yield* outages.markDone(outage.id)
  })

const compensate = (node: Node, attempt: ActorKey, outage: Outage, at: Instant): Effect.Effect<void> => {
  const command = { _tag: "Compensate", outageId: outage.id, ms: outage.length, from: outage.from, until: outage.until }
  return Effect.callback<Outcome>((resume) =>
    node.route(
      {
        to: parseActorKey(attempt),
        id: makeCommandId({ sender: "engine:outage", n: outage.id }),
        digest: "outage",
        command,
        principal: { _tag: "Engine", purpose: "outage" },
        receivedAt: at,
        settles: undefined,
        hop: 0,
        settling: false
      },
      (outcome) => resume(Effect.succeed(outcome))
    )
  ).pipe(
    Effect.flatMap((outcome) => {
      if (outcome._tag === "Done") return Effect.void
      if (isPassing(outcome)) return Effect.andThen(Effect.sleep(retryEvery), compensate(node, attempt, outage, at))
      return Effect.logWarning(`${attempt} takes no compensation: ${outcome.code}`)
    })
  )
}

/**
 * Beats for as long as it runs. While a beat can't be stored alarms are held back, and when it can again after a gap,
 * the gap is made good before they ring.
 */
export const keepBeating = (options: RecoveryOptions, first: Instant) => {
  let last = first
  const beat = Effect.gen(function* () {
    const at = yield* options.outages
      .beat(options.name)
      .pipe(Effect.timeoutOption(beatWithin), Effect.option, Effect.map(Option.flatten))
    if (Option.isNone(at)) {
      options.node.holdAlarms()
      return
    }
    const gap = between(last, at.value)
    if (gap >= outageAfter && options.compensate) {
      options.node.holdAlarms()
      const outage = yield* options.outages.record(last, at.value)
      yield* makeGood(options, outage)
    }
    last = at.value
    if (!options.node.alarmsOn) options.node.startAlarms()
  })
  return Effect.forever(Effect.andThen(Effect.sleep(beatEvery), Effect.ignore(beat)))
}
