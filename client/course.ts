/** A course: enrolment and announcements. Its outline and contents are catalogue data, read over REST. */
import { Schema } from "effect"
import {
  AnnounceReply,
  CourseCommand,
  CourseMemberView,
  CourseStaffView,
  CourseVisitorView,
  CourseWaitingView,
  EnrolReply,
  MoveLearnersReply,
  RequestReply,
  SeatReply,
  WithdrawReply
} from "../protocol/course.ts"
import { actorRef, type CourseId, type UserId, type VersionId } from "../protocol/ids.ts"
import { ActorReplica } from "./actor-replica.ts"
import { Commands } from "./commands.ts"
import type { Outbox } from "./outbox.ts"
import type { Subscriptions, Watchable } from "./subscriptions.ts"

export const CourseSeen = Schema.Union([
  Schema.Struct({ audience: Schema.Literal("staff"), view: CourseStaffView }),
  Schema.Struct({ audience: Schema.Literal("member"), view: CourseMemberView }),
  Schema.Struct({ audience: Schema.Literal("waiting"), view: CourseWaitingView }),
  Schema.Struct({ audience: Schema.Literal("visitor"), view: CourseVisitorView })
])
export type CourseSeen = typeof CourseSeen.Type

export class Course {
  readonly view: Watchable<CourseSeen>
  readonly #commands: Commands<CourseCommand>

  constructor(id: CourseId, outbox: Outbox, subscriptions: Subscriptions) {
    const ref = actorRef("course", id)
    this.view = subscriptions.watchable(() => new ActorReplica(ref, CourseSeen))
    this.#commands = new Commands(outbox, ref, CourseCommand)
  }

  /** Resolves once the course stands among the learner's own. Refused with `already_enrolled` the second time. */
  enrol(): Promise<typeof EnrolReply.Type> {
    return this.#commands.send({ _tag: "Enrol" }, EnrolReply)
  }

  withdraw(): Promise<typeof WithdrawReply.Type> {
    return this.#commands.send({ _tag: "Withdraw" }, WithdrawReply)
  }

  /** Answers a place on the list of those who wait, or the seat that has become free meanwhile. */
  joinWaitList(): Promise<typeof SeatReply.Type> {
    return this.#commands.send({ _tag: "JoinWaitList" }, SeatReply)
  }

  leaveWaitList(): Promise<typeof WithdrawReply.Type> {
    return this.#commands.send({ _tag: "LeaveWaitList" }, WithdrawReply)
  }

  /** Asks to be let in, where enrolments are approved; `note` is for who decides. */
  requestEnrolment(note?: string): Promise<typeof RequestReply.Type> {
    return this.#commands.send({ _tag: "RequestEnrolment", ...(note === undefined ? {} : { note }) }, RequestReply)
  }

  cancelRequest(): Promise<typeof WithdrawReply.Type> {
    return this.#commands.send({ _tag: "CancelRequest" }, WithdrawReply)
  }

  /** By the course's instructors: at most two hundred at once go on in another published version. */
  moveLearners(versionId: VersionId, learners: ReadonlyArray<UserId>): Promise<typeof MoveLearnersReply.Type> {
    return this.#commands.send({ _tag: "MoveLearners", versionId, learners }, MoveLearnersReply)
  }

  /** To everyone enrolled, by the course's instructors. */
  announce(text: string): Promise<typeof AnnounceReply.Type> {
    return this.#commands.send({ _tag: "Announce", text }, AnnounceReply)
  }
}
