/**
 * One live actor. A cell decides at once, against the newest state, what nobody else has seen yet included: so an
 * actor is not limited to one command per commit. The price is that a state may hold events that never become durable;
 * hence a cell never repairs itself. When anything of it fails to commit, the cell is dropped whole and the next command
 * loads it anew from what is durable.
 *
 * Nothing leaves a cell but through its lane: replies, refusals, views and publications alike wait there until what
 * they were made from is durable and the slot's lease was proved after they were made.
 */
import { Schema } from "effect"
import type { AnyActor, Decision, FeedChange, Job, Reaction, Row, Tagged } from "../actors/actor.ts"
import { type Refusal, refuse } from "../protocol/errors.ts"
import type { ActorKey, ActorRef, CommandId } from "../protocol/ids.ts"
import { actorKey } from "../protocol/ids.ts"
import type { Position, SubscribedActor } from "../protocol/live.ts"
import { composePatches } from "../protocol/merge-patch.ts"
import type { Person, Principal } from "../protocol/principal.ts"
import { type Instant, instant } from "../protocol/time.ts"
import { Audience } from "./audience.ts"
import { type Codecs, codecsOf } from "./codecs.ts"
import { actorRoom, type Outcome } from "./engine.ts"
import { feedRow } from "./feed-row.ts"
import type { Due, Loaded, PendingReaction, ReactionId } from "./journal.ts"
import type { Entry, Lessee, Owner, Write } from "./lane.ts"
import { Once, OnceSchema, type Recall, type Receipt } from "./once.ts"

/** A command as a cell takes it: completed by `prepare`, its sender scoped. */
export interface CellCommand {
  readonly id: CommandId
  readonly digest: string
  readonly command: Tagged
  readonly principal: Principal
  readonly receivedAt: Instant
  readonly claimedAt?: Instant | undefined
  /** The reaction that this command delivers, settled by the same statement. */
  readonly settles: ReactionId | undefined
  /** Reactions already travelled to get here. */
  readonly hop: number
}

/** What a commit sets free besides the reply. */
export interface Consequences {
  readonly reactions: ReadonlyArray<PendingReaction & { readonly decoded: Tagged }>
  readonly feeds: ReadonlyArray<FeedChange>
  readonly jobs: ReadonlyArray<Job>
  readonly seq: number
}

/** A cell's surroundings: its slot and what the slot lends it. */
export interface CellHost {
  readonly slot: Lessee
  readonly now: () => Instant
  readonly push: (entry: Entry) => void
  readonly publish: (room: string, frame: string) => void
  /** The alarm as of the newest state; not durable yet. */
  readonly forget: (cell: Cell) => void
  readonly committed: (cell: Cell, consequences: Consequences) => void
  readonly alarmSet: (actor: ActorKey, at: Instant | undefined) => void
  /** A decision failed by a defect; the state is as it was. */
  readonly undecided: (actor: ActorKey, error: unknown) => void
  readonly codecsOf: (type: ActorRef["type"]) => Codecs
  readonly newGeneration: () => string
}

/** The most reactions one command may cause: their number is part of a reaction's own. */
const reactionsPerCommand = 1_000
const watchLeaseMs = 10_000
/** How far reactions may cause reactions. */
export const maxHops = 4

export const reactionNumber = (id: ReactionId): number => id.seq * (reactionsPerCommand + 24) + id.index + 1

export const SnapshotBody = Schema.Struct({ state: Schema.Unknown, once: OnceSchema, now: Schema.Int })
const decodeBody = Schema.decodeUnknownSync(SnapshotBody)

/** Reading so many rows back takes a few milliseconds; a snapshot spares them, and costs as much each time. */
const tailWorthKeeping = 250

/** An entry with no row in the journal costs about a reply. */
const proofBytes = 64

export class Cell implements Owner {
  readonly ref: ActorRef
  readonly key: ActorKey
  readonly definition: AnyActor
  readonly generation: string
  lastUsed: Instant
  readonly #host: CellHost
  readonly #codecs: Codecs
  #state: unknown
  #seq = 0
  /** Everything up to here is in the journal. */
  #durable = 0
  #now: Instant = instant(0)
  #once = new Once()
  #alarm: Instant | undefined
  #pending = 0
  #dropped = false
  #tailRows = 0
  #tailBytes = 0
  #snapshotBytes = 0
  readonly #audiences = new Map<string, Audience>()

