/** One of the nodes that share a hall: it serves the slots it was dealt, and can die at any moment. */
import { Clock, Effect, Exit, Fiber, References, Scope } from "effect"
import type { Job } from "../../actors/actor.ts"
import { grade, gradedCommand, GradeJob, gradeInput } from "../../actors/attempt/grading.ts"
import { Facts } from "../../actors/facts.ts"
import { definitionOf } from "../../actors/registry.ts"
import { FeedHub } from "../../engine/feed-hub.ts"
import type { Batch, JournalRow } from "../../engine/journal.ts"
import { Keeper } from "../../engine/keeper.ts"
import { Lane } from "../../engine/lane.ts"
import { Loader } from "../../engine/loader.ts"
import { Node } from "../../engine/node.ts"
import type { Unplaced } from "../../engine/placement/placement.ts"
import { Presence } from "../../engine/presence.ts"
import { SlewedClock } from "../../engine/slewed-clock.ts"
import { keepBeating, recover } from "../../engine/recovery.ts"
import type { Prepared } from "../../engine/preparations.ts"
import { type Refusal } from "../../protocol/errors.ts"
import { type ActorRef, CommandId } from "../../protocol/ids.ts"
import type { Instant } from "../../protocol/time.ts"
import type { MemoryStorage } from "../../storage/memory/memory-storage.ts"
import { Schema } from "effect"
import { clockOf } from "./effect-clock.ts"
import type { World } from "./world.ts"

const makeCommandId = Schema.decodeUnknownSync(CommandId)
const decodeJob = Schema.decodeUnknownSync(GradeJob)

export interface HallHost {
  readonly world: World
  readonly storage: MemoryStorage
  readonly facts: Facts["Service"]
  readonly compensate: boolean
  /** Hands a request to whichever node has the slot. */
  readonly forward: (slot: number, json: string) => Effect.Effect<string, Unplaced>
  readonly published: (room: string, frame: string) => void
  readonly violated: (what: unknown) => void
  /** Rows are sent to be stored, while the node's time was ahead of the world's by this much. */
  readonly stored: (rows: ReadonlyArray<JournalRow>, ahead: number) => void
}

const preparedOf = (exit: Exit.Exit<{ readonly _tag: string }, Refusal>): Prepared => {
  if (Exit.isSuccess(exit)) return { _tag: "Prepared", command: exit.value }
  const refused = Exit.findErrorOption(exit)
  if (refused._tag === "Some") return refused.value
  throw new Error(`preparing died: ${String(exit.cause)}`)
}

export class HallNode {
  readonly node: Node
  alive = true
  /** Recovery is done and people are let in. */
  ready = false
  readonly #host: HallHost
  readonly #name: string
  readonly #clock: SlewedClock
  readonly #scopes = new Map<number, Scope.Closeable>()
  readonly #fibers: Array<Fiber.Fiber<unknown, unknown>> = []

  constructor(name: string, host: HallHost) {
    this.#host = host
    this.#name = name
    const { world, storage } = host
    this.#clock = new SlewedClock(() => world.now(), Effect.runSync(storage.outages.ahead))
    this.#sample()
    const timers = { ...world.timers(() => this.alive), now: () => this.now() }
    // Told before and not after: a commit may be stored and nobody hear of it.
    const commit = (batch: Batch) =>
      Effect.suspend(() => {
        host.stored(batch.rows, this.now() - world.now())
        return storage.journal.commit(batch)
      })
    let generation = 0
    const newGeneration = () => `${name} ${++generation}`
    const hub = new FeedHub(
      timers,
      (room, frame) => {
        if (this.alive) host.published(room, frame)
      },
      newGeneration
    )
    this.node = new Node({
      name,
      timers,
      lanes: [0, 1].map(() => new Lane(commit, timers, { batchEntries: 50, batchBytes: 1e6 }, (defect) => host.violated(defect))),
      loader: new Loader(storage.journal.load, timers.soon),
      keeper: new Keeper(storage.snapshots.save, () => {}),
      hub,
      presence: new Presence((ref, row) => hub.presence(ref, row)),
      journal: storage.journal,
      feedRows: storage.feedRows,
      definitionOf,
      prepare: (effect, done) => {
        Effect.runFork(Effect.provideService(effect, Facts, host.facts)).addObserver((exit) => {
          if (this.alive) done(preparedOf(exit))
        })
      },
      publish: (room, frame) => {
        if (this.alive) host.published(room, frame)
      },
      newGeneration,
      work: (node, ref, seq, job) => this.#work(node, ref, seq, job),
      note: (happening) => {
        // What was refused for good, or failed by a defect, must not happen to anybody here.
        if (happening._tag !== "SlotLost" && happening._tag !== "SnapshotUnreadable") host.violated(happening)
      },
      clockHealthy: () => this.#clock.healthy()
    })
    this.node.attach({
      local: () => undefined,
      forward: host.forward,
      reopen: (id) => {
        this.close(id)
        timers.after(1, () => this.open(id))
      },
      ready: Effect.void,
      openSlots: () => this.#scopes.size
    })
  }

