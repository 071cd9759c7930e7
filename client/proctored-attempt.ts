/**
 * An attempt in the hands of staff: what a proctor does while it is sat, and what reviewers decide afterwards. Every action is
 * stored with who did it and why. On a selection or the whole room the same actions go through `Exam.act`.
 */
import { AttemptCommand } from "../protocol/attempt.ts"
import { actorKey, type AttemptId, type QuestionId } from "../protocol/ids.ts"
import { SayReply } from "../protocol/proctoring.ts"
import { FlagReply, type Verdict } from "../protocol/review.ts"
import type { Millis } from "../protocol/time.ts"
import type { AttemptSeen, AttemptSight } from "./attempt-seen.ts"
import { Commands } from "./commands.ts"
import type { Outbox } from "./outbox.ts"
import type { Watchable } from "./subscriptions.ts"

/** How a check is closed: `returnTime: false` withholds the locked time and needs the reason. */
export interface Clearing {
  readonly returnTime?: boolean
  readonly reason?: string
}

export class ProctoredAttempt {
  readonly id: AttemptId
  readonly view: Watchable<AttemptSeen>
  readonly #lane: string
  readonly #commands: Commands<AttemptCommand>

  constructor(id: AttemptId, sight: AttemptSight, outbox: Outbox) {
    this.id = id
    this.view = sight.view
    this.#lane = actorKey(sight.ref)
    this.#commands = new Commands(outbox, sight.ref, AttemptCommand)
  }

  // Talk

  /** Comes up on the learner's screen until its client says that it was shown. */
  message(text: string): Promise<SayReply> {
    return this.#commands.send({ _tag: "Message", text }, SayReply, this.#talk)
  }

  warn(text: string): Promise<SayReply> {
    return this.#commands.send({ _tag: "Warn", text }, SayReply, this.#talk)
  }

  /** Chat: answers what the learner wrote. */
  say(text: string): Promise<SayReply> {
    return this.#commands.send({ _tag: "Say", text }, SayReply, this.#talk)
  }

  // Time and access

  pause(reason: string): Promise<void> {
    return this.#commands.order({ _tag: "Pause", reason })
  }

  resume(reason?: string): Promise<void> {
    return this.#commands.order({ _tag: "Resume", ...because(reason) })
  }

  /** Also after expiry, for a while (T9). */
  extend(ms: Millis, reason: string): Promise<void> {
    return this.#commands.order({ _tag: "Extend", ms, reason })
  }

  /** Stops time and answers until a check clears it. */
  lock(reason: string): Promise<void> {
    return this.#commands.order({ _tag: "Lock", reason })
  }

  clear(clearing: Clearing = {}): Promise<void> {
    return this.#commands.order({ _tag: "Clear", ...clearing })
  }

  terminate(reason: string): Promise<void> {
    return this.#commands.order({ _tag: "Terminate", reason })
  }

  // To look at afterwards

  flag(note: string): Promise<FlagReply> {
    return this.#commands.send({ _tag: "Flag", note }, FlagReply)
  }

  /** `flag` is its number in the view. */
  unflag(flag: number, reason: string): Promise<void> {
    return this.#commands.order({ _tag: "Unflag", flag, reason })
  }

  // Afterwards

  /** Whether what came after the deadline counts (T7). */
  decideLate(question: QuestionId, accept: boolean, reason: string): Promise<void> {
    return this.#commands.order({ _tag: "DecideLate", question, accept, reason })
  }

  /** Back to in progress, with so much time, before a verdict. */
  reopen(ms: Millis, reason: string): Promise<void> {
    return this.#commands.order({ _tag: "Reopen", ms, reason })
  }

  /** By an administrator: as if it had not been sat. */
  void(reason: string): Promise<void> {
    return this.#commands.order({ _tag: "Void", reason })
  }

  requestReview(reason: string): Promise<void> {
    return this.#commands.order({ _tag: "RequestReview", reason })
  }

  proposeVerdict(verdict: Verdict, reason: string): Promise<void> {
    return this.#commands.order({ _tag: "ProposeVerdict", verdict, reason })
  }

  /** By another person than who proposed it, where the sitting asks for two. */
  confirmVerdict(verdict: Verdict, reason?: string): Promise<void> {
    return this.#commands.order({ _tag: "ConfirmVerdict", verdict, ...because(reason) })
  }

  /** Back to who proposed it. */
  returnVerdict(reason: string): Promise<void> {
    return this.#commands.order({ _tag: "ReturnVerdict", reason })
  }

  /** Beside actions on time and access: a pause never waits for a word, nor a word for a pause. */
  get #talk() {
    return { lane: `${this.#lane}:chat` }
  }
}

const because = (reason: string | undefined) => (reason === undefined ? {} : { reason })
