/**
 * A slot: the unit of ownership. It is opened under a lease whose epoch fences everything it commits; it owns its cells,
 * its alarms and the reactions on their way. When the lease is lost, or when a commit's fate is unknown, all of that is
 * let go and the slot opens again: opening waits out or fences the lost statement, and what counts is read back from
 * the journal.
 */
import { Effect, Exit, Option, Schema, type Scope } from "effect"
import type { AnyActor, Job, Tagged } from "../actors/actor.ts"
import type { Facts } from "../actors/facts.ts"
import { type Refusal, refuse } from "../protocol/errors.ts"
import { type ActorKey, type ActorRef, actorKey, CommandId, parseActorKey } from "../protocol/ids.ts"
import type { FeedRef, FeedRow, Position, SubscribedActor } from "../protocol/live.ts"
import type { Person } from "../protocol/principal.ts"
import type { Instant } from "../protocol/time.ts"
import { Activation } from "./activation.ts"
import { Alarms } from "./alarms.ts"
import { type LiveActor, type Summary, summaryOf } from "./actor-summary.ts"
import { Cell, type CellCommand, type CellHost, type Consequences, maxHops } from "./cell.ts"
import { codecsOf } from "./codecs.ts"
import { delivery } from "./delivery.ts"
import type { Outcome } from "./engine.ts"
import type { Journal, Lease, PendingReaction, Snapshot, StorageUnavailable } from "./journal.ts"
import { type Lane, type Lessee, unavailable } from "./lane.ts"
import type { Loader } from "./loader.ts"
import { isPassing, Outbox } from "./outbox.ts"
import { type Prepared, Preparations } from "./preparations.ts"
import { Settlements } from "./settlements.ts"
import type { Timers } from "./timers.ts"

/** A command on its way to an actor; `command` is decoded by the actor's own Schema. */
export interface SlotCommand extends CellCommand {
  readonly to: ActorRef
  /** Wait for the reactions before answering, though the command itself does not ask for it. */
  readonly settling: boolean
}

export interface SlotHost {
  readonly node: string
  readonly timers: Timers
  readonly lane: Lane
  readonly loader: Loader
  readonly journal: Journal["Service"]
  readonly definitionOf: (type: ActorRef["type"]) => AnyActor
  readonly prepare: (effect: Effect.Effect<Tagged, Refusal, Facts>, done: (prepared: Prepared) => void) => void
  readonly publish: (room: string, frame: string) => void
  readonly feed: (ref: FeedRef, row: FeedRow) => void
  readonly route: (command: SlotCommand, done: (outcome: Outcome) => void) => void
  readonly work: (ref: ActorRef, seq: number, job: Job) => void
  readonly keep: (snapshot: Snapshot) => void
  /** May alarms ring yet? Not before an outage has been made good. */
  readonly alarmsOn: () => boolean
  /** Has every slot of the node ring what is due. */
  readonly strike: () => void
  readonly reopen: (slot: number) => void
  readonly newGeneration: () => string
  readonly note: (happening: Happening) => void
}

/** What an operator should hear of. */
export type Happening =
  | { readonly _tag: "SlotLost"; readonly slot: number; readonly reason: "fenced" | "ambiguous" }
  | { readonly _tag: "ReactionParked"; readonly source: ActorKey; readonly seq: number; readonly code: string }
  | { readonly _tag: "AlarmParked"; readonly actor: ActorKey; readonly reason: string }
  | { readonly _tag: "CellBroken"; readonly actor: ActorKey; readonly error: unknown }
  | { readonly _tag: "SnapshotUnreadable"; readonly actor: ActorKey; readonly seq: number; readonly error: unknown }

const makeCommandId = Schema.decodeUnknownSync(CommandId)
const overloaded = refuse("overloaded", { retryAfterMs: 1_000 })