  constructor(ref: ActorRef, definition: AnyActor, host: CellHost) {
    this.ref = ref
    this.key = actorKey(ref)
    this.definition = definition
    this.generation = host.newGeneration()
    this.#host = host
    this.#codecs = codecsOf(definition)
    this.#state = definition.initial(ref)
    this.lastUsed = host.now()
  }

  /** Takes on what is durable: the newest snapshot, then the rows after it. Throws when a stored thing can't be read. */
  restore({ snapshot, tail }: Loaded): void {
    if (snapshot !== undefined) {
      const body = decodeBody(snapshot.body)
      this.#state = this.#codecs.decodeState(snapshot.version, body.state)
      this.#once = Once.decode(body.once)
      this.#now = instant(body.now)
      this.#seq = snapshot.seq
      this.#durable = snapshot.seq
    }
    for (const row of tail) {
      for (const encoded of row.events) {
        this.#state = this.definition.evolve(this.#state, this.#codecs.decodeEvent(row.version, encoded))
      }
      this.#remember(row.sender, { n: row.n, digest: row.digest, seq: row.seq, at: row.at, reply: row.reply })
      this.#seq = row.seq
      this.#durable = row.seq
      this.#now = row.at
      this.#tailRows++
    }
    this.#alarm = this.definition.alarm(this.#state)
  }

  get dropped(): boolean {
    return this.#dropped
  }

  /** Commands, views and refusals that have not left yet. */
  get pending(): number {
    return this.#pending
  }

  get seq(): number {
    return this.#seq
  }

  get state(): unknown {
    return this.#state
  }

  get alarm(): Instant | undefined {
    return this.#alarm
  }

  drop(): void {
    if (this.#dropped) return
    this.#dropped = true
    this.#host.forget(this)
  }

  recall(id: CommandId): Recall {
    return this.#once.recall(id.sender, id.n)
  }

  /** Answers a repeat as it was answered first, or refuses another command under the same id. */
  repeat(receipt: Receipt, request: CellCommand, done: (outcome: Outcome) => void): void {
    this.#prove(
      receipt.digest === request.digest
        ? { _tag: "Done", seq: receipt.seq, at: instant(receipt.at), reply: receipt.reply }
        : refuse("id_reused"),
      done,
      receipt.digest === request.digest ? request.settles : undefined
    )
  }

