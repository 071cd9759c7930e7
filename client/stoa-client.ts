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
import type { WallRow } from "../protocol/attempt.ts"
import type { BoardRow } from "../protocol/course.ts"
import type { FileDetail } from "../protocol/files.ts"
import type { AttemptId, CourseId, FileId, SittingId, UserId } from "../protocol/ids.ts"
import type { Registration } from "../protocol/rest/accounts.ts"
import { Accounts } from "./accounts.ts"
import type { Attempt } from "./attempt.ts"
import { forgetAttempts } from "./attempt-memory.ts"
import type { Connection, ConnectionState } from "./connection.ts"
import type { Course } from "./course.ts"
import type { Exam } from "./exam.ts"
import { withinProcess, type Exclusive } from "./exclusive.ts"
import type { FeedSeen } from "./feed-replica.ts"
import { Files, type Sending } from "./files.ts"
import { httpTo, type Http } from "./http.ts"
import type { Learner } from "./learner.ts"
import { Listeners } from "./listeners.ts"
import { Live, type LiveParts } from "./live.ts"
import type { Settled, Unsettled } from "./outbox.ts"
import type { ProctoredAttempt } from "./proctored-attempt.ts"
import { Rest } from "./rest.ts"
import { ServerClock } from "./server-clock.ts"
import { Session, type Account } from "./session.ts"
import type { OpenSocket } from "./socket.ts"
import { socketIo } from "./socket-io.ts"
import { StoaError } from "./stoa-error.ts"
import { memoryStore, type Store } from "./store.ts"
import type { Watchable } from "./subscriptions.ts"
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

export class StoaClient {
  /** What time it is on the server, and how long until something. */
  readonly clock: ServerClock
  /** Courses, modules, papers, results. */
  readonly rest: Rest
  /** One's own account: password, address, profile, devices; and what is done by mail. */
  readonly accounts: Accounts
  readonly #files: Files
  readonly #parts: LiveParts
  readonly #states = new Listeners<ConnectionState>()
  readonly #waiting = new Listeners<ReadonlyArray<Unsettled>>()
  readonly #settlements = new Listeners<Settled>()
  #live: Live | undefined
  #opening: Promise<Live> | undefined
  /** How often it was closed: whoever was still opening then must not go on. */
  #closings = 0

  constructor(options: StoaOptions) {
    const timers = options.timers ?? systemTimers
    const chance = options.chance ?? systemChance
    const store = options.store ?? memoryStore()
    const exclusive = options.exclusive ?? withinProcess()
    const http = options.http ?? httpTo(options.url, globalThis.fetch)
    const session = new Session({ http, store, exclusive, timers })
    this.clock = new ServerClock(timers)
    this.rest = new Rest(http, session)
    this.accounts = new Accounts(http, this.rest)
    this.#files = new Files({
      ...{ url: options.url, session, store, timers, chance },
      // Looked up when it is used: a page may put its own in place later.
      fetch: (...asked) => globalThis.fetch(...asked)
    })
    this.#parts = {
      ...{ session, rest: this.rest, clock: this.clock, store, exclusive, timers, chance },
      open: options.socket ?? socketIo(options.url),
      capacity: options.outboxCapacity ?? 1_000,
      shownWhenWatched: options.shownWhenWatched ?? false,
      keepAttempts: options.keepAttempts ?? false
    }
  }

  /** The person logged in. */
  get account(): Account | undefined {
    return this.#parts.session.account
  }

  /**
   * Logs in and keeps the log-in. Refused with `bad_credentials`. `code`: where the account has a second factor, called for the code that
   * its owner's device shows; left out, such a log-in fails with `mfa_code_missing`.
   */
  async login(email: string, password: string, code?: () => Promise<string>): Promise<Account> {
    this.close()
    return this.#parts.session.login(email, password, code)
  }

  /**
   * Makes an account and logs it in. `undefined` where the server wants the address confirmed first: a mail is on its way, and
   * `accounts.confirm` takes what its link says. Refused with `email_taken`, `weak_password` or `invalid` and the field.
   */
  async register(registration: Registration): Promise<Account | undefined> {
    this.close()
    return this.#parts.session.register(registration)
  }

  /** Takes up the log-in of an earlier page or process, if the store holds one. */
  restore(): Promise<Account | undefined> {
    return this.#parts.session.restore()
  }

  /**
   * Ends the log-in here, or on all devices. What the device remembers of attempts goes first, since telling the server may take
   * as long as it likes. What was given and not sent stays for the person's next log-in here: it is owed to them.
   */
  async logout(everywhere = false): Promise<void> {
    const user = this.account?.id
    this.close()
    if (user !== undefined) await forgetAttempts(this.#parts.store, user)
    await this.#parts.session.logout(everywhere)
  }

  /**
   * Takes up this device and begins to connect. From here on everything can be watched and commanded, connected or not: what is
   * commanded waits, and what an earlier page or process left unsent goes out first. Rejects where nobody is logged in.
   */
  async open(): Promise<void> {
    await this.#connecting()
  }

  /**
   * The same, and resolves once connected, however many tries that takes; rejects when trying is of no use: nobody logged in,
   * log-in ended, client too old.
   */
  async connect(): Promise<void> {
    const connection = await this.#connecting()
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
    live?.close()
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
    const live = this.#opened()
    const whose = id ?? this.account?.id
    if (whose === undefined) throw StoaError.own("not_logged_in")
    return live.learner(whose)
  }

  course(id: CourseId): Course {
    return this.#opened().course(id)
  }

  attempt(id: AttemptId): Attempt {
    return this.#opened().attempt(id)
  }

  /** The same in the hands of staff: who watches it, who decides about it. */
  proctoredAttempt(id: AttemptId): ProctoredAttempt {
    return this.#opened().proctoredAttempt(id)
  }

  exam(id: SittingId): Exam {
    return this.#opened().exam(id)
  }

  /** A sitting's wall: its attempts by id, and who is connected. For its proctors. */
  wall(id: SittingId): Watchable<FeedSeen<WallRow>> {
    return this.#opened().wall(id)
  }

  /** A course's progress board: its learners by id. For its instructors. */
  board(id: CourseId): Watchable<FeedSeen<BoardRow>> {
    return this.#opened().board(id)
  }

  #opened(): Live {
    if (this.#live === undefined) throw StoaError.own("not_connected")
    return this.#live
  }

  async #connecting(): Promise<Connection> {
    const { connection } = this.#live ?? (await (this.#opening ??= this.#begin().finally(() => (this.#opening = undefined))))
    connection.start()
    return connection
  }

  async #begin(): Promise<Live> {
    const { account } = this
    if (account === undefined) throw StoaError.own("not_logged_in")
    const closings = this.#closings
    const live = await Live.begin(account.id, this.#parts)
    if (closings !== this.#closings) {
      live.close()
      throw StoaError.own("closed")
    }
    const { connection, outbox } = live
    outbox.onSettled((settled) => this.#settlements.tell(settled))
    outbox.onChange(() => this.#waiting.tell(outbox.waiting))
    this.#waiting.tell(outbox.waiting)
    connection.onState((state) => this.#states.tell(state))
    this.#live = live
    return live
  }
}
