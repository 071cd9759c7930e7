/**
 * The SDK's front door. One client is one person on one device: it logs in over REST, keeps one live connection, and
 * hands out what can be commanded and watched.
 *
 * ```ts
 * const client = new StoaClient({ url: "http://127.0.0.1:8080" })
 * await client.login("student@example.org", "…")
 * await client.connect()
 * const attempt = client.attempt(attemptId)
 * attempt.view.watch((seen) => …)
 * await attempt.answer(question, { kind: "true_false", value: true })
 * ```
 *
 * Everything that is watched carries on by itself through lost connections, and everything that is sent takes effect
 * once. What fails does so with a `StoaError`.
 */
import { BoardRow } from "../protocol/course.ts"
import { WallRow } from "../protocol/attempt.ts"
import type { AttemptId, CourseId, FileId, Sender, SittingId, UserId } from "../protocol/ids.ts"
import type { FileDetail } from "../protocol/files.ts"
import type { Registration } from "../protocol/rest/accounts.ts"
import { Accounts } from "./accounts.ts"
import { Attempt } from "./attempt.ts"
import { AttemptMemory, forgetAttempts } from "./attempt-memory.ts"
import { AttemptSight } from "./attempt-seen.ts"
import { Beat } from "./beat.ts"
import { Connection, type ConnectionState } from "./connection.ts"
import { Course } from "./course.ts"
import { Device } from "./device.ts"
import { Exam } from "./exam.ts"
import { Files, type Sending } from "./files.ts"
import { withinProcess, type Exclusive } from "./exclusive.ts"
import { FeedReplica, type FeedSeen } from "./feed-replica.ts"
import { httpTo, type Http } from "./http.ts"
import { Learner } from "./learner.ts"
import { Listeners } from "./listeners.ts"
import { Outbox, type Settled, type Unsettled } from "./outbox.ts"
import { ProctoredAttempt } from "./proctored-attempt.ts"
import { Rest } from "./rest.ts"
import { ServerClock } from "./server-clock.ts"
import { Session, type Account } from "./session.ts"
import type { OpenSocket } from "./socket.ts"
import { socketIo } from "./socket-io.ts"
import { StoaError } from "./stoa-error.ts"
import { memoryStore, type Store } from "./store.ts"
import { Subscriptions, type Watchable } from "./subscriptions.ts"
import { systemChance, systemTimers, type Chance, type Timers } from "./timers.ts"

export interface StoaOptions {
  /** The server's address without a path. */
  readonly url: string
  /** What is kept across reloads: tokens, and commands without an answer. In memory if absent. */
  readonly store?: Store
  /** Needed where several clients share one store: `acrossTabs(navigator.locks)` in a browser. */
  readonly exclusive?: Exclusive
  /** How many commands may wait for the connection; 1,000 if absent. */
  readonly outboxCapacity?: number
  /**
   * What a watcher of an attempt was handed counts as shown to the learner: changes of time and messages are acknowledged by
   * themselves. If absent, the application says so with `timeShown` and `messageShown`.
   */
  readonly shownWhenWatched?: boolean
  /**
   * Remembers on this device, until they are over or their learner logs out, the papers of attempts under way and what was last seen of
   * them, so that a page which is loaded without a connection goes on. If absent, nothing but tokens and commands is kept.
   */
  readonly keepAttempts?: boolean
  /** For tests and unusual surroundings; socket.io, `fetch`, the system's time and chance if absent. */
  readonly socket?: OpenSocket
  readonly http?: Http
  readonly timers?: Timers
  readonly chance?: Chance
}

/** What exists from `connect` to `close`. One handle each, so that all who watch a thing share one subscription. */
interface Live {
  readonly sender: Sender
  readonly connection: Connection
  readonly outbox: Outbox
  readonly learners: Map<UserId, Learner>
  readonly courses: Map<CourseId, Course>
  readonly sights: Map<AttemptId, AttemptSight>
  readonly attempts: Map<AttemptId, Attempt>
  readonly proctored: Map<AttemptId, ProctoredAttempt>
  readonly exams: Map<SittingId, Exam>
  readonly walls: Map<SittingId, Watchable<FeedSeen<WallRow>>>
  readonly boards: Map<CourseId, Watchable<FeedSeen<BoardRow>>>
  readonly subscriptions: Subscriptions
  readonly beat: Beat
}

export class StoaClient {
  /** What time it is on the server, and how long until something. */
  readonly clock: ServerClock
  /** Courses, modules, papers, results. */
  readonly rest: Rest
  /** One's own account: password, address, profile, devices; and what is done by mail. */
  readonly accounts: Accounts
  readonly #files: Files
  readonly #open: OpenSocket
  readonly #store: Store
  readonly #exclusive: Exclusive
  readonly #timers: Timers
  readonly #chance: Chance
  readonly #capacity: number
  readonly #shownWhenWatched: boolean
  readonly #keepAttempts: boolean
  readonly #session: Session
  readonly #states = new Listeners<ConnectionState>()
  readonly #waiting = new Listeners<ReadonlyArray<Unsettled>>()
  readonly #settlements = new Listeners<Settled>()
  #live: Live | undefined
  #opening: Promise<Live> | undefined
  /** How often it was closed: whoever was still opening then must not go on. */
  #closings = 0

