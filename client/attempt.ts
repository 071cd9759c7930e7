/** An attempt at a quiz or an exam: as its taker sits it, as a proctor or a grader sees it. */
import { Schema } from "effect"
import type { Paper, Response } from "../protocol/assessment.ts"
import {
  AttemptCommand,
  AttemptGraderView,
  AttemptProctorView,
  AttemptTakerView,
  BeginReply,
  SaveAnswerReply,
  SubmitReply
} from "../protocol/attempt.ts"
import { actorKey, actorRef, type AttemptId, type QuestionId } from "../protocol/ids.ts"
import { ActorReplica } from "./actor-replica.ts"
import type { Beat } from "./beat.ts"
import { Commands } from "./commands.ts"
import type { Outbox } from "./outbox.ts"
import type { Rest } from "./rest.ts"
import type { Subscriptions, Watchable } from "./subscriptions.ts"

export const AttemptSeen = Schema.Union([
  Schema.Struct({ audience: Schema.Literal("taker"), view: AttemptTakerView }),
  Schema.Struct({ audience: Schema.Literal("proctors"), view: AttemptProctorView }),
  Schema.Struct({ audience: Schema.Literal("graders"), view: AttemptGraderView })
])
export type AttemptSeen = typeof AttemptSeen.Type

export interface AttemptParts {
  readonly outbox: Outbox
  readonly subscriptions: Subscriptions
  readonly rest: Rest
  readonly beat: Beat
}

export class Attempt {
  readonly id: AttemptId
  readonly view: Watchable<AttemptSeen>
  readonly #parts: AttemptParts
  readonly #lane: string
  readonly #commands: Commands<AttemptCommand>

  constructor(id: AttemptId, parts: AttemptParts) {
    const ref = actorRef("attempt", id)
    this.id = id
    this.view = parts.subscriptions.watchable(() => new ActorReplica(ref, AttemptSeen))
    this.#parts = parts
    this.#lane = actorKey(ref)
    this.#commands = new Commands(parts.outbox, ref, AttemptCommand)
  }

  begin(): Promise<BeginReply> {
    return this.#commands.send({ _tag: "Begin" }, BeginReply)
  }

  /** The questions, once begun. They do not change, so they are read once and over REST. */
  paper(): Promise<Paper> {
    return this.#parts.rest.paper(this.id)
  }

  /**
   * Saves an answer; `null` clears it. Resolves when it is stored: until then show it as not saved yet. Answers to one
   * question keep their order, and of those not sent yet only the last is sent; all then resolve with it.
   */
  answer(question: QuestionId, response: Response | null): Promise<SaveAnswerReply> {
    return this.#commands.send({ _tag: "SaveAnswer", question, response }, SaveAnswerReply, {
      lane: `${this.#lane}/${question}`,
      replaces: true
    })
  }

  /** Hands in, after every answer that is still on its way. */
  submit(): Promise<SubmitReply> {
    return this.#commands.send({ _tag: "Submit" }, SubmitReply)
  }

  /** Tells the proctors' wall which question is on screen. */
  showing(question?: QuestionId): void {
    this.#parts.beat.showing(this.id, question)
  }

  /** The attempt is no longer on screen. */
  leave(): void {
    this.#parts.beat.left(this.id)
  }
}
