/**
 * One live connection after its handshake: reads its events, keeps its subscriptions, watches whether it keeps up.
 * It never throws outwards: whatever one client sends, the others do not notice.
 */
import { Result } from "effect"
import { refuse } from "../../protocol/errors.ts"
import { Sender } from "../../protocol/ids.ts"
import {
  Beat,
  Renew,
  SubscribeFrame,
  UnsubscribeFrame,
  protocolVersion,
  type Closing,
  type Ended,
  type Refreshed,
  type Renewed,
  type SubscribeReply,
  type Tide,
  type UnsubscribeReply,
  type Welcome
} from "../../protocol/live.ts"
import type { Person } from "../../protocol/principal.ts"
import type { Instant } from "../../protocol/time.ts"
import type { Origin } from "../address.ts"
import type { Verified } from "../auth/tokens.ts"
import type { Admitted } from "./admission.ts"
import { Bucket } from "./bucket.ts"
import { type Caller, handleCommand } from "./command.ts"
import { decoder } from "./decode.ts"
import type { Gate } from "./gate.ts"
import { readEvent, type Incoming } from "./incoming.ts"
import type { Outbox } from "./outbox.ts"
import { Packet } from "./packet.ts"
import { actorSource, feedSource } from "./source.ts"
import { Subscription, type Reader } from "./subscription.ts"

const decodeSubscribe = decoder(SubscribeFrame)
const decodeUnsubscribe = decoder(UnsubscribeFrame)
const decodeBeat = decoder(Beat)
const decodeRenew = decoder(Renew)

/** After these the client must not come back by itself: socket.io's DISCONNECT says so to any of its clients. */
const finalReasons: ReadonlySet<Closing["reason"]> = new Set(["replaced", "logged_out", "token_ended", "malformed"])

/** Bounds what asking for whole views over and over, and not reading them, can hold on to. */
const mostAllowance = 8 * 1024 * 1024

const disconnect = new Packet("1", "")

type Reply = (answer: unknown) => void

export class LiveConnection implements Reader {
  /** Names the connection among a person's. */
  readonly name: string
  readonly sender: Sender
  readonly #gate: Gate
  readonly #outbox: Outbox
  readonly #from: Origin
  readonly #scoped: Sender
  readonly #commands: Bucket
  readonly #subscriptions = new Map<string, Subscription>()
  #person: Person
  #tokenEnds: Instant
  #renewing = false
  #over = false
  /** Since when more than the first mark waits for the reader. */
  #behindSince: number | undefined
  /** Bytes of whole views sent since the reader was last level: what they take is no slowness of the reader's. */
  #allowance = 0

  constructor(gate: Gate, outbox: Outbox, name: string, { sender, verified, from }: Admitted) {
    this.#gate = gate
    this.#outbox = outbox
    this.name = name
    this.sender = sender
    this.#from = from
    this.#person = { ...verified.person, address: from.address }
    this.#tokenEnds = verified.ends
    this.#scoped = Sender.make(`u${verified.person.userId}:${sender}`)
    const { commandsPerConnection } = gate.settings
    this.#commands = new Bucket(commandsPerConnection, commandsPerConnection * 2, gate.monotonic())
  }

  get person(): Person {
    return this.#person
  }
  get isBehind(): boolean {
    return this.#behindSince !== undefined
  }

  welcome(): void {
    const { engine, settings } = this.#gate
    const welcome: Welcome = {
      version: protocolVersion,
      userId: this.#person.userId,
      role: this.#person.role,
      now: engine.now(),
      tokenEnds: this.#tokenEnds,
      beatEveryMs: settings.beatEveryMs,
      maxFrameBytes: settings.maxFrameBytes
    }
    this.#emit("welcome", welcome)
  }

