/**
 * The engine as layers: `nodeLayer` makes the node, `openerLayer` lends its slots to placement, `engineLayer` waits until
 * they are placed, and `openingLayer` holds the last step, which makes good what an outage owes and lets alarms ring.
 */
import { randomUUID } from "node:crypto"
import { Config, Context, Effect, Exit, Layer, type Scope } from "effect"
import type { Job, Tagged } from "../actors/actor.ts"
import { Facts } from "../actors/facts.ts"
import { definitionOf } from "../actors/registry.ts"
import type { Refusal } from "../protocol/errors.ts"
import { type ActorRef, CommandId } from "../protocol/ids.ts"
import { Schema } from "effect"
import { DatabaseClock } from "./clock.ts"
import { timed } from "./commit-times.ts"
import { Engine, Publisher } from "./engine.ts"
import { FeedHub } from "./feed-hub.ts"
import { FeedRows } from "./feed-rows.ts"
import { failure, Jobs } from "./jobs.ts"
import { Journal, Snapshots, type StorageUnavailable } from "./journal.ts"
import { Keeper } from "./keeper.ts"
import { Lane } from "./lane.ts"
import { Loader } from "./loader.ts"
import { Node } from "./node.ts"
import { Outages } from "./outages.ts"
import { NodeName, Placement, SlotOpener } from "./placement/placement.ts"
import { Presence } from "./presence.ts"
import { keepBeating, recover } from "./recovery.ts"
import type { Prepared } from "./preparations.ts"
import type { Happening } from "./slot.ts"
import { realTimers } from "./timers.ts"

export class EngineNode extends Context.Service<EngineNode, Node>()("stoa/engine/EngineNode") {}

const laneLimits = { batchEntries: 1_000, batchBytes: 4 * 1024 * 1024 }

/** Commands of the engine's own that carry a result back; numbered by the row that asked for it. */
const makeCommandId = Schema.decodeUnknownSync(CommandId)

export const nodeLayer = Layer.effect(
  EngineNode,
  Effect.gen(function* () {
    const journal = yield* Journal
    const snapshots = yield* Snapshots
    const feedRows = yield* FeedRows
    const clock = yield* DatabaseClock
    const facts = yield* Facts
    const publisher = yield* Publisher
    const jobs = yield* Jobs
    const name = yield* NodeName
    const lanes = yield* Config.Int("STOA_LANES").pipe(Config.withDefault(2))
    const fork = Effect.runForkWith(yield* Effect.context())

    const commit = yield* timed(journal.commit)
    const timers = realTimers(clock.now)
    const newGeneration = () => randomUUID().slice(0, 8)
    const defect = (error: unknown) => {
      fork(Effect.logError("A listener of the engine failed", error))
    }
    const hub = new FeedHub(timers, publisher.feed, newGeneration)
    return new Node({
      name,
      timers,
      lanes: Array.from({ length: Math.max(1, lanes) }, () => new Lane(commit, timers, laneLimits, defect)),
      loader: new Loader(journal.load, timers.soon),
      keeper: new Keeper(snapshots.save, (error) => {
        fork(Effect.logWarning(`Snapshots could not be stored; the journal goes on without them: ${String(error)}`))
      }),
      hub,
      presence: new Presence((ref, row) => hub.presence(ref, row)),
      journal,
      feedRows,
      definitionOf,
      prepare: (effect, done) => {
        fork(Effect.provideService(effect, Facts, facts)).addObserver((exit) => done(preparedOf(exit)))
      },
      publish: publisher.publish,
      newGeneration,
      work: (node, ref, seq, job) => {
        fork(workOff(node, jobs, ref, seq, job))
      },
      note: (happening) => {
        fork(Effect.logWarning(tell(happening)))
      },
      clockHealthy: clock.healthy
    })
  })
)

export const openerLayer = Layer.effect(
  SlotOpener,
  Effect.map(EngineNode, (node) => ({
    open: (id: number) => Effect.map(node.open(id), () => ({ id, handle: (request: string) => node.handle(request) }))
  }))
)

