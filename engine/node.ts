/**
 * One process of the engine: the slots it has open and what they share. It finds an actor's slot in its own table and
 * goes straight to the cell; for a slot open elsewhere the request travels there and the answer back.
 */
import { Effect, Exit } from "effect"
import type { Job } from "../actors/actor.ts"
import { refuse, type Refusal } from "../protocol/errors.ts"
import { actorKey, actorRef, type ActorRef, parseActorKey } from "../protocol/ids.ts"
import type { Beat, FeedRef, Position, SubscribedActor, SubscribedFeed } from "../protocol/live.ts"
import type { Person } from "../protocol/principal.ts"
import type { Instant } from "../protocol/time.ts"
import type { LiveActor, Summary } from "./actor-summary.ts"
import { maxHops } from "./cell.ts"
import { codecsOf } from "./codecs.ts"
import { delivery } from "./delivery.ts"
import type { CommandRequest, EngineStatus, Outcome } from "./engine.ts"
import type { FeedHub } from "./feed-hub.ts"
import type { FeedRows } from "./feed-rows.ts"
import {
  commandOf,
  decodeForwarded,
  decodeOutcome,
  decodeRenew,
  decodeWatch,
  encodeCommand,
  encodeForwarded
} from "./forwarding.ts"
import type { Journal, PendingReaction } from "./journal.ts"
import type { Keeper } from "./keeper.ts"
import { type Lane, unavailable } from "./lane.ts"
import type { Loader } from "./loader.ts"
import { Elsewhere } from "./elsewhere.ts"
import type { Placement, Unplaced } from "./placement/placement.ts"
import type { Presence } from "./presence.ts"
import { type Happening, Slot, type SlotCommand, type SlotHost } from "./slot.ts"
import { slotOf } from "./slot-of.ts"
import type { Timers } from "./timers.ts"

export interface NodeParts {
  readonly name: string
  readonly timers: Timers
  readonly lanes: ReadonlyArray<Lane>
  readonly loader: Loader
  readonly keeper: Keeper
  readonly hub: FeedHub
  readonly presence: Presence
  readonly journal: Journal["Service"]
  readonly feedRows: FeedRows["Service"]
  readonly definitionOf: SlotHost["definitionOf"]
  readonly prepare: SlotHost["prepare"]
  readonly publish: SlotHost["publish"]
  readonly newGeneration: () => string
  readonly work: (node: Node, ref: ActorRef, seq: number, job: Job) => void
  readonly note: (happening: Happening) => void
  readonly clockHealthy: () => boolean
}

const sweepMs = 5_000
const ageMs = 1_000

export class Node {
  readonly #parts: NodeParts
  readonly #slots = new Map<number, Slot>()
  #placement: Placement["Service"] | undefined
  #alarmsOn = false
  #draining = false
  #parkedReactions = 0
  #parkedAlarms = 0
  /** What is known of watches on actors that live elsewhere: asked for in the background, told from here. */
  readonly #elsewhere = new Elsewhere()

  constructor(parts: NodeParts) {
    this.#parts = parts
  }

