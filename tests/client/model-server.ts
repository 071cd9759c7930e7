/**
 * A small honest server: what SPEC promises, without what makes it fast. One journal; what was decided and not committed
 * is lost by a crash, and nothing is told before its commit. It holds one course, one attempt (`model-attempt.ts`), its sitting
 * (`model-exam.ts`) and one wall.
 */
import { Schema } from "effect"
import type { Http } from "../../client/http.ts"
import type { AttemptCommand } from "../../protocol/attempt.ts"
import { Announce } from "../../protocol/course.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { ExamCommand, type Act } from "../../protocol/exam.ts"
import { CommandFrame, Handshake, Renew, SubscribeFrame, type Publication } from "../../protocol/live.ts"
import { mergePatch } from "../../protocol/merge-patch.ts"
import { instant } from "../../protocol/time.ts"
import { decideAttempt, decodeAttemptCommand } from "./model-attempt.ts"
import { decideExam } from "./model-exam.ts"
import { ahead, atFirst, attempt, attemptId, audiences, exam, sittingId, userId, wallRow } from "./model-views.ts"
import type { Peer, ServerEnd } from "./socket-pair.ts"

const wall = { feed: "wall", id: sittingId } as const

/** How many publications a resuming subscriber can be given. */
const ringSize = 3

const decodeHandshake = Schema.decodeUnknownSync(Handshake, { onExcessProperty: "error" })
const decodeCommand = Schema.decodeUnknownSync(CommandFrame, { onExcessProperty: "error" })
const decodeSubscribe = Schema.decodeUnknownSync(SubscribeFrame, { onExcessProperty: "error" })
const decodeRenew = Schema.decodeUnknownSync(Renew, { onExcessProperty: "error" })
const decodeAnnounce = Schema.decodeUnknownSync(Announce, { onExcessProperty: "error" })
const decodeExam = Schema.decodeUnknownSync(ExamCommand, { onExcessProperty: "error" })

interface Row {
  readonly actor: string
  readonly seq: number
  readonly id: string
  readonly digest: string
  readonly command: AttemptCommand | ExamCommand | typeof Announce.Type | { readonly _tag: "Reached" }
  readonly reply: unknown
  readonly patch: unknown
  readonly at: number
}

interface Connected {
  readonly peer: Peer
  readonly rooms: Set<string>
  /** Rooms whose subscription has been answered: only then can it end. */
  readonly answered: Set<string>
}

export class ModelServer {
  readonly journal: Array<Row> = []
  /** Receipts that were given out, by command id. */
  readonly receipts = new Map<string, number>()
  /** Commands as they arrived. */
  readonly arrived: Array<CommandFrame> = []
  readonly beats: Array<unknown> = []
  /** What the attempt is at first besides being in progress; set it before anybody asks. */
  attemptAtFirst: object = {}
  #orders = 0
  /** How many commands to refuse for now. */
  refuseNext = 0
  #pending: Array<{ readonly row: Row; readonly answers: Array<(reply: unknown) => void> }> = []
  #asked: Array<() => void> = []
  #connected = new Set<Connected>()
  #generation = 1
  #rings = new Map<string, { base: number; publications: Array<Publication> }>()
  #rev = 0
  #token = 1
  readonly #clock: () => number

  constructor(clock: () => number) {
    this.#clock = clock
  }

  now(): number {
    return ahead + this.#clock()
  }

  /** Log-in and renewal, of which a test loses nothing: REST is not what is under test. */
  readonly http: Http = async (request) => {
    const tokens = {
      token_type: "Bearer",
      access_token: `t${this.#token}`,
      expires_in: 900,
      refresh_token: "r",
      refresh_expires_in: 9_000
    }
    const user = {
      id: userId,
      email: "a@b.org",
      role: "student",
      permissions: [],
      first_name: "Ada",
      last_name: "L",
      bio: null,
      avatar_url: null,
      phone: null,
      organization: null,
      time_zone: "UTC",
      created_at: "",
      last_login: null,
      revision: 1
    }
    return Schema.decodeUnknownSync(request.data)(request.path.endsWith("/login") ? { user, ...tokens } : tokens)
  }

  readonly accept = (handshake: unknown, peer: Peer): ServerEnd => {
    const { token } = decodeHandshake(handshake)
    if (token !== `t${this.#token}`) {
      peer.end(refuse("token_expired"))
      return { received: () => {}, gone: () => {} }
    }
    const connected: Connected = { peer, rooms: new Set(), answered: new Set() }
    this.#connected.add(connected)
    peer.send("welcome", {
      version: 1,
      userId,
      role: "student",
      now: this.now(),
      tokenEnds: this.now() + 900_000,
      beatEveryMs: 2_000,
      maxFrameBytes: 65_536
    })
    return {
      received: (event, payload, answer) => this.#received(connected, event, payload, answer),
      gone: () => void this.#connected.delete(connected)
    }
  }