export const engineLayer = Layer.effect(
  Engine,
  Effect.gen(function* () {
    const node = yield* EngineNode
    const placement = yield* Placement
    const clock = yield* DatabaseClock
    node.attach(placement)
    yield* placement.ready
    const stop = node.startHousekeeping()
    yield* Effect.addFinalizer(() => Effect.sync(stop))

    return Engine.of({
      submit: (request, done) => node.submit(request, done),
      watch: (ref, person, from, done) => node.watch(ref, person, from, done),
      renew: (ref, person, audience) => node.renew(ref, person, audience),
      watchFeed: (ref, done) => node.watchFeed(ref, done),
      renewFeed: (ref) => node.renewFeed(ref),
      beat: (connection, person, beating) => node.beat(connection, person, beating),
      gone: (connection, clean) => node.gone(connection, clean),
      now: clock.now,
      status: () => node.status(),
      drain: node.drain
    })
  })
)

export class EngineOpening extends Context.Service<
  EngineOpening,
  {
    /**
     * Makes good what an outage owes and lets alarms ring; from then on durable beats tell that the system serves. To
     * be run as the last thing before people are let in: all time until then is part of the outage (T13).
     */
    readonly open: Effect.Effect<void, StorageUnavailable, Scope.Scope>
  }
>()("stoa/engine/EngineOpening") {}

export const openingLayer = Layer.effect(
  EngineOpening,
  Effect.gen(function* () {
    const node = yield* EngineNode
    const outages = yield* Outages
    const clock = yield* DatabaseClock
    const name = yield* NodeName
    const compensate = yield* Config.Literals(["on", "off"], "STOA_COMPENSATE").pipe(Config.withDefault("on"))
    const recovery = {
      node,
      name,
      outages,
      now: clock.now,
      error: clock.error,
      catchUp: clock.catchUp,
      compensate: compensate === "on"
    }
    return EngineOpening.of({
      open: Effect.gen(function* () {
        const beat = yield* recover(recovery)
        node.startAlarms()
        yield* Effect.forkScoped(keepBeating(recovery, beat))
      })
    })
  })
)

const preparedOf = (exit: Exit.Exit<Tagged, Refusal>): Prepared => {
  if (Exit.isSuccess(exit)) return { _tag: "Prepared", command: exit.value }
  const refused = Exit.findErrorOption(exit)
  return refused._tag === "Some" ? refused.value : internalError
}
const internalError: Refusal = {
  _tag: "Refusal",
  code: "internal",
  message: "What the command needs to know could not be found out. Try again."
}

/**
 * A job that fails is not retried here: its actor hears of it and asks again by its alarm, which also survives this
 * process. Both answers to one row have ids of their own: one that failed may yet be done when it is asked for again.
 */
const workOff = (node: Node, jobs: Jobs["Service"], ref: ActorRef, seq: number, job: Job) => {
  const answer = (sender: string, command: Tagged) =>
    node.route(
      {
        to: ref,
        id: makeCommandId({ sender, n: seq }),
        digest: "job",
        command,
        principal: { _tag: "Engine", purpose: "grading" },
        receivedAt: node.now(),
        settles: undefined,
        hop: 0,
        settling: false
      },
      () => {}
    )
  return jobs.run(job).pipe(
    Effect.map((command) => answer(`engine:${job.name}`, command)),
    Effect.catch((error) =>
      Effect.andThen(
        Effect.logError(`${job.name} for ${ref.type}/${ref.id} failed: ${error.message}`),
        Effect.sync(() => {
          const command = failure(job, error.message)
          if (command !== undefined) answer(`engine:${job.name}-failed`, command)
        })
      )
    )
  )
}

const tell = (happening: Happening): string => {
  switch (happening._tag) {
    case "SlotLost":
      return happening.reason === "fenced"
        ? `Slot ${happening.slot} belongs to another owner; letting it go.`
        : `Slot ${happening.slot}: a commit's end is unknown; reading back what is durable.`
    case "ReactionParked":
      return `A reaction of ${happening.source} (row ${happening.seq}) was refused as ${happening.code} and is parked.`
    case "AlarmParked":
      return `The alarm of ${happening.actor} is parked: ${happening.reason}.`
    case "CellBroken":
      return `${happening.actor} failed by a defect; what it could not do is refused: ${String(happening.error)}`
    case "SnapshotUnreadable":
      return `${happening.actor}: its snapshot of row ${happening.seq} can't be read, the journal is: ${String(happening.error)}`
  }
}
