/**
 * Accounts, clients that pay, observers that watch, and an engine that may be killed at any instant. What the engine
 * says is checked at the moment it is said, against what the journal holds at that moment.
 */
import { Effect, Exit, Scope } from "effect"
import { expect } from "vitest"
import { FeedHub } from "../../engine/feed-hub.ts"
import type { Outcome } from "../../engine/engine.ts"
import { type Batch, CommitFailed, type Journal, type JournalRow, type Snapshots } from "../../engine/journal.ts"
import { Keeper } from "../../engine/keeper.ts"
import { Lane } from "../../engine/lane.ts"
import { Loader } from "../../engine/loader.ts"
import { Node } from "../../engine/node.ts"
import { isPassing } from "../../engine/outbox.ts"
import { Unplaced } from "../../engine/placement/placement.ts"
import { Presence } from "../../engine/presence.ts"
import { slotOf } from "../../engine/slot-of.ts"
import { actorKey, actorRef, CommandId } from "../../protocol/ids.ts"
import { Publication, type SubscribedActor } from "../../protocol/live.ts"
import { mergePatch } from "../../protocol/merge-patch.ts"
import type { Person } from "../../protocol/principal.ts"
import { Schema } from "effect"
import { accountActor } from "./account-actor.ts"
import type { World } from "./world.ts"

export interface Storage {
  readonly journal: Journal["Service"]
  readonly snapshots: Snapshots["Service"]
  /** Every row that is durable at this moment, in the actor's order. */
  readonly rowsOf: (actor: string) => ReadonlyArray<JournalRow>
}

export interface Troubles {
  /** Probabilities, per commit. */
  readonly commitFails: number
  /** Per message. */
  readonly lostMessage: number
  readonly repeatedMessage: number
}

const decodePublication = Schema.decodeUnknownSync(Schema.fromJsonString(Publication))
const makeCommandId = Schema.decodeUnknownSync(CommandId)
const Balance = Schema.Struct({ balance: Schema.Int, entries: Schema.Int })
const decodeBalance = Schema.decodeUnknownSync(Balance)

interface Order {
  readonly account: number
  readonly n: number
  readonly command:
    | { readonly _tag: "Deposit"; readonly amount: number }
    | { readonly _tag: "Pay"; readonly to: number; readonly amount: number }
  answer: Outcome | undefined
}

interface Observer {
  readonly account: number
  life: number
  generation: string
  seq: number
  view: unknown
  waiting: boolean
  buffer: Array<Publication>
}

export class AccountWorld {
  readonly accounts: ReadonlyArray<number>
  readonly orders: Array<Order> = []
  readonly observers: Array<Observer> = []
  /** Expectations that failed inside the engine's callbacks. */
  readonly violations: Array<unknown> = []
  readonly #world: World
  readonly #storage: Storage
  readonly #troubles: Troubles
  readonly #person: Person
  #life = 0
  #node: Node | undefined
  #calm = false

  constructor(world: World, storage: Storage, troubles: Troubles, person: Person, accounts: number) {
    this.#world = world
    this.#storage = storage
    this.#troubles = troubles
    this.#person = person
    this.accounts = Array.from({ length: accounts }, (_, index) => index + 1)
  }

