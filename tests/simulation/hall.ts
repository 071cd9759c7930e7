/**
 * An exam hall on two nodes over one storage: learners with two devices each, proctors, and what may happen to both nodes
 * at any moment. Everybody sends as the client does: one command at a time per device, again under the same id until there
 * is an answer that is not passing.
 */
import { Effect, Schema } from "effect"
import type { Outcome } from "../../engine/engine.ts"
import { isPassing } from "../../engine/outbox.ts"
import { Unplaced } from "../../engine/placement/placement.ts"
import { slotCount } from "../../engine/slot-of.ts"
import { type ActorRef, CommandId } from "../../protocol/ids.ts"
import { Publication } from "../../protocol/live.ts"
import type { Person } from "../../protocol/principal.ts"
import { type Instant, instant } from "../../protocol/time.ts"
import type { MemoryFaults } from "../../storage/memory/memory-faults.ts"
import { makeMemoryStorage, type MemoryStorage } from "../../storage/memory/memory-storage.ts"
import type { MemoryFacts } from "../property/memory-facts.ts"
import { HallNode } from "./hall-node.ts"
import { World } from "./world.ts"

const makeCommandId = Schema.decodeUnknownSync(CommandId)
const decodePublication = Schema.decodeUnknownSync(Schema.fromJsonString(Publication))

export interface Sent {
  readonly _tag: string
  readonly [field: string]: unknown
}

/** A person on one device. */
export interface Hand {
  readonly person: Person
  readonly device: string
}

export interface Asked {
  readonly hand: Hand
  readonly to: ActorRef
  readonly command: Sent
  readonly sentAt: Instant
  /** The final answer, once there is one. */
  outcome: Outcome | undefined
  /** When a server had each of its tries, by that server's time. */
  readonly receivedAt: Array<Instant>
}

interface Line {
  n: number
  waiting: Array<{ readonly asked: Asked; readonly claimedAt: Instant | undefined }>
  busy: boolean
}

const everySlot = Array.from({ length: slotCount }, (_, id) => id)

export class Hall {
  readonly world: World
  readonly faults: MemoryFaults = {}
  readonly storage: MemoryStorage
  readonly violations: Array<unknown> = []
  readonly asked: Array<Asked> = []
  readonly #facts: MemoryFacts
  readonly compensate: boolean
  readonly #nodes: [HallNode | undefined, HallNode | undefined] = [undefined, undefined]
  readonly #lines = new Map<string, Line>()
  /** Rows by actor and sequence: how far the time of the node that stored them was ahead of the world's. */
  readonly aheadOf = new Map<string, number>()
  /** How far the database's clock has been set from the world's. */
  databaseAhead = 0
  /** How long no node served, together. */
  away = 0
  #goneSince: number | undefined
  #life = 0
  /** By room, the sequence last published: what is shown must be durable and must rise. */
  readonly #shown = new Map<string, number>()

  constructor(seed: number, facts: MemoryFacts, compensate: boolean) {
    this.world = new World(seed)
    this.storage = makeMemoryStorage(() => instant(this.world.now() + this.databaseAhead), this.faults)
    this.#facts = facts
    this.compensate = compensate
  }

  get aliveNodes(): ReadonlyArray<HallNode> {
    return this.#nodes.filter((node) => node !== undefined)
  }

  isUp(which: 0 | 1): boolean {
    return this.#nodes[which] !== undefined
  }

