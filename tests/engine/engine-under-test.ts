/**
 * A node over storage in memory, in a world whose clock the test holds. The storage outlives the node, so that a
 * test can kill one and start the next over what is durable.
 */
import { Effect, Exit, Schema, Scope } from "effect"
import type { AnyActor } from "../../actors/actor.ts"
import type { Outcome } from "../../engine/engine.ts"
import { FeedHub } from "../../engine/feed-hub.ts"
import type { Journal } from "../../engine/journal.ts"
import { Keeper } from "../../engine/keeper.ts"
import { Lane } from "../../engine/lane.ts"
import { Loader } from "../../engine/loader.ts"
import { Node } from "../../engine/node.ts"
import { Unplaced } from "../../engine/placement/placement.ts"
import type { Prepared } from "../../engine/preparations.ts"
import { Presence } from "../../engine/presence.ts"
import type { Happening } from "../../engine/slot.ts"
import { slotOf } from "../../engine/slot-of.ts"
import { Facts } from "../../actors/facts.ts"
import type { Refusal } from "../../protocol/errors.ts"
import { actorKey, type ActorRef, actorRef, CommandId, UserId } from "../../protocol/ids.ts"
import { FeedFrame, Publication, type SubscribedActor } from "../../protocol/live.ts"
import { type Person, seededPermissions } from "../../protocol/principal.ts"
import type { Instant } from "../../protocol/time.ts"
import type { MemoryFaults } from "../../storage/memory/memory-faults.ts"
import { makeMemoryStorage } from "../../storage/memory/memory-storage.ts"
import { MemoryFacts } from "../property/memory-facts.ts"
import { World } from "../simulation/world.ts"
import { notebookOf, type NotebookWire } from "./notebook-actor.ts"

export const student: Person = {
  _tag: "Person",
  userId: UserId.make(1),
  role: "student",
  permissions: seededPermissions.student,
  session: "s",
  courses: [],
  sittings: []
}

export const notebook = (id: number): ActorRef => actorRef("attempt", id)

const makeCommandId = Schema.decodeUnknownSync(CommandId)
const decodePublication = Schema.decodeUnknownSync(Schema.fromJsonString(Publication))
const decodeFrame = Schema.decodeUnknownSync(Schema.fromJsonString(FeedFrame))

interface Sent {
  readonly n: number
  readonly sender?: string
  readonly digest?: string
  readonly receivedAt?: Instant
}

export class EngineUnderTest {
  readonly world = new World(1)
  readonly faults: MemoryFaults = {}
  readonly storage = makeMemoryStorage(() => this.world.now(), this.faults)
  readonly notes: Array<Happening> = []
  readonly defects: Array<unknown> = []
  readonly published: Array<Publication> = []
  readonly frames: Array<FeedFrame> = []
  definition: AnyActor = notebookOf()
  /** Replaces ports of the journal for the next node. */
  journal: Partial<Journal["Service"]> = {}
  hub: FeedHub
  readonly #facts = new MemoryFacts()
  #node: Node | undefined
  #life = 0
  #scopes = new Map<number, Scope.Closeable>()

  constructor() {
    this.hub = this.#newHub()
  }