  /** An event packet as it came, and when. */
  receive(text: string, receivedAt: Instant): void {
    if (this.#over) return
    const incoming = readEvent(text)
    if (incoming === undefined) return this.malformed()
    try {
      this.#dispatch(incoming, receivedAt)
    } catch (cause) {
      this.#gate.counters.faults += 1
      this.#gate.fault(`live event ${String(incoming.event).slice(0, 40)}`, cause)
      if (incoming.id !== undefined) this.#acknowledge(incoming.id, refuse("internal"))
    }
  }

  #dispatch({ event, body, id, fault }: Incoming, receivedAt: Instant): void {
    if (event === "beat" && fault === undefined) return this.#beat(body)
    // Everything else is acknowledged; to leave out the number means not to learn what became of a command.
    if (id === undefined) return this.malformed()
    const reply: Reply = (answer) => this.#acknowledge(id, answer)
    if (fault !== undefined) {
      this.#gate.counters.malformed += 1
      return reply(refuse(fault === "unstorable" ? "invalid" : "malformed"))
    }
    switch (event) {
      case "command": {
        return handleCommand(this.#gate, this.#caller(), body, receivedAt, reply)
      }
      case "subscribe":
        return this.#subscribe(body, reply)
      case "unsubscribe":
        return this.#unsubscribe(body, reply)
      case "renew":
        return this.#renew(body, reply)
      case "beat":
        return this.#beat(body)
      default:
        this.#gate.counters.malformed += 1
        return reply(refuse("unknown_event"))
    }
  }

  #caller(): Caller {
    return { person: this.#person, from: this.#from, sender: this.sender, scoped: this.#scoped, commands: this.#commands }
  }

  #subscribe(body: unknown, reply: (answer: SubscribeReply) => void): void {
    const decoded = decodeSubscribe(body)
    if (Result.isFailure(decoded)) return reply(decoded.failure)
    const frame = decoded.success
    const { engine, actors, rooms, settings, counters } = this.#gate
    const person = () => this.#person
    const source =
      frame._tag === "Actor"
        ? actorSource(engine, this.#gate.policy, frame.ref, actors[frame.ref.type].audiences, person)
        : feedSource(engine, this.#gate.policy, frame.ref, person)
    this.#drop(source.name)
    if (this.#subscriptions.size >= settings.subscriptionsPerConnection) {
      return reply(refuse("rate_limited", { message: "Too many subscriptions on one connection. End one first." }))
    }
    const subscription = new Subscription(source, rooms, this)
    this.#subscriptions.set(source.name, subscription)
    counters.subscriptions += 1
    subscription.begin(frame._tag === "Actor" ? frame.from : undefined, reply)
  }

  #unsubscribe(body: unknown, reply: (answer: UnsubscribeReply) => void): void {
    const decoded = decodeUnsubscribe(body)
    if (Result.isFailure(decoded)) return reply(decoded.failure)
    const { _tag, ref } = decoded.success
    this.#drop(_tag === "Actor" ? `${ref.type}/${ref.id}` : `${ref.feed}:${ref.id}`)
    reply({ _tag: "Unsubscribed" })
  }

  #drop(name: string): void {
    const subscription = this.#subscriptions.get(name)
    if (subscription === undefined) return
    this.#subscriptions.delete(name)
    this.#gate.counters.subscriptions -= 1
    subscription.leave()
  }