  #received(connected: Connected, event: string, payload: unknown, answer: (reply: unknown) => void): void {
    switch (event) {
      case "command":
        return this.#command(decodeCommand(payload), answer)
      case "subscribe":
        return this.#subscribe(connected, decodeSubscribe(payload), answer)
      case "renew":
        return answer(
          decodeRenew(payload).token === `t${this.#token}`
            ? { _tag: "Renewed", now: this.now(), tokenEnds: this.now() + 900_000 }
            : refuse("token_expired")
        )
      case "unsubscribe":
        return answer({ _tag: "Unsubscribed" })
      case "beat":
        this.beats.push(payload)
        return
      default:
        throw new Error(`unknown event ${event}`)
    }
  }

  #command(frame: CommandFrame, answer: (reply: unknown) => void): void {
    this.arrived.push(frame)
    const { to, id } = frame
    const name = `${id.sender}:${id.n}`
    const digest = JSON.stringify(frame.command)
    const under = this.#pending.find(({ row }) => row.id === name && row.actor === `${to.type}/${to.id}`)
    const known = this.journal.find((row) => row.id === name && row.actor === `${to.type}/${to.id}`)
    if ((known ?? under?.row) !== undefined && (known ?? under?.row)?.digest !== digest) return answer(refuse("id_reused"))
    if (known !== undefined) return answer(accepted(known))
    if (under !== undefined) return void under.answers.push(answer)
    if (this.refuseNext > 0) {
      this.refuseNext--
      const receivedAt = this.receipts.get(name) ?? this.now()
      this.receipts.set(name, receivedAt)
      const receipt = { sender: id.sender, n: id.n, digest, receivedAt, signature: "signed" }
      return answer({ ...refuse("overloaded", { retryAfterMs: 500 }), receipt })
    }
    const actor = `${to.type}/${to.id}`
    const decided = this.#decide(actor, frame.command, id.sender)
    if ("code" in decided) return answer(decided)
    this.#pending.push({ row: { id: name, digest, ...decided }, answers: [answer] })
  }

  /** As if one of the staff had sent it, on a connection of no interest. */
  order(command: AttemptCommand): Refusal | undefined {
    const decided = this.#decide(attempt, command, "device:staff")
    if ("code" in decided) return decided
    this.#pending.push({ row: { id: `staff:${++this.#orders}`, digest: "", ...decided }, answers: [] })
    return undefined
  }

  #decide(actor: string, wire: unknown, sender: string): Omit<Row, "id" | "digest"> | Refusal {
    const earlier = this.#rows(actor)
    const view = earlier.reduce((seen: unknown, { patch }) => mergePatch(seen, patch), this.#atFirst(actor))
    const at = this.now()
    const of = { actor, seq: earlier.length + 1, at }
    if (actor === attempt) {
      const command = decodeAttemptCommand(wire)
      const effect = decideAttempt(command, view, sender, at)
      return "_tag" in effect ? effect : { ...of, command, ...effect }
    }
    if (actor === exam) {
      const command = decodeExam(wire)
      return { ...of, command, ...decideExam(command, at) }
    }
    const command = decodeAnnounce(wire)
    const number = earlier.length + 1
    const patch = { announcements: { [number]: { by: userId, at, text: command.text } } }
    return { ...of, command, reply: { number }, patch }
  }

  #atFirst(actor: string): unknown {
    return mergePatch(atFirst[actor], actor === attempt ? this.attemptAtFirst : {})
  }

  /** An action of the room reaches its one attempt when it is stored, and its receipt is stored with that. */
  #reach({ actionId, action }: typeof Act.Type): void {
    const decided = this.#decide(attempt, action, "device:staff")
    const refused = "code" in decided
    if (!refused) this.#pending.push({ row: { id: `exam:${actionId}`, digest: "", ...decided }, answers: [] })
    const receipt = refused ? { refused: { [attemptId]: decided.code } } : { done: 1 }
    const command = { _tag: "Reached" } as const
    const row = { actor: exam, seq: this.#rows(exam).length + 1, command, reply: {}, at: this.now() }
    const patch = { actions: { [actionId]: receipt } }
    this.#pending.push({ row: { id: `reached:${actionId}`, digest: "", ...row, patch }, answers: [] })
  }

  /** With those that are decided and not stored yet. */
  #rows(actor: string): ReadonlyArray<Row> {
    return [...this.journal, ...this.#pending.map(({ row }) => row)].filter((row) => row.actor === actor)
  }

  #subscribe(connected: Connected, frame: typeof SubscribeFrame.Type, answer: (reply: unknown) => void): void {
    const room = frame._tag === "Actor" ? `${frame.ref.type}/${frame.ref.id}` : "wall"
    connected.rooms.add(room)
    connected.answered.delete(room)
    // Joined now, answered with the next commit: what is published between comes first.
    this.#asked.push(() => {
      const generation = `g${this.#generation}`
      connected.answered.add(room)
      if (frame._tag === "Feed") {
        answer({ _tag: "Feed", ref: wall, generation, rev: this.#rev, rows: this.wallRows(), presence: [] })
        return
      }
      const audience = audiences[room]
      const seq = this.#seq(room)
      const ring = this.#ring(room)
      const { from } = frame
      if (from !== undefined && from.generation === generation && from.seq >= ring.base && from.seq <= seq) {
        const missed = ring.publications.filter((publication) => publication.seq > from.seq)
        answer({ _tag: "Resumed", audience, generation, seq, missed })
      } else answer({ _tag: "Snapshot", audience, generation, seq, at: this.now(), view: this.viewOf(room) })
    })
  }

  /** Makes durable what was decided, and only then answers and tells. */
  commit(): void {
    const stored = this.#pending.splice(0)
    for (const { row, answers } of stored) {
      const ring = this.#ring(row.actor)
      this.journal.push(row)
      for (const answer of answers) answer(accepted(row))
      const publication = {
        actor: row.actor,
        audience: audiences[row.actor] ?? "",
        generation: `g${this.#generation}`,
        prev: row.seq - 1,
        seq: row.seq,
        at: instant(row.at),
        patch: row.patch
      }
      ring.publications.push(publication)
      if (ring.publications.length > ringSize) ring.base = ring.publications.shift()?.seq ?? ring.base
      this.#tell(row.actor, "publication", publication)
      if (row.command._tag === "SaveAnswer") {
        this.#rev++
        const frame = {
          ref: wall,
          generation: `g${this.#generation}`,
          prev: this.#rev - 1,
          rev: this.#rev,
          rows: this.wallRows(row.command.question),
          presence: []
        }
        this.#tell("wall", "feed", frame)
      }
    }
    for (const answer of this.#asked.splice(0)) answer()
    for (const { row } of stored) if (row.command._tag === "Act") this.#reach(row.command)
  }

  /** What was not committed is gone, and so are the connections and all that was in memory. */
  crash(): void {
    this.#pending = []
    this.#asked = []
    this.#connected.clear()
    this.#rings.clear()
    this.#rev = 0
    this.#generation++
  }

  tide(): void {
    const generation = `g${this.#generation}`
    for (const { peer, rooms } of this.#connected) {
      const actors = [...rooms].filter((room) => room !== "wall")
      peer.send("tide", {
        now: this.now(),
        actors: actors.map((actor) => ({ actor, audience: audiences[actor], generation, seq: this.#seq(actor) })),
        feeds: rooms.has("wall") ? [{ ref: wall, generation, rev: this.#rev }] : []
      })
    }
  }

  /** Ends every subscription; the actor has moved, say. */
  endSubscriptions(): void {
    for (const { peer, rooms, answered } of this.#connected) {
      for (const room of answered) {
        peer.send("ended", room === "wall" ? { feed: wall, reason: "stale" } : { actor: room, reason: "stale" })
        rooms.delete(room)
      }
      answered.clear()
    }
  }

  /** Gives every reader the whole unasked, as to one that was too slow. */
  refresh(): void {
    const generation = `g${this.#generation}`
    for (const { peer, rooms } of this.#connected) {
      for (const room of rooms) {
        if (room === "wall")
          peer.send("snapshot", { _tag: "Feed", ref: wall, generation, rev: this.#rev, rows: this.wallRows(), presence: [] })
        else {
          const of = { _tag: "Actor", actor: room, audience: audiences[room], generation, seq: this.#seq(room) }
          peer.send("snapshot", { ...of, at: this.now(), view: this.viewOf(room) })
        }
      }
    }
  }

  /** Ends every access token and the connections it carried. */
  expireTokens(): void {
    this.#token++
    for (const { peer } of this.#connected) {
      peer.send("closing", { reason: "token_ended" })
      peer.end(new Error("io server disconnect"))
    }
    this.#connected.clear()
  }

  /** An actor's view after its first `seq` rows; all of them if absent. */
  viewOf(actor: string, seq = Infinity): unknown {
    const rows = this.journal.filter((row) => row.actor === actor && row.seq <= seq)
    return rows.reduce((view: unknown, { patch }) => mergePatch(view, patch), this.#atFirst(actor))
  }

  /** A row per question, so that a frame lost is a row missed: how often its answer was saved. */
  wallRows(only?: string) {
    const saved = new Map<string, { seq: number; count: number }>()
    for (const { actor, seq, command } of this.journal) {
      if (actor !== attempt || command._tag !== "SaveAnswer") continue
      saved.set(command.question, { seq, count: (saved.get(command.question)?.count ?? 0) + 1 })
    }
    return [...saved]
      .filter(([question]) => only === undefined || question === only)
      .map(([key, { seq, count }]) => ({ key, seq, row: { ...wallRow, answered: count } }))
  }

  #tell(room: string, event: string, payload: unknown): void {
    for (const { peer, rooms } of this.#connected) if (rooms.has(room)) peer.send(event, payload)
  }

  #seq(actor: string): number {
    return this.journal.filter((row) => row.actor === actor).length
  }

  #ring(actor: string) {
    const known = this.#rings.get(actor)
    if (known !== undefined) return known
    const ring: { base: number; publications: Array<Publication> } = { base: this.#seq(actor), publications: [] }
    this.#rings.set(actor, ring)
    return ring
  }
}

const accepted = ({ seq, at, reply }: Row) => ({ _tag: "Accepted", seq, at, reply })