/** Bounds, past which work is refused early. The last quarter of each is kept for exam answers. */
const maxWaitingEntries = 8_192
const maxWaitingBytes = 16 * 1024 * 1024
const maxActivating = 4_096
const maxPendingOfCell = 512
/** A frame older than this has a sender who no longer waits for it. */
const maxAgeMs = 10_000
const idleMs = 5 * 60_000
/** How long a command waits for facts, or for what the journal knows of it. */
const patienceMs = 10_000

export class Slot implements Lessee {
  readonly id: number
  readonly epoch: number
  #open = true
  readonly #host: SlotHost
  readonly #activation: Activation
  readonly #preparations = new Preparations()
  readonly #alarms: Alarms
  readonly #outbox: Outbox
  readonly #settlements: Settlements
  readonly #cellHost: CellHost

  private constructor(lease: Lease, host: SlotHost) {
    this.id = lease.slot
    this.epoch = lease.epoch
    this.#host = host
    this.#outbox = this.#newOutbox()
    this.#settlements = new Settlements(host.timers)
    this.#alarms = new Alarms({
      timers: host.timers,
      on: host.alarmsOn,
      strike: host.strike,
      ring: (actor) => this.#ring(actor)
    })
    this.#cellHost = {
      slot: this,
      now: host.timers.now,
      push: (entry) => host.lane.push(entry),
      publish: host.publish,
      forget: (cell) => this.#activation.forget(cell),
      committed: (cell, consequences) => this.#committed(cell, consequences),
      undecided: (actor, error) => host.note({ _tag: "CellBroken", actor, error }),
      alarmSet: (actor, at) => this.#alarms.set(actor, at),
      codecsOf: (type) => codecsOf(host.definitionOf(type)),
      newGeneration: host.newGeneration
    }
    this.#activation = new Activation({
      lane: host.lane,
      loader: host.loader,
      journal: host.journal,
      restored: (ref, loaded) => {
        const cell = new Cell(ref, host.definitionOf(ref.type), this.#cellHost)
        cell.restore(loaded)
        return cell
      },
      activated: (cell) => this.#alarms.loaded(cell.key, cell.alarm),
      broken: (actor, error) => host.note({ _tag: "CellBroken", actor, error }),
      snapshotUnreadable: (actor, seq, error) => host.note({ _tag: "SnapshotUnreadable", actor, seq, error })
    })
  }

  /**
   * Takes the lease, then everything that must not wait for a command: alarms, and reactions on their way. Closing the
   * scope lets everything go.
   */
  static readonly open = (id: number, host: SlotHost): Effect.Effect<Slot, StorageUnavailable, Scope.Scope> =>
    Effect.gen(function* () {
      const { journal, node } = host
      const lease = yield* journal.open(id, node)
      const [due, pending] = yield* Effect.all([journal.due(id), journal.pending(id)], { concurrency: 2 })
      const slot = yield* Effect.acquireRelease(
        Effect.sync(() => new Slot(lease, host)),
        (opened) => Effect.sync(() => opened.close())
      )
      for (const { actor, dueAt } of due) slot.#alarms.set(actor, dueAt)
      for (const reaction of pending) slot.#outbox.add(reaction, undefined, false, () => {})
      slot.armAlarms()
      return slot
    })

  get isOpen(): boolean {
    return this.#open
  }

  get cells(): number {
    return this.#activation.size
  }

  /** Its cells as an operator sees them. */
  live(): ReadonlyArray<LiveActor> {
    return this.#activation.all().map((cell) => this.#shown(cell))
  }
  look(ref: ActorRef): { readonly live: LiveActor; readonly summary: Summary } | undefined {
    const cell = this.cell(ref)
    return cell === undefined ? undefined : { live: this.#shown(cell), summary: summaryOf(cell.state) }
  }
  #shown(cell: Cell): LiveActor {
    const { key: actor, seq, pending, lastUsed, alarm } = cell
    return { actor, slot: this.id, seq, pending, watchers: cell.watchers(this.#host.timers.now()), lastUsed, alarm }
  }

  /** Lets everything go. Whoever waits is told to try again. */
  close(): void {
    this.#open = false
    this.#alarms.stop()
    this.#outbox.stop()
    this.#activation.close()
  }

  lose(reason: "fenced" | "ambiguous"): void {
    if (!this.#open) return
    this.#host.note({ _tag: "SlotLost", slot: this.id, reason })
    this.close()
    this.#host.reopen(this.id)
  }

  submit(request: SlotCommand, done: (outcome: Outcome) => void): void {
    const definition = this.#host.definitionOf(request.to.type)
    if (request.principal._tag === "Person" && !this.#admits(request, definition)) return done(overloaded)
    this.#activation.with(request.to, done, (cell) => this.#enter(cell, request, this.#settling(definition, request, done)))
  }

  watch(ref: ActorRef, person: Person, from: Position | undefined, done: (answer: SubscribedActor | Refusal) => void): void {
    if (this.cell(ref) === undefined && this.#host.loader.waiting >= maxActivating * 0.75) return done(overloaded)
    this.#activation.with(ref, done, (cell) => this.#guarded(cell, done, () => cell.watch(person, from, done)))
  }

  renew(ref: ActorRef, person: Person, audience: string): { readonly generation: string; readonly seq: number } | undefined {
    const cell = this.cell(ref)
    if (cell !== undefined) return cell.renew(person, audience)
    this.#activation.with(
      ref,
      () => {},
      () => {}
    )
    return undefined
  }

  /** The cell if it is in memory; presence asks, and needs no more. */
  cell(ref: ActorRef): Cell | undefined {
    return this.#activation.get(actorKey(ref))
  }

  /** Stores grown states and lets idle cells go; everything, when `all`. */
  sweep(all: boolean): void {
    for (const cell of this.#activation.all()) {
      try {
        this.#keep(cell, all)
      } catch (error) {
        // A state that can't be encoded can't be trusted either; the journal has what made it.
        this.#host.note({ _tag: "CellBroken", actor: cell.key, error })
        cell.drop()
      }
    }
  }

  #keep(cell: Cell, all: boolean): void {
    const now = this.#host.timers.now()
    const idle = now - cell.lastUsed >= idleMs && cell.watchers(now) === 0 && cell.pending === 0
    const snapshot = cell.snapshot(all || idle ? "leaving" : "grown")
    if (snapshot === undefined) {
      if (idle) cell.drop()
      return
    }
    const kept: Snapshot = { actor: cell.key, at: now, ...snapshot }
    cell.settled((refusal) => {
      if (refusal === undefined) this.#host.keep(kept)
    })
  }

  /** To be called when alarms may ring again. */
  armAlarms(): void {
    this.#alarms.arm()
  }

  ringDue(): void {
    this.#alarms.ringDue()
  }

  #newOutbox(): Outbox {
    return new Outbox({
      timers: this.#host.timers,
      deliver: (reaction, decoded, settling, done) => this.#deliver(reaction, decoded, settling, done),
      park: (id, refusal) => {
        this.#host.note({ _tag: "ReactionParked", source: id.source, seq: id.seq, code: refusal.code })
        Effect.runFork(Effect.ignore(this.#host.journal.park(id, refusal.code)))
      }
    })
  }

  #admits(request: SlotCommand, definition: AnyActor): boolean {
    const urgent = definition.urgent.has(request.command._tag)
    const share = urgent ? 1 : 0.75
    const { lane, loader, timers } = this.#host
    const key = actorKey(request.to)
    const waiting = this.#activation.get(key)?.pending ?? this.#activation.waitingFor(key)
    return (
      lane.waiting < maxWaitingEntries * share &&
      lane.waitingBytes < maxWaitingBytes * share &&
      loader.waiting < maxActivating * share &&
      this.#preparations.size < maxActivating * share &&
      waiting < maxPendingOfCell * share &&
      // An answer may carry the time at which it was first received, and is worth having at any age.
      (urgent || timers.now() - request.receivedAt < maxAgeMs)
    )
  }

  /** A repeat is answered from memory; what the memory may have lost is asked of the journal, and what is new prepared. */
  #enter(cell: Cell, request: SlotCommand, done: (outcome: Outcome) => void): void {
    // Names cost more than most decisions: nobody needs them while nothing waits.
    const waits = this.#preparations.size > 0
    if (waits) {
      const again = () => this.#activation.with(request.to, done, (next) => this.#enter(next, request, done))
      if (this.#preparations.isCopy(commandName(cell.key, request), again)) return
    }
    const recall = cell.recall(request.id)
    if (recall._tag === "Repeat") return cell.repeat(recall.receipt, request, done)
    this.#guarded(cell, done, () => {
      const asks = recall._tag === "AskJournal"
      const chain = () => `${request.id.sender} ${cell.key}`
      if (!asks && !(waits && this.#preparations.busy(chain()))) {
        const effect = this.#preparation(cell, request)
        if (effect === undefined) return cell.decide(request, done)
        const refused = cell.gate(request)
        if (refused !== undefined) return cell.refuse(refused, done)
      }
      this.#preparations.inOrder(chain(), commandName(cell.key, request), (over) =>
        this.#await(cell.key, request, asks, done, over)
      )
    })
  }

  #preparation(cell: Cell, request: SlotCommand): Effect.Effect<Tagged, Refusal, Facts> | undefined {
    return cell.definition.prepare?.(request.command, {
      self: cell.ref,
      state: cell.state,
      principal: request.principal,
      now: this.#host.timers.now()
    })
  }

  /** What can't be decided at once. With every step time passes and the cell may be another; and time is not endless. */
  #await(key: ActorKey, request: SlotCommand, asks: boolean, done: (outcome: Outcome) => void, over: () => void): void {
    let ended = false
    const end = () => {
      ended = true
      cancel()
      over()
    }
    const fail = (refusal: Refusal) => {
      if (ended) return
      end()
      done(refusal)
    }
    const cancel = this.#host.timers.after(patienceMs, () => fail(unavailable))
    const step = (run: (cell: Cell) => void) =>
      this.#activation.with(request.to, fail, (cell) => {
        if (!ended) this.#guarded(cell, fail, () => run(cell))
      })
    /** The command's last step: whatever the cell says to it, it no longer waits. */
    const last = (run: (cell: Cell) => void) =>
      step((cell) => {
        this.#guarded(cell, done, () => run(cell))
        end()
      })
    const prepare = () =>
      step((cell) => {
        const effect = this.#preparation(cell, request)
        if (effect === undefined) return last((now) => now.decide(request, done))
        const refused = cell.gate(request)
        if (refused !== undefined) return last((now) => now.refuse(refused, done))
        this.#host.prepare(effect, (prepared) =>
          last((now) =>
            prepared._tag === "Refusal" ? now.refuse(prepared, done) : now.decide({ ...request, command: prepared.command }, done)
          )
        )
      })
    if (!asks) return prepare()
    Effect.runFork(this.#host.journal.findCommand(key, request.id.sender, request.id.n)).addObserver((exit) => {
      if (!Exit.isSuccess(exit)) return fail(unavailable)
      const stored = exit.value
      if (Option.isNone(stored)) prepare()
      else last((cell) => cell.repeat({ ...stored.value, n: request.id.n }, request, done))
    })
  }

  #decide(cell: Cell, request: SlotCommand, done: (outcome: Outcome) => void): void {
    this.#guarded(cell, done, () => cell.decide(request, done))
  }

  /** A defect in an actor's code costs that actor's cell, whose state can't be trusted any more, and nothing else. */
  #guarded(cell: Cell, done: (refusal: Refusal) => void, run: () => void): void {
    try {
      run()
    } catch (error) {
      this.#host.note({ _tag: "CellBroken", actor: cell.key, error })
      cell.drop()
      done(refuse("internal"))
    }
  }

  /** Where a command wants its reactions settled first, its answer waits for the first try of each. */
  #settling(definition: AnyActor, request: SlotCommand, done: (outcome: Outcome) => void): (outcome: Outcome) => void {
    if (!request.settling && !definition.settling.has(request.command._tag)) return done
    return (outcome) => {
      if (outcome._tag === "Refusal") done(outcome)
      else this.#settlements.whenSettled(request.to, outcome.seq, () => done(outcome))
    }
  }

  #committed(cell: Cell, { reactions, feeds, jobs, seq }: Consequences): void {
    for (const { feed, key, row } of feeds) this.#host.feed(feed, { key, seq, row })
    for (const job of jobs) this.#host.work(cell.ref, seq, job)
    if (reactions.length > 0) this.#react(cell.ref, seq, reactions)
  }

  #react(ref: ActorRef, seq: number, reactions: Consequences["reactions"]): void {
    const tried = this.#settlements.expect(ref, seq, reactions.length)
    for (const reaction of reactions) this.#outbox.add(reaction, reaction.decoded, true, tried)
  }

  #deliver(reaction: PendingReaction, decoded: Tagged | undefined, settling: boolean, done: (outcome: Outcome) => void): void {
    const { type } = parseActorKey(reaction.target)
    if (reaction.hop > maxHops) return done(refuse("illegal_transition", { message: "Reactions went round too often." }))
    const command = decoded ?? codecsOf(this.#host.definitionOf(type)).decodeInternal(reaction.command)
    this.#host.route(delivery(reaction, command, this.#host.timers.now(), settling), done)
  }

  #ring(actor: ActorKey): void {
    const ref = parseActorKey(actor)
    const again = (refusal: Refusal) => {
      if (this.#open) this.#alarms.again(actor, refusal.code === "internal")
    }
    this.#activation.with(ref, again, (cell) => {
      const alarm = cell.alarm
      const now = this.#host.timers.now()
      if (alarm === undefined || alarm > now || !this.#host.alarmsOn()) return this.#quiet(cell, alarm, again)
      const request: SlotCommand = {
        to: ref,
        id: makeCommandId({ sender: "engine:alarm", n: cell.seq + 1 }),
        digest: "alarm",
        command: { _tag: "Alarm" },
        principal: { _tag: "Engine", purpose: "alarm" },
        receivedAt: now,
        settles: undefined,
        hop: 0,
        settling: false
      }
      let next: Instant | undefined = undefined
      this.#decide(cell, request, (outcome) => {
        if (outcome._tag === "Refusal" && isPassing(outcome)) again(outcome)
        else if (outcome._tag === "Refusal") this.#parkAlarm(actor, alarm, outcome.code)
        else if (next !== undefined && next <= alarm) this.#parkAlarm(actor, next, "the alarm did not move forward")
        else this.#alarms.movedTo(actor, next)
      })
      next = cell.alarm
    })
  }

  /** Nothing to ring for; but what says so may not be durable, and then the alarm it put off is the one that counts. */
  #quiet(cell: Cell, alarm: Instant | undefined, again: (refusal: Refusal) => void): void {
    if (cell.pending === 0) return this.#alarms.movedTo(cell.key, alarm)
    cell.settled((refusal) => {
      if (refusal === undefined) this.#alarms.movedTo(cell.key, alarm)
      else again(refusal)
    })
  }

  #parkAlarm(actor: ActorKey, at: Instant, reason: string): void {
    this.#alarms.park(actor, at)
    this.#host.note({ _tag: "AlarmParked", actor, reason })
  }
}

const commandName = (actor: ActorKey, { id }: SlotCommand): string => `${actor} ${id.sender} ${id.n}`