  get node(): Node {
    if (this.#node === undefined) throw new Error("the engine is not running")
    return this.#node
  }

  /** Starts a node that owns the slots of these notebooks; everything is open when it answers. */
  async start(...ids: ReadonlyArray<number>): Promise<void> {
    const life = ++this.#life
    const alive = () => this.#life === life
    const timers = this.world.timers(alive)
    const journal: Journal["Service"] = { ...this.storage.journal, ...this.journal }
    let generation = 0
    this.hub = this.#newHub()
    const defect = (error: unknown) => {
      this.defects.push(error)
    }
    const node = new Node({
      name: `life ${life}`,
      timers,
      lanes: [0, 1].map(() => new Lane(journal.commit, timers, { batchEntries: 1_000, batchBytes: 1e6 }, defect)),
      loader: new Loader(journal.load, timers.soon),
      keeper: new Keeper(this.storage.snapshots.save, defect),
      hub: this.hub,
      presence: new Presence(() => {}),
      journal,
      feedRows: this.storage.feedRows,
      definitionOf: () => this.definition,
      prepare: (effect, done) => {
        Effect.runFork(Effect.provideService(effect, Facts, this.#facts.service)).addObserver((exit) => done(preparedOf(exit)))
      },
      publish: (_room, frame) => {
        if (alive()) this.published.push(decodePublication(frame))
      },
      newGeneration: () => `life ${life} load ${++generation}`,
      work: () => {},
      note: (happening) => {
        this.notes.push(happening)
      },
      clockHealthy: () => true
    })
    this.#node = node
    const slots = new Set(ids.map((id) => slotOf(actorKey(notebook(id)))))
    const scopes = (this.#scopes = new Map<number, Scope.Closeable>())
    const open = (id: number): void => {
      const scope = Effect.runSync(Scope.make())
      scopes.set(id, scope)
      Effect.runFork(Effect.provideService(node.open(id), Scope.Scope, scope)).addObserver((exit) => {
        if (Exit.isFailure(exit)) {
          defect(exit.cause)
          timers.after(50, () => open(id))
        }
      })
    }
    node.attach({
      local: () => undefined,
      forward: (slot) => Effect.fail(new Unplaced({ slot, message: "opening" })),
      reopen: (id) => {
        const scope = scopes.get(id)
        if (scope !== undefined) Effect.runSync(Scope.close(scope, Exit.void))
        timers.after(1, () => open(id))
      },
      ready: Effect.void,
      openSlots: () => slots.size
    })
    for (const id of slots) open(id)
    await this.world.pass(1)
    node.startAlarms()
    node.startHousekeeping()
  }

  /** The process is gone: its timers are silent and nobody hears what it still says. */
  kill(): void {
    this.#life++
    this.#node = undefined
  }

  /** Lets go of a notebook's slot, as when it is dealt to another node. */
  close(id: number): void {
    const scope = this.#scopes.get(slotOf(actorKey(notebook(id))))
    if (scope !== undefined) Effect.runSync(Scope.close(scope, Exit.void))
  }

  /** Sends a command; the outcomes arrive in the array, of which there must be one in the end. */
  send(id: number, command: NotebookWire, { n, sender = "device:1", digest, receivedAt }: Sent): Array<Outcome> {
    const outcomes: Array<Outcome> = []
    this.node.submit(
      {
        to: notebook(id),
        id: makeCommandId({ sender, n }),
        digest: digest ?? JSON.stringify(command),
        command,
        principal: student,
        receivedAt: receivedAt ?? this.world.now()
      },
      (outcome) => {
        outcomes.push(outcome)
      }
    )
    return outcomes
  }

  watch(id: number, from?: { readonly generation: string; readonly seq: number }): Array<SubscribedActor | Refusal> {
    const answers: Array<SubscribedActor | Refusal> = []
    this.node.watch(notebook(id), student, from, (answer) => {
      answers.push(answer)
    })
    return answers
  }

  rows(id: number) {
    return this.storage.rowsOf(actorKey(notebook(id)))
  }

  #newHub(): FeedHub {
    const life = this.#life
    return new FeedHub(
      this.world.timers(() => this.#life === life),
      (_room, frame) => {
        this.frames.push(decodeFrame(frame))
      },
      () => `life ${life} group ${this.world.random()}`
    )
  }
}

const preparedOf = (exit: Exit.Exit<{ readonly _tag: string }, Refusal>): Prepared => {
  if (Exit.isSuccess(exit)) return { _tag: "Prepared", command: exit.value }
  const refused = Exit.findErrorOption(exit)
  if (refused._tag === "Some") return refused.value
  throw new Error(`preparing died: ${String(exit.cause)}`)
}

/** The codes of refusals and `Done`, in the order in which they came. */
export const said = (outcomes: ReadonlyArray<{ readonly _tag: string }>): ReadonlyArray<string> =>
  outcomes.map((outcome) => ("code" in outcome ? String(outcome.code) : outcome._tag))
