/** A learner: progress in every course, and what is done to move it. */
import { Schema } from "effect"
import type { AssessmentId, CourseId, ModuleId, SittingId, UserId } from "../protocol/ids.ts"
import { actorRef } from "../protocol/ids.ts"
import {
  CompleteModuleReply,
  LearnerCommand,
  LearnerView,
  OpenModuleReply,
  ReadNoticeReply,
  StartAttemptReply,
  StudyReply,
  type Stretch
} from "../protocol/learner.ts"
import type { Millis } from "../protocol/time.ts"
import { ActorReplica } from "./actor-replica.ts"
import { Commands } from "./commands.ts"
import type { Outbox } from "./outbox.ts"
import type { Subscriptions, Watchable } from "./subscriptions.ts"

export const LearnerSeen = Schema.Struct({ audience: Schema.Literal("self"), view: LearnerView })
export type LearnerSeen = typeof LearnerSeen.Type

/** What was done in a module since the last beat. All of it is a claim, bounded by the server's clock. */
export interface Studied {
  readonly positionMs?: Millis
  readonly watched?: ReadonlyArray<Stretch>
  readonly pages?: number
  readonly interactions?: number
}

export class Learner {
  readonly view: Watchable<LearnerSeen>
  readonly #lane: string
  readonly #commands: Commands<LearnerCommand>

  constructor(id: UserId, outbox: Outbox, subscriptions: Subscriptions) {
    const ref = actorRef("learner", id)
    this.view = subscriptions.watchable(() => new ActorReplica(ref, LearnerSeen))
    this.#lane = `learner/${id}`
    this.#commands = new Commands(outbox, ref, LearnerCommand)
  }

  /** Answers where the module was left, on whichever device. */
  openModule(courseId: CourseId, moduleId: ModuleId): Promise<typeof OpenModuleReply.Type> {
    return this.#commands.send({ _tag: "OpenModule", courseId, moduleId }, OpenModuleReply, this.#of(courseId, moduleId))
  }

  /** The durable beat of somebody at work, every 10 s or so; answers what it was credited. */
  study(courseId: CourseId, moduleId: ModuleId, studied: Studied = {}): Promise<typeof StudyReply.Type> {
    return this.#commands.send({ _tag: "Study", courseId, moduleId, ...studied }, StudyReply, this.#of(courseId, moduleId))
  }

  closeModule(courseId: CourseId, moduleId: ModuleId, studied: Studied = {}): Promise<typeof StudyReply.Type> {
    return this.#commands.send({ _tag: "CloseModule", courseId, moduleId, ...studied }, StudyReply, this.#of(courseId, moduleId))
  }

  /** "I have read this." */
  completeModule(courseId: CourseId, moduleId: ModuleId): Promise<typeof CompleteModuleReply.Type> {
    return this.#commands.send({ _tag: "CompleteModule", courseId, moduleId }, CompleteModuleReply, this.#of(courseId, moduleId))
  }

  /** Reserves an attempt, or answers the one not over yet. With a sitting it waits for the room to open. */
  startAttempt(assessmentId: AssessmentId, sittingId?: SittingId): Promise<typeof StartAttemptReply.Type> {
    return this.#commands.send(
      { _tag: "StartAttempt", assessmentId, ...(sittingId === undefined ? {} : { sittingId }) },
      StartAttemptReply
    )
  }

  /** An announcement of a course was read. */
  readNotice(courseId: CourseId, number: number): Promise<typeof ReadNoticeReply.Type> {
    return this.#commands.send({ _tag: "ReadNotice", courseId, number }, ReadNoticeReply)
  }

  #of(courseId: CourseId, moduleId: ModuleId) {
    return { lane: `${this.#lane}/${courseId}/${moduleId}` }
  }
}