  /** May this command be decided at all? Asked before `prepare`, so that facts leak nothing to who may not ask. */
  gate(request: { readonly command: Tagged; readonly principal: Principal }): Refusal | undefined {
    return request.principal._tag === "Person"
      ? this.definition.mayCommand(this.#state, request.command, request.principal)
      : undefined
  }

  refuse(refusal: Refusal, done: (outcome: Outcome) => void): void {
    this.#prove(refusal, done, undefined)
  }

  decide(request: CellCommand, done: (outcome: Outcome) => void): void {
    const now = this.#tick()
    const refused = this.gate(request)
    if (refused !== undefined) return this.#prove(refused, done, undefined)
    const decision = this.#decision(request, now)
    if (decision._tag === "Refusal") return this.#prove(decision, done, undefined)
    if (decision.events.length === 0 && request.settles !== undefined) {
      return this.#prove({ _tag: "Done", seq: this.#seq, at: now, reply: decision.reply }, done, request.settles)
    }
    this.#accept(request, now, decision.events, decision.reply, done)
  }

  /** `decide` changes nothing: one command that it fails on costs its sender an answer, and nobody else the cell. */
  #decision(request: CellCommand, now: Instant): Decision<Tagged> {
    try {
      return this.definition.decide(this.#state, request.command, {
        self: this.ref,
        now,
        receivedAt: request.receivedAt,
        claimedAt: request.claimedAt,
        principal: request.principal,
        sender: request.id.sender
      })
    } catch (error) {
      this.#host.undecided(this.key, error)
      return refuse("internal")
    }
  }

  #accept(
    request: CellCommand,
    now: Instant,
    events: ReadonlyArray<Tagged>,
    reply: unknown,
    done: (outcome: Outcome) => void
  ): void {
    const seq = this.#seq + 1
    const definition = this.definition
    const encoded: Array<unknown> = []
    const projections: Array<Row> = []
    const reactions: Array<Reaction> = []
    const feeds: Array<FeedChange> = []
    const jobs: Array<Job> = []
    const patches = new Map<Audience, unknown>()
    const audiences = this.#watched(now)
    for (const event of events) {
      encoded.push(this.#codecs.encodeEvent(event))
      const state = definition.evolve(this.#state, event)
      this.#state = state
      projections.push(...definition.project(event, state, this.ref))
      reactions.push(...definition.react(event, state, this.ref, seq))
      feeds.push(...definition.feeds(event, state, this.ref))
      jobs.push(...definition.jobs(event, state, this.ref))
      for (const audience of audiences) {
        const patch = definition.render(event, state, audience.name)
        if (patch === undefined) continue
        patches.set(audience, patches.has(audience) ? composePatches(patches.get(audience), patch) : patch)
      }
    }
    if (reactions.length > reactionsPerCommand) {
      throw new Error(`${this.key}: ${reactions.length} reactions from one command; fan out in chunks`)
    }
    this.#seq = seq
    for (const feed of feeds) projections.push(feedRow(feed, seq))
    const pending = reactions.map((reaction, index) => this.#pendingReaction(reaction, seq, index, request.hop + 1))
    const write: Write = {
      row: {
        actor: this.key,
        slot: this.#host.slot.id,
        seq,
        version: definition.eventVersion,
        events: encoded,
        sender: request.id.sender,
        n: request.id.n,
        digest: request.digest,
        reply,
        receivedAt: request.receivedAt,
        claimedAt: request.claimedAt,
        at: now
      },
      projections,
      reactions: pending,
      due: this.#newAlarm()
    }
    this.#remember(request.id.sender, { n: request.id.n, digest: request.digest, seq, at: now, reply })
    const bytes = 256 + roughSize(encoded)
    this.#tailRows++
    this.#tailBytes += bytes
    const publications = Array.from(patches, ([audience, patch]) => [audience, audience.add(seq, now, patch)] as const)
    const alarm = this.#alarm
    this.#push<Outcome>(
      write,
      request.settles,
      bytes,
      () => {
        this.#durable = seq
        this.#host.alarmSet(this.key, alarm)
        this.#host.committed(this, { reactions: pending, feeds, jobs, seq })
        for (const [audience, frame] of publications) {
          audience.published = seq
          this.#host.publish(actorRoom(this.key, audience.name), frame)
        }
      },
      { _tag: "Done", seq, at: now, reply },
      done
    )
  }

  /** The person's view as it is, or what they missed. */
  watch(person: Person, from: Position | undefined, done: (answer: SubscribedActor | Refusal) => void): void {
    const now = this.#tick()
    const name = this.definition.audienceOf(this.#state, person)
    if (name === undefined) return this.#answer<SubscribedActor>(refuse("not_found"), done)
    const audience = this.#audience(name, now)
    const missed = from === undefined ? undefined : audience.since(from)
    const position = { audience: name, generation: this.generation, seq: audience.last }
    this.#answer<SubscribedActor>(
      missed === undefined
        ? { _tag: "Snapshot", ...position, at: now, view: this.#viewOf(name) }
        : { _tag: "Resumed", ...position, missed },
      done
    )
  }

  /** Keeps a watch alive; `undefined` when the person no longer belongs to that audience or nobody watched it. */
  renew(person: Person, name: string): { readonly generation: string; readonly seq: number } | undefined {
    const audience = this.#audiences.get(name)
    if (audience === undefined || this.definition.audienceOf(this.#state, person) !== name) return undefined
    const now = this.#host.now()
    if (audience.watchedUntil < now) return undefined
    audience.watchedUntil = instant(now + watchLeaseMs)
    this.lastUsed = now
    return { generation: this.generation, seq: audience.published }
  }

  watchers(now: Instant): number {
    return this.#watched(now).length
  }

  /** The state to be kept, and what it will hold when everything pending is durable; `undefined` when not worth it. */
  snapshot(worth: "grown" | "leaving"): { readonly seq: number; readonly version: number; readonly body: unknown } | undefined {
    const enough =
      worth === "grown" ? this.#tailRows >= tailWorthKeeping && this.#tailBytes >= this.#snapshotBytes : this.#tailRows >= 20
    if (!enough || this.#dropped) return undefined
    // Through text and back, since the state goes on changing in place while the snapshot waits to be stored.
    const encoded = JSON.stringify(this.#codecs.encodeState(this.#state))
    this.#snapshotBytes = encoded.length
    this.#tailRows = 0
    this.#tailBytes = 0
    return {
      seq: this.#seq,
      version: this.definition.stateVersion,
      body: { state: JSON.parse(encoded), once: this.#once.encode(), now: this.#now }
    }
  }

  /** Calls back once everything decided so far is durable, or with the refusal that ended it. */
  settled(done: (refusal: Refusal | undefined) => void): void {
    this.#pending++
    this.#host.push({
      slot: this.#host.slot,
      owner: this,
      write: undefined,
      settles: undefined,
      bytes: proofBytes,
      done: (refusal) => {
        this.#pending--
        done(refusal)
      }
    })
  }

  #remember(sender: string, receipt: Receipt): void {
    // The engine numbers its alarms by the row they become, so none is ever sent twice.
    if (sender !== "engine:alarm") this.#once.remember(sender, receipt, this.#durable)
  }

  #tick(): Instant {
    const now = this.#host.now()
    this.lastUsed = now
    if (now > this.#now) this.#now = now
    return this.#now
  }

  #newAlarm(): Due | undefined {
    const alarm = this.definition.alarm(this.#state)
    if (alarm === this.#alarm) return undefined
    this.#alarm = alarm
    return { actor: this.key, slot: this.#host.slot.id, dueAt: alarm ?? null }
  }

  #pendingReaction(reaction: Reaction, seq: number, index: number, hop: number): PendingReaction & { readonly decoded: Tagged } {
    return {
      source: this.key,
      seq,
      index,
      slot: this.#host.slot.id,
      target: actorKey(reaction.to),
      command: this.#host.codecsOf(reaction.to.type).encodeInternal(reaction.command),
      hop,
      decoded: reaction.command
    }
  }

  #watched(now: Instant): ReadonlyArray<Audience> {
    if (this.#audiences.size === 0) return []
    const watched: Array<Audience> = []
    for (const audience of this.#audiences.values()) {
      if (audience.watchedUntil >= now) watched.push(audience)
      else this.#audiences.delete(audience.name)
    }
    return watched
  }

  #audience(name: string, now: Instant): Audience {
    const until = instant(now + watchLeaseMs)
    const known = this.#audiences.get(name)
    if (known !== undefined && known.watchedUntil >= now) {
      known.watchedUntil = until
      return known
    }
    const audience = new Audience(this.key, name, this.generation, this.#seq, until)
    this.#audiences.set(name, audience)
    return audience
  }

  /** Made into JSON's own values here and now, since the state goes on changing in place. */
  #viewOf(name: string): unknown {
    return JSON.parse(JSON.stringify(this.definition.view(this.#state, name)))
  }

  #prove(outcome: Outcome, done: (outcome: Outcome) => void, settles: ReactionId | undefined): void {
    this.#push<Outcome>(undefined, settles, proofBytes, undefined, outcome, done)
  }

  #answer<A>(answer: A | Refusal, done: (answer: A | Refusal) => void): void {
    this.#push(undefined, undefined, proofBytes, undefined, answer, done)
  }

  #push<A>(
    write: Write | undefined,
    settles: ReactionId | undefined,
    bytes: number,
    whenDurable: (() => void) | undefined,
    answer: A | Refusal,
    done: (answer: A | Refusal) => void
  ): void {
    this.#pending++
    this.#host.push({
      slot: this.#host.slot,
      owner: this,
      write,
      settles,
      bytes,
      done: (refusal) => {
        this.#pending--
        if (refusal !== undefined) return done(refusal)
        // Whoever fails to hear of it, the sender must.
        try {
          whenDurable?.()
        } finally {
          done(answer)
        }
      }
    })
  }
}

/** About how many bytes a value takes as JSON: near enough to bound what waits, at a fraction of what encoding costs. */
const roughSize = (value: unknown): number => {
  if (typeof value === "string") return value.length + 2
  if (typeof value !== "object" || value === null) return 8
  let size = 2
  for (const name of Object.keys(value)) size += name.length + 4 + roughSize(Reflect.get(value, name))
  return size
}