  /** The database's time, as this node tells it. */
  now(): Instant {
    return this.#clock.now()
  }

  /** As the program samples: every two seconds, and more often in doubt. */
  #sample(): void {
    const { world, storage } = this.#host
    this.#clock.observe(world.now(), Effect.runSync(storage.databaseTime.read), world.now())
    world.timers(() => this.alive).after(this.#clock.healthy() ? 2_000 : 250, () => this.#sample())
  }

  open(id: number): void {
    if (!this.alive || this.#scopes.has(id)) return
    const scope = Effect.runSync(Scope.make())
    this.#scopes.set(id, scope)
    Effect.runFork(Effect.provideService(this.node.open(id), Scope.Scope, scope)).addObserver((exit) => {
      if (!Exit.isFailure(exit)) return
      this.#scopes.delete(id)
      this.#host.world.timers(() => this.alive).after(50, () => this.open(id))
    })
  }

  close(id: number): void {
    const scope = this.#scopes.get(id)
    this.#scopes.delete(id)
    if (scope !== undefined) Effect.runSync(Scope.close(scope, Exit.void))
  }

  /** As the program boots: slots, recovery, then alarms, then beats. */
  boot(slots: ReadonlyArray<number>): void {
    const { world, storage, compensate } = this.#host
    for (const id of slots) this.open(id)
    const options = {
      node: this.node,
      name: this.#name,
      outages: storage.outages,
      now: () => this.now(),
      error: () => this.#clock.error(),
      catchUp: () => this.#clock.catchUp(),
      compensate
    }
    const life = Effect.gen({ self: this }, function* () {
      const beat = yield* recover(options)
      this.node.startAlarms()
      this.node.startHousekeeping()
      this.ready = true
      yield* keepBeating(options, beat)
    })
    this.#fibers.push(
      Effect.runFork(
        life.pipe(Effect.provideService(Clock.Clock, clockOf(world)), Effect.provideService(References.MinimumLogLevel, "None"))
      )
    )
  }

  /** The process is gone: its timers are silent and nobody hears what it still says. */
  async kill(): Promise<void> {
    this.alive = false
    for (const fiber of this.#fibers.splice(0)) await Effect.runPromise(Fiber.interrupt(fiber))
  }

  /** Grades a little later, as a worker would; a node that dies takes its jobs with it. */
  #work(node: Node, ref: ActorRef, seq: number, job: Job): void {
    const { world, facts } = this.#host
    world
      .timers(() => this.alive)
      .after(world.between(5, 40), () => {
        const asked = decodeJob(job.input)
        const graded = Effect.gen(function* () {
          const paper = yield* facts.paper(asked.paperHash)
          const key = yield* facts.answerKey(asked.paperHash)
          return gradedCommand(asked, grade(gradeInput(asked, paper, key)))
        })
        node.route(
          {
            to: ref,
            id: makeCommandId({ sender: "engine:grade", n: seq }),
            digest: "job",
            command: Effect.runSync(graded),
            principal: { _tag: "Engine", purpose: "grading" },
            receivedAt: this.now(),
            settles: undefined,
            hop: 0,
            settling: false
          },
          () => {}
        )
      })
  }
}