  /** Opens a slot for as long as the scope lasts. */
  readonly open = (id: number) =>
    Effect.acquireRelease(
      Effect.tap(Slot.open(id, this.#hostOf(id)), (slot) => Effect.sync(() => this.#opened(id, slot))),
      (slot) =>
        Effect.sync(() => {
          if (this.#slots.get(id) === slot) this.#slots.delete(id)
        })
    )

  /** What the slot's last owner committed before it was lost may never have been told to those who watch a group. */
  #opened(id: number, slot: Slot): void {
    this.#slots.set(id, slot)
    this.#parts.hub.takeAnew()
  }

  /** From now on slots that are elsewhere can be reached, and lost ones opened again. */
  attach(placement: Placement["Service"]): void {
    this.#placement = placement
    for (const [id, slot] of this.#slots) if (!slot.isOpen) placement.reopen(id)
  }

  /** Lets alarms ring: everything that an outage owes has been given. */
  startAlarms(): void {
    this.#alarmsOn = true
    for (const slot of this.#slots.values()) slot.armAlarms()
  }

  /** Holds alarms back: what they would decide can't be stored, or must wait for what an outage owes. */
  holdAlarms(): void {
    this.#alarmsOn = false
  }

  get alarmsOn(): boolean {
    return this.#alarmsOn
  }

  /** The regular work: ageing presence, keeping grown states, letting idle cells go. Answers how to stop it. */
  startHousekeeping(): () => void {
    let stopped = false
    const every = (ms: number, run: () => void): void => {
      this.#parts.timers.after(ms, () => {
        if (stopped) return
        run()
        every(ms, run)
      })
    }
    every(ageMs, () => this.#parts.presence.age(this.#parts.timers.now()))
    every(sweepMs, () => {
      this.#elsewhere.forgetBefore(this.now())
      for (const slot of this.#slots.values()) slot.sweep(false)
    })
    return () => {
      stopped = true
    }
  }

  submit(request: CommandRequest, done: (outcome: Outcome) => void): void {
    if (this.#draining) return done(unavailable)
    // Field by field: spreading the request costs a tenth of what deciding an answer does.
    const { to, id, digest, command, principal, receivedAt, claimedAt } = request
    this.route({ to, id, digest, command, principal, receivedAt, claimedAt, settles: undefined, hop: 0, settling: false }, done)
  }

  route(request: SlotCommand, done: (outcome: Outcome) => void): void {
    const slot = this.#slotFor(request.to)
    if (slot !== undefined) return slot.submit(request, done)
    const json = encodeCommand(request, this.#parts.definitionOf(request.to.type))
    this.#forward(request.to, json, (answer) => done(understood(answer, decodeOutcome) ?? unavailable))
  }

  watch(ref: ActorRef, person: Person, from: Position | undefined, done: (answer: SubscribedActor | Refusal) => void): void {
    const slot = this.#slotFor(ref)
    if (slot !== undefined) return slot.watch(ref, person, from, done)
    const json = encodeForwarded({ _tag: "Watch", ref, person, ...(from === undefined ? {} : { from }) })
    this.#forward(ref, json, (answer) => {
      const decoded = understood(answer, decodeWatch) ?? unavailable
      if (decoded._tag !== "Refusal") this.#elsewhere.heard(ref, person, decoded.audience, decoded, this.now())
      done(decoded)
    })
  }

  renew(ref: ActorRef, person: Person, audience: string): { readonly generation: string; readonly seq: number } | undefined {
    const slot = this.#slotFor(ref)
    if (slot !== undefined) {
      this.#elsewhere.delete(ref, person, audience)
      return slot.renew(ref, person, audience)
    }
    this.#forward(ref, encodeForwarded({ _tag: "Renew", ref, person, audience }), (answer) => {
      const position = understood(answer, decodeRenew) ?? undefined
      if (position === undefined) this.#elsewhere.delete(ref, person, audience)
      else this.#elsewhere.heard(ref, person, audience, position, this.now())
    })
    return this.#elsewhere.get(ref, person, audience)
  }

  watchFeed(ref: FeedRef, done: (answer: SubscribedFeed | Refusal) => void): void {
    const { generation, rev } = this.#parts.hub.watch(ref)
    Effect.runFork(this.#parts.feedRows.of(ref)).addObserver((exit) =>
      done(
        Exit.isSuccess(exit)
          ? { _tag: "Feed", ref, generation, rev, rows: exit.value, presence: this.#parts.presence.of(ref) }
          : unavailable
      )
    )
  }

  renewFeed(ref: FeedRef): { readonly generation: string; readonly rev: number } | undefined {
    return this.#parts.hub.renew(ref)
  }

  /** Shows a learner on the wall of the sitting they say they are in, if the attempt is theirs and in memory. */
  beat(connection: string, person: Person, beat: Beat): void {
    if (beat.attempt === undefined) return
    const ref = actorRef("attempt", beat.attempt.id)
    const cell = this.#slotFor(ref)?.cell(ref)
    if (cell === undefined || cell.definition.audienceOf(cell.state, person) !== "taker") return
    const place = cell.definition.presence?.(cell.state)
    if (place !== undefined) this.#parts.presence.beat(connection, place, beat.attempt.question, this.#parts.timers.now())
  }

  gone(connection: string, clean: boolean): void {
    this.#parts.presence.gone(connection, clean, this.#parts.timers.now())
  }

  now(): Instant {
    return this.#parts.timers.now()
  }

  /** Serves what another node forwarded. */
  handle(json: string): Effect.Effect<string> {
    return Effect.callback<string>((resume) => {
      const answer = (value: unknown) => resume(Effect.succeed(JSON.stringify(value)))
      const forwarded = decodeForwarded(json)
      switch (forwarded._tag) {
        case "Command":
          return this.#here(forwarded.to, answer, (slot) =>
            slot.submit(commandOf(forwarded, this.#parts.definitionOf(forwarded.to.type)), answer)
          )
        case "Watch":
          return this.#here(forwarded.ref, answer, (slot) => slot.watch(forwarded.ref, forwarded.person, forwarded.from, answer))
        case "Renew": {
          const slot = this.#slotFor(forwarded.ref)
          return answer(slot?.renew(forwarded.ref, forwarded.person, forwarded.audience) ?? null)
        }
      }
    })
  }

  status(): EngineStatus {
    const { lanes, hub, loader, clockHealthy } = this.#parts
    let cells = 0
    for (const slot of this.#slots.values()) cells += slot.cells
    const openSlots = [...this.#slots.values()].filter(({ isOpen }) => isOpen).length
    return {
      ready: this.#alarmsOn && !this.#draining && this.#placement !== undefined,
      openSlots,
      cells,
      watchers: hub.watched,
      queuedCommands: lanes.reduce((sum, lane) => sum + lane.waiting, 0) + loader.waiting,
      clockHealthy: clockHealthy(),
      storageFull: lanes.some(({ full }) => full),
      timesStorageFull: lanes.reduce((sum, lane) => sum + lane.timesFull, 0),
      parkedReactions: this.#parkedReactions,
      parkedAlarms: this.#parkedAlarms
    }
  }

  /** The actors in this node's memory. */
  live(): ReadonlyArray<LiveActor> {
    return [...this.#slots.values()].flatMap((slot) => slot.live())
  }

  look(ref: ActorRef): { readonly live: LiveActor; readonly summary: Summary } | undefined {
    return this.#slotFor(ref)?.look(ref)
  }

  /** Delivers a parked reaction once, from here: only its source's slot would do so by itself, and has let it go. */
  retry(reaction: PendingReaction, done: (outcome: Outcome) => void): void {
    if (this.#draining) return done(unavailable)
    const { type } = parseActorKey(reaction.target)
    if (reaction.hop > maxHops) return done(refuse("illegal_transition", { message: "Reactions went round too often." }))
    try {
      const command = codecsOf(this.#parts.definitionOf(type)).decodeInternal(reaction.command)
      this.route(delivery(reaction, command, this.now(), false), done)
    } catch (error) {
      done(refuse("invalid", { message: `The reaction cannot be read: ${String(error)}` }))
    }
  }

  /** Takes nothing new, lets what is under way become durable, keeps what was learnt. */
  readonly drain: Effect.Effect<void> = Effect.callback<void>((resume) => {
    this.#draining = true
    for (const slot of this.#slots.values()) slot.sweep(true)
    let open = this.#parts.lanes.length
    for (const lane of this.#parts.lanes) {
      lane.whenIdle(() => {
        open--
        if (open === 0) this.#parts.keeper.whenIdle(() => resume(Effect.void))
      })
    }
  })

  #slotFor(ref: ActorRef): Slot | undefined {
    const slot = this.#slots.get(slotOf(actorKey(ref)))
    return slot?.isOpen === true ? slot : undefined
  }

  #here(ref: ActorRef, refused: (refusal: Refusal) => void, use: (slot: Slot) => void): void {
    const slot = this.#slotFor(ref)
    if (slot === undefined) refused(unavailable)
    else use(slot)
  }

  #forward(ref: ActorRef, json: string, done: (answer: string | undefined) => void): void {
    const id = slotOf(actorKey(ref))
    // A slot that was lost here is opening again; asking the cluster for it would only come back to this node.
    if (this.#placement === undefined || this.#slots.has(id)) return done(undefined)
    const forwarded: Effect.Effect<string, Unplaced> = this.#placement.forward(id, json)
    Effect.runFork(forwarded).addObserver((exit) => done(Exit.isSuccess(exit) ? exit.value : undefined))
  }

  #hostOf(id: number): SlotHost {
    const parts = this.#parts
    const lane = parts.lanes[id % parts.lanes.length]
    if (lane === undefined) throw new Error("a node needs at least one lane")
    return {
      node: parts.name,
      timers: parts.timers,
      lane,
      loader: parts.loader,
      journal: parts.journal,
      definitionOf: parts.definitionOf,
      prepare: parts.prepare,
      publish: parts.publish,
      feed: (ref, row) => parts.hub.change(ref, row),
      route: (command, done) => this.route(command, done),
      work: (ref, seq, job) => parts.work(this, ref, seq, job),
      keep: (snapshot) => parts.keeper.keep(snapshot),
      alarmsOn: () => this.#alarmsOn,
      strike: () => {
        for (const slot of this.#slots.values()) slot.ringDue()
      },
      reopen: (slot) => this.#placement?.reopen(slot),
      newGeneration: parts.newGeneration,
      note: (happening) => {
        if (happening._tag === "ReactionParked") this.#parkedReactions++
        if (happening._tag === "AlarmParked") this.#parkedAlarms++
        parts.note(happening)
      }
    }
  }
}

/** A node of another version may answer what this one can't read: that is no answer, and nobody must wait for one. */
const understood = <A>(answer: string | undefined, decode: (json: string) => A): A | undefined => {
  if (answer === undefined) return undefined
  try {
    return decode(answer)
  } catch {
    return undefined
  }
}