  readonly #violated = (error: unknown): void => {
    this.violations.push(error)
  }

  #check(run: () => void): void {
    try {
      run()
    } catch (error) {
      this.#violated(error)
    }
  }

  /** Starts an engine over what is durable. */
  boot(): void {
    const life = ++this.#life
    const alive = () => this.#life === life
    const timers = this.#world.timers(alive)
    let generation = 0
    const newGeneration = () => `life ${life} load ${++generation}`
    const publish = (room: string, frame: string) => {
      if (alive()) this.#published(life, room, frame)
    }
    const node: Node = new Node({
      name: `life ${life}`,
      timers,
      lanes: [0, 1].map(
        () => new Lane((batch) => this.#commit(alive, batch), timers, { batchEntries: 50, batchBytes: 1e6 }, this.#violated)
      ),
      loader: new Loader((actors) => this.#later(alive, this.#storage.journal.load(actors)), timers.soon),
      keeper: new Keeper(
        (snapshots) => this.#later(alive, this.#storage.snapshots.save(snapshots)),
        () => {}
      ),
      hub: new FeedHub(timers, publish, newGeneration),
      presence: new Presence(() => {}),
      journal: {
        ...this.#storage.journal,
        open: (slot, name) => this.#later(alive, this.#storage.journal.open(slot, name)),
        findCommand: (actor, sender, n) => this.#later(alive, this.#storage.journal.findCommand(actor, sender, n))
      },
      feedRows: { of: () => Effect.succeed([]) },
      definitionOf: () => accountActor,
      prepare: () => {
        throw new Error("accounts need no preparation")
      },
      publish,
      newGeneration,
      work: () => {},
      note: (happening) => {
        if (happening._tag !== "SlotLost") this.#violated(happening)
      },
      clockHealthy: () => true
    })
    this.#node = node
    const slots = new Set(this.accounts.map((id) => slotOf(actorKey(actorRef("attempt", id)))))
    const scopes = new Map<number, Scope.Closeable>()
    const open = (id: number) => {
      const scope = Effect.runSync(Scope.make())
      scopes.set(id, scope)
      Effect.runFork(Effect.provideService(node.open(id), Scope.Scope, scope)).addObserver((exit) => {
        if (Exit.isFailure(exit) && alive()) timers.after(50, () => open(id))
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
    node.startAlarms()
    node.startHousekeeping()
    for (const observer of this.observers) this.#subscribe(observer)
  }

  /** The process is gone: nothing of it is heard any more, and what it had under way may or may not have happened. */
  crash(): void {
    this.#life++
    this.#node = undefined
  }

  get running(): boolean {
    return this.#node !== undefined
  }

  /** From now on nothing goes wrong, so that what was begun can end. */
  calm(): void {
    this.#calm = true
    if (!this.running) this.boot()
  }

  order(account: number, command: Order["command"]): void {
    const n = this.orders.filter((order) => order.account === account).length + 1
    const order: Order = { account, n, command, answer: undefined }
    this.orders.push(order)
    this.#send(order)
  }

  observe(account: number): void {
    const observer: Observer = { account, life: 0, generation: "", seq: -1, view: undefined, waiting: false, buffer: [] }
    this.observers.push(observer)
    this.#subscribe(observer)
  }

  get unanswered(): number {
    return this.orders.filter(({ answer }) => answer === undefined).length
  }

  /** Keeps watches alive and notices what was lost, as a gateway does every two seconds. */
  tide(): void {
    for (const observer of this.observers) {
      const node = this.#node
      if (node === undefined || observer.waiting) continue
      const position = node.renew(actorRef("attempt", observer.account), this.#person, "holders")
      if (position === undefined || position.generation !== observer.generation || position.seq > observer.seq) {
        this.#subscribe(observer)
      }
    }
  }

  /** What must hold once everything is answered. */
  checkEnd(): void {
    expect(this.violations).toEqual([])
    let money = 0
    let deposited = 0
    for (const id of this.accounts) {
      const rows = this.#rows(id)
      expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1))
      money += this.#foldTo(id, rows.length).balance
    }
    for (const order of this.orders) {
      const rows = this.#rows(order.account).filter(({ sender, n }) => sender === senderOf(order) && n === order.n)
      if (order.answer?._tag === "Done") {
        expect(rows).toHaveLength(1)
        if (order.command._tag === "Deposit") deposited += order.command.amount
      } else expect(rows.length).toBeLessThanOrEqual(1)
    }
    expect(money).toBe(deposited)
    for (const observer of this.observers) {
      const rows = this.#rows(observer.account)
      expect(decodeBalance(observer.view)).toEqual(this.#foldTo(observer.account, rows.length))
    }
  }

  #send(order: Order): void {
    const copies = !this.#calm && this.#world.happens(this.#troubles.repeatedMessage) ? 2 : 1
    for (let copy = 0; copy < copies; copy++) {
      const lost = !this.#calm && this.#world.happens(this.#troubles.lostMessage)
      this.#world.after(this.#world.between(1, 40), () => {
        if (!lost) this.#arrive(order)
      })
    }
    this.#world.after(700, () => {
      if (order.answer === undefined) this.#send(order)
    })
  }

  #arrive(order: Order): void {
    const life = this.#life
    this.#node?.submit(
      {
        to: actorRef("attempt", order.account),
        id: makeCommandId({ sender: senderOf(order), n: order.n }),
        digest: JSON.stringify(order.command),
        command: order.command,
        principal: this.#person,
        receivedAt: this.#world.now()
      },
      (outcome) => {
        if (life !== this.#life) return
        this.#check(() => this.#checkAnswer(order, outcome))
        if (!this.#calm && this.#world.happens(this.#troubles.lostMessage)) return
        if (outcome._tag === "Done" || !isPassing(outcome)) order.answer ??= outcome
      }
    )
  }

  /** Invariant 1 and 2: what is said is durable, and a repeat hears what was said first. */
  #checkAnswer(order: Order, outcome: Outcome): void {
    if (outcome._tag === "Refusal") return expect(outcome.code).not.toBe("internal")
    const row = this.#rows(order.account).find(({ sender, n }) => sender === senderOf(order) && n === order.n)
    expect(row).toMatchObject({ seq: outcome.seq, reply: outcome.reply })
    // A refusal leaves no row and is decided anew: a late repeat of it may be accepted, and that is then the answer.
    if (order.answer?._tag === "Done") expect(outcome).toEqual(order.answer)
    else order.answer = outcome
  }

  #subscribe(observer: Observer): void {
    const node = this.#node
    if (node === undefined || (observer.waiting && observer.life === this.#life)) return
    const life = this.#life
    observer.life = life
    observer.waiting = true
    observer.buffer = []
    const from = observer.seq < 0 ? undefined : { generation: observer.generation, seq: observer.seq }
    node.watch(actorRef("attempt", observer.account), this.#person, from, (answer) => {
      if (life !== this.#life) return
      observer.waiting = false
      if (answer._tag !== "Refusal") this.#check(() => this.#subscribed(observer, answer))
    })
  }

  #subscribed(observer: Observer, answer: SubscribedActor): void {
    if (answer._tag === "Snapshot") {
      // A view may be newer than its position: then the next publications for it start from the position all the same.
      expect(this.#rows(observer.account).length).toBeGreaterThanOrEqual(answer.seq)
      expect(decodeBalance(answer.view)).toEqual(this.#foldTo(observer.account, decodeBalance(answer.view).entries))
      observer.view = answer.view
      observer.generation = answer.generation
      observer.seq = answer.seq
    } else {
      for (const publication of answer.missed) this.#apply(observer, publication)
      expect(observer.seq).toBe(answer.seq)
    }
    for (const publication of observer.buffer.splice(0)) if (publication.seq > observer.seq) this.#apply(observer, publication)
  }

  #published(life: number, _room: string, frame: string): void {
    const publication = decodePublication(frame)
    for (const observer of this.observers) {
      if (actorKey(actorRef("attempt", observer.account)) !== publication.actor || observer.life !== life) continue
      if (!this.#calm && this.#world.happens(this.#troubles.lostMessage)) continue
      if (observer.waiting) observer.buffer.push(publication)
      else if (publication.generation === observer.generation && publication.seq > observer.seq) {
        this.#check(() => this.#apply(observer, publication))
      }
    }
  }

  /** A publication in its place; one after a gap makes the observer ask again. */
  #apply(observer: Observer, publication: Publication): void {
    expect(this.#rows(observer.account).length).toBeGreaterThanOrEqual(publication.seq)
    if (publication.prev !== observer.seq || publication.generation !== observer.generation) return this.#subscribe(observer)
    observer.view = mergePatch(observer.view, publication.patch)
    observer.seq = publication.seq
    expect(decodeBalance(observer.view)).toEqual(this.#foldTo(observer.account, publication.seq))
  }

  #rows(account: number): ReadonlyArray<JournalRow> {
    return this.#storage.rowsOf(actorKey(actorRef("attempt", account)))
  }

  #foldTo(account: number, seq: number): typeof Balance.Type {
    let state = accountActor.initial(actorRef("attempt", account))
    const decode = Schema.decodeUnknownSync(accountActor.event)
    for (const row of this.#rows(account).slice(0, seq)) {
      for (const event of row.events) state = accountActor.evolve(state, decode(event))
    }
    return { balance: state.balance, entries: state.entries }
  }

  /** A commit takes time, may fail in every way the database knows, and may outlive the process that began it. */
  #commit(alive: () => boolean, batch: Batch): Effect.Effect<ReadonlySet<number>, CommitFailed> {
    const fails = !this.#calm && this.#world.happens(this.#troubles.commitFails)
    const applied = !fails || this.#world.happens(0.5)
    const lateness = this.#world.between(1, 30)
    return Effect.callback((resume) => {
      this.#world.after(lateness, () => {
        // The process is gone before its statement arrived: half of those statements never arrive.
        if (!alive() && this.#world.happens(0.5)) return
        const exit = applied ? Effect.runSyncExit(this.#storage.journal.commit(batch)) : Exit.void
        if (!alive()) return
        this.#world.after(this.#world.between(0, 10), () => {
          if (!alive()) return
          if (fails) {
            const kind = applied ? "ambiguous" : this.#world.happens(0.5) ? "conflict" : "ambiguous"
            resume(Effect.fail(new CommitFailed({ kind, message: "planted" })))
          } else
            resume(
              exit._tag === "Success" && exit.value !== undefined ? Effect.succeed(exit.value) : Effect.fail(asFailure(exit))
            )
        })
      })
    })
  }

  #later<A, E>(alive: () => boolean, effect: Effect.Effect<A, E>): Effect.Effect<A, E> {
    return Effect.callback((resume) => {
      this.#world.after(this.#world.between(1, 20), () => {
        if (alive()) resume(effect)
      })
    })
  }
}

const senderOf = (order: Order): string => `device:${order.account}`

const asFailure = (exit: Exit.Exit<unknown, CommitFailed>): CommitFailed => {
  const error = Exit.findErrorOption(exit)
  return error._tag === "Some" ? error.value : new CommitFailed({ kind: "ambiguous", message: String(exit) })
}