  constructor(options: StoaOptions) {
    this.#timers = options.timers ?? systemTimers
    this.#chance = options.chance ?? systemChance
    this.#store = options.store ?? memoryStore()
    this.#exclusive = options.exclusive ?? withinProcess()
    this.#capacity = options.outboxCapacity ?? 1_000
    this.#shownWhenWatched = options.shownWhenWatched ?? false
    this.#keepAttempts = options.keepAttempts ?? false
    this.#open = options.socket ?? socketIo(options.url)
    this.clock = new ServerClock(this.#timers)
    const http = options.http ?? httpTo(options.url, globalThis.fetch)
    this.#session = new Session({ http, store: this.#store, exclusive: this.#exclusive, timers: this.#timers })
    this.rest = new Rest(http, this.#session)
    this.accounts = new Accounts(http, this.rest)
    this.#files = new Files({
      ...{ url: options.url, session: this.#session, store: this.#store, timers: this.#timers, chance: this.#chance },
      // Looked up when it is used: a page may put its own in place later.
      fetch: (...asked) => globalThis.fetch(...asked)
    })
  }

  /** The person logged in. */
  get account(): Account | undefined {
    return this.#session.account
  }

  /** Logs in and keeps the log-in. Refused with `bad_credentials`. */
  /** `code`: where the account has a second factor, called for the code that its owner's device shows. */
  async login(email: string, password: string, code?: () => Promise<string>): Promise<Account> {
    this.close()
    return this.#session.login(email, password, code)
  }

  /**
   * Makes an account and logs it in. `undefined` where the server wants the address confirmed first: a mail is on its way, and
   * `accounts.confirm` takes what its link says. Refused with `email_taken`, `weak_password` or `invalid` and the field.
   */
  async register(registration: Registration): Promise<Account | undefined> {
    this.close()
    return this.#session.register(registration)
  }

  /** Takes up the log-in of an earlier page or process, if the store holds one. */
  restore(): Promise<Account | undefined> {
    return this.#session.restore()
  }

  /**
   * Ends the log-in here, or on all devices. What the device remembers of attempts goes first, since telling the server may take
   * as long as it likes. What was given and not sent stays for the person's next log-in here: it is owed to them.
   */
  async logout(everywhere = false): Promise<void> {
    const user = this.account?.id
    this.close()
    if (user !== undefined) await forgetAttempts(this.#store, user)
    await this.#session.logout(everywhere)
  }

  /**
   * Takes up this device and begins to connect. From here on everything can be watched and commanded, connected or not: what is
   * commanded waits, and what an earlier page or process left unsent goes out first. Rejects where nobody is logged in.
   */
  async open(): Promise<void> {
    await this.#opened()
  }

  /**
   * The same, and resolves once connected, however many tries that takes; rejects when trying is of no use: nobody logged in,
   * log-in ended, client too old.
   */
  async connect(): Promise<void> {
    const connection = await this.#opened()
    return new Promise((resolve, reject) => {
      let stop = () => {}
      const look = (state: ConnectionState) => {
        if (state._tag === "Online") resolve()
        else if (state._tag === "Closed") reject(state.error)
        else if (state._tag === "Offline") reject(StoaError.own("closed"))
        else return
        stop()
      }
      stop = connection.onState(look)
      look(connection.state)
    })
  }

  /** Does not wait for the next try to connect: the network is back, as a browser's `online` tells. */
  tryNow(): void {
    this.#live?.connection.tryNow()
  }

  /** Says good-bye to the server. What is unsent stays in the store. The client can connect again. */
  close(): void {
    const live = this.#live
    this.#live = undefined
    this.#closings++
    live?.outbox.close()
    live?.connection.stop()
  }

  get state(): ConnectionState {
    return this.#live?.connection.state ?? { _tag: "Offline" }
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    return this.#states.add(listener)
  }

  /** Commands the server has not finally answered, oldest first: "3 answers not saved yet". */
  get unsettled(): ReadonlyArray<Unsettled> {
    return this.#live?.outbox.waiting ?? []
  }

  /** Told whenever `unsettled` has changed. */
  onUnsettled(listener: (unsettled: ReadonlyArray<Unsettled>) => void): () => void {
    return this.#waiting.add(listener)
  }

  /** The end of every command, those included that an earlier page left behind. */
  onSettled(listener: (settled: Settled) => void): () => void {
    return this.#settlements.add(listener)
  }

  /**
   * Sends a file in parts, over whatever breaks in between, and resolves once it is stored. Refused with `file_refused` and the
   * reason, `too_large`, `quota_exceeded`, `storage_full` or `forbidden`. Needs no live connection.
   */
  uploadFile(content: Blob, sending: Sending): Promise<FileDetail> {
    return this.#files.upload(content, sending)
  }

  /** Where a file's content is; for those that are not public see `openFile`. */
  fileUrl(id: FileId): string {
    return this.#files.url(id)
  }

  /** The content of a file that one may have, for a page to show or to save. */
  openFile(id: FileId): Promise<Blob> {
    return this.#files.open(id)
  }

  /** Oneself, or somebody an administrator looks at. */
  learner(id?: UserId): Learner {
    const live = this.#connected()
    const whose = id ?? this.account?.id
    if (whose === undefined) throw StoaError.own("not_logged_in")
    return once(live.learners, whose, () => new Learner(whose, live.outbox, live.subscriptions))
  }

  course(id: CourseId): Course {
    const live = this.#connected()
    return once(live.courses, id, () => new Course(id, live.outbox, live.subscriptions))
  }

  attempt(id: AttemptId): Attempt {
    const live = this.#connected()
    const parts = { rest: this.rest, clock: this.clock, timers: this.#timers, shownWhenWatched: this.#shownWhenWatched }
    return once(live.attempts, id, () => new Attempt(id, sightOf(live, id), { ...live, ...parts, memory: this.#memoryOf(id) }))
  }

  /** The same in the hands of staff: who watches it, who decides about it. */
  proctoredAttempt(id: AttemptId): ProctoredAttempt {
    const live = this.#connected()
    return once(live.proctored, id, () => new ProctoredAttempt(id, sightOf(live, id), live.outbox))
  }

  exam(id: SittingId): Exam {
    const live = this.#connected()
    return once(live.exams, id, () => new Exam(id, live.outbox, live.subscriptions, this.#chance))
  }

  /** A sitting's wall: its attempts by id, and who is connected. For its proctors. */
  wall(id: SittingId): Watchable<FeedSeen<WallRow>> {
    const live = this.#connected()
    return once(live.walls, id, () => live.subscriptions.watchable(() => new FeedReplica({ feed: "wall", id }, WallRow)))
  }

  /** A course's progress board: its learners by id. For its instructors. */
  board(id: CourseId): Watchable<FeedSeen<BoardRow>> {
    const live = this.#connected()
    return once(live.boards, id, () => live.subscriptions.watchable(() => new FeedReplica({ feed: "board", id }, BoardRow)))
  }

  #memoryOf(id: AttemptId): AttemptMemory | undefined {
    const user = this.account?.id
    if (!this.#keepAttempts || user === undefined) return undefined
    return new AttemptMemory(id, { store: this.#store, user, clock: this.clock, deviceClock: Date.now })
  }

  async #opened(): Promise<Connection> {
    const { connection } = this.#live ?? (await (this.#opening ??= this.#begin().finally(() => (this.#opening = undefined))))
    connection.start()
    return connection
  }

  #connected(): Live {
    if (this.#live === undefined) throw StoaError.own("not_connected")
    return this.#live
  }

  async #begin(): Promise<Live> {
    const account = this.#session.account
    if (account === undefined) throw StoaError.own("not_logged_in")
    const closings = this.#closings
    const timing = { timers: this.#timers, chance: this.#chance }
    const device = await Device.open(this.#store, this.#exclusive, account.id, this.#chance)
    const { sender } = device
    const connection = new Connection({ open: this.#open, session: this.#session, sender, clock: this.clock, ...timing })
    const outbox = await Outbox.open({ device, connection, clock: this.clock, capacity: this.#capacity, ...timing })
    if (closings !== this.#closings) {
      outbox.close()
      throw StoaError.own("closed")
    }
    const subscriptions = new Subscriptions({ connection, clock: this.clock, ...timing })
    const beat = new Beat(connection, this.#timers)
    outbox.onSettled((settled) => this.#settlements.tell(settled))
    outbox.onChange(() => this.#waiting.tell(outbox.waiting))
    this.#waiting.tell(outbox.waiting)
    connection.onState((state) => this.#states.tell(state))
    this.#live = {
      sender,
      connection,
      outbox,
      subscriptions,
      beat,
      learners: new Map(),
      courses: new Map(),
      sights: new Map(),
      attempts: new Map(),
      proctored: new Map(),
      exams: new Map(),
      walls: new Map(),
      boards: new Map()
    }
    return this.#live
  }
}

const sightOf = (live: Live, id: AttemptId): AttemptSight => once(live.sights, id, () => new AttemptSight(id, live.subscriptions))

const once = <Key, Value>(made: Map<Key, Value>, key: Key, make: () => Value): Value => {
  const known = made.get(key)
  if (known !== undefined) return known
  const value = make()
  made.set(key, value)
  return value
}
