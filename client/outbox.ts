/**
 * Commands on their way. A command is written down before it is sent and sent, under the same id, until the server has
 * given its final answer; the server takes each id once. So a click survives a lost connection, a reload and a crash of
 * either side, and never counts twice.
 *
 * Sending everything at once and repeating whatever was refused for overload is the obvious way, and wrong: of two
 * answers to one question the older could be repeated after the newer was accepted, and win. Sending strictly one by
 * one is safe but lets one refused answer hold up those to all other questions until after the deadline. Hence lanes:
 * only commands that touch wait for each other.
 */
import { Result, Schema } from "effect"
import { actorKey, type ActorRef, type CommandId } from "../protocol/ids.ts"
import { CommandReply, type Accepted, type CommandFrame } from "../protocol/live.ts"
import type { Connection } from "./connection.ts"
import type { Device } from "./device.ts"
import { Listeners } from "./listeners.ts"
import type { ServerClock } from "./server-clock.ts"
import { isPassing, StoaError } from "./stoa-error.ts"
import { forgiving, type Store } from "./store.ts"
import { backoff, type Chance, type Timers } from "./timers.ts"
import { keep, leftBehind, letGo, touches, type WaitingCommand } from "./waiting-command.ts"

/** How one command ended: what was answered, or why it was refused. */
export interface Settled {
  readonly to: ActorRef
  readonly id: CommandId
  readonly command: unknown
  readonly outcome: Accepted | StoaError
}

export interface Unsettled {
  readonly to: ActorRef
  readonly id: CommandId
  readonly command: unknown
  /** Refused for now, and tried again: why. */
  readonly delayedBy?: StoaError
}

export interface OutboxParts {
  readonly device: Device
  readonly connection: Connection
  readonly clock: ServerClock
  readonly timers: Timers
  readonly chance: Chance
  /** How many commands may wait; more are refused with `outbox_full`. */
  readonly capacity: number
}

export interface Dispatch {
  /** See `touches`; the actor's key if absent. */
  readonly lane?: string
  /** Takes the place of an earlier command in the same lane that was never sent: only the last position matters. */
  readonly replaces?: boolean
}

interface Entry {
  waiting: WaitingCommand
  written: boolean
  everSent: boolean
  inFlight: boolean
  tries: number
  notBefore: number
  delayedBy?: StoaError
  readonly replaceable: boolean
  settle: Array<(outcome: Accepted | StoaError) => void>
}

/** An unanswered command is sent again after this long on the same connection, in ms. The server takes it once. */
const answerWithin = 15_000
/** How many commands may be unanswered at once: a flood after a long time offline would only be refused. */
const mostInFlight = 32
const firstRetry = 250
const longestRetry = 8_000

const decodeReply = Schema.decodeUnknownResult(CommandReply)

export class Outbox {
  readonly #parts: OutboxParts
  /** One that is full or forbidden costs surviving a reload, not the command. */
  readonly #store: Store
  readonly #settlements = new Listeners<Settled>()
  readonly #changes = new Listeners<void>()
  /** By rising count, which is the order of sending. */
  #entries: ReadonlyArray<Entry>
  #epoch = 0
  #wake: () => void = () => {}
  #closed = false

