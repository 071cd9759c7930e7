/** An exam's sitting: the room as candidates and proctors see it, and what proctors do with it. */
import { Schema } from "effect"
import { AssignProctorReply, CloseReply, ExamCandidateView, ExamCommand, ExamProctorView, OpenReply } from "../protocol/exam.ts"
import { actorRef, type SittingId, type UserId } from "../protocol/ids.ts"
import { ActorReplica } from "./actor-replica.ts"
import { Commands } from "./commands.ts"
import type { Outbox } from "./outbox.ts"
import type { Subscriptions, Watchable } from "./subscriptions.ts"

export const ExamSeen = Schema.Union([
  Schema.Struct({ audience: Schema.Literal("candidates"), view: ExamCandidateView }),
  Schema.Struct({ audience: Schema.Literal("proctors"), view: ExamProctorView })
])
export type ExamSeen = typeof ExamSeen.Type

export class Exam {
  readonly view: Watchable<ExamSeen>
  readonly #commands: Commands<ExamCommand>

  constructor(id: SittingId, outbox: Outbox, subscriptions: Subscriptions) {
    const ref = actorRef("exam", id)
    this.view = subscriptions.watchable(() => new ActorReplica(ref, ExamSeen))
    this.#commands = new Commands(outbox, ref, ExamCommand)
  }

  /** Lets those who wait begin, before the time or at it. */
  open(): Promise<OpenReply> {
    return this.#commands.send({ _tag: "Open" }, OpenReply)
  }

  close(): Promise<CloseReply> {
    return this.#commands.send({ _tag: "Close" }, CloseReply)
  }

  assignProctor(userId: UserId): Promise<AssignProctorReply> {
    return this.#commands.send({ _tag: "AssignProctor", userId }, AssignProctorReply)
  }
}