  #beat(body: unknown): void {
    const decoded = decodeBeat(body)
    this.#gate.counters.beats += 1
    if (Result.isFailure(decoded)) this.#gate.counters.malformed += 1
    else this.#gate.engine.beat(this.name, this.#person, decoded.success)
  }

  #renew(body: unknown, reply: (answer: Renewed) => void): void {
    const decoded = decodeRenew(body)
    if (Result.isFailure(decoded)) return reply(decoded.failure)
    if (this.#renewing) return reply(refuse("rate_limited", { retryAfterMs: 1000 }))
    this.#renewing = true
    this.#gate.verify(decoded.success.token, (answer) => {
      this.#renewing = false
      if ("_tag" in answer) return reply(answer)
      if (answer.person.userId !== this.#person.userId) return reply(refuse("forbidden", { field: "token" }))
      this.#become(answer)
      reply({ _tag: "Renewed", tokenEnds: this.#tokenEnds, now: this.#gate.engine.now() })
    })
  }

  /** The same log-in, as it stands by now. */
  provedAgain(person: Person): void {
    if (!this.#over) this.#become({ person, ends: this.#tokenEnds })
  }

  /** A person whose permissions or scopes have changed may have lost what they follow, and is not shown one change more of it. */
  #become({ person: proved, ends }: Verified): void {
    // A token says who; from where, this connection knows.
    const person = { ...proved, address: this.#from.address }
    const changed = JSON.stringify(person) !== JSON.stringify(this.#person)
    this.#person = person
    this.#tokenEnds = ends
    if (!changed) return
    for (const subscription of [...this.#subscriptions.values()]) {
      if (subscription.source.kind === "feed") subscription.refresh()
      else subscription.renew()
    }
  }

  /** Every two seconds: renews what is watched, tells its newest sequences, and looks at the token. */
  tide(now: Instant): void {
    if (this.#over) return
    if (now > this.#tokenEnds + this.#gate.settings.tokenGraceMs) return this.close("token_ended")
    const actors: Array<Tide["actors"][number]> = []
    const feeds: Array<Tide["feeds"][number]> = []
    for (const subscription of [...this.#subscriptions.values()]) {
      const newest = subscription.renew()
      if (newest?.kind === "actor") actors.push(newest.entry)
      else if (newest !== undefined) feeds.push(newest.entry)
    }
    // To a reader that is behind it would only tell what it knows.
    if (this.#behindSince === undefined) this.#emit("tide", { now, actors, feeds })
  }

  offer(packet: Packet): boolean {
    if (this.#behindSince !== undefined) {
      this.#gate.counters.slowDropped += 1
      return false
    }
    this.#gate.counters.publications += 1
    this.#send(packet)
    return true
  }

  refreshed(snapshot: Refreshed): void {
    this.#gate.counters.slowRefreshed += 1
    this.#sendWhole(Packet.event("snapshot", JSON.stringify(snapshot)))
  }

  ended(subscription: Subscription, ended: Ended): void {
    this.refused(subscription)
    this.#emit("ended", ended)
  }

  refused(subscription: Subscription): void {
    // A later subscription to the same thing may have taken its place.
    if (this.#subscriptions.get(subscription.source.name) === subscription) this.#drop(subscription.source.name)
    else subscription.leave()
  }

  wantsRefresh(): void {
    this.#behindSince ??= this.#gate.monotonic()
  }

  /** Looks at a reader that is behind: level again, still behind, or hopeless. */
  look(now: number): void {
    if (this.#over || this.#behindSince === undefined) return
    const { slowBytes, hopelessBytes, hopelessMs } = this.#gate.settings
    const waiting = this.#outbox.waiting()
    if (waiting <= slowBytes / 4) {
      this.#behindSince = undefined
      this.#allowance = 0
      for (const subscription of [...this.#subscriptions.values()]) if (subscription.isStale) subscription.refresh()
    } else if (waiting > hopelessBytes + this.#allowance || now - this.#behindSince > hopelessMs + this.#allowance / 64) {
      this.#gate.counters.slowClosed += 1
      this.close("slow_reader")
    }
  }

  close(reason: Closing["reason"], retryAfterMs?: number): void {
    if (this.#over) return
    this.#emit("closing", retryAfterMs === undefined ? { reason } : { reason, retryAfterMs })
    if (finalReasons.has(reason)) this.#outbox.send(disconnect)
    if (reason === "slow_reader" || reason === "flood") this.#outbox.abandon()
    else this.#outbox.close()
  }

  /** Tells that the connection will be closed soon, so that the client can leave by itself. */
  announceDraining(retryAfterMs: number): void {
    if (!this.#over) this.#emit("closing", { reason: "draining", retryAfterMs })
  }

  hangUp(): void {
    if (!this.#over) this.#outbox.close()
  }

  /** The connection is over; `clean` when the client said good-bye. */
  gone(clean: boolean): void {
    if (this.#over) return
    this.#over = true
    for (const name of [...this.#subscriptions.keys()]) this.#drop(name)
    this.#gate.engine.gone(this.name, clean)
  }

  malformed(): void {
    this.#gate.counters.malformed += 1
    this.close("malformed")
  }

  #acknowledge(id: number, answer: unknown): void {
    if (this.#over) return
    const packet = Packet.acknowledgement(id, JSON.stringify(answer))
    if (packet.text.length > this.#gate.settings.slowBytes / 4) this.#sendWhole(packet)
    else this.#send(packet)
  }

  #emit(event: string, body: Welcome | Tide | Ended | Closing): void {
    this.#send(Packet.event(event, JSON.stringify(body)))
  }

  #sendWhole(packet: Packet): void {
    this.#allowance = Math.min(this.#allowance + packet.text.length, mostAllowance)
    this.#send(packet)
  }

  #send(packet: Packet): void {
    this.#outbox.send(packet)
    // What this turn has gathered nobody could have read: only what the system does not take tells of a slow reader.
    if (this.#outbox.waiting() > this.#gate.settings.slowBytes) this.#outbox.flush()
    const waiting = this.#outbox.waiting()
    if (waiting > this.#gate.settings.slowBytes) this.#behindSince ??= this.#gate.monotonic()
    else if (this.#outbox.isLevel) this.#allowance = 0
  }
}