  private constructor(parts: OutboxParts, left: ReadonlyArray<WaitingCommand>) {
    this.#parts = parts
    this.#store = forgiving(parts.device.store)
    // They may have been sent and even accepted: they have to be asked about under their own ids.
    this.#entries = left.map((waiting) => newEntry(waiting, { written: true, everSent: true, replaceable: false }))
    parts.connection.onState((state) => {
      this.#epoch++
      for (const entry of this.#entries) entry.inFlight = false
      if (state._tag === "Online") this.#pump()
    })
  }

  static async open(parts: OutboxParts): Promise<Outbox> {
    return new Outbox(parts, await leftBehind(parts.device.store, parts.device.sender))
  }

  /** Every command's end, those of an earlier page included, which have nobody else to tell. */
  onSettled(listener: (settled: Settled) => void): () => void {
    return this.#settlements.add(listener)
  }

  /** Told whenever `waiting` has changed. */
  onChange(listener: () => void): () => void {
    return this.#changes.add(listener)
  }

  /** What is not settled yet, oldest first. */
  get waiting(): ReadonlyArray<Unsettled> {
    return this.#entries.map(({ waiting, delayedBy }) => ({
      to: waiting.to,
      id: waiting.id,
      command: waiting.command,
      ...(delayedBy === undefined ? {} : { delayedBy })
    }))
  }

  /**
   * Sends a wire command to an actor. Resolves when it has been accepted, which may be long after and in case of a
   * reload never; rejects with the server's refusal, `outbox_full` or `closed`.
   */
  dispatch(to: ActorRef, command: unknown, how: Dispatch = {}): Promise<Accepted> {
    if (this.#closed) return Promise.reject(StoaError.own("closed"))
    if (this.#entries.length >= this.#parts.capacity) return Promise.reject(StoaError.own("outbox_full"))
    const { device, clock } = this.#parts
    const { n, reserved } = device.next()
    const claimedAt = clock.now()
    const lane = how.lane ?? actorKey(to)
    const waiting: WaitingCommand = {
      to,
      id: { sender: device.sender, n },
      command,
      lane,
      ...(claimedAt === undefined ? {} : { claimedAt })
    }
    const entry = newEntry(waiting, { written: false, everSent: false, replaceable: how.replaces ?? false })
    if (entry.replaceable) this.#replace(lane, entry)
    this.#entries = [...this.#entries, entry]
    this.#changes.tell()
    const ended = new Promise<Accepted>((resolve, reject) => {
      entry.settle.push((outcome) => (outcome instanceof StoaError ? reject(outcome) : resolve(outcome)))
    })
    void this.#write(entry, reserved)
    return ended
  }

  /** Stops sending. What waits stays in the store and is sent by the next client on it. */
  close(): void {
    this.#closed = true
    this.#wake()
    for (const entry of this.#entries) for (const settle of entry.settle) settle(StoaError.own("closed"))
    this.#parts.device.giveBack()
  }

  #replace(lane: string, by: Entry): void {
    const last = this.#entries.findLast((entry) => touches(entry.waiting.lane, lane))
    if (last === undefined || last.waiting.lane !== lane || !last.replaceable || last.everSent) return
    by.settle.push(...last.settle)
    this.#remove(last)
  }

  async #write(entry: Entry, reserved: Promise<void>): Promise<void> {
    await reserved
    await keep(this.#store, entry.waiting)
    if (!this.#entries.includes(entry)) return this.#erase(entry) // replaced meanwhile
    entry.written = true
    this.#pump()
  }

  /** Sends whatever may go, and wakes for what may go later. */
  #pump(): void {
    this.#wake()
    if (this.#closed || !this.#parts.connection.online) return
    const now = this.#parts.timers.now()
    let inFlight = this.#entries.filter((entry) => entry.inFlight).length
    let soonest = Infinity
    this.#entries.forEach((entry, index) => {
      if (entry.inFlight || !entry.written || inFlight >= mostInFlight) return
      if (this.#entries.slice(0, index).some((earlier) => touches(earlier.waiting.lane, entry.waiting.lane))) return
      if (entry.notBefore > now) {
        soonest = Math.min(soonest, entry.notBefore)
        return
      }
      inFlight++
      this.#send(entry)
    })
    if (soonest < Infinity) this.#wake = this.#parts.timers.after(soonest - now, () => this.#pump())
  }

  #send(entry: Entry): void {
    const epoch = this.#epoch
    const { to, id, command, claimedAt, receipt } = entry.waiting
    const frame: CommandFrame = {
      to,
      id,
      command,
      ...(claimedAt === undefined ? {} : { claimedAt }),
      ...(receipt === undefined ? {} : { receipt })
    }
    entry.inFlight = true
    entry.everSent = true
    const giveUp = this.#parts.timers.after(answerWithin, () => {
      if (epoch !== this.#epoch || !entry.inFlight) return
      entry.inFlight = false
      this.#pump()
    })
    this.#parts.connection.send("command", frame, (answer) => {
      giveUp()
      if (epoch === this.#epoch && this.#entries.includes(entry)) void this.#answered(entry, answer)
    })
  }

  async #answered(entry: Entry, answer: unknown): Promise<void> {
    const reply = decodeReply(answer)
    if (Result.isFailure(reply)) return this.#end(entry, StoaError.own("unreadable", { cause: reply.failure }))
    if (reply.success._tag === "Accepted") return this.#end(entry, reply.success)
    const error = StoaError.refused(reply.success)
    const receiptRefused = error.code === "invalid" && error.field === "receipt" && entry.waiting.receipt !== undefined
    if (!isPassing(error.code) && !receiptRefused) return this.#end(entry, error)
    const { timers, chance } = this.#parts
    entry.tries++
    entry.delayedBy = error
    entry.inFlight = false
    entry.notBefore = timers.now() + (error.retryAfterMs ?? 0) + backoff(entry.tries, firstRetry, longestRetry, chance)
    // The earliest receipt is the one worth keeping. One the server does not know again (another secret) is worth less than
    // the answer, which is sent without it.
    const { receipt: kept, ...bare } = entry.waiting
    const receipt = receiptRefused ? undefined : (kept ?? reply.success.receipt)
    if (receipt !== kept) {
      entry.waiting = receipt === undefined ? bare : { ...bare, receipt }
      await keep(this.#store, entry.waiting)
    }
    this.#changes.tell()
    this.#pump()
  }

  #end(entry: Entry, outcome: Accepted | StoaError): void {
    this.#remove(entry)
    for (const settle of entry.settle) settle(outcome)
    const { to, id, command } = entry.waiting
    this.#settlements.tell({ to, id, command, outcome })
    this.#pump()
  }

  #remove(entry: Entry): void {
    this.#entries = this.#entries.filter((one) => one !== entry)
    if (entry.written) void this.#erase(entry)
    this.#changes.tell()
  }

  /** If the page dies before this is done the command is sent again, and answered with its first reply. */
  async #erase(entry: Entry): Promise<void> {
    await letGo(this.#store, entry.waiting)
  }
}

const newEntry = (waiting: WaitingCommand, how: Pick<Entry, "written" | "everSent" | "replaceable">): Entry => ({
  waiting,
  ...how,
  inFlight: false,
  tries: 0,
  notBefore: 0,
  settle: []
})
