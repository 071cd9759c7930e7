/**
 * Making an outage good (T13). While the system serves, it leaves a durable beat each second; a gap of 5 s or more
 * between two beats was an outage, whether this process was away or only its database. Every attempt that was running
 * when the gap began gets the whole gap added, once, also where its deadline fell inside: so no alarm may ring until
 * that is done, or deadlines would fire that have just been moved.
 */
import { Cause, Duration, Effect, Option, Schema } from "effect"
import { CommandId, type ActorKey, parseActorKey } from "../protocol/ids.ts"
import { between, type Instant } from "../protocol/time.ts"
import type { Outcome } from "./engine.ts"
import type { Node } from "./node.ts"
import { isPassing } from "./outbox.ts"
import type { Outage, Outages } from "./outages.ts"
import type { StorageUnavailable } from "./journal.ts"
import { outageAfter } from "./resumed-time.ts"
import { jumpMs } from "./slewed-clock.ts"

const beatEvery = Duration.seconds(1)
const beatWithin = Duration.seconds(2)
const retryEvery = Duration.millis(200)
const triesOfBroken = 10

export interface RecoveryOptions {
  readonly node: Node
  readonly name: string
  readonly outages: Outages["Service"]
  readonly now: () => Instant
  /** Milliseconds by which the database's clock is ahead of `now`. */
  readonly error: () => number
  /** Lets `now` go on from what the database's clock says. */
  readonly catchUp: () => void
  /** Off: what ended meanwhile stays ended, stamped with its deadline. */
  readonly compensate: boolean
}

const makeCommandId = Schema.decodeUnknownSync(CommandId)

/** Makes good whatever outage lies between the newest beat and now; to be called before alarms ring. */
export const recover = (options: RecoveryOptions) =>
  Effect.gen(function* () {
    const { outages, name, now, compensate } = options
    const last = yield* outages.newestBeat
    if (compensate && Option.isSome(last)) yield* recordGap(outages, last.value, now())
    const beat = now()
    yield* outages.beat(name, beat)
    return compensate ? yield* payDebts(options, beat) : beat
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

/**
 * Makes every recorded outage good, and answers the newest beat. It beats meanwhile, since nobody may take the time that it
 * needs for another outage, which would have to be made good again, and so for ever. After a gap it leaves no beat: the
 * gap is for whoever called to record.
 */
const payDebts = (options: RecoveryOptions, first: Instant): Effect.Effect<Instant, StorageUnavailable> =>
  Effect.gen(function* () {
    const { outages, name, now } = options
    let last = first
    const beat = Effect.gen(function* () {
      yield* Effect.sleep(beatEvery)
      const at = now()
      if (between(last, at) >= outageAfter) return
      yield* outages.beat(name, at).pipe(Effect.timeout(beatWithin))
      last = at
    })
    const pay = Effect.flatMap(outages.undone, (owed) => Effect.forEach(owed, (outage) => makeGood(options, outage)))
    yield* Effect.raceFirst(pay, Effect.forever(Effect.ignore(beat)))
    return last
  })

/** An outage stays undone while an attempt is broken that it was owed to: the next start tries again, and does nothing twice. */
const makeGood = ({ node, outages, now }: RecoveryOptions, outage: Outage) =>
  Effect.gen(function* () {
    const attempts = yield* outages.running(outage)
    const tell = attempts.length === 0 ? Effect.logInfo : Effect.logWarning
    yield* tell(
      `The system was away for ${(outage.length / 1000).toFixed(1)} s: giving it back to ${attempts.length} running attempts.`
    )
    const heard = yield* Effect.forEach(attempts, (attempt) => compensate(node, attempt, outage, now(), 1), { concurrency: 64 })
    if (heard.every((one) => one)) yield* outages.markDone(outage.id)
  })

/** False when the attempt is broken: everybody else must not wait for it. */
const compensate = (node: Node, attempt: ActorKey, outage: Outage, at: Instant, turn: number): Effect.Effect<boolean> => {
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
      if (outcome._tag === "Done") return Effect.succeed(true)
      if (!isPassing(outcome)) {
        return Effect.as(Effect.logWarning(`${attempt} takes no compensation: ${outcome.code}`), true)
      }
      const broken = outcome.code === "internal"
      if (broken && turn >= triesOfBroken) {
        return Effect.as(Effect.logError(`${attempt} is broken and could not be compensated for outage ${outage.id}.`), false)
      }
      return Effect.andThen(Effect.sleep(retryEvery), compensate(node, attempt, outage, at, broken ? turn + 1 : turn))
    })
  )
}

/**
 * Leaves a beat. What it is late by is recorded before: a process that dies in between must not have hidden an outage
 * behind its own beat. From this process's last beat on and not from the newest in the database: one that was given up
 * may have been stored all the same, when the outage was over.
 */
const leaveBeat = ({ outages, name, now, compensate }: RecoveryOptions, last: Instant) =>
  Effect.gen(function* () {
    const at = now()
    if (compensate) yield* recordGap(outages, last, at)
    yield* outages.beat(name, at)
    return at
  })

/**
 * A clock that was set forward is followed as soon as that takes nobody's time: an exam is as long as it is. Of several nodes
 * none follows, since one that did so a second before another would be ahead of it for the whole of an exam that begins in
 * between; they begin anew together. Answers whether it followed.
 */
const followClock = ({ outages, name, now, error, catchUp }: RecoveryOptions): Effect.Effect<boolean> =>
  Effect.gen(function* () {
    const behind = error()
    if (behind <= jumpMs || (yield* outages.timed) || (yield* outages.accompanied(name, now()))) return false
    catchUp()
    yield* Effect.logInfo(
      `The database's clock was set forward by ${(behind / 1000).toFixed(1)} s: followed, as nobody's time runs.`
    )
    return true
  }).pipe(Effect.orElseSucceed(() => false))

/**
 * Beats for as long as it runs. While a beat can't be stored alarms are held back, and when it can again after a gap,
 * the gap is made good before they ring.
 */
export const keepBeating = (options: RecoveryOptions, first: Instant) => {
  const { node } = options
  let last = first
  let followed = false
  const turn = Effect.gen(function* () {
    yield* Effect.sleep(beatEvery)
    // Whoever was just beginning when the clock was followed gets that time back, like an outage; else there was none.
    if (followed && !(yield* Effect.orElseSucceed(options.outages.timed, () => true))) last = options.now()
    followed = false
    const at = yield* leaveBeat(options, last).pipe(Effect.timeoutOption(beatWithin), Effect.option, Effect.map(Option.flatten))
    if (Option.isNone(at) || between(last, at.value) >= outageAfter) node.holdAlarms()
    if (Option.isNone(at)) return
    last = at.value
    followed = yield* followClock(options)
    if (node.alarmsOn) return
    // Owed by this node or, when another was quicker to record it, by that one: paying twice does nothing.
    if (options.compensate) last = yield* payDebts(options, last)
    node.startAlarms()
  })
  return Effect.forever(
    Effect.catchCause(turn, (cause) =>
      Cause.hasInterruptsOnly(cause) ? Effect.failCause(cause) : Effect.logError("The engine's beat failed", cause)
    )
  )
}