  boot(which: 0 | 1): void {
    if (this.#nodes[which] !== undefined) return
    const other = this.#nodes[1 - which]
    const mine = everySlot.filter((id) => other === undefined || id % 2 === which)
    if (other !== undefined) for (const id of mine) other.close(id)
    const node = new HallNode(`node ${which} life ${++this.#life}`, {
      world: this.world,
      storage: this.storage,
      facts: this.#facts.service,
      compensate: this.compensate,
      forward: (slot, json) => this.#forward(node, slot, json),
      published: (room, frame) => this.#published(room, frame),
      stored: (rows, ahead) => {
        for (const { actor, seq } of rows) this.aheadOf.set(`${actor} ${seq}`, ahead)
      },
      violated: (what) => {
        this.violations.push(what)
      }
    })
    if (this.#goneSince !== undefined) this.away += this.world.now() - this.#goneSince
    this.#goneSince = undefined
    this.#nodes[which] = node
    node.boot(mine)
  }

  /** The other node, if there is one, takes the slots over once their owner has been silent for a while. */
  async crash(which: 0 | 1): Promise<void> {
    const node = this.#nodes[which]
    if (node === undefined) return
    this.#nodes[which] = undefined
    if (this.#nodes[1 - which] === undefined) this.#goneSince = this.world.now()
    await node.kill()
    this.world.after(300, () => {
      const other = this.#nodes[1 - which]
      if (this.#nodes[which] === undefined && other !== undefined) for (const id of everySlot) other.open(id)
    })
  }

  ask(hand: Hand, to: ActorRef, command: Sent, claimedAt?: Instant): Asked {
    const asked: Asked = { hand, to, command, sentAt: this.world.now(), outcome: undefined, receivedAt: [] }
    this.asked.push(asked)
    const line = this.#lineOf(hand)
    line.waiting.push({ asked, claimedAt })
    this.#next(hand, line)
    return asked
  }

  get unanswered(): number {
    return this.asked.filter(({ outcome }) => outcome === undefined).length
  }

  #lineOf({ person, device }: Hand): Line {
    const name = `u${person.userId}:${device}`
    const known = this.#lines.get(name)
    if (known !== undefined) return known
    const line: Line = { n: 0, waiting: [], busy: false }
    this.#lines.set(name, line)
    return line
  }

  #next(hand: Hand, line: Line): void {
    const first = line.waiting[0]
    if (line.busy || first === undefined) return
    line.busy = true
    const n = ++line.n
    this.#try(hand, n, first.asked, first.claimedAt, () => {
      line.busy = false
      line.waiting.shift()
      this.#next(hand, line)
    })
  }

  #try(hand: Hand, n: number, asked: Asked, claimedAt: Instant | undefined, over: () => void): void {
    const { world } = this
    let answered = false
    const again = (ms: number): void => {
      if (answered) return
      answered = true
      world.after(ms, () => this.#try(hand, n, asked, claimedAt, over))
    }
    const ready = this.aliveNodes.filter((node) => node.ready)
    const node = ready[world.between(0, ready.length - 1)]
    if (node === undefined) return again(world.between(100, 300))
    // Half a minute without an answer, or a connection that was cut: the client asks again, perhaps another node.
    const giveUp = world.after(3_000, () => again(0))
    const receivedAt = node.now()
    asked.receivedAt.push(receivedAt)
    node.node.submit(
      {
        to: asked.to,
        id: makeCommandId({ sender: `u${hand.person.userId}:${hand.device}`, n }),
        digest: JSON.stringify(asked.command),
        command: asked.command,
        principal: hand.person,
        receivedAt,
        claimedAt
      },
      (outcome) => {
        if (answered || !node.alive) return
        giveUp()
        if (outcome._tag === "Refusal" && isPassing(outcome)) return again(world.between(50, 300))
        answered = true
        asked.outcome = outcome
        over()
      }
    )
  }

  #forward(from: HallNode, slot: number, json: string): Effect.Effect<string, Unplaced> {
    const other = this.aliveNodes.find((node) => node !== from)
    if (other === undefined) return Effect.fail(new Unplaced({ slot, message: "nobody has it" }))
    // As the cluster does it: a node that dies never answers.
    const patience = Effect.callback<never, Unplaced>((resume) => {
      const cancel = this.world.after(5_000, () => resume(Effect.fail(new Unplaced({ slot, message: "no answer" }))))
      return Effect.sync(cancel)
    })
    return Effect.raceFirst(other.node.handle(json), patience)
  }

  #published(room: string, frame: string): void {
    if (!room.includes("#")) return
    const { actor, seq } = decodePublication(frame)
    const durable = this.storage.rowsOf(actor).length
    if (seq > durable) this.violations.push(`${actor} showed row ${seq} when ${durable} were durable`)
    const before = this.#shown.get(room) ?? 0
    if (seq <= before) this.violations.push(`${room} was shown ${seq} after ${before}`)
    this.#shown.set(room, seq)
  }
}
