/**
 * What exists from `open` to `close` for one person on one device: the connection and what runs over it, and the handles that were given
 * out. There is one handle for each thing, so that all who watch it share one subscription.
 */
import { WallRow } from "../protocol/attempt.ts"
import { BoardRow } from "../protocol/course.ts"
import type { AttemptId, CourseId, SittingId, UserId } from "../protocol/ids.ts"
import { Attempt } from "./attempt.ts"
import { AttemptMemory } from "./attempt-memory.ts"
import { AttemptSight } from "./attempt-seen.ts"
import { Beat } from "./beat.ts"
import { Connection } from "./connection.ts"
import { Course } from "./course.ts"
import { Device } from "./device.ts"
import { Exam } from "./exam.ts"
import type { Exclusive } from "./exclusive.ts"
import { FeedReplica, type FeedSeen } from "./feed-replica.ts"
import { Learner } from "./learner.ts"
import { Outbox } from "./outbox.ts"
import { ProctoredAttempt } from "./proctored-attempt.ts"
import type { Rest } from "./rest.ts"
import type { ServerClock } from "./server-clock.ts"
import type { Session } from "./session.ts"
import type { OpenSocket } from "./socket.ts"
import type { Store } from "./store.ts"
import { Subscriptions, type Watchable } from "./subscriptions.ts"
import type { Chance, Timers } from "./timers.ts"

export interface LiveParts {
  readonly session: Session
  readonly rest: Rest
  readonly clock: ServerClock
  readonly store: Store
  readonly exclusive: Exclusive
  readonly open: OpenSocket
  readonly timers: Timers
  readonly chance: Chance
  /** How many commands may wait for the connection. */
  readonly capacity: number
  readonly shownWhenWatched: boolean
  readonly keepAttempts: boolean
}

export class Live {
  readonly connection: Connection
  readonly outbox: Outbox
  readonly #user: UserId
  readonly #device: Device
  readonly #parts: LiveParts
  readonly #subscriptions: Subscriptions
  readonly #beat: Beat
  readonly #learners = new Map<UserId, Learner>()
  readonly #courses = new Map<CourseId, Course>()
  readonly #sights = new Map<AttemptId, AttemptSight>()
  readonly #attempts = new Map<AttemptId, Attempt>()
  readonly #proctored = new Map<AttemptId, ProctoredAttempt>()
  readonly #exams = new Map<SittingId, Exam>()
  readonly #walls = new Map<SittingId, Watchable<FeedSeen<WallRow>>>()
  readonly #boards = new Map<CourseId, Watchable<FeedSeen<BoardRow>>>()

  private constructor(user: UserId, device: Device, connection: Connection, outbox: Outbox, parts: LiveParts) {
    this.#user = user
    this.#device = device
    this.connection = connection
    this.outbox = outbox
    this.#parts = parts
    this.#subscriptions = new Subscriptions({ connection, ...parts })
    this.#beat = new Beat(connection, parts.timers)
  }

  /** Takes up a device and what an earlier page or process left unsent on it. Connects to nothing yet. */
  static async begin(user: UserId, parts: LiveParts): Promise<Live> {
    const device = await Device.open(parts.store, parts.exclusive, user, parts.chance)
    const connection = new Connection({ sender: device.sender, ...parts })
    return new Live(user, device, connection, await Outbox.open({ device, connection, ...parts }), parts)
  }

  /** What is unsent stays in the store. */
  close(): void {
    this.outbox.close()
    this.connection.stop()
  }

  learner(id: UserId): Learner {
    return once(this.#learners, id, () => new Learner(id, this.outbox, this.#subscriptions))
  }

  course(id: CourseId): Course {
    return once(this.#courses, id, () => new Course(id, this.outbox, this.#subscriptions))
  }

  attempt(id: AttemptId): Attempt {
    const { connection, outbox } = this
    const { store, clock, keepAttempts } = this.#parts
    return once(this.#attempts, id, () => {
      const memory = keepAttempts ? new AttemptMemory(id, { store, user: this.#user, clock, deviceClock: Date.now }) : undefined
      const parts = { connection, outbox, beat: this.#beat, sender: this.#device.sender, memory }
      return new Attempt(id, this.#sight(id), { ...this.#parts, ...parts })
    })
  }

  proctoredAttempt(id: AttemptId): ProctoredAttempt {
    return once(this.#proctored, id, () => new ProctoredAttempt(id, this.#sight(id), this.outbox))
  }

  exam(id: SittingId): Exam {
    return once(this.#exams, id, () => new Exam(id, this.outbox, this.#subscriptions, this.#parts.chance))
  }

  wall(id: SittingId): Watchable<FeedSeen<WallRow>> {
    return once(this.#walls, id, () => this.#subscriptions.watchable(() => new FeedReplica({ feed: "wall", id }, WallRow)))
  }

  board(id: CourseId): Watchable<FeedSeen<BoardRow>> {
    return once(this.#boards, id, () => this.#subscriptions.watchable(() => new FeedReplica({ feed: "board", id }, BoardRow)))
  }

  /** Whoever sits an attempt and whoever watches it, on one page, see it by one subscription. */
  #sight(id: AttemptId): AttemptSight {
    return once(this.#sights, id, () => new AttemptSight(id, this.#subscriptions))
  }
}

const once = <Key, Value>(made: Map<Key, Value>, key: Key, make: () => Value): Value => {
  const known = made.get(key)
  if (known !== undefined) return known
  const value = make()
  made.set(key, value)
  return value
}
